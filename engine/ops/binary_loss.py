"""Losses of two classes, entry by entry: binary cross-entropy, of shares or of scores, and the soft margin."""

from __future__ import annotations

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Fixed, Shape, Takes, compute, shape_text
from engine.ops.axes import values_of
from engine.ops.loss import elementwise_loss, reduced, weighted
from engine.ops.loss_text import weighted_text


def _log_bounded(x: Array) -> Array:
    """log(x), not below -100: the bound PyTorch sets, so that a sure and wrong answer costs a finite loss.

    Where x is exactly 0 it is flat. The loss has rules of its own, which divide by 1e-12 there, as in PyTorch.
    """
    above = x > 0
    return np.where(above, np.maximum(np.log(np.where(above, x, 1.0)), -100.0), -100.0)


def _check_equal(loss: str, input: Shape, target: Shape) -> None:
    if input != target:
        raise ShapeError(
            f"{loss} compares equal shapes, got {shape_text(input)} and {shape_text(target)}: reshape one of them"
        )


def _bce(input: Array, target: Array, weight: Array | None = None, /, reduction: str = "mean") -> Array:
    _check_equal("binary_cross_entropy", input.shape, target.shape)
    probabilities = values_of(input)
    if not np.all((probabilities >= 0) & (probabilities <= 1)):
        raise ArgumentError("binary_cross_entropy takes probabilities, between 0 and 1: apply sigmoid first")
    each = -(target * _log_bounded(input) + (1 - target) * _log_bounded(1 - input))
    return reduced(weighted(each, weight), reduction)


def _bce_input(p: Array, t: Array, weight: Array | None = None) -> Array:
    return weighted((p - t) / np.maximum(p * (1 - p), 1e-12), weight)


def _bce_target(p: Array, t: Array, weight: Array | None = None) -> Array:
    return weighted(np.log(1 - p) - np.log(p), weight)


def _bce_text(p: Array, t: Array, weight: Array | None = None) -> str:
    logs = ("log(input)", "log(1 - input)")
    if np.any((p == 0) | (p == 1)):
        logs = ("Max(log(input), -100)", "Max(log(1 - input), -100)")
    return weighted_text(f"-(target * {logs[0]} + (1 - target) * {logs[1]})", weight)


def _bce_input_text(p: Array, t: Array, weight: Array | None = None) -> str:
    variance = "input * (1 - input)"
    if np.any((p == 0) | (p == 1)):
        variance = f"Max({variance}, 1e-12)"
    return (
        f"{weighted_text('input - target', weight)} / ({variance})"
        if weight is not None
        else (f"(input - target) / ({variance})")
    )


elementwise_loss(
    "binary_cross_entropy",
    _bce,
    [_bce_input, _bce_target],
    formula=_bce_text,
    local=[_bce_input_text, lambda p, t, weight=None: weighted_text("log((1 - input) / input)", weight)],
    words="cross-entropy of probabilities explodes when sure and wrong",
    cost=10,
    symbol="BCE",
    choice="log is bounded below by -100, as in PyTorch.",
    fixed={"weight": Fixed()},
    takes=Takes("f", one_type=True),
    needs="012",
)


def _excess(target: Array, pos_weight: Array | None) -> Array:
    """How much the logarithm counts: 1, or more for the positive class."""
    return 1.0 if pos_weight is None else 1 + (pos_weight - 1) * target


def _bce_logits(
    input: Array,
    target: Array,
    weight: Array | None = None,
    pos_weight: Array | None = None,
    /,
    reduction: str = "mean",
) -> Array:
    _check_equal("binary_cross_entropy_with_logits", input.shape, target.shape)
    spread = np.log1p(np.exp(-np.abs(input))) + np.maximum(-input, 0)
    return reduced(weighted((1 - target) * input + _excess(target, pos_weight) * spread, weight), reduction)


def _bce_logits_input(z: Array, t: Array, weight: Array | None = None, pos_weight: Array | None = None) -> Array:
    return weighted(1 - t - _excess(t, pos_weight) * compute("sigmoid", -z), weight)


def _bce_logits_target(z: Array, t: Array, weight: Array | None = None, pos_weight: Array | None = None) -> Array:
    if pos_weight is None:
        return weighted(-z, weight)
    return weighted((pos_weight - 1) * np.logaddexp(-z, 0) - z, weight)


def _bce_logits_text(z: Array, t: Array, weight: Array | None = None, pos_weight: Array | None = None) -> str:
    each = "Max(input, 0) - input * target + log(1 + exp(-Abs(input)))"
    if pos_weight is not None:
        each = "(1 - target) * input + (1 + (pos_weight - 1) * target) * log(1 + exp(-input))"
    return weighted_text(each, weight)


def _bce_logits_input_text(z: Array, t: Array, weight: Array | None = None, pos_weight: Array | None = None) -> str:
    slope = "sigmoid(input) - target"
    if pos_weight is not None:
        slope = "1 - target - (1 + (pos_weight - 1) * target) * sigmoid(-input)"
    return weighted_text(slope, weight)


def _bce_logits_target_text(z: Array, t: Array, weight: Array | None = None, pos_weight: Array | None = None) -> str:
    slope = "-input" if pos_weight is None else "(pos_weight - 1) * log(1 + exp(-input)) - input"
    return weighted_text(slope, weight)


elementwise_loss(
    "binary_cross_entropy_with_logits",
    _bce_logits,
    [_bce_logits_input, _bce_logits_target],
    formula=_bce_logits_text,
    local=[_bce_logits_input_text, _bce_logits_target_text],
    words="prediction minus truth: the flat ends of the sigmoid cancel",
    cost=12,
    symbol="BCE",
    order="input target weight reduction pos_weight",
    fixed={"weight": Fixed(), "pos_weight": Fixed()},
    takes=Takes("f", one_type=True),
    needs="0123",
)


def _soft_margin(input: Array, target: Array, /, reduction: str = "mean") -> Array:
    _check_equal("soft_margin_loss", input.shape, target.shape)
    return reduced(np.logaddexp(-target * input, 0), reduction)


elementwise_loss(
    "soft_margin_loss",
    _soft_margin,
    [lambda p, t: -t * compute("sigmoid", -t * p)],
    formula="log(1 + exp(-target * input))",
    local=["-target * sigmoid(-target * input)"],
    words="a soft hinge: what is on the right side by far hardly pulls",
    cost=12,
    symbol="soft margin",
    fixed={"target": Fixed()},
    takes=Takes("f", first_alone=True),
    needs="01",
)
