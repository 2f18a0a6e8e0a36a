"""What numpy counts, looks up and fits. None of it has a derivative here: it takes numbers, and gives numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.functions.creation import array
from engine.functions.table import allocate, function
from engine.operation import Array
from engine.tensors import Tensor, constant

MOST_BINS = 2**20
MOST_DEGREES = 64


def _numbers(data: Any, name: str) -> Array:
    made = data if isinstance(data, Tensor) else array(data)
    if made.requires_grad:
        raise GradientError(f"numpy's {name} has no derivative here: hand over x.detach()")
    seen: Array = np.asarray(made._seen())
    allocate(seen.shape)
    return seen


def _given(found: Any) -> Any:
    return constant(np.asarray(found)[()])


def _called(name: str, *arguments: Any, **named: Any) -> Any:
    try:
        return getattr(np, name)(*arguments, **named)
    except (TypeError, ValueError, np.linalg.LinAlgError) as reason:
        raise ArgumentError(f"numpy's {name}: {reason}") from None


@function("numpy.bincount")
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    seen = _numbers(x, "bincount")
    largest = int(seen.max()) if seen.size and seen.dtype.kind in "iub" else 0
    allocate((max(largest + 1, minlength),))
    weighing = None if weights is None else _numbers(weights, "bincount")
    return _given(_called("bincount", seen, weighing, minlength))


@function("numpy.histogram")
def histogram(a: Any, bins: Any = 10, range: Any = None, density: bool = False, weights: Any = None) -> tuple[Any, Any]:
    seen = _numbers(a, "histogram")
    if isinstance(bins, int) and not 0 < bins <= MOST_BINS:
        raise ArgumentError(f"a histogram has from 1 to {MOST_BINS} bins, not {bins}")
    if isinstance(bins, int):
        allocate((bins,))
    edges = bins if isinstance(bins, int) else _numbers(bins, "histogram")
    weighing = None if weights is None else _numbers(weights, "histogram")
    counts, places = _called("histogram", seen, edges, range, density=density, weights=weighing)
    return _given(counts), _given(places)


@function("numpy.isin")
def isin(element: Any, test_elements: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    return _given(np.isin(_numbers(element, "isin"), _numbers(test_elements, "isin"), invert=invert))


@function("numpy.interp")
def interp(x: Any, xp: Any, fp: Any, left: float | None = None, right: float | None = None) -> Any:
    points = [_numbers(one, "interp") for one in (x, xp, fp)]
    return _given(_called("interp", *points, left, right))


@function("numpy.polyfit")
def polyfit(x: Any, y: Any, deg: int) -> Any:
    """The coefficients of the polynomial of least squares, the highest power first."""
    if not 0 <= deg <= MOST_DEGREES:
        raise ArgumentError(f"polyfit fits polynomials of degrees from 0 to {MOST_DEGREES}, not {deg}")
    points = [_numbers(one, "polyfit") for one in (x, y)]
    allocate((points[0].size, deg + 1))
    return _given(_called("polyfit", *points, deg))


@function("numpy.polyval")
def polyval(p: Any, x: Any) -> Any:
    """By the scheme of Horner, the highest power first."""
    powers = p if isinstance(p, Tensor) else array(p)
    at = x if isinstance(x, Tensor) else array(x)
    total: Any = at * 0
    for place in range(len(powers)):
        total = total * at + powers[place]
    return total


@function("numpy.convolve")
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    one, other = _numbers(a, "convolve"), _numbers(v, "convolve")
    allocate((max(one.size, 1), max(other.size, 1)))
    return _given(_called("convolve", one, other, mode))


@function("numpy.gradient")
def gradient(f: Any, *varargs: Any, axis: int | None = None, edge_order: int = 1) -> Any:
    """Central differences inside, differences of neighbours at the ends; of several axes a list."""
    seen = _numbers(f, "gradient")
    spacing = [one if isinstance(one, (int, float)) else _numbers(one, "gradient") for one in varargs]
    found = _called("gradient", seen, *spacing, axis=axis, edge_order=edge_order)
    return [_given(one) for one in found] if isinstance(found, (list, tuple)) else _given(found)


@function("numpy.ix_")
def ix_(*args: Any) -> tuple[Any, ...]:
    return tuple(_given(one) for one in _called("ix_", *(_numbers(one, "ix_") for one in args)))
