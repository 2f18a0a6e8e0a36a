"""Programs and views that are kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.run import RunRequest


class LinkRequest(RunRequest):
    """A program and where its reader stands."""

    lesson: str | None = None
    """The lesson that the program began as."""
    view: dict[str, str | int | float] | None = None
    """What the page shows of the run, under the names that the page's own address has for it: "step", "node"."""


class LinkDocument(LinkRequest):
    """What a link keeps."""

    schema_: Literal["gradwalk.link/1"] = Field(alias="schema")
    view: dict[str, str | int | float]


class LinkAddress(Document):
    """Where a program and view are kept, for good: the same ones always get the same address."""

    id: str
    path: str
    """The page that opens there."""
    url: str
    """The same with scheme and host, as this request reached them."""
