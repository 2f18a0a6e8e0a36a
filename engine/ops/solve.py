"""Systems of linear equations, of any square matrix and of triangular ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import FRACTIONS, Array, Named, Shape, Takes, broadcast, compute, register, shape_text
from engine.ops.composed import composed
from engine.ops.linalg import cubic, square_shape, transposed


def _vector(a: Shape, b: Shape) -> bool:
    """Whether the right side is one vector a matrix, as PyTorch decides it."""
    return len(b) == 1 or (len(a) - 1 == len(b) and a[:-1] == b)


def _solve_shape(a: Shape, b: Shape, **attributes: Any) -> Shape:
    square_shape(a, "solve")
    if _vector(a, b):
        if b[-1] != a[-1]:
            raise ShapeError(f"solve needs a right side as long as the matrix is high, got {a} and {b}")
        return (*broadcast(a[:-2], b[:-1]), b[-1])
    if len(b) < 2 or b[-2] != a[-1]:
        raise ShapeError(
            f"solve needs a right side with as many rows as the matrix, got {shape_text(a)} and {shape_text(b)}"
        )
    return (*broadcast(a[:-2], b[:-2]), *b[-2:])


def _solve(a: Array, b: Array, /) -> Array:
    return np.linalg.solve(a, b[..., None])[..., 0] if _vector(a.shape, b.shape) else np.linalg.solve(a, b)


def _solve_right(g: Array, y: Array, a: Array, b: Array) -> Array:
    return compute("solve", transposed(a), g)


def _solve_left(g: Array, y: Array, a: Array, b: Array) -> Array:
    back = compute("solve", transposed(a), g)
    if _vector(a.shape, b.shape):
        return -(np.expand_dims(back, -1) * np.expand_dims(y, -2))
    return -(back @ transposed(y))


def _solve_along(t: Array, y: Array, a: Array, b: Array) -> Array:
    if _vector(a.shape, b.shape):
        return -compute("solve", a, (t @ np.expand_dims(y, -1)).reshape(y.shape))
    return -compute("solve", a, t @ y)


def _vectors(a: Array, b: Array) -> bool:
    """Whether the right side is one vector for each of many matrices, which no product with @ says."""
    return len(a.shape) > 2 and _vector(a.shape, b.shape)


def _solve_left_text(a: Array, b: Array) -> str:
    if _vector(a.shape, b.shape):
        return "-outer(solve(a.T, g), y)" if _vectors(a, b) else "-outer(inv(a).T @ g, y)"
    return "-inv(a).T @ g @ y.T"


register(
    "solve",
    _solve,
    family="linalg",
    vjps=[_solve_left, _solve_right],
    jvps=[_solve_along, lambda t, y, a, b: compute("solve", a, t)],
    shape=_solve_shape,
    cost=cubic(2),
    formula=lambda a, b: "solve(a, b)" if _vectors(a, b) else "inv(a) @ b",
    local=["-y.T", "inv(a).T"],
    downstream=[_solve_left_text, lambda a, b: "solve(a.T, g)" if _vectors(a, b) else "inv(a).T @ g"],
    saves="matrix and output",
    words="the gradient solves the transposed equations",
    names="torch.linalg.solve numpy.linalg.solve",
    takes=Takes("f", one_type=True),
    needs="0y",
)


def _triangle(a: Array, b: Array, *, upper: bool, unitriangular: bool = False, **attributes: Any) -> Array:
    """The half that is read; the diagonal counts as ones for `unitriangular`."""
    kept = compute("triu" if upper else "tril", a, diagonal=int(unitriangular) * (1 if upper else -1))
    return kept + np.eye(a.shape[-1], dtype=a.dtype) if unitriangular else kept


def _triangle_text(a: Array, b: Array, *, upper: bool, left: bool = True, unitriangular: bool = False) -> str:
    whole = "inv(triangle).T @ g @ y.T" if left else "y.T @ g @ inv(triangle).T"
    half, diagonal = ("triu", ", diagonal=1") if upper else ("tril", ", diagonal=-1")
    return f"-{half}({whole}{diagonal if unitriangular else ''})"


def _solve_triangular(a: Array, b: Array, /, upper: bool, left: bool = True, unitriangular: bool = False) -> Array:
    matrix = _triangle(a, b, upper=upper, unitriangular=unitriangular)
    if left:
        return compute("solve", matrix, b)
    return transposed(compute("solve", transposed(matrix), transposed(b)))


def _triangular_shape(a: Shape, b: Shape, left: bool = True, **attributes: Any) -> Shape:
    if left:
        return _solve_shape(a, b)
    turned = _solve_shape(a, (*b[:-2], b[-1], b[-2]))
    return (*turned[:-2], turned[-1], turned[-2])


composed(
    "solve_triangular",
    _solve_triangular,
    slots=(0, 1),
    family="linalg",
    shape=_triangular_shape,
    cost=cubic(2),
    formula=lambda a, b, *, left=True, **_: "inv(triangle) @ b" if left else "b @ inv(triangle)",
    local=["-y.T", "inv(triangle).T"],
    downstream=[
        _triangle_text,
        lambda a, b, *, left=True, **_: "inv(triangle).T @ g" if left else "g @ inv(triangle).T",
    ],
    where={"triangle": Named("the triangle of a that is read, with the rest 0", _triangle)},
    words="the gradient solves the transposed equations; the half that was not read gets 0",
    names="torch.linalg.solve_triangular",
    takes=FRACTIONS,
    needs="0y",
)
