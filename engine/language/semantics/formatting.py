"""Text from values: print, f-strings, `%` and `format`. Python's own formatting sees plain numbers and strings only.

Whatever is written is paid for, also where most of it is cut off again: a step for each value or field, and for each
number of a tensor, and a cell for each character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import dunders
from engine.language.semantics.numpy_types import is_numpys, numpys_text
from engine.language.values import (
    NUMBERS,
    BackwardNode,
    Builtin,
    Counter,
    DefaultDict,
    Deque,
    Function,
    Instance,
    Iterated,
    Layer,
    Method,
    Module,
    Operation,
    Optimizer,
    OrderedDict,
    Record,
    SetValue,
    Size,
    Value,
    View,
    describe,
    is_type,
    kind,
    type_text,
)
from engine.nn import is_parameter
from engine.tensors import USUAL, PrintOptions, Tensor, numbers_shown

SPEC = re.compile(r"(?:.?[<>=^])?[-+ ]?#?0?\d{0,3}[,_]?(?:\.\d{1,3})?[bdeEfFgGosxX%]?")
PERCENT = re.compile(r"%(?:(%)|([-+ 0]*\d{0,3}(?:\.\d{1,3})?)([diouxXeEfFgGsr])|(.?))", re.DOTALL)
FIELD = re.compile(r"\{\{|\}\}|\{(\w*)(?::([^{}]*))?\}|[{}]")
DEEPEST = 6
# Where Python prints an address in memory, which no two processes share.
FIRST_ADDRESS, ADDRESS_STEP = 0x7F0000000000, 0x40


def text(machine: Machine, value: Value, in_full: bool = False) -> str:
    """What print shows of a value, with `in_full` what `repr` does.

    Raises BudgetError (output) when it is too long to print at all.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Instance):
        return object_text(machine, value, quoted=False)
    pieces: list[str] = []
    length = 0
    for piece in _pieces(machine, value, 0, in_full):
        length += len(piece)
        machine.budget.check("output", length)
        pieces.append(machine.written(piece))
    return "".join(pieces)


def _pieces(machine: Machine, value: Value, depth: int, inside: bool = False) -> Iterator[str]:
    if isinstance(value, (list, tuple, dict, SetValue)):
        if depth == DEEPEST:
            yield "..."
            return
        if hasattr(value, "matched") and value.matched:
            yield "<All keys matched successfully>"
            return
        if hasattr(value, "_fields"):
            yield f"torch.return_types.{type(value).__name__}("
            for position, (field, item) in enumerate(zip(value._fields, value, strict=True)):
                yield f"{',' if position else ''}\n{field}="
                yield from _pieces(machine, item, depth + 1)
            yield ")"
            return
        if isinstance(value, Record):
            yield f"{value.cls.name}("
            for position, (field, item) in enumerate(value.fields.items()):
                yield f"{', ' if position else ''}{field}="
                yield from _pieces(machine, item, depth + 1)
            yield ")"
            return
        opening, closing = _brackets(value)
        yield opening
        for position, item in enumerate(_entries(value)):
            yield ", " if position else ""
            yield from _pieces(machine, item, depth + 1)
            if isinstance(value, dict) and not isinstance(value, OrderedDict):
                yield ": "
                yield from _pieces(machine, value[item], depth + 1)
        yield closing
    else:
        yield _atom(machine, value, inside or depth > 0)


def _node_text(node: BackwardNode) -> str:
    """What PyTorch shows of the step back through the operation that made a tensor."""
    name = node.name if node.name[-1].isdigit() or node.tensor._op is None else f"torch.autograd.function.{node.name}"
    return f"<{name} object at {FIRST_ADDRESS + ADDRESS_STEP * (node.tensor._order % 2**16):#x}>"


def _entries(value: Value) -> Iterable[Value]:
    """In the order in which they are shown: of a Counter the most frequent first."""
    if isinstance(value, OrderedDict):
        return value.items()
    if isinstance(value, Counter) and all(isinstance(count, NUMBERS) for count in value.values()):
        return sorted(value, key=lambda entry: value[entry], reverse=True)
    entries: Iterable[Value] = value
    return entries


