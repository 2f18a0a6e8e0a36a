"""Sets. Numbers are gone through in CPython's order, all else in the order of first use, as CPython's own order of text
and objects is another one in every process.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import entry, made_of, represented
from engine.language.values import SetValue, Value, builtin, method


@builtin("set")
def make_set(machine: Machine, values: Value = ()) -> SetValue:
    return made_of(machine, machine.items(values))


@builtin("frozenset")
def make_frozen_set(machine: Machine, values: Value = ()) -> SetValue:
    return made_of(machine, machine.items(values), frozen=True)


def _changeable(owner: SetValue, name: str) -> SetValue:
    if owner.frozen:
        raise ProgramError("attribute", f"a frozenset has no {name}: it cannot be changed")
    return owner


@method("set")
def add(machine: Machine, owner: SetValue, value: Value) -> None:
    machine.budget.spend("cells", 1)
    _changeable(owner, "add").add(entry(value))


@method("set")
def discard(machine: Machine, owner: SetValue, value: Value) -> None:
    _changeable(owner, "discard").discard(entry(value))


@method("set", name="remove")
def remove_entry(machine: Machine, owner: SetValue, value: Value) -> None:
    if entry(value) not in _changeable(owner, "remove"):
        raise ProgramError("key", f"{represented(machine, value)} is not in the set")
    owner.discard(value)


@method("set", name="pop")
def pop_entry(machine: Machine, owner: SetValue) -> Value:
    """The first entry in the order in which the set is gone through."""
    first = next(iter(_changeable(owner, "pop")), owner)
    if first is owner:
        raise ProgramError("key", "pop from an empty set")
    owner.discard(first)
    return first


@method("set", name="clear")
def clear_set(machine: Machine, owner: SetValue) -> None:
    for value in list(_changeable(owner, "clear")):
        owner.discard(value)


@method("set", name="copy")
def copied_set(machine: Machine, owner: SetValue) -> SetValue:
    return _joined(machine, owner, (), operator.or_)


@method("set", name="update")
def update_set(machine: Machine, owner: SetValue, *others: Value) -> None:
    for other in others:
        for value in machine.items(other):
            add(machine, owner, value)


def _sets(machine: Machine, others: tuple[Value, ...]) -> list[SetValue]:
    return [other if isinstance(other, SetValue) else made_of(machine, machine.items(other)) for other in others]


def _joined(machine: Machine, owner: SetValue, others: tuple[Value, ...], combine: Callable[..., Value]) -> SetValue:
    made = owner
    for other in others or (SetValue(),):
        second = _sets(machine, (other,))[0]
        machine.budget.spend("cells", len(made) + len(second))
        made = made.joined(combine, second)
    return made


@method("set")
def union(machine: Machine, owner: SetValue, *others: Value) -> SetValue:
    return _joined(machine, owner, others, operator.or_)


@method("set")
def intersection(machine: Machine, owner: SetValue, *others: Value) -> SetValue:
    return _joined(machine, owner, others, operator.and_) if others else _joined(machine, owner, (), operator.or_)


@method("set")
def difference(machine: Machine, owner: SetValue, *others: Value) -> SetValue:
    return _joined(machine, owner, others, operator.sub)


@method("set")
def symmetric_difference(machine: Machine, owner: SetValue, other: Value) -> SetValue:
    return _joined(machine, owner, (other,), operator.xor)


@method("set")
def issubset(machine: Machine, owner: SetValue, other: Value) -> bool:
    machine.budget.spend("steps", len(owner))
    second = _sets(machine, (other,))[0]
    return all(value in second for value in owner)


@method("set")
def issuperset(machine: Machine, owner: SetValue, other: Value) -> bool:
    second = _sets(machine, (other,))[0]
    machine.budget.spend("steps", len(second))
    return all(value in owner for value in second)


@method("set")
def isdisjoint(machine: Machine, owner: SetValue, other: Value) -> bool:
    machine.budget.spend("steps", len(owner))
    second = _sets(machine, (other,))[0]
    return not any(value in second for value in owner)
