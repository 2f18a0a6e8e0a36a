"""Operations that put tensors side by side, and that repeat, turn or shift their entries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, compute, linear_in, pulled, register, shape_text, summed
from engine.ops.axes import along, axes_of, axis_of
from engine.ops.shape import copy_cost


def _cat_shape(*shapes: Shape, dim: int = 0) -> Shape:
    if not shapes:
        raise ShapeError("cat needs at least one tensor")
    # PyTorch lets an empty vector stand for nothing at all, whatever the others are.
    shapes = tuple(shape for shape in shapes if shape != (0,)) or shapes[:1]
    axis = axis_of(dim, len(shapes[0]))
    if not shapes[0]:
        raise ShapeError("cat cannot join single numbers: use stack")
    for shape in shapes[1:]:
        if len(shape) != len(shapes[0]) or any(
            a != b for k, (a, b) in enumerate(zip(shape, shapes[0], strict=True)) if k != axis
        ):
            raise ShapeError(
                f"cat along dim {dim} needs equal sizes in all other dims: {' and '.join(map(shape_text, shapes))}"
            )
    return (*shapes[0][:axis], sum(shape[axis] for shape in shapes), *shapes[0][axis + 1 :])


def _filled(tensors: Sequence[Array]) -> list[Array]:
    return [tensor for tensor in tensors if tensor.shape != (0,)]


def _cat(*tensors: Array, dim: int = 0) -> Array:
    return np.concatenate(_filled(tensors) or tensors[:1], axis=dim)


def _cat_part(g: Array, y: Array, *tensors: Array, dim: int = 0, slot: int) -> Array:
    axis = axis_of(dim, len(y.shape))
    if tensors[slot].shape == (0,):
        return np.zeros(tensors[slot].shape, y.dtype)
    start = sum(tensor.shape[axis] for tensor in _filled(tensors[:slot]))
    return g[along(axis, slice(start, start + tensors[slot].shape[axis]))]


def _alone(t: Array, tensors: Sequence[Array], slot: int) -> list[Array]:
    """The tangent of one tensor beside zeros for the others, whatever their entries are."""
    return [t if k == slot else np.zeros(tensor.shape, tensor.dtype) for k, tensor in enumerate(tensors)]


def _cat_tangent(t: Array, y: Array, *tensors: Array, dim: int = 0, slot: int) -> Array:
    return compute("cat", *_alone(t, tensors, slot), dim=dim)


def _part_text(*tensors: Array, dim: int = 0, slot: int) -> str:
    if tensors[slot].shape == (0,):
        return f"zeros_like(x{slot})"
    axis = axis_of(dim, len(tensors[slot].shape))
    start = sum(tensor.shape[axis] for tensor in _filled(tensors[:slot]))
    return f"narrow(g, dim=dim, start={start}, length={tensors[slot].shape[axis]})"


register(
    "cat",
    _cat,
    family="shape",
    vjps=[_cat_part],
    jvps=[_cat_tangent],
    shape=_cat_shape,
    cost=copy_cost,
    local=["1"],
    downstream=[_part_text],
    saves="sizes",
    words="cat cuts the gradient up: each input receives its own part",
    names="torch.cat torch.concat torch.concatenate numpy.concatenate",
    fits="along",
)


def _stack_shape(*shapes: Shape, dim: int = 0) -> Shape:
    if not shapes:
        raise ShapeError("stack needs at least one tensor")
    if any(shape != shapes[0] for shape in shapes):
        raise ShapeError(f"stack needs tensors of one shape, got {' and '.join(map(shape_text, shapes))}")
    axis = axis_of(dim, len(shapes[0]) + 1)
    return (*shapes[0][:axis], len(shapes), *shapes[0][axis:])


def _stack_part(g: Array, y: Array, *tensors: Array, dim: int = 0, slot: int) -> Array:
    return g[along(axis_of(dim, len(y.shape)), slot)]


def _stack_tangent(t: Array, y: Array, *tensors: Array, dim: int = 0, slot: int) -> Array:
    return compute("stack", *_alone(t, tensors, slot), dim=dim)


register(
    "stack",
    lambda *tensors, dim=0: np.stack(tensors, axis=dim),
    family="shape",
    vjps=[_stack_part],
    jvps=[_stack_tangent],
    shape=_stack_shape,
    cost=copy_cost,
    local=["1"],
    downstream=[lambda *tensors, slot, **_: f"select(g, dim=dim, index={slot})"],
    saves="nothing",
    words="stack unstacks: each input receives its own layer",
    names="torch.stack numpy.stack",
    fits="all",
)
register(
    "flip",
    lambda x, /, dims: np.flip(x, axes_of(dims, len(x.shape))),
    family="shape",
    vjps=[lambda g, y, x, dims: np.flip(g, axes_of(dims, len(x.shape)))],
    jvps=[lambda t, y, x, dims: np.flip(t, axes_of(dims, len(x.shape)))],
    shape=lambda x, dims: (axes_of(dims, len(x)), x)[1],
    cost=copy_cost,
    local=["1"],
    downstream=["flip(g, dims=dims)"],
    saves="nothing",
    words="flip flips the gradient back",
    collects="dims",
    names="torch.flip Tensor.flip numpy.flip",
)


def _repeated(x: Shape, repeats: tuple[int, ...]) -> Shape:
    if len(repeats) < len(x):
        raise ShapeError(f"repeat needs a number for each of the {len(x)} dims, got {repeats}")
    if any(n < 0 for n in repeats):
        raise ShapeError(f"repeat cannot copy a negative number of times: {repeats}")
    padded = (1,) * (len(repeats) - len(x)) + x
    return tuple(n * r for n, r in zip(padded, repeats, strict=True))


def _fold(g: Array, shape: Shape, repeats: tuple[int, ...]) -> Array:
    """Adds up the copies that a tiling with `repeats` made of a tensor of the given shape."""
    padded = (1,) * (len(repeats) - len(shape)) + tuple(shape)
    pairs = tuple(size for pair in zip(repeats, padded, strict=True) for size in pair)
    return summed(g.reshape(pairs), tuple(range(0, len(pairs), 2))).reshape(shape)


def _at_least(ndim: int, dims: tuple[int, ...]) -> tuple[int, ...]:
    return (1,) * (ndim - len(dims)) + tuple(dims)


register(
    "repeat",
    lambda x, /, repeats: (_repeated(x.shape, repeats), np.tile(x, repeats))[1],
    samples={"repeats": (2, 2)},
    family="shape",
    vjps=[lambda g, y, x, repeats: _fold(g, x.shape, repeats)],
    jvps=[linear_in("repeat", 0)],
    shape=_repeated,
    cost=copy_cost,
    local=["1"],
    downstream=["sum_copies(g)"],
    where={"sum_copies": pulled("repeat", "the gradients of all copies of an entry, added up")},
    saves="nothing",
    words="a value that was copied sums the gradients of its copies",
    collects="repeats",
    names="Tensor.repeat",
)
register(
    "tile",
    lambda x, /, dims: np.tile(x, dims),
    family="shape",
    vjps=[lambda g, y, x, dims: _fold(g, x.shape, _at_least(len(x.shape), dims))],
    jvps=[linear_in("tile", 0)],
    shape=lambda x, dims: _repeated(x, _at_least(len(x), dims)),
    cost=copy_cost,
    local=["1"],
    downstream=["sum_copies(g)"],
    where={"sum_copies": pulled("tile", "the gradients of all copies of an entry, added up")},
    saves="nothing",
    words="a value that was copied sums the gradients of its copies",
    collects="dims",
    names="torch.tile Tensor.tile numpy.tile",
)


def _interleaved(x: Shape, repeats: int, dim: int | None = None) -> Shape:
    if dim is None:
        return (math.prod(x) * repeats,)
    axis = axis_of(dim, len(x))
    return (*x[:axis], x[axis] * repeats, *x[axis + 1 :])


def _gathered(g: Array, y: Array, x: Array, repeats: int, dim: int | None = None) -> Array:
    axis = 0 if dim is None else axis_of(dim, len(x.shape))
    line = (math.prod(x.shape),) if dim is None else tuple(x.shape)
    return summed(g.reshape((*line[: axis + 1], repeats, *line[axis + 1 :])), axis + 1).reshape(x.shape)


register(
    "repeat_interleave",
    lambda x, /, repeats, dim=None: np.repeat(x, repeats, axis=dim),
    family="shape",
    vjps=[_gathered],
    jvps=[linear_in("repeat_interleave", 0)],
    shape=_interleaved,
    cost=copy_cost,
    local=["1"],
    downstream=["sum_copies(g)"],
    where={"sum_copies": pulled("repeat_interleave", "the gradients of all copies of an entry, added up")},
    saves="nothing",
    words="a value that was copied sums the gradients of its copies",
    names="numpy.repeat",
)


def _shifts(shifts: int | tuple[int, ...], turn: int = 1) -> int | tuple[int, ...]:
    return tuple(turn * n for n in shifts) if isinstance(shifts, (tuple, list)) else turn * shifts


def _rolled_back(x: Array, *, shifts: Any, dims: Any = None) -> str:
    return f"roll(g, shifts={_shifts(shifts, -1)}{'' if dims is None else ', dims=dims'})"


register(
    "roll",
    lambda x, /, shifts, dims=None: np.roll(x, _shifts(shifts), axis=dims),
    family="shape",
    vjps=[lambda g, y, x, shifts, dims=None: compute("roll", g, shifts=_shifts(shifts, -1), dims=dims)],
    jvps=[linear_in("roll", 0)],
    shape=lambda x, shifts, dims=None: (axes_of(dims, len(x)), x)[1],
    cost=copy_cost,
    local=["1"],
    downstream=[_rolled_back],
    saves="nothing",
    words="roll rolls the gradient back",
    names="torch.roll Tensor.roll numpy.roll",
)
