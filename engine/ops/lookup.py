"""Reading and writing at positions that a tensor of whole numbers, or a mask, names."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, broadcast, compute, shape_text, size
from engine.ops.axes import along, axis_of, values_of
from engine.ops.composed import composed
from engine.ops.routed import read_at


def _places(index: Array, dim: int) -> tuple[Array, ...]:
    found = values_of(index)
    return read_at(found, axis_of(dim, found.ndim)) if found.ndim else ()


def _corner(shape: Shape) -> tuple[slice, ...]:
    return tuple(slice(0, n) for n in shape)


def _gather_shape(input: Shape, index: Shape, dim: int, **attributes: Any) -> Shape:
    axis = axis_of(dim, len(input))
    if len(index) != len(input) or any(n > m for k, (n, m) in enumerate(zip(index, input, strict=True)) if k != axis):
        raise ShapeError(
            f"gather needs an index of as many dims as its input, no longer outside dim {dim}: got "
            f"{shape_text(index)} for {shape_text(input)}"
        )
    return index


def _lookup_cost(shape: Shape, *shapes: Shape, **attributes: Any) -> float:
    return 2.0 * max(1, size(shape))


composed(
    "gather",
    lambda input, index, /, dim: input[_places(index, dim)],
    family="index",
    shape=_gather_shape,
    cost=_lookup_cost,
    order="input dim index",
    formula="gather(input, index)",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    saves="index",
    words="gather sends each gradient back to the place it was read from; a place read twice learns twice",
    names="torch.gather Tensor.gather",
)
composed(
    "take_along_dim",
    lambda input, indices, /, dim=None: (
        input.reshape((-1,))[values_of(indices).reshape(-1)] if dim is None else input[_places(indices, dim)]
    ),
    family="index",
    shape=lambda input, indices, dim=None: (size(indices),) if dim is None else _gather_shape(input, indices, dim),
    cost=_lookup_cost,
    formula="gather(input, indices)",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    saves="index",
    words="each gradient goes back to the place it was read from; a place read twice learns twice",
    names="torch.take_along_dim Tensor.take_along_dim numpy.take_along_axis",
)
composed(
    "take",
    lambda input, index, /: input.reshape((-1,))[values_of(index)],
    family="index",
    shape=lambda input, index: index,
    cost=_lookup_cost,
    formula="take(input, index)",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    saves="index",
    words="each gradient goes back to the place it was read from, counted along all rows",
    names="torch.take Tensor.take",
)


def _selected_shape(input: Shape, index: Shape, dim: int) -> Shape:
    axis = axis_of(dim, len(input))
    if len(index) > 1:
        raise ShapeError(f"index_select needs a vector of positions, got shape {shape_text(index)}")
    return (*input[:axis], size(index), *input[axis + 1 :])


def _line(index: Array) -> Array:
    return values_of(index).reshape(-1)


composed(
    "index_select",
    lambda input, index, /, dim: input[along(axis_of(dim, len(input.shape)), _line(index))],
    family="index",
    shape=_selected_shape,
    cost=_lookup_cost,
    order="input dim index",
    formula="index_select(input, index)",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    saves="index",
    words="a slice taken twice learns twice; one not taken gets 0",
    names="torch.index_select Tensor.index_select",
)


def _scatter_shape(input: Shape, index: Shape, src: Shape = (), *, dim: int) -> Shape:
    axis = axis_of(dim, len(input))
    others = [(n, m) for k, (n, m) in enumerate(zip(index, input, strict=False)) if k != axis]
    if len(index) != len(input) or any(n > m for n, m in others) or (src and any(np.subtract(index, src) > 0)):
        raise ShapeError(
            f"scatter needs an index no longer than its input outside dim {dim}, and no longer than its source: got "
            f"{shape_text(index)} for {shape_text(input)} and {shape_text(src)}"
        )
    return input


def _written(index: Array, src: Array) -> Array:
    """The part of the source that the index names places for."""
    return src[_corner(index.shape)] if len(src.shape) else src


composed(
    "scatter",
    lambda input, index, src, /, dim: compute("index_put", input, _written(index, src), index=_places(index, dim)),
    slots=(0, 2),
    family="index",
    shape=_scatter_shape,
    cost=_lookup_cost,
    order="input dim index src",
    formula="scatter(input, index, src)",
    local=["kept(input)", "", "taken(src)"],
    downstream=["keep(g)", "", "gather(g)"],
    saves="index",
    words="what was overwritten gets no gradient; what was written reads its gradient where it went",
    choice="When two entries are written to one place, which of them stays is not defined.",
    names="torch.scatter Tensor.scatter",
)
composed(
    "scatter_add",
    lambda input, index, src, /, dim: (
        input + compute("index_adjoint", _written(index, src), index=_places(index, dim), shape=tuple(input.shape))
    ),
    slots=(0, 2),
    family="index",
    shape=_scatter_shape,
    cost=_lookup_cost,
    order="input dim index src",
    formula="input + scatter(src)",
    local=["1", "", "taken(src)"],
    downstream=["g", "", "gather(g)"],
    saves="index",
    words="the transpose of gather: every entry that was added reads the gradient of its place",
    names="torch.scatter_add Tensor.scatter_add",
)


def _index_add_shape(input: Shape, index: Shape, source: Shape, dim: int, **attributes: Any) -> Shape:
    if source != _selected_shape(input, index, dim):
        raise ShapeError(
            f"index_add needs a source of shape {shape_text(_selected_shape(input, index, dim))}, "
            f"got {shape_text(source)}"
        )
    return input


def _slices(input: Array, index: Array, dim: int) -> tuple[Any, ...]:
    return along(axis_of(dim, len(input.shape)), _line(index))


composed(
    "index_add",
    lambda input, index, source, /, dim, alpha=1: (
        input + alpha * compute("index_adjoint", source, index=_slices(input, index, dim), shape=tuple(input.shape))
    ),
    slots=(0, 2),
    family="index",
    shape=_index_add_shape,
    cost=_lookup_cost,
    order="input dim index source",
    formula="input + alpha * scatter(source)",
    local=["1", "", "alpha"],
    downstream=["g", "", "alpha * gather(g)"],
    saves="index",
    words="every slice that was added reads the gradient of its place",
    names="torch.index_add Tensor.index_add",
)
composed(
    "index_copy",
    lambda input, index, source, /, dim: compute("index_put", input, source, index=_slices(input, index, dim)),
    slots=(0, 2),
    family="index",
    shape=_index_add_shape,
    cost=_lookup_cost,
    order="input dim index source",
    formula="store(input, source)",
    local=["kept(input)", "", "taken(source)"],
    downstream=["keep(g)", "", "gather(g)"],
    saves="index",
    words="what was overwritten gets no gradient; what was written reads its gradient where it went",
    names="torch.index_copy Tensor.index_copy",
)
composed(
    "index_fill",
    lambda input, index, value, /, dim: compute("index_put", input, value, index=_slices(input, index, dim)),
    slots=(0, 2),
    family="index",
    shape=lambda input, index, value, dim: (_selected_shape(input, index, dim), input)[1],
    cost=_lookup_cost,
    order="input dim index value",
    formula="store(input, value)",
    local=["kept(input)", "", "1"],
    downstream=["keep(g)", "", "sum(g)"],
    saves="index",
    words="what was filled over receives nothing; the filling collects its gradient",
    names="torch.index_fill Tensor.index_fill",
)


def _masked_places(input: Array, mask: Array) -> Array:
    return np.broadcast_to(values_of(mask), np.broadcast_shapes(mask.shape, input.shape))


composed(
    "masked_select",
    lambda input, mask, /: np.broadcast_to(input, np.broadcast_shapes(mask.shape, input.shape))[
        _masked_places(input, mask)
    ],
    family="index",
    # How many entries the mask takes is in its values; it takes no more than there are.
    shape=lambda input, mask: (size(broadcast(input, mask)),),
    cost=lambda shape, input, mask: 2.0 * max(1, size(broadcast(input, mask))),
    formula="input[mask]",
    local=["taken(input)"],
    downstream=["scatter(g)"],
    saves="mask",
    words="a mask sends each gradient back to the place it was read from; what was not taken gets 0",
    names="torch.masked_select Tensor.masked_select",
)
