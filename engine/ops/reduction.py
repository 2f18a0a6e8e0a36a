"""Operations that combine the entries along axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import OPS, Array, Rule, Shape, compute, linear_in, register, shape_text, size

Dim = int | tuple[int, ...] | list[int] | None


def axes_of(dim: Dim, ndim: int) -> tuple[int, ...]:
    """The axes `dim` names, each from 0 to ndim - 1; all of them for None. Raises ShapeError."""
    if dim is None:
        return tuple(range(ndim))
    listed = (dim,) if isinstance(dim, (int, np.integer)) else tuple(dim)
    axes = []
    for axis in listed:
        if not -max(ndim, 1) <= axis < max(ndim, 1):
            allowed = f"{-ndim} to {ndim - 1}" if ndim else "none, for a single number"
            raise ShapeError(f"dim {axis} is out of range: a tensor of {ndim} dimensions has {allowed}")
        if ndim:
            axes.append(axis % ndim)
    if len(set(axes)) != len(axes):
        raise ShapeError(f"dim {tuple(listed)} names an axis twice")
    return tuple(axes)


def reduced_shape(shape: Shape, dim: Dim = None, keepdim: bool = False, **attributes: Any) -> Shape:
    axes = axes_of(dim, len(shape))
    if keepdim:
        return tuple(1 if axis in axes else n for axis, n in enumerate(shape))
    return tuple(n for axis, n in enumerate(shape) if axis not in axes)


def read_cost(weight: float) -> Any:
    """A cost rule: `weight` units an element read."""

    def cost(shape: Shape, /, *shapes: Shape, **attributes: Any) -> float:
        return weight * max(1, sum(map(size, shapes)))

    return cost


def kept(value: Array, x: Array, dim: Dim) -> Array:
    """A reduced value with its axes back at size 1, so that it broadcasts against x."""
    return value.reshape(reduced_shape(x.shape, dim, True))


def spread(g: Array, x: Array, dim: Dim) -> Array:
    """Copies a reduced gradient back along the axes that were summed."""
    return np.broadcast_to(kept(g, x, dim), x.shape)


def _dim(dim: Dim) -> Any:
    return tuple(dim) if isinstance(dim, list) else dim


def _count(x: Array, dim: Dim) -> int:
    return math.prod(x.shape[axis] for axis in axes_of(dim, len(x.shape)))


def _names(name: str) -> str:
    return f"torch.{name} Tensor.{name} numpy.{name}"


def _sum(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    return x.sum(_dim(dim), keepdims=keepdim)


register(
    "sum",
    _sum,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: spread(g, x, dim)],
    jvps=[linear_in("sum", 0)],
    shape=reduced_shape,
    cost=read_cost(1),
    symbol="Σ",
    formula="sum(x)",
    local=["1"],
    downstream=["copy(g)"],
    saves="nothing",
    words="sum copies its gradient to every entry it added",
    names=_names("sum"),
)


def _mean(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    return x.mean(_dim(dim), keepdims=keepdim)


register(
    "mean",
    _mean,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: spread(g / _count(x, dim), x, dim)],
    jvps=[linear_in("mean", 0)],
    shape=reduced_shape,
    cost=read_cost(1),
    formula="mean(x)",
    local=["1 / n"],
    downstream=["copy(g / n)"],
    saves="nothing",
    words="mean shares equally: each of its n entries receives one n-th",
    names=_names("mean"),
)


def _others(x: Array, dim: Dim) -> Array:
    """For each entry the product of all others along the axes: exact also where entries are 0."""
    axes = axes_of(dim, len(x.shape))
    rest = [axis for axis in range(len(x.shape)) if axis not in axes]
    moved = np.transpose(x, (*rest, *axes)).reshape(tuple(x.shape[a] for a in rest) + (-1,))
    n = moved.shape[-1]
    columns = []
    for skip in range(n):
        factor = np.ones(moved.shape[:-1], x.dtype)
        for k in range(n):
            if k != skip:
                factor = factor * moved[..., k]
        columns.append(factor)
    stacked = np.stack(columns, axis=-1)
    order = np.argsort((*rest, *axes))
    return np.transpose(stacked.reshape(tuple(x.shape[a] for a in (*rest, *axes))), tuple(int(k) for k in order))


def _prod(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    return x.prod(_dim(dim), keepdims=keepdim)


register(
    "prod",
    _prod,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * _others(x, dim)],
    jvps=[lambda t, y, x, dim=None, keepdim=False: _sum_like(t * _others(x, dim), dim, keepdim)],
    shape=reduced_shape,
    cost=lambda shape, x, **attributes: size(x) * 2.0,
    symbol="Π",
    formula="prod(x)",
    local=["prod(others)"],
    downstream=["g * prod(others)"],
    words="prod switches, for many: each entry's local derivative is the product of all others",
    names=_names("prod"),
)


def _sum_like(value: Array, dim: Dim, keepdim: bool) -> Array:
    return compute("sum", value, dim=_dim(dim), keepdim=keepdim)


def _winners(y: Array, x: Array, dim: Dim) -> Array:
    """Where the extreme value stands, shared equally among ties."""
    ties = 1.0 * (x == kept(y, x, dim))
    return ties / kept(_sum_like(ties, dim, False), x, dim)


def _extreme(name: str, forward: Rule, word: str, names: str) -> None:
    register(
        name,
        forward,
        family="reduction",
        vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * _winners(y, x, dim)],
        jvps=[lambda t, y, x, dim=None, keepdim=False: _sum_like(t * _winners(y, x, dim), dim, keepdim)],
        shape=reduced_shape,
        cost=read_cost(1),
        formula=f"{word}(x)",
        local=["won(x)"],
        downstream=["g * won(x)"],
        saves="input and output",
        symbol=word,
        words=f"{word} routes: the whole gradient goes to the entry that won",
        choice="On a tie the winners share equally, as in PyTorch.",
        names=names,
    )


_extreme(
    "amax", lambda x, /, dim=None, keepdim=False: x.max(_dim(dim), keepdims=keepdim), "max", "torch.amax Tensor.amax"
)
_extreme(
    "amin", lambda x, /, dim=None, keepdim=False: x.min(_dim(dim), keepdims=keepdim), "min", "torch.amin Tensor.amin"
)


def one_dim_shape(shape: Shape, dim: int | None = None, keepdim: bool = False, **attributes: Any) -> Shape:
    """Raises ShapeError when there is nothing to choose from."""
    if size(shape) == 0:
        raise ShapeError(f"no entry can be chosen from an empty tensor of shape {shape_text(shape)}")
    return reduced_shape(shape, dim, keepdim)


def _arg(pick: Rule) -> Rule:
    def forward(x: Array, /, dim: int | None = None, keepdim: bool = False) -> Array:
        found = pick(x, axis=dim)
        return np.asarray(found).reshape(reduced_shape(x.shape, dim, True)) if keepdim else found

    return forward


for _name, _pick in (("argmax", np.argmax), ("argmin", np.argmin)):
    register(
        _name,
        _arg(_pick),
        family="reduction",
        vjps=[None],
        jvps=[None],
        shape=one_dim_shape,
        cost=read_cost(1),
        formula=f"{_name}(x)",
        words=f"{_name} is a position, not a value that moves: no gradient passes it",
        saves="nothing",
        names=_names(_name),
    )


def _at(x: Array, dim: int, pick: Rule) -> tuple[Array, ...]:
    """The index of the first extreme entry along one axis."""
    axis = axes_of(dim, len(x.shape))[0]
    chosen = np.expand_dims(pick(np.asarray(x._data if hasattr(x, "_data") else x), axis=axis), axis)
    grid = np.indices(chosen.shape, sparse=True)
    return tuple(chosen if k == axis else part for k, part in enumerate(grid))


def _along(name: str, pick: Rule, word: str) -> None:
    def forward(x: Array, /, dim: int, keepdim: bool = False) -> Array:
        if not len(x.shape):
            return x
        taken = x[_at(x, dim, pick)]
        return taken if keepdim else taken.reshape(reduced_shape(x.shape, dim, False))

    def vjp(g: Array, y: Array, x: Array, dim: int, keepdim: bool = False) -> Array:
        if not len(x.shape):
            return g
        return compute(
            "index_adjoint",
            kept(g, x, dim),
            index=_at(x, dim, pick),
            shape=x.shape,
        )

    def jvp(t: Array, y: Array, x: Array, dim: int, keepdim: bool = False) -> Array:
        taken = t if not len(x.shape) else t[_at(x, dim, pick)]
        return taken.reshape(reduced_shape(x.shape, dim, keepdim))

    register(
        name,
        forward,
        family="reduction",
        vjps=[vjp],
        jvps=[jvp],
        shape=one_dim_shape,
        cost=read_cost(1),
        symbol=word,
        formula=f"{word}(x)",
        local=["won(x)"],
        downstream=["g * won(x)"],
        words=f"{word} along a dim routes: the entry that won takes the whole gradient",
        choice="On a tie the first entry takes it all, as in PyTorch.",
        names="",
    )


_along("max_along", np.argmax, "max")
_along("min_along", np.argmin, "min")


def _centred(x: Array, dim: Dim) -> Array:
    return x - kept(compute("mean", x, dim=_dim(dim), keepdim=True), x, dim)


def _divisor(x: Array, dim: Dim, correction: float) -> float:
    return max(_count(x, dim) - correction, 0)


def _var(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    return x.var(_dim(dim), ddof=correction, keepdims=keepdim)


def _var_slope(x: Array, dim: Dim, correction: float) -> Array:
    return 2 * _centred(x, dim) / _divisor(x, dim, correction)


register(
    "var",
    _var,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, correction=1, keepdim=False: kept(g, x, dim) * _var_slope(x, dim, correction)],
    jvps=[
        lambda t, y, x, dim=None, correction=1, keepdim=False: _sum_like(
            t * _var_slope(x, dim, correction), dim, keepdim
        )
    ],
    shape=reduced_shape,
    cost=read_cost(3),
    formula="var(x)",
    local=["2 * (x - mean(x)) / (n - correction)"],
    downstream=["g * 2 * (x - mean(x)) / (n - correction)"],
    words="var pushes every entry away from the mean; the pushes add up to 0",
    names="torch.var Tensor.var",
)


def _std_slope(y: Array, x: Array, dim: Dim, correction: float) -> Array:
    return _centred(x, dim) / (_divisor(x, dim, correction) * kept(y, x, dim))


register(
    "std",
    lambda x, /, dim=None, correction=1, keepdim=False: x.std(_dim(dim), ddof=correction, keepdims=keepdim),
    family="reduction",
    vjps=[lambda g, y, x, dim=None, correction=1, keepdim=False: kept(g, x, dim) * _std_slope(y, x, dim, correction)],
    jvps=[
        lambda t, y, x, dim=None, correction=1, keepdim=False: _sum_like(
            t * _std_slope(y, x, dim, correction), dim, keepdim
        )
    ],
    shape=reduced_shape,
    cost=read_cost(3),
    formula="std(x)",
    local=["(x - mean(x)) / ((n - correction) * y)"],
    downstream=["g * (x - mean(x)) / ((n - correction) * y)"],
    saves="input and output",
    words="std pushes every entry away from the mean, in units of itself",
    names="torch.std Tensor.std",
)


def _logsumexp(x: Array, /, dim: Dim, keepdim: bool = False) -> Array:
    top = x.max(_dim(dim), keepdims=True)
    shift = np.where(np.isfinite(top), top, 0.0)
    total = np.log(np.exp(x - shift).sum(_dim(dim), keepdims=True)) + shift
    return total.reshape(reduced_shape(x.shape, dim, keepdim))


register(
    "logsumexp",
    _logsumexp,
    family="reduction",
    vjps=[lambda g, y, x, dim, keepdim=False: kept(g, x, dim) * np.exp(x - kept(y, x, dim))],
    jvps=[lambda t, y, x, dim, keepdim=False: _sum_like(t * np.exp(x - kept(y, x, dim)), dim, keepdim)],
    shape=reduced_shape,
    cost=read_cost(6),
    formula="log(sum(exp(x)))",
    local=["exp(x - y)"],
    downstream=["g * exp(x - y)"],
    saves="input and output",
    words="logsumexp shares in softmax proportions: a soft max that routes softly",
    names="torch.logsumexp Tensor.logsumexp torch.special.logsumexp",
)

register(
    "cumsum",
    lambda x, /, dim: np.cumsum(x, axis=dim),
    family="reduction",
    vjps=[lambda g, y, x, dim: np.flip(compute("cumsum", np.flip(g, dim), dim=dim), dim)],
    jvps=[linear_in("cumsum", 0)],
    shape=lambda shape, dim: (axes_of(dim, len(shape)), shape)[1],
    cost=read_cost(1),
    formula="cumsum(x)",
    local=["1"],
    downstream=["flip(cumsum(flip(g)))"],
    saves="nothing",
    words="cumsum runs backward on the way back: each entry collects what came after it",
    names=_names("cumsum"),
)

for _name, _test in (("all", np.all), ("any", np.any)):
    register(
        _name,
        lambda x, /, dim=None, keepdim=False, _test=_test: _test(x, axis=_dim(dim), keepdims=keepdim),
        family="reduction",
        vjps=[None],
        jvps=[None],
        shape=reduced_shape,
        cost=read_cost(1),
        formula=f"{_name}(x)",
        words=f"{_name} answers true or false: no gradient passes it",
        saves="nothing",
        names=_names(_name),
    )

NORM_ORDERS = (1, 2, math.inf, -math.inf, "fro")


def _norm(x: Array, /, p: Any = 2, dim: Dim = None, keepdim: bool = False) -> Array:
    if p in (2, "fro", None):
        return np.sqrt((x * x).sum(_dim(dim), keepdims=keepdim))
    if p == 1:
        return np.abs(x).sum(_dim(dim), keepdims=keepdim)
    if p == math.inf:
        return np.abs(x).max(_dim(dim), keepdims=keepdim)
    if p == -math.inf:
        return np.abs(x).min(_dim(dim), keepdims=keepdim)
    return (np.abs(x) ** p).sum(_dim(dim), keepdims=keepdim) ** (1 / p)


def _norm_slope(y: Array, x: Array, p: Any, dim: Dim) -> Array:
    length = kept(y, x, dim)
    if p in (2, "fro", None):
        safe = np.where(length == 0, 1.0, length)
        return np.where(length == 0, 0.0 * x, x / safe)
    if p == 1:
        return np.sign(x)
    if abs(p) == math.inf:
        return np.sign(x) * _winners(y, np.abs(x), dim)
    safe = np.where(length == 0, 1.0, length)
    return np.where(length == 0, 0.0 * x, np.sign(x) * (np.abs(x) / safe) ** (p - 1))


register(
    "norm",
    _norm,
    family="reduction",
    vjps=[lambda g, y, x, p=2, dim=None, keepdim=False: kept(g, x, dim) * _norm_slope(y, x, p, dim)],
    jvps=[lambda t, y, x, p=2, dim=None, keepdim=False: _sum_like(t * _norm_slope(y, x, p, dim), dim, keepdim)],
    shape=lambda shape, p=2, dim=None, keepdim=False: reduced_shape(shape, dim, keepdim),
    cost=read_cost(3),
    symbol="‖x‖",
    formula="norm(x)",
    local=["x / y"],
    downstream=["g * x / y"],
    saves="input and output",
    words="norm pulls along the vector itself, with length 1",
    choice="At 0 the gradient is taken as 0, as PyTorch does.",
    names="torch.norm Tensor.norm torch.linalg.norm numpy.linalg.norm torch.linalg.vector_norm",
)

assert OPS
