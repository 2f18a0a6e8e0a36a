"""Picking entries out, and putting them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, compute, pulled, reading, register, require_fit, shape_text, size
from engine.ops.axes import along, axis_of, values_of
from engine.ops.composed import composed

Template = tuple[Any, ...]


def _filled(index: Template, tensors: tuple[Array, ...]) -> Any:
    """The index with its tensors in place; tensors that are being recorded stand for their values."""
    plain = [values_of(value) for value in tensors]
    return tuple(plain[item.slot] if hasattr(item, "slot") else item for item in index)


def index_shape(x: Shape, *indices: Shape, index: Template) -> Shape:
    """The shape of x[index], found without touching x's entries. Raises ShapeError.

    A boolean mask counts as long as the axes it covers, which bounds what it can take.
    """
    probe = np.broadcast_to(np.zeros((), np.bool_), x)
    filled = []
    for item in index:
        filled.append(np.zeros(indices[item.slot], np.int64) if hasattr(item, "slot") else item)
    try:
        return tuple(probe[tuple(filled)].shape)
    except IndexError as reason:
        raise ShapeError(f"{reason}: the tensor has shape {shape_text(x)}") from None


def _take(x: Array, /, *indices: Array, index: Template) -> Array:
    return x[_filled(index, indices)]


def _index_cost(shape: Shape, /, *shapes: Shape, **attributes: Any) -> float:
    return max(1.0, 2.0 * size(shape))


VIEWS = {"number": "SelectBackward0", "slice": "SliceBackward0", "none": "UnsqueezeBackward0"}


def _torch_backward(dims: Sequence[str], attributes: Mapping[str, Any]) -> str:
    """PyTorch picks part after part; the last one that does something is the result."""
    index = attributes["index"]
    parts = index if isinstance(index, tuple) else (index,)
    if any(type(part).__name__ == "TensorIndex" for part in parts):
        return "IndexBackward0"
    kinds = [
        "none" if part is None else "slice" if isinstance(part, slice) else "number"
        for part in parts
        if part is not Ellipsis and part != slice(None)
    ]
    return VIEWS[kinds[-1]] if kinds else "AliasBackward0"


register(
    "index",
    _take,
    family="index",
    vjps=[lambda g, y, x, *indices, index: compute("index_adjoint", g, *indices, index=index, shape=x.shape)],
    jvps=[lambda t, y, x, *indices, index: t[_filled(index, indices)]],
    shape=index_shape,
    cost=_index_cost,
    symbol="[ ]",
    formula="x[index]",
    local=["taken(x)"],
    downstream=["scatter(g)"],
    where=reading("index"),
    saves="index",
    shares="some",
    infix=True,
    torch_backward=_torch_backward,
    write_back=lambda x, y, index: compute("index_put", x, y, index=index),
    words="an index sends each gradient back to the place it was read from; what was not read gets 0",
    names="",
    needs="12",
)


def _put_back(g: Array, /, *indices: Array, index: Template, shape: Shape) -> Array:
    """Zeros of `shape` with g added at `index`, repeated places adding up."""
    out = np.zeros(shape, g.dtype)
    where = _filled(index, indices)
    if any(isinstance(item, np.ndarray) for item in where):
        np.add.at(out, where, g)
    else:
        out[where] = g
    return out


register(
    "index_adjoint",
    _put_back,
    family="index",
    vjps=[lambda g, y, x, *indices, index, shape: g[_filled(index, indices)]],
    jvps=[lambda t, y, x, *indices, index, shape: compute("index_adjoint", t, *indices, index=index, shape=shape)],
    shape=lambda x, *indices, index, shape: shape,
    cost=_index_cost,
    local=["1"],
    downstream=["g[index]"],
    saves="index",
    words="the transpose of an index: entries are put at their places, repeated ones add up",
    names="",
    needs="0",
)


def _store(x: Array, value: Array, /, *indices: Array, index: Template) -> Array:
    out = np.array(x)
    require_fit(value, out.dtype)
    out[_filled(index, indices)] = value
    return out


def _cleared(g: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    keep = np.ones(x.shape, np.bool_)
    keep[_filled(index, indices)] = False
    return np.where(keep, g, 0.0)


def _stored(g: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    return g[_filled(index, indices)]


def _store_tangent_x(t: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    return _cleared(t, y, x, value, *indices, index=index)


def _store_tangent_value(t: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    return compute("index_put", np.zeros(x.shape, x.dtype), t, *indices, index=index)


register(
    "index_put",
    _store,
    # What is filled keeps its own type.
    promotes=False,
    family="index",
    vjps=[_cleared, _stored],
    jvps=[_store_tangent_x, _store_tangent_value],
    shape=lambda x, value, *indices, index: x,
    cost=_index_cost,
    symbol="[ ]=",
    local=["keep(1)", "1"],
    downstream=["keep(g)", "g[index]"],
    where={
        "keep": pulled("index_put", "the gradient with 0 where something was stored"),
    },
    saves="index",
    said="index assignment",
    words="what was overwritten gets no gradient; what was stored gets the gradient of its places",
    names="",
    needs="*",
)


def _stretch(x: Shape, dim: int, start: int, length: int) -> tuple[int, int]:
    """The axis and the first position of a stretch. Raises ShapeError."""
    if not x:
        raise ShapeError("narrow cannot cut a single number")
    axis = axis_of(dim, len(x))
    first = start + x[axis] if start < 0 else start
    if length < 0 or not 0 <= first <= x[axis] - length:
        raise ShapeError(f"narrow cannot take {length} entries from {start} on: dim {dim} has {x[axis]}")
    return axis, first


def _narrow(x: Array, /, dim: int, start: int, length: int) -> Array:
    axis, first = _stretch(x.shape, dim, start, length)
    return x[along(axis, slice(first, first + length))]


def _narrow_back(g: Array, y: Array, x: Array, dim: int, start: int, length: int) -> Array:
    axis, first = _stretch(x.shape, dim, start, length)
    return compute("index_adjoint", g, index=along(axis, slice(first, first + length)), shape=x.shape)


def _narrow_shape(x: Shape, dim: int, start: int, length: int) -> Shape:
    axis, _ = _stretch(x, dim, start, length)
    return (*x[:axis], length, *x[axis + 1 :])


register(
    "narrow",
    _narrow,
    family="index",
    vjps=[_narrow_back],
    jvps=[lambda t, y, x, **attributes: compute("narrow", t, **attributes)],
    shape=_narrow_shape,
    cost=_index_cost,
    local=["taken(x)"],
    downstream=["scatter(g)"],
    where=reading("narrow"),
    saves="nothing",
    shares="some",
    words="a stretch sends its gradient back to its place; the rest gets 0",
    names="torch.narrow Tensor.narrow",
)


def _position(x: Shape, dim: int, index: int) -> tuple[int, int]:
    axis = axis_of(dim, len(x))
    if not x or not -x[axis] <= index < x[axis]:
        raise ShapeError(f"select cannot take entry {index} of dim {dim}: the tensor has shape {shape_text(x)}")
    return axis, index


def _select_shape(x: Shape, dim: int, index: int) -> Shape:
    axis, _ = _position(x, dim, index)
    return (*x[:axis], *x[axis + 1 :])


register(
    "select",
    lambda x, /, dim, index: x[along(*_position(x.shape, dim, index))],
    family="index",
    vjps=[
        lambda g, y, x, dim, index: compute(
            "index_adjoint", g, index=along(*_position(x.shape, dim, index)), shape=x.shape
        )
    ],
    jvps=[lambda t, y, x, dim, index: t[along(*_position(x.shape, dim, index))]],
    shape=_select_shape,
    cost=_index_cost,
    local=["taken(x)"],
    downstream=["scatter(g)"],
    where=reading("select"),
    saves="nothing",
    shares="some",
    words="a slice sends its gradient back to its place; the rest gets 0",
    names="torch.select Tensor.select",
)


def _sliding(x: Shape, dimension: int, size: int, step: int) -> tuple[int, int]:
    axis = axis_of(dimension, len(x))
    if not x or step < 1 or not 0 <= size <= x[axis]:
        raise ShapeError(f"unfold cannot slide a window of {size} by {step} over shape {shape_text(x)}")
    return axis, (x[axis] - size) // step + 1


def _unfold(x: Array, /, dimension: int, size: int, step: int) -> Array:
    axis, windows = _sliding(x.shape, dimension, size, step)
    places = np.arange(windows).reshape(-1, 1) * step + np.arange(size)
    taken = x[along(axis, places)]
    last = len(x.shape)
    return np.transpose(taken, (*range(axis + 1), *range(axis + 2, last + 1), axis + 1))


def _unfold_shape(x: Shape, dimension: int, size: int, step: int) -> Shape:
    axis, windows = _sliding(x, dimension, size, step)
    return (*x[:axis], windows, *x[axis + 1 :], size)


composed(
    "unfold_windows",
    _unfold,
    family="index",
    shape=_unfold_shape,
    cost=_index_cost,
    saves="nothing",
    local=["taken(x)"],
    downstream=["scatter(g)"],
    where=reading("unfold_windows"),
    shares="some",
    repeats=True,
    words="an entry seen through several windows adds up their gradients",
    names="Tensor.unfold",
    unfolds=False,
)
