"""The methods of lists, tuples and dicts."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import item as item_of
from engine.language.semantics import (
    key,
    name_by_place,
    ordered,
    plain_slice,
    position,
    whole,
)
from engine.language.values import OrderedDict, Value, View, describe, method


@method("slice")
def indices(machine: Machine, owner: slice, length: Value) -> tuple[int, int, int]:
    """Where a slice begins, ends and how far it steps, in a sequence of so many entries."""
    count = whole(length, "a length")
    if count < 0:
        raise ProgramError("value", "length should not be negative")
    return plain_slice(owner).indices(count)


@method("list")
def append(machine: Machine, owner: list[Value], value: Value) -> None:
    machine.budget.spend("cells", 1)
    owner.append(value)
    if isinstance(machine.here, ast.Call) and isinstance(machine.here.func, ast.Attribute):
        name_by_place(machine, machine.here.func.value, len(owner) - 1, value)


@method("list")
def extend(machine: Machine, owner: list[Value], values: Value) -> None:
    for value in tuple(values) if values is owner else machine.items(values):
        append(machine, owner, value)


@method("list")
def insert(machine: Machine, owner: list[Value], index: Value, value: Value) -> None:
    machine.budget.spend("cells", 1)
    owner.insert(whole(index, "an index"), value)


@method("list")
def pop(machine: Machine, owner: list[Value], index: Value = -1) -> Value:
    return owner.pop(position(machine, owner, index))


@method("list", "deque", name="reverse")
def reverse(machine: Machine, owner: list[Value]) -> None:
    machine.budget.spend("cells", len(owner))
    owner.reverse()


@method("list", name="copy")
def copied(machine: Machine, owner: list[Value]) -> list[Value]:
    machine.budget.spend("cells", len(owner))
    return list(owner)


@method("list", "deque", "tuple", name="index")
def index_of(machine: Machine, owner: list[Value], value: Value) -> int:
    for place, entry in enumerate(owner):
        if machine.equal(entry, value):
            return place
    raise ProgramError("value", f"{machine.show(value)} is not in {describe(owner)}")


@method("list", "deque", "tuple")
def count(machine: Machine, owner: list[Value], value: Value) -> int:
    return sum(machine.equal(entry, value) for entry in owner)


@method("list", "deque", name="clear")
def emptied(machine: Machine, owner: list[Value]) -> None:
    owner.clear()


@method("list", "deque", name="remove")
def removed(machine: Machine, owner: list[Value], value: Value) -> None:
    del owner[index_of(machine, owner, value)]


@method("list", name="sort")
def sort(machine: Machine, owner: list[Value], *, key: Value = None, reverse: Value = False) -> None:
    ranks = list(owner) if key is None else [machine.rank(key, value) for value in owner]
    machine.budget.spend("cells", len(ranks))
    owner[:] = [owner[place] for place in ordered(machine, ranks, machine.truth(reverse))]


@method("dict", name="update")
def updated(machine: Machine, owner: dict[Value, Value], pairs: Value = (), /, **named: Value) -> None:
    given = (
        list(pairs.items())
        if isinstance(pairs, dict)
        else [tuple(machine.items(pair)) for pair in machine.items(pairs)]
    )
    machine.budget.spend("cells", len(given) + len(named))
    for pair in given:
        if len(pair) != 2:
            raise ProgramError("type", "a dict is made of pairs")
        owner[key(pair[0])] = pair[1]
    owner.update(named)


@method("dict", name="pop")
def popped(machine: Machine, owner: dict[Value, Value], name: Value, *default: Value) -> Value:
    if key(name) in owner or not default:
        found = item_of(machine, owner, name)
        del owner[name]
        return found
    return default[0]


@method("dict", name="setdefault")
def defaulted(machine: Machine, owner: dict[Value, Value], name: Value, default: Value = None) -> Value:
    machine.budget.spend("cells", 1)
    return owner.setdefault(key(name), default)


@method("dict", name="clear")
def emptied_dict(machine: Machine, owner: dict[Value, Value]) -> None:
    owner.clear()


@method("dict", name="copy")
def copied_dict(machine: Machine, owner: dict[Value, Value]) -> dict[Value, Value]:
    machine.budget.spend("cells", len(owner))
    return dict(owner)


@method("dict")
def keys(machine: Machine, owner: dict[Value, Value]) -> View:
    return _view(machine, owner, "keys", owner)


@method("dict")
def values(machine: Machine, owner: dict[Value, Value]) -> View:
    return _view(machine, owner, "values", owner.values())


@method("dict")
def items(machine: Machine, owner: dict[Value, Value]) -> View:
    machine.budget.spend("cells", len(owner))
    return _view(machine, owner, "items", owner.items())


def _view(machine: Machine, owner: dict[Value, Value], word: str, entries: Iterable[Value]) -> View:
    machine.budget.spend("cells", len(owner))
    return View(f"{'odict' if isinstance(owner, OrderedDict) else 'dict'}_{word}", entries)


@method("dict")
def get(machine: Machine, owner: dict[Value, Value], name: Value, default: Value = None) -> Value:
    return owner[name] if key(name) in owner else default
