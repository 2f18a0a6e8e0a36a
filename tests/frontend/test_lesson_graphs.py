"""The graphs on which the layout is tested are those of the lessons as they are now."""

import json

from tests.frontend.lesson_graphs import DRAWN, FILE, graph


def test_the_graphs_for_the_layout_are_what_the_engine_records_for_the_44_lessons_without_training() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert len(kept) == 44
    assert kept == [graph(lesson) for lesson in DRAWN], "run python -m tests.frontend.lesson_graphs"
