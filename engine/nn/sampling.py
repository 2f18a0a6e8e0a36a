"""Affine maps as grids for grid_sample, and sums over bags of embedded words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions.table import allocate, function
from engine.op import OPS, shape_text
from engine.tensor import Tensor, apply, constant

BAGS = ("sum", "mean", "max")


def _ticks(length: int, align_corners: bool) -> np.ndarray[Any, Any]:
    """The centres of pixels from -1 to 1: those of the outer ones stand at the ends only with `align_corners`."""
    if length == 1:
        return np.zeros(1)
    return np.linspace(-1, 1, length) * (1 if align_corners else (length - 1) / length)


@function("functional.affine_grid")
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The places (x, y) that maps theta (n, 2, 3) read for each pixel of an output of `size` (n, c, height, width)."""
    dims = len(size) - 2
    if dims not in (2, 3) or theta.shape != (size[0], dims, dims + 1):
        raise ShapeError(
            "affine_grid needs maps (n, 2, 3) and a size (n, c, height, width), or one dim more of each, "
            f"got {shape_text(theta.shape)} and {tuple(size)}"
        )
    lengths = [int(n) for n in size[2:]]
    allocate((*lengths, dims + 1))
    grids = np.meshgrid(*(_ticks(n, bool(align_corners)) for n in lengths), indexing="ij")
    points = np.stack([*grids[::-1], np.ones(lengths)], axis=-1).reshape(-1, dims + 1)
    places = constant(points.astype(theta.dtype)) @ theta.mT
    return apply(OPS["reshape"], places, shape=(theta.shape[0], *lengths, dims))


@function("functional.grid_sample")
def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    settings = {"mode": mode, "padding_mode": padding_mode, "align_corners": bool(align_corners)}
    return apply(OPS["grid_sample"], input, grid, **settings)


def _bags(input: Tensor, offsets: Tensor | None, last: bool) -> tuple[np.ndarray[Any, Any], int]:
    """(the bag of each word, how many bags there are). Raises ArgumentError."""
    if input.ndim == 2:
        if offsets is not None:
            raise ArgumentError("embedding_bag takes offsets for a vector of words only: rows of a matrix are bags")
        return np.repeat(np.arange(input.shape[0]), input.shape[1]), input.shape[0]
    if input.ndim != 1 or offsets is None or offsets.ndim != 1:
        raise ArgumentError(
            "embedding_bag takes words as a matrix, a row a bag, or as a vector with offsets of its bags"
        )
    starts = np.asarray(offsets._data)[: len(offsets) - int(last)]
    if len(starts) == 0 or starts[0] != 0 or np.any(np.diff(starts) < 0) or starts[-1] > input.shape[0]:
        raise ArgumentError(f"the offsets of bags start with 0 and rise up to {input.shape[0]}, got {starts.tolist()}")
    return np.searchsorted(starts, np.arange(input.shape[0]), side="right") - 1, len(starts)


@function("functional.embedding_bag")
def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """Sums, means or maxima of the rows of `weight` that the words of each bag name; an empty bag is 0."""
    if max_norm is not None or scale_grad_by_freq:
        raise ArgumentError("embedding_bag neither changes its weights by max_norm nor its gradients by frequency here")
    if mode not in BAGS or (per_sample_weights is not None and mode != "sum"):
        raise ArgumentError(
            f"embedding_bag knows {', '.join(BAGS)}, and weights for words with sum alone, not {mode!r}"
        )
    bag, count = _bags(input, offsets, include_last_offset)
    words = np.asarray(input._data).reshape(-1)
    counted = np.ones(len(words), bool) if padding_idx is None else words != padding_idx % weight.shape[0]
    bag = bag[counted]
    rows = apply(OPS["embedding"], constant(words[counted]), weight)
    if per_sample_weights is not None:
        line = apply(OPS["reshape"], per_sample_weights, shape=(-1,))[np.flatnonzero(counted)]
        rows = rows * apply(OPS["unsqueeze"], line, dim=-1)
    nothing = constant(np.zeros((count, weight.shape[1]), weight.dtype))
    if mode == "max":
        places = constant(np.broadcast_to(bag[:, None], rows.shape))
        return apply(OPS["scatter_reduce"], nothing, places, rows, dim=0, reduce="amax", include_self=False)
    total = apply(OPS["index_add"], nothing, constant(bag), rows, dim=0)
    if mode == "sum":
        return total
    sizes = np.maximum(np.bincount(bag, minlength=count), 1).astype(weight.dtype)
    return apply(OPS["div"], total, constant(sizes[:, None]))
