"""Slips that programs are known for: found where they are, gone where the named way out is taken."""

import numpy as np
import pytest

from engine.diagnosis import diagnose
from engine.language import run
from engine.lessons import lesson, lessons

HEAD = "import torch\nimport torch.nn.functional as F\n"
SLIPS = {"softmax twice", "sigmoid twice", "log of 0", "all with all", "mean over outputs", "kept gradient", "rate"}


def found(source):
    return {each.kind: each for each in diagnose(run(source)).findings if each.kind in SLIPS}


SCORES = """Z = torch.tensor([[2.0, 1.0, 0.1], [0.5, -1.0, 0.3]], requires_grad=True)
y = torch.tensor([0, 2])
P = torch.softmax(Z, 1)
loss = F.cross_entropy({given}, y)
loss.backward()
"""
CHANCES = """Z = torch.tensor([[2.0], [-9.0]], requires_grad=True)
Y = torch.tensor([[1.0], [0.0]])
P = torch.sigmoid(Z)
loss = F.binary_cross_entropy_with_logits({given}, Y)
loss.backward()
"""


@pytest.mark.parametrize(("program", "kind", "node"), [(SCORES, "softmax twice", "P"), (CHANCES, "sigmoid twice", "P")])
def test_a_loss_that_is_handed_probabilities_in_place_of_scores_is_told_of(program, kind, node):
    made = run(HEAD + program.format(given="P"))
    [slip] = [each for each in diagnose(made).findings if each.kind in SLIPS]
    assert (slip.kind, made.graph.nodes[slip.node].label, slip.warning) == (kind, node, True)
    assert found(HEAD + program.format(given="Z")) == {}
    # What the sentence promises: without the slip, the loss is lower and the gradient larger.
    other = run(HEAD + program.format(given="Z"))
    losses = [float(each.graph.nodes[each.target].value) for each in (made, other)]
    assert losses[1] < losses[0]


def test_a_gradient_that_no_pass_clears_is_told_of_with_its_numbers():
    """x² from 2 at 0.3: 2x = 4, then x = 0.8 and 2x = 1.6, to which the 4 of before are added."""
    source = lesson("48_forgotten_zero_grad").source
    slip = found(source)["kept gradient"]
    assert "before, 4, when this pass adds its own, 1.6: the update goes by their sum, 5.6." in slip.sentence
    assert "x.grad = None" in slip.sentence.replace("\u2068", "").replace("\u2069", "")
    assert "rate" not in found(source)
    assert found(source.replace("    # x.grad = None is missing here", "    x.grad = None")) == {}


ACCUMULATED = """w = torch.tensor(1.0, requires_grad=True)
for turn in range(3):
    loss = (w - turn) ** 2
    loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
"""


def test_gradients_that_are_added_up_on_purpose_are_no_slip():
    assert found(HEAD + ACCUMULATED) == {}


def test_a_rate_beyond_the_band_is_told_of_with_its_limit():
    """½(θx² − 3x²)² over x = −1, 0, 1: λ = mean(x⁴) = 2/3, so the band ends at 3, and 3.1 is beyond."""
    source = lesson("47_rate_too_large").source
    slip = found(source)["rate"]
    assert "3.1 is beyond" in slip.sentence
    assert "below 2 / 0.6667 ≈ 3." in slip.sentence
    assert found(source.replace("lr = 3.1", "lr = 2.9")) == {}
    assert found(source.replace("lr = 3.1", "lr = 3.0")) == {}


def test_the_band_of_three_parameters_ends_at_two_over_the_largest_eigenvalue():
    """The largest eigenvalue of the second derivatives of the three thetas is 7.1837: 2 / 7.1837 = 0.2784."""
    source = lesson("50_three_thetas_descend").source
    assert "rate" not in found(source)
    rate = next(line for line in source.split("\n") if line.startswith("lr = "))
    fast = found(source.replace(rate, "lr = 0.4"))["rate"]
    limit = float(fast.sentence.partition(" ≈ ")[2].split(" ")[0].rstrip("."))
    assert 0.2784 <= limit < 0.4


def test_a_logarithm_of_0_is_told_of_where_it_is():
    source = (
        HEAD + "p = torch.tensor([0.5, 1.0], requires_grad=True)\nloss = -torch.log(1 - p).sum()\nloss.backward()\n"
    )
    slip = found(source)["log of 0"]
    assert slip.entry == 1
    assert "in 1 of 2 entries" in slip.sentence
    assert found(source.replace("[0.5, 1.0]", "[0.5, 0.9]")) == {}


def test_predictions_that_meet_every_truth_are_told_of():
    source = HEAD + (
        "x = torch.tensor([[1.0], [2.0], [3.0]])\nw = torch.tensor([[2.0]], requires_grad=True)\n"
        "y = torch.tensor([1.0, 2.0, 3.0])\nloss = ((x @ w - y) ** 2).mean()\nloss.backward()\n"
    )
    assert "3×3 entries" in found(source)["all with all"].sentence
    assert found(source.replace("x @ w - y", "(x @ w).squeeze(1) - y")) == {}


def test_a_mean_over_outputs_too_says_how_much_smaller_its_gradients_are():
    source = HEAD + (
        "Z = torch.tensor([[2.0, 1.0, 0.0], [1.0, 3.0, 0.5]], requires_grad=True)\nY = torch.zeros(2, 3)\n"
        "loss = {loss}\nloss.backward()\n"
    )
    ways = {"mean": "((Z - Y) ** 2).mean()", "loss": "F.mse_loss(Z, Y)", "sum": "((Z - Y) ** 2).sum(1).mean()"}
    slips = {name: found(source.format(loss=loss)) for name, loss in ways.items()}
    assert "6 entries" in slips["mean"]["mean over outputs"].sentence
    assert "3 times as large" in slips["loss"]["mean over outputs"].sentence
    assert not slips["mean"]["mean over outputs"].warning
    assert slips["sum"] == {}
    sizes = {name: run(source.format(loss=loss)).gradients[0] for name, loss in ways.items()}
    np.testing.assert_allclose(sizes["sum"], 3 * sizes["mean"])


def test_no_lesson_has_a_slip_but_those_that_are_about_one():
    told = {each.id: set(found(each.source)) for each in lessons()}
    assert {name: kinds for name, kinds in told.items() if kinds} == {
        "35_nan_bce": {"log of 0"},
        "47_rate_too_large": {"rate"},
        "48_forgotten_zero_grad": {"kept gradient"},
    }
