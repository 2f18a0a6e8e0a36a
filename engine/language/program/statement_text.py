"""A statement as a reader names it: the variables it ends in, and what it computes."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine.language.program.source import Source
from engine.recording import Span, Statement


def described(source: Source, node: ast.stmt) -> Statement:
    """Of a statement with a block, its head."""
    head = _head(node)
    span = source.span(node)
    if head and (hasattr(node, "body") or isinstance(node, ast.Match)):
        end = source.span(head[-1])
        span = replace(span, end_line=end.end_line, end_column=end.end_column)
    return Statement(span, tuple(_names(node)), ", ".join(_text(source, part) for part in head))


def documentation(node: ast.AST) -> str | None:
    """The text at the head of a function or a class, as `__doc__` has it."""
    if not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
        return None
    return ast.get_docstring(node, clean=False)


def _head(node: ast.stmt) -> list[ast.expr]:
    """What the statement evaluates before its block, if it has one."""
    match node:
        case ast.AugAssign(target=target, op=op, value=value):
            return [ast.BinOp(target, op, value)]
        case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return [test]
        case ast.For(iter=iterable):
            return [iterable]
        case ast.Match(subject=subject):
            return [subject]
        case ast.With(items=items):
            return [item.context_expr for item in items]
        case ast.FunctionDef(decorator_list=decorators) | ast.ClassDef(decorator_list=decorators):
            return decorators
        case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.Return(value=value) | ast.Expr(value=value):
            return [] if value is None else [value]
    return []


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.Assign(targets=targets):
            return [name for target in targets for name in _bound(target)]
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return _bound(target)
    return []


def _bound(target: ast.expr) -> list[str]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for part in target.elts for name in _bound(part)]
    return _bound(target.value) if isinstance(target, ast.Starred) else [ast.unparse(target)]


def _text(source: Source, node: ast.expr) -> str:
    """As it is typed; what takes several lines, or is spelled nowhere, in one."""
    if not hasattr(node, "lineno"):
        return ast.unparse(node)
    span: Span = source.span(node)
    if span.line != span.end_line:
        return ast.unparse(node)
    return source.line(span.line)[span.column - 1 : span.end_column - 1]
