"""Schedules that go round, and one that runs out."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import ArgumentError
from engine.optim.optimizer import Group, Optimizer
from engine.optim.scheduler import Scheduler, require_numbers, require_whole


class PolynomialLR(Scheduler):
    """Down to 0 in `total_iters` epochs, as (1 - epoch / total_iters) to a power."""

    name = "PolynomialLR"

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        require_whole(self.name, total_iters=total_iters)
        require_numbers(self.name, power=power)
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        rate: float = group["lr"]
        if self.last_epoch == 0 or self.last_epoch > self.total_iters:
            return rate
        now, before = (1.0 - epoch / self.total_iters for epoch in (self.last_epoch, self.last_epoch - 1))
        made: float = rate * (now / before) ** self.power
        return made


class CyclicLR(Scheduler):
    """From `base_lr` up to `max_lr` and down again, round and round; the momentum goes the other way.

    Source: Smith 2017, "Cyclical learning rates for training neural networks".
    """

    name = "CyclicLR"

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: Any,
        max_lr: Any,
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Any = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        down = step_size_up if step_size_down is None else step_size_down
        require_whole(self.name, step_size_up=step_size_up, step_size_down=down)
        require_numbers(self.name, gamma=gamma, base_momentum=base_momentum, max_momentum=max_momentum)
        if mode not in ("triangular", "triangular2", "exp_range") or scale_fn is not None:
            raise ArgumentError("mode of CyclicLR is triangular, triangular2 or exp_range, without a scale_fn")
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"CyclicLR changes the rates of an optimizer, not of a {type(optimizer).__name__}")
        self.total_size = step_size_up + down
        self.step_ratio = step_size_up / self.total_size
        self.mode, self.gamma, self.cycle_momentum = mode, gamma, cycle_momentum
        groups = list(optimizer.groups())
        lowest, self.max_lrs = (self._listed(given, len(groups)) for given in (base_lr, max_lr))
        for group, least in zip(groups, lowest, strict=True):
            if cycle_momentum:
                if "momentum" not in group and "betas" not in group:
                    raise ArgumentError("cycle_momentum of CyclicLR needs an optimizer with momentum or betas")
                group["base_momentum"], group["max_momentum"] = base_momentum, max_momentum
            if last_epoch == -1:
                group["lr"] = group["initial_lr"] = least
        super().__init__(optimizer, last_epoch)

    def _listed(self, given: Any, count: int) -> list[float]:
        made = list(given) if isinstance(given, (list, tuple)) else [given] * count
        if len(made) != count:
            raise ArgumentError(f"the rates of CyclicLR are one number, or one for each of {count} groups")
        require_numbers(self.name, **{f"rate {place}": one for place, one in enumerate(made)})
        return made

    def rate(self, group: Group, base: float, place: int) -> float:
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        share = 1.0 + self.last_epoch / self.total_size - cycle
        height = share / self.step_ratio if share <= self.step_ratio else (share - 1) / (self.step_ratio - 1)
        scale = {
            "triangular": 1.0,
            "triangular2": 1 / 2.0 ** (cycle - 1),
            "exp_range": self.gamma**self.last_epoch,
        }[self.mode]
        if self.cycle_momentum:
            least, most = group["base_momentum"], group["max_momentum"]
            moved = most - (most - least) * height * scale
            if "betas" in group:
                group["betas"] = (moved, *group["betas"][1:])
            else:
                group["momentum"] = moved
        return base + (self.max_lrs[place] - base) * height * scale
