"""What the words of the lessons that train say, checked with the programs that they speak of."""

import numpy as np
import pytest

from engine.language import CLASS, run
from engine.lessons import lesson
from engine.recording import training
from engine.recording.run import Run


def changed(name: str, *changes: tuple[str, str]) -> Run:
    """The run of a lesson whose text a reader has changed."""
    source = lesson(name).source
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return run(source, limits=CLASS)


def losses(made: Run) -> list[float]:
    trained = training(made)
    assert trained is not None
    return [each.loss for each in trained.passes if each.loss is not None]


def ways(made: Run, name: str) -> np.ndarray:
    """What a parameter holds before each pass, and after the last."""
    trained = training(made)
    assert trained is not None
    nodes = made.graph.nodes
    place = [nodes[parameter].label for parameter in trained.parameters].index(name)
    moved = [each.parameters[place] for each in trained.passes]
    return np.array([nodes[each.before].value for each in moved] + [nodes[moved[-1].after].value])


def sizes(made: Run, pass_index: int = 0) -> dict[str, float]:
    trained = training(made)
    assert trained is not None
    moved = trained.passes[pass_index].parameters
    labels = [made.graph.nodes[parameter].label for parameter in trained.parameters]
    return {name: float(np.linalg.norm(each.gradient)) for name, each in zip(labels, moved, strict=True)}


def test_down_the_parabola():
    name = "45_down_the_parabola"
    assert losses(changed(name))[:3] == pytest.approx([4, 0.64, 0.1024])
    assert ways(changed(name, ("0.3", "0.5")), "x")[1] == 0
    assert set(ways(changed(name, ("0.3", "1.0")), "x")) == {2, -2}
    swinging = ways(changed(name, ("0.3", "0.7")), "x")
    assert (swinging[1:] * swinging[:-1] < 0).all()
    assert (np.diff(np.abs(swinging)) < 0).all()
    assert (np.diff(np.abs(ways(changed(name, ("0.3", "1.1")), "x"))) > 0).all()


def test_theta_finds_3():
    name = "46_theta_pass_by_pass"
    assert ways(changed(name), "theta")[:4] == pytest.approx([0, 2, 2.667, 2.889], abs=5e-4)
    assert ways(changed(name, ("lr = 1.0", "lr = 2.0")), "theta")[:4] == pytest.approx([0, 4, 2.667, 3.111], abs=5e-4)
    assert ways(changed(name, ("lr = 1.0", "lr = 1.5")), "theta")[1] == 3
    at_the_edge = changed(name, ("lr = 1.0", "lr = 3.0"))
    assert ways(at_the_edge, "theta")[:4] == pytest.approx([0, 6, 0, 6])
    assert losses(at_the_edge) == pytest.approx([3] * 8)


def test_a_rate_that_is_too_large():
    made = changed("47_rate_too_large")
    trained = training(made)
    assert trained is not None
    assert trained.passes[0].promised == pytest.approx(-12.4)
    assert losses(made)[:2] == pytest.approx([3, 3.4133], abs=5e-5)
    distances = ways(made, "theta") - 3
    assert distances[1:] / distances[:-1] == pytest.approx(-1.0667, abs=5e-5)


def test_the_forgotten_zero_grad():
    name = "48_forgotten_zero_grad"
    made = changed(name)
    held = [
        step.accumulated for step in made.steps if getattr(step, "to", None) is not None and step.earlier is not None
    ]
    assert held[0] == pytest.approx(5.6)
    assert max(losses(made)[3:]) > 4
    assert min(losses(made)[3:]) == pytest.approx(0.4, abs=0.05)
    mended = changed(name, ("# x.grad = None is missing here", "x.grad = None"))
    assert losses(mended) == sorted(losses(mended), reverse=True)


def test_a_batch_and_single_samples():
    name = "49_batch_or_sample"
    assert losses(changed(name))[1::3] == [0, 0, 0, 0]
    longer = ("range(12)", "range(60)")
    end = ways(changed(name, longer), "theta")[-4:]
    assert (end.min(), end.max()) == pytest.approx((2.83, 3.17), abs=5e-3)
    whole = ways(changed(name, longer, ("batch = 1", "batch = 3")), "theta")
    assert whole[:4] == pytest.approx([0, 1, 1.667, 2.111], abs=5e-4)
    assert whole[-1] == pytest.approx(3)
    narrow = ways(changed(name, ("range(12)", "range(120)"), ("lr = 0.5", "lr = 0.1")), "theta")[-4:]
    assert (narrow.min(), narrow.max()) == pytest.approx((2.97, 3.03), abs=5e-3)


