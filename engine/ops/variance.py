"""The spread of entries about their mean: the variance and its root."""

from __future__ import annotations

import numpy as np

from engine.operation import Array, Takes, Text, compute, register
from engine.ops.axes import Dim, count, kept, plain, read_cost, reduced_shape, sum_along
from engine.ops.axis_text import ENTRIES, reducing
from engine.ops.reduction import mean, total


def _var(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    centred = x - mean(x, dim, True)
    added = total(centred * centred, dim, keepdim)
    return np.true_divide(added, max(x.size // max(added.size, 1) - correction, 0))


def _divisor(x: Array, dim: Dim, correction: float) -> float:
    return max(count(x, dim) - correction, 0)


def _centred(x: Array, dim: Dim) -> Array:
    return x - compute("mean", x, dim=plain(dim), keepdim=True)


def _mean_square(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    centred = _centred(x, dim)
    return sum_along(centred * centred, dim, keepdim) / _divisor(x, dim, correction)


def _var_slope(x: Array, dim: Dim, correction: float) -> Array:
    return 2 * _centred(x, dim) / _divisor(x, dim, correction)


def _over(template: str) -> Text:
    """The text with the number of entries less the correction in the place of "{less}"."""

    def text(x: Array, *, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> str:
        less = "n" if correction == 0 else "(n - correction)"
        if count(x, dim) < correction:
            less = "Max(n - correction, 0)"
        filled = reducing(template.replace("{less}", less))
        assert callable(filled)
        return filled(x, dim=dim, keepdim=keepdim)

    return text


register(
    "var",
    _var,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, correction=1, keepdim=False: kept(g, x, dim) * _var_slope(x, dim, correction)],
    jvps=[
        lambda t, y, x, dim=None, correction=1, keepdim=False: sum_along(
            t * _var_slope(x, dim, correction), dim, keepdim
        )
    ],
    shape=reduced_shape,
    cost=read_cost(3),
    formula=_over("sum((x - mean(x{inner})) ** 2{options}) / {less}"),
    local=[_over("2 * (x - mean(x{inner})) / {less}")],
    downstream=[_over("{: g} * 2 * (x - mean(x{inner})) / {less}")],
    where=ENTRIES,
    words="var pushes every entry away from the mean; the pushes add up to 0",
    names="torch.var Tensor.var",
    unfolded=_mean_square,
    takes=Takes("f", no_dims_are_all=True),
    needs="0",
    several_dims=True,
)


def _root_mean_square(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    return np.sqrt(compute("var", x, dim=plain(dim), correction=correction, keepdim=keepdim))


def _std_slope(y: Array, x: Array, dim: Dim, correction: float) -> Array:
    length = kept(y, x, dim)
    flat = length == 0
    return np.where(flat, 0.0, _centred(x, dim) / (_divisor(x, dim, correction) * np.where(flat, 1.0, length)))


register(
    "std",
    lambda x, /, dim=None, correction=1, keepdim=False: np.sqrt(_var(x, dim, correction, keepdim)),
    family="reduction",
    vjps=[lambda g, y, x, dim=None, correction=1, keepdim=False: kept(g, x, dim) * _std_slope(y, x, dim, correction)],
    jvps=[
        lambda t, y, x, dim=None, correction=1, keepdim=False: sum_along(
            t * _std_slope(y, x, dim, correction), dim, keepdim
        )
    ],
    shape=reduced_shape,
    cost=read_cost(3),
    formula=_over("sqrt(sum((x - mean(x{inner})) ** 2{options}) / {less})"),
    local=[_over("(x - mean(x{inner})) / ({less} * {: y})")],
    downstream=[_over("{: g} * (x - mean(x{inner})) / ({less} * {: y})")],
    where=ENTRIES,
    saves="input and output",
    words="std pushes every entry away from the mean, in units of itself",
    choice="Where all entries are equal the gradient is taken as 0, as in PyTorch.",
    names="torch.std Tensor.std",
    unfolded=_root_mean_square,
    takes=Takes("f", no_dims_are_all=True),
    needs="0y",
    several_dims=True,
)
