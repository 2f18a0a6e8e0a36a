"""What each statement does. A statement that ends its block early gives a Jump; all others give None."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.language.assignment import assign, augment, bind
from engine.language.errors import ProgramError
from engine.language.expressions import function
from engine.language.formatting import text
from engine.language.imports import import_from, import_modules
from engine.language.turns import TURN, for_title, turn_title
from engine.language.values import Block, Value, describe
from engine.mode import enable_grad, no_grad

if TYPE_CHECKING:
    from engine.language.machine import Machine


@dataclass(frozen=True)
class Jump:
    """`break`, `continue`, or `return` with its value."""

    kind: type[ast.stmt]
    value: Value = None


def _expression(machine: Machine, node: ast.Expr) -> None:
    try:
        machine.evaluate(node.value)
    except ProgramError as error:
        if error.code == "name" and _compares(node.value):
            error.hint = "A single = gives a name its value; == compares two that are there."
        raise


def _compares(node: ast.expr) -> bool:
    """Is it `name == value`, which on a line of its own does nothing?"""
    return isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and isinstance(node.ops[0], ast.Eq)


def _assign(machine: Machine, node: ast.Assign) -> None:
    value = machine.promoted(node)
    for target in node.targets:
        assign(machine, target, value)


def _annotated(machine: Machine, node: ast.AnnAssign) -> None:
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value))


def _define(machine: Machine, node: ast.FunctionDef) -> None:
    records = True
    for decorator in node.decorator_list:
        value = machine.evaluate(decorator)
        machine.at(decorator)
        if not isinstance(value, Block):
            raise ProgramError("unsupported", "of decorators only @torch.no_grad() is offered")
        records = value.grad_enabled
    bind(machine, node.name, function(machine, node, node.name, records))


def _return(machine: Machine, node: ast.Return) -> Jump:
    return Jump(ast.Return, None if node.value is None else machine.evaluate(node.value))


def _jump(machine: Machine, node: ast.Break | ast.Continue) -> Jump:
    return Jump(type(node))


def _pass(machine: Machine, node: ast.Pass) -> None:
    return None


def _if(machine: Machine, node: ast.If) -> Jump | None:
    return machine.execute(node.body if _holds(machine, node.test) else node.orelse)


def _holds(machine: Machine, test: ast.expr) -> bool:
    value = machine.evaluate(test)
    machine.at(test)
    return machine.truth(value)


def _for(machine: Machine, node: ast.For) -> Jump | None:
    iterable = machine.evaluate(node.iter)
    machine.at(node.iter)
    for turn, value in enumerate(machine.items(iterable), 1):
        assign(machine, node.target, value)
        with machine.namespace(TURN, for_title(machine, node.target, turn)):
            jump = machine.execute(node.body)
        if jump is not None and jump.kind is ast.Break:
            return None
        if jump is not None and jump.kind is ast.Return:
            return jump
        machine.at(node.iter)
    return machine.execute(node.orelse)


def _while(machine: Machine, node: ast.While) -> Jump | None:
    weight = machine.program.weights[node.test]
    turn = 0
    while True:
        machine.budget.spend("steps", weight)
        if not _holds(machine, node.test):
            return machine.execute(node.orelse)
        turn += 1
        with machine.namespace(TURN, turn_title(turn)):
            jump = machine.execute(node.body)
        if jump is not None and jump.kind is ast.Break:
            return None
        if jump is not None and jump.kind is ast.Return:
            return jump


def _with(machine: Machine, node: ast.With) -> Jump | None:
    if len(node.items) != 1 or node.items[0].optional_vars:
        raise ProgramError("unsupported", "with takes one block and no name", hint="Write `with torch.no_grad():`.")
    block = machine.evaluate(node.items[0].context_expr)
    machine.at(node.items[0].context_expr)
    if not isinstance(block, Block):
        raise ProgramError(
            "type", f"with does not take {describe(block)}", hint="Write `with torch.no_grad():`, brackets included."
        )
    with enable_grad() if block.grad_enabled else no_grad():
        return machine.execute(node.body)


def _assert(machine: Machine, node: ast.Assert) -> None:
    if _holds(machine, node.test):
        return
    message = "the assertion does not hold"
    if node.msg is not None:
        message += ": " + text(machine, machine.evaluate(node.msg))
    machine.at(node.test)
    raise ProgramError("assertion", message)


EXECUTE: dict[type[ast.stmt], Callable[[Machine, Any], Jump | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AugAssign: augment,
    ast.AnnAssign: _annotated,
    ast.FunctionDef: _define,
    ast.Return: _return,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Pass: _pass,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.With: _with,
    ast.Assert: _assert,
    ast.Import: import_modules,
    ast.ImportFrom: import_from,
}
