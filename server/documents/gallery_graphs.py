"""The graphs of all lessons, small."""

from __future__ import annotations

from functools import cache

from engine.language import CLASS, run
from engine.lessons import Lesson, lessons
from server.payload import GraphDot, LessonGraph, LessonGraphsDocument


@cache
def lesson_graphs() -> LessonGraphsDocument:
    """Runs every lesson once a process, which takes about a second."""
    return LessonGraphsDocument(graphs=[_graph(each) for each in lessons()])


def _graph(lesson: Lesson) -> LessonGraph:
    nodes = run(lesson.source, limits=CLASS).graph.nodes
    read = {index for node in nodes for index in node.inputs}
    kept = [node for node in nodes if node.role != "constant" or node.shape or node.index not in read]
    place = {node.index: at for at, node in enumerate(kept)}
    return LessonGraph(
        lesson=lesson.id,
        dots=[
            GraphDot.model_validate(
                {
                    "role": node.role,
                    "line": node.span.line if node.span else None,
                    "inputs": [place[index] for index in node.inputs if index in place],
                }
            )
            for node in kept
        ],
    )
