"""Objects of the libraries with methods of their own: each is an object of a class whose members the language brings,
and holds what stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import OBJECT, Builtin, Class, Instance, Property, Value, describe

Call = Callable[..., Value]


def brought_class(
    path: str, begin: Call, methods: Mapping[str, Call], reads: Mapping[str, Call] | None = None
) -> Class:
    """`begin(machine, *arguments)` gives what an object holds. Methods and what is read without a call get it first:
    `call(machine, held, *arguments)`.
    """
    module, _, name = path.rpartition(".")
    made = Class(name, module=module)
    made.order = (made, OBJECT)

    def start(machine: Machine, owner: Value, /, *arguments: Value, **named: Value) -> None:
        owner.held = begin(machine, *arguments, **named)

    def opened(word: str, call: Call) -> Builtin:
        def method(machine: Machine, owner: Value, /, *arguments: Value, **named: Value) -> Value:
            if not isinstance(owner, Instance) or made not in owner.cls.order or owner.held is None:
                raise ProgramError("type", f"{name}.{word} is called of a {name}, not of {describe(owner)}")
            return call(machine, owner.held, *arguments, **named)

        return Builtin(word, method)

    made.members["__init__"] = Builtin("__init__", start)
    made.members.update({word: opened(word, call) for word, call in methods.items()})
    made.members.update({word: Property(opened(word, call)) for word, call in (reads or {}).items()})
    return made


def object_of(machine: Machine, cls: Class, held: object) -> Instance:
    """An object that the language itself makes."""
    machine.budget.spend("cells", 1)
    machine.objects += 1
    made = Instance(cls, machine.objects)
    made.held = held
    return made
