"""What numpy counts, looks up and fits. None of it has a derivative here: it takes numbers, and gives numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.functions.numpy_arrays import array_of
from engine.functions.table import allocate, function
from engine.operation import Array
from engine.tensors import constant

MOST_BINS = 2**20
MOST_DEGREES = 64


def numbers(data: Any, name: str) -> Array:
    """What an array holds, for a function without a derivative. Raises GradientError where one is asked for."""
    made = array_of(data)
    if made.requires_grad:
        raise GradientError(f"numpy's {name} has no derivative here: hand over x.detach()")
    seen: Array = np.asarray(made._seen())
    allocate(seen.shape)
    return seen


def given(found: Any) -> Any:
    """An array of what numpy found."""
    return constant(np.asarray(found)[()])


def called(name: str, *arguments: Any, **named: Any) -> Any:
    """What numpy finds. Raises ArgumentError for what it refuses."""
    try:
        return getattr(np, name)(*arguments, **named)
    except (TypeError, ValueError, IndexError, np.linalg.LinAlgError) as reason:
        raise ArgumentError(f"numpy's {name}: {reason}") from None


@function("numpy.bincount")
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    seen = numbers(x, "bincount")
    largest = int(seen.max()) if seen.size and seen.dtype.kind in "iub" else 0
    allocate((max(largest + 1, minlength),))
    weighing = None if weights is None else numbers(weights, "bincount")
    return given(called("bincount", seen, weighing, minlength))


@function("numpy.histogram")
def histogram(a: Any, bins: Any = 10, range: Any = None, density: bool = False, weights: Any = None) -> tuple[Any, Any]:
    seen = numbers(a, "histogram")
    if isinstance(bins, int) and not 0 < bins <= MOST_BINS:
        raise ArgumentError(f"a histogram has from 1 to {MOST_BINS} bins, not {bins}")
    if isinstance(bins, int):
        allocate((bins,))
    edges = bins if isinstance(bins, int) else numbers(bins, "histogram")
    weighing = None if weights is None else numbers(weights, "histogram")
    counts, places = called("histogram", seen, edges, range, density=density, weights=weighing)
    return given(counts), given(places)


@function("numpy.interp")
def interp(x: Any, xp: Any, fp: Any, left: float | None = None, right: float | None = None) -> Any:
    points = [numbers(one, "interp") for one in (x, xp, fp)]
    return given(called("interp", *points, left, right))


@function("numpy.polyfit")
def polyfit(x: Any, y: Any, deg: int) -> Any:
    """The coefficients of the polynomial of least squares, the highest power first."""
    if not 0 <= deg <= MOST_DEGREES:
        raise ArgumentError(f"polyfit fits polynomials of degrees from 0 to {MOST_DEGREES}, not {deg}")
    points = [numbers(one, "polyfit") for one in (x, y)]
    allocate((points[0].size, deg + 1))
    return given(called("polyfit", *points, deg))


@function("numpy.polyval")
def polyval(p: Any, x: Any) -> Any:
    """By the scheme of Horner, the highest power first."""
    powers, at = array_of(p), array_of(x)
    total: Any = at * 0
    for place in range(len(powers)):
        total = total * at + powers[place]
    return total


def _sliding(name: str, usual: str) -> None:
    def slide(a: Any, v: Any, mode: str = usual) -> Any:
        one, other = numbers(a, name), numbers(v, name)
        allocate((max(one.size, 1), max(other.size, 1)))
        return given(called(name, one, other, mode))

    function(f"numpy.{name}")(slide)


_sliding("convolve", "full")
_sliding("correlate", "valid")


@function("numpy.digitize")
def digitize(x: Any, bins: Any, right: bool = False) -> Any:
    """In which of the bins each entry lies; `right`: an edge belongs to the bin before it."""
    return given(called("digitize", numbers(x, "digitize"), numbers(bins, "digitize"), right))


@function("numpy.roots")
def roots(p: Any) -> Any:
    """The real roots of a polynomial, the highest power first. Raises ArgumentError where some are complex."""
    powers = numbers(p, "roots")
    if powers.size > MOST_DEGREES:
        raise ArgumentError(f"roots takes polynomials of degrees up to {MOST_DEGREES}")
    found = called("roots", powers)
    if np.iscomplexobj(found):
        raise ArgumentError("some roots of this polynomial are complex, and there are no complex numbers here")
    return given(found)


@function("numpy.unwrap")
def unwrap(p: Any) -> Any:
    """Angles in radians without the jumps by 2 π."""
    return given(called("unwrap", numbers(p, "unwrap")))


@function("numpy.gradient")
def gradient(f: Any, *varargs: Any, axis: int | None = None, edge_order: int = 1) -> Any:
    """Central differences inside, differences of neighbours at the ends; of several axes a list."""
    seen = numbers(f, "gradient")
    spacing = [one if isinstance(one, (int, float)) else numbers(one, "gradient") for one in varargs]
    found = called("gradient", seen, *spacing, axis=axis, edge_order=edge_order)
    return [given(one) for one in found] if isinstance(found, (list, tuple)) else given(found)
