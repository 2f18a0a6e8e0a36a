"""The forms in which a run leaves the service."""

from __future__ import annotations

from server.payload.document import Document


class ExportFormat(Document):
    """`name` is what /runs/{id}/export calls it; `title` and `words` are for people."""

    name: str
    title: str
    words: str
    media_type: str
