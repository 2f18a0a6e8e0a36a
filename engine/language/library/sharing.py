"""One definition for a function of a module and for a method: `random.choice(x)` and `random.Random(0).choice(x)`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engine.language.machine import Machine
from engine.language.values import Value


def for_module(draw: Callable[..., Value], source: Callable[[Machine], Any]) -> Callable[..., Value]:
    """`draw(machine, source, *arguments)` as a function of the module, which has one source for a whole program."""

    def call(machine: Machine, *arguments: Value, **named: Value) -> Value:
        return draw(machine, source(machine), *arguments, **named)

    parameters = list(inspect.signature(draw).parameters.values())
    call.__signature__ = inspect.Signature([parameters[0], *parameters[2:]])  # type: ignore[attr-defined]
    return call


def for_method(draw: Callable[..., Value]) -> Callable[..., Value]:
    """The same as a method: its owner holds the source."""

    def call(machine: Machine, owner: Value, *arguments: Value, **named: Value) -> Value:
        return draw(machine, owner.source, *arguments, **named)

    call.__signature__ = inspect.signature(draw)  # type: ignore[attr-defined]
    return call
