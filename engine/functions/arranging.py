"""Functions that cut tensors up, lay them side by side or turn them, made of several operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions.table import FUNCTIONS, function
from engine.op import OPS
from engine.ops.axes import axis_of
from engine.tensor import Tensor, apply, make


@function("numpy.transpose")
def transpose_all(input: Tensor, axes: Any = None) -> Tensor:
    order = tuple(range(input.ndim))[::-1] if axes is None else tuple(axes)
    return make(OPS["permute"], (input,), {"dims": order})


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


@function("torch.tensor_split Tensor.tensor_split numpy.array_split")
def tensor_split(input: Tensor, indices_or_sections: int | Sequence[int], dim: int = 0, axis: int | None = None) -> Any:
    """Parts as equal as can be, the longer ones first; or parts that end at the positions listed."""
    dim = dim if axis is None else axis
    length = input.shape[axis_of(dim, input.ndim)]
    if isinstance(indices_or_sections, (int, np.integer)):
        n = int(indices_or_sections)
        sizes = [length // n + (k < length % n) for k in range(n)]
    else:
        bounds = [0, *(min(int(k), length) for k in indices_or_sections), length]
        sizes = [max(0, end - start) for start, end in zip(bounds, bounds[1:], strict=False)]
    return split(input, sizes, dim)


@function("torch.unbind Tensor.unbind")
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    axis = axis_of(dim, input.ndim)
    return tuple(apply(OPS["select"], input, dim=axis, index=k) for k in range(input.shape[axis]))


def _at_least(ndim: int, tensor: Tensor) -> Tensor:
    """With dims of size 1 where PyTorch puts them: in front, and for three dims one behind."""
    if tensor.ndim >= ndim:
        return tensor
    shape = tensor.shape
    full = (1, *shape, 1) if ndim == 3 and len(shape) == 1 else (*shape, 1) if ndim == 3 and len(shape) == 2 else None
    return make(OPS["reshape"], (tensor,), {"shape": full or (1,) * (ndim - len(shape)) + shape})


def _join(tensors: Sequence[Tensor], dim: int) -> Tensor:
    return apply(OPS["cat"], *tensors, dim=dim)


for _ndim in (1, 2, 3):
    FUNCTIONS[f"torch.atleast_{_ndim}d"] = lambda tensor, _ndim=_ndim: _at_least(_ndim, tensor)


@function("torch.hstack numpy.hstack")
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    raised = [_at_least(1, tensor) for tensor in tensors]
    return _join(raised, 0 if raised[0].ndim == 1 else 1)


@function("torch.vstack numpy.vstack")
def vstack(tensors: Sequence[Tensor]) -> Tensor:
    return _join([_at_least(2, tensor) for tensor in tensors], 0)


@function("torch.dstack numpy.dstack")
def dstack(tensors: Sequence[Tensor]) -> Tensor:
    return _join([_at_least(3, tensor) for tensor in tensors], 2)


@function("torch.column_stack numpy.column_stack")
def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    return _join([tensor if tensor.ndim > 1 else tensor.reshape((-1, 1)) for tensor in tensors], 1)  # type: ignore[attr-defined]


@function("torch.fliplr Tensor.fliplr numpy.fliplr")
def fliplr(input: Tensor) -> Tensor:
    return apply(OPS["flip"], input, dims=(1,))


@function("torch.flipud Tensor.flipud numpy.flipud")
def flipud(input: Tensor) -> Tensor:
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


@function("torch.meshgrid")
def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Copies of vectors along one another's axes; "xy" swaps the first two axes."""
    vectors = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)
    if indexing not in ("ij", "xy"):
        raise ArgumentError(f"meshgrid indexes by 'ij' or 'xy', not {indexing!r}")
    shape = tuple(vector._data.size for vector in vectors)
    grids = []
    for k, vector in enumerate(vectors):
        line = vector.reshape((1,) * k + (-1,) + (1,) * (len(vectors) - k - 1))
        grid = apply(OPS["expand"], line, shape=shape)
        grids.append(apply(OPS["transpose"], grid, dim0=0, dim1=1) if indexing == "xy" and len(vectors) > 1 else grid)
    return tuple(grids)
