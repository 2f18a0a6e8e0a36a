"""Reading an image between its pixels, at places that are themselves values."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Shape, Takes, compute, pulled, shape_text, size
from engine.ops.axes import values_of
from engine.ops.composed import composed
from engine.ops.interpolate import cubic_weights

MODES = ("bilinear", "nearest", "bicubic")
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
        return np.zeros(x.shape, x.dtype)
    away = np.abs(x - low)
    turns = np.floor(values_of(away) / span)
    rest = away - turns * span
    return np.where(turns % 2 == 0, rest, span - rest) + low


def _padded(pixels: Array, length: int, padding_mode: str, align_corners: bool) -> Array:
    """Places counted in pixels, those outside moved as `padding_mode` says."""
    if padding_mode == "zeros":
        return pixels
    if padding_mode == "reflection":
        pixels = _reflected(pixels, length, align_corners)
    # On the border itself the place is held, as PyTorch has it: no gradient moves it from there.
    return compute("hardtanh", pixels, min_val=0.0, max_val=length - 1.0)


def _neighbours(x: Array, length: int, mode: str, padding_mode: str, align_corners: bool) -> list[tuple[Any, Any]]:
    """The pixels that are read for places from -1 to 1 along one axis, each with its weight.

    "bicubic" moves the four pixels themselves when they are outside, the others the place that is looked at.
    """
    pixels = (x + 1) * ((length - 1) / 2) if align_corners else ((x + 1) * length - 1) / 2
    if mode == "bicubic":
        first = np.floor(values_of(pixels))
        weights = cubic_weights(pixels - first)
        return [
            (_padded(first + offset, length, padding_mode, align_corners), weight)
            for offset, weight in zip((-1, 0, 1, 2), weights, strict=True)
        ]
    pixels = _padded(pixels, length, padding_mode, align_corners)
    if mode == "nearest":
        return [(np.rint(values_of(pixels)), 1.0)]
    first = np.floor(values_of(pixels))
    return [(first, first + 1 - pixels), (first + 1, pixels - first)]


def _grid_sample(
    input: Array, grid: Array, /, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool = False
) -> Array:
    if mode not in MODES or padding_mode not in PADDINGS:
        raise ArgumentError(
            f"grid_sample reads {', '.join(MODES)} and pads by {', '.join(PADDINGS)}, not {mode!r} by {padding_mode!r}"
        )
    _grid_sample_shape(tuple(input.shape), tuple(grid.shape))
    lengths = input.shape[2:]
    if mode == "bicubic" and len(lengths) != 2:
        raise ArgumentError(f"grid_sample reads pictures by 'bicubic', not volumes {shape_text(input.shape)}")
    pixels = np.moveaxis(input, 1, -1)
    # The last entry of a place belongs to the first spatial axis.
    axes = [
        _neighbours(grid[..., len(lengths) - 1 - k], length, mode, padding_mode, align_corners)
        for k, length in enumerate(lengths)
    ]
    example = np.arange(input.shape[0]).reshape((-1,) + (1,) * len(lengths))
    total: Any = 0.0
    for corner in itertools.product(*axes):
        inside = np.ones(grid.shape[:-1], np.bool_)
        index = []
        weight: Any = 1.0
        for (place, share), length in zip(corner, lengths, strict=True):
            inside = inside & (place >= 0) & (place <= length - 1)
            index.append(np.clip(np.nan_to_num(place), 0, length - 1).astype(np.int64))
            weight = weight * share
        part = pixels[(example, *index)] * np.expand_dims(inside.astype(input.dtype) * weight, -1)
        total = total + part
    return np.moveaxis(total, -1, 1)


def _cost(shape: Shape, input: Shape, grid: Shape, mode: str = "bilinear", **attributes: Any) -> float:
    read: int = (4 if mode == "bicubic" else 2) ** (len(input) - 2)
    return 12.0 * read * (size(shape) + size(grid)) + size(input)


composed(
    "grid_sample",
    _grid_sample,
    slots=(0, 1),
    family="nn",
    shape=_grid_sample_shape,
    cost=_cost,
    local=["share(1)", "slope(1)"],
    downstream=["share(g)", "slope(g)"],
    where={
        "share": pulled("grid_sample", "every gradient, in the shares in which the pixels around its place were mixed"),
        "slope": pulled("grid_sample", "the gradient times how fast the picture changes at the place", 1),
    },
    words="each place read shares its gradient among the pixels around it, and is moved towards brighter ones",
    choice="On a pixel's own line the slope to the next pixel is taken, as in PyTorch.",
    names="functional.grid_sample",
    takes=Takes("f", one_type=True),
    needs="01",
)
