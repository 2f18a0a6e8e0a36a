"""Optimizers with PyTorch's update rules. A step reads `.grad` and gives every parameter a new version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.language.errors import ProgramError
from engine.language.values import Optimizer
from engine.operation import Array
from engine.tensors import Tensor


class SGD(Optimizer):
    """w ← w - lr · grad; with momentum μ the direction is v ← μ v + (1 - dampening) g, with nesterov g + μ v.

    `weight_decay` λ adds λ w to the gradient. Source: documentation of torch.optim.SGD.
    """

    name = "SGD"

    def __init__(
        self,
        parameters: list[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ProgramError("value", "nesterov needs a momentum above 0 and no dampening")
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov, self.maximize = weight_decay, nesterov, maximize

    def settings(self) -> Mapping[str, float]:
        return {
            "lr": self.lr,
            "momentum": self.momentum,
            "dampening": self.dampening,
            "weight_decay": self.weight_decay,
        }

    def rule(self, state: Mapping[str, Array]) -> Iterator[tuple[str, str]]:
        gradient = "grad"
        if self.maximize:
            yield "g", "-grad"
            gradient = "g"
        if self.weight_decay:
            yield "g", f"{gradient} + weight_decay * w"
            gradient = "g"
        direction = gradient
        if self.momentum:
            new = f"(1 - dampening) * {gradient}" if self.dampening else gradient
            yield "v", f"momentum * v + {new}" if "v" in state else gradient
            direction = f"({gradient} + momentum * v)" if self.nesterov else "v"
        yield "w", f"w - lr * {direction}"


class Adam(Optimizer):
    """w ← w - lr · m̂ / (√v̂ + eps), where m and v are running means of g and g², corrected for their start at 0.

    Source: Kingma and Ba 2015, algorithm 1. `weight_decay` λ adds λ w to the gradient; `decoupled_weight_decay`
    shrinks w by lr · λ instead. `amsgrad` divides by the root of the largest v so far: Reddi et al. 2018, algorithm 2.
    """

    name = "Adam"
    decoupled = False

    def __init__(
        self,
        parameters: list[Tensor],
        lr: float = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(parameters)
        if len(betas) != 2 or not all(0 <= beta < 1 for beta in betas):
            raise ProgramError("value", "betas are two numbers from 0 up to but not including 1")
        self.lr, self.betas, self.eps = lr, betas, eps
        self.weight_decay, self.amsgrad, self.maximize = weight_decay, amsgrad, maximize
        self.decoupled = self.decoupled or decoupled_weight_decay

    def settings(self) -> Mapping[str, float]:
        beta1, beta2 = self.betas
        return {"lr": self.lr, "beta1": beta1, "beta2": beta2, "eps": self.eps, "weight_decay": self.weight_decay}

    def start(self, value: Array) -> Mapping[str, Array]:
        return dict.fromkeys(("m", "v", "v_max") if self.amsgrad else ("m", "v"), value * 0.0)

    def rule(self, state: Mapping[str, Array]) -> Iterator[tuple[str, str]]:
        gradient = "grad"
        if self.maximize:
            yield "g", "-grad"
            gradient = "g"
        if self.weight_decay and not self.decoupled:
            yield "g", f"{gradient} + weight_decay * w"
            gradient = "g"
        yield "m", f"beta1 * m + (1 - beta1) * {gradient}"
        yield "v", f"beta2 * v + (1 - beta2) * {gradient} ** 2"
        if self.amsgrad:
            yield "v_max", "Max(v_max, v)"
        yield "m_hat", "m / (1 - beta1 ** t)"
        yield "v_hat", f"{'v_max' if self.amsgrad else 'v'} / (1 - beta2 ** t)"
        shrunk = "w - lr * weight_decay * w" if self.weight_decay and self.decoupled else "w"
        yield "w", f"{shrunk} - lr * m_hat / (sqrt(v_hat) + eps)"


class AdamW(Adam):
    """Adam whose `weight_decay` λ shrinks w by lr · λ, and leaves the gradient alone.

    Source: Loshchilov and Hutter 2019, algorithm 2.
    """

    name = "AdamW"
    decoupled = True

    def __init__(
        self,
        parameters: list[Tensor],
        lr: float = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)
