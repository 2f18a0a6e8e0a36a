"""Bytes: what `b"..."`, `bytes([...])` and `"...".encode()` give. Each byte is paid for as an entry of a list."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import whole
from engine.language.values import METHODS, Builtin, Value, builtin, describe, method

ENCODINGS = ("utf-8", "utf8", "UTF-8", "ascii", "latin-1", "latin1")
ERRORS = ("strict", "replace", "ignore", "backslashreplace")
LARGEST_BYTE = 255
# Those that answer a truth, a place or bytes no longer than the owner.
ASKED: dict[str, Callable[..., Value]] = {
    "startswith": bytes.startswith,
    "endswith": bytes.endswith,
    "find": bytes.find,
    "rfind": bytes.rfind,
    "index": bytes.index,
    "count": bytes.count,
    "strip": bytes.strip,
    "lstrip": bytes.lstrip,
    "rstrip": bytes.rstrip,
    "upper": bytes.upper,
    "lower": bytes.lower,
    "hex": bytes.hex,
    "isdigit": bytes.isdigit,
    "isalpha": bytes.isalpha,
}


def _options(encoding: Value, errors: Value) -> tuple[str, str]:
    if encoding not in ENCODINGS or errors not in ERRORS:
        raise ProgramError(
            "value",
            f"{describe(encoding) if not isinstance(encoding, str) else encoding} with errors="
            f"{errors if isinstance(errors, str) else describe(errors)} is not offered",
            hint=f"There are {', '.join(ENCODINGS)} with errors= {', '.join(ERRORS)}.",
        )
    return encoding, errors


@method("str")
def encode(machine: Machine, owner: str, encoding: Value = "utf-8", errors: Value = "strict") -> bytes:
    machine.budget.spend("cells", 1 + 4 * len(owner))
    try:
        return owner.encode(*_options(encoding, errors))
    except UnicodeError as reason:
        raise ProgramError("value", f"{reason}", hint='Write errors="replace".') from None


@method("bytes")
def decode(machine: Machine, owner: bytes, encoding: Value = "utf-8", errors: Value = "strict") -> str:
    machine.budget.spend("cells", 1 + len(owner))
    try:
        return machine.text(owner.decode(*_options(encoding, errors)))
    except UnicodeError as reason:
        raise ProgramError("value", f"{reason}", hint='Write errors="replace".') from None


@method("bytes")
def join(machine: Machine, owner: bytes, iterable: Value) -> bytes:
    parts = list(machine.items(iterable))
    if not all(type(part) is bytes for part in parts):
        other = next(part for part in parts if type(part) is not bytes)
        raise ProgramError("type", f"join of bytes takes bytes, not {describe(other)}")
    machine.budget.spend("cells", sum(map(len, parts)) + len(owner) * len(parts))
    return owner.join(parts)


@method("bytes")
def replace(machine: Machine, owner: bytes, old: Value, new: Value) -> bytes:
    if type(old) is not bytes or type(new) is not bytes:
        raise ProgramError("type", "replace of bytes takes bytes")
    machine.budget.spend("cells", len(owner) + (len(owner) + 1) * len(new))
    return owner.replace(old, new)


@method("bytes")
def split(machine: Machine, owner: bytes, *sep: Value) -> list[Value]:
    machine.budget.spend("cells", 1 + len(owner))
    return list(_called("split", bytes.split, owner, sep))


def _called(name: str, call: Callable[..., Value], owner: bytes, arguments: tuple[Value, ...]) -> Value:
    if not all(type(one) in (bytes, int) for one in arguments):
        raise ProgramError("type", f"{name} of bytes takes bytes", hint='Write b"…".')
    try:
        return call(owner, *arguments)
    except (TypeError, ValueError, OverflowError) as reason:
        raise ProgramError("value", f"{name} of bytes: {reason}") from None


def _asked(name: str, call: Callable[..., Value]) -> Callable[..., Value]:
    def ask(machine: Machine, owner: bytes, *arguments: Value) -> Value:
        machine.budget.spend("cells", 1 + 2 * len(owner))
        return _called(name, call, owner, arguments)

    return ask


for _name, _call in ASKED.items():
    METHODS["bytes", _name] = Builtin(_name, _asked(_name, _call))


@builtin("bytes")
def make_bytes(machine: Machine, source: Value = b"", encoding: Value = None, errors: Value = "strict") -> bytes:
    """Of whole numbers from 0 to 255, of a text with its encoding, or so many zeros."""
    if isinstance(source, str):
        if encoding is None:
            raise ProgramError("type", "bytes of a text need an encoding", hint='Write text.encode("utf-8").')
        made: bytes = encode(machine, source, encoding, errors)
        return made
    if type(source) is bytes:
        return source
    if isinstance(source, int):
        count = whole(source, "how many bytes")
        if count < 0:
            raise ProgramError("value", "negative count")
        machine.budget.spend("cells", count)
        return bytes(count)
    numbers = [whole(one, "a byte") for one in machine.items(source)]
    machine.budget.spend("cells", len(numbers))
    if not all(0 <= number <= LARGEST_BYTE for number in numbers):
        raise ProgramError("value", "bytes must be in range(0, 256)")
    return bytes(numbers)
