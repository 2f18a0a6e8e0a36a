"""Errors."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.run import RunDocument


class Failed(Document):
    """The operation that refused the shapes of its inputs."""

    op: str
    symbol: str
    fits: Literal["inner", "rows", "along", "all", ""]
    """Where the shapes of its inputs must agree: the inner axes of a product, the rows of x Wᵀ, all axes but the one
    along which they are joined, or all; "" where they broadcast or have a rule of their own."""
    inputs: list[NodeId]


class Range(Document):
    """Lines and columns count from 1, in characters; the end column is one past the last."""

    line: int
    column: int
    end_line: int
    end_column: int


class Fix(Document):
    """What takes a mistake away: `text` in place of what stands in the range."""

    range: Range
    text: str


class Fault(Document):
    """One mistake of a program. `fix` is there where the way out is sure."""

    code: str
    detail: str
    line: int
    column: int
    end_line: int
    end_column: int
    hint: str | None
    fix: Fix | None


class Said(Document):
    """The last line of the traceback that Python would print."""

    exception: str
    message: str


class Problem(Document):
    """An error (RFC 9457). A program's mistake has its place, a budget its figures, and `partial` the graph so far."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    hint: str | None = None
    faults: list[Fault] | None = None
    """Of a program: the mistake that stops it, then the others that are known without running it, in their order."""
    limit: int | float | None = None
    used: int | float | None = None
    unit: str | None = None
    said: Said | None = None
    """What ends the program in PyTorch, where it would run there up to its mistake and the words are known."""
    failed: Failed | None = None
    """The operation at which the program stopped, its inputs being nodes of `partial`."""
    partial: RunDocument | None = None