def test_three_parameters_share_a_rate():
    """2 through the largest eigenvalue of the mean of x xᵀ is 0.2784."""
    features = np.stack([np.array([-2.0, 0, 1]) ** power for power in (2, 1, 0)], 1)
    assert 2 / np.linalg.eigvalsh(features.T @ features / 3)[-1] == pytest.approx(0.2784, abs=5e-5)
    name, longer = "50_three_thetas_descend", ("range(12)", "range(13)")
    assert losses(changed(name, longer))[12] == pytest.approx(0.02, abs=5e-3)
    below = losses(changed(name, longer, ("lr = 0.2", "lr = 0.27")))
    assert below == sorted(below, reverse=True)
    assert below[12] == pytest.approx(2.2, abs=0.05)
    above = losses(changed(name, longer, ("lr = 0.2", "lr = 0.28")))
    assert above[1] < above[0]
    assert above[1:] == sorted(above[1:])


def test_momentum_along_the_valley_and_across():
    made = changed("51_momentum")
    plain, heavy = ways(made, "plain"), ways(made, "heavy")
    assert (plain[-1, 0], heavy[-1, 0]) == pytest.approx((1.18, 0.07), abs=5e-3)
    assert plain[1:, 0] / plain[:-1, 0] == pytest.approx(1 - 0.075)
    assert abs(heavy[-1, 1]) > 10 * abs(plain[-1, 1])
    too_large = changed("51_momentum", ("[plain], lr=0.15", "[plain], lr=0.21"))
    assert abs(ways(too_large, "plain")[-1, 1]) > 1


def test_what_adam_remembers():
    made = changed("52_adam_state")
    way = ways(made, "w")
    assert way[0] - way[1] == pytest.approx([0.2, 0.2])
    assert way[:, 0] == pytest.approx(way[:, 1], abs=1e-6)
    first = next(step for step in made.steps if step.kind == "update")
    state = {held.name: held.after for held in first.update.state}
    assert first.update.gradient == pytest.approx([0.2, 20])
    assert state["m"] == pytest.approx([0.02, 2])
    assert state["v"] == pytest.approx([0.00004, 0.4])
    plain = changed("52_adam_state", ("Adam([w], lr=0.2, betas=(0.9, 0.999))", "SGD([w], lr=0.2)"))
    assert ways(plain, "w")[:, 1] == pytest.approx([2 * (-1) ** at for at in range(11)])
    assert ways(plain, "w")[1, 0] == pytest.approx(2 * 0.98)


def test_xor_from_zero_and_from_its_seed():
    made = changed("53_xor")
    assert (losses(made)[0], losses(made)[-1]) == pytest.approx((1.05, 0.27), abs=5e-3)
    last = [node for node in made.graph.nodes if "P" in node.names][-1]
    assert np.ravel(last.value) == pytest.approx([0.207, 0.776, 0.728, 0.248], abs=5e-4)
    zero = changed("53_xor", ("torch.randn(4, 2", "torch.zeros(4, 2"), ("torch.randn(1, 4", "torch.zeros(1, 4"))
    assert losses(zero) == pytest.approx([np.log(2)] * 8)
    assert set(sizes(zero).values()) == {0}


def right(made: Run, name: str, threshold: float) -> list[int]:
    """How many examples each pass puts on their right side."""
    wanted = next(np.asarray(node.value) for node in made.graph.nodes if "Y" in node.names) > 0.5
    given = [np.asarray(node.value) for node in made.graph.nodes if name in node.names]
    return [int(np.sum((each > threshold) == wanted)) for each in given]


def test_the_boundary_bends_around_the_moons():
    made = changed("54_moons")
    counts = right(made, "Z", 0.0)
    assert (counts[0], counts[-1]) == (25, 35)
    assert losses(made)[2] > losses(made)[1]
    longer = right(changed("54_moons", ("range(8)", "range(24)")), "Z", 0.0)
    assert [count == 40 for count in longer] == [False] * 16 + [True] * 8


def test_ones_and_sevens():
    made = changed("55_digits")
    counts = right(made, "A2", 0.5)
    assert (counts[0], counts[-1]) == (30, 59)
    assert losses(made)[0] == pytest.approx(0.7608, abs=5e-5)
    images = next(np.asarray(node.value) for node in made.graph.nodes if "X" in node.names)
    trained = training(made)
    assert trained is not None
    gradient = trained.passes[0].parameters[0].gradient
    assert ((gradient == 0).all(0) == (images == 0).all(0)).all()


def test_a_shortcut_keeps_the_first_layer_learning():
    made = changed("56_vanishing_or_residual")
    first = sizes(made)
    assert first["w4"] / first["w1"] == pytest.approx(69, abs=0.5)
    assert first["r1"] > first["r4"]
    moved = {name: abs(ways(made, name)[-1] - 1) for name in ("w1", "r1")}
    assert (moved["w1"], moved["r1"]) == pytest.approx((0.0009, 0.13), abs=5e-3)
