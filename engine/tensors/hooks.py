"""Hooks: functions of a program that wait for a gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Each is called with a tensor, its gradient, under the number that it was registered with.
Hooks = dict[int, Callable[[Any], Any]]


class Handle:
    """What registering a hook returns: `remove()` takes the hook away again."""

    __slots__ = ("_hooks", "_key")

    def __init__(self, hooks: Hooks, hook: Callable[[Any], Any]) -> None:
        self._hooks = hooks
        self._key = max(hooks, default=-1) + 1
        hooks[self._key] = hook

    def remove(self) -> None:
        """Does nothing where the hook is removed already."""
        self._hooks.pop(self._key, None)
