"""Texts made of other values: format and join."""

from __future__ import annotations

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import (
    braces,
)
from engine.language.values import Value, describe, method


@method("str", name="format")
def format_text(machine: Machine, owner: str, /, *values: Value, **named: Value) -> str:
    return machine.text(braces(machine, owner, values, named))


@method("str")
def join(machine: Machine, owner: str, parts: Value) -> str:
    listed = list(machine.items(parts))
    for part in listed:
        if not isinstance(part, str):
            raise ProgramError(
                "type", f"join puts strings together, not {describe(part)}", hint="Write str(...) around it."
            )
    machine.budget.check("string", sum(map(len, listed)) + len(owner) * max(0, len(listed) - 1))
    return machine.text(owner.join(listed))
