"""Several backward passes in one run: what `.grad` holds between them, and what the program does to it."""

import numpy as np
import pytest

from engine import no_grad, tensor
from engine.explain.step import explain
from engine.language import run
from engine.mode import recording
from engine.recording import Run, Step
from engine.recording.recorder import TraceRecorder

HEAD = "import torch\nw = torch.tensor(1.0, requires_grad=True)\n"
TWO_PASSES = HEAD + "a = w * 2\na.backward()\nb = w * 3\nb.backward()\n"


def kinds(result: Run, *names: str) -> list[Step]:
    return [step for step in result.steps if step.kind in names]


def test_a_second_pass_adds_to_what_the_first_left():
    """da/dw = 2 and db/dw = 3: `.grad` is 2, then 5."""
    first, second = kinds(run(TWO_PASSES), "contribute")
    assert (first.contribution, first.accumulated, first.earlier) == (2, 2, None)
    assert (second.contribution, second.accumulated, second.earlier) == (3, 5, 2)


def test_the_words_of_the_second_pass_say_the_sum_that_the_card_shows():
    result = run(TWO_PASSES)
    said = explain(result, kinds(result, "contribute")[1].index)
    assert "+=" in said.formula.text
    assert said.sentence.endswith("Earlier passes left 2 in w.grad: it is now 5 = 2 + 3.")


def test_several_contributions_of_a_second_pass_each_say_what_they_are_added_to():
    """w · w pays 1 twice: 2, then 3 = 2 + 1, then 4 = 3 + 1."""
    result = run(HEAD + "(w * 2).backward()\n(w * w).backward()\n")
    one, two = (explain(result, step.index).sentence for step in kinds(result, "contribute")[1:])
    assert "Earlier passes left 2 in w.grad: it is now 3 = 2 + 1." in one
    assert "Earlier passes and this one left 3 in w.grad: it is now 4 = 3 + 1." in two


@pytest.mark.parametrize(
    ("statement", "after"),
    [
        ("w.grad = None", None),
        ("w.grad.zero_()", 0),
        ("w.grad.data.zero_()", 0),
        ("w.grad *= 0", 0),
        ("w.grad.fill_(0.)", 0),
        ("w.grad = torch.zeros(())", 0),
        ("torch.optim.SGD([w], lr=0.1).zero_grad()", None),
        ("torch.optim.SGD([w], lr=0.1).zero_grad(set_to_none=True)", None),
        ("torch.optim.SGD([w], lr=0.1).zero_grad(set_to_none=False)", 0),
    ],
)
def test_clearing_a_gradient_is_a_step_of_its_own(statement: str, after: float | None):
    result = run(f"{TWO_PASSES}{statement}\n(w * 4).backward()\nprint(w.grad)")
    (clear,) = kinds(result, "clear", "assign")
    assert (clear.kind, clear.phase, clear.node) == ("clear", "gradient", 0)
    assert (clear.earlier, clear.accumulated) == (5, after)
    assert clear.span.line == 7
    last = kinds(result, "contribute")[-1]
    assert (last.contribution, last.accumulated, last.earlier) == (4, 4, None)
    assert result.printed == "tensor(4.)\n"


def test_clearing_what_is_clear_is_no_step():
    result = run(HEAD + "w.grad = None\ntorch.optim.SGD([w], lr=0.1).zero_grad()\n(w * 4).backward()")
    assert kinds(result, "clear", "assign") == []


@pytest.mark.parametrize("statement", ["w.grad = torch.tensor(0.5)", "w.grad.clamp_(max=0.5)", "w.grad.data *= 0.1"])
def test_giving_a_gradient_other_numbers_is_a_step(statement: str):
    result = run(f"{TWO_PASSES}{statement}\n(w * 4).backward()\nprint(w.grad)")
    (assign,) = kinds(result, "clear", "assign")
    assert (assign.kind, assign.earlier, assign.accumulated) == ("assign", 5, 0.5)
    last = kinds(result, "contribute")[-1]
    assert (last.contribution, last.accumulated, last.earlier) == (4, 4.5, 0.5)
    assert result.printed == "tensor(4.5000)\n"


def test_a_gradient_stays_through_an_update_of_its_leaf():
    """w = 1, 1 − 0.1 · 2 = 0.8; `.grad` is 2 still, and a pass over the new version adds 3."""
    result = run(f"{HEAD}(w * 2).backward()\ntorch.optim.SGD([w], lr=0.1).step()\n(w * 3).backward()")
    last = kinds(result, "contribute")[-1]
    assert result.graph.nodes[last.to].value == pytest.approx(0.8)
    assert (last.earlier, last.accumulated) == (2, 5)


def test_a_plain_engine_program_is_recorded_alike():
    recorder = TraceRecorder()
    with recording(recorder):
        w = tensor([1.0, -2.0], requires_grad=True)
        (w * w).sum().backward()
        (w * 3.0).sum().backward()
        with no_grad():
            w.grad.zero_()
        w.grad = None
    steps = kinds(recorder.finish("", "", {}), "clear")
    assert [np.array(step.earlier).tolist() for step in steps] == [[5, -1], [0, 0]]
    assert steps[0].accumulated.tolist() == [0, 0]
    assert steps[1].accumulated is None


def test_the_target_of_a_run_is_that_of_its_last_pass():
    result = run(TWO_PASSES)
    labels = [result.graph.nodes[target].label for target in result.targets]
    assert labels == ["a", "b"]
    assert result.graph.nodes[result.target].label == "b"


def test_clearing_tells_how_and_what_is_forgotten():
    result = run(f"{TWO_PASSES}w.grad = None\n(w * 2).backward()\nw.grad.zero_()\nw.grad = torch.tensor(7.0)")
    none, zero, seven = (explain(result, step.index) for step in kinds(result, "clear", "assign"))
    assert (none.title, none.formula.text) == ("w.grad is cleared", "w.grad ← None")
    assert "The gradient 5 that the passes so far have added up in w.grad is forgotten" in none.sentence
    assert zero.formula.text == "w.grad ← 0"
    assert (seven.title, seven.formula.text) == ("w.grad is set", "w.grad ← 7")
