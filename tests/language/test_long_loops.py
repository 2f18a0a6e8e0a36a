"""Loops that train for longer than their passes can be kept: one pass is shown, and all have their series."""

from dataclasses import replace

import numpy as np
import pytest

from engine.language import CLASS, LOCAL, BudgetError, LongLoop, ProgramError, run
from engine.lessons import lesson
from engine.recording import Run, training

XOR = lesson("53_xor").source
# So little that eight passes over XOR are more than can be kept, and three are not.
NARROW = replace(CLASS, document=200_000)


def xor(passes: int) -> str:
    return XOR.replace("range(8)", f"range({passes})")


def losses(made: Run) -> list[float | None]:
    assert made.shown is not None
    return made.shown.series.losses


def test_the_series_are_those_of_the_run_that_is_kept_whole():
    whole = training(run(XOR, limits=CLASS))
    made = run(XOR, limits=NARROW)
    assert whole is not None
    assert made.shown is not None
    series = made.shown.series
    assert series.losses == [each.loss for each in whole.passes]
    assert series.promised == [each.promised for each in whole.passes]
    nodes = run(XOR, limits=CLASS).nodes
    assert [each.name for each in series.parameters] == ["W1", "b1", "W2", "b2"]
    for place, followed in enumerate(series.parameters):
        moved = [each.parameters[place] for each in whole.passes]
        assert followed.values == [np.ravel(nodes[each.before].value).tolist() for each in moved]
        assert followed.gradients == [float(np.linalg.norm(np.ravel(each.gradient))) for each in moved]
        changes = [np.ravel(nodes[each.after].value - nodes[each.before].value) for each in moved]
        assert followed.changes == [float(np.linalg.norm(each)) for each in changes]


@pytest.mark.parametrize("shown", range(8))
def test_the_pass_shown_has_the_numbers_of_that_pass(shown: int):
    """Values, and every gradient of its backward pass, bit by bit."""
    everything = run(XOR, limits=CLASS)
    made = run(XOR, limits=NARROW, pass_shown=shown)
    assert made.shown is not None
    assert made.shown.turn is not None
    turn = training(everything).passes[shown].turn  # type: ignore[union-attr]
    # That the gradients of the pass before are cleared counts among its own steps here, among those of that one there.
    steps, own = (
        [step for step in of.steps[at.first : at.last + 1] if step.phase != "gradient"]
        for of, at in ((everything, turn), (made, made.shown.turn))
    )
    assert [step.kind for step in own] == [step.kind for step in steps]
    for mine, theirs in zip(own, steps, strict=True):
        assert np.array_equal(made.nodes[mine.receiver].value, everything.nodes[theirs.receiver].value)
        if mine.phase == "backward":
            assert np.array_equal(mine.accumulated, theirs.accumulated)
    assert made.shown.number == shown
    assert len(losses(made)) == shown + 1


def test_without_a_wish_the_last_pass_is_shown_and_the_program_runs_to_its_end():
    made = run(XOR + "print(round(loss.item(), 6))\n", limits=NARROW)
    assert made.shown is not None
    assert made.shown.number == 7
    assert made.printed == "0.272015\n"
    assert losses(made)[-1] == pytest.approx(0.2720150131)


def test_what_fits_is_kept_whole_whatever_pass_is_asked_for():
    assert run(XOR, limits=CLASS, pass_shown=3).shown is None
    assert len(run(XOR, limits=CLASS, pass_shown=3).steps) == len(run(XOR, limits=CLASS).steps)


def test_a_loop_that_ends_sooner_than_expected_is_kept_whole():
    early = xor(100_000).replace("    loss.backward()\n", "    loss.backward()\n    if step == 5:\n        break\n")
    made = run(early, limits=CLASS)
    assert made.shown is None
    assert made.passes == 6


def test_a_loop_left_before_its_backward_pass_shows_the_pass_before():
    early = xor(90).replace("    loss.backward()\n", "    if step == 70:\n        break\n    loss.backward()\n")
    made = run(early, limits=NARROW)
    assert made.shown is not None
    assert made.shown.number == 69
    assert made.passes == 1


