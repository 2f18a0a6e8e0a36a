"""A scalar engine of the program's own, told by its structure: a class whose objects carry a number and a gradient.

The number is what its constructor gets first and keeps, and what its methods make new objects from; the gradient is
what begins at 0 and is written to in the functions that go back. The names are the program's.
"""

from __future__ import annotations

import ast
from typing import NamedTuple


class OwnEngine(NamedTuple):
    """`data` and `gradient` are attributes; `makers` the methods that make new objects from the numbers of others, and
    `back` the functions that go back: they write gradients.
    """

    data: str
    gradient: str
    makers: frozenset[ast.AST]
    back: frozenset[ast.AST]


def engine_of(node: ast.ClassDef) -> OwnEngine | None:
    """What a class is as an engine; None for one that is none."""
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
    begin = next((one for one in methods if one.name == "__init__"), None)
    if begin is None or len(begin.args.args) < 2 or node.bases:
        return None
    kept = begin.args.args[1].arg
    data = next((name for name, value in _set_by(begin) if isinstance(value, ast.Name) and value.id == kept), None)
    zeros = [name for name, value in _set_by(begin) if isinstance(value, ast.Constant) and value.value in (0, 0.0)]
    written = {target.attr for one in methods if one is not begin for target in _targets(one)}
    gradient = next((name for name in zeros if name in written), None)
    if data is None or gradient is None:
        return None
    makers = frozenset(one for one in methods if one is not begin and _makes(one, node.name) and _reads(one, data))
    functions = [one for one in ast.walk(node) if isinstance(one, ast.FunctionDef) and one is not begin]
    back = {one for one in functions if any(target.attr == gradient for target in _targets(one))}
    return OwnEngine(data, gradient, makers, frozenset(back) - makers) if makers else None


def scalar_engines(tree: ast.Module) -> set[str]:
    """The names of the classes of a program that are engines."""
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and engine_of(node) is not None}


def _set_by(begin: ast.FunctionDef) -> list[tuple[str, ast.expr]]:
    """`self.name = value` of a constructor."""
    return [
        (target.attr, statement.value)
        for statement in begin.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Attribute)
    ]


def _targets(method: ast.FunctionDef) -> list[ast.Attribute]:
    changes = [one for one in ast.walk(method) if isinstance(one, (ast.Assign, ast.AugAssign))]
    found = [t for one in changes for t in (one.targets if isinstance(one, ast.Assign) else [one.target])]
    return [target for target in found if isinstance(target, ast.Attribute)]


def _makes(method: ast.FunctionDef, cls: str) -> bool:
    calls = (one for one in ast.walk(method) if isinstance(one, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id == cls and call.args for call in calls)


def _reads(method: ast.FunctionDef, data: str) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == data for one in ast.walk(method))
