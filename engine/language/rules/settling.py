"""Statements with `yield` inside of their expression: what Python evaluates before it is settled, then it pauses."""

from __future__ import annotations

import ast
from collections.abc import Generator
from typing import Any

from engine.language.machine import Machine, Walk
from engine.language.rules.expressions import EVALUATE
from engine.language.rules.generators import answer
from engine.language.rules.statements import EXECUTE
from engine.language.values import Value

Pausing = Generator[Value, Value, Value]


class Settled(ast.expr):
    """An expression whose value is known, in the place of the one that had it."""

    _fields = ()

    def __init__(self, node: ast.expr, value: Value) -> None:
        super().__init__()
        ast.copy_location(self, node)
        self.value = value


def _settled_value(machine: Machine, node: Settled) -> Value:
    return node.value


EVALUATE[Settled] = _settled_value


def pausing(machine: Machine, statement: Any) -> Walk:
    """A statement whose value has a yield in it."""
    value = yield from settle(machine, statement.value)
    return EXECUTE[type(statement)](machine, _with(statement, value=Settled(statement.value, value)))


def settle(machine: Machine, node: Any) -> Pausing:
    """The value of an expression, evaluated from left to right with a pause at each yield."""
    if node not in machine.program.pauses:
        return machine.evaluate(node)
    # Its parts are kept, and put together anew.
    machine.budget.spend("steps", 3)
    match node:
        case ast.Yield() | ast.YieldFrom():
            if node.value in machine.program.pauses:
                node = _with(node, value=Settled(node.value, (yield from settle(machine, node.value))))
            return (yield from answer(machine, node))
        case ast.IfExp():
            test = yield from settle(machine, node.test)
            return (yield from settle(machine, node.body if machine.truth(test) else node.orelse))
        case ast.BoolOp():
            decides = isinstance(node.op, ast.Or)
            value = None
            for part in node.values:
                value = yield from settle(machine, part)
                if machine.truth(value) is decides:
                    break
            return value
    return machine.evaluate((yield from _parted(machine, node)))


# These stand inside of an expression and have no value of their own.
_PARTS = (ast.Starred, ast.keyword, ast.FormattedValue, ast.Slice)


def _parted(machine: Machine, node: Any) -> Generator[Value, Value, Any]:
    """The same node with all that stands in it settled."""
    made: dict[str, Any] = {}
    for name, held in ast.iter_fields(node):
        if isinstance(held, list):
            made[name] = []
            for part in held:
                made[name].append((yield from _place(machine, part)))
        elif not (isinstance(node, ast.NamedExpr) and name == "target"):
            made[name] = yield from _place(machine, held)
    return _with(node, **made)


def _place(machine: Machine, part: Any) -> Generator[Value, Value, Any]:
    if isinstance(part, _PARTS):
        return (yield from _parted(machine, part))
    return Settled(part, (yield from settle(machine, part))) if isinstance(part, ast.expr) else part


def _with(node: Any, **fields: Any) -> Any:
    return ast.copy_location(type(node)(**{**dict(ast.iter_fields(node)), **fields}), node)
