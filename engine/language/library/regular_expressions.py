"""Python's `re`: patterns whose cost can be told before they are tried.

A pattern is matched by Python's own machine, which goes back and tries again. What it may take is counted beforehand
and paid: the text's length to the power of the repeats that something follows. Patterns that repeat what itself
repeats, and those that look around or back, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class, object_of
from engine.language.machine import Machine
from engine.language.semantics import invoke, named, whole
from engine.language.values import Builtin, Class, Function, Instance, Iterated, Method, Module, Value, describe

LONGEST_PATTERN = 200
# What one try of a pattern at one place is worth in additions.
ARITHMETIC_OF_A_TRY = 20
FLAGS = {name: int(vars(re)[name]) for name in ("I", "IGNORECASE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE")}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_ONE = (codes.IN, codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.AT, codes.CATEGORY)


def _refused(what: str) -> ProgramError:
    return ProgramError(
        "unsupported",
        f"this pattern {what}, and what that takes cannot be told beforehand",
        hint="Split the text by .split() and look at its parts one by one.",
    )


def _power(items: Iterable[Any], inside: bool = False) -> int:
    """How many repeats of a pattern something follows. Raises ProgramError (unsupported)."""
    listed = list(items)
    found = 0
    for place, (code, argument) in enumerate(listed):
        if code in _REPEATS:
            least, most, repeated = argument
            if inside and most != least:
                raise _refused("repeats what itself repeats")
            _power(repeated, inside=inside or most != least)
            found += most != least and (place + 1 < len(listed) or len(repeated) > 1)
        elif code is codes.SUBPATTERN:
            found += _power(argument[3], inside) + (place + 1 < len(listed) and _repeats(argument[3]))
        elif code is codes.BRANCH:
            if inside:
                raise _refused("repeats a choice between several things")
            found += max(_power(branch) for branch in argument[1]) + (place + 1 < len(listed))
        elif code not in _ONE:
            raise _refused("looks around or back")
    return found


def _repeats(items: Iterable[Any]) -> bool:
    return any(code in _REPEATS for code, _ in items)


class Pattern:
    """A pattern that may be used, with the power of a text's length that it costs."""

    def __init__(self, machine: Machine, text: Value, flags: Value = 0) -> None:
        if not isinstance(text, str):
            raise ProgramError("type", f"a pattern is a text, not {describe(text)}")
        if len(text) > LONGEST_PATTERN:
            raise ProgramError("value", f"a pattern has at most {LONGEST_PATTERN} characters, this one has {len(text)}")
        chosen = whole(flags, "flags") & sum(set(FLAGS.values()))
        try:
            self.power = 1 + _power(parser.parse(text, chosen))
            self.made = re.compile(text, chosen)
        except (re.error, OverflowError, RecursionError) as reason:
            raise ProgramError("value", f"this is no pattern: {reason}") from None
        machine.budget.spend("cost", ARITHMETIC_OF_A_TRY * len(text) ** 2)

    def pay(self, machine: Machine, text: Value) -> str:
        if not isinstance(text, str):
            raise ProgramError("type", f"a pattern is looked for in a text, not in {describe(text)}")
        machine.budget.spend("cost", ARITHMETIC_OF_A_TRY * (1 + len(text)) ** self.power)
        machine.budget.spend("cells", 1 + len(text))
        return text


def _match(machine: Machine, found: re.Match[str] | None) -> Instance | None:
    return None if found is None else object_of(machine, MATCH, found)


def _group(machine: Machine, held: re.Match[str], *names: Value) -> Value:
    try:
        return held.group(*names)
    except (IndexError, TypeError):
        raise ProgramError("index", "the pattern has no such group") from None


def _place(word: str) -> Callable[..., Value]:
    def call(machine: Machine, held: re.Match[str], group: Value = 0) -> Value:
        try:
            return vars(re.Match)[word](held, group)
        except (IndexError, TypeError):
            raise ProgramError("index", "the pattern has no such group") from None

    return call


