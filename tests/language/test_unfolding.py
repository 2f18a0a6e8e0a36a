"""A program whose composite operations are shown as what they are made of: the same numbers, places and names."""

import numpy as np
import pytest

from engine.jacobians.taking_apart import COMPOSITES
from engine.language import ProgramError, run
from engine.language.limits import Limits
from engine.lessons import lesson
from engine.recording.run import Run

NEURON = """\
import torch
w = torch.tensor([2.0, -3.0, -3.0], requires_grad=True)
x = torch.tensor([-1.0, -2.0, 1.0])

def neuron(w, x):
    return torch.sigmoid(w @ x)

a = neuron(w, x)
a.backward()
"""


def gradients(made: Run) -> dict[str, np.ndarray]:
    """By the last node of each name."""
    return {
        node.name: made.gradients[node.index] for node in made.graph.nodes if node.name and node.index in made.gradients
    }


def operations(made: Run) -> list[str]:
    return [node.op for node in made.graph.nodes if node.op]


def test_the_neuron_of_the_lecture_has_the_same_gradients_folded_and_unfolded():
    """dw = (-0.1966119, -0.3932239, 0.1966119), from a (1 - a) = 0.1966119 at w · x = 1."""
    folded, unfolded = run(NEURON), run(NEURON, unfold=["sigmoid"])
    assert operations(folded) == ["matmul", "sigmoid"]
    assert operations(unfolded) == ["matmul", "neg", "exp", "add", "div"]
    for made in (folded, unfolded):
        assert gradients(made)["w"] == pytest.approx([-0.1966119332, -0.3932238665, 0.1966119332], rel=1e-9)


def test_the_parts_come_from_the_call_and_the_last_of_them_has_the_name():
    made = run(NEURON, unfold=["sigmoid"])
    parts = [node for node in made.graph.nodes if node.namespace == "neuron/sigmoid"]
    assert [node.op for node in parts] == ["neg", "exp", None, "add", None, "div"]
    assert {(node.span.line, node.span.column, node.span.end_column) for node in parts} == {(6, 12, 32)}
    assert [node.names for node in parts] == [()] * 5 + [("a",)]
    assert made.unfold == ("sigmoid",)


def test_each_call_is_a_group_of_its_own():
    made = run("import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.tanh().tanh()\n", unfold=["tanh"])
    assert {node.namespace for node in made.graph.nodes if node.op} == {"tanh", "tanh.2"}


def test_the_names_are_told_in_alphabetical_order_each_once():
    assert run(NEURON, unfold=["tanh", "sigmoid", "tanh"]).unfold == ("sigmoid", "tanh")


@pytest.mark.parametrize("name", ["25_two_layer_bce", "38_batch_norm", "39_layer_norm", "43_attention"])
def test_a_lesson_has_the_same_gradients_down_to_the_primitives(name: str):
    folded, unfolded = run(lesson(name).source), run(lesson(name).source, unfold=COMPOSITES)
    assert len(unfolded.graph.nodes) > len(folded.graph.nodes)
    assert not set(operations(unfolded)) & set(COMPOSITES)
    expected, found = gradients(folded), gradients(unfolded)
    assert found.keys() == expected.keys()
    for key, gradient in expected.items():
        np.testing.assert_allclose(found[key], gradient, rtol=1e-9, atol=1e-12)


def test_every_primitive_is_paid_for():
    """softmax of 3 numbers is 6 nodes in place of 1."""
    program = "import torch\nx = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\ny = torch.softmax(x, 0)\n"
    assert run(program).usage["nodes"].used == 2
    assert run(program, unfold=["softmax"]).usage["nodes"].used == 7
    with pytest.raises(ProgramError) as refusal:
        run(program, unfold=["softmax"], limits=Limits(nodes=4))
    assert (refusal.value.code, refusal.value.line) == ("budget/nodes", 3)
    assert refusal.value.partial.unfold == ("softmax",)


def test_a_mistake_has_the_words_it_has_folded():
    program = "import torch\nimport torch.nn.functional as F\ny = F.linear(torch.ones(2, 3), torch.ones(4, 5))\n"
    said = []
    for unfold in ((), ("linear",)):
        with pytest.raises(ProgramError) as refusal:
            run(program, unfold=unfold)
        said.append((refusal.value.code, refusal.value.message, refusal.value.line, refusal.value.column))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("softmx", "there is no operation softmx to unfold", "Did you mean softmax?"),
        ("???", "there is no operation ??? to unfold", "GET /api/v1/ops says which are composite."),
        (
            "relu",
            "relu cannot be unfolded: it is not made of other operations",
            "GET /api/v1/ops says which are composite.",
        ),
    ],
)
def test_what_cannot_be_unfolded_is_told(name: str, message: str, hint: str):
    with pytest.raises(ProgramError) as refusal:
        run(NEURON, unfold=["sigmoid", name])
    assert (refusal.value.code, refusal.value.message, refusal.value.hint) == ("unfold", message, hint)
