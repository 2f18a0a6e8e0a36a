"""Where lecture notes slip: each lesson says what it has right in their place."""

from engine.explain.derivation import Writing, derive
from engine.language import run
from engine.lessons import NOTE_SLIPS, lesson, lessons


def test_all_27_have_a_lesson_that_is_there():
    assert [slip.number for slip in NOTE_SLIPS] == list(range(1, 28))
    ids = {each.id for each in lessons()}
    assert all(slip.lessons and set(slip.lessons) <= ids for slip in NOTE_SLIPS)


def test_a_lesson_tells_what_it_avoids(client):
    found = client.get("/api/v1/lessons/13_fit_theta").json()["avoids"]
    assert [each["number"] for each in found] == [1, 2]
    assert found[0]["lecture"] == "001"
    assert client.get("/api/v1/lessons/06_three_gates").json()["avoids"] == []


def test_what_is_said_to_be_right_is_what_the_lessons_show():
    """Slips 2, 8, 16, 24 and 27, by the lessons' own numbers and lines."""
    thetas = lesson("46_theta_pass_by_pass").series["theta"].reshape(-1)
    assert 2 in thetas.round(12)
    early = lesson("16_one_hidden_unit")
    assert early.gradients["w0"] == 0.5
    lines = [each.formula.text for each in Writing(derive(run(lesson("26_two_layer_one_op").source), 0)).lines()]
    assert lines[0].endswith("2 / N · temp3 ⊙ A2 ⊙ (1 − A2)")
    collapse = lesson("21_linear_collapse").values
    assert (collapse["y"] == collapse["y_one"]).all()
