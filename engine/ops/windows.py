"""Windows laid out as columns and put back, and channels traded for places."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import REQUIRED, Array, Shape, call, compute, reading, register, shape_text, size
from engine.ops.composed import composed
from engine.ops.conv import each, out_sizes, pad_places, windows_of
from engine.ops.shape import copy_cost


def _unfold(input: Array, /, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    if len(input.shape) == 3:
        return _unfold(input[None], kernel_size, dilation, padding, stride)[0]
    kernel = each(kernel_size, 2)
    padded = pad_places(input, [(n, n) for n in each(padding, 2)])
    windows = windows_of(padded, kernel, each(stride, 2), each(dilation, 2))
    n, c, height, width = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * size(kernel), height * width)


def _unfold_shape(input: Shape, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Shape:
    if len(input) not in (3, 4):
        raise ShapeError(f"unfold needs an input (examples, channels, height, width), got {shape_text(input)}")
    kernel = each(kernel_size, 2)
    windows = size(out_sizes(input[-2:], kernel, stride, padding, dilation, "unfold"))
    return (*input[:-3], input[-3] * size(kernel), windows)


def _fold(
    input: Array, /, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Array:
    if len(input.shape) == 2:
        return _fold(input[None], output_size, kernel_size, dilation, padding, stride)[0]
    full, kernel = each(output_size, 2), each(kernel_size, 2)
    (ph, pw), (sh, sw), (dh, dw) = each(padding, 2), each(stride, 2), each(dilation, 2)
    height, width = out_sizes(full, kernel, stride, padding, dilation, "fold")
    n, c = input.shape[0], input.shape[1] // size(kernel)
    parts = input.reshape(n, c, *kernel, height, width)
    out = np.zeros((n, c, full[0] + 2 * ph, full[1] + 2 * pw), input.dtype)
    for i, j in product(*map(range, kernel)):
        out[:, :, i * dh : i * dh + height * sh : sh, j * dw : j * dw + width * sw : sw] += parts[:, :, i, j]
    return out[:, :, ph : ph + full[0], pw : pw + full[1]]


def _fold_shape(
    input: Shape, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Shape:
    full, kernel = each(output_size, 2), each(kernel_size, 2)
    windows = size(out_sizes(full, kernel, stride, padding, dilation, "fold"))
    if len(input) not in (2, 3) or input[-2] % size(kernel) or input[-1] != windows:
        raise ShapeError(
            f"fold needs an input (examples, channels · {size(kernel)}, {windows}) for {windows} windows of "
            f"{shape_text(kernel)}, got {shape_text(input)}"
        )
    return (*input[:-2], input[-2] // size(kernel), *full)


def _without_size(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name != "output_size"}


WINDOWS = {"kernel_size": REQUIRED, "dilation": 1, "padding": 0, "stride": 1}


def _folded_back(input: Array, **given: Any) -> str:
    whole = call("fold", "g", defaults=WINDOWS, given=given)
    return whole.replace("(g", f"(g, output_size={tuple(input.shape[-2:])}", 1)


register(
    "unfold",
    _unfold,
    family="nn",
    vjps=[lambda g, y, input, **attributes: compute("fold", g, output_size=tuple(input.shape[-2:]), **attributes)],
    jvps=[lambda t, y, input, **attributes: compute("unfold", t, **attributes)],
    shape=_unfold_shape,
    cost=copy_cost,
    local=["taken(input)"],
    downstream=[_folded_back],
    where={"taken": reading("unfold")["taken"]},
    saves="nothing",
    words="an entry seen through several windows adds up their gradients",
    names="functional.unfold",
)
register(
    "fold",
    _fold,
    samples={"output_size": (1, 2)},
    family="nn",
    vjps=[lambda g, y, input, **attributes: compute("unfold", g, **_without_size(attributes))],
    jvps=[lambda t, y, input, **attributes: compute("fold", t, **attributes)],
    shape=_fold_shape,
    cost=copy_cost,
    local=["1"],
    downstream=[lambda input, **given: call("unfold", "g", defaults=WINDOWS, given=given)],
    saves="nothing",
    words="every window reads its gradient from the place it was added to",
    names="functional.fold",
)


def _shuffle_shape(input: Shape, upscale_factor: int) -> Shape:
    if len(input) < 3 or input[-3] % upscale_factor**2:
        raise ShapeError(
            f"pixel_shuffle needs (…, channels · {upscale_factor}², height, width), got {shape_text(input)}"
        )
    return (
        *input[:-3],
        input[-3] // upscale_factor**2,
        input[-2] * upscale_factor,
        input[-1] * upscale_factor,
    )


def _pixel_shuffle(input: Array, /, upscale_factor: int) -> Array:
    r = upscale_factor
    lead, (c, h, w) = tuple(input.shape[:-3]), input.shape[-3:]
    k = len(lead)
    parts = input.reshape((*lead, c // r**2, r, r, h, w))
    order = (*range(k), k, k + 3, k + 1, k + 4, k + 2)
    return np.transpose(parts, order).reshape((*lead, c // r**2, h * r, w * r))


def _unshuffle_shape(input: Shape, downscale_factor: int) -> Shape:
    r = downscale_factor
    if len(input) < 3 or input[-2] % r or input[-1] % r:
        raise ShapeError(f"pixel_unshuffle needs a height and a width divisible by {r}, got {shape_text(input)}")
    return (*input[:-3], input[-3] * r**2, input[-2] // r, input[-1] // r)


def _pixel_unshuffle(input: Array, /, downscale_factor: int) -> Array:
    r = downscale_factor
    lead, (c, h, w) = tuple(input.shape[:-3]), input.shape[-3:]
    k = len(lead)
    parts = input.reshape((*lead, c, h // r, r, w // r, r))
    order = (*range(k), k, k + 2, k + 4, k + 1, k + 3)
    return np.transpose(parts, order).reshape((*lead, c * r**2, h // r, w // r))


composed(
    "pixel_shuffle",
    _pixel_shuffle,
    family="nn",
    shape=_shuffle_shape,
    cost=copy_cost,
    saves="nothing",
    local=["1"],
    downstream=["pixel_unshuffle(g, downscale_factor=upscale_factor)"],
    words="channels become places, and the gradient takes the way back",
    names="functional.pixel_shuffle torch.pixel_shuffle",
)
composed(
    "pixel_unshuffle",
    _pixel_unshuffle,
    family="nn",
    shape=_unshuffle_shape,
    cost=copy_cost,
    saves="nothing",
    local=["1"],
    downstream=["pixel_shuffle(g, upscale_factor=downscale_factor)"],
    words="places become channels, and the gradient takes the way back",
    names="functional.pixel_unshuffle torch.pixel_unshuffle",
)
