"""Two runs beside each other: which node of one is which of the other, and where they part.

In come two runs, of programs that may differ in anything; out go pairs of nodes and what differs between them. Begin
with `matching.py`, which holds the rule.
"""

from engine.comparison.differences import (
    Compared,
    Parting,
    Row,
    compared,
    differs,
    first_apart,
    first_gradient_apart,
    rows_of,
)
from engine.comparison.matching import Matching, Pair, match

__all__ = [
    "Compared",
    "Matching",
    "Pair",
    "Parting",
    "Row",
    "compared",
    "differs",
    "first_apart",
    "first_gradient_apart",
    "match",
    "rows_of",
]
