"""What a step of a run does, in words, formulas and numbers.

In comes a run and one of its steps; out goes an Explanation. Begin with `step.py`.
"""

from engine.explain.entry_formula import equation
from engine.explain.explanation import Explanation, Formula
from engine.explain.gradient import grad_term
from engine.explain.step import explain
from engine.explain.wording import entry_name, left_by, partial_term, shape_words, term

__all__ = [
    "Explanation",
    "Formula",
    "entry_name",
    "equation",
    "explain",
    "grad_term",
    "left_by",
    "partial_term",
    "shape_words",
    "term",
]
