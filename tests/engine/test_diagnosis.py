"""Every kind of cause with its smallest program, and what a diagnosis finds in a lesson, with numbers in the words."""

import time

import pytest

from engine.diagnosis import Thresholds, diagnose, why
from engine.language import run
from engine.lessons import lesson

HEAD = "import torch\n"
LEAF = "x = torch.tensor([{}], requires_grad=True)\n"

# Program, node, entry, the kinds of the origins, the answer.
CAUSES = {
    "a shut gate": (
        "x = torch.tensor([-6.0, 2.0], requires_grad=True)\ny = torch.relu(x).sum()",
        ["shut", "given"],
        "∂y/∂x[0] is exactly 0. Relu in line 3 is shut for x[0] = −6.",
    ),
    "a sum behind a gate": (
        "x = torch.tensor([1.0], requires_grad=True)\nb = torch.tensor([-5.0])\nz = x + b\ny = torch.relu(z).sum()",
        ["shut", "given"],
        "∂y/∂x[0] is exactly 0. Relu in line 5 is shut for z[0] = −4. Behind it stands b[0] = −5 in line 3.",
    ),
    "a lost maximum": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.max()",
        ["lost", "given"],
        "∂y/∂x[0] is exactly 0. Max in line 3 hands its whole gradient to x[1] = 2, none to x[0] = 1.",
    ),
    "a lost maximum of two": (
        "x = torch.tensor([1.0], requires_grad=True)\nb = torch.tensor([4.0])\ny = torch.maximum(x, b).sum()",
        ["lost", "given"],
        "∂y/∂x[0] is exactly 0. x[0] = 1 loses the maximum in line 4 to b[0] = 4.",
    ),
    "times 0": (
        "x = torch.tensor([1.0], requires_grad=True)\nb = torch.tensor([0.0])\ny = (x * b).sum()",
        ["times 0", "given"],
        "∂y/∂x[0] is exactly 0. x[0] is multiplied by 0 in line 4: the other factor is b[0] = 0. "
        "Behind it stands b[0] = 0 in line 3.",
    ),
    "a clamp": (
        "x = torch.tensor([3.0], requires_grad=True)\ny = x.clamp(-1, 1).sum()",
        ["clamped", "given"],
        "∂y/∂x[0] is exactly 0. Clamp in line 3 is flat at x[0] = 3.",
    ),
    "a saturated sigmoid": (
        "x = torch.tensor([800.0], requires_grad=True)\ny = torch.sigmoid(x).sum()",
        ["saturated", "given"],
        "∂y/∂x[0] is exactly 0. Sigmoid is saturated in line 3: at x[0] = 800 its slope rounds to 0.",
    ),
    "contributions that cancel": (
        "x = torch.tensor([1.0], requires_grad=True)\ny = (3 * x - 3 * x).sum()",
        ["cancelled"],
        "∂y/∂x[0] is exactly 0. 2 contributions to x[0] cancel: −3 + 3 = 0.",
    ),
    "products that cancel": (
        "x = torch.tensor([1.0], requires_grad=True)\ny = (x * torch.tensor([2.0, -2.0])).sum()",
        ["cancelled"],
        "∂y/∂x[0] is exactly 0. 2 products of upstream and local at x[0] cancel: 2 − 2 = 0.",
    ),
    "a flat spot": (
        "x = torch.tensor([2.5], requires_grad=True)\ny = x.floor().sum()",
        ["flat", "given"],
        "∂y/∂x[0] is exactly 0. The slope of floor in line 3 is 0 at x[0] = 2.5.",
    ),
    "an entry that is left out": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x[1] * 3",
        ["unused"],
        "∂y/∂x[0] is exactly 0. No entry of x[1] in line 3 is made from x[0] = 1: index leaves it out.",
    ),
    "detach": (
        "x = torch.tensor([1.0], requires_grad=True)\nw = torch.tensor([1.0], requires_grad=True)\n"
        "d = x.detach()\ny = (d * w).sum()",
        ["detached"],
        "x has no gradient. detach in line 4 cuts the way: d has the numbers of x and no way back.",
    ),
    "a leaf that is never used": (
        "x = torch.tensor([1.0], requires_grad=True)\nw = torch.tensor(1.0, requires_grad=True)\ny = w * 2",
        ["never used"],
        "x has no gradient. No operation that is recorded reads x in line 2: it is never used on a way to the loss.",
    ),
    "a dead end": (
        "x = torch.tensor([1.0], requires_grad=True)\nw = torch.tensor(1.0, requires_grad=True)\nv = x * 3\ny = w * 2",
        ["dead end"],
        "x has no gradient. The way from x ends at v in line 4, which does not lead to y.",
    ),
    "a constant": (
        "x = torch.tensor([1.0])\nw = torch.tensor([1.0], requires_grad=True)\ny = (w * x).sum()",
        ["constant"],
        "x has no gradient. x in line 2 is a leaf with requires_grad=False: no gradient of it is asked for.",
    ),
    "0 · ∞": (
        "x = torch.tensor([0.0], requires_grad=True)\ny = (x.sqrt() * 0).sum()",
        ["made", "given"],
        "∂y/∂x[0] is NaN. The first NaN of the gradients on this way is made in step 9: upstream 0 · local ∞, "
        "the slope of sqrt in line 3 at x[0] = 0.",
    ),
    "a vanishing gradient": (
        "x = torch.tensor([10.0], requires_grad=True)\ny = torch.sigmoid(x).sum()",
        ["factor"],
        "∂y/∂x[0] is tiny, 4.54e−5. Its strongest path multiplies 2 factors to 4.54e−5; the smallest is 4.54e−5, "
        "in step 6.",
    ),
    "an exploding gradient": (
        "x = torch.tensor([1.0], requires_grad=True)\ny = (x * 500).sum()",
        ["factor"],
        "∂y/∂x[0] is huge, 500. Its strongest path multiplies 2 factors to 500; the largest is 500, in step 7.",
    ),
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_is_named_with_its_numbers(name):
    source, origins, sentence = CAUSES[name]
    made = run(f"{HEAD}{source}\ny.backward()")
    chain = why(made, 0, 0)
    assert (chain.sentence, [link.kind for link in chain.links if link.origin]) == (sentence, origins)
    assert all(0 <= link.step < len(made.steps) for link in chain.links)


