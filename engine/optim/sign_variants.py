"""Rules that ask of a gradient its sign alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array
from engine.optim.optimizer import Group, Optimizer
from engine.optim.rules import Lines, begun


class Rprop(Optimizer):
    """Each entry has a step d of its own, longer where its gradient keeps its sign, shorter where it turns round.

    Source: Riedmiller and Braun 1993; an entry whose gradient turns round stays where it is once.
    """

    name = "Rprop"
    states = {"p": "prev", "d": "step_size"}
    words = (
        "Rprop moves {w} against the sign of its gradient by d, a step of its own for each entry: d grows while the "
        "gradient keeps its sign, and shrinks where it turns round. The first d is η = {lr}."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        etas: Any = (0.5, 1.2),
        step_sizes: Any = (1e-6, 50),
        *,
        maximize: bool = False,
    ) -> None:
        pairs = {"etas": etas, "step_sizes": step_sizes}
        for option, pair in pairs.items():
            if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not all(map(_is_number, pair)):
                raise ArgumentError(f"{option} of Rprop is a pair of numbers, not {pair!r}")
        if not 0 < etas[0] < 1 < etas[1]:
            raise ArgumentError(f"etas of Rprop are a number below 1 and one above it, not {etas!r}")
        super().__init__(params, {"lr": lr, **pairs, "capturable": False, "maximize": maximize})

    def settings(self, group: Group) -> Mapping[str, float]:
        (shorter, longer), (least, most) = group["etas"], group["step_sizes"]
        return {**super().settings(group), "shorter": shorter, "longer": longer, "least": least, "most": most}

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"p": value * 0.0, "d": np.asarray(value * 0.0 + group["lr"], np.asarray(value).dtype)[()]}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun({**group, "weight_decay": 0})
        yield from lines
        yield "s", f"sign({gradient} * p)"
        yield "k", "1 + (longer - 1) * Max(s, 0) - (1 - shorter) * Max(-s, 0)"
        yield "d", "Max(least, Min(most, k * d))"
        yield "p", f"{gradient} * (1 - Max(-s, 0))"
        yield "w", "w - d * sign(p)"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
