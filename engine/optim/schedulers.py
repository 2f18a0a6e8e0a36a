"""torch.optim.lr_scheduler: what changes the learning rates of an optimizer from one epoch to the next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import ArgumentError
from engine.optim.cosine_schedulers import CosineAnnealingLR, CosineAnnealingWarmRestarts, OneCycleLR
from engine.optim.optimizer import Group, Optimizer
from engine.optim.scheduler import Scheduler, require_numbers, require_whole
from engine.tensors import Tensor


class StepLR(Scheduler):
    """The rate times gamma after every `step_size` epochs."""

    name = "StepLR"

    def __init__(self, optimizer: Optimizer, step_size: float, gamma: float = 0.1, last_epoch: int = -1) -> None:
        if isinstance(step_size, float) and step_size % 1 == 0:
            step_size = int(step_size)
        require_whole(self.name, step_size=step_size)
        require_numbers(self.name, gamma=gamma)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        stays = self.last_epoch == 0 or self.last_epoch % self.step_size
        return group["lr"] if stays else group["lr"] * self.gamma  # type: ignore[no-any-return]


class MultiStepLR(Scheduler):
    """The rate times gamma at each of the milestones."""

    name = "MultiStepLR"

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones = sorted(milestones)
        require_whole(self.name, 0, **{f"milestones[{place}]": one for place, one in enumerate(self.milestones)})
        require_numbers(self.name, gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        times = self.milestones.count(self.last_epoch)
        return group["lr"] * self.gamma**times if times else group["lr"]  # type: ignore[no-any-return]


class ExponentialLR(Scheduler):
    """The rate times gamma after every epoch."""

    name = "ExponentialLR"

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        require_numbers(self.name, gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        return group["lr"] if self.last_epoch == 0 else group["lr"] * self.gamma  # type: ignore[no-any-return]


class ConstantLR(Scheduler):
    """The rate times `factor` in the first `total_iters` epochs."""

    name = "ConstantLR"

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        require_whole(self.name, 0, total_iters=total_iters)
        require_numbers(self.name, factor=factor)
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        if self.last_epoch == 0:
            return group["lr"] * self.factor  # type: ignore[no-any-return]
        return group["lr"] if self.last_epoch != self.total_iters else group["lr"] * (1.0 / self.factor)  # type: ignore[no-any-return]


class LinearLR(Scheduler):
    """The rate times a factor that goes from `start_factor` to `end_factor` in `total_iters` epochs."""

    name = "LinearLR"

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        require_whole(self.name, 1, total_iters=total_iters)
        require_numbers(self.name, start_factor=start_factor, end_factor=end_factor)
        if not 0 < start_factor <= 1 or not 0 <= end_factor <= 1:
            raise ArgumentError("start_factor of LinearLR is above 0 and at most 1, its end_factor from 0 to 1")
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def rate(self, group: Group, base: float, place: int) -> float:
        rate: float = group["lr"]
        if self.last_epoch == 0:
            return rate * self.start_factor
        if self.last_epoch > self.total_iters:
            return rate
        rise = self.end_factor - self.start_factor
        return rate * (1.0 + rise / (self.total_iters * self.start_factor + (self.last_epoch - 1) * rise))


class LambdaLR(Scheduler):
    """The first rate times what a function makes of the epoch; one function, or one for each group."""

    name = "LambdaLR"

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        count = len(optimizer.param_groups) if isinstance(optimizer, Optimizer) else 1
        self.lr_lambdas = list(lr_lambda) if isinstance(lr_lambda, (list, tuple)) else [lr_lambda] * count
        if len(self.lr_lambdas) != count or not all(map(callable, self.lr_lambdas)):
            raise ArgumentError(f"{self.name} takes a function of the epoch, or one for each of {count} groups")
        super().__init__(optimizer, last_epoch)

    def members(self) -> dict[str, Any]:
        return {name: value for name, value in super().members().items() if name != "lr_lambdas"}

    def factor(self, place: int) -> float:
        made = self.lr_lambdas[place](self.last_epoch)
        number = made.item() if isinstance(made, Tensor) and made.shape == () else made
        if not isinstance(number, (int, float)):
            raise ArgumentError(f"the function of {self.name} gives a number, not {type(made).__name__}")
        return number

    def rate(self, group: Group, base: float, place: int) -> float:
        return base * self.factor(place)


class MultiplicativeLR(LambdaLR):
    """The rate times what a function makes of the epoch."""

    name = "MultiplicativeLR"

    def rate(self, group: Group, base: float, place: int) -> float:
        return group["lr"] if self.last_epoch == 0 else group["lr"] * self.factor(place)  # type: ignore[no-any-return]


class ReduceLROnPlateau(Scheduler):
    """The rate times `factor` once a measure has not become better for more than `patience` epochs."""

    name = "ReduceLROnPlateau"

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: Any = 0,
        eps: float = 1e-8,
    ) -> None:
        require_numbers(self.name, factor=factor, threshold=threshold, eps=eps)
        require_whole(self.name, 0, patience=patience, cooldown=cooldown)
        if factor >= 1 or mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            raise ArgumentError("factor is below 1, mode 'min' or 'max', threshold_mode 'rel' or 'abs'")
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"{self.name} changes the rates of an optimizer, not of a {type(optimizer).__name__}")
        self.optimizer = optimizer
        groups = list(optimizer.groups())
        self.min_lrs = list(min_lr) if isinstance(min_lr, (list, tuple)) else [min_lr] * len(groups)
        if len(self.min_lrs) != len(groups):
            raise ArgumentError(f"min_lr is one number, or one for each of {len(groups)} groups")
        require_numbers(self.name, **{f"min_lr[{place}]": least for place, least in enumerate(self.min_lrs)})
        self.factor, self.patience, self.threshold, self.eps = factor, patience, threshold, eps
        self.mode, self.threshold_mode, self.cooldown = mode, threshold_mode, cooldown
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs, self.cooldown_counter, self.last_epoch = 0, 0, 0
        self.base_lrs = [group["lr"] for group in groups]
        self._last_lr = list(self.base_lrs)

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        number = metrics.item() if isinstance(metrics, Tensor) and metrics.shape == () else metrics
        if not isinstance(number, (int, float)):
            raise ArgumentError(f"{self.name} steps by a measure, a number: scheduler.step(loss)")
        self.last_epoch += 1
        if self._is_better(float(number)):
            self.best, self.num_bad_epochs = float(number), 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        groups = list(self.optimizer.groups())
        if self.num_bad_epochs > self.patience:
            for group, least in zip(groups, self.min_lrs, strict=False):
                new = max(group["lr"] * self.factor, least)
                if group["lr"] - new > self.eps:
                    group["lr"] = new
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = [group["lr"] for group in groups]

    def _is_better(self, number: float) -> bool:
        sign = 1 if self.mode == "max" else -1
        if self.threshold_mode == "rel":
            return sign * number > sign * self.best * (1 + sign * self.threshold)
        return sign * number > sign * self.best + self.threshold


PLAIN_SCHEDULERS: Mapping[str, type[Scheduler]] = {
    made.name: made
    for made in (
        *(LambdaLR, MultiplicativeLR, StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR, CosineAnnealingLR),
        *(CosineAnnealingWarmRestarts, ReduceLROnPlateau, OneCycleLR),
    )
}
