"""Schedules made of other schedules: one after the other, or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import ArgumentError
from engine.optim.optimizer import Optimizer
from engine.optim.scheduler import Scheduler, require_whole
from engine.optim.schedulers import MultiplicativeLR, ReduceLROnPlateau


def _of_one(name: str, schedulers: Any, optimizer: Any) -> list[Scheduler]:
    """Raises ArgumentError unless they are schedules of one optimizer that step by themselves."""
    listed = list(schedulers) if isinstance(schedulers, (list, tuple)) else []
    if not listed or not all(isinstance(one, Scheduler) for one in listed):
        raise ArgumentError(f"{name} is made of a list of schedulers")
    if any(isinstance(one, (ReduceLROnPlateau, SequentialLR, ChainedScheduler)) for one in listed):
        raise ArgumentError(f"{name} is made of schedulers that step by the epoch alone")
    if any(one.optimizer is not (optimizer or listed[0].optimizer) for one in listed):
        raise ArgumentError(f"the schedulers of {name} change the rates of one optimizer")
    return listed


def _begin_again(scheduler: Scheduler) -> None:
    """Epoch 0 of a schedule, at the first rate; one that only multiplies goes on from the rate of now."""
    groups = scheduler.optimizer.param_groups
    if isinstance(scheduler, MultiplicativeLR):
        scheduler.last_epoch = 0
        for place, group in enumerate(groups):
            group["lr"] *= scheduler.factor(place)
        scheduler._last_lr = [group["lr"] for group in groups]
        return
    for group, base in zip(groups, scheduler.base_lrs, strict=True):
        group["lr"] = base
    scheduler.step(0)


class SequentialLR(Scheduler):
    """One schedule after the other: each begins at a milestone."""

    name = "SequentialLR"

    def __init__(
        self, optimizer: Optimizer, schedulers: Sequence[Any], milestones: Sequence[int], last_epoch: int = -1
    ) -> None:
        listed = _of_one(self.name, schedulers, optimizer)
        if not isinstance(milestones, (list, tuple)) or len(milestones) != len(listed) - 1:
            raise ArgumentError(f"{self.name} of {len(listed)} schedulers takes {len(listed) - 1} milestones")
        require_whole(self.name, 0, **{f"milestones[{place}]": one for place, one in enumerate(milestones)})
        self._schedulers, self._milestones = listed, list(milestones)
        self.optimizer, self.last_epoch = optimizer, last_epoch + 1
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        # Each of them has taken its first step when it was made: all but the first take it back.
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        for one in listed:
            one.last_epoch -= 1
        listed[0].step()
        self._last_lr = listed[0].get_last_lr()

    def step(self, epoch: int | None = None) -> None:
        self.last_epoch += 1
        place = sum(milestone <= self.last_epoch for milestone in self._milestones)
        now = self._schedulers[place]
        if place and self._milestones[place - 1] == self.last_epoch:
            _begin_again(now)
        else:
            now.step()
        self._last_lr = now.get_last_lr()


class ChainedScheduler(Scheduler):
    """Several schedules at once: each changes the rate that those before it have left."""

    name = "ChainedScheduler"

    def __init__(self, schedulers: Sequence[Any], optimizer: Optimizer | None = None) -> None:
        self._schedulers = _of_one(self.name, schedulers, optimizer)
        self.optimizer = self._schedulers[0].optimizer
        self._last_lr = self._schedulers[-1].get_last_lr()

    def step(self, epoch: int | None = None) -> None:
        for one in self._schedulers:
            one.step()
        self._last_lr = self._schedulers[-1].get_last_lr()
