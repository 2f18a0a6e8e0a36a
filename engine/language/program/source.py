"""The text of a program: made clean for the parser, with a way back to the positions the user sees."""

from __future__ import annotations

import ast
import re

from engine.language.errors import ProgramError
from engine.language.limits import Budget
from engine.recording import Span

PROMPT = re.compile(r"\s*(>>>|\.\.\.)( |$)")
# Lines that a notebook takes as orders to itself, not as Python.
MAGIC = re.compile(r"(%%?[A-Za-z]|![A-Za-z./])")
# Characters that reverse the order in which text is shown: a line could read differently from what it does.
BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
NO_BREAK_SPACE = "\u00a0"


class Source:
    """A program's text as typed (`text`), as parsed (`code`), and the way from one to the other.

    Raises ProgramError (source-encoding) or BudgetError (budget/source).
    """

    def __init__(self, text: str, budget: Budget) -> None:
        budget.spend("source", len(text))
        try:
            size = len(text.encode())
        except UnicodeEncodeError as error:
            line, column = position(text, error.start)
            raise ProgramError(
                "source-encoding", "the text holds half of a character", span=Span(line, column, line, column + 1)
            ) from None
        budget.spend("source", size - len(text))
        self.text = text
        self._lines = re.split(r"\r\n|\r|\n", text)
        self._shifts = [0] * len(self._lines)
        self._spans: dict[ast.AST, Span] = {}
        for number, typed in enumerate(self._lines, 1):
            self._refuse_hidden(number, typed)
        self.code = "\n".join(self._clean())

    def line(self, number: int) -> str:
        """A line as typed, "" behind the last."""
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def span(self, node: ast.AST) -> Span:
        """Where a node of the parsed tree stands in the text as typed."""
        if node not in self._spans:
            self._spans[node] = self._span(node)
        return self._spans[node]

    def _span(self, node: ast.AST) -> Span:
        place: ast.expr = node  # type: ignore[assignment]
        end_line = place.end_lineno or place.lineno
        end_offset = place.col_offset + 1 if place.end_col_offset is None else place.end_col_offset
        return Span(
            place.lineno,
            self.column(place.lineno, place.col_offset),
            end_line,
            self.column(end_line, end_offset),
        )

    def column(self, line: int, offset: int) -> int:
        """The column in the text as typed of a byte offset in the parsed line."""
        shift = self._shifts[line - 1]
        typed = self._lines[line - 1][shift:]
        characters = offset if typed.isascii() else len(typed.encode()[:offset].decode(errors="ignore"))
        return shift + characters + 1

    def shift(self, line: int) -> int:
        """How many characters were taken from the start of a line."""
        return self._shifts[line - 1] if line <= len(self._shifts) else 0

    def _refuse_hidden(self, number: int, line: str) -> None:
        hidden = BIDIRECTIONAL.search(line) or re.search("\0", line)
        if hidden:
            column = hidden.start() + 1
            raise ProgramError(
                "source-encoding",
                f"line {number} holds the invisible character U+{ord(hidden.group()):04X}, "
                "which can make text look different from what it does",
                hint="Delete the character, or type the line again.",
                span=Span(number, column, number, column + 1),
            )

    def _clean(self) -> list[str]:
        prompted = any(line.lstrip().startswith(">>>") for line in self._lines)
        lines = []
        for index, line in enumerate(self._lines):
            kept = line.replace(NO_BREAK_SPACE, " ")
            if prompted:
                prompt = PROMPT.match(kept)
                self._shifts[index] = prompt.end() if prompt else 0
                # In a pasted session the lines without a prompt are what was printed.
                kept = kept[prompt.end() :] if prompt else ""
            lines.append("" if MAGIC.match(kept) else kept)
        return lines if prompted else self._dedented(lines)

    def _dedented(self, lines: list[str]) -> list[str]:
        margins = [
            len(line) - len(line.lstrip(" ")) for line in lines if line.strip() and not line.lstrip().startswith("#")
        ]
        margin = min(margins, default=0)
        if not margin:
            return lines
        self._shifts = [min(margin, len(line) - len(line.lstrip(" "))) for line in lines]
        return [line[shift:] for line, shift in zip(lines, self._shifts, strict=True)]


def replaced(text: str, span: Span, new: str) -> str:
    """The text with `new` in place of a stretch of it."""
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    first, last = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
    return text[:first] + new + text[last:]


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a character."""
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
