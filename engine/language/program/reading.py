"""Text → syntax tree, by Python's own parser, which runs nothing. What it cannot read is told all at once: behind a
mistake it goes on with the next statement.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from engine.language.errors import Fix, ProgramError
from engine.language.limits import Budget
from engine.language.program.slips import slip
from engine.language.program.source import Source
from engine.recording import Span

# Each mistake costs two readings of the whole text: so many, fewer of a long text.
MOST_FAULTS = 12
MOST_READ = 100_000
TOKEN = re.compile(
    r"\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|\\\n|(?P<end>\n)",
    re.DOTALL,
)
# After these nothing certain is known of what follows.
ENDLESS = ("unterminated triple", "unindent", "unexpected indent", "inconsistent", "Exceeds", "too many")


@dataclass(frozen=True)
class Reading:
    """`tree` is that of the text without the statements that cannot be read, `unread`; None where nothing is left."""

    tree: ast.Module | None
    faults: tuple[ProgramError, ...] = ()
    unread: str = ""


def read(source: Source, budget: Budget) -> Reading:
    """Raises BudgetError (nesting)."""
    faults: list[ProgramError] = []
    unread: list[str] = []
    lines = source.code.split("\n")
    for _ in range(min(MOST_FAULTS, 1 + MOST_READ // (len(source.code) + 1))):
        found = _parsed(lines, budget)
        if isinstance(found, ast.Module):
            return Reading(found, tuple(faults), "\n".join(unread))
        fault = _fault(found, source, lines, budget)
        if any(fault.line == other.line for other in faults):
            break
        faults.append(fault)
        if found.msg.startswith(ENDLESS):
            break
        unread.append(_leave_out(lines, fault.line))
    return Reading(None, tuple(faults))


def _parsed(lines: list[str], budget: Budget) -> ast.Module | SyntaxError:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(lines))
    except SyntaxError as error:
        return error
    except (RecursionError, MemoryError):
        # Python's parser gives up on nesting far beyond what is allowed here.
        budget.check("nesting", budget.limits.nesting + 1)
        raise


def _fault(error: SyntaxError, source: Source, lines: list[str], budget: Budget) -> ProgramError:
    line = max(1, error.lineno or 1)
    shift = source.shift(line)
    column = max(1, error.offset or 1) + shift
    end_line, end_column = line, column + 1
    if error.end_lineno and error.end_offset and (error.end_lineno, error.end_offset) > (line, error.offset or 1):
        end_line, end_column = error.end_lineno, error.end_offset + source.shift(error.end_lineno)
    found = slip(error.msg, source.line(line), column - 1)
    if (found.start, found.end) != (column - 1, column):
        end_line, column, end_column = line, found.start + 1, found.end + 1
    fault = ProgramError("syntax", found.message, hint=found.hint, span=Span(line, column, end_line, end_column))
    if found.replacement is not None and found.replacement.start >= shift:
        start, end, text = found.replacement
        written = source.line(line)
        trial = [*lines]
        trial[line - 1] = written[shift:start] + text + written[end:]
        after = _parsed(trial, budget)
        if isinstance(after, ast.Module) or after.lineno != line or (after.offset or 0) > start - shift + len(text):
            fault.fix = Fix(Span(line, start + 1, line, end + 1), text)
    return fault


def _leave_out(lines: list[str], number: int) -> str:
    """Puts a statement that does nothing in place of the one a line belongs to, which is given back."""
    first, last = _statement_around("\n".join(lines), number)
    left_out = "\n".join(lines[first - 1 : last])
    indent = _indent(lines[first - 1])
    below = next((line for line in lines[last:] if line.strip() and not line.lstrip().startswith("#")), "")
    lines[first - 1] = " " * indent + ("if 1:" if _indent(below) > indent else "pass")
    lines[first:last] = [""] * (last - first)
    return left_out


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _statement_around(code: str, number: int) -> tuple[int, int]:
    """The first and the last line of the statement that a line belongs to: brackets and texts may go over several."""
    first = line = 1
    opened = 0
    for token in TOKEN.finditer(code):
        if token["open"]:
            opened += 1
        elif token["close"]:
            opened = max(0, opened - 1)
        elif token["end"]:
            if not opened:
                if line >= number:
                    return first, line
                first = line + 1
            line += 1
        else:
            line += token[0].count("\n")
    return (first, line) if opened == 0 else (number, number)
