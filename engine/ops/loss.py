"""Losses that compare a prediction with its target entry by entry, then reduce by "mean", "sum" or "none"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.operation import Array, Op, Rule, Shape, Takes, Text, broadcast, compute, register, shape_text, size
from engine.ops.axes import read_cost, values_of
from engine.ops.loss_text import ENTRIES, WEIGHTS, loss_texts, weighted_text

REDUCTIONS = ("mean", "sum", "none")
# The place of the weights among the inputs.
WEIGHT = 2
WHERE_EQUAL = "Where prediction and target agree the gradient is taken as 0, as in PyTorch."


def checked(reduction: str) -> str:
    if reduction not in REDUCTIONS:
        raise ArgumentError(f"a loss is reduced by {', '.join(REDUCTIONS)}, not by {reduction!r}")
    return reduction


def reduced(x: Array, reduction: str) -> Array:
    if checked(reduction) == "none":
        return x
    if reduction == "mean" and x.dtype.kind != "f":
        raise DtypeError(f"a mean is made of floating point numbers, not of {x.dtype}: call .double() first")
    return compute(reduction, x)


def share(g: Array, reduction: str, count: int) -> Array:
    return g / count if reduction == "mean" else g


def loss_shape(*shapes: Shape, reduction: str = "mean", **attributes: Any) -> Shape:
    out = broadcast(*shapes)
    return out if checked(reduction) == "none" else ()


def _spread(x: Array, inputs: Sequence[Array]) -> Array:
    """Over all entries that the inputs have together, where a slope may know of fewer."""
    shapes = [tuple(value.shape) for value in inputs]
    out = broadcast(*shapes)
    return x if all(shape == out for shape in shapes) else compute("expand", x, shape=out)


def elementwise_loss(
    name: str,
    forward: Rule,
    slopes: Sequence[Rule | None],
    *,
    formula: Text,
    local: list[Text],
    cost: float,
    over_weights: bool = False,
    **fields: Any,
) -> Op:
    """Registers a loss by the slopes of what one entry costs: `slope(*inputs, **attributes)`, before the reduction.

    `formula` and `local` are the texts of one entry, too. With `over_weights` a mean divides by the sum of the third
    input, where that is given: it moves with a weight by how much more the entry costs than the mean, over that sum.
    """

    def by_weights(inputs: Sequence[Array], reduction: str) -> bool:
        return over_weights and reduction == "mean" and len(inputs) > WEIGHT

    def moved(slot: int, slope: Rule, y: Array, inputs: Sequence[Array], reduction: str, attributes: Any) -> Array:
        found = slope(*inputs, **attributes)
        return found - y if slot == WEIGHT and by_weights(inputs, reduction) else found

    def vjp(slot: int, slope: Rule) -> Rule:
        def rule(g: Array, y: Array, *inputs: Array, reduction: str = "mean", **attributes: Any) -> Array:
            entries = size(broadcast(*(tuple(x.shape) for x in inputs)))
            count = inputs[WEIGHT].sum() if by_weights(inputs, reduction) else entries
            return share(_spread(g, inputs), reduction, count) * moved(slot, slope, y, inputs, reduction, attributes)

        return rule

    def jvp(slot: int, slope: Rule) -> Rule:
        def rule(t: Array, y: Array, *inputs: Array, reduction: str = "mean", **attributes: Any) -> Array:
            each = _spread(t, inputs) * moved(slot, slope, y, inputs, reduction, attributes)
            return each.sum() / inputs[WEIGHT].sum() if by_weights(inputs, reduction) else reduced(each, reduction)

        return rule

    whole, slopes_read, downstream = loss_texts(formula, local, over_weights)
    return register(
        name,
        forward,
        family="loss",
        vjps=[None if slope is None else vjp(slot, slope) for slot, slope in enumerate(slopes)],
        jvps=[None if slope is None else jvp(slot, slope) for slot, slope in enumerate(slopes)],
        shape=loss_shape,
        cost=read_cost(cost),
        formula=whole,
        local=slopes_read,
        downstream=downstream,
        where=WEIGHTS if over_weights else ENTRIES,
        unfolded="forward",
        names=f"functional.{name}",
        **fields,
    )


def weighted(each: Array, weight: Array | None) -> Array:
    return each if weight is None else each * weight


def _weighed_by(loss: str, each: Array, input: Array, weight: Array | None) -> Array:
    """What each entry costs times its weight. Raises ShapeError."""
    if weight is not None and tuple(weight.shape) != tuple(input.shape):
        raise ShapeError(
            f"{loss} takes a weight for each entry of its input, got {shape_text(weight.shape)} for "
            f"{shape_text(input.shape)}: weight.expand_as(input) copies it"
        )
    return weighted(each, weight)


def _over_weights(each: Array, weight: Array | None, reduction: str) -> Array:
    """Reduced, where a mean is the sum over the sum of the weights."""
    if weight is None or checked(reduction) != "mean":
        return reduced(each, reduction)
    return each.sum() / weight.sum()


def _times_weight(text: str) -> Text:
    return lambda input, target, weight=None, **_: weighted_text(text, weight)


def _twice(error: str) -> Text:
    return lambda input, target, weight=None, **_: f"2 * {'' if weight is None else 'weight * '}({error})"


def _mse(input: Array, target: Array, weight: Array | None = None, /, reduction: str = "mean") -> Array:
    error = input - target
    return _over_weights(_weighed_by("mse_loss", error * error, input, weight), weight, reduction)


elementwise_loss(
    "mse_loss",
    _mse,
    [
        lambda p, t, weight=None: weighted(2 * (p - t), weight),
        lambda p, t, weight=None: weighted(2 * (t - p), weight),
        lambda p, t, weight: np.square(p - t),
    ],
    formula=_times_weight("(input - target) ** 2"),
    local=[
        _twice("input - target"),
        _twice("target - input"),
        "(input - target) ** 2",
    ],
    words="squared error pulls in proportion to the error",
    cost=3,
    symbol="MSE",
    order="input target reduction weight",
    over_weights=True,
    takes=Takes("f", tensors=2),
    needs="012 012 *",
)


def _l1(input: Array, target: Array, weight: Array | None = None, /, reduction: str = "mean") -> Array:
    return _over_weights(_weighed_by("l1_loss", np.abs(input - target), input, weight), weight, reduction)


elementwise_loss(
    "l1_loss",
    _l1,
    [
        lambda p, t, weight=None: weighted(compute("sign", p - t), weight),
        lambda p, t, weight=None: weighted(compute("sign", t - p), weight),
        lambda p, t, weight: np.abs(p - t),
    ],
    formula=_times_weight("Abs(input - target)"),
    local=[_times_weight("sign(input - target)"), _times_weight("sign(target - input)"), "Abs(input - target)"],
    words="absolute error pulls with the same force however far off",
    cost=2,
    symbol="L1",
    choice=WHERE_EQUAL,
    order="input target reduction weight",
    over_weights=True,
    takes=Takes("fiu", tensors=2),
    needs="*2 *2 *",
)


def _within(x: Array, bound: float) -> Array:
    """x cut off at ±bound: on the bounds, and where x is not a number, it has slope 0."""
    numbers = values_of(x)
    return np.where(np.abs(numbers) < bound, x, np.clip(numbers, -bound, bound))


def _smooth_l1(input: Array, target: Array, /, reduction: str = "mean", beta: float = 1.0) -> Array:
    far = np.abs(input - target)
    if beta == 0:
        return reduced(far, reduction)
    return reduced(np.where(far < beta, 0.5 * far * far / beta, far - 0.5 * beta), reduction)


def _smooth_l1_slope(p: Array, t: Array, beta: float = 1.0) -> Array:
    return np.sign(p - t) if beta == 0 else _within((p - t) / beta, 1.0)


def _smooth_l1_text(p: Array, t: Array, beta: float = 1.0) -> str:
    if beta == 0:
        return "Abs(input - target)"
    near, edge = ("2", "1 / 2") if beta == 1 else ("(2 * beta)", "beta / 2")
    limit = "1" if beta == 1 else "beta"
    near = f"(input - target) ** 2 / {near}"
    return f"Piecewise(({near}, Abs(input - target) < {limit}), (Abs(input - target) - {edge}, True))"


def _smooth_l1_slope_text(error: str) -> Text:
    def text(p: Array, t: Array, beta: float = 1.0) -> str:
        if beta == 0:
            return f"sign({error})"
        return f"Min(Max({error if beta == 1 else f'({error}) / beta'}, -1), 1)"

    return text


elementwise_loss(
    "smooth_l1_loss",
    _smooth_l1,
    [_smooth_l1_slope, lambda p, t, beta=1.0: -_smooth_l1_slope(p, t, beta)],
    formula=_smooth_l1_text,
    local=[_smooth_l1_slope_text("input - target"), _smooth_l1_slope_text("target - input")],
    words="a parabola near the target, a straight line far off: the pull grows up to 1 and no further",
    cost=5,
    symbol="smooth L1",
    takes=Takes("f", tensors=2),
    needs="01",
)


def _huber_each(p: Array, t: Array, delta: float) -> Array:
    far = np.abs(p - t)
    return np.where(far < delta, 0.5 * far * far, delta * (far - 0.5 * delta))


def _huber(
    input: Array, target: Array, weight: Array | None = None, /, reduction: str = "mean", delta: float = 1.0
) -> Array:
    return reduced(_weighed_by("huber_loss", _huber_each(input, target, delta), input, weight), reduction)


def _huber_text(p: Array, t: Array, weight: Array | None = None, delta: float = 1.0) -> str:
    limit, far = ("1", "Abs(input - target) - 1 / 2")
    if delta != 1:
        limit, far = ("delta", "delta * (Abs(input - target) - delta / 2)")
    each = f"Piecewise(((input - target) ** 2 / 2, Abs(input - target) < {limit}), ({far}, True))"
    return weighted_text(each, weight)


def _huber_slope_text(error: str) -> Text:
    def text(p: Array, t: Array, weight: Array | None = None, delta: float = 1.0) -> str:
        limit = "1" if delta == 1 else "delta"
        return weighted_text(f"Min(Max({error}, -{limit}), {limit})", weight)

    return text


elementwise_loss(
    "huber_loss",
    _huber,
    [
        lambda p, t, weight=None, delta=1.0: weighted(_within(p - t, delta), weight),
        lambda p, t, weight=None, delta=1.0: weighted(_within(t - p, delta), weight),
        lambda p, t, weight, delta=1.0: _huber_each(p, t, delta),
    ],
    formula=_huber_text,
    local=[
        _huber_slope_text("input - target"),
        _huber_slope_text("target - input"),
        lambda p, t, weight, delta=1.0: _huber_text(p, t, delta=delta),
    ],
    words="the pull is the error itself, cut off at delta: the gradient is clipped, not the error",
    cost=5,
    symbol="Huber",
    order="input target reduction delta weight",
    takes=Takes("f", first_alone=True, tensors=2),
    needs="012 012 *",
)
