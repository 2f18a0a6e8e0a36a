"""Whether a program runs unchanged in PyTorch: the first thing it uses that is not PyTorch's.

What a program does is compared with PyTorch's own names and signatures as it runs; what PyTorch refuses besides, the
engine refuses, too.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, Signature
from pathlib import Path

import numpy as np

from engine.language.modules import MODULES
from engine.language.values import NUMBERS, Builtin, Generator, Layer, Method, Module, Operation, Value, kind
from engine.tensor import Tensor
from engine.trace import Portable

SIGNATURES: Mapping[str, Sequence[str]] = json.loads(Path(__file__).with_name("torch_signatures.json").read_bytes())
PYTHON = frozenset((*dir(builtins), "__name__"))
# Standard modules of Python that a program of PyTorch's uses, too.
PLAIN = frozenset(("math", "random"))
# Where the methods of a kind of value stand in PyTorch.
METHODS_OF = {"tensor": "Tensor", "layer": "Module", "optimizer": "Optimizer"}
# The names that PyTorch's parser of arguments takes beside its own.
ALIASES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}


@dataclass(frozen=True)
class NativeParameter:
    name: str
    kind: str
    required: bool
    named_only: bool


def takes(path: str, arguments: Sequence[Value], named: Mapping[str, Value]) -> bool:
    """Whether PyTorch's function of this path takes these arguments, by their number, names and kinds."""
    return any(fits(signature, arguments, named) for signature in SIGNATURES.get(path, ()))


def fits(signature: str, arguments: Sequence[Value], named: Mapping[str, Value]) -> bool:
    if signature.startswith("def "):
        try:
            bound = in_python(signature).bind(*arguments, **named)
        except TypeError:
            return False
        return all(
            _is_annotated(parameter, bound.arguments[name])
            for name, parameter in bound.signature.parameters.items()
            if name in bound.arguments
        )
    parameters = native(signature)
    plain = [parameter for parameter in parameters if not parameter.named_only]
    loose = [parameter for parameter in plain if parameter.name != "input"]
    if len(loose) == 1 and loose[0].kind.startswith("int[]") and len(arguments) > len(plain) - 1:
        # Sizes without brackets, where there is nothing else to give.
        start = len(plain) - 1
        sizes = arguments[start:]
        if start == 0 and all(_is_size(size) for size in sizes):
            arguments = [tuple(sizes)]
    if len(arguments) > len(plain):
        return False
    values = dict(zip((parameter.name for parameter in plain), arguments, strict=False))
    known = {
        name: parameter.name for parameter in parameters for name in (parameter.name, *ALIASES.get(parameter.name, ()))
    }
    for name, value in named.items():
        own = known.get(name)
        if own is None or own in values:
            return False
        values[own] = value
    return all(
        _is_of(parameter, values[parameter.name]) if parameter.name in values else not parameter.required
        for parameter in parameters
    )


def _annotation(argument: ast.arg) -> object:
    return Parameter.empty if argument.annotation is None else ast.unparse(argument.annotation)


def _is_annotated(parameter: Parameter, value: Value) -> bool:
    match parameter.annotation:
        case "Tensor":
            return type(value) is Tensor
        case "Module":
            return all(isinstance(layer, Layer) for layer in value)
    return True


@cache
def in_python(signature: str) -> Signature:
    """A signature of the form "def (input, dim=None)"; every default is None here."""
    (function,) = ast.parse(f"def called{signature.removeprefix('def ')}: pass").body
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    listed = [*given.posonlyargs, *given.args]
    required = len(listed) - len(given.defaults)
    parameters = [
        Parameter(
            argument.arg,
            Parameter.POSITIONAL_ONLY if argument in given.posonlyargs else Parameter.POSITIONAL_OR_KEYWORD,
            default=Parameter.empty if place < required else None,
            annotation=_annotation(argument),
        )
        for place, argument in enumerate(listed)
    ]
    if given.vararg:
        parameters.append(Parameter(given.vararg.arg, Parameter.VAR_POSITIONAL, annotation=_annotation(given.vararg)))
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        fallback = Parameter.empty if default is None else None
        parameters.append(Parameter(argument.arg, Parameter.KEYWORD_ONLY, default=fallback))
    if given.kwarg:
        parameters.append(Parameter(given.kwarg.arg, Parameter.VAR_KEYWORD))
    return Signature(parameters)


