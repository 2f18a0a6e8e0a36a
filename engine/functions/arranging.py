"""Functions that cut tensors up, lay them side by side or turn them, made of several operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions.binding import is_whole
from engine.functions.table import allocate, function
from engine.operation import OPS, shape_text
from engine.ops.axes import axis_of
from engine.tensors import Tensor, apply, make


@function("numpy.transpose")
def transpose_all(input: Tensor, axes: Any = None, *further: int) -> Tensor:
    """All axes turned round, or in the order given: as one tuple, or one by one."""
    listed = (axes, *further) if isinstance(axes, (int, np.integer)) else axes
    return apply(OPS["permute"], input, dims=tuple(range(input.ndim))[::-1] if listed is None else tuple(listed))


@function("Tensor.contiguous")
def contiguous(input: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself where its numbers lie one behind the other, and a copy in which they do otherwise."""
    return input if input._data.flags.c_contiguous else apply(OPS["clone"], input)


@function("torch.flatten Tensor.flatten", over="flatten")
def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dims from one to another as a single one; the tensor itself where that is one already."""
    shape = OPS["flatten"].shape(input.shape, start_dim=start_dim, end_dim=end_dim)
    if input.ndim and len(shape) == input.ndim:
        return input
    return apply(OPS["flatten"], input, start_dim=start_dim, end_dim=end_dim)


@function("torch.t Tensor.t", over="t")
def t(input: Tensor) -> Tensor:
    if input.ndim > 2:
        raise ShapeError(
            f"t() turns a matrix, this tensor has shape {shape_text(input.shape)}: "
            "write x.mT for its last two dims, or x.permute(…)"
        )
    return make(OPS["t"], (input,))


@function("torch.roll Tensor.roll", over="roll")
def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """As many shifts as dims; without dims the entries are rolled along all rows, as one line."""
    along_dims = () if dims is None else dims if isinstance(dims, (tuple, list)) else (dims,)
    amounts = shifts if isinstance(shifts, (tuple, list)) else (shifts,)
    if len(amounts) != (len(along_dims) or 1):
        raise ArgumentError(f"roll takes a shift for each dim, got shifts {shifts} and dims {dims}")
    if not is_whole((amounts, along_dims)):
        raise ArgumentError(f"roll takes whole numbers, got shifts {shifts} and dims {dims}")
    if not along_dims:
        return apply(OPS["roll"], input, shifts=amounts[0])
    return apply(OPS["roll"], input, shifts=tuple(amounts), dims=tuple(along_dims))


@function("numpy.flip", over="flip")
def numpy_flip(m: Tensor, axis: Any = None) -> Tensor:
    axes = range(m.ndim) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    return apply(OPS["flip"], m, dims=tuple(axes))


@function("Tensor.reshape_as Tensor.view_as")
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    return make(OPS["reshape"], (input,), {"shape": other.shape})


@function("Tensor.expand_as")
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    return make(OPS["expand"], (input,), {"shape": other.shape})


@function("torch.split Tensor.split")
def split(tensor: Tensor, split_size_or_sections: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of a given size, the last may be smaller; or parts of the sizes listed."""
    length = tensor.shape[axis_of(dim, tensor.ndim)] if tensor.ndim else 0
    if isinstance(split_size_or_sections, (int, np.integer)):
        step = int(split_size_or_sections)
        if step < 1:
            raise ArgumentError("split needs parts of at least one entry")
        sections = [min(step, length - start) for start in range(0, length, step)] or [0]
    else:
        sections = [int(n) for n in split_size_or_sections]
        if sum(sections) != length:
            raise ShapeError(f"split into {sections} does not add up to the {length} entries of dim {dim}")
    starts = np.cumsum([0, *sections[:-1]]).tolist()
    return tuple(
        apply(OPS["narrow"], tensor, dim=dim, start=start, length=n) for start, n in zip(starts, sections, strict=True)
    )


