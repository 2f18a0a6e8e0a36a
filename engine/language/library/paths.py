"""Python's `pathlib.Path`: names of files. A run has the texts that came with it, and makes none."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class, object_of
from engine.language.machine import Machine
from engine.language.methods import open_file
from engine.language.semantics import invoke
from engine.language.values import BUILTINS, Instance, Module, Value, describe


def _text(machine: Machine, part: Value) -> str:
    if isinstance(part, Instance) and PATH in part.cls.order:
        part = part.held
    if not isinstance(part, str):
        raise ProgramError("type", f"a path is made of texts, not of {describe(part)}")
    machine.budget.spend("cells", len(part))
    return part


def _begin(machine: Machine, *parts: Value) -> str:
    joined = posixpath.join(".", *(_text(machine, part) for part in parts))
    return machine.text(posixpath.normpath(joined) if joined not in (".", "./") else ".")


def _made(machine: Machine, *parts: Value) -> Value:
    return object_of(machine, PATH, _begin(machine, *parts))


def _read_text(machine: Machine, path: str, **options: Value) -> Value:
    return machine.call_method(open_file(machine, path), "read")


def _nothing(machine: Machine, path: str, /, *arguments: Value, **options: Value) -> None:
    machine.notes.setdefault("pathlib", "Files are left out here: a run has the texts attached to it, and makes none.")


def _with_suffix(machine: Machine, path: str, suffix: Value) -> Value:
    return _made(machine, posixpath.splitext(path)[0] + _text(machine, suffix))


def _read(call: Callable[[str], str]) -> Callable[..., Value]:
    return lambda machine, path: call(path)


PATH = brought_class(
    "pathlib.Path",
    _begin,
    {
        "__truediv__": lambda machine, path, other: _made(machine, path, other),
        "__rtruediv__": lambda machine, path, other: _made(machine, other, path),
        "__str__": lambda machine, path: path,
        "__repr__": lambda machine, path: machine.text(f"PosixPath({path!r})"),
        "__fspath__": lambda machine, path: path,
        "__eq__": lambda machine, path, other: isinstance(other, Instance) and other.held == path,
        "joinpath": _made,
        "as_posix": lambda machine, path: path,
        "exists": lambda machine, path: path in machine.files,
        "is_file": lambda machine, path: path in machine.files,
        "is_dir": lambda machine, path: False,
        "read_text": _read_text,
        "open": lambda machine, path, *options: invoke(machine, BUILTINS["open"], [path, *options], {}),
        "mkdir": _nothing,
        "write_text": _nothing,
        "unlink": _nothing,
        "with_suffix": _with_suffix,
    },
    {
        "name": _read(posixpath.basename),
        "stem": _read(lambda path: posixpath.splitext(posixpath.basename(path))[0]),
        "suffix": _read(lambda path: posixpath.splitext(path)[1]),
        "parent": lambda machine, path: _made(machine, posixpath.dirname(path) or "."),
        "parts": lambda machine, path: tuple(path.split("/")),
    },
)
PATHLIB = Module("pathlib", {"Path": PATH})
