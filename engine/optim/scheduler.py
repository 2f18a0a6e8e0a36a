"""What all schedulers do: an epoch a step, and what they remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.errors import ArgumentError
from engine.optim.optimizer import Group, Optimizer


class Scheduler:
    """Each `step` is an epoch; `rate` says what the rate of a group is then. The first one is taken at once."""

    name: ClassVar[str] = "LRScheduler"

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise ArgumentError(f"{self.name} changes the rates of an optimizer, not of a {type(optimizer).__name__}")
        self.optimizer = optimizer
        for group in optimizer.groups():
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise ArgumentError(f"{self.name} goes on from an epoch only where the groups have their initial_lr")
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self.step()

    def rate(self, group: Group, base: float, place: int) -> float:
        """The rate of a group in the epoch of now. `base` is that which it began with."""
        raise NotImplementedError

    def step(self, epoch: int | None = None) -> None:
        if epoch is not None and (not isinstance(epoch, int) or epoch < 0):
            raise ArgumentError(f"an epoch is a whole number from 0 on, not {epoch!r}")
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        groups = list(self.optimizer.groups())
        if len(groups) != len(self.base_lrs):
            raise ArgumentError(f"{self.name} knows {len(self.base_lrs)} groups, the optimizer has {len(groups)}")
        for place, (group, base) in enumerate(zip(groups, self.base_lrs, strict=True)):
            group["lr"] = self.rate(group, base, place)
        self._last_lr = [group["lr"] for group in groups]

    def get_last_lr(self) -> list[float]:
        return list(self._last_lr)

    def members(self) -> dict[str, Any]:
        """What a program reads behind a dot."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def state_dict(self) -> dict[str, Any]:
        held = {name: value for name, value in vars(self).items() if name != "optimizer" and _is_plain(value)}
        return {name: list(value) if isinstance(value, list) else value for name, value in held.items()}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Raises ArgumentError for a state of another kind."""
        if not isinstance(state_dict, Mapping) or not set(state_dict) <= set(self.state_dict()):
            raise ArgumentError(f"this is no state of {self.name}")
        for name, value in state_dict.items():
            if not _is_plain(value) or (
                type(value) is not type(vars(self)[name]) and not isinstance(value, (int, float))
            ):
                raise ArgumentError(f"{name} of {self.name} does not take {type(value).__name__}")
            vars(self)[name] = list(value) if isinstance(value, list) else value


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(one, (int, float)) for one in value)
    return isinstance(value, (bool, int, float, str, type(None)))


def require_whole(name: str, least: int = 1, **counts: Any) -> None:
    for option, count in counts.items():
        if not isinstance(count, int) or isinstance(count, bool) or count < least:
            raise ArgumentError(f"{option} of {name} is a whole number from {least} on, not {count!r}")


def require_numbers(name: str, **values: Any) -> None:
    for option, value in values.items():
        if not isinstance(value, (int, float)):
            raise ArgumentError(f"{option} of {name} is a number, not {type(value).__name__}")
