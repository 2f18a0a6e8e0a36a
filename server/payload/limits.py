"""What a program and a request may use."""

from __future__ import annotations

from server.payload.document import Document
from server.payload.exports import ExportFormat


class Limit(Document):
    limit: int | float
    unit: str
    reason: str | None = None
    """What the limit was measured by, for those of a program."""


class LimitsDocument(Document):
    """The most that one program may use, by the keys of `limits` in a run; what bounds one request; and the formats
    that a run is exported in."""

    program: dict[str, Limit]
    long: dict[str, Limit]
    """What is different for a loop that trains and would pass these: of its passes one is kept, and of the others their
    series. What is not named here is as for every program."""
    request: dict[str, Limit]
    exports: list[ExportFormat]
