"""How a leaf got other numbers: an update rule as text, of which numbers and formulas are made alike.

A rule is a list of lines `name ← expression` in Python's syntax, with sqrt, sign, Max and Min, over what stands in the
scope of the rule: w the leaf, grad what its `.grad` holds, settings and state of an optimizer by their names.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from engine.operation import Array

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


# The functions that a rule may call.
FUNCTIONS: Mapping[str, Callable[..., Any]] = {"sqrt": np.sqrt, "Max": np.maximum, "Min": np.minimum, "sign": np.sign}


class UpdateLine(NamedTuple):
    """`name` ← `expression`, as it was worked out: what stood behind the names of the expression, and what it gave."""

    name: str
    expression: str
    values: Mapping[str, Array]
    result: Array


class State(NamedTuple):
    """What an optimizer remembers of a leaf from one step to the next. `before` is None in the first."""

    name: str
    before: Array
    after: Array


@dataclass(frozen=True, slots=True)
class Update:
    """`rule` is the name of the optimizer, or "in place" for a statement of the program.

    The last line gives the leaf, w. `gradient` is what its `.grad` held; None where it did not count. `called` has what
    the program calls the names of the lines that are not the rule's own. `words` say what the rule does, with {w} for
    the leaf and the settings by their names.
    """

    rule: str
    lines: tuple[UpdateLine, ...]
    gradient: Array
    state: tuple[State, ...] = ()
    called: Mapping[str, str] | None = None
    words: str = ""


@cache
def tree_of(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def names_of(expression: str) -> list[str]:
    return [
        node.id for node in ast.walk(tree_of(expression)) if isinstance(node, ast.Name) and node.id not in FUNCTIONS
    ]


@cache
def writes(expression: str) -> bool:
    """Whether an update rule can have this expression."""
    try:
        parts = list(ast.walk(tree_of(expression)))
    except SyntaxError:
        return False
    for part in parts:
        match part:
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                pass
            case ast.BinOp(op=op) if type(op) in _OPERATORS:
                pass
            case ast.Name() | ast.Constant() | ast.UnaryOp(op=ast.USub()):
                pass
            case ast.operator() | ast.unaryop() | ast.expr_context():
                pass
            case _:
                return False
    return True


def evaluated(
    expression: str,
    values: Mapping[str, Any],
) -> Any:
    """The value of an expression. Raises KeyError for a name without a value."""

    def value_of(node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name):
                return values[name]
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(operand=operand):
                return -value_of(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return _OPERATORS[type(op)](value_of(left), value_of(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return FUNCTIONS[name](*map(value_of, arguments))
        raise ValueError(f"an update rule cannot use {type(node).__name__}")

    return value_of(tree_of(expression))


def worked_out(rule: Iterable[tuple[str, str]], scope: Mapping[str, Array]) -> tuple[UpdateLine, ...]:
    """The lines of a rule, one after the other: each may use what those before it gave."""
    known = dict(scope)
    lines = []
    for name, expression in rule:
        result = evaluated(expression, known)
        lines.append(UpdateLine(name, expression, {used: known[used] for used in names_of(expression)}, result))
        known[name] = result
    return tuple(lines)
