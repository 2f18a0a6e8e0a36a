"""The gallery of programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from engine.lessons import UnknownLessonError, lesson, lessons
from server.documents import Problem, lesson_document, lesson_summary
from server.http import problems
from server.payload import Lesson, LessonsDocument

router = APIRouter(prefix="/lessons", tags=["lessons"])


@router.get("", operation_id="listLessons", summary="All lessons in teaching order")
async def list_lessons() -> LessonsDocument:
    return LessonsDocument(lessons=[lesson_summary(record) for record in lessons()])


@router.get("/{id}", operation_id="getLesson", summary="One lesson with its program", responses=problems(404, 422))
async def get_lesson(id: Annotated[str, Path(examples=["25_two_layer_bce"])]) -> Lesson:
    try:
        record = lesson(id)
    except UnknownLessonError:
        raise Problem(404, "lesson/unknown", "There is no such lesson; /api/v1/lessons lists them all.") from None
    return lesson_document(record)
