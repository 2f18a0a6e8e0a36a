"""Lessons as the documents of payload."""

from __future__ import annotations

from engine.lessons import Lesson as LessonRecord
from engine.lessons import slips_avoided_by
from server.payload import Lesson, LessonSummary, NoteSlip, Question


def lesson_summary(record: LessonRecord) -> LessonSummary:
    return LessonSummary(
        id=record.id,
        number=record.number,
        title=record.title,
        level=record.level,
        level_title=record.level_title,
        core=record.core,
        summary=record.summary,
        teaches=record.teaches,
        lectures=list(record.lectures),
        questions=[Question(question=each.question, answer=each.answer) for each in record.questions],
        avoids=[
            NoteSlip(number=each.number, lecture=each.lecture, said=each.said, right=each.right)
            for each in slips_avoided_by(record.id)
        ],
        reading=record.reading,
    )


def lesson_document(record: LessonRecord) -> Lesson:
    return Lesson(**lesson_summary(record).model_dump(), source=record.source, pictures=dict(record.pictures))
