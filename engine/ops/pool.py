"""Pooling over one, two or three spatial dims: the maximum or the mean of every window."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Named, Rule, Shape, Takes, Text, compute, number, pulled, shape_text, size
from engine.ops.composed import composed
from engine.ops.conv import SPATIAL, Sizes, each, pad_places, windows_of
from engine.ops.routed import positions, routed

Places = tuple[Array, ...]
Border = tuple[int, int]


def checked_input(input: Shape, name: str, ndim: int) -> None:
    if len(input) not in (ndim + 1, ndim + 2):
        raise ShapeError(
            f"{name} needs an input (examples, channels, {SPATIAL[ndim - 1]}), got {shape_text(input)}: "
            "reshape to (1, 1, …)"
        )


def step_of(stride: Any, kernel: Sizes) -> Sizes:
    """The windows lie side by side unless a stride is given."""
    return kernel if stride is None or stride == () or stride == [] else each(stride, len(kernel))


def pooled_size(n: int, window: int, stride: int, border: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows fit; with `ceil_mode` also one that hangs over the end, if it begins before it."""
    room = n + 2 * border - dilation * (window - 1) - 1
    out = (room + stride - 1 if ceil_mode else room) // stride + 1
    return out - 1 if ceil_mode and (out - 1) * stride >= n + border else out


def _pool_shape(name: str, ndim: int) -> Rule:
    def shape(
        input: Shape,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        **attributes: Any,
    ) -> Shape:
        checked_input(input, name, ndim)
        kernel, border = each(kernel_size, ndim), each(padding, ndim)
        if min((*kernel, *step_of(stride, kernel), *each(dilation, ndim))) < 1:
            raise ShapeError(f"{name}: sizes of the window, stride and dilation are at least 1")
        if any(2 * p > k for p, k in zip(border, kernel, strict=True)):
            raise ShapeError(f"{name}: the padding {padding} is more than half of the window {shape_text(kernel)}")
        settings = zip(input[-ndim:], kernel, step_of(stride, kernel), border, each(dilation, ndim), strict=True)
        places = tuple(pooled_size(*numbers, ceil_mode) for numbers in settings)
        if min(places) < 1:
            raise ShapeError(f"{name}: the window {shape_text(kernel)} is larger than the input {shape_text(input)}")
        return (*input[:-ndim], *places)

    return shape


def _borders(places: Shape, out: Shape, kernel: Sizes, step: Sizes, border: Sizes, spacing: Sizes) -> list[Border]:
    """(before, after) for each spatial dim, `after` as far as the last window reaches."""
    numbers = zip(places, out, kernel, step, border, spacing, strict=True)
    return [(p, max(p, (m - 1) * s + d * (k - 1) + 1 - n - p)) for n, m, k, s, p, d in numbers]


def _cost(ndim: int) -> Callable[..., float]:
    return lambda shape, input, kernel_size, **attributes: size(shape) * 2.0 * size(each(kernel_size, ndim)) + 1


def flat_places(places: Places, shape: Shape, ndim: int) -> Array:
    """Positions counted along all spatial dims together, as PyTorch gives them."""
    return np.ravel_multi_index(np.broadcast_arrays(*places[-ndim:]), shape[-ndim:])


def _max_pool(ndim: int) -> None:
    name = f"max_pool{ndim}d"
    checked = _pool_shape(name, ndim)

    def places(
        input: Array,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
    ) -> Places:
        """Where the first maximum of every window stands."""
        kernel, border, spacing = each(kernel_size, ndim), each(padding, ndim), each(dilation, ndim)
        step = step_of(stride, kernel)
        out = checked(input.shape, kernel_size, stride, padding, dilation, ceil_mode)[-ndim:]
        batched = input if input.ndim == ndim + 2 else input[None]
        least = -np.inf if input.dtype.kind == "f" else np.iinfo(input.dtype).min
        padded = pad_places(batched, _borders(input.shape[-ndim:], out, kernel, step, border, spacing), least)
        windows = windows_of(padded, kernel, step, spacing)
        windows = windows[(slice(None), slice(None), *(slice(n) for n in out))]
        best = np.unravel_index(windows.reshape(*windows.shape[:2], *out, size(kernel)).argmax(-1), kernel)
        grid = np.indices((*windows.shape[:2], *out), sparse=True)
        spots = []
        for found, corner, s, d, p in zip(best, grid[2:], step, spacing, border, strict=True):
            start = corner * s - p
            # Among entries of minus infinity the border would win.
            spots.append(np.maximum(start + found * d, np.where(start < 0, start % d, start)))
        if batched is input:
            return (grid[0], grid[1], *spots)
        return (grid[1][0], *(spot[0] for spot in spots))

    @wraps(places)
    def found(input: Array, **attributes: Any) -> Array:
        return flat_places(places(input, **attributes), input.shape, ndim)

    routed(
        name,
        places,
        family="nn",
        shape=checked,
        cost=_cost(ndim),
        symbol="max pool",
        words="max pooling routes, window by window: the largest entry takes the whole gradient",
        choice="On a tie the first entry of the window takes it all, as in PyTorch.",
        needs="0",
    )
    positions(f"{name}_positions", found, shape=checked, cost=2)


