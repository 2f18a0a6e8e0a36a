"""What a step of a run does, in words, formulas and numbers.

In comes a run and one of its steps, or those of a line; out goes an Explanation. Begin with `step.py` and `line.py`.
"""

from engine.explain.all_paths import Path, Paths, sum_over_paths
from engine.explain.derivative import local_map
from engine.explain.entry_formula import equation
from engine.explain.entry_provenance import Provenance, Reached, entries_at_once, last_pass, provenance
from engine.explain.explanation import (
    Explanation,
    Factors,
    Formula,
    LineExplanation,
    LineInput,
    LineResult,
    formula_of,
)
from engine.explain.folded import fold_nodes
from engine.explain.gradient import grad_term
from engine.explain.jacobian_chain import Bracketing, JacobianProduct, jacobian_product
from engine.explain.line import explain_line
from engine.explain.step import explain
from engine.explain.wording import counted, entry_name, left_by, name_of, partial_term, prose, shape_words, term, word

__all__ = [
    "Bracketing",
    "Explanation",
    "Factors",
    "Formula",
    "JacobianProduct",
    "LineExplanation",
    "LineInput",
    "LineResult",
    "Path",
    "Paths",
    "Provenance",
    "Reached",
    "counted",
    "entries_at_once",
    "entry_name",
    "equation",
    "explain",
    "explain_line",
    "fold_nodes",
    "formula_of",
    "grad_term",
    "last_pass",
    "jacobian_product",
    "left_by",
    "local_map",
    "name_of",
    "partial_term",
    "prose",
    "provenance",
    "shape_words",
    "sum_over_paths",
    "term",
    "word",
]
