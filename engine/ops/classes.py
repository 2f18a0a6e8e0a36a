"""Where the classes are among the axes of scores, and what each example and class weighs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.operation import Array, Named, Rule, Shape, compute, number, shape_text, size
from engine.ops.axes import values_of
from engine.ops.loss import checked, reduced


def class_axis(shape: Shape) -> int:
    return 0 if len(shape) == 1 else 1


def without_classes(input: Shape) -> Shape:
    axis = class_axis(input)
    return (*input[:axis], *input[axis + 1 :])


def class_shape(name: str) -> Any:
    def shape(input: Shape, target: Shape, weight: Shape = (), reduction: str = "mean", **attributes: Any) -> Shape:
        if not input:
            raise ShapeError(f"{name} needs one score a class, got a single number")
        if target not in (input, without_classes(input)) or (weight and weight != (input[class_axis(input)],)):
            raise ShapeError(
                f"{name} needs scores (examples, classes) and targets (examples,), got {shape_text(input)} and "
                f"{shape_text(target)}" + (f" with weights {shape_text(weight)}" if weight else "")
            )
        return without_classes(input) if checked(reduction) == "none" else ()

    return shape


def across(weight: Array, input: Array) -> Array:
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
        if target.dtype.kind != "f":
            raise DtypeError(
                f"targets in the shape of the scores are probabilities, not {target.dtype}: call .double()"
            )
        smooth = target * (1 - label_smoothing) + label_smoothing / classes if label_smoothing else target
        weighted = smooth if weight is None else smooth * across(weight, input)
        return weighted, float(max(1, size(without_classes(tuple(input.shape)))))
    labels = values_of(target)
    if labels.dtype.kind == "f" and tuple(target.shape) == tuple(without_classes(tuple(input.shape))):
        raise DtypeError("targets are classes, whole numbers, or probabilities in the shape of the scores")
    counted = labels != ignore_index
    # Below 0 becomes far above, so that one comparison finds both sides.
    outside = counted & (labels.astype(np.uint64) >= classes)
    if outside.any():
        wrong = int(labels[outside].flat[0])
        raise ArgumentError(f"the scores know the classes 0 to {classes - 1}, a target of {wrong} lies outside")
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
    return chosen * across(weight, input), float(values_of(weight)[labels[counted]].sum())


def weighed(scores: Array, truth: Array, target: Array) -> Array:
    """scores · truth; of classes that are not the target, as of those masked with -inf, nothing is seen."""
    product = scores * truth
    if tuple(target.shape) == tuple(scores.shape) or np.isfinite(values_of(product)).all():
        return product
    return np.where(values_of(truth) == 0, 0.0, product)


def mean_or(reduction: str, each: Array, divisor: float) -> Array:
    """The losses of all examples reduced; their mean over no example at all is not a number."""
    if checked(reduction) != "mean":
        return reduced(each, reduction)
    return each.sum() / divisor if divisor else each.sum() * np.nan


def spread(g: Array, input: Array, divisor: Array, reduction: str) -> Array:
    """The upstream gradient of each example, shaped so that it broadcasts against the scores."""
    if reduction == "none":
        return np.expand_dims(g, class_axis(input.shape))
    if reduction == "mean":
        # A mean over no example at all is not a number, and moves with none of the scores.
        return g / divisor if divisor else np.zeros(g.shape, g.dtype)
    return g


def examples(input: Array) -> tuple[int, ...]:
    """All axes but that of the classes."""
    return tuple(axis for axis in range(len(input.shape)) if axis != class_axis(input.shape))


def along(rule: Rule) -> Rule:
    """The change of the loss along t: what the gradient of each example says, summed over its classes."""

    def jvp(t: Array, y: Array, input: Array, target: Array, *weight: Array, **attributes: Any) -> Array:
        reduction = attributes.get("reduction", "mean")
        one = np.ones(without_classes(input.shape), input.dtype) if reduction == "none" else np.ones((), input.dtype)
        slope = rule(one, y, input, target, *weight, **attributes)
        each = (t * slope).sum(class_axis(input.shape))
        return each if reduction == "none" else each.sum()

    return jvp


def onehot(input: Array, target: Array, *_: Array, **attributes: Any) -> Array:
    axis = class_axis(input.shape)
    places = np.arange(input.shape[axis]).reshape((-1, *(1,) * (len(input.shape) - axis - 1)))
    return np.equal(np.expand_dims(target, axis), places).astype(input.dtype)


def divisor(
    input: Array, target: Array, weight: Array | None = None, ignore_index: int = -100, **attributes: Any
) -> float:
    return float(shares(input, target, weight, ignore_index, 0.0)[1])


CLASSES = {
    "onehot": Named("1 at the class that the target names, 0 at all others", onehot),
    "n": number("how many targets count, or the sum of their weights", divisor),
}
