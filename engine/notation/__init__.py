"""Expressions as people write them, as plain text and as TeX, with names or with numbers.

In comes an expression in Python syntax over the inputs of an operation; out goes a Term, which prints itself and knows
what it is worth. Begin with `expressions.py`.
"""

from engine.notation import worth
from engine.notation.expressions import (
    brief_term,
    called,
    negated,
    operation_terms,
    parsed,
    plain_text,
    plus,
    printed,
    render,
    times,
)
from engine.notation.term import (
    ADD,
    ALL_DIGITS,
    ATOM,
    COMPARE,
    DIGITS,
    LOOSE,
    MULTIPLY,
    POWER,
    Role,
    Term,
    composed,
    counted_term,
    name_term,
    name_tex,
    number_term,
    number_text,
)

__all__ = [
    "ADD",
    "ALL_DIGITS",
    "ATOM",
    "COMPARE",
    "DIGITS",
    "LOOSE",
    "MULTIPLY",
    "POWER",
    "Role",
    "Term",
    "brief_term",
    "called",
    "composed",
    "counted_term",
    "name_term",
    "name_tex",
    "negated",
    "number_term",
    "number_text",
    "operation_terms",
    "parsed",
    "plain_text",
    "plus",
    "printed",
    "render",
    "times",
    "worth",
]