@cache
def native(signature: str) -> tuple[NativeParameter, ...]:
    """The parameters of a signature of PyTorch's own form: "(Tensor input, int[1]? dim, *, dtype? dtype=None)"."""
    inside = signature[1:-1]
    parts = re.findall(r"(?:[^,\[\"]|\[[^\]]*\]|\"[^\"]*\")+", inside)
    found: list[NativeParameter] = []
    named_only = False
    for part in map(str.strip, parts):
        if part == "*":
            named_only = True
            continue
        declared, default, _ = part.partition("=")
        typed, _, name = declared.rpartition(" ")
        found.append(NativeParameter(name, typed, not default, named_only))
    return tuple(found)


def _is_size(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_of(parameter: NativeParameter, value: Value) -> bool:
    wanted = parameter.kind
    if value is None:
        return wanted.endswith("?")
    plain = wanted.removesuffix("?")
    if plain.startswith("int["):
        return isinstance(value, (list, tuple)) or (plain != "int[]" and _is_size(value))
    if "[" in plain:
        return isinstance(value, (list, tuple))
    match plain:
        case "Tensor":
            # A plain number may stand for one of the two of arithmetic; where it may not, the engine refuses it.
            return type(value) is Tensor or (parameter.name in ("input", "other") and isinstance(value, NUMBERS))
        case "int":
            return _is_size(value) or type(value) is Tensor
        case "number" | "float":
            return isinstance(value, NUMBERS) or type(value) is Tensor
        case "bool":
            return isinstance(value, bool)
        case "str":
            return isinstance(value, str)
        case "Device":
            return isinstance(value, str) and value == "cpu"
        case "any":
            return True
        case "dtype":
            return isinstance(value, (np.dtype, Builtin))
        case "Generator":
            return isinstance(value, Generator)
    return False


def _paths(module: Module) -> Iterator[tuple[Value, str]]:
    for name, member in module.members.items():
        if isinstance(member, Module):
            yield from _paths(member)
        elif isinstance(member, (Operation, Builtin)):
            yield member, f"{module.name}.{name}"


PATHS: Mapping[Value, str] = dict(_paths(MODULES["torch"]))


class Portability:
    """What a running program uses, as far as it is not PyTorch's; `line` tells where it is."""

    def __init__(self, line: Callable[[], int]) -> None:
        self._line = line
        self._reason: str | None = None
        self._imports_torch = False

    def depart(self, reason: str, *, placed: bool = True) -> None:
        """The program uses what is not PyTorch's, where it is `placed` in it; the first such thing counts."""
        if self._reason is None:
            self._reason = f"{reason} (line {self._line()})" if placed else reason

    def found_unbound(self, name: str) -> None:
        """The program reads a name that it did not bind, and that is there all the same."""
        if name not in PYTHON:
            self.depart(f"nothing imports {name}")

    def imported(self, path: str) -> None:
        first = path.partition(".")[0]
        if first == "torch":
            self._imports_torch = True
        elif first not in PLAIN:
            self.depart(f"it imports {first}")

    def called(self, function: Value, arguments: Sequence[Value], named: Mapping[str, Value]) -> None:
        if isinstance(function, Method):
            owner = METHODS_OF.get(kind(function.receiver))
            own = not isinstance(function.function, (Operation, Builtin))
            if owner is None or own or function.function.name.startswith("__"):
                return
            path, shown = f"{owner}.{function.function.name}", f".{function.function.name}"
        elif isinstance(function, (Operation, Builtin)) and function in PATHS:
            path = shown = PATHS[function]
        else:
            return
        if path not in SIGNATURES:
            self.depart(f"PyTorch has no {shown}")
        elif shown == ".numpy":
            self.depart("an array of numpy's is not a tensor")
        elif not takes(path, arguments, named):
            self.depart(f"PyTorch's {shown} is not called like this")

    def verdict(self) -> Portable:
        if self._reason is None and not self._imports_torch:
            return Portable(False, "it does not import torch")
        return Portable(self._reason is None, self._reason)
