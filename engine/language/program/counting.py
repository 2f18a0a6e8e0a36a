"""Which numbers of a program only count: they are no leaves of what it computes."""

from __future__ import annotations

import ast
from collections import defaultdict


def counters(tree: ast.Module) -> frozenset[str]:
    """The names that loops raise or lower by a whole number, and that nothing else but a whole number is given to."""
    counted: set[str] = set()
    given: defaultdict[str, list[bool]] = defaultdict(list)
    stack: list[tuple[ast.AST, bool]] = [(tree, False)]
    while stack:
        node, in_loop = stack.pop()
        in_loop = in_loop or isinstance(node, (ast.For, ast.While))
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            counts = isinstance(node.op, (ast.Add, ast.Sub)) and _is_whole(node.value)
            given[node.target.id].append(counts)
            if counts and in_loop:
                counted.add(node.target.id)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    counts = _counts(target.id, node.value)
                    given[target.id].append(counts or _is_whole(node.value))
                    if counts and in_loop:
                        counted.add(target.id)
        stack.extend((child, in_loop) for child in ast.iter_child_nodes(node))
    return frozenset(name for name in counted if all(given[name]))


def _is_whole(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _counts(name: str, node: ast.expr) -> bool:
    """`name + 1`."""
    own = isinstance(node, ast.BinOp) and isinstance(node.left, ast.Name) and node.left.id == name
    return own and isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)) and _is_whole(node.right)
