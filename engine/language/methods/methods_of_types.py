"""Methods that a program reads off a type: `map(str.strip, lines)`, `sorted(words, key=str.lower)`, `dict.fromkeys`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods.text_methods import make_translation
from engine.language.semantics import invoke, key
from engine.language.values import BUILTINS, METHODS, Builtin, Value, describe


def _from_keys(machine: Machine, iterable: Value, value: Value = None) -> dict[Value, Value]:
    made: dict[Value, Value] = {}
    for entry in machine.items(iterable):
        machine.budget.spend("cells", 1)
        made[key(entry)] = value
    return made


# What a type makes without an object of its own before the dot.
OF_TYPES: Mapping[tuple[str, str], Builtin] = {
    ("dict", "fromkeys"): Builtin("fromkeys", _from_keys),
    ("str", "maketrans"): Builtin("maketrans", make_translation),
}


def method_of_type(owner: Builtin, name: str) -> Builtin | None:
    """What `str.upper` is: a function whose first argument stands for the value before the dot. None for all else."""
    kind = owner.name
    if BUILTINS.get(kind) is not owner:
        return None
    if (kind, name) in OF_TYPES:
        return OF_TYPES[kind, name]
    if (kind, name) not in METHODS:
        return None
    method = METHODS[kind, name]

    def call(machine: Machine, receiver: Value, /, *arguments: Value, **named: Value) -> Value:
        if kind not in machine.kinds(receiver):
            raise ProgramError("type", f"{kind}.{name} is called of a {kind}, not of {describe(receiver)}")
        return invoke(machine, method, [receiver, *arguments], named)

    return Builtin(name, call)


def names_of_type(owner: Builtin) -> Iterable[str]:
    """What stands behind a dot of the type."""
    if BUILTINS.get(owner.name) is not owner:
        return ()
    return [name for kind, name in [*OF_TYPES, *METHODS] if kind == owner.name]
