"""Spreads of several variables, differences and sums along a line, counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.functions.table import admit, allocate, function
from engine.mode import get_default_dtype
from engine.operation import NUMBERS, OPS, Takes, shape_text, size
from engine.ops.axes import along, axis_of
from engine.tensors import Tensor, apply, constant


def _weights(given: Tensor | None, count: int, name: str) -> Tensor | None:
    if given is not None and given.shape != (count,):
        raise ShapeError(f"cov needs {name} as a vector of {count} numbers, got {shape_text(given.shape)}")
    return given


@function("torch.cov Tensor.cov", takes=NUMBERS)
def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """Covariances of variables that are rows, over observations that are columns.

    `fweights` says how often each observation counts, `aweights` how much.
    """
    if input.ndim > 2:
        raise ShapeError(f"cov needs a vector or a matrix of variables, got {shape_text(input.shape)}")
    if input.dtype.kind != "f":
        input = apply(OPS["to"], input, dtype=get_default_dtype())
    rows: Any = input if input.ndim == 2 else apply(OPS["reshape"], input, shape=(1, size(input.shape)))
    count = rows.shape[1]
    frequency, importance = _weights(fweights, count, "fweights"), _weights(aweights, count, "aweights")
    given = [weight for weight in (frequency, importance) if weight is not None]
    if not given:
        centred = rows - rows.mean(1, keepdim=True)
        divisor: Any = max(count - correction, 0)
        product = centred @ centred.mT
    else:
        weights: Any = given[0] if len(given) == 1 else apply(OPS["mul"], *given)
        total = weights.sum()
        centred = rows - apply(OPS["div"], (rows * weights).sum(1, keepdim=True), total)
        if importance is None or correction == 0:
            divisor = total - correction
        else:
            divisor = total - correction * apply(OPS["div"], (weights * importance).sum(), total)
        divisor = apply(OPS["clamp"], divisor, min=0)
        product = (centred * weights) @ centred.mT
    found: Tensor = apply(OPS["div"], product, divisor)
    return found if rows.shape[0] != 1 else apply(OPS["reshape"], found, shape=())


@function("torch.corrcoef Tensor.corrcoef", takes=NUMBERS)
def corrcoef(input: Tensor) -> Tensor:
    """Covariances over the two standard deviations, kept between -1 and 1."""
    covariance = cov(input)
    if not covariance.ndim:
        return apply(OPS["div"], covariance, covariance)
    deviation = apply(OPS["sqrt"], apply(OPS["diagonal"], covariance))
    by_row = apply(OPS["div"], covariance, apply(OPS["unsqueeze"], deviation, dim=-1))
    both = apply(OPS["div"], by_row, apply(OPS["unsqueeze"], deviation, dim=0))
    return apply(OPS["clamp"], both, min=-1, max=1)


@function("torch.nanmean Tensor.nanmean numpy.nanmean", takes=Takes("f", no_dims_are_all=True))
def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, axis: Any = None, *, dtype: Any = None) -> Tensor:
    """The mean of what is a number."""
    dim = dim if axis is None else axis
    input = input if dtype is None else apply(OPS["to"], input, dtype=dtype)
    numbers = apply(OPS["logical_not"], apply(OPS["isnan"], input))
    return apply(
        OPS["div"],
        apply(OPS["nansum"], input, dim=dim, keepdim=keepdim),
        apply(OPS["sum"], numbers, dim=dim, keepdim=keepdim),
    )


@function("torch.diff Tensor.diff numpy.diff", over="diff")
def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    axis: int | None = None,
) -> Tensor:
    dim = dim if axis is None else axis
    if n == 0:
        return input
    parts = [part for part in (prepend, input, append) if part is not None]
    joined = input if len(parts) == 1 else apply(OPS["cat"], *parts, dim=dim)
    # Once nothing is left, nothing changes any more.
    most = joined.shape[axis_of(dim, joined.ndim)] if joined.ndim else 0
    return apply(OPS["diff"], joined, n=min(n, most), dim=dim)


@function("torch.cumulative_trapezoid", takes=Takes("fiu", tensors=2))
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1) -> Tensor:
    """The area under y up to each place after the first."""
    if not y.ndim:
        raise ShapeError("cumulative_trapezoid needs heights along a line, not a single number")
    axis = axis_of(dim, y.ndim)
    heights: Any = y[along(axis, slice(1, None))] + y[along(axis, slice(None, -1))]
    widths: Any = dx
    if x is not None:
        widths = apply(OPS["diff"], x, dim=dim if x.ndim == y.ndim else -1)
        if x.ndim < y.ndim:
            widths = apply(OPS["reshape"], widths, shape=(-1,) + (1,) * (y.ndim - axis - 1))
    return apply(OPS["cumsum"], apply(OPS["mul"], heights * widths, 0.5), dim=dim)


@function("torch.histc Tensor.histc")
def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many entries lie in each of `bins` equal stretches from min to max; over all entries where both are 0."""
    if input.dtype.kind != "f":
        raise DtypeError(f"histc counts floating point numbers, not {input.dtype}: call .float() first")
    if bins < 1 or max < min:
        raise ArgumentError(f"histc needs at least one bin and min not above max, got {bins} from {min} to {max}")
    allocate((int(bins),))
    admit("sort", input, dim=-1)
    values = np.asarray(input._seen()).reshape(-1)
    low, high = (min, max) if min != max else (values.min(initial=np.inf), values.max(initial=-np.inf))
    if min == max and not values.size:
        low = high = 0.0
    if low == high:
        low, high = low - 1, high + 1
    return constant(np.histogram(values, int(bins), (low, high))[0].astype(input.dtype))


@function("torch.bincount Tensor.bincount", takes=NUMBERS)
def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number from 0 on occurs, or the weights there added up."""
    numbers = np.asarray(input._seen())
    if numbers.ndim != 1 or numbers.dtype.kind not in "iub" or numbers.min(initial=0) < 0:
        raise ArgumentError("bincount takes a vector of whole numbers from 0 on")
    length = max(int(numbers.max(initial=-1)) + 1, minlength)
    if length > 1000 * (size(input.shape) + 1000):
        raise ArgumentError(f"bincount would make a tensor of {length} entries: the numbers are too large")
    allocate((length,))
    given = (input,) if weights is None else (input, weights)
    return apply(OPS["bincount"], *given, minlength=length)
