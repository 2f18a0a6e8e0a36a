"""What is wrong with a program, where, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError

if TYPE_CHECKING:
    from engine.operation import Op
    from engine.recording import Run, Span


# The slug of what the engine refuses.
CODES: Mapping[type[EngineError], str] = {
    ArgumentError: "argument",
    ShapeError: "shape",
    DtypeError: "dtype",
    GradientError: "gradient",
}
# Whole numbers up to here survive as JSON numbers.
EXACT = 2**53


@dataclass(frozen=True)
class Fix:
    """What takes a mistake away: `text` in place of a stretch of the program."""

    span: Span
    text: str


@dataclass(frozen=True)
class Instead:
    """A fix whose place is that of a word: `new` for the only `old` in the place of the mistake; for an empty one, at
    the top of the program.
    """

    old: str
    new: str


@dataclass(frozen=True)
class Failed:
    """The operation that could not be carried out, its inputs as nodes of the run up to there, and what it was asked to
    do with them.
    """

    operation: Op
    inputs: tuple[int, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


class ProgramError(EngineError):
    """A mistake in a program.

    `code` is a stable slug ("name", "shape", "budget/steps"). Line and column count from 1, `end_column` is one past
    the last character; `locate` sets them, so code that does not know the place may raise without one. `partial` is the
    run up to the mistake, where there is one; `failed` the operation in it that refused its inputs. `fix` is there
    where the way out is sure, `instead` where its place is still to be found; `others` are the further mistakes of the
    text that are known without running it. `said`: the exception that Python would end with and its words, where the
    program would run in PyTorch up to there and they are known.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        span: Span | None = None,
        instead: Instead | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.instead = instead
        self.fix: Fix | None = None
        self.others: tuple[ProgramError, ...] = ()
        self.partial: Run | None = None
        self.failed: Failed | None = None
        self.said: tuple[str, str] | None = None
        self.span = span

    def locate(self, span: Span, partial: Run | None = None) -> ProgramError:
        """Sets what was not known where the error was raised; what is known already stays."""
        self.span = self.span or span
        self.partial = self.partial or partial
        return self

    @property
    def line(self) -> int:
        return self.span.line if self.span else 1

    @property
    def column(self) -> int:
        return self.span.column if self.span else 1

    @property
    def end_line(self) -> int:
        return self.span.end_line if self.span else 1

    @property
    def end_column(self) -> int:
        return self.span.end_column if self.span else 1


class UnfinishedError(Exception):
    """A program needs more than the narrower limits it was to be tried with: whether it is allowed stays open."""


class BudgetError(ProgramError):
    """A program needs more than is allowed: `used` of at most `limit` of `unit`. Equal texts get equal verdicts."""

    def __init__(
        self, name: str, limit: float, used: float, unit: str, *, hint: str | None = None, span: Span | None = None
    ) -> None:
        shown = f"{used:,.0f}" if used < EXACT else f"{float(used):.1e}"
        super().__init__(
            f"budget/{name}", f"the program needs {shown} {unit}; {limit:,.0f} are allowed", hint=hint, span=span
        )
        self.name = name
        self.limit = limit
        self.used = used if used < EXACT else float(used)
        self.unit = unit
