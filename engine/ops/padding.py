"""A border around a tensor: of a constant, or of its own entries."""

from __future__ import annotations

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Shape, compute, pulled, register
from engine.ops.axes import along
from engine.ops.composed import composed
from engine.ops.shape import copy_cost

MODES = ("reflect", "replicate", "circular")
Sizes = tuple[int, ...] | list[int]


def borders(ndim: int, pad: Sizes) -> list[tuple[int, int]]:
    """(before, after) for each axis: `pad` names them in pairs from the last axis on. Raises ShapeError."""
    if len(pad) % 2 or len(pad) > 2 * ndim:
        raise ShapeError(f"pad needs two numbers for each padded dim, from the last on; got {len(pad)} for {ndim} dims")
    pairs = [(int(before), int(after)) for before, after in zip(pad[::2], pad[1::2], strict=True)]
    return [(0, 0)] * (ndim - len(pairs)) + pairs[::-1]


def _padded_shape(x: Shape, pad: Sizes, mode: str = "constant", value: float = 0.0) -> Shape:
    if mode != "constant" and mode not in MODES:
        raise ArgumentError(f"pad knows the modes constant, {', '.join(MODES)}, not {mode!r}")
    shape = tuple(n + before + after for n, (before, after) in zip(x, borders(len(x), pad), strict=True))
    if any(n < 0 for n in shape):
        raise ShapeError(f"a negative pad of {tuple(pad)} cuts more away than a tensor of shape {x} has")
    for n, border in zip(x, borders(len(x), pad), strict=True):
        if mode == "reflect" and max(border) >= max(n, 1):
            raise ShapeError(f"a reflected border of {max(border)} needs more entries than that, there are {n}")
        if mode == "circular" and max(border) > n:
            raise ShapeError(f"a circular border of {max(border)} needs at least as many entries, there are {n}")
    return shape


def _pad_constant(x: Array, /, pad: Sizes, value: float = 0.0) -> Array:
    out = np.full(_padded_shape(x.shape, pad), value, x.dtype)
    sides = borders(x.ndim, pad)
    inside = tuple(slice(max(a, 0), out.shape[k] - max(b, 0)) for k, (a, b) in enumerate(sides))
    taken = tuple(slice(max(-a, 0), x.shape[k] - max(-b, 0)) for k, (a, b) in enumerate(sides))
    out[inside] = x[taken]
    return out


register(
    "pad_constant",
    _pad_constant,
    family="shape",
    vjps=[lambda g, y, x, pad, value=0.0: compute("pad_constant", g, pad=tuple(-n for n in pad))],
    jvps=[lambda t, y, x, pad, value=0.0: compute("pad_constant", t, pad=tuple(pad))],
    shape=lambda x, pad, value=0.0: _padded_shape(x, pad),
    cost=copy_cost,
    local=["1"],
    downstream=["crop(g)"],
    where={"crop": pulled("pad_constant", "the gradient without that of the border")},
    saves="nothing",
    words="pad crops: the border is constant and hands nothing on",
    names="",
)


def _border_places(n: int, before: int, after: int, mode: str) -> Array:
    """Which of n entries stands at each place; negative borders cut away."""
    if mode == "circular":
        left = np.arange(max(-before, 0), n - max(-after, 0))
        return left[np.arange(-max(before, 0), len(left) + max(after, 0)) % len(left)]
    places = np.arange(-before, n + after)
    if mode == "replicate":
        return np.clip(places, 0, n - 1)
    return n - 1 - np.abs(n - 1 - np.abs(places))


def _pad(x: Array, /, pad: Sizes, mode: str = "constant", value: float = 0.0) -> Array:
    _padded_shape(x.shape, pad, mode)
    if mode == "constant":
        return compute("pad_constant", x, pad=tuple(pad), value=value)
    for axis, (before, after) in enumerate(borders(len(x.shape), pad)):
        if before or after:
            x = x[along(axis, _border_places(x.shape[axis], before, after, mode))]
    return x


composed(
    "pad",
    _pad,
    family="shape",
    shape=_padded_shape,
    cost=copy_cost,
    saves="nothing",
    local=["1"],
    downstream=["crop(g)"],
    where={
        "crop": pulled(
            "pad", "the gradient without that of the border, whose copies add theirs to what they are copies of"
        )
    },
    words="pad crops; a border made of copies adds its gradient to the entries it copied",
    names="functional.pad",
    unfolds=False,
)
