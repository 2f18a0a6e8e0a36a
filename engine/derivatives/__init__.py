"""The derivative of a finished run by one entry of a leaf, taken another way than by its own backward pass.

In comes a run and the name of an entry; out go numbers and formulas to lay beside what the run says. Begin with
`entries.py`, which finds the entry; `forward_mode.py` makes dual numbers of a run, `reverse_mode.py` tells what it
holds at a step, and `symbolic_mode.py` writes the formula.
"""

from engine.derivatives.comparing import Agreement, agreement, alike
from engine.derivatives.entries import LeafEntry, leaf_entry, leaf_entry_name, variable_leaves
from engine.derivatives.finite_differences import Difference
from engine.derivatives.forward_mode import still, tangents
from engine.derivatives.reverse_mode import Adjoint, Brought, Standing, adjoints, brought, roots_of
from engine.derivatives.side_by_side import OneWay, Ways, ways
from engine.derivatives.symbolic_mode import Symbolic, symbolic

__all__ = [
    "Adjoint",
    "Agreement",
    "Brought",
    "Difference",
    "LeafEntry",
    "OneWay",
    "Standing",
    "Symbolic",
    "Ways",
    "adjoints",
    "agreement",
    "alike",
    "brought",
    "leaf_entry_name",
    "leaf_entry",
    "roots_of",
    "still",
    "symbolic",
    "tangents",
    "variable_leaves",
    "ways",
]
