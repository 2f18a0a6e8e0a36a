"""The graphs of the gallery, for pictures in a list."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from server.documents import lesson_graphs
from server.payload import LessonGraphsDocument

router = APIRouter(prefix="/lesson-graphs", tags=["lessons"])


@router.get("", operation_id="listLessonGraphs", summary="The graphs of all lessons, without names and numbers")
async def list_lesson_graphs() -> LessonGraphsDocument:
    return await run_in_threadpool(lesson_graphs)
