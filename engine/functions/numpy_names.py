"""What numpy does under names or with defaults of its own: arrays made of lists, sums over columns, percentiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions.arranging import at_least, joined
from engine.functions.creation import sizes_of
from engine.functions.numpy_arrays import array_of, as_row
from engine.functions.spreading import meshgrid as torch_meshgrid
from engine.functions.statistics import corrcoef as torch_corrcoef
from engine.functions.statistics import cov as torch_cov
from engine.functions.table import FUNCTIONS, allocate, function
from engine.operation import OPS
from engine.tensors import Tensor, apply, constant

HUNDRED = 100.0


def _floats(data: Any) -> Tensor:
    made = array_of(data)
    return made if made.dtype.kind == "f" else apply(OPS["to"], made, dtype=np.dtype(np.float64))


@function("numpy.unique")
def unique(
    ar: Any, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False, axis: Any = None
) -> Any:
    """What occurs, in order; where it occurs first, where each entry went and how often each occurs."""
    seen = array_of(ar)._seen()
    found, *others = np.unique(seen, True, True, True, axis)
    wanted = [part for part, asked in zip(others, (return_index, return_inverse, return_counts), strict=True) if asked]
    made = [constant(np.asarray(part)) for part in (found, *wanted)]
    return made[0] if len(made) == 1 else tuple(made)


@function("numpy.percentile")
def percentile(a: Any, q: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Quantiles by hundredths."""
    levels = np.asarray(array_of(q)._seen(), np.float64) / HUNDRED
    return _quantiles(_floats(a), levels, axis, keepdims)


