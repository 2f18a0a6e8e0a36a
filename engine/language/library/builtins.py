"""The functions that are there without an import: Python's own, as far as they are offered."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods import open_file
from engine.language.rules import is_stop, stop
from engine.language.semantics import (
    binary,
    bounded,
    compare,
    dunders,
    formatted,
    invoke,
    item,
    key,
    ordered,
    represented,
    whole,
)
from engine.language.values import (
    BUILTINS,
    INT_LIMIT,
    Instance,
    Iterated,
    Layer,
    Method,
    Operation,
    SetValue,
    Skipped,
    Value,
    builtin,
    describe,
)
from engine.operation import OPS
from engine.tensors import Tensor, apply

STOP = object()
REFUSED = {
    "input": "Programs here ask nothing: write the value into the program.",
    "exec": "Programs here run no text.",
    "eval": "Programs here run no text.",
    "compile": "Programs here run no text.",
}


def _refusal(name: str, hint: str) -> Callable[..., Value]:
    def refuse(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
        raise ProgramError("unsupported", f"{name} is not part of this language", hint=hint)

    return refuse


for _name, _hint in REFUSED.items():
    builtin(_name)(_refusal(_name, _hint))
builtin("open")(open_file)


@builtin("print")
def show(
    machine: Machine,
    *values: Value,
    sep: Value = " ",
    end: Value = "\n",
    file: Value = None,
    flush: Value = False,
) -> None:
    """What goes to another stream than the program's output is left out, as on a page of notes."""
    if file is not None and not (isinstance(file, Skipped) and file.path in ("sys.stdout", "sys.stderr")):
        raise ProgramError("type", f"print writes to the output alone, not to {describe(file)}")
    if file is not None and file.path == "sys.stderr":
        return
    separator = " " if sep is None else sep
    ending = "\n" if end is None else end
    if not isinstance(separator, str) or not isinstance(ending, str):
        raise ProgramError("type", "sep and end are strings")
    machine.budget.check("output", len(separator) * len(values))
    for value in values:
        machine.claimed.show(value)
    machine.print(separator.join(machine.show(value) for value in values) + ending)


@builtin("len")
def length(machine: Machine, value: Value) -> int:
    if isinstance(value, (Tensor, list, tuple, dict, str, bytes, range, SetValue)):
        return len(value)
    answer = dunders.of_type(machine, value, "__len__", int)
    if answer is not None:
        return int(bounded(answer[0]))
    if isinstance(value, Layer) and (held := value.entries()) is not None:
        return len(held)
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
    return Iterated((bounded(first + place), value) for place, value in enumerate(machine.items(values)))


@builtin("zip")
def zipped(machine: Machine, *sequences: Value, strict: Value = False) -> Iterated:
    rows = zip(*(machine.items(sequence) for sequence in sequences), strict=bool(strict))
    return Iterated(rows)


@builtin("map")
def mapped(machine: Machine, function: Value, *sequences: Value) -> Iterated:
    rows = zip(*(machine.items(sequence) for sequence in sequences), strict=False)
    return Iterated(invoke(machine, function, list(row), {}) for row in rows)


@builtin("filter")
def filtered(machine: Machine, function: Value, values: Value) -> Iterated:
    return Iterated(
        value
        for value in machine.items(values)
        if machine.truth(value if function is None else invoke(machine, function, [value], {}))
    )


@builtin("list")
def make_list(machine: Machine, values: Value = ()) -> list[Value]:
    return _collect(machine, machine.items(values))


@builtin("tuple")
def make_tuple(machine: Machine, values: Value = ()) -> tuple[Value, ...]:
    return tuple(_collect(machine, machine.items(values)))


@builtin("dict")
def make_dict(machine: Machine, pairs: Value = (), /, **named: Value) -> dict[Value, Value]:
    made: dict[Value, Value] = dict(pairs) if isinstance(pairs, dict) else {}
    if isinstance(pairs, Instance) and dunders.defines(pairs, "keys") and dunders.defines(pairs, "__getitem__"):
        names = invoke(machine, Method(pairs, pairs.cls.member("keys")), [], {})
        made = {key(name): item(machine, pairs, name) for name in machine.items(names)}
    elif not isinstance(pairs, dict):
        for pair in machine.items(pairs):
            if not isinstance(pair, (list, tuple)) or len(pair) != 2:
                raise ProgramError("type", f"a dict is made of pairs, not of {describe(pair)}")
            made[key(pair[0])] = pair[1]
    made.update(named)
    machine.budget.spend("cells", len(made))
    return made


