"""Largest, smallest and middle entries, sorting, and the positions they stand at."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.op import Array, Rule, Shape, compute, everywhere, register, shape_text, size
from engine.ops.axes import axis_of, read_cost, reduced_shape, same_shape, sum_along
from engine.ops.composed import composed
from engine.ops.routed import positions, read_at, routed

FIRST_WINS = "On a tie the first entry takes it all, as in PyTorch."


def chosen_shape(shape: Shape, dim: int | None = None, keepdim: bool = False, **attributes: Any) -> Shape:
    """Raises ShapeError when there is nothing to choose from."""
    if size(shape) == 0:
        raise ShapeError(f"no entry can be chosen from an empty tensor of shape {shape_text(shape)}")
    return reduced_shape(shape, dim, keepdim)


def _position(pick: Rule) -> Rule:
    """One position a line along `dim`, or one in all."""

    def forward(x: Array, /, dim: int | None = None, keepdim: bool = False) -> Array:
        found = np.asarray(pick(x, None if dim is None else axis_of(dim, x.ndim)) if x.ndim else 0)
        return found.reshape(reduced_shape(x.shape, dim, True)) if keepdim else found

    return forward


def _places(pick: Rule) -> Rule:
    """The index of one entry a line along `dim`."""

    def places(x: Array, /, dim: int, keepdim: bool = False) -> tuple[Array, ...]:
        if not x.ndim:
            return ()
        axis = axis_of(dim, x.ndim)
        found = read_at(np.expand_dims(pick(x, axis), axis), axis)
        return found if keepdim else tuple(np.squeeze(part, axis) for part in found)

    return places


def _middle(x: Array, axis: int | None) -> Array:
    order = np.argsort(x, axis=axis, kind="stable")
    return np.take(order, (order.shape[axis or 0] - 1) // 2, axis=axis)


positions("argmax", _position(np.argmax), shape=chosen_shape, names=everywhere("argmax"))
positions("argmin", _position(np.argmin), shape=chosen_shape, names=everywhere("argmin"))
positions("median_positions", _position(_middle), shape=chosen_shape, cost=10)


def _one_a_line(name: str, pick: Rule, word: str, words: str, choice: str = FIRST_WINS, cost: float = 2) -> None:
    routed(
        name,
        _places(pick),
        family="order",
        shape=chosen_shape,
        cost=read_cost(cost),
        symbol=word,
        formula=f"{word}(x)",
        words=words,
        choice=choice,
    )


_one_a_line("max_along", np.argmax, "max", "max along a dim routes: the entry that won takes the whole gradient")
_one_a_line("min_along", np.argmin, "min", "min along a dim routes: the entry that won takes the whole gradient")
_one_a_line(
    "median_along",
    _middle,
    "median",
    "the entry in the middle takes the whole gradient; of two in the middle it is the smaller",
    "On a tie one of the entries takes it all, as in PyTorch.",
    10,
)


def _ties(y: Array, x: Array) -> Array:
    same = (x == y).astype(x.dtype)
    return same / sum_along(same, None, False)


register(
    "median",
    lambda x, /: np.sort(x, axis=None)[(x.size - 1) // 2],
    family="order",
    vjps=[lambda g, y, x: g * _ties(y, x)],
    jvps=[lambda t, y, x: (t * _ties(y, x)).sum()],
    shape=lambda shape: chosen_shape(shape),
    cost=read_cost(10),
    formula="median(x)",
    local=["won(x)"],
    downstream=["g * won(x)"],
    words="the entry in the middle takes the whole gradient; of two in the middle it is the smaller",
    choice="On a tie the entries share equally, as in PyTorch.",
    saves="input and output",
    names="",
)


def _order(x: Array, /, dim: int = -1, descending: bool = False, stable: bool = False) -> Array:
    if not x.ndim:
        return np.zeros((), np.int64)
    return np.argsort(-x if descending else x, axis=axis_of(dim, x.ndim), kind="stable")


def _order_places(x: Array, /, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[Array, ...]:
    return read_at(_order(x, dim, descending), axis_of(dim, x.ndim)) if x.ndim else ()


def _order_shape(shape: Shape, dim: int = -1, **attributes: Any) -> Shape:
    return same_shape(shape, dim=dim)


routed(
    "sort",
    _order_places,
    family="order",
    shape=_order_shape,
    cost=read_cost(10),
    formula="sort(x)",
    words="sort sends each gradient back to the place its entry came from",
    choice="Equal entries keep their order.",
)
positions("argsort", _order, shape=_order_shape, names=everywhere("argsort"), cost=10)


def _topk_shape(shape: Shape, k: int, dim: int = -1, **attributes: Any) -> Shape:
    if not shape:
        return shape
    axis = axis_of(dim, len(shape))
    if not 0 <= k <= shape[axis]:
        raise ShapeError(f"topk cannot take {k} entries out of {shape[axis]}")
    return (*shape[:axis], k, *shape[axis + 1 :])


def _top(x: Array, /, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Array:
    _topk_shape(x.shape, k, dim)
    return np.take(_order(x, dim, largest), np.arange(k), axis=dim) if x.ndim else np.zeros((), np.int64)


def _top_places(x: Array, /, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> tuple[Array, ...]:
    return read_at(_top(x, k, dim, largest), axis_of(dim, x.ndim)) if x.ndim else ()


routed(
    "topk",
    _top_places,
    family="order",
    shape=_topk_shape,
    cost=read_cost(10),
    formula="topk(x)",
    words="the k winners take their gradients; all others receive 0",
    choice="On a tie the entry that stands first wins.",
)
positions("topk_positions", _top, shape=_topk_shape, cost=10)


def _quantile(x: Array, /, q: float, dim: int | None = None, keepdim: bool = False) -> Array:
    if not 0 <= q <= 1:
        raise ArgumentError(f"a quantile lies between 0 and 1, {q} does not")
    line = x.reshape((-1,)) if dim is None else x
    axis = axis_of(-1 if dim is None else dim, len(line.shape))
    last = line.shape[axis] - 1
    place = q * last
    low = int(place)
    ordered = compute("sort", line, dim=axis)
    below = compute("narrow", ordered, dim=axis, start=low, length=1)
    above = compute("narrow", ordered, dim=axis, start=min(low + 1, last), length=1)
    return (below + (place - low) * (above - below)).reshape(reduced_shape(x.shape, dim, keepdim))


composed(
    "quantile",
    _quantile,
    family="order",
    shape=lambda shape, q, dim=None, keepdim=False: chosen_shape(shape, dim, keepdim),
    cost=read_cost(12),
    formula="quantile(x)",
    local=["won(x)"],
    downstream=["scatter(g)"],
    words="the two entries around the quantile share the gradient as they are mixed",
    names=everywhere("quantile"),
)
register(
    "searchsorted",
    lambda sorted_sequence, input, /, right=False: np.searchsorted(
        sorted_sequence, input, side="right" if right else "left"
    ),
    family="order",
    vjps=[None, None],
    jvps=[None, None],
    shape=lambda sorted_sequence, input, right=False: input,
    cost=8,
    formula="searchsorted(sorted_sequence, input)",
    words="a position is not a value that moves: no gradient passes it",
    saves="nothing",
    names="torch.searchsorted numpy.searchsorted",
)
