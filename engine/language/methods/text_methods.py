"""The methods of strings. Each makes at most one string, or a list of them, of what it is given, and pays for it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import METHODS, Builtin, Value, describe

# Those that answer a string no longer than what they are given, and a few characters a letter at most.
TURNED: dict[str, Callable[..., str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "capitalize": str.capitalize,
    "swapcase": str.swapcase,
    "casefold": str.casefold,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
}
# Those that make it as long as they are told.
PADDED: dict[str, Callable[..., str]] = {
    "center": str.center,
    "ljust": str.ljust,
    "rjust": str.rjust,
    "zfill": str.zfill,
}
# Those that answer a truth or a place.
ASKED: dict[str, Callable[..., Value]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "isdigit": str.isdigit,
    "isalpha": str.isalpha,
    "isalnum": str.isalnum,
    "isspace": str.isspace,
    "isupper": str.isupper,
    "islower": str.islower,
    "isnumeric": str.isnumeric,
    "isidentifier": str.isidentifier,
    "find": str.find,
    "rfind": str.rfind,
    "index": str.index,
    "rindex": str.rindex,
    "count": str.count,
}
SPLIT: dict[str, Callable[..., Value]] = {
    "split": str.split,
    "rsplit": str.rsplit,
    "splitlines": str.splitlines,
    "partition": str.partition,
    "rpartition": str.rpartition,
}


def _plain(name: str, owner: str, arguments: tuple[Value, ...]) -> None:
    for argument in arguments:
        listed = argument if isinstance(argument, tuple) else (argument,)
        if not all(one is None or isinstance(one, (str, int)) for one in listed):
            raise ProgramError("type", f"{name} of a string does not take {describe(argument)}")


def _called(name: str, call: Callable[..., Value], owner: str, arguments: tuple[Value, ...]) -> Value:
    _plain(name, owner, arguments)
    try:
        return call(owner, *arguments)
    except (TypeError, ValueError) as reason:
        code = "value" if isinstance(reason, ValueError) else "argument"
        raise ProgramError(code, f"{name} of a string: {reason}") from None


def _turned(name: str, call: Callable[..., str]) -> Callable[..., str]:
    def turn(machine: Machine, owner: str, *arguments: Value) -> str:
        return machine.text(_called(name, call, owner, arguments))

    return turn


def _padded(name: str, call: Callable[..., str]) -> Callable[..., str]:
    def pad(machine: Machine, owner: str, width: Value, *fill: Value) -> str:
        size = machine.whole(width, "a width")
        machine.budget.check("string", size)
        return machine.text(_called(name, call, owner, (size, *fill)))

    return pad


def _asked(name: str, call: Callable[..., Value]) -> Callable[..., Value]:
    def ask(machine: Machine, owner: str, *arguments: Value) -> Value:
        machine.budget.spend("steps", 1 + len(owner) // 64)
        return _called(name, call, owner, arguments)

    return ask


def _split(name: str, call: Callable[..., Value]) -> Callable[..., Value]:
    def split(machine: Machine, owner: str, *arguments: Value) -> Value:
        machine.budget.spend("cells", 1 + len(owner))
        return _called(name, call, owner, arguments)

    return split


def replace(machine: Machine, owner: str, old: Value, new: Value, count: Value = -1) -> str:
    if not isinstance(old, str) or not isinstance(new, str):
        raise ProgramError("type", "replace of a string takes two strings")
    times = machine.whole(count, "a count")
    found = owner.count(old) if times < 0 else min(times, owner.count(old))
    machine.budget.check("string", len(owner) + found * (len(new) - len(old)))
    return machine.text(owner.replace(old, new, times))


def translate(machine: Machine, owner: str, table: Value) -> str:
    """By a dict from what str.maketrans gives: a letter's number to a number, a text, or None for none."""
    if not isinstance(table, dict):
        raise ProgramError("type", f"translate takes a dict, not {describe(table)}", hint="Make it by str.maketrans.")
    parts: list[str] = []
    for letter in owner:
        machine.budget.spend("cells", 1)
        to = table.get(ord(letter), letter)
        if isinstance(to, int) and 0 <= to <= sys.maxunicode:
            to = chr(to)
        if to is not None and not isinstance(to, str):
            raise ProgramError("type", f"a letter becomes a letter, a text or None, not {describe(to)}")
        parts.append(to or "")
    return machine.text("".join(parts))


def make_translation(machine: Machine, x: Value, *more: Value) -> dict[Value, Value]:
    """`str.maketrans("ab", "xy", "z")`. Raises ProgramError (type, value)."""
    machine.budget.spend("cells", 1 + sum(len(one) for one in (x, *more) if isinstance(one, (str, dict))))
    if not more and isinstance(x, dict) and all(isinstance(to, (str, int, type(None))) for to in x.values()):
        try:
            return dict(str.maketrans(x))
        except (TypeError, ValueError) as reason:
            raise ProgramError("value", f"maketrans: {reason}") from None
    if not more or len(more) > 2 or not all(isinstance(one, str) for one in (x, *more)):
        raise ProgramError("type", "maketrans takes a dict, or two or three texts")
    if len(x) != len(more[0]):
        raise ProgramError("value", "the first two maketrans arguments must have equal length")
    return dict(str.maketrans(x, *more))


for _table, _make in ((TURNED, _turned), (PADDED, _padded), (ASKED, _asked), (SPLIT, _split)):
    for _name, _call in _table.items():
        METHODS["str", _name] = Builtin(_name, _make(_name, _call))
METHODS["str", "replace"] = Builtin("replace", replace)
METHODS["str", "translate"] = Builtin("translate", translate)
METHODS["str", "maketrans"] = Builtin("maketrans", lambda machine, owner, *given: make_translation(machine, *given))
