"""Inner products: sums of products along the last axis of two arrays."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, Takes, broadcast, pulled, shape_text, size
from engine.ops.composed import composed
from engine.ops.product import left_text, right_text


def _inner_shape(a: Shape, b: Shape) -> Shape:
    if not a or not b:
        return broadcast(a, b)
    if a[-1] != b[-1]:
        raise ShapeError(f"inner needs last dims of equal size, got {shape_text(a)} and {shape_text(b)}")
    return (*a[:-1], *b[:-1])


def _inner(a: Array, b: Array, /) -> Array:
    if not len(a.shape) or not len(b.shape):
        return a * b
    rows, columns = a.reshape((-1, a.shape[-1])), b.reshape((-1, b.shape[-1]))
    return (rows @ columns.T).reshape(_inner_shape(a.shape, b.shape))


def _inner_text(a: Array, b: Array) -> str:
    ranks = len(a.shape), len(b.shape)
    return "a * b" if min(ranks) == 0 else "a @ b.T" if max(ranks) <= 2 else "inner(a, b)"


def _to_left(a: Array, b: Array) -> str:
    rows = len(b.shape) - 1
    if min(len(a.shape), len(b.shape)) == 0 or (rows == 0 and len(a.shape) == 1):
        return "g * b"
    if rows == 0:
        return "outer(g, b)"
    return "g @ b" if rows == 1 else f"tensordot(g, b, dims={rows})"


def _to_right(a: Array, b: Array) -> str:
    rows = len(a.shape) - 1
    if min(len(a.shape), len(b.shape)) == 0 or (rows == 0 and len(b.shape) == 1):
        return "g * a"
    if rows == 0:
        return "outer(g, a)"
    leading = tuple(range(rows))
    return "g.T @ a" if rows == 1 and len(b.shape) == 2 else f"tensordot(g, a, dims={(leading, leading)})"


composed(
    "inner",
    _inner,
    slots=(0, 1),
    family="linalg",
    shape=_inner_shape,
    cost=lambda shape, a, b: max(1.0, 0.25 * size(shape) * (a[-1] if a else 1)),
    formula=_inner_text,
    local=["b", "a"],
    downstream=[_to_left, _to_right],
    words="inner switches: every pair of rows meets, and each receives the other weighed by g",
    names="torch.inner Tensor.inner numpy.inner",
    takes=Takes("fiu", one_type=True, tensors=2),
    needs="1 0",
)


def _dot_shape(a: Shape, b: Shape) -> Shape:
    axis = max(0, len(b) - 2)
    if a and b and a[-1] != b[axis]:
        raise ShapeError(
            f"dot needs equal inner sizes, got {shape_text(a)} and {shape_text(b)}: {a[-1]} against {b[axis]}"
        )
    return _inner_shape(a, (*b[:-2], b[-1], b[-2]) if len(b) > 1 else b)


def _flat(a: Array, b: Array) -> bool:
    return {len(a.shape), len(b.shape)} <= {1, 2}


composed(
    "dot",
    # numpy's dot: the last axis of a with the last but one of b.
    lambda a, b, /: _inner(a, np.swapaxes(b, -1, -2) if len(b.shape) > 1 else b),
    slots=(0, 1),
    family="linalg",
    shape=_dot_shape,
    cost=lambda shape, a, b: max(1.0, 0.25 * size(shape) * (a[-1] if a else 1)),
    formula=lambda a, b: "a @ b" if _flat(a, b) else "a * b" if not a.shape or not b.shape else "dot(a, b)",
    local=[lambda a, b: "b.T" if len(b.shape) > 1 else "b", lambda a, b: "a.T" if len(a.shape) > 1 else "a"],
    downstream=[
        lambda a, b: left_text(a, b) if _flat(a, b) else "g * b" if not a.shape or not b.shape else "to_left(g, b)",
        lambda a, b: right_text(a, b) if _flat(a, b) else "g * a" if not a.shape or not b.shape else "to_right(g, a)",
    ],
    where={
        "to_left": pulled("dot", "for every row of a the columns of b, weighed by the gradient and added up"),
        "to_right": pulled("dot", "for every column of b the rows of a, weighed by the gradient and added up", 1),
    },
    words="dot switches: every row of a meets every column of b, and each receives the other weighed by g",
    names="numpy.dot",
    fits="inner",
    needs="1 0",
)
