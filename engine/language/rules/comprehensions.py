"""`[x for ...]`, `{k: v for ...}` and `(x for ...)`; the last makes an entry when it is asked for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine.language.machine import Machine, Walk
from engine.language.rules.assignment import assign
from engine.language.rules.generators import Resumable
from engine.language.semantics import key, made_of
from engine.language.values import Scope, Value


def make_list(machine: Machine, node: ast.ListComp | ast.SetComp) -> list[Value]:
    made: list[Value] = []
    for _ in _turns(machine, node.generators, node.elt):
        made.append(machine.evaluate(node.elt))
        machine.budget.spend("cells", 1)
    return made


def make_set(machine: Machine, node: ast.SetComp) -> Value:
    return made_of(machine, make_list(machine, node))


def make_generator(machine: Machine, node: ast.GeneratorExp) -> Resumable:
    """What its first loop goes through is evaluated at once."""
    entries = _entries(machine, node.generators[0])
    depth = machine.program.depths[node]
    return Resumable(machine, "<genexpr>", _made_on_demand(machine, node, entries), machine.scope, depth, calls=0)


def _made_on_demand(machine: Machine, node: ast.GeneratorExp, entries: Iterator[Value]) -> Walk:
    for _ in _turns(machine, node.generators, node.elt, first=entries):
        yield machine.evaluate(node.elt)
    return None


def make_dict(machine: Machine, node: ast.DictComp) -> Value:
    made: dict[Value, Value] = {}
    for _ in _turns(machine, node.generators, node.key, node.value):
        name = machine.evaluate(node.key)
        machine.at(node.key)
        made[key(name)] = machine.evaluate(node.value)
        machine.budget.spend("cells", 1)
    return made


def _turns(
    machine: Machine, loops: list[ast.comprehension], *bodies: ast.expr, first: Iterator[Value] | None = None
) -> Iterator[None]:
    """Once for each turn of the innermost loop, in a scope of its own."""
    weight = sum(machine.program.weights[body] for body in bodies)
    outer = machine.scope
    machine.scope = Scope(outer)
    machine.scope.of_comprehension = True
    try:
        for _ in _nested(machine, loops, first):
            machine.budget.spend("steps", weight)
            yield
    finally:
        machine.scope = outer


def _entries(machine: Machine, loop: ast.comprehension) -> Iterator[Value]:
    iterable = machine.evaluate(loop.iter)
    machine.at(loop.iter)
    return machine.items(iterable)


def _nested(machine: Machine, loops: list[ast.comprehension], first: Iterator[Value] | None = None) -> Iterator[None]:
    if not loops:
        yield
        return
    loop = loops[0]
    for value in _entries(machine, loop) if first is None else first:
        assign(machine, loop.target, value)
        if all(_holds(machine, condition) for condition in loop.ifs):
            yield from _nested(machine, loops[1:])


def _holds(machine: Machine, condition: ast.expr) -> bool:
    machine.budget.spend("steps", machine.program.weights[condition])
    value = machine.evaluate(condition)
    machine.at(condition)
    return machine.truth(value)
