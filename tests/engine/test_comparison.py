"""Two runs beside each other: who is whose, what differs, and where they part."""

import numpy as np
import pytest

from engine.comparison import compared, first_apart, first_gradient_apart, match, rows_of
from engine.comparison.text_lines import lines_alike
from engine.language import CLASS, run
from engine.lessons import lesson, lessons

NET = """\
import torch
x = torch.tensor([1.0, -2.0])
W = torch.tensor([[0.5, -1.0], [2.0, 0.25]], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
h = torch.tanh(W @ x)
s = h.sum() + b
loss = s ** 2
loss.backward()
"""
LOOP = """\
import torch
w = torch.tensor(2.0, requires_grad=True)
lr = 0.1
for i in range(3):
    loss = (w * 3 - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None
"""


def beside(a: str, b: str):
    """Both runs; pairs of labels with what they were found by; labels of what only one has."""
    one, other = run(a, limits=CLASS), run(b, limits=CLASS)
    matching = match(one, other)
    names, others = ([node.label for node in each.graph.nodes] for each in (one, other))
    pairs = [(names[pair.a], others[pair.b], pair.by) for pair in matching.pairs]
    return one, other, pairs, [names[index] for index in matching.only_a], [others[i] for i in matching.only_b]


def parted(one, other):
    rows = rows_of(one, match(one, other))
    return first_apart(one, other, rows), first_gradient_apart(one, other, rows)


@pytest.mark.parametrize("each", lessons(), ids=lambda each: each.id)
def test_a_run_beside_itself_is_paired_node_by_node_and_parts_nowhere(each):
    one = run(each.source, limits=CLASS)
    matching = match(one, run(each.source, limits=CLASS))
    assert [(pair.a, pair.b) for pair in matching.pairs] == [(index, index) for index in range(len(one.graph.nodes))]
    assert matching[1:] == ((), ())
    assert parted(one, one) == (None, None)


def test_another_activation_is_a_pair_with_the_numbers_of_both():
    """PyTorch: ‖h‖ = 1.3389 and 2.9155, b.grad = 4.7835 and 9, ‖W.grad‖ = 1.9537 and 28.460."""
    one, other, pairs, only_a, only_b = beside(NET, NET.replace("tanh", "relu"))
    assert (only_a, only_b) == ([], [])
    assert all(a == b for a, b, _ in pairs)
    at = {node.label: node.index for node in one.graph.nodes}
    h = compared(one.graph.nodes[at["h"]].value, other.graph.nodes[at["h"]].value)
    assert h[:2] == pytest.approx((1.3389178968081616, 2.9154759474226504), rel=1e-12)
    # 2.5 − 0.98661 is further than 1.5 − 0.90515.
    assert h.difference == pytest.approx(2.5 - 0.9866142981514303, rel=1e-12)
    b = compared(one.gradients[at["b"]], other.gradients[at["b"]])
    assert b == pytest.approx((4.783525103592593, 9.0, 9.0 - 4.783525103592593, 9.0 / 4.783525103592593, False))
    W = compared(one.gradients[at["W"]], other.gradients[at["W"]])
    assert W[:2] == pytest.approx((1.9537065481430078, 28.460498941515414), rel=1e-12)
    forward, back = parted(one, other)
    assert forward == (at["h"], at["h"], "operation")
    # ∂loss/∂loss is 1 in both; ∂loss/∂s = 2s is the first that is another.
    assert back == (at["s"], at["s"], "gradient")


def test_an_activation_without_a_name_is_found_by_what_uses_it():
    two = "import torch\nx = torch.tensor(0.3, requires_grad=True)\ny = torch.tanh(2 * x) + 1\ny.backward()\n"
    _, _, pairs, only_a, only_b = beside(two, two.replace("tanh", "sigmoid"))
    assert (only_a, only_b) == ([], [])
    assert [by for a, b, by in pairs if a != b] == ["use"]


def test_a_renamed_variable_is_the_same_node():
    renamed = (
        NET.replace("x =", "data =").replace("@ x", "@ data").replace("\ns =", "\nscore =").replace("s **", "score **")
    )
    _, _, pairs, only_a, only_b = beside(NET, renamed)
    assert (only_a, only_b) == ([], [])
    found = {a: (b, by) for a, b, by in pairs}
    assert (found["x"], found["s"]) == (("data", "leaf"), ("score", "inputs"))
    assert found["loss"] == ("loss", "name")


