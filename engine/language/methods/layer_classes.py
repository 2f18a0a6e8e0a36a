"""The layers of torch.nn as classes that a program makes its own classes of: `class MyLinear(nn.Linear)`.

An object of such a class is a layer of the engine and a module of the program at once: what it holds and how it is
written are the layer's, and what the class defines comes before them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods.module_object import ModuleObject
from engine.language.semantics import engine_argument
from engine.language.values import MODULE, OBJECT, Builtin, Class, Layer, Value, describe, type_text
from engine.nn import LAYERS

# What an object has of the program's, and not of the layer.
_OF_THE_PROGRAM = frozenset(("cls", "number", "fields", "begun"))


@cache
def _type_of(kind: str) -> type[ModuleObject]:
    """Objects that are both. A program may define `forward` with other inputs, so how many there are is not asked."""
    layer = LAYERS[kind]

    def members(self: ModuleObject) -> dict[str, Value]:
        own = {name: value for name, value in layer.members(self).items() if name not in _OF_THE_PROGRAM}
        return {**own, **self.fields}

    def register(self: ModuleObject, name: str, value: Value) -> None:
        if name in vars(self) and name in layer.members(self) and not isinstance(value, Layer):
            object.__setattr__(self, name, value)
        else:
            ModuleObject.register(self, name, value)

    def part(self: ModuleObject, held: list[Value]) -> Layer:
        made = layer()
        for one in held:
            made.append(one)
        return made

    more = {"members": members, "register": register, "part": part, "tensors": 0}
    return type(f"{kind}Object", (ModuleObject, layer), more)


def object_of_modules(machine: Machine, cls: Class, number: int) -> ModuleObject:
    """An object of a class of modules, before its `__init__`."""
    base = next((one.layer for one in cls.order if one.layer is not None), None)
    made: ModuleObject = (ModuleObject if base is None else _type_of(base))(machine, cls, number)
    return made


def layer_class(kind: str, let_in: Callable[[Machine, Value], Value]) -> Class:
    """The class of a layer; `let_in` is what its `__init__` makes of an argument."""
    layer = LAYERS[kind]
    made = Class(kind, of_modules=True, layer=kind)

    def begin(machine: Machine, owner: Value, /, *arguments: Value, **named: Value) -> None:
        if not isinstance(owner, layer):
            raise ProgramError("type", f"{kind} begins objects of its own classes, not {describe(owner)}")
        owner.begun = True
        held = {name: value for name, value in vars(owner).items() if name == "kind"}
        layer.__init__(
            owner,
            *(let_in(machine, value) for value in arguments),
            **{name: let_in(machine, value) for name, value in named.items()},
        )
        vars(owner).update(held)
        machine.budget.spend("cells", owner.extent)

    def forward(machine: Machine, owner: Value, /, *inputs: Value, **named: Value) -> Value:
        given = [engine_argument(machine, value) for value in inputs] if layer.tensors else list(inputs)
        options = {name: engine_argument(machine, value) for name, value in named.items()} if layer.tensors else named
        try:
            return layer.forward(owner, *given, **options)
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as reason:
            listed = ", ".join(describe(one) for one in [*inputs, *named.values()]) or "nothing"
            raise ProgramError("argument", f"{kind} does not take {listed}: {reason}") from None

    made.members.update({"__init__": Builtin("__init__", begin), "forward": Builtin("forward", forward)})
    made.order = (made, MODULE, OBJECT)
    return made


# By the name under which a program calls the layer.
_CLASSES: dict[Builtin, Class] = {}


def enter_layer(maker: Builtin, kind: str, let_in: Callable[[Machine, Value], Value]) -> None:
    if not kind.startswith("Lazy"):
        made = layer_class(kind, let_in)
        made.module = type_text(maker).split("'")[1].rpartition(".")[0]
        _CLASSES[maker] = made


def class_of_layer(maker: Value) -> Class | None:
    """The class of the layer that a function of torch.nn makes; None for all else."""
    return _CLASSES.get(maker) if isinstance(maker, Builtin) else None
