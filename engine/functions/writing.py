"""Functions that return a tensor with some of its entries replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.functions.table import function
from engine.operation import OPS, Takes, shape_text, size
from engine.ops.axes import along, axis_of
from engine.tensors import Tensor, apply, constant, split_index


def _written(input: Tensor, index: Any, values: Any, accumulate: bool = False) -> Tensor:
    """input with values at an index as a program writes it."""
    template, tensors = split_index(index)
    if not accumulate:
        return apply(OPS["index_put"], input, values, *tensors, index=template)
    part = input[index]
    spread = apply(OPS["expand"], values, shape=part.shape)
    added = apply(OPS["index_adjoint"], spread, *tensors, index=template, shape=input.shape)
    return apply(OPS["add"], input, added)


@function("torch.index_put Tensor.index_put")
def index_put(input: Tensor, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Tensor:
    """input with input[indices] = values, or += values where places may repeat, with `accumulate`."""
    return _written(input, tuple(indices), values, accumulate)


@function("Tensor.index_put_")
def index_put_(input: Tensor, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Tensor:
    template, tensors = split_index(tuple(indices))
    if not accumulate:
        return input._in_place(OPS["index_put"], values, *tensors, index=template)
    spread = apply(OPS["expand"], values, shape=input[tuple(indices)].shape)
    return input._in_place(OPS["add"], apply(OPS["index_adjoint"], spread, *tensors, index=template, shape=input.shape))


@function("torch.put Tensor.put", in_place="methods")
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """Writes to positions counted along all rows."""
    if source._data.size != index._data.size:
        raise ShapeError(
            f"put needs a number for every position, got {shape_text(source.shape)} for {shape_text(index.shape)}"
        )
    if not index._data.size:
        return apply(OPS["clone"], input)
    line = apply(OPS["reshape"], input, shape=(-1,))
    spots = apply(OPS["reshape"], index, shape=(-1,))
    made = _written(line, spots, apply(OPS["reshape"], source, shape=(-1,)), accumulate)
    return apply(OPS["reshape"], made, shape=input.shape)


@function("torch.masked_scatter Tensor.masked_scatter", in_place="methods")
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The entries where the mask is True are replaced, in order, by the first entries of the source."""
    shape = np.broadcast_shapes(input.shape, mask.shape)
    full, where = apply(OPS["expand"], input, shape=shape), apply(OPS["expand"], mask, shape=shape)
    count = int(np.count_nonzero(where._seen()))
    if count > size(source.shape):
        raise ShapeError(f"masked_scatter has {size(source.shape)} numbers for {count} places of its mask")
    line = apply(OPS["reshape"], source, shape=(-1,))
    if not shape:
        return apply(OPS["reshape"], line[:1], shape=()) if count else full
    return _written(full, where, line[:count])


@function("torch.select_scatter Tensor.select_scatter")
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """input with one slice along a dim replaced."""
    return _exactly(input, along(axis_of(dim, input.ndim), index), src, "select_scatter")


@function("torch.slice_scatter Tensor.slice_scatter", takes=Takes(tensors=2))
def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """input with a stretch along a dim replaced."""
    return _exactly(input, along(axis_of(dim, input.ndim), slice(start, end, step)), src, "slice_scatter")


@function("torch.diagonal_scatter Tensor.diagonal_scatter")
def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """input with a diagonal replaced."""
    numbers = np.arange(size(input.shape)).reshape(input.shape)
    places = np.unravel_index(np.diagonal(numbers, offset, dim1, dim2), input.shape)
    return _exactly(input, places, src, "diagonal_scatter")


def _exactly(input: Tensor, index: Any, src: Tensor, name: str) -> Tensor:
    """Raises ShapeError unless src has the shape of what it replaces: nothing is broadcast here."""
    wanted = input[index].shape
    if src.shape != wanted:
        raise ShapeError(f"{name} needs a source of shape {shape_text(wanted)}, got {shape_text(src.shape)}")
    return _written(input, index, src)


@function("torch.index_reduce Tensor.index_reduce", takes=Takes(keeps_type=True), in_place="methods")
def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """Slices of the source joined to those of the input that the index names: by prod, mean, amax or amin."""
    axis = axis_of(dim, input.ndim)
    if not input.ndim:
        index = apply(OPS["reshape"], index, shape=())
    line = apply(OPS["reshape"], index, shape=(-1,) + (1,) * (source.ndim - axis - 1)) if source.ndim else index
    places = apply(OPS["expand"], line, shape=source.shape)
    return apply(OPS["scatter_reduce"], input, places, source, dim=dim, reduce=reduce, include_self=include_self)


@function("torch.fill Tensor.fill")
def fill(input: Tensor, value: Any) -> Tensor:
    return _written(input, Ellipsis, value)


@function("torch.scatter Tensor.scatter", over="scatter")
def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, reduce: str | None = None, **named: Any
) -> Tensor:
    """Numbers or one number written where the index says; `reduce` "add" or "multiply" joins them to what is there."""
    source = named.pop("value", src)
    if named or source is None:
        raise ArgumentError(
            f"scatter takes input, dim, index, src and reduce, not {', '.join(named) or 'nothing for src'}"
        )
    if isinstance(source, Tensor) and source.dtype != input.dtype:
        raise DtypeError(f"scatter writes numbers of the type of its input, {input.dtype}, not {source.dtype}")
    if reduce is None:
        return apply(OPS["scatter"], input, index, source, dim=dim)
    if reduce not in ("add", "multiply"):
        raise ArgumentError(f"scatter reduces by 'add' or 'multiply', not {reduce!r}: scatter_reduce knows more")
    if not isinstance(source, Tensor):
        source = constant(np.full(index.shape, source, input.dtype))
    how = "sum" if reduce == "add" else "prod"
    made = apply(OPS["scatter_reduce"], input, index, source, dim=dim, reduce=how)
    return made if made.dtype == input.dtype else apply(OPS["to"], made, dtype=input.dtype)
