"""Negative log likelihood: the loss of scores that are logarithms of shares already."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import FRACTIONS, Array, Fixed, Text, register
from engine.ops.axes import read_cost, values_of
from engine.ops.classes import CLASSES, along, class_axis, class_shape, mean_or, shares, spread, weighed
from engine.ops.classification_text import Shown


def _nll(
    input: Array,
    target: Array,
    weight: Array | None = None,
    /,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Array:
    truth, divisor = shares(input, target, weight, ignore_index, 0.0)
    return mean_or(reduction, -weighed(input, truth, target).sum(class_axis(input.shape)), divisor)


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
    return np.where(values_of(truth) == 0, 0.0, spread(g, input, divisor, reduction) * -truth)


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
    jvps=[along(_nll_input)],
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
    takes=FRACTIONS,
    needs="012",
)