@builtin("iter")
def iterated(machine: Machine, values: Value) -> Value:
    if isinstance(values, Iterated):
        return values
    made = dunders.ask(machine, values, "__iter__")
    return Iterated(machine.items(values)) if made is None else made[0]


@builtin("next")
def following(machine: Machine, values: Value, *default: Value) -> Value:
    """The next entry. Raises StopIteration of the program's where there is none and no default."""
    if len(default) > 1:
        raise ProgramError("argument", "next takes one default")
    machine.budget.spend("steps", 1)
    if dunders.defines(values, "__next__"):
        try:
            answer = dunders.ask(machine, values, "__next__")
        except ProgramError as error:
            if default and is_stop(error):
                return default[0]
            raise
        return None if answer is None else answer[0]
    if not isinstance(values, Iterated):
        raise ProgramError("type", f"{describe(values)} is no iterator", hint="Write iter(…) around it.")
    found = next(values.rest, STOP)
    if found is not STOP:
        return found
    if default:
        return default[0]
    raise stop(machine, values.result)


@builtin("reversed")
def backwards(machine: Machine, values: Value) -> Iterated:
    if isinstance(values, Iterated):
        raise ProgramError("type", "an iterator cannot be turned round", hint="Write list(…) around it.")
    return Iterated(_collect(machine, machine.items(values))[::-1])


@builtin("sorted")
def in_order(machine: Machine, values: Value, *, key: Value = None, reverse: Value = False) -> list[Value]:
    listed = _collect(machine, machine.items(values))
    ranks = listed if key is None else [machine.rank(key, value) for value in listed]
    return [listed[place] for place in ordered(machine, ranks, machine.truth(reverse))]


@builtin("sum")
def total(machine: Machine, values: Value, start: Value = None) -> Value:
    """The sum of tensors starts with the first: a leading 0 would be a node that means nothing."""
    if isinstance(start, str):
        raise ProgramError("type", "sum() does not put texts together", hint="Write ''.join(texts).")
    result = start
    for value in machine.items(values):
        # The 0 that Python starts from makes whole numbers of truths, asks objects what 0 + is, and fits no list.
        adds_nothing = type(value) in (int, float) or (isinstance(value, Tensor) and value.dtype != bool)
        if result is None and not adds_nothing:
            result = 0
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
        ranks = (candidate, best) if key is None else [machine.rank(key, item) for item in (candidate, best)]
        if machine.truth(compare(machine, better, *ranks)):
            best = candidate
    return best


@builtin("any")
def some(machine: Machine, values: Value) -> bool:
    return any(machine.truth(value) for value in machine.items(values))


@builtin("all")
def every(machine: Machine, values: Value) -> bool:
    return all(machine.truth(value) for value in machine.items(values))


# The most that Unicode numbers.
CHARACTERS = 0x110000


@builtin("chr")
def character(machine: Machine, number: Value) -> str:
    place = whole(number, "the number of a character")
    if not 0 <= place < CHARACTERS or 0xD800 <= place < 0xE000:
        raise ProgramError("value", f"no character has the number {place}")
    return chr(place)


@builtin("ord")
def number_of(machine: Machine, letter: Value) -> int:
    if not isinstance(letter, str) or len(letter) != 1:
        raise ProgramError("type", f"ord takes one character, not {describe(letter)}")
    return ord(letter)


@builtin("slice")
def make_slice(machine: Machine, *bounds: Value) -> slice:
    """`slice(stop)` or `slice(start, stop, step)`, which is what stands between brackets as start:stop:step."""
    if not 1 <= len(bounds) <= 3:
        raise ProgramError("argument", f"slice takes 1 to 3 bounds, {len(bounds)} are given")
    return slice(*bounds)


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