def test_an_inserted_line_stands_alone_and_moves_no_other():
    longer = NET.replace("s = h", "m = h.mean()\n# a remark\ns = h")
    one, other, pairs, only_a, only_b = beside(NET, longer)
    assert (only_a, only_b) == ([], ["m"])
    assert all(a == b for a, b, _ in pairs)
    place, back = parted(one, other)
    assert (place.a, other.graph.nodes[place.b].label, place.what) == (None, "m", "only_b")
    assert back is None


def test_a_skip_connection_leaves_the_layer_before_it_paired():
    """h is bound a second time: the first binding is that of the other program, and loss is loss."""
    skip = NET.replace("s = h", "h = h + x\ns = h")
    _, _, pairs, only_a, only_b = beside(NET, skip)
    assert (only_a, only_b) == ([], ["h.2"])
    assert {("h", "h", "name"), ("loss", "loss", "name")} <= set(pairs)
    _, _, pairs, only_a, only_b = beside(skip, NET)
    assert (only_a, only_b) == (["h.2"], [])


def test_the_chains_with_and_without_a_shortcut_go_by_the_turns_of_the_loop():
    source = lesson("37_residual").source
    one, other, pairs, _, _ = beside(source, source.replace("res + 0.1 * res", "0.1 * res"))
    last = [(a, b) for a, b, _ in pairs if a.startswith("res")]
    assert [a for a, _ in last] == [b for _, b in last]
    assert len(last) == 6


def test_passes_go_in_their_order_and_those_too_many_stand_alone():
    _, _, pairs, only_a, only_b = beside(LOOP, LOOP.replace("range(3)", "range(5)").replace("0.1", "0.01"))
    assert only_a == []
    losses = [(a, b) for a, b, _ in pairs if a.startswith("loss")]
    assert losses == [("loss", "loss"), ("loss.2", "loss.2"), ("loss.3", "loss.3")]
    assert {"loss.4", "loss.5"} <= set(only_b)


def test_targets_are_a_pair_whatever_their_names():
    other = NET.replace("s ** 2", "s.abs()").replace("loss", "cost")
    _, _, pairs, _, _ = beside(NET, other)
    assert ("loss", "cost", "target") in pairs


def test_programs_that_share_nothing_are_told_apart():
    _, _, pairs, only_a, only_b = beside(
        "import torch\nq = torch.ones(2, 2, requires_grad=True)\nr = q.sum()\nr.backward()\n",
        "import torch\na = torch.tensor(1.0, requires_grad=True)\nc = torch.sin(a)\nc.backward()\n",
    )
    assert [(a, b) for a, b, _ in pairs] == [("r", "c")]
    assert (only_a, only_b) == (["q"], ["a"])


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        (2.0, 3.0, (2.0, 3.0, 1.0, 1.5, False)),
        (0.0, 3.0, (0.0, 3.0, 3.0, None, False)),
        (None, 3.0, (None, 3.0, None, None, False)),
        ([3.0, 4.0], [3.0, -4.0], (5.0, 5.0, 8.0, 1.0, False)),
        ([3.0, 4.0], 5.0, (5.0, 5.0, None, 1.0, False)),
        (np.nan, np.nan, (np.nan, np.nan, np.nan, np.nan, True)),
        (True, False, (1.0, 0.0, -1.0, 0.0, False)),
        ([], [], (0.0, 0.0, 0.0, None, True)),
    ],
)
def test_numbers_are_compared_as_they_are_and_arrays_by_their_norms(a, b, found):
    one, other = (None if each is None else np.array(each) for each in (a, b))
    assert compared(one, other) == pytest.approx(found, nan_ok=True)
    assert compared(None, None) is None


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ("abc", "abc", {1: 1, 2: 2, 3: 3}),
        ("abc", "abxc", {1: 1, 2: 2, 4: 3}),
        ("abc", "axc", {1: 1, 2: 2, 3: 3}),
        ("aab", "ab", {1: 1, 2: 3}),
        ("abcd", "cdab", {3: 1, 4: 2}),
        ("", "ab", {}),
    ],
)
def test_lines_are_found_again_around_those_that_changed(a, b, found):
    assert lines_alike("\n".join(a), "\n".join(b)) == found


def test_long_texts_of_lines_that_repeat_are_compared_in_no_time():
    """Each line 600 times: a comparison of all with all would take minutes."""
    lines = [f"x{number % 100} = 1" for number in range(60_000)]
    found = lines_alike("\n".join(lines), "\n".join(lines[7:]))
    assert len(found) == 59_993
