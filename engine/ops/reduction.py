"""Sums, means, spreads and norms along axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.op import Array, Rule, compute, everywhere, linear_in, register
from engine.ops.axes import (
    Dim,
    axes_of,
    count,
    kept,
    peak,
    plain,
    read_cost,
    reduced_shape,
    spread,
    sum_along,
    values_of,
)


# The methods of an array go through functions of numpy's own first, which take as long as reducing a small array.
def _reduced(add: np.ufunc) -> Rule:
    return lambda x, /, dim=None, keepdim=False: add.reduce(x, plain(dim) if x.ndim else None, keepdims=keepdim)


_total = _reduced(np.add)


def _mean(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    total = _total(x, dim, keepdim)
    return np.true_divide(total, x.size // max(total.size, 1)) if x.size else total + np.nan


def _var(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    centred = x - _mean(x, dim, True)
    total = _total(centred * centred, dim, keepdim)
    return np.true_divide(total, max(x.size // max(total.size, 1) - correction, 0))


register(
    "sum",
    _total,
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
    names=everywhere("sum"),
)
register(
    "nansum",
    lambda x, /, dim=None, keepdim=False: _total(np.where(np.isnan(x), x.dtype.type(0), x), dim, keepdim),
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * np.logical_not(np.isnan(x))],
    jvps=[
        lambda t, y, x, dim=None, keepdim=False: sum_along(np.where(np.isnan(x), 0.0, t), dim, keepdim),
    ],
    shape=reduced_shape,
    cost=read_cost(2),
    formula="sum(x)",
    local=["isnumber(x)"],
    downstream=["g * isnumber(x)"],
    words="the sum of what is a number: the rest is left out and receives 0",
    names=everywhere("nansum"),
)
register(
    "mean",
    _mean,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: spread(g / count(x, dim), x, dim)],
    jvps=[linear_in("mean", 0)],
    shape=reduced_shape,
    cost=read_cost(1),
    formula="mean(x)",
    local=["1 / n"],
    downstream=["copy(g / n)"],
    saves="nothing",
    words="mean shares equally: each of its n entries receives one n-th",
    names=everywhere("mean"),
    unfolded=lambda x, /, dim=None, keepdim=False: sum_along(x, dim, keepdim) / count(x, dim),
)


def _others(x: Array, dim: Dim) -> Array:
    """For each entry the product of all others along the axes, exact also where entries are 0.

    It is the product of everything before the entry and everything after it.
    """
    if 0 in x.shape:
        return 0.0 * x
    axes = axes_of(dim, len(x.shape))
    rest = [axis for axis in range(len(x.shape)) if axis not in axes]
    order = (*rest, *axes)
    moved = np.transpose(x, order)
    rows = moved.reshape((*moved.shape[: len(rest)], count(x, dim)))
    one = np.ones((*rows.shape[:-1], 1), x.dtype)
    before = compute("cumprod", np.concatenate([one, rows[..., :-1]], axis=-1), dim=-1)
    turned = np.concatenate([one, np.flip(rows, -1)[..., :-1]], axis=-1)
    after = np.flip(compute("cumprod", turned, dim=-1), -1)
    back = tuple(int(k) for k in np.argsort(order))
    return np.transpose((before * after).reshape(moved.shape), back)


register(
    "prod",
    _reduced(np.multiply),
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * _others(x, dim)],
    jvps=[lambda t, y, x, dim=None, keepdim=False: sum_along(t * _others(x, dim), dim, keepdim)],
    shape=reduced_shape,
    cost=read_cost(4),
    symbol="Π",
    formula="prod(x)",
    local=["prod(others)"],
    downstream=["g * prod(others)"],
    words="prod switches, for many: each entry's local derivative is the product of all others",
    names=everywhere("prod", "math.prod"),
)


def _winners(y: Array, x: Array, dim: Dim) -> Array:
    """Where the extreme value stands, shared equally among ties."""
    ties = (x == kept(y, x, dim)).astype(x.dtype)
    return ties / sum_along(ties, dim)


def _extreme(name: str, forward: Rule, word: str) -> None:
    register(
        name,
        forward,
        family="reduction",
        vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * _winners(y, x, dim)],
        jvps=[lambda t, y, x, dim=None, keepdim=False: sum_along(t * _winners(y, x, dim), dim, keepdim)],
        shape=reduced_shape,
        cost=read_cost(1),
        formula=f"{word}(x)",
        local=["won(x)"],
        downstream=["g * won(x)"],
        saves="input and output",
        symbol=word,
        words=f"{word} routes: the whole gradient goes to the entry that won",
        choice="On a tie the winners share equally, as in PyTorch.",
        names=f"torch.{name} Tensor.{name}",
    )


_extreme("amax", _reduced(np.maximum), "max")
_extreme("amin", _reduced(np.minimum), "min")


def _divisor(x: Array, dim: Dim, correction: float) -> float:
    return max(count(x, dim) - correction, 0)


def _centred(x: Array, dim: Dim) -> Array:
    return x - compute("mean", x, dim=plain(dim), keepdim=True)


def _mean_square(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    centred = _centred(x, dim)
    return sum_along(centred * centred, dim, keepdim) / _divisor(x, dim, correction)


def _var_slope(x: Array, dim: Dim, correction: float) -> Array:
    return 2 * _centred(x, dim) / _divisor(x, dim, correction)


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
    formula="var(x)",
    local=["2 * (x - mean(x)) / (n - correction)"],
    downstream=["g * 2 * (x - mean(x)) / (n - correction)"],
    words="var pushes every entry away from the mean; the pushes add up to 0",
    names="torch.var Tensor.var",
    unfolded=_mean_square,
)


def _root_mean_square(x: Array, /, dim: Dim = None, correction: float = 1, keepdim: bool = False) -> Array:
    return np.sqrt(compute("var", x, dim=plain(dim), correction=correction, keepdim=keepdim))


def _std_slope(y: Array, x: Array, dim: Dim, correction: float) -> Array:
    return _centred(x, dim) / (_divisor(x, dim, correction) * kept(y, x, dim))


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
    formula="std(x)",
    local=["(x - mean(x)) / ((n - correction) * y)"],
    downstream=["g * (x - mean(x)) / ((n - correction) * y)"],
    saves="input and output",
    words="std pushes every entry away from the mean, in units of itself",
    names="torch.std Tensor.std",
    unfolded=_root_mean_square,
)


def _logsumexp(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    if not x.ndim:
        return x
    # Of nothing at all the maximum is taken as -inf, and so is the result.
    top = x.max(plain(dim), keepdims=True, initial=-np.inf)
    # An infinite maximum would turn the differences into NaN.
    top = np.where(np.isfinite(top), top, 0.0)
    total = np.log(np.exp(x - top).sum(plain(dim), keepdims=True)) + top
    return total.astype(x.dtype) if keepdim else total.reshape(reduced_shape(x.shape, dim)).astype(x.dtype)


def _log_of_sum(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    top = peak(x, dim)
    finite = np.isfinite(values_of(top))
    top = top if finite.all() else np.where(finite, top, 0.0)
    total = np.log(sum_along(np.exp(x - top), dim)) + top
    return total if keepdim else total.reshape(reduced_shape(x.shape, dim))


register(
    "logsumexp",
    _logsumexp,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * np.exp(x - kept(y, x, dim))],
    jvps=[lambda t, y, x, dim=None, keepdim=False: sum_along(t * np.exp(x - kept(y, x, dim)), dim, keepdim)],
    shape=reduced_shape,
    cost=read_cost(8),
    formula="log(sum(exp(x)))",
    local=["exp(x - y)"],
    downstream=["g * exp(x - y)"],
    saves="input and output",
    words="logsumexp shares in softmax proportions: a soft max that routes softly",
    names="torch.logsumexp Tensor.logsumexp torch.special.logsumexp scipy.special.logsumexp",
    unfolded=_log_of_sum,
)


def _root_of(total: Array, p: float) -> Array:
    """The p-th root of a sum, with slope 0 where the sum is 0."""
    empty = values_of(total) == 0
    safe = np.where(empty, 1.0, total) if empty.any() else total
    root = np.sqrt(safe) if p == 2 else safe ** (1 / p)
    return np.where(empty, 0.0, root).astype(total.dtype) if empty.any() else root


def _norm(x: Array, /, p: Any = 2, dim: Dim = None, keepdim: bool = False) -> Array:
    if isinstance(p, str) and p != "fro":
        raise ArgumentError(f"the norm of a vector is a number, inf or 'fro', not {p!r}")
    if p in (2, "fro", None):
        return _root_of(sum_along(x * x, dim, keepdim), 2)
    sizes = np.abs(x)
    if p == 1:
        return sum_along(sizes, dim, keepdim)
    if p == math.inf:
        return compute("amax", sizes, dim=plain(dim), keepdim=keepdim)
    if p == -math.inf:
        return compute("amin", sizes, dim=plain(dim), keepdim=keepdim)
    if p == 0:
        return sum_along(np.abs(np.sign(x)), dim, keepdim)
    return _root_of(sum_along(sizes**p, dim, keepdim), p)


def _norm_slope(y: Array, x: Array, p: Any, dim: Dim) -> Array:
    length = kept(y, x, dim)
    if p == 1:
        return np.sign(x)
    if p == 0:
        return 0.0 * x
    if p not in (2, "fro", None) and abs(p) == math.inf:
        return np.sign(x) * _winners(y, np.abs(x), dim)
    safe = np.where(length == 0, 1.0, length)
    ratio = x / safe if p in (2, "fro", None) else np.sign(x) * (np.abs(x) / safe) ** (p - 1)
    return np.where(length == 0, 0.0, ratio)


register(
    "norm",
    _norm,
    family="reduction",
    vjps=[lambda g, y, x, p=2, dim=None, keepdim=False: kept(g, x, dim) * _norm_slope(y, x, p, dim)],
    jvps=[lambda t, y, x, p=2, dim=None, keepdim=False: sum_along(t * _norm_slope(y, x, p, dim), dim, keepdim)],
    shape=lambda shape, p=2, dim=None, keepdim=False: reduced_shape(shape, dim, keepdim),
    cost=read_cost(3),
    symbol="‖x‖",
    formula="norm(x)",
    local=["x / y"],
    downstream=["g * x / y"],
    saves="input and output",
    words="norm pulls along the vector itself, with length 1",
    choice="At 0 the gradient is taken as 0, as PyTorch does.",
    names="torch.norm Tensor.norm",
    unfolded="forward",
)


def _answer(name: str, test: Rule, words: str) -> None:
    def forward(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
        return test(x, axis=plain(dim), keepdims=keepdim)

    register(
        name,
        forward,
        family="reduction",
        vjps=[None],
        jvps=[None],
        shape=reduced_shape,
        cost=read_cost(1),
        formula=f"{name}(x)",
        words=words,
        saves="nothing",
        names=everywhere(name),
    )


_answer("all", np.all, "all answers true or false: no gradient passes it")
_answer("any", np.any, "any answers true or false: no gradient passes it")
_answer("count_nonzero", np.count_nonzero, "a count moves in steps: no gradient passes it")
