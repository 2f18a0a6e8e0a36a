"""Python's `copy`: copies of values, of what they hold, and of layers with parameters of their own."""

from __future__ import annotations

from collections.abc import Callable

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods import ModuleObject
from engine.language.values import DefaultDict, Deque, Instance, Layer, Record, SetValue, Value
from engine.nn import as_parameter, is_parameter
from engine.tensors import Tensor

DEEPEST_COPY = 32


def shallow(machine: Machine, value: Value) -> Value:
    if isinstance(value, (list, dict, SetValue)):
        return machine.call_method(value, "copy")
    if type(value) is Tensor:
        return FUNCTIONS["torch.clone"](value)
    return _object(machine, value, {}, lambda each: each) if isinstance(value, Instance) else value


def deep(machine: Machine, value: Value) -> Value:
    return _copied(machine, value, {}, 0)


def _copied(machine: Machine, value: Value, known: dict[int, Value], depth: int) -> Value:
    """A copy whose parts are copies, too; what stands in several places stands there again as one."""
    if id(value) in known:
        return known[id(value)]
    machine.budget.spend("cells", 1)
    if depth == DEEPEST_COPY:
        raise ProgramError("value", f"what is nested more than {DEEPEST_COPY} levels deep is not copied")

    def inner(each: Value) -> Value:
        return _copied(machine, each, known, depth + 1)

    if isinstance(value, list):
        made: Value = Deque(value.most) if isinstance(value, Deque) else []
        known[id(value)] = made
        made.extend(inner(each) for each in value)
        return made
    if isinstance(value, Record):
        return Record(value.cls, [inner(each) for each in value])
    if type(value) is tuple:
        return tuple(inner(each) for each in value)
    if isinstance(value, dict):
        made = DefaultDict(value.factory) if isinstance(value, DefaultDict) else type(value)()
        known[id(value)] = made
        made.update({inner(key): inner(each) for key, each in value.items()})
        return made
    if isinstance(value, SetValue):
        return machine.call_method(value, "copy")
    if type(value) is Tensor:
        # A leaf stays a leaf, and a parameter a parameter.
        made = FUNCTIONS["torch.clone"](value.detach())
        made.requires_grad_(value.requires_grad)
        if is_parameter(value):
            as_parameter(made)
    elif isinstance(value, Layer):
        return _layer(machine, value, inner)
    elif isinstance(value, Instance) and value.cls.meta is None:
        return _object(machine, value, known, inner)
    else:
        made = value
    known[id(value)] = made
    return made


def _layer(machine: Machine, value: Layer, inner: Callable[[Value], Value]) -> Layer:
    """A layer with parameters of its own, and with copies of what the program keeps in it besides."""
    machine.budget.spend("cells", value.extent)
    made = value.copied()
    for layer in made.modules():
        if isinstance(layer, ModuleObject):
            machine.objects += 1
            layer.number = machine.objects
            layer.fields = {name: inner(held) for name, held in layer.fields.items()}
    return made


def _object(machine: Machine, value: Instance, known: dict[int, Value], inner: Callable[[Value], Value]) -> Value:
    machine.objects += 1
    made = Instance(value.cls, machine.objects)
    made.held = value.held
    known[id(value)] = made
    for name, held in value.fields.items():
        made.fields[name] = inner(held)
    return made
