"""Convolutions over one, two or three spatial dims, and their gradients.

All of them are written for any number of spatial dims: an input is (examples, channels, *places), a weight
(outputs, channels / groups, *kernel).
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Shape, Takes, Text, compute, pulled, register, shape_text, size, summed

Sizes = tuple[int, ...]
SPATIAL = ("length", "height, width", "depth, height, width")


def each(value: Any, ndim: int) -> Sizes:
    """A setting for each spatial dim; one number serves them all. Raises ArgumentError."""
    listed = tuple(int(n) for n in value) if isinstance(value, (tuple, list)) else (int(value),) * ndim
    if len(listed) == 1:
        listed *= ndim
    if len(listed) != ndim:
        raise ArgumentError(f"expected one number or {ndim}, one for each spatial dim, got {value}")
    return listed


def padded_by(padding: Any, kernel: Sizes, dilation: Any) -> list[tuple[int, int]]:
    """(before, after) for each spatial dim; "same" keeps the size at stride 1, "valid" pads nothing."""
    ndim = len(kernel)
    if padding == "valid":
        padding = 0
    if padding == "same":
        totals = [d * (k - 1) for d, k in zip(each(dilation, ndim), kernel, strict=True)]
        return [(total // 2, total - total // 2) for total in totals]
    if isinstance(padding, str):
        raise ArgumentError(f"a convolution is padded by a number, 'same' or 'valid', not {padding!r}")
    return [(n, n) for n in each(padding, ndim)]


def out_size(n: int, k: int, stride: int, border: tuple[int, int], dilation: int) -> int:
    return (n + sum(border) - dilation * (k - 1) - 1) // stride + 1


def out_sizes(places: Shape, kernel: Sizes, stride: Any, padding: Any, dilation: Any, name: str) -> Sizes:
    ndim = len(kernel)
    if min((*kernel, *each(stride, ndim), *each(dilation, ndim))) < 1:
        raise ShapeError(f"{name}: sizes of the window, stride and dilation are at least 1")
    found = tuple(
        out_size(*numbers)
        for numbers in zip(
            places, kernel, each(stride, ndim), padded_by(padding, kernel, dilation), each(dilation, ndim), strict=True
        )
    )
    if min(found) < 1:
        raise ShapeError(f"{name}: the window {shape_text(kernel)} is larger than the input {shape_text(places)}")
    return found


def pad_places(x: Array, border: list[tuple[int, int]], value: float = 0.0) -> Array:
    return np.pad(x, [(0, 0), (0, 0), *border], constant_values=value) if any(map(any, border)) else x


def windows_of(x: Array, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Array:
    """All windows of x (n, c, *places) as a view (n, c, *out, *kernel)."""
    axes = tuple(range(2, 2 + len(kernel)))
    span = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    view = np.lib.stride_tricks.sliding_window_view(x, span, axis=axes)
    return view[(slice(None), slice(None), *(slice(None, None, s) for s in (*stride, *dilation)))]


def batched(x: Array, ndim: int) -> Array:
    """With an axis of examples in front, where there is none."""
    return x if len(x.shape) == ndim + 2 else x.reshape((1, *x.shape))


def _columns(
    x: Array, kernel: Sizes, stride: Any, padding: Any, dilation: Any, groups: int, most: Sizes | None = None
) -> tuple[Array, Sizes]:
    """The windows as columns, a matrix for each example and group, and the sizes of the places.

    The matrices are (examples, groups, channels · kernel, places): the last dim of x stays the innermost, so that whole
    lines are copied. `most` is how many places count in each dim: further windows take no part.
    """
    ndim = len(kernel)
    padded = pad_places(x, padded_by(padding, kernel, dilation))
    windows = windows_of(padded, kernel, each(stride, ndim), each(dilation, ndim))
    if most is not None:
        windows = windows[(slice(None), slice(None), *map(slice, most))]
    n, c = windows.shape[:2]
    places = windows.shape[2 : 2 + ndim]
    split = windows.reshape(n, groups, c // groups, *places, *kernel) if groups > 1 else windows[:, None]
    order = (0, 1, 2, *range(3 + ndim, 3 + 2 * ndim), *range(3, 3 + ndim))
    return split.transpose(order).reshape(n, groups, c // groups * size(kernel), size(places)), places


def _conv(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    /,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    ndim = weight.ndim - 2
    examples = batched(input, ndim)
    outputs = weight.shape[0] // groups
    columns, places = _columns(examples, weight.shape[2:], stride, padding, dilation, groups)
    out = weight.reshape(groups, outputs, size(weight.shape[1:])) @ columns
    out = out.reshape(*input.shape[: -ndim - 1], weight.shape[0], *places)
    return out if bias is None else out + bias.reshape(-1, *(1,) * ndim)


def _conv_input(
    g: Array, weight: Array, /, size: Shape, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Array:
    """The input gradient of a convolution: each output's gradient spread over its window through the kernel."""
    kernel = weight.shape[2:]
    ndim = len(kernel)
    border = padded_by(padding, kernel, dilation)
    n, places = g.shape[0], g.shape[2:]
    outputs = weight.shape[0] // groups
    rows = g.reshape(n, groups, outputs, math.prod(places))
    kernels = weight.reshape(groups, outputs, math.prod(weight.shape[1:])).swapaxes(1, 2)
    spread = (kernels @ rows).reshape(n, size[1], *kernel, *places)
    out = np.zeros((n, size[1], *(m + sum(b) for m, b in zip(size[2:], border, strict=True))), g.dtype)
    steps = list(zip(places, each(stride, ndim), each(dilation, ndim), strict=True))
    for offset in product(*map(range, kernel)):
        target = tuple(slice(i * d, i * d + m * s, s) for i, (m, s, d) in zip(offset, steps, strict=True))
        out[(slice(None), slice(None), *target)] += spread[(slice(None), slice(None), *offset)]
    inside = tuple(slice(before, before + m) for m, (before, _) in zip(size[2:], border, strict=True))
    return out[(slice(None), slice(None), *inside)]