def test_a_gradient_of_a_whole_layer_goes_back_to_the_bias_that_shuts_its_gates():
    made = run(lesson("31_dead_relu").source)
    chain = why(made, 1, 0)
    assert chain.sentence == (
        "∂loss/∂W1[0, 0] is exactly 0. Relu in line 12 is shut for z2[0] = −6. Behind it stands b2[0] = −5 in line 7."
    )
    assert [made.graph.nodes[place.node].label for place in (*chain.causes, *chain.roots)] == ["z2", "b2"]
    found = diagnose(made).findings
    assert [(each.kind, each.count, each.of) for each in found][:1] == [("dead", 2, 2)]
    # All parameters but b3: W1, b1, W2, b2 and w3.
    assert sum(each.kind == "zero" for each in found) == 5


def test_a_nan_is_followed_to_the_step_that_made_it_and_to_the_number_that_did():
    made = run(lesson("35_nan_bce").source)
    naive = next(node.index for node in made.graph.nodes if "naive" in node.names)
    chain = why(made, naive, 0, "value")
    assert chain.sentence == "(1 − y) · lq = NaN is the first NaN here, made in step 11 in line 9 by 0 · −∞."
    assert "z = 40 is given in line 3." in [link.sentence for link in chain.links]


def test_thresholds_decide_what_is_told():
    made = run(lesson("29_saturated_sigmoid").source)
    assert {each.kind for each in diagnose(made).findings} == {"saturated", "vanishing"}
    assert not diagnose(made, Thresholds(tiny=0, huge=100, saturated=0)).findings


def test_a_parameter_that_no_update_changes_is_named():
    source = """
import torch
w = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for i in range(3):
    opt.zero_grad()
    loss = (w + b) ** 2
    loss.backward()
    opt.step()
"""
    # Only the gradient of w is cleared: that of b is 4 + 3.2 + 2.56.
    (found,) = [each for each in diagnose(run(source)).findings if each.kind == "untrained"]
    assert found.sentence == (
        "b in line 4 is unchanged by training: in 3 turns no update writes to it, though its gradient has entries up "
        "to 9.76."
    )


def test_a_leaf_without_edges_is_named_and_is_not_said_to_be_unread():
    """torch.tensor reads the numbers of `points` and records no operation: that it is never used would be false."""
    made = run(
        "import numpy as np\nimport torch\npoints = np.array([1.0, 2.0])\nx = torch.tensor(points)\n"
        "w = torch.tensor(3.0, requires_grad=True)\n(w * x).sum().backward()"
    )
    (found,) = [each for each in diagnose(made).findings if each.kind == "unused"]
    assert made.graph.nodes[found.node].label == "points"
    assert found.sentence == "No operation of the graph reads points in line 3: 0 of 3 edges start at it."


def test_a_network_of_fifty_nodes_is_diagnosed_in_150_ms():
    lines = ["import torch", "torch.manual_seed(0)", "h = torch.randn(8, 16)"]
    for place in range(12):
        lines += [f"W{place} = torch.randn(16, 16, requires_grad=True)", f"h = torch.relu(h @ W{place})"]
    made = run("\n".join([*lines, "loss = h.mean()", "loss.backward()"]))
    assert len(made.graph.nodes) >= 38
    best = min(_seconds(made) for _ in range(3))
    assert best < 0.15


def _seconds(made):
    begun = time.perf_counter()
    diagnose(made)
    return time.perf_counter() - begun
