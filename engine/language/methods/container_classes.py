"""`class Registry(dict)` and `class Stack(list)`: objects of such classes hold a dict or a list of their own, whose
methods stand behind those that the class defines.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.language.machine import Machine
from engine.language.semantics import delete_item, invoke, item, represented, set_item
from engine.language.values import BUILTINS, METHODS, OBJECT, Builtin, Class, Instance, Value


def _held(machine: Machine, owner: Instance, kind: str) -> Value:
    """A class whose `__init__` never calls that of dict has an empty one."""
    if owner.held is None:
        owner.held = invoke(machine, BUILTINS[kind], [], {})
    return owner.held


def _passed_on(kind: str, function: Builtin) -> Callable[..., Value]:
    def call(machine: Machine, owner: Instance, /, *arguments: Value, **named: Value) -> Value:
        return invoke(machine, function, [_held(machine, owner, kind), *arguments], named)

    return call


def _class(kind: str) -> Class:
    made = Class(kind, module="builtins")
    made.order = (made, OBJECT)

    def begin(machine: Machine, owner: Instance, /, *arguments: Value, **named: Value) -> None:
        owner.held = invoke(machine, BUILTINS[kind], list(arguments), named)

    def written(machine: Machine, owner: Instance) -> str:
        return represented(machine, _held(machine, owner, kind))

    data_model: dict[str, Callable[..., Value]] = {
        "init": begin,
        "repr": written,
        "len": lambda machine, owner: len(_held(machine, owner, kind)),
        "getitem": lambda machine, owner, index: item(machine, _held(machine, owner, kind), index),
        "setitem": lambda machine, owner, index, value: set_item(machine, _held(machine, owner, kind), index, value),
        "delitem": lambda machine, owner, index: delete_item(machine, _held(machine, owner, kind), index),
        "contains": lambda machine, owner, value: invoke(
            machine, BUILTINS["any"], [[machine.equal(one, value) for one in _listed(machine, owner, kind)]], {}
        ),
        "iter": lambda machine, owner: invoke(machine, BUILTINS["iter"], [_held(machine, owner, kind)], {}),
    }
    for (owner_kind, name), function in METHODS.items():
        if owner_kind == kind and isinstance(function, Builtin):
            made.members[name] = Builtin(name, _passed_on(kind, function))
    made.members |= {f"__{word}__": Builtin(f"__{word}__", call) for word, call in data_model.items()}
    return made


def _listed(machine: Machine, owner: Instance, kind: str) -> list[Value]:
    return list(machine.items(_held(machine, owner, kind)))


CONTAINERS = {kind: _class(kind) for kind in ("dict", "list")}


def class_of_container(base: Value) -> Class | None:
    """What stands for dict or list among the bases of a class; None for all else."""
    found = next((kind for kind in CONTAINERS if base is BUILTINS[kind]), None)
    return None if found is None else CONTAINERS[found]
