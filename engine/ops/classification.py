"""Losses over classes: one score a class, and a class number or a probability for each as the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.operation import Array, Fixed, Takes, compute, register
from engine.ops.axes import read_cost
from engine.ops.classes import (
    CLASSES,
    across,
    along,
    class_axis,
    class_shape,
    examples,
    mean_or,
    shares,
    spread,
    weighed,
)
from engine.ops.classification_text import Shown, logs, to_soft_target, to_weight


def _cross_entropy(
    input: Array,
    target: Array,
    weight: Array | None = None,
    /,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    axis = class_axis(input.shape)
    truth, divisor = shares(input, target, weight, ignore_index, label_smoothing)
    each = -weighed(compute("log_softmax", input, dim=axis), truth, target).sum(axis)
    return mean_or(reduction, each, divisor)


def _cross_entropy_input(
    g: Array,
    y: Array,
    input: Array,
    target: Array,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    axis = class_axis(input.shape)
    truth, divisor = shares(input, target, weight, ignore_index, label_smoothing)
    total = compute("sum", truth, dim=axis, keepdim=True)
    slope = compute("softmax", input, dim=axis) * total - truth
    return spread(g, input, divisor, reduction) * slope


def _cross_entropy_target(
    g: Array,
    y: Array,
    input: Array,
    target: Array,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    _, divisor = shares(input, target, weight, ignore_index, label_smoothing)
    logs = compute("log_softmax", input, dim=class_axis(input.shape)) * (label_smoothing - 1)
    return spread(g, input, divisor, reduction) * (logs if weight is None else logs * across(weight, input))


def _cost_by_class(input: Array, target: Array, label_smoothing: float) -> Array:
    """What each class of each example costs at a weight of 1, where the target is probabilities."""
    truth, _ = shares(input, target, None, -100, label_smoothing)
    return -truth * compute("log_softmax", input, dim=class_axis(input.shape))


def _cross_entropy_weight(
    g: Array,
    y: Array,
    input: Array,
    target: Array,
    weight: Array,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    _, divisor = shares(input, target, weight, ignore_index, label_smoothing)
    each = spread(g, input, divisor, reduction) * _cost_by_class(input, target, label_smoothing)
    return each.sum(examples(input)) if examples(input) else each


def _along_weight(
    t: Array,
    y: Array,
    input: Array,
    target: Array,
    weight: Array,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    _, divisor = shares(input, target, weight, ignore_index, label_smoothing)
    each = _cost_by_class(input, target, label_smoothing) * across(t, input)
    return mean_or(reduction, each.sum(class_axis(input.shape)), divisor)


def _torch_backward(dims: Sequence[str], attributes: Mapping[str, Any]) -> str | None:
    """By shares of the classes PyTorch adds up what it multiplies; class numbers of images have a step of their own."""
    if dims[0] == dims[1]:
        return "DivBackward1" if attributes.get("reduction", "mean") == "mean" else "NegBackward0"
    if not attributes.get("label_smoothing"):
        return {"3": "ViewBackward0", "4": "NllLoss2DBackward0"}.get(dims[0])
    return None


register(
    "cross_entropy",
    _cross_entropy,
    family="loss",
    # Whole numbers are classes where others are shares of them.
    promotes=False,
    vjps=[_cross_entropy_input, _cross_entropy_target, _cross_entropy_weight],
    jvps=[along(_cross_entropy_input), along(_cross_entropy_target), _along_weight],
    shape=class_shape("cross_entropy"),
    cost=read_cost(12),
    symbol="CE",
    formula=lambda *inputs, **attributes: Shown(*inputs, **attributes).formula(logs(*inputs)),
    local=[lambda *inputs, **attributes: Shown(*inputs, **attributes).local, to_soft_target(""), to_weight("")],
    downstream=[
        lambda *inputs, **attributes: "{0.upstream} * {0.local}".format(Shown(*inputs, **attributes)),
        to_soft_target("g"),
        to_weight("g"),
    ],
    where=CLASSES,
    words="prediction minus truth, a row an example",
    fixed={
        "weight": Fixed(
            "where the target is class numbers",
            lambda input, target, *_, **__: tuple(target.shape) != tuple(input.shape),
        )
    },
    names="functional.cross_entropy",
    unfolded="forward",
    takes=Takes("f", first_alone=True),
    needs="12 2 01",
    torch_backward=_torch_backward,
)
