"""What differs between two arrays of a pair, and where two runs first part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from engine.comparison.matching import Matching
from engine.operation import Array
from engine.recording import Run


class Compared(NamedTuple):
    """Two arrays as numbers: of single numbers `a` and `b` are they, of several entries their Euclidean norms.

    `difference` is b − a, or of several entries of one shape the largest |b − a|; `ratio` is b / a, of the norms where
    there are several. None where there is no such number: an array is missing, shapes differ, `a` is 0. `same` is true
    to the last bit.
    """

    a: float | None
    b: float | None
    difference: float | None
    ratio: float | None
    same: bool


class Row(NamedTuple):
    """A pair of nodes by their indices, or one that the other run has not; `by` as a Pair says it."""

    a: int | None
    b: int | None
    by: str | None


class Parting(NamedTuple):
    """Nodes at which two runs part, and what differs there: operation, shape, number, gradient, only_a or only_b."""

    a: int | None
    b: int | None
    what: str


def compared(a: Array | None, b: Array | None) -> Compared | None:
    """None where neither is there."""
    if a is None and b is None:
        return None
    ones, others = (None if each is None else _in_float64(each) for each in (a, b))
    one, other = _size(ones), _size(others)
    difference = ratio = None
    if ones is not None and others is not None and ones.shape == others.shape:
        with np.errstate(all="ignore"):
            apart = others - ones
            difference = float(apart if apart.ndim == 0 else np.max(np.abs(apart), initial=0.0))
    if one is not None and other is not None and one != 0:
        with np.errstate(all="ignore"):
            ratio = float(np.float64(other) / np.float64(one))
    return Compared(one, other, difference, ratio, _same(a, b))


def rows_of(a: Run, matching: Matching) -> list[Row]:
    """All nodes of both runs: what is paired, and what stands alone, in the order of the second run. A node that only
    the first run has stands behind the one that is paired before it.
    """
    places: list[tuple[float, Row]] = [
        *((pair.b, Row(*pair)) for pair in matching.pairs),
        *((index, Row(None, index, None)) for index in matching.only_b),
    ]
    partners = {pair.a: pair.b for pair in matching.pairs}
    behind = -1
    for node in a.graph.nodes:
        behind = max(behind, partners.get(node.index, -1))
        if node.index not in partners:
            places.append((behind + 0.5, Row(node.index, None, None)))
    places.sort(key=lambda place: place[0])
    return [row for _, row in places]


def differs(a: Run, b: Run, row: Row) -> bool:
    """Whether anything that a reader sees of the two nodes does, or there is only one."""
    if row.a is None or row.b is None:
        return True
    return _what(a, b, row) is not None or not _same(a.gradients.get(row.a), b.gradients.get(row.b))


def first_apart(a: Run, b: Run, rows: Iterable[Row]) -> Parting | None:
    """The first node, on the way forward, that only one run has, or that has another operation, shape or number."""
    for row in rows:
        if what := _what(a, b, row):
            return Parting(row.a, row.b, what)
    return None


def first_gradient_apart(a: Run, b: Run, rows: Sequence[Row]) -> Parting | None:
    """The first pair, on the way back from the end, that has another gradient in one run than in the other."""
    for row in reversed(rows):
        if row.a is not None and row.b is not None and not _same(a.gradients.get(row.a), b.gradients.get(row.b)):
            return Parting(row.a, row.b, "gradient")
    return None


def _what(a: Run, b: Run, row: Row) -> str | None:
    if row.b is None:
        return "only_a"
    if row.a is None:
        return "only_b"
    one, other = a.graph.nodes[row.a], b.graph.nodes[row.b]
    if one.op != other.op:
        return "operation"
    if one.shape != other.shape:
        return "shape"
    return None if _same(one.value, other.value) else "number"


def _same(a: Array | None, b: Array | None) -> bool:
    if a is None or b is None:
        return a is b
    one, other = np.asarray(a), np.asarray(b)
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def _in_float64(array: Array) -> Array:
    return np.asarray(array).astype(np.float64)


def _size(array: Array | None) -> float | None:
    if array is None:
        return None
    if array.ndim == 0:
        return float(array)
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(np.ravel(array)))
