"""A rule that keeps the mean of where a parameter has been."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.operation import Array
from engine.optim.optimizer import Group, Optimizer
from engine.optim.rules import Lines, begun


class ASGD(Optimizer):
    """SGD whose rate η falls, and that keeps the mean of where it has been. Source: Polyak and Juditsky 1992."""

    name = "ASGD"
    states = {"eta": "eta", "mu": "mu", "ax": "ax"}
    words = (
        "ASGD moves {w} against its gradient by a rate that falls from η = {lr}, and keeps ax, the mean of where {w} "
        "has been."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay}
        super().__init__(params, {**settings, "maximize": maximize, "capturable": False})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"eta": np.asarray(group["lr"], value.dtype)[()], "mu": np.ones((), value.dtype)[()], "ax": value * 0.0}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun(group)
        yield from lines
        yield "moved", f"(1 - lambd * eta) * w - eta * {gradient}"
        yield "ax", "ax + mu * (moved - ax)"
        yield "eta", "lr / (1 + lambd * lr * t) ** alpha"
        yield "mu", "1 / Max(1, t - t0)"
        yield "w", "moved"
