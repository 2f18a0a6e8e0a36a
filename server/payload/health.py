"""Whether the service answers."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document


class Health(Document):
    status: Literal["ok"]
    version: str
