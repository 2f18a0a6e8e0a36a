"""What the names at the top of a program stand for, for a reader: numbers, texts, tensors, and containers of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType

import numpy as np

from engine.language.machine.state import Machine
from engine.language.values import (
    Builtin,
    Class,
    Function,
    Instance,
    Layer,
    Method,
    Module,
    Operation,
    Optimizer,
    Record,
    SetValue,
    Skipped,
    Value,
    kind,
)
from engine.recording import Held, HeldText, Listing, Object, Other, Pairs, Variable
from engine.tensors import Tensor

# The most that is shown: of names, of values in all, of levels inside one another, of entries, and of characters.
SHOWN: Mapping[str, int] = MappingProxyType({"names": 200, "values": 400, "depth": 4, "entries": 40, "text": 200})
SHOWN_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "names": "names of a program that `variables` tells",
        "values": "values inside others in `variables`",
        "depth": "levels of values inside one another in `variables`",
        "entries": "entries of a list, a dict or an object in `variables`",
        "text": "characters of a text in `variables`",
    }
)
# What a program defines or brings along, and not what it computes.
DEFINITIONS = (Function, Builtin, Operation, Method, Module, Class, Skipped)


class Moment:
    """The end of a program: tensors hold what they hold."""

    def tensor(self, machine: Machine, tensor: Tensor) -> Variable:
        gradient = None if tensor.grad is None else tensor.grad._current()
        held = Variable(machine.recorder.index_of(tensor), tensor._current(), gradient)
        return with_gradient(machine, tensor, held)


def with_gradient(machine: Machine, tensor: Tensor, held: Variable) -> Variable:
    """A Value of micrograd's has a gradient from its beginning."""
    return held._replace(grad=np.float64(0)) if held.grad is None and tensor in machine.scalars else held


def variables(machine: Machine, moment: Moment) -> dict[str, Held]:
    """By name, in the order in which the names were first bound; definitions and names that begin with _ left out."""
    named = [
        (name, value)
        for name, value in machine.top.names.items()
        if not name.startswith("_") and not isinstance(value, DEFINITIONS) and not _is_drawn(value)
    ]
    look = _Look(machine, moment)
    return {name: look.at(value, 1) for name, value in named[: SHOWN["names"]]}


def _is_drawn(value: Value) -> bool:
    """Figures and axes are shown as charts."""
    return isinstance(value, Instance) and value.cls.module.startswith("matplotlib")


class _Look:
    def __init__(self, machine: Machine, moment: Moment) -> None:
        self._machine = machine
        self._moment = moment
        self._left = SHOWN["values"]

    def at(self, value: Value, depth: int) -> Held:
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, str):
            return HeldText(value[: SHOWN["text"]], len(value))
        if type(value) is Tensor:
            return self._moment.tensor(self._machine, value)
        if isinstance(value, np.dtype):
            return Other(self._machine.show(value))
        if depth == SHOWN["depth"] or isinstance(value, DEFINITIONS):
            return Other(self._kind(value))
        if isinstance(value, Record):
            return self._object(value.cls.name, [], value.fields, depth)
        if isinstance(value, (list, tuple)):
            entries = self._some(value)
            listed = tuple(self.at(entry, depth + 1) for entry in entries)
            return Listing("list" if isinstance(value, list) else "tuple", listed, len(value))
        if isinstance(value, SetValue):
            return Listing("set", tuple(self.at(entry, depth + 1) for entry in self._some(value)), len(value))
        if isinstance(value, dict):
            pairs = [(key, value[key]) for key in self._some(value)]
            listed_pairs = tuple((self.at(key, depth + 1), self.at(entry, depth + 1)) for key, entry in pairs)
            return Pairs(listed_pairs, len(value))
        if isinstance(value, Layer):
            parameters = [*value.named_parameters(), *value.named_buffers()]
            fields = value.fields if isinstance(value, Instance) else {}
            return self._object(self._kind(value), parameters, fields, depth)
        if isinstance(value, Instance):
            return self._object(self._kind(value), [], value.fields, depth)
        if isinstance(value, Optimizer):
            return self._object(value.name, [], value.told(), depth)
        return Other(self._kind(value))

    def _some(self, values: Iterable[Value]) -> list[Value]:
        some = list(islice(values, min(SHOWN["entries"], self._left)))
        self._left -= len(some)
        return some

    def _object(
        self, name: str, parameters: list[tuple[str, Tensor]], fields: Mapping[str, Value], depth: int
    ) -> Object:
        shown = {key: value for key, value in fields.items() if not isinstance(value, DEFINITIONS)}
        held = []
        for path, tensor in self._some(parameters):
            held.append((path, self._moment.tensor(self._machine, tensor)))
        named = [(str(key), self.at(shown[key], depth + 1)) for key in self._some(shown)]
        return Object(name, tuple(held), tuple(named), len(parameters) + len(shown))

    def _kind(self, value: Value) -> str:
        if isinstance(value, (Instance, Record)):
            return value.cls.name
        if isinstance(value, Layer):
            return value.kind
        return kind(value)
