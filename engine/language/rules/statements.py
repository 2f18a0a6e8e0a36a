"""What each statement does. A statement that ends its block early gives a Jump; all others give None.

Those that hold blocks are walks: Python generators that pause where a generator of the program yields, with what it
yields, and go on with what it is sent. The walk of a block without a yield ends without a pause.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Jump, Machine, Walk
from engine.language.methods import TextFile
from engine.language.rules.assignment import assign, augment, bind, delete
from engine.language.rules.classes import decorated, define_class
from engine.language.rules.exceptions import EXCEPTIONS, Raised, attempt, leaving, raise_exception
from engine.language.rules.expressions import function
from engine.language.rules.imports import import_from, import_modules
from engine.language.rules.matching import match
from engine.language.rules.promotion import with_leaves
from engine.language.rules.turns import TURN, for_title, turn_title
from engine.language.semantics import dunders, text
from engine.language.values import Block, Skipped, Value, describe
from engine.mode import enable_grad, no_grad, set_grad_enabled
from engine.tensors import Tensor


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
    value = with_leaves(machine, node)
    for target in node.targets:
        assign(machine, target, value)


def _annotated(machine: Machine, node: ast.AnnAssign) -> None:
    inside = machine.scope.of_class
    if inside is not None and isinstance(node.target, ast.Name):
        machine.budget.spend("cells", 1)
        inside.annotations.append(node.target.id)
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value))


def _define(machine: Machine, node: ast.FunctionDef) -> None:
    made: Value = function(machine, node, node.name)
    for decorator in reversed(node.decorator_list):
        made = decorated(machine, decorator, made)
    bind(machine, node.name, made)


def _define_class(machine: Machine, node: ast.ClassDef) -> None:
    bind(machine, node.name, define_class(machine, node))


def _return(machine: Machine, node: ast.Return) -> Jump:
    value = None if node.value is None else machine.evaluate(node.value)
    machine.claimed.show(value)
    return Jump(ast.Return, value)


def _jump(machine: Machine, node: ast.Break | ast.Continue) -> Jump:
    return Jump(type(node))


def _pass(machine: Machine, node: ast.Pass) -> None:
    return None


def _if(machine: Machine, node: ast.If) -> Walk:
    return (yield from machine.walk(node.body if _holds(machine, node.test) else node.orelse))


def _holds(machine: Machine, test: ast.expr) -> bool:
    value = machine.evaluate(test)
    machine.at(test)
    return machine.truth(value)


def _for(machine: Machine, node: ast.For) -> Walk:
    iterable = machine.evaluate(node.iter)
    machine.at(node.iter)
    length = _length(iterable)
    for turn, value in enumerate(machine.items(iterable), 1):
        machine.loops.turn(machine, node, turn, length)
        assign(machine, node.target, value)
        with machine.namespace(TURN, for_title(machine, node.target, turn)):
            jump = yield from machine.walk(node.body)
        if jump is not None and jump.kind is ast.Break:
            return None
        if jump is not None and jump.kind is ast.Return:
            return jump
        machine.at(node.iter)
    return (yield from machine.walk(node.orelse))


def _length(value: Value) -> int | None:
    """How many turns a loop over the value has, where that is known before."""
    if type(value) is Tensor:
        return value.shape[0] if value.shape else None
    return len(value) if isinstance(value, (range, list, tuple)) else None


def _while(machine: Machine, node: ast.While) -> Walk:
    weight = machine.program.weights[node.test]
    turn = 0
    while True:
        machine.budget.spend("steps", weight)
        if not _holds(machine, node.test):
            return (yield from machine.walk(node.orelse))
        turn += 1
        machine.loops.turn(machine, node, turn, None)
        with machine.namespace(TURN, turn_title(turn)):
            jump = yield from machine.walk(node.body)
        if jump is not None and jump.kind is ast.Break:
            return None
        if jump is not None and jump.kind is ast.Return:
            return jump


def _with(machine: Machine, node: ast.With) -> Walk:
    return _inside(machine, node, 0)


def _inside(machine: Machine, node: ast.With, place: int) -> Walk:
    """The block inside of its contexts from number `place` on."""
    if place == len(node.items):
        return (yield from machine.walk(node.body))
    part = node.items[place]
    context = machine.evaluate(part.context_expr)
    machine.at(part.context_expr)
    if isinstance(context, Block):
        if part.optional_vars is not None:
            assign(machine, part.optional_vars, None)
        if context.before is not None:
            set_grad_enabled(context.before)
        with enable_grad() if context.grad_enabled else no_grad():
            return (yield from _inside(machine, node, place + 1))
    if isinstance(context, TextFile):
        if part.optional_vars is not None:
            assign(machine, part.optional_vars, context)
        try:
            return (yield from _inside(machine, node, place + 1))
        finally:
            context.closed = True
    if isinstance(context, Skipped):
        if part.optional_vars is not None:
            assign(machine, part.optional_vars, context)
        return (yield from _inside(machine, node, place + 1))
    if not dunders.defines(context, "__enter__") or not dunders.defines(context, "__exit__"):
        raise ProgramError(
            "type", f"with does not take {describe(context)}", hint="Write `with torch.no_grad():`, brackets included."
        )
    entered = dunders.ask(machine, context, "__enter__")
    if part.optional_vars is not None:
        assign(machine, part.optional_vars, None if entered is None else entered[0])
    return (yield from leaving(machine, context, _inside(machine, node, place + 1)))


def _assert(machine: Machine, node: ast.Assert) -> None:
    if _holds(machine, node.test):
        return
    said = [] if node.msg is None else [machine.evaluate(node.msg)]
    machine.at(node.test)
    message = ": ".join(["the assertion does not hold", *(text(machine, each) for each in said)])
    raise Raised(machine.construct(EXCEPTIONS["AssertionError"], said, {}), message, "assertion")


def _global(machine: Machine, node: ast.Global) -> None:
    machine.scope.elsewhere.update(dict.fromkeys(node.names, machine.top))


def _nonlocal(machine: Machine, node: ast.Nonlocal) -> None:
    for name in node.names:
        outer = machine.scope.parent
        while outer is not None and not (name in outer.local or name in outer.elsewhere):
            outer = outer.parent
        if outer is None:
            raise ProgramError(
                "syntax",
                f"nonlocal {name}: no function around this one has a variable {name}",
                hint=f"For a variable of the whole program write global {name}.",
            )
        machine.scope.elsewhere[name] = outer.owner_of(name)


def _delete(machine: Machine, node: ast.Delete) -> None:
    for target in node.targets:
        delete(machine, target)


EXECUTE: dict[type[ast.stmt], Callable[[Machine, Any], Jump | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AugAssign: augment,
    ast.AnnAssign: _annotated,
    ast.FunctionDef: _define,
    ast.ClassDef: _define_class,
    ast.Return: _return,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Pass: _pass,
    ast.Assert: _assert,
    ast.Raise: raise_exception,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Delete: _delete,
    ast.Import: import_modules,
    ast.ImportFrom: import_from,
}

WALK: dict[type[ast.stmt], Callable[[Machine, Any], Walk]] = {
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.With: _with,
    ast.Try: attempt,
    ast.Match: match,
}
