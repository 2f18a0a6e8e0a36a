"""Python's modules about the machine: os, sys, json, unicodedata. A run has neither files of the machine's nor its
surroundings, so they answer what is the same everywhere.
"""

from __future__ import annotations

import json
import posixpath
import sys
import unicodedata
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.rules import EXCEPTIONS, raised
from engine.language.semantics import named, whole
from engine.language.values import BUILTINS, NUMBERS, Builtin, Module, Skipped, Value, describe

DEEPEST = 32


def _texts(call: Callable[..., Value], what: str) -> Callable[..., Value]:
    """A function of texts alone. Raises ProgramError (type)."""

    def called(machine: Machine, /, *texts: Value) -> Value:
        for text in texts:
            if not isinstance(text, str):
                raise ProgramError("type", f"{what} takes texts, not {describe(text)}")
            machine.budget.spend("cells", 1 + len(text))
        try:
            made = call(*texts)
        except (TypeError, ValueError) as reason:
            raise ProgramError("argument", f"{what}: {reason}") from None
        return machine.text(made) if isinstance(made, str) else made

    return called


def _exists(machine: Machine, path: Value) -> bool:
    return path in machine.files


def _nothing(machine: Machine, /, *arguments: Value, **named: Value) -> None:
    return None


_PATH = Module(
    "os.path",
    {
        **named(exists=_exists, isfile=_exists, isdir=lambda machine, path: False),
        **named(
            **{
                word: _texts(vars(posixpath)[word], f"os.path.{word}")
                for word in ("join", "basename", "dirname", "splitext", "split")
            }
        ),
        "sep": "/",
    },
)


def _os() -> Module:
    members = named(
        makedirs=_nothing,
        mkdir=_nothing,
        remove=_nothing,
        getcwd=lambda machine: ".",
        cpu_count=lambda machine: 1,
        getenv=lambda machine, key, default=None: default,
        listdir=lambda machine, path=".": list(machine.files),
    )
    return Module("os", {**members, "path": _PATH, "environ": Skipped("os.environ"), "sep": "/", "linesep": "\n"})


def end_program(machine: Machine, status: Value = None) -> Value:
    """`sys.exit()`: an exception that no handler of Exception sees, and that ends the program without a mistake."""
    raise raised(machine, machine.construct(EXCEPTIONS["SystemExit"], [status], {}))


BUILTINS |= {word: Builtin(word, end_program) for word in ("exit", "quit")}
_FLOATS = Module(
    "sys.float_info",
    {
        "epsilon": sys.float_info.epsilon,
        "max": sys.float_info.max,
        "min": sys.float_info.min,
        "dig": sys.float_info.dig,
    },
)
_STREAM = "sys.stdout"
_SYS = Module(
    "sys",
    {
        **named(exit=end_program, getsizeof=lambda machine, value: 64, getrecursionlimit=lambda machine: 1000),
        **named(setrecursionlimit=_nothing),
        "argv": ["program.py"],
        "maxsize": sys.maxsize,
        "version": "3.11",
        "version_info": (3, 11, 0, "final", 0),
        "executable": "python",
        "byteorder": "little",
        "float_info": _FLOATS,
        "platform": "linux",
        "stdout": Skipped(_STREAM),
        "stderr": Skipped("sys.stderr"),
        "path": [],
        "modules": {},
    },
)


def _plain(machine: Machine, value: Value, depth: int = 0) -> Value:
    """What JSON writes. Raises ProgramError (type), as Python does."""
    if depth == DEEPEST:
        raise ProgramError("value", f"JSON nests at most {DEEPEST} levels here")
    machine.budget.spend("cells", 1)
    if value is None or isinstance(value, (*NUMBERS, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(machine, one, depth + 1) for one in value]
    if isinstance(value, dict):
        keys = {key: key for key in value if isinstance(key, (str, *NUMBERS, type(None)))}
        if len(keys) < len(value):
            raise ProgramError("type", "keys must be str, int, float, bool or None")
        return {key: _plain(machine, one, depth + 1) for key, one in value.items()}
    raise ProgramError("type", f"Object of type {describe(value).split()[1]} is not JSON serializable")


def _dumps(machine: Machine, obj: Value, *, indent: Value = None, sort_keys: Value = False, **options: Value) -> str:
    step = None if indent is None else max(0, min(whole(indent, "indent"), 16))
    plain = _plain(machine, obj)
    return machine.text(json.dumps(plain, indent=step, sort_keys=machine.truth(sort_keys)))


def _loads(machine: Machine, s: Value) -> Value:
    if not isinstance(s, str):
        raise ProgramError("type", f"json.loads reads a text, not {describe(s)}")
    machine.budget.spend("cells", 1 + len(s))
    try:
        made = json.loads(s)
    except (ValueError, RecursionError) as reason:
        raise ProgramError("value", str(reason)) from None
    return _plain(machine, made)


_UNICODE = {word: _texts(vars(unicodedata)[word], f"unicodedata.{word}") for word in ("normalize", "category", "name")}
SYSTEM = (
    _os(),
    _SYS,
    Module("json", named(dumps=_dumps, loads=_loads)),
    Module("unicodedata", named(**_UNICODE)),
)
