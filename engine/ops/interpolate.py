"""Enlarging and shrinking along spatial dims: every output is a mixture of nearby inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, pulled, shape_text
from engine.ops.adaptive_pool import along_places
from engine.ops.axes import along
from engine.ops.composed import composed
from engine.ops.shape import copy_cost

Scales = tuple[float | None, ...]


def _resized(input: Shape, size: tuple[int, ...], **attributes: Any) -> Shape:
    if len(input) != len(size) + 2:
        raise ShapeError(f"interpolate needs an input (examples, channels, places), got {shape_text(input)}")
    return (*input[:2], *size)


def _steps(input: Shape, size: tuple[int, ...], scales: Scales) -> list[tuple[int, int, float]]:
    """Places in, places out and the distance between two outputs, for each spatial dim."""
    scales = scales or (None,) * len(size)
    return [(n, out, n / out if s is None else 1 / s) for n, out, s in zip(input[2:], size, scales, strict=True)]


def _nearest(input: Array, /, size: tuple[int, ...], scales: Scales = (), exact: bool = False) -> Array:
    """`exact` looks from the middle of each output, as image libraries do, and not from its left edge."""
    for axis, (n, out, step) in enumerate(_steps(input.shape, size, scales), start=2):
        places = np.minimum(np.floor((np.arange(out) + 0.5 * exact) * step).astype(np.int64), n - 1)
        input = input[along(axis, places)]
    return input


def _mixing(n: int, out: int, step: float, align_corners: bool, dtype: Any) -> Array:
    """Row k holds the shares of the two inputs around the place that output k looks at."""
    if align_corners:
        places = np.arange(out) * ((n - 1) / (out - 1) if out > 1 else 0.0)
    else:
        places = np.maximum((np.arange(out) + 0.5) * step - 0.5, 0.0)
    low = np.minimum(np.floor(places).astype(np.int64), n - 1)
    share = places - low
    matrix = np.zeros((out, n), dtype)
    matrix[np.arange(out), low] += 1 - share
    matrix[np.arange(out), np.minimum(low + 1, n - 1)] += share
    return matrix


def cubic_weights(share: Array) -> list[Array]:
    """The weights of four neighbours, for a place that is `share` of the way from the second to the third of them.

    Source: Keys 1981, cubic convolution, with the slope -0.75 that PyTorch takes.
    """
    slope = -0.75

    def near(far: Array) -> Array:
        return ((slope + 2) * far - (slope + 3)) * far * far + 1

    def beyond(far: Array) -> Array:
        return slope * (((far - 5) * far + 8) * far - 4)

    return [beyond(share + 1), near(share), near(1 - share), beyond(2 - share)]


def _cubic_mixing(n: int, out: int, step: float, align_corners: bool, dtype: Any) -> Array:
    """Row k holds the shares of the four inputs around the place that output k looks at; the ends repeat."""
    if align_corners:
        places = np.arange(out) * ((n - 1) / (out - 1) if out > 1 else 0.0)
    else:
        places = (np.arange(out) + 0.5) * step - 0.5
    low = np.floor(places).astype(np.int64)
    matrix = np.zeros((out, n), dtype)
    for offset, weights in zip((-1, 0, 1, 2), cubic_weights(places - low), strict=True):
        np.add.at(matrix, (np.arange(out), np.clip(low + offset, 0, n - 1)), weights)
    return matrix


def _cubic(input: Array, /, size: tuple[int, ...], scales: Scales = (), align_corners: bool = False) -> Array:
    steps = _steps(input.shape, size, scales)
    return along_places(input, [_cubic_mixing(*step, align_corners, input.dtype) for step in steps])


def _linear(input: Array, /, size: tuple[int, ...], scales: Scales = (), align_corners: bool = False) -> Array:
    steps = _steps(input.shape, size, scales)
    return along_places(input, [_mixing(*step, align_corners, input.dtype) for step in steps])


composed(
    "interpolate_nearest",
    _nearest,
    family="nn",
    shape=_resized,
    cost=copy_cost,
    saves="nothing",
    local=["1"],
    downstream=["sum_copies(g)"],
    where={"sum_copies": pulled("interpolate_nearest", "the gradients of all copies of an entry, added up")},
    words="an entry that was copied sums the gradients of its copies",
    samples={"size": (2,)},
    names="",
    unfolds=False,
)
for _name, _mix in (("interpolate_linear", _linear), ("interpolate_cubic", _cubic)):
    composed(
        _name,
        _mix,
        samples={"size": (2,)},
        family="nn",
        shape=_resized,
        cost=lambda shape, input, **attributes: 8.0 * max(1, int(np.prod(shape))),
        saves="nothing",
        local=["share(1)"],
        downstream=["share(g)"],
        where={"share": pulled(_name, "every gradient, in the shares in which its output was mixed from the inputs")},
        words="each output shares its gradient among the inputs it was mixed from, in the same proportions",
        names="",
        unfolds=False,
    )
