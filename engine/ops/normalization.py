"""Normalisation: over a layer, a batch, an instance or groups of channels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import FRACTIONS, Array, Named, Rule, Shape, Takes, Text, compute, number, shape_text
from engine.ops.axes import read_cost
from engine.ops.composed import composed

Axes = Callable[..., Any]

NORMALIZATION_WORDS = (
    "takes out the mean of the gradient and its part along the output; what is left is divided by the spread"
)


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


def _behind(x: Array) -> str:
    """How a parameter with one entry a channel is written beside x."""
    behind = len(x.shape) - 2
    return f"spread({{}}, dim={tuple(range(1, behind + 1))})" if behind > 0 else "{}"


def _norm_texts(axes: Axes, parameter_axes: Axes) -> dict[str, Any]:
    """formula, local, downstream and where of a normalisation over `axes(input, **attributes)`.

    Parameters are copied along `parameter_axes`, and stand beside the axes behind them.
    """

    def scaled(x: Array, text: str, parameters: Sequence[Array]) -> str:
        shown = "{}" if not parameters or len(parameters[0].shape) > 1 or _last(x, parameters[0]) else _behind(x)
        parts = [text, *(f" {sign} {shown.format(name)}" for sign, name in zip("*+", ("weight", "bias"), strict=True))]
        return "".join(parts[: len(parameters) + 1])

    def _last(x: Array, parameter: Array) -> bool:
        return not parameter_axes(x) or parameter_axes(x)[-1] != len(x.shape) - 1

    def formula(x: Array, *parameters: Array, **attributes: Any) -> str:
        return scaled(x, "(input - mean(input)) / sqrt(var(input) + eps)", parameters)

    def to_input(g: str) -> Text:
        def text(x: Array, *parameters: Array, **attributes: Any) -> str:
            h = scaled(x, g, parameters[:1])
            kept = f"{h} - mean({h}) - normalised(input) * mean({h} * normalised(input))"
            return f"({kept}) / sqrt(var(input) + eps)"

        return text

    def summed(text: str) -> Text:
        return lambda x, *parameters, **attributes: f"sum({text}, dim={parameter_axes(x, **attributes)})"

    def statistic(function: Rule) -> Rule:
        def rule(x: Array, *parameters: Array, **attributes: Any) -> Rule:
            return lambda values: function(values, axes(x, **attributes))

        return rule

    def normalised(x: Array, *parameters: Array, eps: float = 1e-5, **attributes: Any) -> Array:
        over = axes(x, **attributes)
        return (x - _mean(x, over)) / np.sqrt(_mean((x - _mean(x, over)) ** 2, over) + eps)

    return {
        "formula": formula,
        "local": [
            lambda x, *parameters, **_: (
                scaled(x, "1", parameters[:1]).removeprefix("1 * ") + " / sqrt(var(input) + eps)"
            ),
            "normalised(input)",
            "1",
        ],
        "downstream": [to_input("g"), summed("g * normalised(input)"), summed("g")],
        "where": {
            "mean": Named("the mean over all that is normalised together", statistic(_mean)),
            "var": Named(
                "the mean square of the distances from that mean",
                statistic(lambda x, over: _mean((x - _mean(x, over)) ** 2, over)),
            ),
            "normalised": Named("the input less its mean, in units of its spread", normalised),
        },
    }


def _mean(x: Array, axes: Any) -> Array:
    """Over axes, or over the groups of channels that a number asks for; shaped so that it broadcasts against x."""
    if isinstance(axes, int):
        groups = x.reshape((x.shape[0], axes, -1)).mean(-1, keepdims=True)
        return np.broadcast_to(groups, (x.shape[0], axes, x[0].size // axes)).reshape(x.shape)
    return compute("mean", x, dim=axes, keepdim=True)


def _but_channels(x: Array, **attributes: Any) -> tuple[int, ...]:
    return (0, *range(2, len(x.shape)))


def _last_shape(name: str) -> Callable[..., Shape]:
    """The shape rule of what is normalised over the last dims."""

    def shape(input: Shape, *parameters: Shape, normalized_shape: Any, **attributes: Any) -> Shape:
        if not isinstance(normalized_shape, (tuple, list)):
            raise ArgumentError(f"{name} takes its normalized_shape as a tuple: write ({normalized_shape},)")
        last = tuple(normalized_shape)
        if not last or input[-len(last) :] != last or any(p != last for p in parameters):
            raise ShapeError(
                f"{name} over {shape_text(last)} needs an input whose last dims are that and parameters of that shape, "
                f"got {', '.join(map(shape_text, (input, *parameters)))}"
            )
        return input

    return shape


_layer_shape, _rms_shape = _last_shape("layer_norm"), _last_shape("rms_norm")


def _in_front(x: Array, *, normalized_shape: Any = (), **attributes: Any) -> tuple[int, ...]:
    return tuple(range(len(x.shape) - len(tuple(normalized_shape))))


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
    **_norm_texts(lambda x, *, normalized_shape, **_: _last_axes(normalized_shape), _in_front),
    words=f"layer norm, example by example, {NORMALIZATION_WORDS}",
    names="functional.layer_norm torch.layer_norm",
    takes=Takes("f", one_type=True),
    needs="012",
)


def _rms_norm(
    input: Array, weight: Array | None = None, /, *, normalized_shape: Any, eps: float | None = None
) -> Array:
    parameters = [tuple(p.shape) for p in (weight,) if p is not None]
    _rms_shape(tuple(input.shape), *parameters, normalized_shape=normalized_shape)
    least = np.finfo(input.dtype).eps.item() if eps is None else eps
    mean_square = compute("mean", input * input, dim=_last_axes(normalized_shape), keepdim=True)
    return _affine(input / np.sqrt(mean_square + least), weight, None)


def _rms_text(h: str) -> str:
    return f"({h} - normalised(input) * mean({h} * normalised(input))) / sqrt(mean(input ** 2) + eps)"


composed(
    "rms_norm",
    _rms_norm,
    slots=(0, 1),
    family="nn",
    shape=_rms_shape,
    cost=read_cost(8),
    order="input normalized_shape weight eps",
    formula=lambda input, *weight, **_: "input / sqrt(mean(input ** 2) + eps)" + " * weight" * len(weight),
    local=[
        lambda input, *weight, **_: f"{'weight' if weight else '1'} / sqrt(mean(input ** 2) + eps)",
        "normalised(input)",
    ],
    downstream=[
        lambda input, *weight, **_: _rms_text("g * weight" if weight else "g"),
        lambda input, weight, **attributes: f"sum(g * normalised(input), dim={_in_front(input, **attributes)})",
    ],
    where={
        "mean": Named(
            "the mean over the last dims, which are normalised together",
            lambda input, *_, normalized_shape, **__: lambda x: _mean(x, _last_axes(normalized_shape)),
        ),
        "normalised": Named(
            "the input in units of its size",
            lambda input, *_, normalized_shape, eps=None: _rms_norm(input, normalized_shape=normalized_shape, eps=eps),
        ),
        "eps": number(
            "what keeps the size away from 0: the smallest step of the element type, unless given",
            lambda input, *_, eps=None, **__: np.finfo(input.dtype).eps if eps is None else eps,
        ),
    },
    words="rms norm takes out the part of the gradient along the output; what is left is divided by the size",
    names="functional.rms_norm torch.rms_norm",
    takes=FRACTIONS,
    needs="01 *",
)


def channel_shape(name: str, fewest: int) -> Any:
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
    shape=channel_shape("batch_norm", 2),
    cost=read_cost(10),
    **_norm_texts(_but_channels, _but_channels),
    words=f"batch norm, channel by channel, {NORMALIZATION_WORDS}",
    names="",
    needs="01",
)


def _instance_norm(input: Array, weight: Array | None = None, bias: Array | None = None, /, eps: float = 1e-5) -> Array:
    axes = tuple(range(2, len(input.shape)))
    return _affine(_normalised(input, axes, eps), _a_channel(weight, input), _a_channel(bias, input))


composed(
    "instance_norm",
    _instance_norm,
    slots=(0, 1, 2),
    family="nn",
    shape=channel_shape("instance_norm", 3),
    cost=read_cost(10),
    **_norm_texts(lambda x, **_: tuple(range(2, len(x.shape))), _but_channels),
    words=f"instance norm, channel by channel of each example, {NORMALIZATION_WORDS}",
    names="",
    needs="0",
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
    shape=channel_shape("group_norm", 2),
    cost=read_cost(10),
    order="input num_groups weight bias eps",
    **_norm_texts(lambda x, *, num_groups, **_: num_groups, _but_channels),
    words=f"group norm, group by group of each example, {NORMALIZATION_WORDS}",
    names="functional.group_norm torch.group_norm",
    takes=FRACTIONS,
    needs="01",
)
