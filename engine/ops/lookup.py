"""Reading at positions that a tensor of whole numbers, or a mask, names."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Shape, broadcast, reading, shape_text, size
from engine.ops.axes import along, axis_of, values_of
from engine.ops.composed import composed
from engine.ops.routed import read_at
from engine.ops.selection import boolean_mask


def places_of(index: Array, dim: int) -> tuple[Array, ...]:
    found = values_of(index)
    return read_at(found, axis_of(dim, found.ndim)) if found.ndim else ()


def _lined(x: Array) -> Array:
    """A single number as a line of one entry."""
    return x if len(x.shape) else x.reshape((1,))


def _gather_shape(input: Shape, index: Shape, dim: int, **attributes: Any) -> Shape:
    axis = axis_of(dim, len(input))
    if size(index) == 0 or (len(input) < 2 and len(index) < 2):
        return index
    if len(index) != len(input) or any(n > m for k, (n, m) in enumerate(zip(index, input, strict=True)) if k != axis):
        raise ShapeError(
            f"gather needs an index of as many dims as its input, no longer outside dim {dim}: got "
            f"{shape_text(index)} for {shape_text(input)}"
        )
    return index


def lookup_cost(shape: Shape, *shapes: Shape, **attributes: Any) -> float:
    return 2.0 * max(1, size(shape))


def _gathered(input: Array, index: Array, dim: int) -> Array:
    if size(index.shape) == 0:
        return input.reshape((-1,))[:0].reshape(index.shape)
    if np.min(values_of(index)) < 0:
        raise ArgumentError("gather counts from 0: an index cannot be negative")
    return _lined(input)[places_of(_lined(values_of(index)), dim)].reshape(index.shape)


def _read_along(input: Array, indices: Array, /, dim: int | None = None) -> Array:
    if dim is None:
        return input.reshape((-1,))[values_of(indices).reshape(-1)]
    found = values_of(indices)
    axis = axis_of(dim, len(input.shape))
    shape = _across(found.shape, tuple(input.shape), axis)
    whole = np.broadcast_to(input, (*shape[:axis], input.shape[axis], *shape[axis + 1 :]))
    return whole[read_at(np.broadcast_to(found, shape), axis)]


def _across(indices: Shape, input: Shape, axis: int) -> Shape:
    """The shape of the indices once all dims but `axis` are broadcast with the input's. Raises ShapeError."""
    if len(indices) != len(input):
        raise ShapeError(
            f"take_along_dim needs indices of as many dims as its input, got {shape_text(indices)} for "
            f"{shape_text(input)}"
        )
    return broadcast(indices, (*input[:axis], 1, *input[axis + 1 :]))


composed(
    "gather",
    lambda input, index, /, dim: _gathered(input, index, dim),
    family="index",
    shape=_gather_shape,
    cost=lookup_cost,
    order="input dim index",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    where=reading("gather"),
    saves="index",
    words="gather sends each gradient back to the place it was read from; a place read twice learns twice",
    names="torch.gather Tensor.gather",
    unfolds=False,
    needs="01",
)
composed(
    "take_along_dim",
    _read_along,
    family="index",
    shape=lambda input, indices, dim=None: (
        (size(indices),) if dim is None else _across(indices, input, axis_of(dim, len(input)))
    ),
    cost=lookup_cost,
    local=["taken(input)"],
    downstream=["scatter(g)"],
    where=reading("take_along_dim"),
    saves="index",
    words="each gradient goes back to the place it was read from; a place read twice learns twice",
    names="torch.take_along_dim Tensor.take_along_dim numpy.take_along_axis",
    unfolds=False,
    needs="01",
)
composed(
    "take",
    lambda input, index, /: input.reshape((-1,))[values_of(index)],
    family="index",
    shape=lambda input, index: index,
    cost=lookup_cost,
    local=["taken(input)"],
    downstream=["scatter(g)"],
    where=reading("take"),
    saves="index",
    words="each gradient goes back to the place it was read from, counted along all rows",
    names="torch.take Tensor.take",
    unfolds=False,
    needs="01",
)


def selected_shape(input: Shape, index: Shape, dim: int) -> Shape:
    axis = axis_of(dim, len(input))
    if len(index) > 1:
        raise ShapeError(f"index_select needs a vector of positions, got shape {shape_text(index)}")
    if not input:
        return input
    return (*input[:axis], size(index), *input[axis + 1 :])


def line_of(index: Array) -> Array:
    return values_of(index).reshape(-1)


composed(
    "index_select",
    lambda input, index, /, dim: (
        input[along(axis_of(dim, len(input.shape)), line_of(index))]
        if len(input.shape)
        else input.reshape((1,))[line_of(index)].reshape(())
    ),
    family="index",
    shape=selected_shape,
    cost=lookup_cost,
    order="input dim index",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    where=reading("index_select"),
    saves="index",
    words="a slice taken twice learns twice; one not taken gets 0",
    names="torch.index_select Tensor.index_select",
    unfolds=False,
    needs="1",
)


def _masked_places(input: Array, mask: Array) -> Array:
    boolean_mask(mask)
    return np.broadcast_to(values_of(mask), np.broadcast_shapes(mask.shape, input.shape))


composed(
    "masked_select",
    lambda input, mask, /: np.broadcast_to(input, np.broadcast_shapes(mask.shape, input.shape))[
        _masked_places(input, mask)
    ],
    family="index",
    # How many entries the mask takes is in its values; it takes no more than there are.
    shape=lambda input, mask: (size(broadcast(input, mask)),),
    cost=lambda shape, input, mask: 2.0 * max(1, size(broadcast(input, mask))),
    local=["taken(input)"],
    downstream=["scatter(g)"],
    where=reading("masked_select"),
    saves="mask",
    words="a mask sends each gradient back to the place it was read from; what was not taken gets 0",
    names="torch.masked_select Tensor.masked_select",
    unfolds=False,
    needs="01",
)