def _brackets(value: Value) -> tuple[str, str]:
    if isinstance(value, SetValue):
        around = "frozenset(" if value.frozen else "" if len(value) else "set("
        inside = ("{", "}") if len(value) else ("", "")
        return around + inside[0], inside[1] + (")" if around else "")
    if isinstance(value, OrderedDict):
        return ("OrderedDict([", "])") if value else ("OrderedDict(", ")")
    if isinstance(value, Counter):
        return ("Counter({", "})") if value else ("Counter(", ")")
    if isinstance(value, DefaultDict):
        made_by = value.factory
        what = type_text(made_by) if is_type(made_by) else f"<{kind(made_by)}>"
        return f"defaultdict({'None' if made_by is None else what}, {{", "})"
    if isinstance(value, dict):
        return "{", "}"
    if isinstance(value, Deque):
        return "deque([", "])" if value.most is None else f"], maxlen={value.most})"
    if isinstance(value, View):
        return f"{value.word}([", "])"
    if isinstance(value, list):
        return "[", "]"
    if isinstance(value, Size):
        return "torch.Size([", "])"
    return "(", ",)" if len(value) == 1 else ")"


def _atom(machine: Machine, value: Value, in_full: bool) -> str:
    """With `in_full` as Python's `repr` shows it."""
    machine.budget.spend("steps", 1)
    if type(value) is Tensor:
        return _tensor(machine, value, in_full)
    if isinstance(value, (type(None), bool, int, float, str, bytes, range, slice, type(Ellipsis))):
        return repr(value)
    if isinstance(value, np.dtype):
        return numpys_text(value, in_full) if is_numpys(value) else f"torch.{value}"
    if is_type(value):
        return type_text(value)
    if isinstance(value, Builtin) and "." not in value.name:
        return f"<built-in function {value.name}>"
    if isinstance(value, (Function, Builtin, Operation, Module)):
        return f"<{kind(value)} {value.name}>"
    if isinstance(value, Iterated) and value.name:
        return f"<generator object {value.name} at {FIRST_ADDRESS + ADDRESS_STEP * value.number:#x}>"
    if isinstance(value, Method):
        return f"<method {value.function.name}>"
    if isinstance(value, Instance):
        return object_text(machine, value, quoted=True)
    if isinstance(value, BackwardNode):
        return _node_text(value)
    if isinstance(value, Optimizer):
        return machine.written(repr(value))
    if isinstance(value, Layer):
        machine.budget.check("output", value.extent)
        machine.budget.spend("steps", value.extent)
        return str(value)
    return f"<{kind(value)}>"


def _tensor(machine: Machine, value: Tensor, in_full: bool) -> str:
    of_arrays = value in machine.arrays
    options = _cut_as_told(machine) if of_arrays else machine.print_options
    numbers = numbers_shown(value.shape, options)
    # Each takes a character, and another one that parts it from the next.
    machine.budget.check("output", 2 * numbers)
    machine.budget.spend("steps", numbers)
    if value in machine.scalars:
        gradient = value.grad.item() if value.grad is not None else 0
        return f"Value(data={value.item()}, grad={gradient})"
    if machine.promotes and value.shape == ():
        return repr(value.item())
    if of_arrays:
        with np.printoptions(**machine.array_options):
            return repr(value._seen()) if in_full else str(value._seen())
    shown = value._text(machine.print_options)
    return f"Parameter containing:\n{shown}" if is_parameter(value) else shown


def _cut_as_told(machine: Machine) -> PrintOptions:
    """How much of an array is shown, as numpy.set_printoptions told."""
    told = {name: value for name, value in machine.array_options.items() if name in ("threshold", "edgeitems")}
    return replace(USUAL, **told)


def represented(machine: Machine, value: Value) -> str:
    """`repr(value)`: as `text`, with quotes around a string."""
    if isinstance(value, str):
        return machine.written(repr(value))
    if isinstance(value, Instance):
        return object_text(machine, value, quoted=True)
    return text(machine, value, in_full=True)


def object_text(machine: Machine, value: Instance, quoted: bool) -> str:
    """What an object's class makes of it; else the tree of a module, or the class with the object's number."""
    made = dunders.shown(machine, value, quoted)
    if made is not None:
        return made
    if isinstance(value, Optimizer):
        return machine.written(repr(value))
    if isinstance(value, Layer):
        machine.budget.check("output", value.extent)
        machine.budget.spend("steps", value.extent)
        return machine.written(str(value))
    if "args" in value.fields and isinstance(value.fields["args"], tuple):
        return _exception_text(machine, value, value.fields["args"], quoted)
    return machine.written(f"<__main__.{value.cls.name} object at {FIRST_ADDRESS + ADDRESS_STEP * value.number:#x}>")


