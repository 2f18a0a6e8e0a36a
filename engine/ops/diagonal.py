"""Diagonals and triangles of matrices."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError
from engine.operation import NUMBERS, Array, Named, Rule, Shape, call, compute, linear_in, reading, register, shape_text
from engine.ops.axes import axes_of
from engine.ops.composed import composed
from engine.ops.shape import copy_cost


def _line(rows: int, columns: int, offset: int) -> tuple[Array, Array]:
    """Row and column numbers of a diagonal; `offset` counts to the right of the main one."""
    length = max(0, min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns))
    steps = np.arange(length)
    return steps + max(-offset, 0), steps + max(offset, 0)


def _two_axes(ndim: int, dim1: int, dim2: int) -> tuple[int, int]:
    if ndim < 2:
        raise ShapeError("a diagonal needs a matrix, a tensor of at least two dimensions")
    first, second = axes_of((dim1, dim2), ndim)
    return first, second


def _matrices_last(ndim: int, dim1: int, dim2: int) -> tuple[int, ...]:
    first, second = _two_axes(ndim, dim1, dim2)
    return (*(axis for axis in range(ndim) if axis not in (first, second)), first, second)


def _diagonal(x: Array, /, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    moved = np.transpose(x, _matrices_last(len(x.shape), dim1, dim2))
    rows, columns = _line(moved.shape[-2], moved.shape[-1], offset)
    taken: Array = moved[..., rows, columns]
    return taken


def _diagonal_shape(x: Shape, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Shape:
    order = _matrices_last(len(x), dim1, dim2)
    rows, columns = x[order[-2]], x[order[-1]]
    return (*(x[axis] for axis in order[:-2]), len(_line(rows, columns, offset)[0]))


def _diagonal_back(g: Array, y: Array, x: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    order = _matrices_last(len(x.shape), dim1, dim2)
    shape = tuple(x.shape[axis] for axis in order)
    placed = compute("index_adjoint", g, index=(..., *_line(shape[-2], shape[-1], offset)), shape=shape)
    return np.transpose(placed, tuple(int(k) for k in np.argsort(order)))


register(
    "diagonal",
    _diagonal,
    family="shape",
    vjps=[_diagonal_back],
    jvps=[linear_in("diagonal", 0)],
    shape=_diagonal_shape,
    cost=copy_cost,
    local=["taken(x)"],
    downstream=["scatter(g)"],
    where=reading("diagonal", back="the gradients at their places on the diagonal, and 0 elsewhere"),
    saves="nothing",
    shares="some",
    words="only the diagonal hears: the rest of the matrix gets 0",
    names="torch.diagonal Tensor.diagonal numpy.diagonal torch.linalg.diagonal",
)


def _embedded_shape(x: Shape, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Shape:
    if not x:
        raise ShapeError("diag_embed needs at least a vector, not a single number")
    _two_axes(len(x) + 1, dim1, dim2)
    side = x[-1] + abs(offset)
    shape = list(x[:-1])
    for axis in sorted(_two_axes(len(x) + 1, dim1, dim2)):
        shape.insert(axis, side)
    return tuple(shape)


def _diag_embed(x: Array, /, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Array:
    full = _embedded_shape(x.shape, offset, dim1, dim2)
    side = x.shape[-1] + abs(offset)
    placed = compute("index_adjoint", x, index=(..., *_line(side, side, offset)), shape=(*x.shape[:-1], side, side))
    return np.transpose(placed, tuple(int(k) for k in np.argsort(_matrices_last(len(full), dim1, dim2))))


def _diagonal_text(x: Array, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> str:
    return f"diagonal(g{', offset=offset' if offset else ''}, dim1={dim1}, dim2={dim2})"


composed(
    "diag_embed",
    _diag_embed,
    family="shape",
    shape=_embedded_shape,
    cost=copy_cost,
    saves="nothing",
    local=["1"],
    downstream=[_diagonal_text],
    words="the vector reads its gradient off the diagonal",
    names="torch.diag_embed Tensor.diag_embed",
    unfolds=False,
)


def _diag_shape(x: Shape, diagonal: int = 0) -> Shape:
    if len(x) not in (1, 2):
        raise ShapeError(f"diag takes a vector or a matrix, got shape {shape_text(x)}")
    return _embedded_shape(x, diagonal) if len(x) == 1 else _diagonal_shape(x, diagonal)


def _diag(x: Array, /, diagonal: int = 0) -> Array:
    return _diag_embed(x, diagonal) if len(x.shape) == 1 else _diagonal(x, diagonal)


composed(
    "diag",
    _diag,
    family="shape",
    shape=_diag_shape,
    cost=copy_cost,
    saves="nothing",
    local=["1"],
    downstream=[
        lambda x, **given: (
            "scatter(g)" if len(x.shape) == 2 else call("diag", "g", defaults={"diagonal": 0}, given=given)
        )
    ],
    where={
        "scatter": reading("diag", back="the gradients at their places on the diagonal, and 0 elsewhere")["scatter"]
    },
    words="a vector becomes the diagonal of a matrix, a matrix its diagonal; the gradient takes the way back",
    names="torch.diag Tensor.diag numpy.diag",
    unfolds=False,
)


def _triangle(name: str, forward: Rule, words: str) -> None:
    def matrix(x: Shape, diagonal: int = 0) -> Shape:
        if len(x) < 2:
            raise ShapeError(f"{name} needs a matrix, a tensor of at least two dimensions, got {shape_text(x)}")
        return x

    def keep(x: Array, /, diagonal: int = 0) -> Array:
        matrix(x.shape)
        return forward(x, diagonal)

    register(
        name,
        keep,
        family="shape",
        vjps=[lambda g, y, x, diagonal=0: compute(name, g, diagonal=diagonal)],
        jvps=[linear_in(name, 0)],
        shape=matrix,
        cost=copy_cost,
        local=["taken(x)"],
        downstream=[lambda x, **given: call(name, "g", defaults={"diagonal": 0}, given=given)],
        where={"taken": reading(name)["taken"]},
        saves="nothing",
        words=words,
        names=f"torch.{name} Tensor.{name} numpy.{name}",
        in_place="methods",
    )


_triangle("tril", np.tril, "what stands above the diagonal is cut off, forward and backward")
_triangle("triu", np.triu, "what stands below the diagonal is cut off, forward and backward")


def _trace(x: Array, /, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    return _diagonal(x, offset, dim1, dim2).sum(-1)


composed(
    "trace",
    _trace,
    family="linalg",
    shape=lambda x, **attributes: _diagonal_shape(x, **attributes)[:-1],
    cost=lambda shape, x, **attributes: float(max(1, *x)),
    saves="nothing",
    local=["eye(x)"],
    downstream=[lambda x, **_: "g * eye(x)" if len(x.shape) == 2 else "scatter(g)"],
    where={
        "eye": Named("1 on the diagonal, 0 elsewhere", reading("trace")["taken"].rule),
        "scatter": reading("trace", back="the gradient of every trace at all entries of its diagonal")["scatter"],
    },
    words="only the diagonal hears: every entry on it receives the gradient",
    names="torch.trace Tensor.trace numpy.trace",
    takes=NUMBERS,
)
