"""Picking entries out, and putting them in."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, compute, register, shape_text, size

Template = tuple[Any, ...]


def _filled(index: Template, tensors: tuple[Array, ...]) -> Any:
    """The index with its tensors in place; tensors that are being recorded stand for their values."""
    plain = [value._data if hasattr(value, "_data") else value for value in tensors]
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
        return probe[tuple(filled)].shape
    except IndexError as reason:
        raise ShapeError(f"{reason}: the tensor has shape {shape_text(x)}") from None


def _take(x: Array, /, *indices: Array, index: Template) -> Array:
    return x[_filled(index, indices)]


def _index_cost(shape: Shape, /, *shapes: Shape, **attributes: Any) -> float:
    return max(1.0, 2.0 * size(shape))


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
    local=["[taken]"],
    downstream=["scatter(g)"],
    saves="index",
    words="an index sends each gradient back to the place it was read from; what was not read gets 0",
    names="",
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
    formula="x at index",
    local=["[taken]"],
    downstream=["g[index]"],
    saves="index",
    words="the transpose of an index: entries are put at their places, repeated ones add up",
    names="",
)


def _store(x: Array, value: Array, /, *indices: Array, index: Template) -> Array:
    out = np.array(x)
    out[_filled(index, indices)] = value
    return out


def _cleared(g: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    keep = np.ones(x.shape, np.bool_)
    keep[_filled(index, indices)] = False
    return g * keep


def _stored(g: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    return g[_filled(index, indices)]


def _store_tangent_x(t: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    return _cleared(t, y, x, value, *indices, index=index)


def _store_tangent_value(t: Array, y: Array, x: Array, value: Array, *indices: Array, index: Template) -> Array:
    return compute("index_put", 0.0 * x, t, *indices, index=index)


register(
    "index_put",
    _store,
    family="index",
    vjps=[_cleared, _stored],
    jvps=[_store_tangent_x, _store_tangent_value],
    shape=lambda x, value, *indices, index: x,
    cost=_index_cost,
    symbol="[ ]=",
    formula="x with [index] = value",
    local=["[kept]", "[taken]"],
    downstream=["keep(g)", "g[index]"],
    saves="index",
    words="what was overwritten gets no gradient; what was stored gets the gradient of its places",
    names="",
)