def _exception_text(machine: Machine, value: Instance, arguments: tuple[Value, ...], quoted: bool) -> str:
    """An exception shows as its message, or in full as its class with what it was made of."""
    if quoted:
        inside = ", ".join(represented(machine, argument) for argument in arguments)
        return machine.written(f"{value.cls.name}({inside})")
    if len(arguments) == 1:
        return text(machine, arguments[0])
    return text(machine, arguments) if arguments else ""


def formatted(machine: Machine, value: Value, spec: str) -> str:
    """`f"{value:spec}"`; a tensor with one element is formatted as its number, without a spec one without dims."""
    machine.budget.spend("steps", 1)
    own = dunders.ask(machine, value, "__format__", spec)
    if own is not None:
        if not isinstance(own[0], str):
            raise ProgramError("type", f"__format__ of {describe(value)} returns a text, not {describe(own[0])}")
        return own[0]
    if not spec:
        plain = type(value) is Tensor and value.shape == () and value not in machine.scalars
        return text(machine, value.item() if plain else value)
    if not SPEC.fullmatch(spec):
        raise ProgramError(
            "format",
            f"the format {spec[:20]!r} is not offered",
            hint="A width, a precision and a letter are: .4f, 8.3f, .2e, >10s, 5d, .1%.",
        )
    if type(value) is Tensor:
        if value.ndim:
            raise ProgramError(
                "format",
                f"the format {spec!r} needs one number, this is {describe(value)}",
                hint="Print the whole tensor without a format, or one entry: x[0].item().",
            )
        value = value.item()
    if not isinstance(value, (bool, int, float, str)):
        raise ProgramError("format", f"the format {spec!r} does not fit {describe(value)}")
    try:
        return machine.written(format(value, spec))
    except ValueError as reason:
        raise ProgramError("format", f"the format {spec!r} does not fit {describe(value)}: {reason}") from None


def percent(machine: Machine, template: str, values: Value) -> str:
    """`template % values`."""
    rest = list(values) if isinstance(values, tuple) else [values]

    def fill(match: re.Match[str]) -> str:
        machine.budget.spend("steps", 1)
        return machine.written(filled(*match.groups()))

    def filled(escaped: str, flags: str, letter: str, unknown: str) -> str:
        if escaped:
            return "%"
        if unknown is not None:
            raise ProgramError("format", f"%{unknown} is not a format", hint="Write %d, %f, %.4f, %s or %%.")
        if not rest:
            raise ProgramError("format", "there are more % places in the text than values after it")
        value = rest.pop(0)
        if letter in "sr":
            shown = represented(machine, value) if letter == "r" else text(machine, value)
            return f"%{flags}s" % shown
        if type(value) is Tensor:
            value = value.item()
        if not isinstance(value, (int, float)):
            raise ProgramError("format", f"%{letter} needs a number, not {describe(value)}")
        try:
            return f"%{flags}{letter}" % value
        except (TypeError, ValueError, OverflowError) as reason:
            raise ProgramError("format", f"%{flags}{letter} does not fit {value}: {reason}") from None

    made = PERCENT.sub(fill, template)
    if rest:
        raise ProgramError("format", "there are more values than % places in the text")
    return made


def braces(machine: Machine, template: str, values: tuple[Value, ...], named: dict[str, Value]) -> str:
    """`template.format(...)` with fields `{}`, `{0}` and `{name}` only: nothing is looked up inside a value."""
    upcoming = iter(range(len(values)))

    def fill(match: re.Match[str]) -> str:
        whole, name, spec = match.group(), match[1], match[2]
        if whole in ("{{", "}}"):
            machine.budget.spend("steps", 1)
            return whole[0]
        if name is None:
            raise ProgramError("format", f"a single {whole} in the text", hint="Fields are {}, {0}, {name} or {:.4f}.")
        if name.isdigit() or not name:
            index = int(name) if name else next(upcoming, len(values))
            if index >= len(values):
                raise ProgramError("format", "there are more {} places in the text than values")
            return formatted(machine, values[index], spec or "")
        if name not in named:
            raise ProgramError("format", f"no value is named {name}")
        return formatted(machine, named[name], spec or "")

    return FIELD.sub(fill, template)