def test_a_while_loop_is_found_by_the_limit_that_it_passes():
    counted = XOR.replace("for step in range(8):\n", "step = 0\nwhile step < 8:\n    step += 1\n")
    made = run(counted, limits=NARROW)
    assert losses(made) == losses(run(XOR, limits=NARROW))


def test_a_turn_of_several_backward_passes_is_one_pass():
    source = (
        "import torch\nw = torch.tensor(0.0, requires_grad=True)\nfor epoch in range({}):\n"
        "    for x in [1.0, 2.0]:\n        w.grad = None\n        loss = (w * x - 2 * x) ** 2\n"
        "        loss.backward()\n"
        "        with torch.no_grad():\n            w -= 0.01 * w.grad\n"
    )
    made = run(source.format(40), limits=NARROW)
    assert made.shown is not None
    # A turn of the outer loop is the pass: w(e + 1) - 2 = (w(e) - 2) · 0.98 · 0.92.
    values = [each[0] for each in made.shown.series.parameters[0].values]
    assert values[:3] == pytest.approx([0, 2 - 2 * 0.98 * 0.92, 2 - 2 * (0.98 * 0.92) ** 2])
    assert len(made.shown.series.turns) == 40


def test_micrograds_values_are_trained_for_long():
    source = (
        "from micrograd.engine import Value\nw = Value(0.0)\nfor step in range(80):\n    loss = (w - 3) ** 2\n"
        "    w.grad = 0\n    loss.backward()\n    w.data -= 0.1 * w.grad\nprint(round(w.data, 6))\n"
    )
    made = run(source, limits=replace(CLASS, nodes=200))
    assert made.shown is not None
    assert made.printed == "3.0\n"
    assert losses(made)[1] == pytest.approx((3 - 0.6) ** 2)


def test_a_pass_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(ProgramError) as caught:
        run(XOR, limits=NARROW, pass_shown=8)
    assert caught.value.code == "pass"
    assert "0 to 7" in str(caught.value.hint)


def test_an_endless_loop_passes_the_limits_of_long_ones():
    endless = XOR.replace("for step in range(8):", "while True:")
    with pytest.raises(BudgetError) as caught:
        run(endless, limits=replace(CLASS, steps=3_000))
    assert caught.value.code == "budget/steps"
    assert caught.value.limit == 12_000


def test_who_asks_for_short_runs_is_told_of_a_long_loop_by_its_fourth_turn():
    with pytest.raises(LongLoop):
        run(xor(10_000_000), limits=LOCAL, long=False)


def test_names_stand_for_what_they_do_after_a_step_of_the_pass_shown():
    made = run(XOR, limits=NARROW, pass_shown=4)
    assert made.shown is not None
    assert made.shown.turn is not None
    assert made.look is not None
    held = made.look(made.shown.turn.seed)
    assert held["loss"].value == losses(made)[4]  # type: ignore[union-attr]
    assert held["step"] == 4


def test_no_pass_is_kept_for_the_sake_of_its_series():
    made = run(xor(60), limits=NARROW)
    assert len(made.nodes) == len(run(xor(1), limits=CLASS).nodes)


def test_xor_for_300_passes_agrees_with_the_formulas_of_its_two_layers():
    """In float64 by numpy alone, from the weights that the program draws: every loss to 1e-9."""
    made = run(xor(300), limits=NARROW)
    first = run(xor(1), limits=CLASS)
    w1, b1, w2, b2 = (
        next(node.value for node in first.nodes if node.label == name) for name in ("W1", "b1", "W2", "b2")
    )
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    expected = []
    for _ in range(300):
        a = np.tanh(x @ w1.T + b1)
        p = 1 / (1 + np.exp(-(a @ w2.T + b2)))
        expected.append(float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()))
        dz2 = (p - y) / 4
        dz1 = dz2 @ w2 * (1 - a * a)
        w1, b1 = w1 - 2 * dz1.T @ x, b1 - 2 * dz1.sum(0)
        w2, b2 = w2 - 2 * dz2.T @ a, b2 - 2 * dz2.sum(0)
    assert losses(made) == pytest.approx(expected, rel=1e-9, abs=0)
