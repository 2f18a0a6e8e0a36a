"""The abstract types of `numbers` and `collections.abc`: what isinstance asks of them, the value itself answers."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.rules import STANDING_FOR
from engine.language.values import (
    NUMBERS,
    OBJECT,
    Builtin,
    Class,
    Function,
    Instance,
    Iterated,
    Layer,
    Method,
    Operation,
    SetValue,
    Value,
    View,
    is_key,
)
from engine.tensors import Tensor

SEQUENCES = (tuple, str, bytes, range)
HELD = (*SEQUENCES, list, dict, SetValue)


def _defines(*names: str) -> Callable[[Value], bool]:
    """Whether a value is an object whose class has these methods."""
    return lambda value: isinstance(value, Instance) and all(value.cls.member(name) is not None for name in names)


def _is_list(value: Value) -> bool:
    return isinstance(value, list) and not isinstance(value, View)


def _can_be_called(value: Value) -> bool:
    return isinstance(value, (Layer, Class, Function, Builtin, Operation, Method))


def _is_real(value: Value) -> bool:
    return isinstance(value, NUMBERS)


def _is_whole(value: Value) -> bool:
    return isinstance(value, int)


_ITERATED = _defines("__iter__")
_NUMBERS: dict[str, Callable[[Value], bool]] = {
    **dict.fromkeys(("Number", "Complex", "Real"), _is_real),
    **dict.fromkeys(("Rational", "Integral"), _is_whole),
}
_CONTAINERS: dict[str, Callable[[Value], bool]] = {
    "Iterable": lambda value: isinstance(value, (*HELD, Iterated, Tensor)) or _ITERATED(value),
    "Iterator": lambda value: isinstance(value, Iterated) or _defines("__iter__", "__next__")(value),
    "Generator": lambda value: isinstance(value, Iterated) and bool(value.name),
    "Sized": lambda value: isinstance(value, (*HELD, Tensor)) or _defines("__len__")(value),
    "Container": lambda value: isinstance(value, (*HELD, Tensor)) or _defines("__contains__")(value),
    "Collection": lambda value: isinstance(value, HELD) or _defines("__len__", "__iter__", "__contains__")(value),
    "Sequence": lambda value: isinstance(value, SEQUENCES) or _is_list(value),
    "MutableSequence": _is_list,
    "Mapping": lambda value: isinstance(value, dict),
    "MutableMapping": lambda value: isinstance(value, dict),
    "Set": lambda value: isinstance(value, SetValue),
    "MutableSet": lambda value: isinstance(value, SetValue) and not value.frozen,
    "Hashable": is_key,
    "Callable": lambda value: _can_be_called(value) or _defines("__call__")(value),
}


def _classes(module: str, table: dict[str, Callable[[Value], bool]]) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for name, holds in table.items():
        cls = Class(name, module=module)
        cls.order = (cls, OBJECT)
        STANDING_FOR[cls] = holds
        made[name] = cls
    return made


NUMBERS_MODULE = _classes("numbers", _NUMBERS)
COLLECTIONS_ABC = _classes("collections.abc", _CONTAINERS)
