"""Activation functions cut from straight lines: gates, open on one stretch and shut on another."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError
from engine.operation import FRACTIONS, NUMBERS, Array, Shape, Shut, Takes, Text, compute, register, size, summed
from engine.ops.elementwise import activation


def _cut(x: Array, low: float, high: float) -> Array:
    """x between its bounds, with slope 0 on a bound, where clamp has slope 1."""
    return np.where(x <= low, low, np.where(x >= high, high, x))


def _open(x: Array, low: float, high: float) -> Array:
    """Where the slope is 1. What is not a number is not cut, and so remains to be seen."""
    return ~((x <= low) | (x >= high))


activation(
    "relu",
    lambda x, /: np.maximum(x, 0),
    lambda y, x: ~(x <= 0),
    formula="Max(x, 0)",
    local="Heaviside(x, 0)",
    cost=1,
    gate=True,
    zero={"x": Shut(lambda x: x <= 0, "is not positive", "The gate is shut: ")},
    words="relu is a gate: open for positive inputs, shut for the others",
    choice="At 0 the derivative is taken as 0, as in PyTorch.",
    names="torch.relu Tensor.relu",
    takes=NUMBERS,
    in_place="torch.relu_ Tensor.relu_ functional.relu_",
    needs="y",
)
activation(
    "relu6",
    lambda x, /: np.clip(x, 0, 6),
    lambda y, x: _open(x, 0, 6),
    formula="Min(Max(x, 0), 6)",
    local="Heaviside(x, 0) * Heaviside(6 - x, 0)",
    cost=1,
    gate=True,
    words="a relu that is full at 6: open between 0 and 6, shut outside",
    choice="At 0 and at 6 the derivative is taken as 0, as in PyTorch.",
    unfolded=lambda x, /: _cut(x, 0.0, 6.0),
    takes=Takes("fiu", keeps_type=True),
)
activation(
    "leaky_relu",
    lambda x, /, negative_slope=0.01: np.where(x > 0, x, negative_slope * x),
    lambda y, x, negative_slope=0.01: np.where(x > 0, 1.0, negative_slope).astype(x.dtype),
    formula="Piecewise((x, x > 0), (negative_slope * x, True))",
    local="Piecewise((1, x > 0), (negative_slope, True))",
    cost=2,
    words="a gate that never shuts quite: the negative side leaks",
    choice="At 0 the derivative is the slope of the negative side, as in PyTorch.",
    unfolded="forward",
    takes=FRACTIONS,
    in_place="functional.leaky_relu_",
)
activation(
    "threshold",
    lambda x, /, threshold, value: np.where(x <= threshold, x.dtype.type(value), x),
    lambda y, x, threshold, value: ~(x <= threshold),
    formula="Piecewise((x, x > threshold), (value, True))",
    local="Heaviside(x - threshold, 0)",
    cost=1,
    gate=True,
    words="a gate that opens above its threshold; below it a fixed value stands in",
    choice="On the threshold the derivative is taken as 0, as in PyTorch.",
    names="torch.threshold",
    unfolded="forward",
    takes=NUMBERS,
    in_place="functional.threshold_ torch.threshold_",
)
activation(
    "hardshrink",
    lambda x, /, lambd=0.5: np.where(np.abs(x) <= lambd, 0.0, x).astype(x.dtype),
    lambda y, x, lambd=0.5: ~(np.abs(x) <= lambd),
    formula="Piecewise((x, Abs(x) > lambd), (0, True))",
    local="Heaviside(Abs(x) - lambd, 0)",
    cost=1,
    gate=True,
    words="shut in a band around 0, open outside",
    choice="On the edge of the band the derivative is taken as 0, as in PyTorch.",
    names="torch.hardshrink",
    unfolded="forward",
    takes=FRACTIONS,
)
activation(
    "softshrink",
    lambda x, /, lambd=0.5: np.sign(x) * np.maximum(np.abs(x) - lambd, 0),
    lambda y, x, lambd=0.5: ~(np.abs(x) <= lambd),
    formula="sign(x) * Max(Abs(x) - lambd, 0)",
    local="Heaviside(Abs(x) - lambd, 0)",
    cost=2,
    gate=True,
    words="shut in a band around 0, open outside, without a jump",
    choice="On the edge of the band the derivative is taken as 0, as in PyTorch.",
    unfolded=lambda x, /, lambd=0.5: np.sign(x) * compute("relu", np.abs(x) - lambd),
    takes=FRACTIONS,
)
activation(
    "hardtanh",
    lambda x, /, min_val=-1.0, max_val=1.0: np.clip(x, min_val, max_val),
    lambda y, x, min_val=-1.0, max_val=1.0: _open(x, min_val, max_val),
    formula="Min(Max(x, min_val), max_val)",
    local="Heaviside(x - min_val, 0) * Heaviside(max_val - x, 0)",
    cost=1,
    gate=True,
    words="tanh cut from straight lines: open between its bounds, shut outside",
    choice="On a bound itself the derivative is taken as 0, as in PyTorch.",
    unfolded=lambda x, /, min_val=-1.0, max_val=1.0: _cut(x, min_val, max_val),
    takes=Takes("fiu", keeps_type=True),
    in_place="functional.hardtanh_",
)
activation(
    "hardsigmoid",
    lambda x, /: np.clip(x / 6 + 0.5, 0, 1),
    lambda y, x: ((x > -3) & (x < 3)).astype(x.dtype) / 6,
    formula="Min(Max(x / 6 + 1 / 2, 0), 1)",
    local="Heaviside(x + 3, 0) * Heaviside(3 - x, 0) / 6",
    cost=2,
    gate=True,
    words="sigmoid cut from straight lines: a sixth gets through between -3 and 3",
    choice="At -3 and 3 the derivative is taken as 0, as in PyTorch.",
    unfolded=lambda x, /: _cut(x / 6 + 0.5, 0.0, 1.0),
    takes=FRACTIONS,
)
activation(
    "hardswish",
    lambda x, /: x * np.clip(x / 6 + 0.5, 0, 1),
    lambda y, x: np.where(x <= -3, 0.0, np.where(x < 3, x / 3 + 0.5, 1.0)),
    formula="x * Min(Max(x / 6 + 1 / 2, 0), 1)",
    local="Piecewise((0, x <= -3), (x / 3 + 1 / 2, x < 3), (1, True))",
    cost=3,
    gate=lambda g, x: x <= -3,
    words="silu cut from a parabola between two straight lines",
    choice="At -3 the derivative is taken as 0 and at 3 as 1, as in PyTorch.",
    unfolded=lambda x, /: x * _cut(x / 6 + 0.5, 0.0, 1.0),
    takes=FRACTIONS,
)


def channels(weight: Array, x: Array) -> Array:
    """One weight a channel, dim 1 of x, shaped so that it broadcasts against x, and to no other shape than x has."""
    return weight.reshape(() if size(weight.shape) == 1 else (-1,) + (1,) * (len(x.shape) - 2))


def _prelu_weight(g: Array, y: Array, x: Array, weight: Array) -> Array:
    parts = np.where(x >= 0, 0.0, g * x)
    if size(weight.shape) == 1:
        return parts.sum().reshape(weight.shape)
    return summed(parts, tuple(axis for axis in range(len(x.shape)) if axis != 1))


def _prelu_shape(x: Shape, weight: Shape) -> Shape:
    if size(weight) != 1 and (len(x) < 2 or weight != (x[1],)):
        raise ShapeError(f"prelu needs one weight, or one for each of the channels of its input: got {weight} for {x}")
    return x


def _leaking(text: str) -> Text:
    """With the weight in the place of {}, beside the axes that stand behind the channels."""

    def shown(x: Array, weight: Array) -> str:
        if not x.shape:
            return text.format("weight[0]" if weight.shape else "weight")
        behind = len(x.shape) - 2
        if behind < 1 or size(weight.shape) == 1:
            return text.format("weight")
        return text.format(f"spread(weight, dim={tuple(range(1, behind + 1))})")

    return shown


def _leak_text(x: Array, weight: Array) -> str:
    axes = tuple(axis for axis in range(len(x.shape)) if axis != 1)
    over = "" if size(weight.shape) == 1 else f", dim={axes}"
    return f"sum(g * Piecewise((0, x > 0), (x, True)){over})"


register(
    "prelu",
    lambda x, weight, /: np.where(x > 0, x, channels(weight, x) * x),
    family="elementwise",
    vjps=[lambda g, y, x, weight: g * np.where(x > 0, 1.0, channels(weight, x)), _prelu_weight],
    jvps=[
        lambda t, y, x, weight: t * np.where(x > 0, 1.0, channels(weight, x)),
        lambda t, y, x, weight: channels(t, x) * np.where(x > 0, 0.0, x),
    ],
    shape=_prelu_shape,
    cost=2,
    formula=_leaking("Piecewise((x, x > 0), ({} * x, True))"),
    local=[_leaking("Piecewise((1, x > 0), ({}, True))"), "Piecewise((0, x > 0), (x, True))"],
    downstream=[_leaking("g * Piecewise((1, x > 0), ({}, True))"), _leak_text],
    activation=True,
    words="a leaky relu that learns its leak: the weight collects what leaked",
    choice="At 0 the derivative is that of the negative side, as in PyTorch.",
    names="functional.prelu torch.prelu Tensor.prelu",
    unfolded="forward",
    takes=Takes("f", one_type=True),
    needs="01",
)
