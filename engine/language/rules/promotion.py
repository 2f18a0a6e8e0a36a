"""Plain numbers that become leaves: those at the top of a program that makes no tensor."""

from __future__ import annotations

import ast

from engine.functions import creation
from engine.language.machine import Machine
from engine.language.values import Value


def with_leaves(machine: Machine, node: ast.Assign) -> Value:
    """The value of an assignment; a plain number at the top of a program that makes no tensor becomes a leaf."""
    value = machine.evaluate(node.value)
    first = node.targets[0]
    names_only = all(isinstance(target, (ast.Name, ast.Tuple)) for target in node.targets)
    if machine.promotes and names_only and machine.scope is machine.top and _is_written_out(node.value):
        if isinstance(first, ast.Name) and first.id in machine.counters:
            return value
        machine.here = node.value
        return _leaf_of(machine, value, first.id if isinstance(first, ast.Name) else None)
    return value


def _leaf_of(machine: Machine, value: Value, name: str | None) -> Value:
    """Lists stay lists: a program picks single numbers from them, each a leaf named after its place."""
    if isinstance(value, (list, tuple)):
        entries = [
            _leaf_of(machine, entry, None if name is None else f"{name}[{place}]") for place, entry in enumerate(value)
        ]
        return tuple(entries) if isinstance(value, tuple) else entries
    leaf = creation.leaf(float(value), requires_grad=True)
    if name is not None:
        machine.named(leaf, name)
    return leaf


def _is_written_out(node: ast.expr) -> bool:
    """A number, or a list or tuple of numbers, as the program spells it."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(_is_written_out(element) for element in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return _is_written_out(node.operand) and isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
