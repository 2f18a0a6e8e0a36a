"""numpy's ways to take arrays apart and to put them together; gradients pass through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions.arranging import joined, tensor_split
from engine.functions.creation import array
from engine.functions.numpy_arrays import array_of, as_row
from engine.functions.table import FUNCTIONS, allocate, function
from engine.operation import OPS, Array, shape_text, size
from engine.ops.axes import axis_of
from engine.tensors import Tensor, apply, constant


def _along(input: Tensor, axis: int, places: Any) -> Tensor:
    """The entries at these places of one axis."""
    taken: Tensor = input[(slice(None),) * axis_of(axis, input.ndim) + (places,)]
    return taken


def _whole(data: Any, name: str) -> Array:
    """Raises ArgumentError for what is no array of whole numbers."""
    found = np.asarray(array_of(data)._seen())
    if found.size and found.dtype.kind not in "iu":
        raise ArgumentError(f"numpy's {name} takes whole numbers as places, not {found.dtype}")
    return found.astype(np.int64)


@function("numpy.take")
def take(a: Any, indices: Any, axis: int | None = None) -> Tensor:
    """The entries at these places: of all entries as one row, or of one axis."""
    values, places = array_of(a), _whole(indices, "take")
    if axis is None:
        values, axis = as_row(values), 0
    return _along(values, axis, constant(places))


@function("numpy.compress")
def compress(condition: Any, a: Any, axis: int | None = None) -> Tensor:
    """The entries where the condition is not 0, which may be shorter than the axis."""
    return take(a, np.flatnonzero(array_of(condition)._seen()), axis)


@function("numpy.split")
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Equal parts, or parts that end at the places listed."""
    values = array_of(ary)
    length = values.shape[axis_of(axis, values.ndim)] if values.ndim else 0
    if isinstance(indices_or_sections, int) and (indices_or_sections < 1 or length % indices_or_sections):
        raise ArgumentError(
            f"{length} entries do not make {indices_or_sections} equal parts: numpy's array_split makes unequal ones"
        )
    return list(tensor_split(values, indices_or_sections, axis))