def _conv_weight(
    g: Array, input: Array, /, size: Shape, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Array:
    """The kernel gradient of a convolution: the input's windows weighted by g and summed over examples and places."""
    # A transposed convolution with an output_padding leaves windows at the end that took no part.
    columns, places = _columns(input, tuple(size[2:]), stride, padding, dilation, groups, g.shape[2:])
    outputs = size[0] // groups
    rows = g.reshape(g.shape[0], groups, outputs, math.prod(places))
    if rows.shape[3] >= outputs:
        return (rows @ columns.swapaxes(2, 3)).sum(0).reshape(size)
    # A product an example would be larger than the columns: the examples' places side by side make one product.
    rows, columns = (x.transpose(1, 2, 0, 3).reshape(groups, x.shape[2], -1) for x in (rows, columns))
    return (rows @ columns.swapaxes(1, 2)).reshape(size)


def _conv_over(u: Array, weight: Array, places: Shape, **attributes: Any) -> Array:
    """The convolution at the first `places` of each dim alone."""
    out = compute(f"conv{len(places)}d", u, weight, **attributes)
    if tuple(out.shape[2:]) == tuple(places):
        return out
    return out[(slice(None), slice(None), *map(slice, places))]


def checked_ranks(input: Shape, weight: Shape, name: str, ndim: int) -> None:
    if len(input) not in (ndim + 1, ndim + 2) or len(weight) != ndim + 2:
        raise ShapeError(
            f"{name} needs an input (examples, channels, {SPATIAL[ndim - 1]}) and a weight "
            f"(out, channels, {SPATIAL[ndim - 1]}), got {shape_text(input)} and {shape_text(weight)}"
        )


def _conv_shape(name: str, ndim: int) -> Any:
    def shape(
        input: Shape,
        weight: Shape,
        bias: Shape = (),
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Shape:
        checked_ranks(input, weight, name, ndim)
        channels, places = input[-ndim - 1], input[-ndim:]
        if channels != weight[1] * groups or weight[0] % groups:
            raise ShapeError(
                f"{name}: the input has {channels} channels, the weight {shape_text(weight)} expects "
                f"{weight[1] * groups} in {groups} groups"
            )
        return (*input[: -ndim - 1], weight[0], *out_sizes(places, weight[2:], stride, padding, dilation, name))

    return shape


def _conv_cost(shape: Shape, input: Shape, weight: Shape, *bias: Shape, **attributes: Any) -> float:
    return size(shape) * (1.0 + 0.25 * size(weight[1:]))


TRANSPOSE = "every gradient times the kernel, added up at the window that it came from"
CORRELATE = "every window of the input times the gradient of its place, added up over all places and examples"


def bias_text(ndim: int) -> Text:
    """The gradient of one number a channel."""

    def text(input: Array, *_: Array, **attributes: Any) -> str:
        examples = len(input.shape) == ndim + 2
        return f"sum(g, dim={(*(0,) * examples, *range(1 + examples, 1 + examples + ndim))})"

    return text


register(
    "conv_input",
    _conv_input,
    family="nn",
    vjps=[
        lambda u, y, g, weight, size, **attributes: _conv_over(u, weight, g.shape[2:], **attributes),
        lambda u, y, g, weight, size, **attributes: compute(
            "conv_weight", g, u, size=tuple(weight.shape), **attributes
        ),
    ],
    jvps=[
        lambda t, y, g, weight, **attributes: compute("conv_input", t, weight, **attributes),
        lambda t, y, g, weight, **attributes: compute("conv_input", g, t, **attributes),
    ],
    shape=lambda g, weight, size, **attributes: tuple(size),
    cost=lambda shape, g, weight, **attributes: size(g) * (1.0 + 0.25 * size(weight[1:])),
    local=["weight", "x0"],
    downstream=["conv(g, weight)", "correlate(g, x0)"],
    where={
        "conv": pulled("conv_input", "the convolution that this is the transpose of"),
        "correlate": pulled("conv_input", CORRELATE, 1),
    },
    words="the transpose of a convolution in its input",
    samples={"size": (2, 2, 2)},
    names="",
    needs="01",
)
register(
    "conv_weight",
    _conv_weight,
    family="nn",
    vjps=[
        lambda u, y, g, input, size, **attributes: _conv_over(input, u, g.shape[2:], **attributes),
        lambda u, y, g, input, size, **attributes: compute("conv_input", g, u, size=tuple(input.shape), **attributes),
    ],
    jvps=[
        lambda t, y, g, input, **attributes: compute("conv_weight", t, input, **attributes),
        lambda t, y, g, input, **attributes: compute("conv_weight", g, t, **attributes),
    ],
    shape=lambda g, input, size, **attributes: tuple(size),
    cost=lambda shape, g, input, **attributes: size(g) * (1.0 + 0.25 * size(shape[1:])),
    local=["input", "x0"],
    downstream=["conv(g, input)", "conv_transpose(g, x0)"],
    where={
        "conv": pulled("conv_weight", "the convolution of the input with g as its kernel"),
        "conv_transpose": pulled("conv_weight", TRANSPOSE, 1),
    },
    words="the transpose of a convolution in its kernel",
    samples={"size": (2, 2, 2)},
    names="",
    needs="01",
)


def _register_conv(ndim: int) -> None:
    name = f"conv{ndim}d"
    spatial = tuple(range(2, 2 + ndim))

    def input_back(g: Array, y: Array, input: Array, weight: Array, *bias: Array, **attributes: Any) -> Array:
        full = (g.shape[0] if len(g.shape) == ndim + 2 else 1, *input.shape[-ndim - 1 :])
        slope = compute("conv_input", batched(g, ndim), weight, size=full, **attributes)
        return slope if slope.shape == input.shape else slope.reshape(input.shape)

    def weight_back(g: Array, y: Array, input: Array, weight: Array, *bias: Array, **attributes: Any) -> Array:
        examples = batched(input, ndim)
        return compute("conv_weight", batched(g, ndim), examples, size=tuple(weight.shape), **attributes)

    register(
        name,
        _conv,
        family="nn",
        vjps=[
            input_back,
            weight_back,
            lambda g, y, *inputs, **attributes: summed(batched(g, ndim), (0, *spatial)),
        ],
        jvps=[
            lambda t, y, input, weight, *bias, **attributes: compute(name, t, weight, **attributes),
            lambda t, y, input, weight, *bias, **attributes: compute(name, input, t, **attributes),
            lambda t, y, *inputs, **attributes: np.broadcast_to(t.reshape((-1, *(1,) * ndim)), y.shape),
        ],
        shape=_conv_shape(name, ndim),
        cost=_conv_cost,
        symbol="conv",
        local=["weight", "input", "1"],
        downstream=["conv_transpose(g, weight)", "correlate(g, input)", bias_text(ndim)],
        where={"conv_transpose": pulled(name, TRANSPOSE), "correlate": pulled(name, CORRELATE, 1)},
        words="one kernel serves every place: its gradient is a sum over the places",
        names=f"functional.{name} torch.{name}",
        needs="01",
        takes=Takes("fiu", one_type=True),
    )


for _ndim in (1, 2, 3):
    _register_conv(_ndim)
