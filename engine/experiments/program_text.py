"""The text of a run as a tree: which expression made a node, and how its parts are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from engine.language import LOCAL, Budget, parse
from engine.recording import Node, Run, Span


class RunText:
    """Raises ProgramError where the text is none."""

    def __init__(self, run: Run) -> None:
        self.run = run
        program = parse(run.source, Budget(LOCAL))
        self._source = program.source
        self.tree = program.tree
        self.expressions = [node for node in ast.walk(self.tree) if isinstance(node, ast.expr)]
        self._by_span: dict[Span, ast.expr] = {}
        for each in self.expressions:
            self._by_span.setdefault(self.span(each), each)

    def span(self, node: ast.AST) -> Span:
        return self._source.span(node)

    def written(self, node: ast.AST) -> str:
        """The text of an expression that stands in one line; "" of another."""
        span = self.span(node)
        line = self._source.line(span.line)
        return line[span.column - 1 : span.end_column - 1] if span.line == span.end_line else ""

    def indent(self, line: int) -> str:
        text = self._source.line(line)
        return text[: len(text) - len(text.lstrip())]

    def made(self, node: Node) -> ast.expr | None:
        """The expression that made a node."""
        return None if node.span is None else self._by_span.get(node.span)

    def calls(self, name: str) -> Iterator[ast.Call]:
        """The calls of a method or a function of this last name."""
        for each in self.expressions:
            if isinstance(each, ast.Call) and last_name(each.func) == name:
                yield each

    def end_of_name(self, node: ast.expr) -> Span:
        """Where the last name of `a.b` stands."""
        span = self.span(node)
        return Span(span.end_line, span.end_column - len(last_name(node)), span.end_line, span.end_column)


def last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
