"""Gradients that programs compute by hand: what is right, what is wrong, and the slip that explains it."""

import pytest

from engine.grading import meanings
from engine.language import run
from engine.lessons import lessons
from engine.recording import Check
from tests.language.hand_gradients import NO_GRADIENTS, RIGHT, SLIPS, TWO_LAYER_BCE, UPDATES, Slipped


def graded(source: str) -> dict[str, Check]:
    return {check.name: check for check in run(source).checks}


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_right_is_called_wrong(name: str):
    assert [check for check in run(RIGHT[name]).checks if check.verdict == "differs"] == []


@pytest.mark.parametrize("name", [name for name in RIGHT if RIGHT[name] not in (NO_GRADIENTS, UPDATES)])
def test_what_is_right_is_said_to_be(name: str):
    verdicts = {check.verdict for check in run(RIGHT[name]).checks}
    assert verdicts == {"right"}


def test_no_lesson_is_called_wrong():
    assert [check for lesson in lessons() for check in run(lesson.source).checks if check.verdict == "differs"] == []


@pytest.mark.parametrize("slipped", SLIPS.values(), ids=SLIPS.keys())
def test_each_slip_is_named_once_and_what_follows_from_it_is_told_apart(slipped: Slipped):
    assert slipped.right in slipped.program
    checks = run(slipped.program.replace(slipped.right, slipped.wrong)).checks
    expected = {
        slipped.name: slipped.slip,
        **dict.fromkeys(slipped.too, slipped.slip),
        **dict.fromkeys(slipped.follow, "follows"),
    }
    assert {check.name: check.slip for check in checks if check.verdict == "differs"} == expected


def test_the_first_wrong_entry_is_told_with_both_numbers():
    """The header of the preset has the gradient of Z2, -0.2947580495; without the 1/2 it is twice that."""
    check = graded(TWO_LAYER_BCE.replace("(A2 - Y) / N", "A2 - Y"))["dZ2"]
    assert (check.line, check.index, check.slip) == (15, (0, 0), "1/N")
    assert check.given == pytest.approx(-0.589516099, rel=1e-8)
    assert check.true == pytest.approx(-0.2947580495, rel=1e-8)
    assert check.message == (
        "at [0, 0] it is -0.589516, the gradient of loss is -0.294758: the 1/2 of the mean in line 13 is missing"
    )


def test_a_verdict_knows_its_nodes_and_its_step():
    made = run(TWO_LAYER_BCE)
    check = next(check for check in made.checks if check.name == "dW1")
    nodes = made.graph.nodes
    assert (nodes[check.node or 0].name, nodes[check.variable or 0].name, nodes[check.loss or 0].name) == (
        *("dW1", "W1", "loss"),
    )
    assert made.steps[check.step or 0].node == check.node


def test_without_a_named_loss_nothing_is_wrong_until_something_agrees():
    """f is what most leaves lead to; that dq is no gradient of it says only that it may be something else."""
    source = "import numpy as np\nx = np.array(2.0)\nq = x * 3.0\nf = q * q\ndq = q + 1\n"
    assert run(source).checks == ()
    agreed = graded(source + "dx = 6.0 * q\n")
    assert [(name, check.verdict) for name, check in agreed.items()] == [("dq", "differs"), ("dx", "right")]


def test_at_a_corner_either_gradient_is_right():
    """max(0, w) at 0: its slope is 0 on one side and 1 on the other, and numpy's ties are halved here."""
    source = """import numpy as np
w = np.array([0.0, 1.0, -1.0])
h = np.maximum(0, w)
loss = (h * np.array([2.0, 3.0, 4.0])).sum()
dh = np.array([2.0, 3.0, 4.0]) * 1
dw = dh * (w >= 0)
"""
    assert graded(source)["dw"].verdict == "right"
    assert graded(source.replace(">=", ">"))["dw"].verdict == "right"
    assert graded(source.replace("(w >= 0)", "0.7 * (w >= 0)"))["dw"].verdict == "unknown"


def test_gradients_of_autograd_are_not_the_programs_own():
    source = """import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x ** 2).sum()
loss.backward()
dx = x.grad
x.grad = x.grad * 0.5
"""
    assert run(source).checks == ()


def test_names_say_whose_gradient_they_are():
    assert [meaning.variable for meaning in meanings("dW1")] == ["W1"]
    assert [meaning.variable for meaning in meanings("grad_h")] == ["h"]
    assert [meaning.variable for meaning in meanings("h_grad")] == ["h"]
    assert ("W1", "L") in [tuple(meaning) for meaning in meanings("dL_dW1")]
    assert meanings("gamma") == ()


def test_the_comparison_has_an_end():
    """A loop of 2,000 turns is compared at its beginning and its end, within a count of steps back."""
    source = """import numpy as np
w = np.array([1.0, -2.0])
for i in range(400):
    loss = (w ** 2).sum()
    dw = 3 * w
    w -= 0.01 * dw
"""
    (check,) = run(source).checks
    assert (check.verdict, check.times) == ("differs", 4)
