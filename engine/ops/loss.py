"""Losses: a prediction and a target become one number, in the reduction named ("mean", "sum" or "none")."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.op import Array, Rule, Shape, broadcast, compute, register, shape_text, size
from engine.ops.elementwise import sigmoid
from engine.ops.reduction import read_cost

REDUCTIONS = ("mean", "sum", "none")


def _checked(reduction: str) -> str:
    if reduction not in REDUCTIONS:
        raise ArgumentError(f"a loss is reduced by {', '.join(REDUCTIONS)}, not by {reduction!r}")
    return reduction


def reduce(x: Array, reduction: str) -> Array:
    return x if _checked(reduction) == "none" else compute(reduction, x)


def _share(g: Array, reduction: str, count: int) -> Array:
    return g / count if reduction == "mean" else g


def _loss_shape(*shapes: Shape, reduction: str = "mean", **attributes: Any) -> Shape:
    out = broadcast(*shapes)
    return out if _checked(reduction) == "none" else ()


def elementwise_loss(
    name: str,
    each: Rule,
    input_slope: Rule,
    target_slope: Rule,
    *,
    formula: str,
    local: list[str],
    words: str,
    cost: float,
    symbol: str,
    choice: str | None = None,
) -> None:
    """A loss that compares each entry of an input with its target, then reduces.

    Slopes are of the unreduced loss, `slope(input, target, **attributes)`.
    """

    def forward(input: Array, target: Array, /, reduction: str = "mean") -> Array:
        return reduce(each(input, target), reduction)

    def vjp(slope: Rule) -> Rule:
        def rule(g: Array, y: Array, input: Array, target: Array, reduction: str = "mean") -> Array:
            change = slope(input, target)
            return _share(g, reduction, size(change.shape)) * change

        return rule

    def jvp(slope: Rule) -> Rule:
        def rule(t: Array, y: Array, input: Array, target: Array, reduction: str = "mean") -> Array:
            return reduce(t * slope(input, target), reduction)

        return rule

    slopes = (input_slope, target_slope)
    register(
        name,
        forward,
        family="loss",
        vjps=[vjp(slope) for slope in slopes],
        jvps=[jvp(slope) for slope in slopes],
        shape=_loss_shape,
        cost=read_cost(cost),
        symbol=symbol,
        formula=formula,
        local=local,
        downstream=[f"g * {text}" for text in local],
        words=words,
        choice=choice,
        names=f"functional.{name}",
    )


elementwise_loss(
    "mse_loss",
    lambda p, t: (p - t) * (p - t),
    lambda p, t: 2 * (p - t),
    lambda p, t: 2 * (t - p),
    formula="mean((input - target) ** 2)",
    local=["2 * (input - target) / n", "2 * (target - input) / n"],
    words="squared error pulls in proportion to the error",
    cost=3,
    symbol="MSE",
)
elementwise_loss(
    "l1_loss",
    lambda p, t: np.abs(p - t),
    lambda p, t: np.sign(p - t),
    lambda p, t: np.sign(t - p),
    formula="mean(Abs(input - target))",
    local=["sign(input - target) / n", "sign(target - input) / n"],
    words="absolute error pulls with the same force however far off",
    cost=2,
    symbol="L1",
    choice="Where prediction and target agree the gradient is taken as 0, as PyTorch does.",
)


def _log_bounded(x: Array) -> Array:
    """log(x), not below -100: the bound PyTorch sets, so that a sure and wrong answer costs a finite loss."""
    return np.maximum(np.log(x), -100.0)


elementwise_loss(
    "binary_cross_entropy",
    lambda p, t: -(t * _log_bounded(p) + (1 - t) * _log_bounded(1 - p)),
    lambda p, t: (p - t) / np.maximum(p * (1 - p), 1e-12),
    lambda p, t: _log_bounded(1 - p) - _log_bounded(p),
    formula="-mean(target * log(input) + (1 - target) * log(1 - input))",
    local=["(input - target) / (input * (1 - input) * n)", "log((1 - input) / input) / n"],
    words="cross-entropy of probabilities explodes when sure and wrong",
    cost=10,
    symbol="BCE",
    choice="log is bounded below by -100, as in PyTorch.",
)
elementwise_loss(
    "binary_cross_entropy_with_logits",
    lambda z, t: np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z))),
    lambda z, t: compute("sigmoid", z) - t,
    lambda z, t: -z,
    formula="mean(Max(input, 0) - input * target + log(1 + exp(-Abs(input))))",
    local=["(sigmoid(input) - target) / n", "-input / n"],
    words="prediction minus truth: the flat ends of the sigmoid cancel",
    cost=12,
    symbol="BCE",
)


def _class_shape(input: Shape, target: Shape, *rest: Shape, reduction: str = "mean", **attributes: Any) -> Shape:
    if not input:
        raise ShapeError("cross_entropy needs one score a class, got a single number")
    if target == input:
        scores: Shape = input[:1] + input[2:] if len(input) > 1 else ()
    elif len(input) == 1 and target == ():
        scores = ()
    elif len(input) > 1 and target == input[:1] + input[2:]:
        scores = target
    else:
        raise ShapeError(
            f"cross_entropy needs scores (examples, classes) and targets (examples,), got {shape_text(input)} and "
            f"{shape_text(target)}"
        )
    return scores if _checked(reduction) == "none" else ()


def _class_axis(input: Array) -> int:
    return 0 if len(input.shape) == 1 else 1


def one_hot_of(target: Array, like: Array) -> Array:
    """Targets as probabilities: class numbers become rows with a single 1."""
    values = target._data if hasattr(target, "_data") else target
    if tuple(values.shape) == tuple(like.shape):
        return target
    axis = _class_axis(like)
    classes = np.arange(like.shape[axis]).reshape((-1,) + (1,) * (len(like.shape) - axis - 1))
    return (np.expand_dims(values, axis) == classes) * 1.0


def _examples(input: Array) -> int:
    return max(1, size(input.shape) // max(1, input.shape[_class_axis(input)]))


def _cross_entropy(input: Array, target: Array, /, reduction: str = "mean") -> Array:
    axis = _class_axis(input)
    logs = compute("log_softmax", input, dim=axis)
    each = -(logs * one_hot_of(target, input)).sum(axis)
    return each.sum() / _examples(input) if _checked(reduction) == "mean" else reduce(each, reduction)


def _cross_entropy_slope(input: Array, target: Array) -> Array:
    truth = one_hot_of(target, input)
    axis = _class_axis(input)
    total = compute("sum", truth, dim=axis, keepdim=True)
    return compute("softmax", input, dim=axis) * total - truth


def _per_example(g: Array, input: Array, reduction: str) -> Array:
    if reduction == "none":
        return np.expand_dims(g, _class_axis(input))
    return _share(g, reduction, _examples(input))


def _cross_entropy_jvp(t: Array, y: Array, input: Array, target: Array, reduction: str = "mean") -> Array:
    each = (t * _cross_entropy_slope(input, target)).sum(_class_axis(input))
    return each.sum() / _examples(input) if reduction == "mean" else reduce(each, reduction)


register(
    "cross_entropy",
    _cross_entropy,
    family="loss",
    vjps=[
        lambda g, y, input, target, reduction="mean": (
            _per_example(g, input, reduction) * _cross_entropy_slope(input, target)
        ),
        None,
    ],
    jvps=[_cross_entropy_jvp, None],
    shape=_class_shape,
    cost=read_cost(10),
    symbol="CE",
    formula="-mean(log(softmax(input))[target])",
    local=["(softmax(input) - onehot(target)) / n", ""],
    downstream=["g * (softmax(input) - onehot(target)) / n", ""],
    words="prediction minus truth, a row an example",
    names="functional.cross_entropy",
)


def _nll(input: Array, target: Array, /, reduction: str = "mean") -> Array:
    each = -(input * one_hot_of(target, input)).sum(_class_axis(input))
    return each.sum() / _examples(input) if _checked(reduction) == "mean" else reduce(each, reduction)


register(
    "nll_loss",
    _nll,
    family="loss",
    vjps=[
        lambda g, y, input, target, reduction="mean": _per_example(g, input, reduction) * -one_hot_of(target, input),
        None,
    ],
    jvps=[
        lambda t, y, input, target, reduction="mean": compute("nll_loss", t, target, reduction=reduction),
        None,
    ],
    shape=_class_shape,
    cost=read_cost(2),
    symbol="NLL",
    formula="-mean(input[target])",
    local=["-onehot(target) / n", ""],
    downstream=["-g * onehot(target) / n", ""],
    words="only the true class of each example is pushed",
    names="functional.nll_loss",
)
