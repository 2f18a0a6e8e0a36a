"""Python's `collections.ChainMap`: several dicts seen as one, of which the first that has a key answers."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class
from engine.language.machine import Machine
from engine.language.semantics import delete_item, invoke, item, key, represented, set_item
from engine.language.values import BUILTINS, Class, Value, describe

Maps = list[dict[Value, Value]]


def _begin(machine: Machine, *maps: Value) -> Maps:
    for one in maps:
        if not isinstance(one, dict):
            raise ProgramError("type", f"a ChainMap is made of dicts, not of {describe(one)}")
    machine.budget.spend("cells", 1 + len(maps))
    return list(maps) or [{}]


def _joined(machine: Machine, maps: Maps) -> dict[Value, Value]:
    """In Python's order: the keys of the last dict come first."""
    made: dict[Value, Value] = {}
    for one in reversed(maps):
        machine.budget.spend("cells", len(one))
        made.update(one)
    return made


def _item(machine: Machine, maps: Maps, name: Value) -> Value:
    found = next((one for one in maps if key(name) in one), maps[0])
    return item(machine, found, name)


def _get(machine: Machine, maps: Maps, name: Value, default: Value = None) -> Value:
    return next((one[name] for one in maps if key(name) in one), default)


def _view(word: str) -> Callable[..., Value]:
    return lambda machine, maps: machine.call_method(_joined(machine, maps), word)


def _with_child(machine: Machine, maps: Maps, m: Value = None) -> Value:
    return machine.construct(CHAIN_MAP, [{} if m is None else m, *maps], {})


def _parents(machine: Machine, maps: Maps) -> Value:
    return machine.construct(CHAIN_MAP, [*maps[1:]], {})


CHAIN_MAP: Class = brought_class(
    "collections.ChainMap",
    _begin,
    {
        "__getitem__": _item,
        "__setitem__": lambda machine, maps, name, value: set_item(machine, maps[0], name, value),
        "__delitem__": lambda machine, maps, name: delete_item(machine, maps[0], name),
        "__contains__": lambda machine, maps, name: any(key(name) in one for one in maps),
        "__len__": lambda machine, maps: len(_joined(machine, maps)),
        "__iter__": lambda machine, maps: invoke(machine, BUILTINS["iter"], [_joined(machine, maps)], {}),
        "__repr__": lambda machine, maps: machine.text(
            f"ChainMap({', '.join(represented(machine, one) for one in maps)})"
        ),
        "get": _get,
        **{word: _view(word) for word in ("keys", "values", "items")},
        "new_child": _with_child,
    },
    {
        "maps": lambda machine, maps: maps,
        "parents": _parents,
    },
)
