"""Shapes that meet in one operation, and sums over what broadcasting has copied."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError

# A numpy array, a numpy scalar, or a Tensor while a rule is itself being recorded.
Array = Any
Shape = tuple[int, ...]


def broadcast(*shapes: Shape) -> Shape:
    """The shape numpy's broadcasting gives. Raises ShapeError."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        listed = " and ".join(shape_text(s) for s in shapes)
        raise ShapeError(
            f"shapes {listed} do not broadcast: read from the right, each pair of sizes must be equal or one of them 1"
        ) from None


def shape_text(shape: Shape) -> str:
    return str(tuple(int(n) for n in shape))


def summed(x: Array, axes: Any = None, keepdims: Any = False) -> Array:
    """The sum along axes, or of all entries, in the element type of what is added up.

    Along any axis but the last numpy adds one entry after the other, which in single precision is 0.01 % off after
    100,000 entries: what is shorter than a double is added up in doubles.
    """
    if not isinstance(x, (np.ndarray, np.generic)):
        return x.sum(axes, keepdims)
    # The method of an array goes through functions of numpy's own first, which take as long as adding a small array.
    narrow = x.dtype.char in "ef"
    added: Array = np.add.reduce(x, axes, np.float64 if narrow else None, keepdims=keepdims)
    return added.astype(x.dtype) if narrow else added


def unbroadcast(gradient: Array, shape: Shape) -> Array:
    """Sums a gradient over the axes along which an input of the given shape was copied by broadcasting."""
    extra = len(gradient.shape) - len(shape)
    axes = tuple(range(extra)) + tuple(
        axis + extra for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis + extra] != 1
    )
    if axes:
        gradient = summed(gradient, axes)
    return gradient.reshape(shape)


def size(shape: Shape) -> int:
    return math.prod(shape)