@function("torch.chunk Tensor.chunk")
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    if chunks < 1:
        raise ArgumentError("chunk needs at least one chunk")
    length = input.shape[axis_of(dim, input.ndim)] if input.ndim else 0
    return split(input, max(1, -(-length // chunks)), dim)


@function("torch.tensor_split Tensor.tensor_split")
def tensor_split(
    input: Tensor, indices_or_sections: int | Sequence[int] | Tensor, dim: int = 0, axis: int | None = None
) -> Any:
    """Parts as equal as can be, the longer ones first; or parts that end at the positions listed."""
    dim = dim if axis is None else axis
    if isinstance(indices_or_sections, Tensor):
        if indices_or_sections.dtype.kind not in "iu":
            raise ArgumentError(f"tensor_split takes whole numbers, not {indices_or_sections.dtype}")
        indices_or_sections = indices_or_sections.tolist()
    if not input.ndim:
        raise ShapeError("tensor_split cannot cut a single number")
    length = input.shape[axis_of(dim, input.ndim)]
    if isinstance(indices_or_sections, (int, np.integer)):
        n = int(indices_or_sections)
        if n < 1:
            raise ArgumentError(f"a tensor is split into at least one part, not {n}")
        allocate((n,))
        sizes = [length // n + (k < length % n) for k in range(n)]
        return split(input, sizes, dim)
    # As slices: a position may count from the end, and one before the last leaves nothing between them.
    cuts = [slice(k).indices(length)[1] for k in map(int, indices_or_sections)]
    starts, ends = [0, *cuts], [*cuts, length]
    return tuple(
        apply(OPS["narrow"], input, dim=dim, start=start, length=max(0, end - start))
        for start, end in zip(starts, ends, strict=True)
    )


def _split_along(name: str, dim: int) -> Callable[..., tuple[Tensor, ...]]:
    def cut(input: Tensor, indices_or_sections: int | Sequence[int]) -> tuple[Tensor, ...]:
        axis = 0 if name == "hsplit" and input.ndim == 1 else dim
        _at_least(2 if name == "vsplit" else axis + 1, input, name)
        sections = indices_or_sections
        if isinstance(sections, int) and (sections < 1 or input.shape[axis] % sections):
            raise ShapeError(f"{name} cannot cut {input.shape[axis]} entries into {sections} equal parts")
        parts: tuple[Tensor, ...] = tensor_split(input, sections, axis)
        return parts

    return cut


for _name, _dim in (("hsplit", 1), ("vsplit", 0), ("dsplit", 2)):
    function(f"torch.{_name} Tensor.{_name} numpy.{_name}")(_split_along(_name, _dim))


@function("torch.split_with_sizes Tensor.split_with_sizes")
def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    return split(input, list(split_sizes), dim)


@function("torch.unbind Tensor.unbind")
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    axis = axis_of(dim, input.ndim)
    return tuple(apply(OPS["select"], input, dim=axis, index=k) for k in range(input.shape[axis]))


def several(tensors: Any, name: str) -> list[Tensor]:
    """Raises ArgumentError unless `tensors` is a list or tuple of tensors, at least one."""
    if not isinstance(tensors, (list, tuple)) or not tensors or not all(isinstance(x, Tensor) for x in tensors):
        raise ArgumentError(f"{name} takes a list of tensors: write torch.tensor(…) around plain numbers")
    return list(tensors)


def at_least(ndim: int, tensor: Tensor) -> Tensor:
    """With dims of size 1 where PyTorch puts them: in front, and for three dims one behind."""
    if tensor.ndim >= ndim:
        return tensor
    shape = tensor.shape
    full = (1, *shape, 1) if ndim == 3 and len(shape) == 1 else (*shape, 1) if ndim == 3 and len(shape) == 2 else None
    return make(OPS["reshape"], (tensor,), {"shape": full or (1,) * (ndim - len(shape)) + shape})


def joined(tensors: Sequence[Tensor], dim: int) -> Tensor:
    return apply(OPS["cat"], *tensors, dim=dim)


def _raise_to(ndim: int) -> Callable[..., Any]:
    name = f"atleast_{ndim}d"

    def raised(*tensors: Any) -> Any:
        if len(tensors) == 1 and isinstance(tensors[0], Tensor):
            return at_least(ndim, tensors[0])
        listed = tensors[0] if len(tensors) == 1 else tensors
        return tuple(at_least(ndim, tensor) for tensor in several(listed, name))

    return raised


for _ndim in (1, 2, 3):
    function(f"torch.atleast_{_ndim}d")(_raise_to(_ndim))


@function("torch.hstack numpy.hstack")
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    raised = [at_least(1, tensor) for tensor in several(tensors, "hstack")]
    return joined(raised, 0 if raised[0].ndim == 1 else 1)


@function("torch.vstack torch.row_stack numpy.vstack")
def vstack(tensors: Sequence[Tensor]) -> Tensor:
    return joined([at_least(2, tensor) for tensor in several(tensors, "vstack")], 0)


@function("torch.dstack numpy.dstack")
def dstack(tensors: Sequence[Tensor]) -> Tensor:
    return joined([at_least(3, tensor) for tensor in several(tensors, "dstack")], 2)


@function("torch.column_stack numpy.column_stack")
def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    columns = [
        tensor if tensor.ndim > 1 else apply(OPS["reshape"], tensor, shape=(-1, 1))
        for tensor in several(tensors, "column_stack")
    ]
    return joined(columns, 1)


def _at_least(ndim: int, input: Tensor, name: str) -> None:
    if input.ndim < ndim:
        raise ShapeError(f"{name} needs a tensor of at least {ndim} dims, got shape {shape_text(input.shape)}")


@function("torch.fliplr Tensor.fliplr numpy.fliplr")
def fliplr(input: Tensor) -> Tensor:
    _at_least(2, input, "fliplr")
    return apply(OPS["flip"], input, dims=(1,))


@function("torch.flipud Tensor.flipud numpy.flipud")
def flipud(input: Tensor) -> Tensor:
    _at_least(1, input, "flipud")
    return apply(OPS["flip"], input, dims=(0,))


@function("torch.rot90 Tensor.rot90 numpy.rot90")
def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1), axes: Sequence[int] | None = None) -> Tensor:
    """k quarter turns from the first of the dims towards the second."""
    first, second = axes or dims
    turns = k % 4
    if turns == 0:
        return input
    if turns == 2:
        return apply(OPS["flip"], input, dims=(first, second))
    if turns == 1:
        return apply(OPS["transpose"], apply(OPS["flip"], input, dims=(second,)), dim0=first, dim1=second)
    return apply(OPS["flip"], apply(OPS["transpose"], input, dim0=first, dim1=second), dims=(second,))


@function("functional.channel_shuffle torch.channel_shuffle")
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Deals the channels of each group out in turn."""
    if input.ndim < 3 or groups < 1 or input.shape[1] % groups:
        raise ShapeError(
            f"channel_shuffle needs channels in {groups} equal groups, got shape {shape_text(input.shape)}"
        )
    parted = apply(OPS["reshape"], input, shape=(input.shape[0], groups, -1, *input.shape[2:]))
    return apply(OPS["reshape"], apply(OPS["transpose"], parted, dim0=1, dim1=2), shape=input.shape)
