"""`match`: which case a value fits, and the names that the case gives to its parts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Machine, Walk
from engine.language.rules.assignment import bind
from engine.language.rules.reflection import get_attribute, is_instance
from engine.language.semantics import compare, key
from engine.language.values import Builtin, Class, Value, describe

Names = dict[str, Value]
# Of these types a pattern in brackets stands for the value itself: int(n).
WHOLE = ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")
_MISSING = object()


def match(machine: Machine, node: ast.Match) -> Walk:
    """The block of the first case that the value fits and whose guard holds."""
    value = machine.evaluate(node.subject)
    for case in node.cases:
        machine.budget.spend("steps", 1)
        names: Names = {}
        if not _fits(machine, case.pattern, value, names):
            continue
        for name, part in names.items():
            bind(machine, name, part)
        if case.guard is not None:
            holds = machine.evaluate(case.guard)
            machine.at(case.guard)
            if not machine.truth(holds):
                continue
        return (yield from machine.walk(case.body))
    return None


def _fits(machine: Machine, pattern: ast.pattern, value: Value, names: Names) -> bool:
    machine.budget.spend("steps", 1)
    machine.at(pattern)
    return PATTERNS[type(pattern)](machine, pattern, value, names)


def _value(machine: Machine, pattern: ast.MatchValue, value: Value, names: Names) -> bool:
    wanted = machine.evaluate(pattern.value)
    machine.at(pattern)
    return machine.truth(compare(machine, ast.Eq, value, wanted))


def _singleton(machine: Machine, pattern: ast.MatchSingleton, value: Value, names: Names) -> bool:
    return value is pattern.value


def _named(machine: Machine, pattern: ast.MatchAs, value: Value, names: Names) -> bool:
    if pattern.pattern is not None and not _fits(machine, pattern.pattern, value, names):
        return False
    if pattern.name is not None:
        names[pattern.name] = value
    return True


def _either(machine: Machine, pattern: ast.MatchOr, value: Value, names: Names) -> bool:
    for one in pattern.patterns:
        found: Names = {}
        if _fits(machine, one, value, found):
            names.update(found)
            return True
    return False


def _sequence(machine: Machine, pattern: ast.MatchSequence, value: Value, names: Names) -> bool:
    if not isinstance(value, (list, tuple, range)):
        return False
    parts = pattern.patterns
    star = next((place for place, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    if star is None:
        return len(value) == len(parts) and all(
            _fits(machine, part, each, names) for part, each in zip(parts, value, strict=True)
        )
    after = len(parts) - star - 1
    if len(value) < star + after:
        return False
    starred, end = parts[star], len(value) - after
    pairs = [*zip(parts[:star], value[:star], strict=True), *zip(parts[star + 1 :], value[end:], strict=True)]
    if not all(_fits(machine, part, each, names) for part, each in pairs):
        return False
    if isinstance(starred, ast.MatchStar) and starred.name is not None:
        machine.budget.spend("cells", end - star)
        names[starred.name] = list(value[star:end])
    return True


def _mapping(machine: Machine, pattern: ast.MatchMapping, value: Value, names: Names) -> bool:
    if not isinstance(value, dict):
        return False
    keys = [key(machine.evaluate(each)) for each in pattern.keys]
    machine.at(pattern)
    if not all(each in value for each in keys):
        return False
    if not all(_fits(machine, part, value[each], names) for each, part in zip(keys, pattern.patterns, strict=True)):
        return False
    if pattern.rest is not None:
        machine.budget.spend("cells", len(value))
        names[pattern.rest] = {each: held for each, held in value.items() if each not in keys}
    return True


def _class(machine: Machine, pattern: ast.MatchClass, value: Value, names: Names) -> bool:
    wanted = machine.evaluate(pattern.cls)
    machine.at(pattern)
    if isinstance(wanted, tuple):
        raise ProgramError("type", f"a pattern with brackets names one class, not {describe(wanted)}")
    if not is_instance(machine, value, wanted):
        return False
    inner = pattern.patterns
    if len(inner) == 1 and isinstance(wanted, Builtin) and wanted.name in WHOLE:
        if not _fits(machine, inner[0], value, names):
            return False
        inner = []
    places = _places(wanted) if inner else ()
    if len(inner) > len(places):
        raise ProgramError(
            "type",
            f"a pattern of {describe(value)} takes {len(places)} values without a name, {len(inner)} are given",
            hint="Write the names of its attributes: Point(x=0, y=y), or give the class __match_args__.",
        )
    asked = [*places[: len(inner)], *pattern.kwd_attrs]
    if len(set(asked)) < len(asked):
        raise ProgramError("type", f"a pattern of {describe(value)} asks twice for one of {', '.join(asked)}")
    for name, part in zip(asked, [*inner, *pattern.kwd_patterns], strict=True):
        found = get_attribute(machine, value, name, _MISSING)
        if found is _MISSING or not _fits(machine, part, found, names):
            return False
    return True


def _places(wanted: Value) -> tuple[str, ...]:
    """The attributes that the patterns without a name are about."""
    told = wanted.member("__match_args__") if isinstance(wanted, Class) else None
    told = () if told is None else told
    if not isinstance(told, tuple) or not all(isinstance(each, str) for each in told):
        raise ProgramError(
            "type", f"__match_args__ is a tuple of names, not {describe(told)}", hint='Write ("x", "y").'
        )
    return told


PATTERNS: dict[type[ast.pattern], Callable[[Machine, Any, Value, Names], bool]] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchAs: _named,
    ast.MatchOr: _either,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
