"""Sums, products, means and extremes along axes, and questions about all entries."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import Array, Named, Rule, Takes, compute, everywhere, linear_in, register, summed
from engine.ops.axes import (
    Dim,
    axes_of,
    count,
    kept,
    plain,
    read_cost,
    reduced_shape,
    spread,
    sum_along,
)
from engine.ops.axis_text import ENTRIES, reducing


# The methods of an array go through functions of numpy's own first, which take as long as reducing a small array.
def _reduced(add: np.ufunc) -> Rule:
    return lambda x, /, dim=None, keepdim=False: add.reduce(x, plain(dim) if x.ndim else None, keepdims=keepdim)


def total(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    return summed(x, plain(dim) if x.ndim else None, keepdim)


def mean(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    added = total(x, dim, keepdim)
    return np.true_divide(added, x.size // max(added.size, 1)) if x.size else added + np.nan


register(
    "sum",
    total,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: spread(g, x, dim)],
    jvps=[linear_in("sum", 0)],
    shape=reduced_shape,
    cost=read_cost(1),
    symbol="Σ",
    local=["1"],
    downstream=[reducing("spread(g{lost})")],
    saves="nothing",
    tex=r"\textstyle\sum",
    words="sum copies its gradient to every entry it added",
    names=everywhere("sum"),
    takes=Takes(no_dims_are_all=True),
    several_dims=True,
)
register(
    "nansum",
    lambda x, /, dim=None, keepdim=False: total(np.where(np.isnan(x), x.dtype.type(0), x), dim, keepdim),
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * np.logical_not(np.isnan(x))],
    jvps=[
        lambda t, y, x, dim=None, keepdim=False: sum_along(np.where(np.isnan(x), 0.0, t), dim, keepdim),
    ],
    shape=reduced_shape,
    cost=read_cost(2),
    local=["Not(isnan(x))"],
    downstream=[reducing("{: g} * Not(isnan(x))")],
    words="the sum of what is a number: the rest is left out and receives 0",
    names=everywhere("nansum"),
    takes=Takes(no_dims_are_all=True),
    needs="0",
    several_dims=True,
)
register(
    "mean",
    mean,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: spread(g / count(x, dim), x, dim)],
    jvps=[linear_in("mean", 0)],
    shape=reduced_shape,
    cost=read_cost(1),
    local=["1 / n"],
    downstream=[reducing("spread(g / n{lost})")],
    where=ENTRIES,
    saves="nothing",
    words="mean shares equally: each of its n entries receives one n-th",
    names=everywhere("mean"),
    unfolded=lambda x, /, dim=None, keepdim=False: sum_along(x, dim, keepdim) / count(x, dim),
    takes=Takes("f", no_dims_are_all=True),
    several_dims=True,
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
    local=["others(x)"],
    downstream=[reducing("{: g} * others(x)")],
    where={
        "others": Named(
            "for each entry the product of all the others that were multiplied with it",
            lambda x, *, dim=None, **_: _others(x, dim),
        )
    },
    tex=r"\textstyle\prod",
    words="prod switches, for many: each entry's local derivative is the product of all others",
    names=everywhere("prod", "math.prod"),
    needs="0y",
    several_dims=True,
)


def winners(y: Array, x: Array, dim: Dim) -> Array:
    """Where the extreme value stands, shared equally among ties."""
    ties = (x == kept(y, x, dim)).astype(x.dtype)
    return ties / sum_along(ties, dim)


def _winners_of_all(y: Array, x: Array, dim: None = None) -> Array:
    """`winners` over all entries, where the first NaN found has all NaN as its ties."""
    ties = ((x == y) | (np.isnan(y) & np.isnan(x))).astype(x.dtype)
    return ties / sum_along(ties, None)


def _extreme(
    name: str,
    forward: Rule,
    word: str,
    names: str,
    won: Rule = winners,
    shape: Rule = reduced_shape,
    **fields: Any,
) -> None:
    register(
        name,
        forward,
        family="reduction",
        vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * won(y, x, dim)],
        jvps=[lambda t, y, x, dim=None, keepdim=False: sum_along(t * won(y, x, dim), dim, keepdim)],
        shape=shape,
        cost=read_cost(1),
        formula=reducing(f"{word}(x{{options}})"),
        local=[reducing("won(x)")],
        downstream=[reducing("{: g} * won(x)")],
        where={
            "won": Named(
                "1 where the entry stands that won, shared equally among ties, 0 elsewhere",
                lambda x, *, dim=None, **_: winners(forward(x) if dim is None else forward(x, dim), x, dim),
            )
        },
        saves="input and output",
        symbol=word,
        words=f"{word} routes: the whole gradient goes to the entry that won",
        choice="On a tie the winners share equally, as in PyTorch.",
        needs="0y",
        names=names,
        **fields,
    )


_extreme(
    "amax", _reduced(np.maximum), "max", "torch.amax Tensor.amax", takes=Takes(no_dims_are_all=True), several_dims=True
)
_extreme(
    "amin", _reduced(np.minimum), "min", "torch.amin Tensor.amin", takes=Takes(no_dims_are_all=True), several_dims=True
)
_extreme("max", lambda x, /: np.maximum.reduce(x, None), "max", "", _winners_of_all, lambda shape: ())
_extreme("min", lambda x, /: np.minimum.reduce(x, None), "min", "", _winners_of_all, lambda shape: ())


def _answer(name: str, test: Rule, words: str, **fields: Any) -> None:
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
        words=words,
        saves="nothing",
        names=everywhere(name),
        several_dims=True,
        **fields,
    )


_answer("all", np.all, "all answers true or false: no gradient passes it")
_answer("any", np.any, "any answers true or false: no gradient passes it")
_answer(
    "count_nonzero",
    np.count_nonzero,
    "a count moves in steps: no gradient passes it",
    takes=Takes(no_dims_are_all=True),
)
