"""The graphs of the gallery, small: what a list needs to draw each."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document


class GraphDot(Document):
    """A node without its name and numbers."""

    role: Literal["input", "parameter", "constant", "operation"]
    line: int | None
    inputs: list[int]
    """Places in `dots`."""


class LessonGraph(Document):
    lesson: str
    dots: list[GraphDot]
    """In an order in which every node comes after its inputs; numbers that a program only reads are left out."""


class LessonGraphsDocument(Document):
    graphs: list[LessonGraph]
