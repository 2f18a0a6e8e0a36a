"""Errors."""

from __future__ import annotations

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.run import RunDocument


class Failed(Document):
    """The operation that refused the shapes of its inputs."""

    op: str
    inputs: list[NodeId]


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
    limit: int | float | None = None
    used: int | float | None = None
    unit: str | None = None
    failed: Failed | None = None
    """The operation at which the program stopped, its inputs being nodes of `partial`."""
    partial: RunDocument | None = None
