"""Making sets: which values can stand in one, and what each costs."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import SetValue, Value, describe, is_key


def entry(value: Value) -> Value:
    """What can stand in a set. Raises ProgramError (type)."""
    if not is_key(value):
        raise ProgramError(
            "type",
            f"a set holds numbers, strings, objects and tuples of these, not {describe(value)}",
            hint="Turn a list into a tuple: tuple(values)." if isinstance(value, list) else None,
        )
    return value


def made_of(machine: Machine, values: Iterable[Value], frozen: bool = False) -> SetValue:
    """Each entry is paid for by the caller's `machine.items`, and once more for its place in the set."""
    made = SetValue(frozen)
    for value in values:
        machine.budget.spend("cells", 1)
        made.add(entry(value))
    return made


def display(machine: Machine, node: ast.Set, values: list[Value]) -> SetValue:
    """`{1, 2, 3}`."""
    for value in values:
        entry(value)
    machine.budget.spend("cells", len(values))
    constants = all(isinstance(part, ast.Constant) for part in node.elts)
    return SetValue.written_out(values) if constants and len(values) > 2 else made_of(machine, values)
