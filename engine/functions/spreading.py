"""Functions that lay entries out in larger tensors: grids, choices, blocks, copies."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions.arranging import at_least, joined, several
from engine.functions.table import allocate, function
from engine.operation import OPS, broadcast, shape_text
from engine.ops.axes import axis_of
from engine.tensors import Tensor, apply, constant


def _listed(tensors: tuple[Any, ...], name: str) -> list[Tensor]:
    """Tensors given one by one or as one list."""
    return several(tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors, name)


@function("torch.broadcast_tensors")
def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    listed = _listed(tensors, "broadcast_tensors")
    shape = broadcast(*(tensor.shape for tensor in listed))
    return tuple(apply(OPS["expand"], tensor, shape=shape) for tensor in listed)


@function("torch.block_diag")
def block_diag(*tensors: Any) -> Tensor:
    """Matrices along the diagonal of a larger one; a vector is a row."""
    blocks = [at_least(2, tensor) for tensor in _listed(tensors, "block_diag")]
    if any(block.ndim > 2 for block in blocks):
        raise ShapeError("block_diag takes matrices: a block has more than two dims")
    columns, before, rows = sum(block.shape[1] for block in blocks), 0, []
    for block in blocks:
        after = columns - before - block.shape[1]
        rows.append(apply(OPS["pad"], block, pad=(before, after)))
        before += block.shape[1]
    return joined(rows, 0)


@function("torch.cartesian_prod")
def cartesian_prod(*tensors: Any) -> Tensor:
    """Every choice of one entry from each vector, a row each."""
    vectors = _listed(tensors, "cartesian_prod")
    if any(vector.ndim != 1 for vector in vectors):
        raise ShapeError("cartesian_prod takes vectors")
    if len(vectors) == 1:
        return vectors[0]
    grids = [apply(OPS["flatten"], grid) for grid in meshgrid(*vectors)]
    return apply(OPS["stack"], *grids, dim=1)


@function("torch.combinations")
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Every choice of r entries of a vector in their order, a row each."""
    if input.ndim != 1 or r < 0:
        raise ShapeError(f"combinations takes a vector and how many to choose, got {shape_text(input.shape)} and {r}")
    n = input.shape[0]
    count = math.comb(n + r - 1, r) if with_replacement and n else math.comb(n, r)
    allocate((count, r))
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    places = np.array(list(choose(range(n), r)), dtype=np.int64).reshape(-1, r) if r else np.zeros((0,), np.int64)
    return input[places]


@function("torch.diagflat Tensor.diagflat")
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    return apply(OPS["diag"], apply(OPS["reshape"], input, shape=(-1,)), diagonal=offset)


@function("Tensor.sum_to_size")
def sum_to_size(input: Tensor, *size: Any) -> Tensor:
    """Sums over the axes that broadcasting from `size` would have copied."""
    wanted = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else tuple(size)
    if broadcast(wanted, input.shape) != input.shape:
        raise ShapeError(f"{shape_text(input.shape)} does not come from {shape_text(wanted)} by broadcasting")
    lead = input.ndim - len(wanted)
    copied = tuple(k + lead for k, n in enumerate(wanted) if n == 1 and input.shape[k + lead] != 1)
    axes = (*range(lead), *copied)
    return apply(OPS["reshape"], apply(OPS["sum"], input, dim=axes) if axes else input, shape=wanted)


@function("torch.repeat_interleave Tensor.repeat_interleave")
def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Every entry `repeats` times in a row; a vector of numbers says for each how often."""
    if isinstance(repeats, Tensor) and repeats._data.size == 1:
        repeats = int(repeats.item())
    if isinstance(repeats, (int, np.integer)):
        return apply(OPS["repeat_interleave"], input, repeats=int(repeats), dim=dim)
    if repeats is None:
        times, line, axis = input, constant(np.arange(input._data.size)), 0
    else:
        line = apply(OPS["reshape"], input, shape=(-1,)) if dim is None else input
        times, axis = repeats, axis_of(dim or 0, line.ndim)
    counts = np.asarray(times._seen() if isinstance(times, Tensor) else times)
    if (
        counts.ndim != 1
        or counts.dtype.kind not in "iu"
        or counts.shape[0] != line.shape[axis]
        or counts.min(initial=0) < 0
    ):
        raise ArgumentError(
            f"repeat_interleave needs one number from 0 on for each of the {line.shape[axis]} entries of its dim"
        )
    allocate((*line.shape[:axis], int(counts.sum()), *line.shape[axis + 1 :]))
    places = constant(np.repeat(np.arange(len(counts)), counts))
    return apply(OPS["index_select"], line, places, dim=axis)


@function("torch.meshgrid")
def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Copies of vectors along one another's axes; "xy" swaps the first two axes."""
    vectors = _listed(tensors, "meshgrid")
    if indexing not in ("ij", "xy"):
        raise ArgumentError(f"meshgrid indexes by 'ij' or 'xy', not {indexing!r}")
    shape = tuple(vector._data.size for vector in vectors)
    grids = []
    for k, vector in enumerate(vectors):
        line = apply(OPS["reshape"], vector, shape=(1,) * k + (-1,) + (1,) * (len(vectors) - k - 1))
        grid = apply(OPS["expand"], line, shape=shape)
        grids.append(apply(OPS["transpose"], grid, dim0=0, dim1=1) if indexing == "xy" and len(vectors) > 1 else grid)
    return tuple(grids)
