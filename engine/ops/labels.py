"""Losses over classes that hold the score of a class against those of others, or every label alone."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import FRACTIONS, Array, Fixed, Named, Shape, Takes, Text, compute, number, shape_text
from engine.ops.axes import read_cost, values_of
from engine.ops.classes import CLASSES, class_shape, onehot
from engine.ops.composed import composed
from engine.ops.loss import checked, reduced
from engine.ops.loss_text import loss_texts, weighted_text


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
    return class_shape("multi_margin_loss")(input, target, weight, **attributes)  # type: ignore[no-any-return]


RIGHT = "sum(onehot(target) * input, dim=-1, keepdim=True)"


def _margin_text(*inputs: Array, p: int = 1, margin: float = 1.0, reduction: str = "mean") -> str:
    gap = f"Max({'1' if margin == 1 else 'margin'} - {RIGHT} + input, 0)"
    costs = f"(1 - onehot(target)) * {gap}" + (" ** 2" if p == 2 else "")
    if len(inputs) > 2:
        costs = f"spread(weight[target], dim=-1) * {costs}"
    return f"sum({costs}{', dim=-1' if reduction == 'none' else ''}) / n"


def _margin_push(
    input: Array, target: Array, weight: Array | None = None, p: int = 1, margin: float = 1.0, **attributes: Any
) -> Array:
    chosen = onehot(input, target)
    gap = (1 - chosen) * (margin - (chosen * input).sum(-1, keepdims=True) + input)
    return np.where(gap > 0, 1.0 if p == 1 else 2 * gap, 0.0)


def _margin_local(*inputs: Array, **attributes: Any) -> str:
    weights = "spread(weight[target], dim=-1) * " if len(inputs) > 2 else ""
    return f"{weights}(push - onehot(target) * sum(push, dim=-1, keepdim=True)) / n"


def _margin_downstream(*inputs: Array, reduction: str = "mean", **attributes: Any) -> str:
    return f"{'spread(g, dim=-1)' if reduction == 'none' else 'g'} * {_margin_local(*inputs)}"


def _margin_divisor(input: Array, target: Array, *weight: Array, reduction: str = "mean", **attributes: Any) -> int:
    return int(input.size if reduction == "mean" else input.shape[-1])


composed(
    "multi_margin_loss",
    _multi_margin,
    family="loss",
    shape=_multi_margin_shape,
    cost=read_cost(6),
    order="input target p margin weight reduction",
    symbol="margin",
    formula=_margin_text,
    local=[_margin_local],
    downstream=[_margin_downstream],
    where={
        "onehot": CLASSES["onehot"],
        "push": Named("how fast the cost of each other class grows: 0 where it is beyond the margin", _margin_push),
        "n": number("how many scores are averaged: the classes of one example, or of all", _margin_divisor),
    },
    words="only classes that come closer than the margin push",
    choice="On the margin itself the gradient of one class is taken as 0, as in PyTorch.",
    fixed={"weight": Fixed()},
    names="functional.multi_margin_loss",
    takes=FRACTIONS,
    needs="012",
)


def _multilabel_soft_margin(
    input: Array, target: Array, weight: Array | None = None, /, reduction: str = "mean"
) -> Array:
    each = target * np.logaddexp(-input, 0) + (1 - target) * np.logaddexp(input, 0)
    if weight is not None:
        each = each * weight
    return reduced(each.sum(-1) / input.shape[-1], reduction)


_formula, _local, _downstream = loss_texts(
    lambda input, target, weight=None: weighted_text(
        "-(target * log(sigmoid(input)) + (1 - target) * log(sigmoid(-input)))", weight
    ),
    [
        lambda input, target, weight=None: weighted_text("sigmoid(input) - target", weight),
        lambda input, target, weight=None: weighted_text("-input", weight),
        "-(target * log(sigmoid(input)) + (1 - target) * log(sigmoid(-input)))",
    ],
)


def _by_example(text: Text, back: bool) -> Text:
    """The texts of a loss that averages the labels of each example, whatever becomes of the examples."""

    def shown(*inputs: Array, reduction: str = "mean") -> str:
        assert callable(text)
        if reduction == "mean":
            return text(*inputs, reduction="mean")
        each = text(*inputs, reduction="mean" if back else "none")
        if back:
            return re.sub(r"\bg\b", "spread(g, dim=-1)", each) if reduction == "none" else each
        sign, inner = ("-", each[1:]) if each.startswith("-") else ("", each)
        mean = f"{sign}mean({inner}, dim=-1)"
        return mean if reduction == "none" else f"{sign}sum(mean({inner}, dim=-1))"

    return shown


composed(
    "multilabel_soft_margin_loss",
    _multilabel_soft_margin,
    slots=(0, 1, 2),
    family="loss",
    shape=lambda input, target, weight=(), reduction="mean": input[:-1] if checked(reduction) == "none" else (),
    cost=read_cost(20),
    symbol="BCE",
    formula=_by_example(_formula, back=False),
    local=[_by_example(text, back=True) for text in _local],
    downstream=[_by_example(text, back=True) for text in _downstream],
    where={
        "n": number(
            "how many labels are averaged: those of one example, or of all",
            lambda input, *_, reduction="mean": input.size if reduction == "mean" else input.shape[-1],
        )
    },
    words="prediction minus truth, for every label alone",
    names="functional.multilabel_soft_margin_loss",
    takes=Takes("f", first_alone=True),
    needs="012 2 *",
)
