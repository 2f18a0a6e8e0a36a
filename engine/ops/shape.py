"""Operations that rearrange entries and change none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Shape, everywhere, in_torch, pulled, register, shape_text, size, unbroadcast
from engine.ops.axes import Dim, axes_of, axis_of


def no_cost(shape: Shape, /, *shapes: Shape, **attributes: Any) -> float:
    return 1.0


def copy_cost(shape: Shape, /, *shapes: Shape, **attributes: Any) -> float:
    # A tensor that is joined with others takes about as long as 1,000 additions, however small it is.
    return max(1.0, float(size(shape) + 1_000 * len(shapes)))


def resolved(shape: tuple[int, ...], total: int) -> Shape:
    """A shape with its one -1 worked out. Raises ShapeError when `total` entries do not fill it."""
    shape = tuple(int(n) for n in shape)
    open_axes = [axis for axis, n in enumerate(shape) if n == -1]
    if len(open_axes) > 1:
        raise ShapeError("only one size of a shape can be -1")
    if any(n < -1 for n in shape):
        raise ShapeError(f"a size cannot be negative: {shape_text(shape)}")
    known = math.prod(n for n in shape if n != -1)
    if open_axes:
        if known == 0 or total % known:
            raise ShapeError(f"{total} entries cannot be arranged as {shape_text(shape)}")
        return tuple(total // known if n == -1 else n for n in shape)
    if known != total:
        raise ShapeError(f"{total} entries cannot be arranged as {shape_text(shape)}, which holds {known}")
    return shape


register(
    "reshape",
    lambda x, /, shape: x.reshape(resolved(shape, size(x.shape))),
    family="shape",
    vjps=[lambda g, y, x, shape: g.reshape(x.shape)],
    jvps=[lambda t, y, x, shape: t.reshape(y.shape)],
    shape=lambda x, shape: resolved(shape, size(x)),
    cost=no_cost,
    local=["1"],
    downstream=["reshape_as(g, x)"],
    saves="nothing",
    shares="all, or copies",
    words="reshape arranges the gradient back into the old shape",
    collects="shape",
    names="torch.reshape Tensor.reshape Tensor.view numpy.reshape",
)


def _flattened(x: Shape, start_dim: int = 0, end_dim: int = -1) -> Shape:
    if not x:
        axes_of(start_dim, 1), axes_of(end_dim, 1)
        return (1,)
    first, last = axes_of(start_dim, len(x))[0], axes_of(end_dim, len(x))[0]
    return (*x[:first], math.prod(x[first : last + 1]), *x[last + 1 :])


register(
    "flatten",
    lambda x, /, start_dim=0, end_dim=-1: x.reshape(_flattened(x.shape, start_dim, end_dim)),
    family="shape",
    vjps=[lambda g, y, x, start_dim=0, end_dim=-1: g.reshape(x.shape)],
    jvps=[lambda t, y, x, start_dim=0, end_dim=-1: t.reshape(y.shape)],
    shape=_flattened,
    cost=no_cost,
    local=["1"],
    downstream=["reshape_as(g, x)"],
    saves="nothing",
    shares="all, or copies",
    words="flatten arranges the gradient back into the old shape",
    names="torch.flatten Tensor.flatten torch.ravel Tensor.ravel numpy.ravel",
)


def _unflattened(x: Shape, dim: int, sizes: tuple[int, ...]) -> Shape:
    axis = axis_of(dim, len(x))
    return (*x[:axis], *resolved(tuple(sizes), x[axis]), *x[axis + 1 :])


register(
    "unflatten",
    lambda x, /, dim, sizes: x.reshape(_unflattened(x.shape, dim, sizes)),
    family="shape",
    vjps=[lambda g, y, x, dim, sizes: g.reshape(x.shape)],
    jvps=[lambda t, y, x, dim, sizes: t.reshape(y.shape)],
    shape=_unflattened,
    cost=no_cost,
    local=["1"],
    downstream=["reshape_as(g, x)"],
    saves="nothing",
    shares="all",
    words="unflatten arranges the gradient back into the old shape",
    names="torch.unflatten Tensor.unflatten",
)


def _order(dims: tuple[int, ...], ndim: int) -> tuple[int, ...]:
    order = axes_of(dims, ndim)
    if len(order) != ndim:
        raise ShapeError(f"permute needs all {ndim} dims once, got {dims}")
    return order


register(
    "permute",
    lambda x, /, dims: np.transpose(x, _order(dims, len(x.shape))),
    samples={"dims": (1, 0)},
    family="shape",
    vjps=[lambda g, y, x, dims: np.transpose(g, tuple(int(k) for k in np.argsort(_order(dims, len(x.shape)))))],
    jvps=[lambda t, y, x, dims: np.transpose(t, _order(dims, len(x.shape)))],
    shape=lambda x, dims: tuple(x[axis] for axis in _order(dims, len(x))),
    cost=no_cost,
    local=["1"],
    downstream=[lambda x, *, dims: f"permute(g, dims={tuple(int(k) for k in np.argsort(_order(dims, len(x.shape))))})"],
    saves="nothing",
    shares="all",
    words="permute undoes its own shuffle of the axes",
    collects="dims",
    names="torch.permute Tensor.permute",
)


def _moved(ndim: int, source: Dim, destination: Dim) -> tuple[int, ...]:
    """The order of axes in which those of `source` stand at `destination`. Raises ShapeError."""
    origins, targets = axes_of(source, ndim), axes_of(destination, ndim)
    if len(origins) != len(targets):
        raise ShapeError(f"movedim needs as many destinations as sources, got {source} and {destination}")
    order = [axis for axis in range(ndim) if axis not in origins]
    for target, origin in sorted(zip(targets, origins, strict=True)):
        order.insert(target, origin)
    return tuple(order)


register(
    "movedim",
    lambda x, /, source, destination: np.transpose(x, _moved(len(x.shape), source, destination)),
    family="shape",
    vjps=[lambda g, y, x, source, destination: np.transpose(g, _moved(len(x.shape), destination, source))],
    jvps=[lambda t, y, x, source, destination: np.transpose(t, _moved(len(x.shape), source, destination))],
    shape=lambda x, source, destination: tuple(x[axis] for axis in _moved(len(x), source, destination)),
    cost=no_cost,
    local=["1"],
    downstream=["movedim(g, source=destination, destination=source)"],
    saves="nothing",
    shares="all",
    words="movedim moves the axes back",
    names="torch.movedim Tensor.movedim torch.moveaxis Tensor.moveaxis numpy.moveaxis",
)


def _swapped(ndim: int, dim0: int, dim1: int) -> tuple[int, ...]:
    first, second = axes_of(dim0, ndim), axes_of(dim1, ndim)
    order = list(range(ndim))
    if ndim:
        order[first[0]], order[second[0]] = order[second[0]], order[first[0]]
    return tuple(order)


register(
    "transpose",
    lambda x, /, dim0, dim1: np.transpose(x, _swapped(len(x.shape), dim0, dim1)),
    family="shape",
    vjps=[lambda g, y, x, dim0, dim1: np.transpose(g, _swapped(len(x.shape), dim0, dim1))],
    jvps=[lambda t, y, x, dim0, dim1: np.transpose(t, _swapped(len(x.shape), dim0, dim1))],
    shape=lambda x, dim0, dim1: tuple(x[axis] for axis in _swapped(len(x), dim0, dim1)),
    cost=no_cost,
    symbol="ᵀ",
    local=["1"],
    downstream=["transpose(g, dim0=dim0, dim1=dim1)"],
    saves="nothing",
    shares="all",
    matrix="transposed",
    words="transpose turns the gradient back",
    names=in_torch("transpose", in_torch("swapdims"), everywhere("swapaxes")),
    in_place="methods",
)
register(
    "t",
    lambda x, /: x.T,
    family="shape",
    vjps=[lambda g, y, x: g.T],
    jvps=[lambda t, y, x: t.T],
    shape=lambda x: x[::-1],
    cost=no_cost,
    symbol="ᵀ",
    formula="x.T",
    local=["1"],
    downstream=["g.T"],
    saves="nothing",
    shares="all",
    infix=True,
    said="transpose",
    matrix="transposed",
    words="transpose turns the gradient back",
    names="torch.t Tensor.t",
    in_place="methods",
)


def _squeezed(x: Shape, dim: int | tuple[int, ...] | None = None) -> Shape:
    axes = axes_of(dim, len(x))
    return tuple(n for axis, n in enumerate(x) if not (axis in axes and n == 1))


register(
    "squeeze",
    lambda x, /, dim=None: x.reshape(_squeezed(x.shape, dim)),
    family="shape",
    vjps=[lambda g, y, x, dim=None: g.reshape(x.shape)],
    jvps=[lambda t, y, x, dim=None: t.reshape(y.shape)],
    shape=_squeezed,
    cost=no_cost,
    local=["1"],
    downstream=["reshape_as(g, x)"],
    saves="nothing",
    shares="all",
    words="squeeze puts the axes of size 1 back",
    names="torch.squeeze Tensor.squeeze numpy.squeeze",
    in_place="methods",
    several_dims=True,
)


def _unsqueezed(x: Shape, dim: int) -> Shape:
    axis = axis_of(dim, len(x) + 1)
    return (*x[:axis], 1, *x[axis:])


register(
    "unsqueeze",
    lambda x, /, dim: x.reshape(_unsqueezed(x.shape, dim)),
    family="shape",
    vjps=[lambda g, y, x, dim: g.reshape(x.shape)],
    jvps=[lambda t, y, x, dim: t.reshape(y.shape)],
    shape=_unsqueezed,
    cost=no_cost,
    local=["1"],
    downstream=["reshape_as(g, x)"],
    saves="nothing",
    shares="all",
    words="unsqueeze takes the axis of size 1 away again",
    names="torch.unsqueeze Tensor.unsqueeze numpy.expand_dims",
    in_place="methods",
)


def _expanded(x: Shape, shape: tuple[int, ...]) -> Shape:
    extra = len(shape) - len(x)
    if extra < 0:
        raise ShapeError(f"expand cannot drop dimensions: {shape_text(x)} to {shape_text(shape)}")
    full = tuple(int(n) if n != -1 else x[axis - extra] for axis, n in enumerate(shape) if n != -1 or axis >= extra)
    if len(full) != len(shape):
        raise ShapeError("expand cannot use -1 for an axis that is not there yet")
    for axis, n in enumerate(x):
        if n not in (1, full[axis + extra]):
            raise ShapeError(f"expand can only copy axes of size 1: {shape_text(x)} to {shape_text(full)}")
    return full


register(
    "expand",
    lambda x, /, shape: np.broadcast_to(x, _expanded(x.shape, shape)),
    family="shape",
    vjps=[lambda g, y, x, shape: unbroadcast(g, x.shape)],
    jvps=[lambda t, y, x, shape: np.broadcast_to(t, y.shape)],
    shape=_expanded,
    cost=copy_cost,
    local=["1"],
    downstream=["sum_copies(g)"],
    where={"sum_copies": pulled("expand", "the gradients of all copies of an entry, added up")},
    saves="nothing",
    shares="some",
    repeats=True,
    words="a value that was copied sums the gradients of its copies",
    collects="shape",
    names="torch.broadcast_to Tensor.expand Tensor.broadcast_to numpy.broadcast_to",
)
