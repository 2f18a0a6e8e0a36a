"""The gallery."""

from __future__ import annotations

from server.payload.document import Document


class Question(Document):
    question: str
    answer: str


class NoteSlip(Document):
    """A place where lecture notes slip, which the lesson has right."""

    number: int
    lecture: str
    said: str
    right: str


class LessonSummary(Document):
    """A program of the gallery, without its text."""

    id: str
    number: int
    title: str
    level: int
    level_title: str
    core: bool
    """On the main path through the lessons."""
    summary: str
    teaches: str
    lectures: list[str]
    questions: list[Question]
    avoids: list[NoteSlip]
    """Slips of the lecture notes of which the lesson shows the right form."""
    reading: str | None
    """The reading that shows it best, by its name in the page's address; null: the graph."""


class Lesson(LessonSummary):
    source: str
    """The program, ready for POST /runs."""
    pictures: dict[str, tuple[int, int]]
    """By name: rows and columns of the picture that each row of the tensor is."""


class LessonsDocument(Document):
    lessons: list[LessonSummary]
