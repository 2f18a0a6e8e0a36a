"""Every program of the gallery gives the numbers in its header, which come from PyTorch in float64."""

import numpy as np
import pytest

from engine.language import CLASS, run
from engine.lessons import Lesson, lessons
from engine.recording import training
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
        if nodes[name].previous is not None:
            # The version that the last pass left has met no backward pass; its .grad is that of the one before.
            np.testing.assert_allclose(result.variables[name].grad, gradient, err_msg=name, **DIGITS)
        elif gradient is None:
            assert index not in result.gradients, name
        else:
            np.testing.assert_allclose(result.gradients[index], gradient, err_msg=name, **DIGITS)


@pytest.mark.parametrize("lesson", [each for each in lessons() if each.series], ids=lambda lesson: lesson.id)
def test_every_pass_of_a_lesson_that_trains_is_that_of_its_header(lesson: Lesson) -> None:
    result = run(lesson.source, limits=CLASS)
    trained = training(result)
    assert trained is not None
    nodes = result.graph.nodes
    found = {"loss": [each.loss for each in trained.passes]}
    for place, parameter in enumerate(trained.parameters):
        found[nodes[parameter].label] = [nodes[each.parameters[place].before].value for each in trained.passes]
    for name, series in lesson.series.items():
        np.testing.assert_allclose(np.array(found[name], dtype=float), series, err_msg=name, **DIGITS)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_uses_at_most_a_tenth_of_what_a_class_may_use(lesson: Lesson) -> None:
    usage = run(lesson.source, limits=CLASS).usage
    assert {name: entry for name, entry in usage.items() if entry.used > entry.limit / 10} == {}
