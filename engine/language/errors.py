"""What is wrong with a program, where, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError

if TYPE_CHECKING:
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
class Failed:
    """The operation that could not be carried out: its name, and its inputs as nodes of the run up to there."""

    op: str
    inputs: tuple[int, ...]


class ProgramError(EngineError):
    """A mistake in a program.

    `code` is a stable slug ("name", "shape", "budget/steps"). Line and column count from 1, `end_column` is one past
    the last character; `locate` sets them, so code that does not know the place may raise without one. `partial` is the
    run up to the mistake, where there is one; `failed` the operation in it that refused its inputs.
    """

    def __init__(self, code: str, message: str, *, hint: str | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.partial: Run | None = None
        self.failed: Failed | None = None
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
        self.limit = limit
        self.used = used if used < EXACT else float(used)
        self.unit = unit
