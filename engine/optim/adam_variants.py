"""Rules that are Adam's but for one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.operation import Array
from engine.optim.optimizer import Group, Optimizer
from engine.optim.rules import Lines, begun


class Adamax(Optimizer):
    """Adam whose spread is the largest gradient of late: u ← max(β2 u, |g| + eps). Source: Kingma and Ba 2015, 7.1."""

    name = "Adamax"
    states = {"m": "exp_avg", "u": "exp_inf"}
    words = (
        "Adamax moves {w} by η = {lr} times m, a running mean of its gradients, divided by u, the largest gradient of "
        "late."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 2e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, {**settings, "capturable": False})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"m": value * 0.0, "u": value * 0.0}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun(group)
        yield from lines
        yield "m", f"beta1 * m + (1 - beta1) * {gradient}"
        yield "u", f"Max(beta2 * u, sqrt({gradient} ** 2) + eps)"
        yield "w", "w - lr / (1 - beta1 ** t) * m / u"


class RAdam(Optimizer):
    """Adam that leaves its spread out as long as too few gradients tell it. Source: Liu et al. 2020, algorithm 2."""

    name = "RAdam"
    states = {"m": "exp_avg", "v": "exp_avg_sq"}
    words = (
        "RAdam moves {w} as Adam does, with η = {lr}; in its first steps it leaves out the division by the root of v, "
        "which too few gradients tell."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, {**settings, "capturable": False, "decoupled_weight_decay": decoupled_weight_decay})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"m": value * 0.0, "v": value * 0.0}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        decoupled = group["decoupled_weight_decay"]
        lines, gradient = begun(group, decoupled)
        yield from lines
        yield "m", f"beta1 * m + (1 - beta1) * {gradient}"
        yield "v", f"beta2 * v + (1 - beta2) * {gradient} ** 2"
        yield "m_hat", "m / (1 - beta1 ** t)"
        yield "rho_most", "2 / (1 - beta2) - 1"
        yield "rho", "rho_most - 2 * t * beta2 ** t / (1 - beta2 ** t)"
        shrunk = "w - lr * weight_decay * w" if group["weight_decay"] and decoupled else "w"
        if self.knows_spread(group):
            yield "r", "sqrt((rho - 4) * (rho - 2) * rho_most / ((rho_most - 4) * (rho_most - 2) * rho))"
            yield "l", "sqrt(1 - beta2 ** t) / (sqrt(v) + eps)"
            yield "w", f"{shrunk} - lr * m_hat * l * r"
        else:
            yield "w", f"{shrunk} - lr * m_hat"

    def knows_spread(self, group: Group) -> bool:
        """Whether ρ is above 5 in the step that is being worked out."""
        beta, steps = group["betas"][1], self.steps_of_now
        return bool(2 / (1 - beta) - 1 - 2 * steps * beta**steps / (1 - beta**steps) > 5)