@function("numpy.median")
def median(a: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The middle entry, or the mean of the two in the middle: not the lower of them, as PyTorch's."""
    return _quantiles(_floats(a), np.asarray(0.5), axis, keepdims)


def _quantiles(input: Tensor, levels: Any, axis: int | None, keepdims: bool) -> Tensor:
    found: Tensor = FUNCTIONS["torch.quantile"](input, constant(levels[()]), dim=axis, keepdim=keepdims)
    return found


@function("numpy.cov")
def cov(m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None) -> Tensor:
    """Covariances of variables that are rows, or columns without `rowvar`; `y` has more of them."""
    rows = _variables(m, y, rowvar)
    return torch_cov(rows, correction=int(not bias) if ddof is None else ddof)


@function("numpy.corrcoef")
def corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Tensor:
    return torch_corrcoef(_variables(x, y, rowvar))


def _variables(data: Any, more: Any, rowvar: bool) -> Tensor:
    """Rows that are variables: those of both, one below the other."""
    given = [_floats(data)] if more is None else [_floats(data), _floats(more)]
    rows = [one if rowvar or one.ndim < 2 else one.T for one in given]
    return rows[0] if more is None else joined([at_least(2, one) for one in rows], 0)


@function("numpy.meshgrid")
def meshgrid(*xi: Any, indexing: str = "xy") -> tuple[Tensor, ...]:
    return torch_meshgrid(*map(array_of, xi), indexing=indexing)


def _at_least(ndim: int) -> Callable[..., Any]:
    def raised(*arys: Any) -> Any:
        made = [at_least(ndim, array_of(one)) for one in arys]
        return made[0] if len(made) == 1 else tuple(made)

    return raised


for _ndim in (1, 2, 3):
    function(f"numpy.atleast_{_ndim}d")(_at_least(_ndim))


@function("numpy.average")
def average(a: Any, axis: int | None = None, weights: Any = None) -> Tensor:
    """The mean, or the mean weighed by `weights`, which have the shape of the array or are one along `axis`."""
    values = _floats(a)
    if weights is None:
        mean: Tensor = FUNCTIONS["numpy.mean"](values, axis=axis)
        return mean
    weighing: Any = _floats(weights)
    if weighing.ndim == 1 and values.ndim > 1 and axis is not None:
        weighing = apply(OPS["reshape"], weighing, shape=(-1,) + (1,) * (values.ndim - 1 - axis % values.ndim))
    total, over = FUNCTIONS["numpy.sum"](values * weighing, axis=axis), FUNCTIONS["numpy.sum"](weighing, axis=None)
    return apply(OPS["div"], total, over)


@function("numpy.append")
def append(arr: Any, values: Any, axis: int | None = None) -> Tensor:
    """A new array with the values behind: flat, or along an axis."""
    parts = [array_of(arr), array_of(values)]
    if axis is None:
        parts = [as_row(part) for part in parts]
    return joined(parts, axis or 0)


@function("numpy.identity")
def identity(n: int) -> Tensor:
    made: Tensor = FUNCTIONS["numpy.eye"](n)
    return made


@function("numpy.copy")
def copy(a: Any) -> Tensor:
    return apply(OPS["clone"], array_of(a))


@function("numpy.ptp")
def ptp(a: Any, axis: int | None = None) -> Tensor:
    """From the least to the greatest."""
    values = array_of(a)
    found: Tensor = FUNCTIONS["numpy.max"](values, axis=axis) - FUNCTIONS["numpy.min"](values, axis=axis)
    return found


@function("numpy.flatnonzero")
def flatnonzero(a: Any) -> Tensor:
    return constant(np.flatnonzero(array_of(a)._seen()))


@function("numpy.nonzero")
def nonzero(a: Any) -> tuple[Tensor, ...]:
    return tuple(constant(places) for places in np.nonzero(array_of(a)._seen()))


@function("numpy.where", over="where")
def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """Of x where the condition is not 0, else of y; without both, where it is not 0, a vector of positions an axis."""
    if x is None and y is None:
        return nonzero(condition)
    if x is None or y is None:
        raise ArgumentError("where takes both x and y, or neither")
    chosen = array_of(condition)
    if chosen.dtype != bool:
        chosen = apply(OPS["ne"], chosen, 0)
    return apply(OPS["where"], chosen, *(array_of(part) if isinstance(part, list) else part for part in (x, y)))


def columns(*parts: Any) -> Tensor:
    """c_: vectors are columns, matrices stay, side by side."""
    if not parts:
        raise ArgumentError("c_ takes the arrays that stand side by side: c_[a, b]")
    return joined([_upright(array_of(part)) for part in parts], -1)


def _upright(part: Tensor) -> Tensor:
    return apply(OPS["reshape"], part, shape=(-1, 1)) if part.ndim < 2 else part


def in_a_row(*parts: Any) -> Tensor:
    """r_: arrays and numbers one behind the other, along their first axis."""
    if not parts:
        raise ArgumentError("r_ takes the arrays that stand one behind the other: r_[a, b]")
    made: Sequence[Tensor] = [at_least(1, array_of(part)) for part in parts]
    return joined(made, 0)


function("numpy.c_")(columns)
function("numpy.r_")(in_a_row)


def _running(name: str) -> None:
    def running(a: Any, axis: int | None = None) -> Tensor:
        """Along an axis; without one, along all entries as one row."""
        values = array_of(a)
        if axis is None:
            values, axis = as_row(values), 0
        return apply(OPS[name], values, dim=axis)

    function(f"numpy.{name}", over=name)(running)


for _name in ("cumsum", "cumprod"):
    _running(_name)

# numpy's words for what stands beyond the border, each with PyTorch's.
PAD_MODES = {"constant": "constant", "edge": "replicate", "reflect": "reflect", "wrap": "circular"}


@function("numpy.pad")
def pad(array: Any, pad_width: Any, mode: str = "constant", constant_values: Any = 0) -> Tensor:
    """A border of `pad_width` entries: one number, a pair for before and after, or a pair for each axis."""
    values = array_of(array)
    if mode not in PAD_MODES:
        raise ArgumentError(f"pad knows the modes {', '.join(PAD_MODES)}, not {mode!r}")
    try:
        widths = np.broadcast_to(np.asarray(pad_width, np.int64), (values.ndim, 2)).tolist()
    except (ValueError, TypeError):
        raise ArgumentError("pad_width is a number, a pair (before, after) or a pair for each axis") from None
    if any(width < 0 for pair in widths for width in pair):
        raise ArgumentError("a border has no negative width")
    given = tuple(width for pair in reversed(widths) for width in pair)
    if mode == "constant":
        return apply(OPS["pad_constant"], values, pad=given, value=constant_values)
    made: Tensor = FUNCTIONS["functional.pad"](values, given, mode=PAD_MODES[mode])
    return made


@function("numpy.linalg.lstsq")
def lstsq(a: Any, b: Any, rcond: float | None = None) -> tuple[Any, ...]:
    """The solution of least squares, the sums of squared residuals, the rank and the singular values of `a`."""
    matrix, right = _floats(a), _floats(b)
    found = np.linalg.lstsq(matrix._seen(), right._seen(), rcond=rcond)
    solution = apply(OPS["matmul"], FUNCTIONS["torch.linalg.pinv"](matrix, rtol=rcond), right)
    return solution, constant(found[1]), int(found[2]), constant(found[3])


@function("numpy.ndindex")
def ndindex(*shape: Any) -> list[tuple[int, ...]]:
    """The places of all entries of an array of this shape, row by row."""
    sizes = sizes_of(shape, {})
    allocate(sizes)
    return list(np.ndindex(*sizes))


@function("numpy.ndenumerate")
def ndenumerate(arr: Any) -> list[tuple[tuple[int, ...], Any]]:
    values = array_of(arr)
    return [(place, values[place]) for place in np.ndindex(*values.shape)]
