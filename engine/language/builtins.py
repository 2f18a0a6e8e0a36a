"""The functions that are there without an import: Python's own, as far as they are offered."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.functions import FUNCTIONS
from engine.language.calls import invoke
from engine.language.errors import ProgramError
from engine.language.formatting import formatted, represented
from engine.language.operators import binary, bounded, compare, whole
from engine.language.subscripts import key
from engine.language.values import INT_LIMIT, NUMBERS, Builtin, Iterated, Layer, Operation, Value, describe, kind
from engine.op import OPS
from engine.tensor import Tensor, apply

if TYPE_CHECKING:
    from engine.language.machine import Machine

BUILTINS: dict[str, Value] = {"__name__": "__main__"}
NUMBER_TEXT = 40

REFUSED = {
    "open": "Programs here do not touch files: write the numbers into the program.",
    "input": "Programs here ask nothing: write the value into the program.",
    "exec": "Programs here run no text.",
    "eval": "Programs here run no text.",
    "compile": "Programs here run no text.",
    "getattr": "Write the attribute behind a dot.",
    "setattr": "Write the attribute behind a dot.",
    "set": "Use a list.",
    "type": "Print the value itself, or its .shape and .dtype.",
    "super": "Classes are not offered: write the layer as a function.",
}


def builtin(name: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    def register(call: Callable[..., Value]) -> Callable[..., Value]:
        BUILTINS[name] = Builtin(name, call)
        return call

    return register


def _refusal(name: str, hint: str) -> Callable[..., Value]:
    def refuse(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
        raise ProgramError("unsupported", f"{name} is not part of this language", hint=hint)

    return refuse


for _name, _hint in REFUSED.items():
    builtin(_name)(_refusal(_name, _hint))


@builtin("print")
def show(machine: Machine, *values: Value, sep: Value = " ", end: Value = "\n", flush: Value = False) -> None:
    separator = " " if sep is None else sep
    ending = "\n" if end is None else end
    if not isinstance(separator, str) or not isinstance(ending, str):
        raise ProgramError("type", "sep and end are strings")
    machine.budget.check("output", len(separator) * len(values))
    machine.print(separator.join(machine.show(value) for value in values) + ending)


@builtin("len")
def length(machine: Machine, value: Value) -> int:
    if isinstance(value, (Tensor, list, tuple, dict, str, range)):
        return len(value)
    if isinstance(value, Layer) and value.entries():
        return len(value.entries())
    hint = "Write len(list(…))." if isinstance(value, Iterated) else None
    raise ProgramError("type", f"{describe(value)} has no length", hint=hint)


@builtin("range")
def count_up(machine: Machine, start: Value, stop: Value = None, step: Value = 1) -> range:
    first, last = (0, start) if stop is None else (start, stop)
    bounds = [machine.whole(bound, "a bound of range") for bound in (first, last, step)]
    if bounds[2] == 0:
        raise ProgramError("value", "the step of range cannot be 0")
    made = range(*bounds)
    if made and (made[-1] - made[0]) // bounds[2] >= INT_LIMIT - 1:
        raise ProgramError("value", "a range has at most 2**63 - 1 entries")
    return made


@builtin("enumerate")
def numbered(machine: Machine, values: Value, start: Value = 0) -> Iterated:
    first = whole(start, "start")
    pairs = ((bounded(first + place), value) for place, value in enumerate(machine.items(values)))
    return Iterated(_collect(machine, pairs))


@builtin("zip")
def zipped(machine: Machine, *sequences: Value, strict: Value = False) -> Iterated:
    rows = zip(*(machine.items(sequence) for sequence in sequences), strict=bool(strict))
    return Iterated(_collect(machine, rows))


@builtin("map")
def mapped(machine: Machine, function: Value, *sequences: Value) -> Iterated:
    rows = zip(*(machine.items(sequence) for sequence in sequences), strict=False)
    return Iterated(_collect(machine, (invoke(machine, function, list(row), {}) for row in rows)))


@builtin("filter")
def filtered(machine: Machine, function: Value, values: Value) -> Iterated:
    kept = (
        value
        for value in machine.items(values)
        if machine.truth(value if function is None else invoke(machine, function, [value], {}))
    )
    return Iterated(_collect(machine, kept))


@builtin("list")
def make_list(machine: Machine, values: Value = ()) -> list[Value]:
    return _collect(machine, machine.items(values))


@builtin("tuple")
def make_tuple(machine: Machine, values: Value = ()) -> tuple[Value, ...]:
    return tuple(_collect(machine, machine.items(values)))


@builtin("dict")
def make_dict(machine: Machine, pairs: Value = (), /, **named: Value) -> dict[Value, Value]:
    made: dict[Value, Value] = dict(pairs) if isinstance(pairs, dict) else {}
    if not isinstance(pairs, dict):
        for pair in machine.items(pairs):
            if not isinstance(pair, (list, tuple)) or len(pair) != 2:
                raise ProgramError("type", f"a dict is made of pairs, not of {describe(pair)}")
            made[key(pair[0])] = pair[1]
    made.update(named)
    machine.budget.spend("cells", len(made))
    return made


@builtin("reversed")
def backwards(machine: Machine, values: Value) -> Iterated:
    if isinstance(values, Iterated):
        raise ProgramError("type", "an iterator cannot be turned round", hint="Write list(…) around it.")
    return Iterated(_collect(machine, machine.items(values))[::-1])


@builtin("sorted")
def in_order(machine: Machine, values: Value, *, key: Value = None, reverse: Value = False) -> list[Value]:
    listed = _collect(machine, machine.items(values))
    ranks = listed if key is None else [invoke(machine, key, [value], {}) for value in listed]
    numbers = [rank.item() if type(rank) is Tensor else rank for rank in ranks]
    if not all(isinstance(rank, NUMBERS) for rank in numbers) and not all(isinstance(rank, str) for rank in numbers):
        raise ProgramError("type", "sorted needs numbers only or strings only to compare")
    places = sorted(range(len(listed)), key=numbers.__getitem__, reverse=bool(reverse))
    return [listed[place] for place in places]


@builtin("sum")
def total(machine: Machine, values: Value, start: Value = None) -> Value:
    """The sum starts with the first entry: a leading 0 would be a node that means nothing."""
    result = start
    for value in machine.items(values):
        result = value if result is None else binary(machine, ast.Add, result, value)
    return 0 if result is None else result


@builtin("max")
def largest(machine: Machine, *values: Value, key: Value = None, default: Value = None) -> Value:
    return _extreme(machine, "maximum", ast.Gt, values, key, default)


@builtin("min")
def smallest(machine: Machine, *values: Value, key: Value = None, default: Value = None) -> Value:
    return _extreme(machine, "minimum", ast.Lt, values, key, default)


def _extreme(
    machine: Machine, op: str, better: type[ast.AST], values: tuple[Value, ...], key: Value, default: Value
) -> Value:
    """Among promoted numbers the larger of two is a gate of the graph; among tensors Python picks one of them."""
    candidates = list(machine.items(values[0])) if len(values) == 1 else list(values)
    if not candidates:
        if default is None:
            raise ProgramError("value", f"the {op} of nothing")
        return default
    best = candidates[0]
    for candidate in candidates[1:]:
        if machine.promotes and key is None and Tensor in (type(best), type(candidate)):
            best = apply(OPS[op], best, candidate)
            continue
        ranks = (candidate, best) if key is None else [invoke(machine, key, [item], {}) for item in (candidate, best)]
        if machine.truth(compare(machine, better, *ranks)):
            best = candidate
    return best


@builtin("any")
def some(machine: Machine, values: Value) -> bool:
    return any(machine.truth(value) for value in machine.items(values))


@builtin("all")
def every(machine: Machine, values: Value) -> bool:
    return all(machine.truth(value) for value in machine.items(values))


@builtin("abs")
def absolute(machine: Machine, value: Value) -> Value:
    if isinstance(value, (Tensor, *NUMBERS)):
        return bounded(abs(value)) if isinstance(value, NUMBERS) else FUNCTIONS["torch.abs"](value)
    raise ProgramError("type", f"abs needs a number, not {describe(value)}")


@builtin("round")
def rounded(machine: Machine, value: Value, digits: Value = None) -> Value:
    number = value.item() if type(value) is Tensor else value
    if not isinstance(number, NUMBERS):
        raise ProgramError("type", f"round needs a number, not {describe(value)}")
    return bounded(round(number) if digits is None else round(number, max(-400, min(400, whole(digits, "digits")))))


@builtin("pow")
def power(machine: Machine, base: Value, exponent: Value) -> Value:
    return binary(machine, ast.Pow, base, exponent)


@builtin("divmod")
def quotient_and_rest(machine: Machine, a: Value, b: Value) -> tuple[Value, Value]:
    return binary(machine, ast.FloorDiv, a, b), binary(machine, ast.Mod, a, b)


@builtin("int")
def to_int(machine: Machine, value: Value = 0) -> int:
    number = _number(value, "int")
    if isinstance(number, float) and not math.isfinite(number):
        raise ProgramError("math", f"{number} is not a whole number")
    return int(bounded(int(number)))


@builtin("float")
def to_float(machine: Machine, value: Value = 0.0) -> float:
    return float(_number(value, "float"))


def _number(value: Value, name: str) -> bool | int | float:
    if type(value) is Tensor:
        return value.item()
    if isinstance(value, NUMBERS):
        return value
    if isinstance(value, str) and len(value) <= NUMBER_TEXT:
        try:
            return int(value) if name == "int" else float(value)
        except ValueError:
            raise ProgramError("value", f"{value!r} is not a number") from None
    raise ProgramError("type", f"{name} needs a number, not {describe(value)}")


@builtin("bool")
def to_bool(machine: Machine, value: Value = False) -> bool:
    return machine.truth(value)


@builtin("str")
def to_str(machine: Machine, value: Value = "") -> str:
    return machine.text(machine.show(value))


@builtin("repr")
def to_repr(machine: Machine, value: Value) -> str:
    return machine.text(represented(machine, value))


@builtin("format")
def format_value(machine: Machine, value: Value, spec: Value = "") -> str:
    if not isinstance(spec, str):
        raise ProgramError("type", f"a format is a string, not {describe(spec)}")
    return machine.text(formatted(machine, value, spec))


@builtin("isinstance")
def is_instance(machine: Machine, value: Value, kinds: Value) -> bool:
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    names = {word.name for word in wanted if isinstance(word, (Builtin, Operation))}
    if len(names) != len(wanted):
        raise ProgramError("type", "isinstance compares with int, float, bool, str, list, tuple, dict or torch.Tensor")
    if type(value) is Tensor:
        return bool(names & {"Tensor", "torch.Tensor", "Value", "np.ndarray", "numpy.ndarray"})
    return kind(value) in names or (isinstance(value, bool) and "int" in names)


@builtin("callable")
def can_be_called(machine: Machine, value: Value) -> bool:
    return isinstance(value, Layer) or kind(value) in ("function", "method")


def _collect(machine: Machine, values: object) -> list[Value]:
    collected: list[Value] = []
    for value in values:  # type: ignore[attr-defined]
        machine.budget.spend("cells", 1)
        collected.append(value)
    return collected


for _name, _call in FUNCTIONS.items():
    if _name.startswith("builtins.") and _name.removeprefix("builtins.") not in BUILTINS:
        _short = _name.removeprefix("builtins.")
        BUILTINS[_short] = Operation(_short, _call, None)
