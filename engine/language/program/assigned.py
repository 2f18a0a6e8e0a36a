"""Which names a function binds, which in it never mean a variable outside."""

from __future__ import annotations

import ast


def assigned_names(function: ast.FunctionDef | ast.Lambda) -> frozenset[str]:
    """The names a function binds: its parameters and what its body assigns to, inner functions left out."""
    arguments = function.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    parameters += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    names = {parameter.arg for parameter in parameters}
    outer: set[str] = set()
    stack: list[ast.AST] = list(function.body) if isinstance(function, ast.FunctionDef) else []
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)):
            continue
        else:
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                outer.update(node.names)
            elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
                names.add(node.name)
            elif isinstance(node, ast.MatchMapping) and node.rest:
                names.add(node.rest)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
            stack.extend(ast.iter_child_nodes(node))
    return frozenset(names - outer)
