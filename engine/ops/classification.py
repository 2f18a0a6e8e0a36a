"""Losses over classes: one score a class, and a class number or a probability for each as the target."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.operation import Array, Fixed, Named, Rule, Shape, Text, compute, number, register, shape_text, size
from engine.ops.axes import read_cost, values_of
from engine.ops.loss import checked, reduced


def class_axis(shape: Shape) -> int:
    return 0 if len(shape) == 1 else 1


def _without_classes(input: Shape) -> Shape:
    axis = class_axis(input)
    return (*input[:axis], *input[axis + 1 :])


def class_shape(name: str) -> Any:
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
        if target.dtype.kind != "f":
            raise DtypeError(
                f"targets in the shape of the scores are probabilities, not {target.dtype}: call .double()"
            )
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


def _examples(input: Array) -> tuple[int, ...]:
    """All axes but that of the classes."""
    return tuple(axis for axis in range(len(input.shape)) if axis != class_axis(input.shape))


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
    each = _spread(g, input, divisor, reduction) * _cost_by_class(input, target, label_smoothing)
    return each.sum(_examples(input)) if _examples(input) else each


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
    each = _cost_by_class(input, target, label_smoothing) * _across(t, input)
    return _mean_or(reduction, each.sum(class_axis(input.shape)), divisor)


def _along(rule: Rule) -> Rule:
    """The change of the loss along t: what the gradient of each example says, summed over its classes."""

    def jvp(t: Array, y: Array, input: Array, target: Array, *weight: Array, **attributes: Any) -> Array:
        reduction = attributes.get("reduction", "mean")
        one = np.ones(_without_classes(input.shape), input.dtype) if reduction == "none" else np.ones((), input.dtype)
        slope = rule(one, y, input, target, *weight, **attributes)
        each = (t * slope).sum(class_axis(input.shape))
        return each if reduction == "none" else each.sum()

    return jvp


class Shown:
    """The parts of the texts of a loss over classes, for one application.

    `truth` is what each class counts, `logs` the log-probabilities, `dim` the axis of the classes.
    """

    def __init__(
        self,
        input: Array,
        target: Array,
        weight: Array | None = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        self.axis = class_axis(input.shape)
        self.dim = f"dim={self.axis}"
        self.reduction = reduction
        self.soft = tuple(target.shape) == tuple(input.shape)
        self.ignored = not self.soft and bool(np.any(target == ignore_index))
        self.weighted, self.smooth = weight is not None, label_smoothing != 0
        # Along the classes, however many axes stand behind them.
        behind = len(input.shape) - self.axis - 1
        weights = f"spread(weight, dim={tuple(range(1, behind + 1))})" if behind else "weight"
        truth = "target" if self.soft else "onehot(target)"
        if self.smooth:
            truth = f"((1 - label_smoothing) * {truth} + label_smoothing / {input.shape[self.axis]})"
        counted = [f"spread(Ne(target, ignore_index), {self.dim})"] * self.ignored
        self.plain = truth
        self.factors = [*counted, *[weights] * self.weighted]
        self.truth = " * ".join((*self.factors, truth))
        count = _divisor(input, target, weight, ignore_index) if reduction == "mean" else 1
        self.divisor = "" if count == 1 else " / n"
        # A mean of nothing has no slope.
        self.empty = count == 0
        self.even = not self.soft or bool(np.allclose(np.sum(target, axis=self.axis), 1, rtol=0, atol=1e-12))

    def formula(self, logs: str) -> str:
        over = f", {self.dim}" if self.reduction == "none" else ""
        return f"-sum({self.truth} * {logs}{over}){self.divisor}"

    @property
    def local(self) -> str:
        """Of the scores: how far the probabilities are from the truth."""
        if self.empty:
            return "0"
        softmax = f"softmax(input, {self.dim})"
        if not self.weighted and self.even:
            truth = self.truth.removeprefix(f"{self.factors[0]} * ") if self.ignored else self.truth
            each = f"({softmax} - {truth})"
            return (f"{self.factors[0]} * {each}" if self.ignored else each) + self.divisor
        return f"({softmax} * sum({self.truth}, {self.dim}, keepdim=True) - {self.truth}){self.divisor}"

    @property
    def upstream(self) -> str:
        return f"spread(g, {self.dim})" if self.reduction == "none" else "g"


def _logs(input: Array, *_: Array) -> str:
    return f"log_softmax(input, dim={class_axis(input.shape)})"


def _to_soft_target(g: str) -> Text:
    """A share of a class as the target: how unlikely the class is."""

    def text(*inputs: Array, **attributes: Any) -> str:
        shown = Shown(*inputs, **attributes)
        if not shown.soft:
            return ""
        factors = [*shown.factors, *["(1 - label_smoothing)"] * shown.smooth, _logs(*inputs)]
        return f"-{' * '.join([shown.upstream] * bool(g) + factors)}{shown.divisor}"

    return text


def _to_weight(g: str) -> Text:
    """The weight of a class, where the targets are probabilities: what the class costs in all examples together."""

    def text(*inputs: Array, **attributes: Any) -> str:
        shown = Shown(*inputs, **attributes)
        if not shown.soft:
            return ""
        each = " * ".join([*[shown.upstream] * bool(g), shown.plain, _logs(*inputs)])
        axes = _examples(inputs[0])
        return f"-sum({each}, dim={axes if len(axes) > 1 else axes[0]}){shown.divisor}" if axes else f"-{each}"

    return text


def onehot(input: Array, target: Array, *_: Array, **attributes: Any) -> Array:
    axis = class_axis(input.shape)
    places = np.arange(input.shape[axis]).reshape((-1, *(1,) * (len(input.shape) - axis - 1)))
    return np.equal(np.expand_dims(target, axis), places).astype(input.dtype)


def _divisor(
    input: Array, target: Array, weight: Array | None = None, ignore_index: int = -100, **attributes: Any
) -> float:
    return float(shares(input, target, weight, ignore_index, 0.0)[1])


CLASSES = {
    "onehot": Named("1 at the class that the target names, 0 at all others", onehot),
    "n": number("how many targets count, or the sum of their weights", _divisor),
}

register(
    "cross_entropy",
    _cross_entropy,
    family="loss",
    vjps=[_cross_entropy_input, _cross_entropy_target, _cross_entropy_weight],
    jvps=[_along(_cross_entropy_input), _along(_cross_entropy_target), _along_weight],
    shape=class_shape("cross_entropy"),
    cost=read_cost(12),
    symbol="CE",
    formula=lambda *inputs, **attributes: Shown(*inputs, **attributes).formula(_logs(*inputs)),
    local=[lambda *inputs, **attributes: Shown(*inputs, **attributes).local, _to_soft_target(""), _to_weight("")],
    downstream=[
        lambda *inputs, **attributes: "{0.upstream} * {0.local}".format(Shown(*inputs, **attributes)),
        _to_soft_target("g"),
        _to_weight("g"),
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


def _nll_text(text: str) -> Text:
    def shown(*inputs: Array, **attributes: Any) -> str:
        parts = Shown(*inputs, **attributes)
        return "0" if parts.empty else text.format(parts)

    return shown


register(
    "nll_loss",
    _nll,
    family="loss",
    vjps=[_nll_input],
    jvps=[_along(_nll_input)],
    unfolded="forward",
    shape=class_shape("nll_loss"),
    cost=read_cost(4),
    symbol="NLL",
    formula=lambda *inputs, **attributes: Shown(*inputs, **attributes).formula("input"),
    local=[_nll_text("-{0.truth}{0.divisor}")],
    downstream=[_nll_text("-{0.upstream} * {0.truth}{0.divisor}")],
    where=CLASSES,
    words="only the true class of each example is pushed",
    fixed={"weight": Fixed()},
    names="functional.nll_loss",
)
