"""What the losses over classes are written as, of one example or of many."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import Array, Text
from engine.ops.classes import class_axis, divisor, examples


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
        count = divisor(input, target, weight, ignore_index) if reduction == "mean" else 1
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


def logs(input: Array, *_: Array) -> str:
    return f"log_softmax(input, dim={class_axis(input.shape)})"


def to_soft_target(g: str) -> Text:
    """A share of a class as the target: how unlikely the class is."""

    def text(*inputs: Array, **attributes: Any) -> str:
        shown = Shown(*inputs, **attributes)
        if not shown.soft:
            return ""
        factors = [*shown.factors, *["(1 - label_smoothing)"] * shown.smooth, logs(*inputs)]
        return f"-{' * '.join([shown.upstream] * bool(g) + factors)}{shown.divisor}"

    return text


def to_weight(g: str) -> Text:
    """The weight of a class, where the targets are probabilities: what the class costs in all examples together."""

    def text(*inputs: Array, **attributes: Any) -> str:
        shown = Shown(*inputs, **attributes)
        if not shown.soft:
            return ""
        each = " * ".join([*[shown.upstream] * bool(g), shown.plain, logs(*inputs)])
        axes = examples(inputs[0])
        return f"-sum({each}, dim={axes if len(axes) > 1 else axes[0]}){shown.divisor}" if axes else f"-{each}"

    return text
