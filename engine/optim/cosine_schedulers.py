"""Schedulers of torch.optim.lr_scheduler that go along a cosine, once or again and again."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import ArgumentError
from engine.optim.optimizer import Group, Optimizer
from engine.optim.scheduler import Scheduler, require_numbers, require_whole


class CosineAnnealingLR(Scheduler):
    """From the first rate down to `eta_min` and up again, along half a cosine of T_max epochs.

    Source: Loshchilov and Hutter 2017.
    """

    name = "CosineAnnealingLR"

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        require_whole(self.name, T_max=T_max)
        require_numbers(self.name, eta_min=eta_min)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        rate: float = group["lr"]
        epoch, least = self.last_epoch, self.eta_min
        if epoch == 0:
            return rate
        if (epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            return rate + (base - least) * (1 - math.cos(math.pi / self.T_max)) / 2
        now, before = (1 + math.cos(math.pi * n / self.T_max) for n in (epoch, epoch - 1))
        return now / before * (rate - least) + least


class OneCycleLR(Scheduler):
    """Up to `max_lr` and down again in one run; the momentum goes the other way. Source: Smith and Topin 2018."""

    name = "OneCycleLR"

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: Any,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float = 0.85,
        max_momentum: float = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ArgumentError("OneCycleLR needs total_steps, or epochs and steps_per_epoch")
            require_whole(self.name, epochs=epochs, steps_per_epoch=steps_per_epoch)
            total_steps = epochs * steps_per_epoch
        require_whole(self.name, total_steps=total_steps)
        require_numbers(self.name, pct_start=pct_start, div_factor=div_factor, final_div_factor=final_div_factor)
        require_numbers(self.name, base_momentum=base_momentum, max_momentum=max_momentum)
        if not 0 <= pct_start <= 1 or anneal_strategy not in ("cos", "linear"):
            raise ArgumentError("pct_start of OneCycleLR is from 0 to 1, its anneal_strategy 'cos' or 'linear'")
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"OneCycleLR changes the rates of an optimizer, not of a {type(optimizer).__name__}")
        self.total_steps, self._cosine, self.cycle_momentum = total_steps, anneal_strategy == "cos", cycle_momentum
        turn = pct_start * total_steps - 1
        if three_phase:
            self._phases = [(turn, "initial_lr", "max_lr", "max_momentum", "base_momentum")]
            self._phases += [(2 * turn + 0.0, "max_lr", "initial_lr", "base_momentum", "max_momentum")]
            self._phases += [(total_steps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum")]
        else:
            self._phases = [(turn, "initial_lr", "max_lr", "max_momentum", "base_momentum")]
            self._phases += [(total_steps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum")]
        groups = list(optimizer.groups())
        highest = list(max_lr) if isinstance(max_lr, (list, tuple)) else [max_lr] * len(groups)
        if len(highest) != len(groups):
            raise ArgumentError(f"max_lr of OneCycleLR is one number, or one for each of {len(groups)} groups")
        for group, most in zip(groups, highest, strict=True):
            require_numbers(self.name, max_lr=most)
            if last_epoch == -1:
                group["initial_lr"] = most / div_factor
                group["max_lr"], group["min_lr"] = most, most / div_factor / final_div_factor
                if cycle_momentum:
                    if "momentum" not in group and "betas" not in group:
                        raise ArgumentError("cycle_momentum of OneCycleLR needs an optimizer with momentum or betas")
                    group["max_momentum"], group["base_momentum"] = max_momentum, base_momentum
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        if self.last_epoch > self.total_steps:
            raise ArgumentError(f"OneCycleLR has {self.total_steps} steps, and this would be one more")
        begin = 0.0
        for index, (end, lr_from, lr_to, momentum_from, momentum_to) in enumerate(self._phases):
            if self.last_epoch <= end or index == len(self._phases) - 1:
                share = (self.last_epoch - begin) / (end - begin)
                if self.cycle_momentum:
                    moved = self._between(group[momentum_from], group[momentum_to], share)
                    if "betas" in group:
                        group["betas"] = (moved, *group["betas"][1:])
                    else:
                        group["momentum"] = moved
                return self._between(group[lr_from], group[lr_to], share)
            begin = end
        raise AssertionError("the last phase ends the search")

    def _between(self, first: float, last: float, share: float) -> float:
        if self._cosine:
            return last + (first - last) / 2.0 * (1 + math.cos(math.pi * share))
        return (last - first) * share + first


class CosineAnnealingWarmRestarts(Scheduler):
    """Half a cosine down to `eta_min`, begun again after T_0 epochs, then after T_mult times as many.

    Source: Loshchilov and Hutter 2017.
    """

    name = "CosineAnnealingWarmRestarts"

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        require_whole(self.name, T_0=T_0, T_mult=T_mult)
        require_numbers(self.name, eta_min=eta_min)
        self.T_0, self.T_mult, self.eta_min = T_0, T_mult, eta_min
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        past, period = self.last_epoch, self.T_0
        if self.T_mult == 1:
            past %= period
        else:
            while past >= period:
                past, period = past - period, period * self.T_mult
        return self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * past / period)) / 2