MATCH = brought_class(
    "re.Match",
    lambda machine: None,
    {
        "group": _group,
        "__getitem__": _group,
        "groups": lambda machine, held, default=None: held.groups(default),
        "groupdict": lambda machine, held, default=None: held.groupdict(default),
        **{word: _place(word) for word in ("start", "end", "span")},
        "__repr__": lambda machine, held: machine.text(repr(held)),
    },
)


def _findall(machine: Machine, pattern: Pattern, text: Value) -> list[Value]:
    return pattern.made.findall(pattern.pay(machine, text))


def _finditer(machine: Machine, pattern: Pattern, text: Value) -> Iterated:
    found = pattern.made.finditer(pattern.pay(machine, text))
    return Iterated(_match(machine, one) for one in found)


def _split(machine: Machine, pattern: Pattern, text: Value, maxsplit: Value = 0) -> list[Value]:
    return pattern.made.split(pattern.pay(machine, text), whole(maxsplit, "maxsplit"))


def _sub(machine: Machine, pattern: Pattern, repl: Value, text: Value, count: Value = 0) -> str:
    source = pattern.pay(machine, text)
    times = whole(count, "count")
    if isinstance(repl, (Function, Method, Builtin, Class)):

        def replaced(found: re.Match[str]) -> str:
            made = invoke(machine, repl, [_match(machine, found)], {})
            if not isinstance(made, str):
                raise ProgramError("type", f"what stands for a match is a text, not {describe(made)}")
            return machine.written(made)

        return machine.text(pattern.made.sub(replaced, source, times))
    if not isinstance(repl, str):
        raise ProgramError("type", f"what stands for a match is a text or a function, not {describe(repl)}")
    machine.budget.check("string", (len(source) + 1) * (len(repl) + 1))
    try:
        return machine.text(pattern.made.sub(repl, source, times))
    except (re.error, IndexError) as reason:
        raise ProgramError("value", f"this replaces nothing: {reason}") from None


def _tried(word: str) -> Callable[..., Value]:
    def call(machine: Machine, pattern: Pattern, text: Value) -> Value:
        return _match(machine, vars(re.Pattern)[word](pattern.made, pattern.pay(machine, text)))

    return call


_CALLS: dict[str, Callable[..., Value]] = {
    "findall": _findall,
    "finditer": _finditer,
    "split": _split,
    "sub": _sub,
    **{word: _tried(word) for word in ("match", "search", "fullmatch")},
}
PATTERN = brought_class(
    "re.Pattern",
    lambda machine: None,
    {**_CALLS, "__repr__": lambda machine, held: machine.text(repr(held.made))},
    {"pattern": lambda machine, held: held.made.pattern},
)


def _pattern(machine: Machine, given: Value, flags: Value) -> Pattern:
    if isinstance(given, Instance) and isinstance(given.held, Pattern):
        return given.held
    return Pattern(machine, given, flags)


def _function(word: str) -> Callable[..., Value]:
    def call(machine: Machine, pattern: Value, /, *arguments: Value, flags: Value = 0, **given: Value) -> Value:
        taken = 3 if word == "sub" else 2 if word == "split" else 1
        if len(arguments) > taken:
            *arguments_left, flags = arguments
            arguments = tuple(arguments_left)
        given = {"text" if name == "string" else name: value for name, value in given.items()}
        return _CALLS[word](machine, _pattern(machine, pattern, flags), *arguments, **given)

    return call


def _compile(machine: Machine, pattern: Value, flags: Value = 0) -> Value:
    return object_of(machine, PATTERN, _pattern(machine, pattern, flags))


def _escape(machine: Machine, pattern: Value) -> str:
    if not isinstance(pattern, str):
        raise ProgramError("type", f"a pattern is a text, not {describe(pattern)}")
    return machine.text(re.escape(pattern))


RE = Module(
    "re",
    {
        **named(compile=_compile, escape=_escape, **{word: _function(word) for word in _CALLS}),
        **FLAGS,
        "Match": MATCH,
        "Pattern": PATTERN,
    },
)
