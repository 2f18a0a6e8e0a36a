"""What a program and a request may use."""

from __future__ import annotations

from server.payload.document import Document


class Limit(Document):
    limit: int | float
    unit: str
    reason: str | None = None
    """What the limit was measured by, for those of a program."""


class LimitsDocument(Document):
    """The most that one program may use, by the keys of `limits` in a run; and what bounds one request."""

    program: dict[str, Limit]
    request: dict[str, Limit]
