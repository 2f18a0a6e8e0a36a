"""Which line of a program made a node: a statement, and one execution of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.recording.graph import Span


class Statement(NamedTuple):
    """A statement as the program spells it; of one with a block its head alone.

    `names` are the variables it ends in, `expression` is what it computes: the right side of an assignment.
    """

    span: Span
    names: tuple[str, ...]
    expression: str


class Line(NamedTuple):
    """One execution of a statement, an index into the statements of the run, in a namespace.

    `caller` is the line, by its index, that called the function in which the statement stands.
    """

    statement: int
    namespace: str
    caller: int | None


@dataclass(eq=False, slots=True)
class Execution:
    """A line while the program runs; `statement` is whatever tells one statement of it from another. `paid`: the budget
    has it already.
    """

    statement: Any
    namespace: str
    caller: Execution | None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The executions that made nodes, numbered; `number` finds those of them that it is asked for again."""

    statements: tuple[Statement, ...]
    lines: tuple[Line, ...]
    numbers: dict[Execution, int]

    def number(self, execution: Execution | None) -> int | None:
        return None if execution is None else self.numbers[execution]


def numbered(executions: Iterable[Execution | None], described: Callable[[Any], Statement]) -> Lines:
    """In their order; each comes after its callers."""
    statements: dict[Any, int] = {}
    numbers: dict[Execution, int] = {}
    lines: list[Line] = []
    for latest in executions:
        unknown: list[Execution] = []
        while latest is not None and latest not in numbers:
            unknown.append(latest)
            latest = latest.caller
        for execution in reversed(unknown):
            statement = statements.setdefault(execution.statement, len(statements))
            caller = None if execution.caller is None else numbers[execution.caller]
            numbers[execution] = len(lines)
            lines.append(Line(statement, execution.namespace, caller))
    return Lines(tuple(map(described, statements)), tuple(lines), numbers)