def sharing(name: str, counts: Rule) -> dict[str, Any]:
    """local, downstream and where of an average over windows, each of which divides by its count."""

    def same(*inputs: Array, **attributes: Any) -> bool:
        return len(np.unique(counts(*inputs, **attributes))) == 1

    def over(text: str) -> Text:
        return lambda *inputs, **attributes: text.format("n" if same(*inputs, **attributes) else "counts")

    def share(*inputs: Array, **attributes: Any) -> Rule:
        pull = pulled(name, "").rule(*inputs, **attributes)
        return lambda g: pull(g * counts(*inputs, **attributes))

    return {
        "local": [over("1 / {}")],
        "downstream": [over("share(g / {})")],
        "where": {
            "share": Named("what every window hands to all of its entries, added up", share),
            "counts": Named("the number that each window divides by", counts),
            "n": number("the number that every window divides by", lambda *x, **given: np.max(counts(*x, **given))),
        },
    }


def _avg_pool(ndim: int) -> None:
    name = f"avg_pool{ndim}d"
    checked = _pool_shape(name, ndim)

    def forward(
        input: Array,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Array:
        kernel, border = each(kernel_size, ndim), each(padding, ndim)
        step = step_of(stride, kernel)
        shape = checked(tuple(input.shape), kernel_size, stride, padding, ceil_mode=ceil_mode)
        places, out = tuple(input.shape[-ndim:]), shape[-ndim:]
        sides = _borders(places, out, kernel, step, border, (1,) * ndim)
        alone = input.reshape((size(input.shape[:-ndim]), 1, *places))
        if any(map(any, sides)):
            alone = compute("pad_constant", alone, pad=tuple(n for side in reversed(sides) for n in side))
        # The sum of every window is a convolution of each channel alone with a kernel of ones.
        total = compute(f"conv{ndim}d", alone, np.ones((1, 1, *kernel), input.dtype), stride=step)
        total = total[(slice(None), slice(None), *(slice(n) for n in out))].reshape(shape)
        if divisor_override is not None:
            return total / divisor_override
        edges = border if count_include_pad else (0,) * ndim
        counts = np.ones((1,) * ndim, input.dtype)
        for axis, (n, m, k, s, p, edge) in enumerate(zip(places, out, kernel, step, border, edges, strict=True)):
            starts = np.arange(m) * s - p
            inside = np.minimum(starts + k, n + edge) - np.maximum(starts, -edge)
            counts = counts * inside.astype(input.dtype).reshape((-1,) + (1,) * (ndim - axis - 1))
        return total / counts

    def counted(input: Array, **attributes: Any) -> Array:
        """What each window divides by: the sum of its ones over their mean."""
        ones = np.ones((1, *input.shape[-ndim:]))
        return forward(ones, **{**attributes, "divisor_override": 1}) / forward(ones, **attributes)

    composed(
        name,
        forward,
        family="nn",
        shape=checked,
        cost=_cost(ndim),
        saves="nothing",
        symbol="avg pool",
        **sharing(name, counted),
        words="average pooling shares equally, window by window",
        names=f"functional.{name}" + (" torch.avg_pool1d" if ndim == 1 else ""),
        needs="0",
        takes=Takes("fiu", keeps_type=True),
    )


def _lp_pool(ndim: int) -> None:
    name = f"lp_pool{ndim}d"
    checked = _pool_shape(name, ndim)

    def forward(
        input: Array, /, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> Array:
        mean = compute(
            f"avg_pool{ndim}d", input**norm_type, kernel_size=kernel_size, stride=stride, ceil_mode=ceil_mode
        )
        total = mean * size(each(kernel_size, ndim))
        return (np.sign(total) * compute("relu", np.abs(total))) ** (1 / norm_type)

    def windows(input: Array, *, norm_type: float, **attributes: Any) -> Rule:
        return lambda x: forward(x, norm_type=1, **attributes)

    def share(input: Array, *, norm_type: float, **attributes: Any) -> Rule:
        one = np.ones(input.shape)
        return pulled(name, "").rule(one, norm_type=1, **attributes)  # type: ignore[no-any-return]

    composed(
        name,
        forward,
        family="nn",
        shape=lambda input, norm_type, kernel_size, stride=None, ceil_mode=False: checked(
            input, kernel_size, stride, ceil_mode=ceil_mode
        ),
        cost=_cost(ndim),
        symbol="norm pool",
        formula="windows(input ** norm_type) ** (1 / norm_type)",
        local=["(input / y) ** (norm_type - 1)"],
        downstream=["input ** (norm_type - 1) * share(g * y ** (1 - norm_type))"],
        where={
            "windows": Named("the sum over every window", windows),
            "share": Named("what every window hands to all of its entries, added up", share),
        },
        words="the norm of each window: above order 1, the larger an entry, the more of the gradient it takes",
        names=f"functional.{name}",
        needs="0",
    )


for _ndim in (1, 2, 3):
    _max_pool(_ndim)
    _avg_pool(_ndim)
    _lp_pool(_ndim)
