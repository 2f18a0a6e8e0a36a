"""Largest, smallest and middle entries, sorting, and the positions they stand at."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import NUMBERS, Array, Named, Rule, Shape, everywhere, register, shape_text, size
from engine.ops.axes import axis_of, read_cost, reduced_shape, same_shape, sorting_cost, sum_along
from engine.ops.elementwise import gated
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
    """The entry in the middle, or the first that is not a number."""
    order = np.argsort(x, axis=axis, kind="stable")
    middle = np.take(order, (order.shape[axis or 0] - 1) // 2, axis=axis)
    unknown = x != x
    return np.where(unknown.any(axis), unknown.argmax(axis), middle) if unknown.any() else middle


positions("argmax", _position(np.argmax), shape=chosen_shape, names=everywhere("argmax"), takes=NUMBERS)
positions("argmin", _position(np.argmin), shape=chosen_shape, names=everywhere("argmin"), takes=NUMBERS)
positions("median_positions", _position(_middle), shape=chosen_shape, cost=sorting_cost(None))


def _one_a_line(
    name: str, pick: Rule, word: str, words: str, choice: str = FIRST_WINS, cost: Rule | None = None
) -> None:
    routed(
        name,
        _places(pick),
        family="order",
        shape=chosen_shape,
        cost=cost or read_cost(2),
        symbol=word,
        said=word,
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
    sorting_cost(None),
)


def _kth(x: Array, axis: int, k: int) -> Array:
    if not 1 <= k <= x.shape[axis]:
        raise ShapeError(f"kthvalue counts from 1 to {x.shape[axis]} here, not {k}")
    return np.take(np.argsort(x, axis=axis, kind="stable"), k - 1, axis=axis)


def _most_frequent(x: Array, axis: int) -> Array:
    """The last place of the value that occurs most often; of several the smallest."""
    lines = np.moveaxis(x, axis, -1)
    found = np.zeros(lines.shape[:-1], np.int64)
    for place in np.ndindex(found.shape):
        values, counts = np.unique(lines[place], return_counts=True)
        found[place] = np.flatnonzero(lines[place] == values[np.argmax(counts)])[-1]
    return found


def _middle_number(x: Array, axis: int) -> Array:
    """As `_middle`, among the entries that are numbers; they are sorted in front of the others."""
    order = np.argsort(x, axis=axis, kind="stable")
    numbers = np.count_nonzero(~np.isnan(x), axis=axis, keepdims=True)
    return np.take_along_axis(order, np.maximum(numbers - 1, 0) // 2, axis).squeeze(axis)


def _choice_along(name: str, pick: Rule, words: str, choice: str, line: float = 0) -> None:
    """The entry a line along `dim`, and its position."""

    def shape(x: Shape, dim: int = -1, keepdim: bool = False) -> Shape:
        return chosen_shape(x, dim, keepdim)

    places_along, position_along = _places(pick), _position(pick)

    def places(x: Array, /, dim: int = -1, keepdim: bool = False) -> Array:
        return places_along(x, dim, keepdim)

    def position(x: Array, /, dim: int = -1, keepdim: bool = False) -> Array:
        return position_along(x, dim, keepdim)

    routed(
        f"{name}_along",
        places,
        family="order",
        shape=shape,
        cost=sorting_cost(line=line),
        symbol=name,
        said=name,
        words=words,
        choice=choice,
    )
    positions(f"{name}_positions", position, shape=shape, cost=sorting_cost(line=line))


_choice_along(
    "mode",
    _most_frequent,
    "the entry that occurs most often takes the whole gradient; of several it is the smallest",
    "Of equal entries the last one takes it all, as in PyTorch.",
    # The lines are gone through one by one.
    line=12_000,
)
_choice_along(
    "nanmedian",
    _middle_number,
    "the middle one of the entries that are numbers takes the whole gradient",
    "On a tie one of the entries takes it all, as in PyTorch.",
)


def _kth_places(x: Array, /, k: int, dim: int = -1, keepdim: bool = False) -> Array:
    return _places(lambda x, axis: _kth(x, axis, k))(x, dim, keepdim)


def _kth_position(x: Array, /, k: int, dim: int = -1, keepdim: bool = False) -> Array:
    return _position(lambda x, axis: _kth(x, axis, k))(x, dim, keepdim)


def _kth_shape(shape: Shape, k: int, dim: int = -1, keepdim: bool = False) -> Shape:
    return chosen_shape(shape, dim, keepdim)


routed(
    "kthvalue",
    _kth_places,
    family="order",
    shape=_kth_shape,
    cost=sorting_cost(),
    words="the k-th smallest entry takes the whole gradient",
    choice="On a tie one of the entries takes it all, as in PyTorch.",
)
positions("kthvalue_positions", _kth_position, shape=_kth_shape, cost=sorting_cost())


def _median(x: Array, /) -> Array:
    ranked = np.sort(x, axis=None)
    return ranked[(x.size - 1) // 2 if ranked[-1] == ranked[-1] else -1]


def _ties(y: Array, x: Array) -> Array:
    same = ((x == y) | ((x != x) & (y != y))).astype(x.dtype)
    return same / sum_along(same, None, False)


register(
    "median",
    _median,
    family="order",
    vjps=[lambda g, y, x: gated(g, _ties(y, x))],
    jvps=[lambda t, y, x: (t * _ties(y, x)).sum()],
    shape=lambda shape: chosen_shape(shape),
    cost=read_cost(10),
    where={
        "won": Named(
            "1 where the entry in the middle stands, shared equally among equals", lambda x: _ties(_median(x), x)
        )
    },
    local=["won(x)"],
    downstream=["g * won(x)"],
    words="the entry in the middle takes the whole gradient; of two in the middle it is the smaller",
    choice="On a tie the entries share equally, as in PyTorch.",
    saves="input and output",
    names="",
    needs="0y",
)


def _order(x: Array, /, dim: int = -1, descending: bool = False, stable: bool = False) -> Array:
    if not x.ndim:
        return np.zeros((), np.int64)
    axis = axis_of(dim, x.ndim)
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    # From the other end, so that equal entries keep their order and NaN counts as the largest.
    found = np.flip(np.argsort(np.flip(x, axis), axis=axis, kind="stable"), axis)
    return x.shape[axis] - 1 - found


def _order_places(x: Array, /, dim: int = -1, descending: bool = False, stable: bool = False) -> tuple[Array, ...]:
    return read_at(_order(x, dim, descending), axis_of(dim, x.ndim)) if x.ndim else ()


def _order_shape(shape: Shape, dim: int = -1, **attributes: Any) -> Shape:
    return same_shape(shape, dim=dim)


routed(
    "sort",
    _order_places,
    family="order",
    shape=_order_shape,
    cost=sorting_cost(),
    words="sort sends each gradient back to the place its entry came from",
    choice="Equal entries keep their order.",
)
positions("argsort", _order, shape=_order_shape, names=everywhere("argsort"), cost=sorting_cost())


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
    cost=sorting_cost(),
    words="the k winners take their gradients; all others receive 0",
    choice="On a tie the entry that stands first wins.",
)
positions("topk_positions", _top, shape=_topk_shape, cost=sorting_cost())


def _searched_shape(sorted_sequence: Shape, input: Shape, right: bool = False) -> Shape:
    if not sorted_sequence or (len(sorted_sequence) > 1 and sorted_sequence[:-1] != input[:-1]):
        raise ShapeError(
            f"searchsorted needs one sorted sequence, or one for each row of its input: got "
            f"{shape_text(sorted_sequence)} for {shape_text(input)}"
        )
    return input


def _searched(sorted_sequence: Array, input: Array, /, right: bool = False) -> Array:
    _searched_shape(sorted_sequence.shape, input.shape)
    side: Any = "right" if right else "left"
    if sorted_sequence.ndim == 1:
        return np.asarray(np.searchsorted(sorted_sequence, input, side))
    found = np.zeros(input.shape, np.int64)
    for row in np.ndindex(input.shape[:-1]):
        found[row] = np.searchsorted(sorted_sequence[row], input[row], side)
    return found


def _search_cost(shape: Shape, sorted_sequence: Shape, input: Shape, right: bool = False) -> float:
    # Each row that has a sequence of its own is a call of numpy's.
    rows = size(input[:-1]) if len(sorted_sequence) > 1 else 0
    return max(1, size(input)) * (8 + 4 * math.log2(max(1, sorted_sequence[-1]))) + 1_500 * rows


register(
    "searchsorted",
    _searched,
    family="order",
    vjps=[None, None],
    jvps=[None, None],
    shape=_searched_shape,
    cost=_search_cost,
    words="a position is not a value that moves: no gradient passes it",
    saves="nothing",
    names="",
)
