"""The functions a program calls, made from the table of operations, and the methods of Tensor.

`FUNCTIONS` maps where a name stands ("torch.exp", "Tensor.exp", "numpy.exp", "functional.relu") to what it calls. The
engine's own module namespace, numpy's protocols and the language all read it.
"""

from engine.functions import (
    answers,
    arithmetic,
    arranging,
    choosing,
    conversion,
    decomposition,
    einsum,
    matrices,
    numpy_counts,
    numpy_names,
    numpy_parts,
    numpy_places,
    spreading,
    statistics,
    writing,
    writing_in_place,
)
from engine.functions.choosing import ValuesIndices
from engine.functions.table import FUNCTIONS, call, function, publish

__all__ = [
    "FUNCTIONS",
    "ValuesIndices",
    "answers",
    "arithmetic",
    "arranging",
    "call",
    "choosing",
    "conversion",
    "decomposition",
    "einsum",
    "function",
    "matrices",
    "numpy_counts",
    "numpy_names",
    "numpy_parts",
    "numpy_places",
    "publish",
    "spreading",
    "statistics",
    "writing",
    "writing_in_place",
]
