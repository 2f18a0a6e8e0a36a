"""Normalisation: over a layer, a batch, an instance or groups of channels; and dropout."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, compute, register, shape_text
from engine.ops.axes import read_cost, same_shape
from engine.ops.composed import composed

WORDS = "takes out the mean of the gradient and its part along the output; what is left is divided by the spread"
LOCAL = ["weight / sqrt(var(input) + eps)", "normalised(input)", "1"]
DOWNSTREAM = [
    "(g * weight - mean(g * weight) - normalised(input) * mean(g * weight * normalised(input))) / "
    "sqrt(var(input) + eps)",
    "sum(g * normalised(input))",
    "sum(g)",
]


def _normalised(x: Array, axes: tuple[int, ...], eps: float) -> Array:
    centred = x - compute("mean", x, dim=axes, keepdim=True)
    variance = compute("mean", centred * centred, dim=axes, keepdim=True)
    return centred / np.sqrt(variance + eps)


def _affine(x: Array, weight: Array | None, bias: Array | None) -> Array:
    scaled = x if weight is None else x * weight
    return scaled if bias is None else scaled + bias


def _a_channel(parameter: Array | None, x: Array) -> Array | None:
    """A parameter with one entry a channel, dim 1 of x, shaped so that it broadcasts."""
    return None if parameter is None else parameter.reshape((-1, *(1,) * (len(x.shape) - 2)))


def _layer_shape(input: Shape, *parameters: Shape, normalized_shape: Any, **attributes: Any) -> Shape:
    last = tuple(normalized_shape)
    if not last or input[-len(last) :] != last or any(p != last for p in parameters):
        raise ShapeError(
            f"layer_norm over {shape_text(last)} needs an input whose last dims are that and parameters of that shape, "
            f"got {', '.join(map(shape_text, (input, *parameters)))}"
        )
    return input


def _last_axes(normalized_shape: Any) -> tuple[int, ...]:
    return tuple(range(-len(tuple(normalized_shape)), 0))


def _layer_norm(
    input: Array, weight: Array | None = None, bias: Array | None = None, /, *, normalized_shape: Any, eps: float = 1e-5
) -> Array:
    parameters = [tuple(p.shape) for p in (weight, bias) if p is not None]
    _layer_shape(tuple(input.shape), *parameters, normalized_shape=normalized_shape)
    return _affine(_normalised(input, _last_axes(normalized_shape), eps), weight, bias)


composed(
    "layer_norm",
    _layer_norm,
    slots=(0, 1, 2),
    family="nn",
    shape=_layer_shape,
    cost=read_cost(10),
    order="input normalized_shape weight bias eps",
    formula="(input - mean(input)) / sqrt(var(input) + eps) * weight + bias",
    local=LOCAL,
    downstream=DOWNSTREAM,
    words=f"layer norm, example by example, {WORDS}",
    names="functional.layer_norm torch.layer_norm",
)


def _rms_norm(
    input: Array, weight: Array | None = None, /, *, normalized_shape: Any, eps: float | None = None
) -> Array:
    least = np.finfo(input.dtype).eps.item() if eps is None else eps
    mean_square = compute("mean", input * input, dim=_last_axes(normalized_shape), keepdim=True)
    return _affine(input / np.sqrt(mean_square + least), weight, None)


composed(
    "rms_norm",
    _rms_norm,
    slots=(0, 1),
    family="nn",
    shape=_layer_shape,
    cost=read_cost(8),
    order="input normalized_shape weight eps",
    formula="input / sqrt(mean(input ** 2) + eps) * weight",
    local=["weight / sqrt(mean(input ** 2) + eps)", "normalised(input)"],
    downstream=[
        "(g * weight - normalised(input) * mean(g * weight * normalised(input))) / sqrt(mean(input ** 2) + eps)",
        "sum(g * normalised(input))",
    ],
    words="rms norm takes out the part of the gradient along the output; what is left is divided by the size",
    names="functional.rms_norm torch.rms_norm",
)


def _channel_shape(name: str, fewest: int) -> Any:
    def shape(input: Shape, *parameters: Shape, **attributes: Any) -> Shape:
        if len(input) < fewest or any(p != (input[1],) for p in parameters):
            raise ShapeError(
                f"{name} needs an input (examples, channels, …) and parameters (channels,), got "
                f"{', '.join(map(shape_text, (input, *parameters)))}"
            )
        groups = attributes.get("num_groups", 1)
        if groups < 1 or input[1] % groups:
            raise ShapeError(f"{name} cannot share {input[1]} channels among {groups} groups")
        return input

    return shape


def _batch_norm(input: Array, weight: Array | None = None, bias: Array | None = None, /, eps: float = 1e-5) -> Array:
    axes = (0, *range(2, len(input.shape)))
    return _affine(_normalised(input, axes, eps), _a_channel(weight, input), _a_channel(bias, input))


composed(
    "batch_norm",
    _batch_norm,
    slots=(0, 1, 2),
    family="nn",
    shape=_channel_shape("batch_norm", 2),
    cost=read_cost(10),
    formula="(input - mean(input)) / sqrt(var(input) + eps) * weight + bias",
    local=LOCAL,
    downstream=DOWNSTREAM,
    words=f"batch norm, channel by channel, {WORDS}",
    names="",
)


def _instance_norm(input: Array, weight: Array | None = None, bias: Array | None = None, /, eps: float = 1e-5) -> Array:
    axes = tuple(range(2, len(input.shape)))
    return _affine(_normalised(input, axes, eps), _a_channel(weight, input), _a_channel(bias, input))


composed(
    "instance_norm",
    _instance_norm,
    slots=(0, 1, 2),
    family="nn",
    shape=_channel_shape("instance_norm", 3),
    cost=read_cost(10),
    formula="(input - mean(input)) / sqrt(var(input) + eps) * weight + bias",
    local=LOCAL,
    downstream=DOWNSTREAM,
    words=f"instance norm, channel by channel of each example, {WORDS}",
    names="",
)


def _group_norm(
    input: Array, weight: Array | None = None, bias: Array | None = None, /, *, num_groups: int, eps: float = 1e-5
) -> Array:
    grouped = input.reshape((input.shape[0], num_groups, math.prod(input.shape[1:]) // num_groups))
    found = _normalised(grouped, (2,), eps).reshape(input.shape)
    return _affine(found, _a_channel(weight, input), _a_channel(bias, input))


composed(
    "group_norm",
    _group_norm,
    slots=(0, 1, 2),
    family="nn",
    shape=_channel_shape("group_norm", 2),
    cost=read_cost(10),
    order="input num_groups weight bias eps",
    formula="(input - mean(input)) / sqrt(var(input) + eps) * weight + bias",
    local=LOCAL,
    downstream=DOWNSTREAM,
    words=f"group norm, group by group of each example, {WORDS}",
    names="functional.group_norm torch.group_norm",
)


def _response_norm(input: Array, /, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Array:
    border = (*(0, 0) * (len(input.shape) - 2), size // 2, (size - 1) // 2)
    squares = compute("pad_constant", input * input, pad=border)
    total: Any = 0.0
    for shift in range(size):
        total = total + squares[:, shift : shift + input.shape[1]]
    return input / (k + alpha / size * total) ** beta


composed(
    "local_response_norm",
    _response_norm,
    family="nn",
    shape=_channel_shape("local_response_norm", 3),
    cost=read_cost(30),
    formula="input / (k + alpha * mean(neighbours ** 2)) ** beta",
    local=["1 / (k + alpha * mean(neighbours ** 2)) ** beta"],
    downstream=["g * y / input - input * neighbours(g * y)"],
    words="channels next to one another hold each other down",
    names="functional.local_response_norm",
)


def _normalize(input: Array, /, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Array:
    length = compute("norm", input, p=p, dim=dim, keepdim=True)
    return input / compute("clamp", length, min=eps)


composed(
    "normalize",
    _normalize,
    family="nn",
    shape=lambda input, p=2.0, dim=1, eps=1e-12: same_shape(input, dim=dim),
    cost=read_cost(6),
    formula="input / norm(input)",
    local=["(eye - y @ y.T) / norm(input)"],
    downstream=["(g - y * sum(g * y)) / norm(input)"],
    words="only the direction counts: the part of the gradient along the vector is taken out",
    names="functional.normalize",
)


def _kept_share(p: float) -> float:
    return 1 / (1 - p) if p < 1 else 0.0


register(
    "dropout",
    lambda input, mask, /, p=0.5: input * mask * _kept_share(p),
    family="nn",
    vjps=[lambda g, y, input, mask, p=0.5: g * mask * _kept_share(p), None],
    jvps=[lambda t, y, input, mask, p=0.5: t * mask * _kept_share(p), None],
    shape=lambda input, mask, p=0.5: same_shape(input),
    cost=2,
    formula="input * mask / (1 - p)",
    local=["mask / (1 - p)", ""],
    downstream=["g * mask / (1 - p)", ""],
    saves="mask",
    words="dropout uses the same mask both ways: what was dropped learns nothing",
    names="",
)