@function("numpy.array_split")
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Parts as equal as can be, the longer ones first; or parts that end at the positions listed."""
    return list(tensor_split(array_of(ary), indices_or_sections, axis))


@function("numpy.delete")
def delete(arr: Any, obj: Any, axis: int | None = None) -> Tensor:
    """What is left without the places given: of all entries as one row, or of one axis."""
    values = array_of(arr)
    if axis is None:
        values, axis = as_row(values), 0
    length = values.shape[axis_of(axis, values.ndim)]
    left_out = obj if isinstance(obj, slice) else np.asarray(array_of(obj)._seen())
    try:
        left = np.delete(np.arange(length), left_out)
    except (IndexError, ValueError, TypeError) as reason:
        raise ArgumentError(f"numpy's delete: {reason}") from None
    return _along(values, axis, constant(left))


@function("numpy.insert")
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Tensor:
    """A new array with values before one place of all entries as one row, or of one axis."""
    into, added = array_of(arr), array_of(values)
    if axis is None:
        into, axis = as_row(into), 0
    axis = axis_of(axis, into.ndim)
    if added.ndim > into.ndim:
        raise ShapeError(f"values of shape {shape_text(added.shape)} have more axes than {shape_text(into.shape)}")
    place = _whole(obj, "insert")
    if place.ndim:
        raise ArgumentError("insert takes one place here: insert at several places one after the other")
    length, at = into.shape[axis], int(place)
    if not -length <= at <= length:
        raise ArgumentError(f"the place {at} lies beyond the {length} entries of axis {axis}")
    at += length if at < 0 else 0
    added = apply(OPS["reshape"], added, shape=(1,) * max(0, into.ndim - added.ndim) + tuple(added.shape))
    added = apply(OPS["movedim"], added, source=0, destination=axis)
    thickness = added.shape[axis]
    shape = (*into.shape[:axis], thickness, *into.shape[axis + 1 :])
    added = apply(OPS["to"], apply(OPS["expand"], added, shape=shape), dtype=into.dtype)
    before, behind = _along(into, axis, slice(0, at)), _along(into, axis, slice(at, None))
    return joined([before, added, behind], axis)


@function("numpy.block")
def block(arrays: Any) -> Tensor:
    """Rows of blocks, the innermost lists side by side along the last axis, those around them along the one before."""
    depth = _depth(arrays)
    return _blocks(arrays, depth, depth)


def _depth(arrays: Any) -> int:
    return 1 + max(map(_depth, arrays), default=0) if isinstance(arrays, (list, tuple)) else 0


def _blocks(arrays: Any, depth: int, whole: int) -> Tensor:
    if not isinstance(arrays, (list, tuple)):
        part = array_of(arrays)
        missing = max(0, whole - part.ndim)
        return apply(OPS["reshape"], part, shape=(1,) * missing + tuple(part.shape)) if missing else part
    if not arrays:
        raise ArgumentError("a list of blocks is not empty")
    return joined([_blocks(part, depth - 1, whole) for part in arrays], -depth)


@function("numpy.select")
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Tensor:
    """For each entry the choice of the first condition that holds."""
    if len(condlist) != len(choicelist) or not condlist:
        raise ArgumentError(f"select takes as many choices as conditions, not {len(choicelist)} for {len(condlist)}")
    chosen: Any = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        chosen = FUNCTIONS["numpy.where"](array_of(condition), choice, chosen)
    made: Tensor = chosen
    return made


@function("numpy.rollaxis")
def rollaxis(a: Tensor, axis: int, start: int = 0) -> Tensor:
    """One axis before another."""
    order = list(range(a.ndim))
    moved = axis_of(axis, a.ndim)
    start = start + a.ndim if start < 0 else start
    if not 0 <= start <= a.ndim:
        raise ArgumentError(f"there is no axis {start} of {a.ndim} to stand before")
    order.remove(moved)
    order.insert(start - (moved < start), moved)
    return apply(OPS["permute"], a, dims=tuple(order))


@function("numpy.diagflat")
def diagflat(v: Any, k: int = 0) -> Tensor:
    made: Tensor = FUNCTIONS["numpy.diag"](as_row(array_of(v)), k)
    return made


@function("numpy.ediff1d")
def ediff1d(ary: Any) -> Tensor:
    made: Tensor = FUNCTIONS["numpy.diff"](as_row(array_of(ary)))
    return made


@function("numpy.resize")
def resize(a: Any, new_shape: Any) -> Tensor:
    """The entries over again until the shape is full."""
    shape = tuple(new_shape) if isinstance(new_shape, (tuple, list)) else (new_shape,)
    row = as_row(array_of(a))
    if any(one < 0 for one in shape) or (not row.shape[0] and size(shape)):
        raise ArgumentError(f"an array of {row.shape[0]} entries cannot be resized to {shape_text(shape)}")
    allocate(shape)
    return _along(row, 0, constant(np.arange(size(shape)).reshape(shape) % max(row.shape[0], 1)))


@function("numpy.partition")
def partition(a: Any, kth: Any, axis: int = -1) -> Tensor:
    """Smaller entries before place `kth`, larger ones behind it, in numpy's own order."""
    values = array_of(a)
    order = np.argpartition(np.asarray(values._seen()), _whole(kth, "partition"), axis)
    made: Tensor = FUNCTIONS["numpy.take_along_axis"](values, constant(order), axis)
    return made


@function("numpy.lib.stride_tricks.sliding_window_view")
def sliding_window_view(x: Any, window_shape: Any, axis: Any = None) -> Tensor:
    """A window of the sizes given at each place, as further axes behind the others."""
    values = array_of(x)
    sizes = tuple(window_shape) if isinstance(window_shape, (tuple, list)) else (window_shape,)
    ndim = values.ndim
    axes = range(ndim) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    if len(sizes) != len(axes):
        raise ArgumentError(f"{len(sizes)} sizes of a window do not fit {len(axes)} axes")
    for one, length in zip(axes, sizes, strict=True):
        along = axis_of(one, ndim)
        if not 0 < length <= values.shape[along]:
            raise ShapeError(f"a window of {length} does not fit axis {along} of shape {shape_text(values.shape)}")
        values = FUNCTIONS["Tensor.unfold"](values, along, length, 1)
    return values


def _of_numbers(name: str, nothing: float) -> None:
    """The extreme of the entries that are numbers; NaN where none is."""

    def extreme(a: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
        values = array_of(a)
        missing = apply(OPS["isnan"], values)
        filled = apply(OPS["where"], missing, array(nothing), values)
        found: Tensor = FUNCTIONS[f"numpy.{name}"](filled, dim=axis, keepdim=keepdims)
        none = FUNCTIONS["numpy.all"](missing, dim=axis, keepdim=keepdims)
        return apply(OPS["where"], none, array(np.nan), found) if bool(np.any(none._seen())) else found

    function(f"numpy.nan{name}")(extreme)


_of_numbers("max", -np.inf)
_of_numbers("min", np.inf)


@function("numpy.ldexp")
def ldexp(x1: Any, x2: Any) -> Tensor:
    """x1 · 2^x2"""
    return apply(OPS["mul"], array_of(x1), apply(OPS["exp2"], array_of(x2)))
