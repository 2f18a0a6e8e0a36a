"""Every program of the gallery gives the numbers in its header, which come from PyTorch in float64."""

import numpy as np
import pytest

from engine.language import CLASS, run
from engine.lessons import Lesson, lessons
from engine.recording.graph import Node
from engine.recording.run import Run

# The headers hold 10 significant digits.
DIGITS = {"rtol": 1e-8, "atol": 1e-12, "equal_nan": True}


def last_bound(result: Run) -> dict[str, Node]:
    return {name: node for node in result.graph.nodes for name in node.names}


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_gives_the_values_and_gradients_of_its_header(lesson: Lesson) -> None:
    result = run(lesson.source, limits=CLASS)
    nodes = last_bound(result)
    for name, value in lesson.values.items():
        np.testing.assert_allclose(np.asarray(nodes[name].value, dtype=float), value, err_msg=name, **DIGITS)
    for name, gradient in lesson.gradients.items():
        index = nodes[name].index
        if gradient is None:
            assert index not in result.gradients, name
        else:
            np.testing.assert_allclose(result.gradients[index], gradient, err_msg=name, **DIGITS)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_uses_at_most_a_tenth_of_what_a_class_may_use(lesson: Lesson) -> None:
    usage = run(lesson.source, limits=CLASS).usage
    assert {name: entry for name, entry in usage.items() if entry.used > entry.limit / 10} == {}
