"""Where numpy's entries stand, and which of them are in a set. None of it has a derivative: it gives numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions.numpy_counts import called, given, numbers
from engine.functions.table import allocate, function


@function("numpy.ix_")
def ix_(*args: Any) -> tuple[Any, ...]:
    return tuple(given(one) for one in called("ix_", *(numbers(one, "ix_") for one in args)))


def _triangle(name: str) -> None:
    def places(n: int, k: int = 0, m: int | None = None) -> tuple[Any, ...]:
        """The rows and the columns of the entries of a triangle of n rows and m columns."""
        allocate((n, n if m is None else m))
        return tuple(given(one) for one in called(name, n, k, m))

    function(f"numpy.{name}")(places)


_triangle("triu_indices")
_triangle("tril_indices")


@function("numpy.diag_indices")
def diag_indices(n: int, ndim: int = 2) -> tuple[Any, ...]:
    allocate((n, ndim))
    return tuple(given(one) for one in called("diag_indices", n, ndim))


@function("numpy.indices")
def indices(dimensions: Sequence[int]) -> Any:
    """The places along each axis, one array an axis."""
    allocate((len(dimensions), *dimensions))
    return given(called("indices", tuple(dimensions)))


@function("numpy.unravel_index")
def unravel_index(indices: Any, shape: Any) -> tuple[Any, ...]:
    """The places along each axis of an entry that is counted row by row."""
    return tuple(given(one) for one in called("unravel_index", numbers(indices, "unravel_index"), shape))


@function("numpy.ravel_multi_index")
def ravel_multi_index(multi_index: Sequence[Any], dims: Any) -> Any:
    """The place, counted row by row, of an entry at these places along the axes."""
    places = tuple(numbers(one, "ravel_multi_index") for one in multi_index)
    return given(called("ravel_multi_index", places, dims))


@function("numpy.lexsort")
def lexsort(keys: Sequence[Any]) -> Any:
    """The order by several keys, the last of them first."""
    return given(called("lexsort", [numbers(one, "lexsort") for one in keys]))


@function("numpy.argpartition")
def argpartition(a: Any, kth: Any, axis: int = -1) -> Any:
    return given(called("argpartition", numbers(a, "argpartition"), kth, axis))


def _grid(name: str) -> None:
    def cut_out(*cuts: slice) -> Any:
        """An array an axis, from a start to a stop by steps: together of one shape, or each along its own axis."""
        if not cuts or not all(isinstance(cut, slice) and cut.stop is not None for cut in cuts):
            raise ArgumentError(f"a grid is cut out from starts to stops: {name}[0:3, 0:2]")
        allocate((len(cuts), *(max(0, ceil((cut.stop - (cut.start or 0)) / (cut.step or 1))) for cut in cuts)))
        made = getattr(np, name)[cuts if len(cuts) > 1 else cuts[0]]
        return tuple(given(one) for one in made) if isinstance(made, tuple) else given(made)

    function(f"numpy.{name}")(cut_out)


_grid("mgrid")
_grid("ogrid")


@function("numpy.isin")
def isin(element: Any, test_elements: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    return given(np.isin(numbers(element, "isin"), numbers(test_elements, "isin"), invert=invert))


def _of_two_sets(name: str) -> None:
    def combine(ar1: Any, ar2: Any) -> Any:
        return given(called(name, numbers(ar1, name), numbers(ar2, name)))

    function(f"numpy.{name}")(combine)


for _name in ("intersect1d", "setdiff1d", "setxor1d", "union1d"):
    _of_two_sets(_name)
