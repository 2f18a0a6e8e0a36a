"""Transposed convolutions: a convolution's way back, taken forward."""

from __future__ import annotations

from typing import Any

from engine.errors import ShapeError
from engine.operation import Array, Shape, Takes, compute, pulled, shape_text, size
from engine.ops.composed import composed
from engine.ops.conv import Sizes, batched, bias_text, checked_ranks, each


def _transposed_sizes(
    input: Shape, weight: Shape, stride: Any, padding: Any, output_padding: Any, dilation: Any
) -> Sizes:
    ndim = len(weight) - 2
    numbers = zip(
        input[-ndim:],
        weight[2:],
        each(stride, ndim),
        each(padding, ndim),
        each(output_padding, ndim),
        each(dilation, ndim),
        strict=True,
    )
    sizes = []
    for n, k, s, p, extra, d in numbers:
        if extra >= max(s, d):
            raise ShapeError(f"an output_padding of {extra} must be smaller than the stride {s} or the dilation {d}")
        sizes.append((n - 1) * s - 2 * p + d * (k - 1) + extra + 1)
    return tuple(sizes)


def _conv_transpose(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    /,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Array:
    places = _transposed_sizes(input.shape, weight.shape, stride, padding, output_padding, dilation)
    examples = batched(input, len(places))
    full = (examples.shape[0], weight.shape[1] * groups, *places)
    attributes = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out = compute("conv_input", examples, weight, size=full, **attributes)
    if examples is not input:
        out = out.reshape(full[1:])
    return out if bias is None else out + bias.reshape((-1, *(1,) * len(places)))


def _register_transpose(ndim: int) -> None:
    name = f"conv_transpose{ndim}d"

    def shape(
        input: Shape,
        weight: Shape,
        bias: Shape = (),
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        dilation: Any = 1,
    ) -> Shape:
        checked_ranks(input, weight, name, ndim)
        channels = input[-ndim - 1]
        if channels != weight[0]:
            raise ShapeError(
                f"{name}: the input has {channels} channels, the weight {shape_text(weight)} expects {weight[0]}"
            )
        places = _transposed_sizes(input, weight, stride, padding, output_padding, dilation)
        return (*input[: -ndim - 1], weight[1] * groups, *places)

    composed(
        name,
        _conv_transpose,
        slots=(0, 1, 2),
        family="nn",
        shape=shape,
        cost=lambda out, input, weight, *bias, **attributes: size(input) * (1.0 + 0.25 * size(weight[1:])) + size(out),
        symbol="convᵀ",
        local=["weight", "input", "1"],
        downstream=["conv(g, weight)", "correlate(g, input)", bias_text(ndim)],
        where={
            "conv": pulled(name, "the gradient of every window times the kernel, added up at its place"),
            "correlate": pulled(name, "every window of the gradient times the input of its place, added up", 1),
        },
        words="a convolution run backward: its gradient is a convolution run forward",
        names=f"functional.{name} torch.{name}",
        needs="01",
        takes=Takes("fiu", one_type=True),
        unfolds=False,
    )


for _ndim in (1, 2, 3):
    _register_transpose(_ndim)
