"""The functions that ask about objects and classes: type, isinstance, getattr, super and the like.

A name given as text reaches what the same name behind a dot reaches, and nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

import numpy as np

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods import class_of_container, class_of_layer
from engine.language.program import name_fault
from engine.language.rules import classes
from engine.language.rules.attributes import attribute, delete_attribute, known_names, set_attribute
from engine.language.rules.exceptions import is_raised
from engine.language.semantics import NUMPY_TYPES, dunders, whole
from engine.language.values import (
    BUILTINS,
    MODULE,
    NOT_IMPLEMENTED,
    NUMBERS,
    OBJECT,
    BackwardNode,
    Builtin,
    Class,
    ClassMethod,
    Function,
    Instance,
    Iterated,
    Layer,
    Method,
    Operation,
    Optimizer,
    Property,
    Record,
    Scheduler,
    Size,
    StaticMethod,
    Super,
    Value,
    View,
    builtin,
    describe,
    is_type,
    kind,
)
from engine.nn import is_parameter
from engine.tensors import Tensor

BUILTINS["object"] = OBJECT
BUILTINS["NotImplemented"] = NOT_IMPLEMENTED
# The names under which a tensor is of a type, in each library's words.
TENSOR_NAMES = frozenset({"Tensor", "torch.Tensor", "Value", "np.ndarray", "numpy.ndarray"})
_MISSING = object()
# Classes that values belong to by what they are, such as numbers.Number: whether one does.
STANDING_FOR: dict[Class, Callable[[Value], bool]] = {}


@builtin("super")
def super_of(machine: Machine, cls: Value = None, receiver: Value = None) -> Super:
    return classes.super_of(machine, cls, receiver)


@builtin("property")
def make_property(machine: Machine, function: Value) -> Property:
    return Property(function)


@builtin("staticmethod")
def make_static(machine: Machine, function: Value) -> StaticMethod:
    return StaticMethod(function)


@builtin("classmethod")
def make_class_method(machine: Machine, function: Value) -> ClassMethod:
    return ClassMethod(function)


@builtin("type")
def type_of(machine: Machine, value: Value) -> Value:
    """The class of an object; of all else the function of its name: type(2) is int. What numpy computes as a single
    number has the number's own type.
    """
    if type(value) is Tensor and value in machine.arrays and isinstance(value._current(), np.generic):
        return NUMPY_TYPES[value.dtype.name]
    if isinstance(value, (Instance, Record)):
        return value.cls
    name = _type_name(machine, value)
    return BUILTINS[name] if name in BUILTINS else machine.type_named(name)


def _type_name(machine: Machine, value: Value) -> str:
    if type(value) is Tensor:
        if is_parameter(value):
            return "Parameter"
        return "ndarray" if value in machine.arrays else "Tensor"
    if isinstance(value, BackwardNode):
        return value.name
    if isinstance(value, Layer):
        return value.kind
    if isinstance(value, (Optimizer, Scheduler)):
        return value.name
    if is_type(value):
        return "type"
    if isinstance(value, (Builtin, Operation)):
        return "builtin_function_or_method"
    if type(value) is Size:
        return "Size"
    if isinstance(value, View):
        return value.word
    if isinstance(value, Iterated) and value.name:
        return "generator"
    return "NoneType" if value is None else kind(value)


@builtin("isinstance")
def is_instance(machine: Machine, value: Value, kinds: Value) -> bool:
    return any(_is_a(machine, value, wanted) for wanted in _listed(kinds))


def _listed(kinds: Value) -> list[Value]:
    if isinstance(kinds, tuple):
        return [one for part in kinds for one in _listed(part)]
    return [kinds]


def _is_a(machine: Machine, value: Value, wanted: Value) -> bool:
    if isinstance(wanted, Class):
        if isinstance(value, (Instance, Record)) and wanted in value.cls.order:
            return True
        if wanted in STANDING_FOR:
            return STANDING_FOR[wanted](value)
        if isinstance(value, (Instance, Record)):
            return False
        return wanted is OBJECT or (wanted is MODULE and isinstance(value, Layer))
    if wanted is None or not isinstance(wanted, (Builtin, Operation)):
        raise ProgramError(
            "type", f"isinstance compares with a class or a type such as int or torch.Tensor, not {describe(wanted)}"
        )
    short = wanted.name.rpartition(".")[2]
    if type(value) is Tensor:
        return wanted.name in TENSOR_NAMES or (short == "Parameter" and is_parameter(value))
    if isinstance(value, Layer):
        return value.kind == short or (isinstance(value, Instance) and class_of_layer(wanted) in value.cls.order)
    if isinstance(value, (Optimizer, Scheduler)):
        return short in (value.name, "Optimizer" if isinstance(value, Optimizer) else "LRScheduler")
    if type(value) is Size and short == "Size":
        return True
    if isinstance(value, Instance) and class_of_container(wanted) in value.cls.order:
        return True
    return wanted.name in machine.kinds(value) or (isinstance(value, bool) and wanted.name == "int")


@builtin("issubclass")
def is_subclass(machine: Machine, value: Value, kinds: Value) -> bool:
    if not isinstance(value, Class):
        raise ProgramError("type", f"issubclass takes a class, not {describe(value)}")
    return any((class_of_layer(wanted) or wanted) in value.order for wanted in _listed(kinds))


def _name(machine: Machine, value: Value) -> str:
    if not isinstance(value, str):
        raise ProgramError("type", f"the name of an attribute is a string, not {describe(value)}")
    fault = name_fault(value, machine.here or ast.Pass())
    if fault:
        raise ProgramError(fault.code, fault.message, hint=fault.hint)
    return value


@builtin("getattr")
def get_attribute(machine: Machine, owner: Value, name: Value, *default: Value) -> Value:
    if len(default) > 1:
        raise ProgramError("argument", "getattr takes one default")
    try:
        return attribute(machine, owner, _name(machine, name))
    except ProgramError as error:
        if default and (error.code == "attribute" or is_raised(error, "AttributeError")):
            return default[0]
        raise


@builtin("hasattr")
def has_attribute(machine: Machine, owner: Value, name: Value) -> bool:
    return get_attribute(machine, owner, name, _MISSING) is not _MISSING


@builtin("setattr")
def give_attribute(machine: Machine, owner: Value, name: Value, value: Value) -> None:
    set_attribute(machine, owner, _name(machine, name), value)


@builtin("delattr")
def take_attribute(machine: Machine, owner: Value, name: Value) -> None:
    delete_attribute(machine, owner, _name(machine, name))


@builtin("vars")
def attributes(machine: Machine, owner: Value) -> Value:
    return attribute(machine, owner, "__dict__")


@builtin("dir")
def names_of(machine: Machine, *owner: Value) -> list[str]:
    """What stands behind a dot of a value, or what the program has bound; names of Python's own data model left out."""
    if len(owner) > 1:
        raise ProgramError("argument", "dir takes one value")
    found = machine.scope.visible() if not owner else known_names(machine, owner[0])
    names = sorted(name for name in found if not name.startswith("__"))
    machine.budget.spend("cells", 1 + len(names))
    return names


@builtin("id")
def identity(machine: Machine, value: Value) -> int:
    """A number of its own for each object, counted in the order in which they are asked for."""
    known: int = machine.identities.setdefault(value, len(machine.identities) + 1)
    return known


@builtin("hash")
def hashed(machine: Machine, value: Value) -> int:
    answer = dunders.ask(machine, value, "__hash__")
    if answer is not None:
        return whole(answer[0], "a hash")
    return hash(value) if isinstance(value, NUMBERS) else identity(machine, value)


@builtin("callable")
def can_be_called(machine: Machine, value: Value) -> bool:
    if isinstance(value, Instance) and not isinstance(value, Layer):
        return value.cls.member("__call__") is not None
    return isinstance(value, (Layer, Class, Function, Builtin, Operation, Method))
