"""Reading an image between its pixels, at places that are themselves values."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.op import Array, Shape, shape_text, size
from engine.ops.axes import values_of
from engine.ops.composed import composed

MODES = ("bilinear", "nearest")
PADDINGS = ("zeros", "border", "reflection")


def _grid_sample_shape(input: Shape, grid: Shape, **attributes: Any) -> Shape:
    dims = len(input) - 2
    if dims not in (2, 3) or len(grid) != len(input) or grid[-1] != dims or grid[0] != input[0] or 0 in input[1:]:
        raise ShapeError(
            "grid_sample needs an input (n, c, height, width) and a grid (n, rows, columns, 2), or one dim more of "
            f"each, got {shape_text(input)} and {shape_text(grid)}"
        )
    return (*input[:2], *grid[1:-1])


def _reflected(x: Array, length: int, align_corners: bool) -> Array:
    """Places outside turned back at the edges: at the outer pixels' centres, or at their outer sides."""
    low, span = (0.0, length - 1) if align_corners else (-0.5, length)
    if span == 0:
        return 0.0 * x
    away = np.abs(x - low)
    turns = np.floor(values_of(away) / span)
    rest = away - turns * span
    return np.where(turns % 2 == 0, rest, span - rest) + low


def _places(x: Array, length: int, padding_mode: str, align_corners: bool) -> Array:
    """Places from -1 to 1 counted in pixels, those outside moved as `padding_mode` says."""
    pixels = (x + 1) * ((length - 1) / 2) if align_corners else ((x + 1) * length - 1) / 2
    if padding_mode == "zeros":
        return pixels
    if padding_mode == "reflection":
        pixels = _reflected(pixels, length, align_corners)
    return np.clip(pixels, 0.0, length - 1.0)


def _grid_sample(
    input: Array, grid: Array, /, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool = False
) -> Array:
    if mode not in MODES or padding_mode not in PADDINGS:
        raise ArgumentError(
            f"grid_sample reads {' or '.join(MODES)} and pads by {', '.join(PADDINGS)}, "
            f"not {mode!r} by {padding_mode!r}"
        )
    _grid_sample_shape(tuple(input.shape), tuple(grid.shape))
    lengths = input.shape[2:]
    pixels = np.moveaxis(input, 1, -1)
    # The last entry of a place belongs to the first spatial axis.
    axes = [_places(grid[..., k], length, padding_mode, align_corners) for k, length in enumerate(reversed(lengths))][
        ::-1
    ]
    example = np.arange(input.shape[0]).reshape((-1,) + (1,) * len(lengths))
    if mode == "nearest":
        corners: list[tuple[list[Array], Any]] = [([np.rint(values_of(x)) for x in axes], 1.0)]
    else:
        firsts = [np.floor(values_of(x)) for x in axes]
        corners = []
        for offsets in itertools.product((0, 1), repeat=len(axes)):
            at = [first + offset for first, offset in zip(firsts, offsets, strict=True)]
            weight: Any = 1.0
            for x, first, offset in zip(axes, firsts, offsets, strict=True):
                weight = weight * ((x - first) if offset else (first + 1 - x))
            corners.append((at, weight))
    total: Any = 0.0
    for at, weight in corners:
        inside = np.ones(grid.shape[:-1], np.bool_)
        for place, length in zip(at, lengths, strict=True):
            inside = inside & (place >= 0) & (place <= length - 1)
        index = [np.clip(np.nan_to_num(place), 0, n - 1).astype(np.int64) for place, n in zip(at, lengths, strict=True)]
        part = pixels[(example, *index)] * np.expand_dims(inside.astype(input.dtype) * weight, -1)
        total = total + part
    return np.moveaxis(total, -1, 1)


composed(
    "grid_sample",
    _grid_sample,
    slots=(0, 1),
    family="nn",
    shape=_grid_sample_shape,
    cost=lambda shape, input, grid, **attributes: (
        12.0 * 2 ** (len(input) - 2) * (size(shape) + size(grid)) + size(input)
    ),
    formula="sample(input, grid)",
    local=["weight(grid)", "slope(input)"],
    downstream=["scatter(g * weight(grid))", "sum(g * slope(input))"],
    words="each place read shares its gradient among the pixels around it, and is moved towards brighter ones",
    choice="On a pixel's own line the slope to the next pixel is taken, as in PyTorch.",
    names="functional.grid_sample",
)
