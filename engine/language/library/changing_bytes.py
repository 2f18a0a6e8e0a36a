"""Python's `bytearray`: bytes that can be changed. Each is paid for as an entry of a list."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class, object_of
from engine.language.machine import Machine
from engine.language.semantics import invoke, position, whole
from engine.language.values import BUILTINS, METHODS, Instance, Value

LARGEST = 255


def _begin(machine: Machine, *source: Value) -> bytearray:
    return bytearray(_paid(machine, invoke(machine, BUILTINS["bytes"], [_plain(one) for one in source], {})))


def _paid(machine: Machine, more: bytes) -> bytes:
    machine.budget.spend("cells", 1 + len(more))
    return more


def _byte(value: Value) -> int:
    number = whole(value, "a byte")
    if not 0 <= number <= LARGEST:
        raise ProgramError("value", "byte must be in range(0, 256)")
    return number


def _item(machine: Machine, held: bytearray, index: Value) -> Value:
    if isinstance(index, slice):
        return _made(machine, held[index])
    return held[position(machine, bytes(held), index)]


def _set_item(machine: Machine, held: bytearray, index: Value, value: Value) -> None:
    if isinstance(index, slice):
        raise ProgramError("unsupported", "a part of a bytearray is not replaced here", hint="Set one byte at a time.")
    held[position(machine, bytes(held), index)] = _byte(value)


def _made(machine: Machine, values: bytes | bytearray) -> Value:
    machine.budget.spend("cells", 1 + len(values))
    return object_of(machine, BYTEARRAY, bytearray(values))


def _append(machine: Machine, held: bytearray, value: Value) -> None:
    machine.budget.spend("cells", 1)
    held.append(_byte(value))


def _extend(machine: Machine, held: bytearray, values: Value) -> None:
    held.extend(_paid(machine, invoke(machine, BUILTINS["bytes"], [_plain(values)], {})))


def _plain(value: Value) -> Value:
    """Bytes of what may be a bytearray."""
    held = value.held if isinstance(value, Instance) and BYTEARRAY in value.cls.order else None
    return value if held is None else bytes(held)


def _same(machine: Machine, held: bytearray, other: Value) -> bool:
    return bool(_plain(other) == bytes(held))


def _joined(machine: Machine, held: bytearray, other: Value) -> Value:
    more = _plain(other)
    if type(more) is not bytes:
        raise ProgramError("type", "a bytearray is joined with bytes", hint='Write b"…".')
    return _made(machine, bytes(held) + more)


def _of_bytes(name: str) -> Callable[..., Value]:
    """A method of bytes that changes nothing."""

    def call(machine: Machine, held: bytearray, *arguments: Value) -> Value:
        machine.budget.spend("cells", 1 + len(held))
        return invoke(machine, METHODS["bytes", name], [bytes(held), *map(_plain, arguments)], {})

    return call


def _shown(machine: Machine, held: bytearray) -> str:
    machine.budget.spend("cells", 4 * len(held))
    return machine.text(repr(held))


BYTEARRAY = brought_class(
    "builtins.bytearray",
    _begin,
    {
        "__getitem__": _item,
        "__setitem__": _set_item,
        "__len__": lambda machine, held: len(held),
        "__iter__": lambda machine, held: invoke(machine, BUILTINS["iter"], [bytes(held)], {}),
        "__contains__": lambda machine, held, value: _byte(value) in held,
        "__eq__": _same,
        "__add__": _joined,
        "__repr__": _shown,
        "append": _append,
        "extend": _extend,
        **{name: _of_bytes(name) for name in ("decode", "hex", "find", "count", "startswith", "endswith")},
    },
)
BUILTINS["bytearray"] = BYTEARRAY
