"""Axes: which ones a `dim` names, the shape a reduction leaves, and the way back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, compute, size

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
            axes.append(int(axis) % ndim)
    if len(set(axes)) != len(axes):
        raise ShapeError(f"dim {tuple(listed)} names an axis twice")
    return tuple(axes)


def axis_of(dim: int, ndim: int) -> int:
    """The one axis `dim` names; 0 for a single number, which has none. Raises ShapeError."""
    axes = axes_of(dim, ndim)
    return axes[0] if axes else 0


def reduced_shape(shape: Shape, dim: Dim = None, keepdim: bool = False, **attributes: Any) -> Shape:
    axes = axes_of(dim, len(shape))
    if keepdim:
        return tuple(1 if axis in axes else n for axis, n in enumerate(shape))
    return tuple(n for axis, n in enumerate(shape) if axis not in axes)


def same_shape(shape: Shape, *others: Shape, dim: Dim = None, **attributes: Any) -> Shape:
    axes_of(dim, len(shape))
    return shape


def read_cost(weight: float) -> Callable[..., float]:
    """A cost rule: `weight` units an element read."""

    def cost(shape: Shape, *shapes: Shape, **attributes: Any) -> float:
        return weight * max(1, sum(map(size, shapes)))

    return cost


def sorting_cost(dim: int | None = -1, line: float = 0) -> Callable[..., float]:
    """A cost rule for what sorts each line along `dim`, or all entries for None, unless an attribute names another dim.

    An entry takes the logarithm of the length of its line, and each line `line` units besides.
    """
    default = dim

    def cost(shape: Shape, x: Shape, *others: Shape, dim: int | None = default, **attributes: Any) -> float:
        entries = max(1, size(x))
        length = entries if dim is None or not x else max(1, x[axis_of(dim, len(x))])
        return entries * (8 + 4 * math.log2(length)) + line * (entries // length) + sum(map(size, others))

    return cost


def folding_cost(line: float, entry: float) -> Callable[..., float]:
    """A cost rule for what goes along `dim` step by step: `line` units a step, and `entry` an entry read."""

    def cost(shape: Shape, x: Shape, dim: int, **attributes: Any) -> float:
        return line * (x[axis_of(dim, len(x))] if x else 1) + entry * max(1, size(x))

    return cost


def kept(value: Array, x: Array, dim: Dim) -> Array:
    """A reduced value with its axes back at size 1, so that it broadcasts against x."""
    if dim is None:
        return value.reshape((1,) * len(x.shape))
    return value.reshape(reduced_shape(x.shape, dim, True))


def spread(g: Array, x: Array, dim: Dim) -> Array:
    """Copies a reduced gradient back along the axes that were summed."""
    raised = kept(g, x, dim)
    if isinstance(raised, np.ndarray):
        # np.broadcast_to takes 2 µs, longer than filling a small array; and a leaf may keep this one as it is.
        out = np.empty(x.shape, raised.dtype)
        out[...] = raised
        return out
    return np.broadcast_to(raised, x.shape)


def plain(dim: Dim) -> Any:
    """A `dim` as numpy takes it."""
    return tuple(dim) if isinstance(dim, list) else dim


def count(x: Array, dim: Dim) -> int:
    return math.prod(x.shape[axis] for axis in axes_of(dim, len(x.shape)))


def sum_along(x: Array, dim: Dim, keepdim: bool = True) -> Array:
    return compute("sum", x, dim=plain(dim), keepdim=keepdim)


def peak(x: Array, dim: Dim) -> Array:
    """The largest entry along the axes, as a number alone: what is first taken away and then added has no slope."""
    return compute("detach", compute("amax", x, dim=plain(dim), keepdim=True))


def values_of(x: Array) -> np.ndarray[Any, Any]:
    """The numbers alone, for choosing positions: choices carry no gradient."""
    return np.asarray(x._seen() if hasattr(x, "_seen") else x)


def along(axis: int, item: Any) -> tuple[Any, ...]:
    """The index that picks `item` along one axis and everything along those before it."""
    return (slice(None),) * axis + (item,)
