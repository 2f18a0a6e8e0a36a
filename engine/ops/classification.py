"""Losses over classes: one score a class, and a class number or a probability for each as the target."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.op import Array, Rule, Shape, compute, register, shape_text, size
from engine.ops.axes import read_cost, values_of
from engine.ops.composed import composed
from engine.ops.loss import checked, reduced


def class_axis(shape: Shape) -> int:
    return 0 if len(shape) == 1 else 1


def _without_classes(input: Shape) -> Shape:
    axis = class_axis(input)
    return (*input[:axis], *input[axis + 1 :])


def _class_shape(name: str) -> Any:
    def shape(input: Shape, target: Shape, weight: Shape = (), reduction: str = "mean", **attributes: Any) -> Shape:
        if not input:
            raise ShapeError(f"{name} needs one score a class, got a single number")
        if target not in (input, _without_classes(input)) or (weight and weight != (input[class_axis(input)],)):
            raise ShapeError(
                f"{name} needs scores (examples, classes) and targets (examples,), got {shape_text(input)} and "
                f"{shape_text(target)}" + (f" with weights {shape_text(weight)}" if weight else "")
            )
        return _without_classes(input) if checked(reduction) == "none" else ()

    return shape


def _across(weight: Array, input: Array) -> Array:
    """Weights of the classes, shaped so that they broadcast against the scores."""
    return weight.reshape((-1, *(1,) * (len(input.shape) - class_axis(input.shape) - 1)))


def shares(
    input: Array,
    target: Array,
    weight: Array | None,
    ignore_index: int,
    label_smoothing: float,
) -> tuple[Array, Array]:
    """(how much each class of each example counts, what a mean divides by).

    The loss is minus the sum of these shares times the log-probabilities.
    """
    axis = class_axis(input.shape)
    classes = input.shape[axis]
    if tuple(target.shape) == tuple(input.shape):
        smooth = target * (1 - label_smoothing) + label_smoothing / classes if label_smoothing else target
        weighted = smooth if weight is None else smooth * _across(weight, input)
        return weighted, float(max(1, size(_without_classes(tuple(input.shape)))))
    labels = values_of(target)
    if labels.dtype.kind == "f" and tuple(target.shape) == tuple(_without_classes(tuple(input.shape))):
        raise DtypeError("targets are classes, whole numbers, or probabilities in the shape of the scores")
    counted = labels != ignore_index
    # Below 0 becomes far above, so that one comparison finds both sides.
    if (counted & (labels.astype(np.uint64) >= classes)).any():
        raise ArgumentError(f"the scores know the classes 0 to {classes - 1}, a target lies outside")
    chosen = compute("one_hot", target, num_classes=classes).astype(input.dtype)
    if axis < len(input.shape) - 1:
        chosen = np.moveaxis(chosen, -1, axis)
    if 0 <= ignore_index < classes:
        chosen = chosen * np.expand_dims(counted, axis)
    if label_smoothing:
        even = np.expand_dims(counted, axis) * (label_smoothing / classes)
        chosen = (1 - label_smoothing) * chosen + even.astype(input.dtype)
    if weight is None:
        return chosen, float(np.count_nonzero(counted))
    return chosen * _across(weight, input), float(values_of(weight)[labels[counted]].sum())


def _weighed(scores: Array, truth: Array, target: Array) -> Array:
    """scores · truth; of classes that are not the target, as of those masked with -inf, nothing is seen."""
    product = scores * truth
    if tuple(target.shape) == tuple(scores.shape) or np.isfinite(values_of(product)).all():
        return product
    return np.where(values_of(truth) == 0, 0.0, product)


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
    each = -_weighed(compute("log_softmax", input, dim=axis), truth, target).sum(axis)
    return _mean_or(reduction, each, divisor)


def _mean_or(reduction: str, each: Array, divisor: float) -> Array:
    """The losses of all examples reduced; their mean over no example at all is not a number."""
    if checked(reduction) != "mean":
        return reduced(each, reduction)
    return each.sum() / divisor if divisor else each.sum() * np.nan


def _spread(g: Array, input: Array, divisor: Array, reduction: str) -> Array:
    """The upstream gradient of each example, shaped so that it broadcasts against the scores."""
    if reduction == "none":
        return np.expand_dims(g, class_axis(input.shape))
    if reduction == "mean":
        # A mean over no example at all is not a number, and moves with none of the scores.
        return g / divisor if divisor else np.zeros(g.shape, g.dtype)
    return g


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
    return _spread(g, input, divisor, reduction) * slope


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
    return _spread(g, input, divisor, reduction) * (logs if weight is None else logs * _across(weight, input))


def _along(rule: Rule) -> Rule:
    """The change of the loss along t: what the gradient of each example says, summed over its classes."""

    def jvp(t: Array, y: Array, input: Array, target: Array, *weight: Array, **attributes: Any) -> Array:
        reduction = attributes.get("reduction", "mean")
        one = np.ones(_without_classes(input.shape), input.dtype) if reduction == "none" else np.ones((), input.dtype)
        slope = rule(one, y, input, target, *weight, **attributes)
        each = (t * slope).sum(class_axis(input.shape))
        return each if reduction == "none" else each.sum()

    return jvp


register(
    "cross_entropy",
    _cross_entropy,
    family="loss",
    vjps=[_cross_entropy_input, _cross_entropy_target],
    jvps=[_along(_cross_entropy_input), _along(_cross_entropy_target)],
    shape=_class_shape("cross_entropy"),
    cost=read_cost(12),
    symbol="CE",
    formula="-mean(log(softmax(input))[target])",
    local=["(softmax(input) - onehot(target)) / n", "-log(softmax(input)) / n"],
    downstream=["g * (softmax(input) - onehot(target)) / n", "-g * log(softmax(input)) / n"],
    words="prediction minus truth, a row an example",
    names="functional.cross_entropy",
    unfolded="forward",
)


def _nll(
    input: Array,
    target: Array,
    weight: Array | None = None,
    /,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Array:
    truth, divisor = shares(input, target, weight, ignore_index, 0.0)
    return _mean_or(reduction, -_weighed(input, truth, target).sum(class_axis(input.shape)), divisor)


def _nll_input(
    g: Array,
    y: Array,
    input: Array,
    target: Array,
    weight: Array | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Array:
    truth, divisor = shares(input, target, weight, ignore_index, 0.0)
    return np.where(values_of(truth) == 0, 0.0, _spread(g, input, divisor, reduction) * -truth)


register(
    "nll_loss",
    _nll,
    family="loss",
    vjps=[_nll_input],
    jvps=[_along(_nll_input)],
    unfolded="forward",
    shape=_class_shape("nll_loss"),
    cost=read_cost(4),
    symbol="NLL",
    formula="-mean(input[target])",
    local=["-onehot(target) / n"],
    downstream=["-g * onehot(target) / n"],
    words="only the true class of each example is pushed",
    names="functional.nll_loss",
)


def _multi_margin(
    input: Array,
    target: Array,
    weight: Array | None = None,
    /,
    p: int = 1,
    margin: float = 1.0,
    reduction: str = "mean",
) -> Array:
    rows = input if len(input.shape) > 1 else input.reshape((1, -1))
    labels = values_of(target).reshape(-1)
    examples, classes = rows.shape
    right = rows[np.arange(examples), labels]
    gap = compute("relu", margin - np.expand_dims(right, 1) + rows)
    costs = gap if p == 1 else gap * gap
    if weight is not None:
        costs = costs * np.expand_dims(weight[labels], 1)
    others = np.arange(classes) != labels.reshape(-1, 1)
    each = np.where(others, costs, 0.0).sum(1) / classes
    return reduced(each if len(input.shape) > 1 else each.reshape(()), reduction)


def _multi_margin_shape(input: Shape, target: Shape, weight: Shape = (), **attributes: Any) -> Shape:
    if len(input) > 2 or target == input:
        raise ShapeError(
            "multi_margin_loss needs scores (examples, classes) and targets (examples,), "
            f"got {shape_text(input)} and {shape_text(target)}"
        )
    return _class_shape("multi_margin_loss")(input, target, weight, **attributes)  # type: ignore[no-any-return]


composed(
    "multi_margin_loss",
    _multi_margin,
    family="loss",
    shape=_multi_margin_shape,
    cost=read_cost(6),
    order="input target p margin weight reduction",
    symbol="margin",
    formula="mean(Max(margin - input[target] + input, 0))",
    local=["violated(margin) / n"],
    downstream=["g * violated(margin) / n"],
    words="only classes that come closer than the margin push",
    choice="On the margin itself the gradient of one class is taken as 0, as PyTorch does.",
    names="functional.multi_margin_loss",
)


def _multilabel_soft_margin(
    input: Array, target: Array, weight: Array | None = None, /, reduction: str = "mean"
) -> Array:
    each = target * np.logaddexp(-input, 0) + (1 - target) * np.logaddexp(input, 0)
    if weight is not None:
        each = each * weight
    return reduced(each.sum(-1) / input.shape[-1], reduction)


composed(
    "multilabel_soft_margin_loss",
    _multilabel_soft_margin,
    slots=(0, 1, 2),
    family="loss",
    shape=lambda input, target, weight=(), reduction="mean": input[:-1] if checked(reduction) == "none" else (),
    cost=read_cost(20),
    symbol="BCE",
    formula="-mean(target * log(sigmoid(input)) + (1 - target) * log(sigmoid(-input)))",
    local=["(sigmoid(input) - target) / n", "-input / n", "each / n"],
    downstream=["g * (sigmoid(input) - target) / n", "-g * input / n", "g * each / n"],
    words="prediction minus truth, for every label alone",
    names="functional.multilabel_soft_margin_loss",
)


def _kl_div(input: Array, target: Array, /, reduction: str = "mean", log_target: bool = False) -> Array:
    each = np.exp(target) * (target - input) if log_target else compute("xlogy", target, target) - target * input
    if reduction == "batchmean":
        return each.sum() / (input.shape[0] if input.shape else 1)
    return reduced(each, reduction)


composed(
    "kl_div",
    _kl_div,
    slots=(0, 1),
    family="loss",
    shape=lambda input, target, reduction="mean", log_target=False: (
        np.broadcast_shapes(input, target) if reduction == "none" else ()
    ),
    cost=read_cost(8),
    symbol="KL",
    formula="mean(target * (log(target) - input))",
    local=["-target / n", "(log(target) + 1 - input) / n"],
    downstream=["-g * target / n", "g * (log(target) + 1 - input) / n"],
    words="every log-probability is pushed in proportion to the target's share",
    names="functional.kl_div",
)
