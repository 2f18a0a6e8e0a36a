"""Reading pictures between their pixels, and affine maps as grids of places to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.functions.table import allocate, function
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, apply, constant


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


@function("functional.grid_sample", over="grid_sample")
def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    settings = {"mode": mode, "padding_mode": padding_mode, "align_corners": bool(align_corners)}
    return apply(OPS["grid_sample"], input, grid, **settings)
