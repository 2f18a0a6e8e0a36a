"""Python's operator module: each operator as a function, and functions that pick parts."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.library.number_builtins import absolute
from engine.language.machine import Machine
from engine.language.rules import changed, get_attribute
from engine.language.semantics import (
    binary,
    compare,
    contains,
    delete_item,
    invoke,
    item,
    joined,
    named,
    set_item,
    unary,
    whole,
)
from engine.language.values import Builtin, Value, describe

_BINARY: dict[str, type[ast.operator]] = {
    **{"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "truediv": ast.Div, "floordiv": ast.FloorDiv},
    **{"mod": ast.Mod, "pow": ast.Pow, "matmul": ast.MatMult, "and_": ast.BitAnd, "or_": ast.BitOr, "xor": ast.BitXor},
    **{"lshift": ast.LShift, "rshift": ast.RShift},
}
_COMPARISONS: dict[str, type[ast.AST]] = {
    **{"eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE},
    **{"is_": ast.Is, "is_not": ast.IsNot},
}
_SIGNS: dict[str, type[ast.AST]] = {
    **{"neg": ast.USub, "pos": ast.UAdd, "invert": ast.Invert, "inv": ast.Invert},
}


def _operator(kind: type[ast.AST]) -> Callable[..., Value]:
    return lambda machine, a, b: binary(machine, kind, a, b)


def _comparison(kind: type[ast.AST]) -> Callable[..., Value]:
    return lambda machine, a, b: compare(machine, kind, a, b)


def _sign(kind: type[ast.AST]) -> Callable[..., Value]:
    return lambda machine, a: unary(machine, kind, a)


def _in_place(kind: type[ast.operator]) -> Callable[..., Value]:
    return lambda machine, a, b: changed(machine, kind, a, b)


def _concat(machine: Machine, a: Value, b: Value) -> Value:
    if not isinstance(a, (str, list, tuple)) or type(a) is not type(b):
        raise ProgramError("type", f"concat puts sequences together, not {describe(a)} and {describe(b)}")
    return joined(machine, a, b)


def _count_of(machine: Machine, values: Value, wanted: Value) -> int:
    return sum(machine.equal(value, wanted) for value in machine.items(values))


def _index_of(machine: Machine, values: Value, wanted: Value) -> int:
    for place, value in enumerate(machine.items(values)):
        if machine.equal(value, wanted):
            return place
    raise ProgramError("value", f"{machine.show(wanted)} is not in {describe(values)}")


def _picking(name: str, parts: tuple[Value, ...], pick: Callable[[Machine, Value, Value], Value]) -> Builtin:
    """A function that picks one part of what it is given, or several as a tuple."""
    if not parts:
        raise ProgramError("argument", f"{name} says what it picks: {name}(1)")

    def get(machine: Machine, owner: Value) -> Value:
        found = tuple(pick(machine, owner, part) for part in parts)
        return found[0] if len(found) == 1 else found

    return Builtin(name, get)


def _item_getter(machine: Machine, *places: Value) -> Builtin:
    return _picking("itemgetter", places, item)


def _attribute_getter(machine: Machine, *paths: Value) -> Builtin:
    def follow(machine: Machine, owner: Value, path: Value) -> Value:
        for name in path.split(".") if isinstance(path, str) else [path]:
            owner = get_attribute(machine, owner, name)
        return owner

    return _picking("attrgetter", paths, follow)


def _method_caller(machine: Machine, name: Value, /, *arguments: Value, **options: Value) -> Builtin:
    def call(machine: Machine, owner: Value) -> Value:
        return invoke(machine, get_attribute(machine, owner, name), list(arguments), options)

    return Builtin("methodcaller", call)


OPERATOR: dict[str, Value] = {
    **{name: Builtin(f"operator.{name}", _operator(kind)) for name, kind in _BINARY.items()},
    **{
        f"i{name.rstrip('_')}": Builtin(f"operator.i{name.rstrip('_')}", _in_place(kind))
        for name, kind in _BINARY.items()
    },
    **{name: Builtin(f"operator.{name}", _comparison(kind)) for name, kind in _COMPARISONS.items()},
    **{name: Builtin(f"operator.{name}", _sign(kind)) for name, kind in _SIGNS.items()},
    **named(
        abs=absolute,
        not_=lambda machine, a: not machine.truth(a),
        truth=lambda machine, a: machine.truth(a),
        index=lambda machine, a: whole(a, "an index"),
        contains=lambda machine, a, b: contains(machine, a, b),
        concat=_concat,
        countOf=_count_of,
        indexOf=_index_of,
        getitem=lambda machine, a, b: item(machine, a, b),
        setitem=lambda machine, a, b, c: set_item(machine, a, b, c),
        delitem=lambda machine, a, b: delete_item(machine, a, b),
        itemgetter=_item_getter,
        attrgetter=_attribute_getter,
        methodcaller=_method_caller,
    ),
}
