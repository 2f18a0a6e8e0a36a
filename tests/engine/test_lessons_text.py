"""The lessons as text: complete headers, words that fit the page, numbers that belong to the program."""

import ast

import numpy as np
import pytest

from engine.lessons import LEVEL_TITLES, Lesson, UnknownLessonError, lesson, lessons, read_lesson

every_lesson = pytest.mark.parametrize("each", lessons(), ids=lambda each: each.id)

HEADER = """\
# title: Double it
# level: 1
# core: yes
# lectures: 001
# summary: Twice x.
# teaches: The slope of 2x
# teaches: is 2.
# ask: What is it at 5? || 2.
# value: x [] = 5
# value: f [] = inf
# grad: x [2, 1] = [[-inf], [nan]]
# grad: f = none

x = 5.0
"""


def bound_names(source: str) -> set[str]:
    return {
        node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def test_there_are_56_lessons_in_order():
    assert [each.number for each in lessons()] == list(range(1, 57))
    assert lessons()[24].id == "25_two_layer_bce"


def test_the_path_never_goes_back_a_level_and_leaves_none_out():
    levels = [each.level for each in lessons()]
    assert levels == sorted(levels)
    assert set(levels) == set(LEVEL_TITLES)


def test_no_two_lessons_share_a_title_or_a_summary():
    assert len({each.title for each in lessons()}) == 56
    assert len({each.summary for each in lessons()}) == 56


@every_lesson
def test_the_words_are_there_and_fit_the_page(each: Lesson):
    assert len(each.title) <= 48
    assert len(each.summary) <= 90
    assert each.summary.endswith((".", "?"))
    assert each.teaches.endswith(".")
    assert each.questions
    for question in each.questions:
        assert question.question.endswith("?")
        assert question.answer.endswith(".")


@every_lesson
def test_a_lesson_names_the_lecture_notes_it_goes_with(each: Lesson):
    assert each.lectures
    assert set(each.lectures) <= {"000", "001", "002", "003", "004"}


@every_lesson
def test_the_program_fits_the_editor(each: Lesson):
    for line in each.source.splitlines():
        assert len(line) <= 88
        assert len(line.partition("#")[2]) < 60


@every_lesson
def test_every_number_belongs_to_a_name_of_the_program(each: Lesson):
    names = bound_names(each.source)
    assert each.values.keys() <= names
    assert each.gradients.keys() <= each.values.keys()


@every_lesson
def test_a_gradient_has_the_shape_of_its_value(each: Lesson):
    for name, gradient in each.gradients.items():
        if gradient is not None:
            assert gradient.shape == each.values[name].shape, name


@every_lesson
def test_the_program_ends_in_a_backward_call_on_a_target_with_gradient_1(each: Lesson):
    """Or in a loop that makes the call in every pass."""
    last = ast.parse(each.source).body[-1]
    assert isinstance(last, ast.For if each.series else ast.Expr)
    calls = [ast.unparse(node) for node in ast.walk(last) if isinstance(node, ast.Call)]
    (target,) = (call.removesuffix(".backward()") for call in calls if call.endswith(".backward()"))
    assert target in each.gradients
    assert each.gradients[target] == 1.0


def test_a_lesson_that_trains_opens_with_its_training_and_promises_its_loss_in_every_pass():
    trained = [each for each in lessons() if each.level == 9]
    assert trained == [each for each in lessons() if each.series]
    assert {each.reading for each in trained} == {"training"}
    assert {each.reading for each in lessons() if each.level < 9} == {None}
    for each in trained:
        assert len({len(series) for series in each.series.values()}) == 1
        assert each.series["loss"].ndim == 1


def test_the_two_layer_network_agrees_with_the_derivation_by_hand():
    """Lecture 004: δ2 = A2 - Y, δ1 = δ2 W2 ⊙ A1 (1 - A1); weights get δᵀ A / N and biases the mean of δ."""
    values, gradients = lesson("25_two_layer_bce").values, lesson("25_two_layer_bce").gradients
    delta2 = values["A2"] - values["Y"]
    delta1 = delta2 @ values["W2"] * values["A1"] * (1 - values["A1"])
    by_hand = {
        "Z2": delta2 / 2,
        "W2": delta2.T @ values["A1"] / 2,
        "b2": delta2.mean(0),
        "Z1": delta1 / 2,
        "W1": delta1.T @ values["A0"] / 2,
        "b1": delta1.mean(0),
    }
    for name, expected in by_hand.items():
        np.testing.assert_allclose(gradients[name], expected, rtol=1e-8, err_msg=name)


def test_the_step_by_step_network_gives_the_published_numbers():
    """M. Mazur, A Step by Step Backpropagation Example: total error, then w1 and w5 after a step of 0.5."""
    network = lesson("27_mazur_step_by_step")
    w1 = network.values["W1"][0, 0] - 0.5 * network.gradients["W1"][0, 0]
    w5 = network.values["W2"][0, 0] - 0.5 * network.gradients["W2"][0, 0]
    assert network.values["total"] == pytest.approx(0.298371109, abs=5e-10)
    assert w1 == pytest.approx(0.149780716, abs=5e-10)
    assert w5 == pytest.approx(0.35891648, abs=5e-9)


def test_a_header_is_read_with_its_infinities_and_missing_gradients(tmp_path):
    path = tmp_path / "01_double.py"
    path.write_text(HEADER)
    double = read_lesson(path)
    assert (double.id, double.number, double.level_title) == ("01_double", 1, "One variable")
    assert double.teaches == "The slope of 2x is 2."
    assert (double.questions[0].question, double.questions[0].answer) == ("What is it at 5?", "2.")
    assert double.source == "x = 5.0\n"
    assert double.values["f"] == np.inf
    np.testing.assert_array_equal(double.gradients["x"], [[-np.inf], [np.nan]])
    assert double.gradients["f"] is None


@pytest.mark.parametrize(
    ("good", "broken", "message"),
    [
        ("# level: 1", "# level: 10", "line 2: there is no level '10'"),
        ("# core: yes", "# core: maybe", "line 3: expected yes or no, got 'maybe'"),
        ("# lectures:", "# lecture:", "line 4: '# lecture: 001' is not"),
        ("# summary: Twice x.\n", "", "needs one line '# summary: …', found 0"),
        ("at 5? || 2.", "at 5? | 2.", "line 8: a question and its answer"),
        ("x [] = 5", "x = none", "line 9: expected 'name \\[shape\\] = numbers', got 'x = none'"),
        ("x [] = 5", "x [] = five", "line 9: "),
        ("x [2, 1]", "x [1, 2]", "line 11: x is said to have shape \\(1, 2\\), its numbers have \\(2, 1\\)"),
        ("none\n\n", "none\n", "line 13: 'x = 5.0' is not"),
    ],
)
def test_a_broken_header_is_refused_with_its_file_and_line(tmp_path, good, broken, message):
    assert good in HEADER
    path = tmp_path / "01_double.py"
    path.write_text(HEADER.replace(good, broken))
    with pytest.raises(ValueError, match=f"^01_double.py.*{message}"):
        read_lesson(path)


def test_an_unknown_lesson_is_refused_with_the_way_out():
    with pytest.raises(
        UnknownLessonError, match="no lesson '99_none'.* from '01_square' to '56_vanishing_or_residual'"
    ):
        lesson("99_none")
