"""Optimizers with PyTorch's update rules. A step reads `.grad` and gives every parameter a new version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.language.errors import ProgramError
from engine.language.values import Optimizer
from engine.op import Array
from engine.tensor import Tensor


class SGD(Optimizer):
    """p ← p - lr · g; with momentum μ the direction is v ← μ v + (1 - dampening) g, with nesterov g + μ v.

    `weight_decay` λ adds λ p to g. Source: documentation of torch.optim.SGD.
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
        maximize: bool = False,
    ) -> None:
        super().__init__(parameters)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ProgramError("value", "nesterov needs a momentum above 0 and no dampening")
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov, self.maximize = weight_decay, nesterov, maximize
        self._velocity: dict[int, Array] = {}

    def change(self, index: int, value: Array, gradient: Array) -> Array:
        direction = (-gradient if self.maximize else gradient) + self.weight_decay * value
        if self.momentum:
            velocity = direction
            if index in self._velocity:
                velocity = self.momentum * self._velocity[index] + (1 - self.dampening) * direction
            self._velocity[index] = velocity
            direction = direction + self.momentum * velocity if self.nesterov else velocity
        return -self.lr * direction


@dataclass
class _Moments:
    first: Array
    second: Array
    steps: int = field(default=0)


class Adam(Optimizer):
    """p ← p - lr · m̂ / (√v̂ + eps), where m and v are running means of g and g², corrected for their start at 0.

    Source: Kingma and Ba 2015, algorithm 1. `weight_decay` λ adds λ p to g; with `decoupled` (AdamW) it shrinks p by
    lr · λ instead.
    """

    name = "Adam"

    def __init__(
        self,
        parameters: list[Tensor],
        lr: float = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        decoupled: bool = False,
    ) -> None:
        super().__init__(parameters)
        if len(betas) != 2 or not all(0 <= beta < 1 for beta in betas):
            raise ProgramError("value", "betas are two numbers from 0 up to but not including 1")
        self.lr, self.betas, self.eps = lr, betas, eps
        self.weight_decay, self.decoupled = weight_decay, decoupled
        self._moments: dict[int, _Moments] = {}

    def change(self, index: int, value: Array, gradient: Array) -> Array:
        decay = self.weight_decay * value
        if not self.decoupled:
            gradient = gradient + decay
        moments = self._moments.setdefault(index, _Moments(gradient * 0.0, gradient * 0.0))
        beta1, beta2 = self.betas
        moments.steps += 1
        moments.first = beta1 * moments.first + (1 - beta1) * gradient
        moments.second = beta2 * moments.second + (1 - beta2) * gradient**2
        mean = moments.first / (1 - beta1**moments.steps)
        spread = np.sqrt(moments.second / (1 - beta2**moments.steps)) + self.eps
        change = -self.lr * mean / spread
        return change - self.lr * decay if self.decoupled else change
