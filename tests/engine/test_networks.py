"""Dense layers in a graph: which there are, and that their numbers are z = W x + b and a = σ(z)."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import run
from engine.lessons import lessons
from engine.networks import DenseLayer, has_network, network, sentence, told
from engine.recording import Run

# Of each lesson its layers, as one reads them in the program: inputs → neurons, activation, examples, and the layer
# whose neurons are the inputs. The lessons that are not named have none.
LAYERS = {
    "10_sigmoid_neuron": ["2→1 own one"],
    "11_tanh_neuron": ["2→1 tanh one"],
    "16_one_hidden_unit": ["1→1 sigmoid one", "1→1 linear one of 1"],
    "17_same_init": ["2→2 tanh one", "2→1 linear one of 1"],
    "18_shape_convention": ["3→2 relu one", "2→1 linear one of 1"],
    "19_matmul": ["3→2 linear rows 2"],
    "20_bias_broadcast": ["2→2 linear rows 3"],
    "21_linear_collapse": ["2→2 linear one", "2→2 linear one of 1"],
    "22_tied_weights": ["2→1 linear one", "1→2 linear one of 1"],
    "25_two_layer_bce": ["3→2 sigmoid rows 2", "2→3 sigmoid rows 2 of 1"],
    "26_two_layer_one_op": ["2→2 sigmoid rows 2", "2→1 sigmoid rows 2 of 1"],
    "27_mazur_step_by_step": ["2→2 sigmoid one", "2→2 sigmoid one of 1"],
    "28_one_or_seven": ["15→2 sigmoid rows 4", "2→1 sigmoid rows 4 of 1"],
    # Both neurons read the same x.
    "29_saturated_sigmoid": ["1→2 sigmoid one"],
    "30_vanishing_chain": ["1→1 sigmoid one", *(f"1→1 sigmoid one of {k}" for k in range(1, 8))],
    "31_dead_relu": ["2→2 relu one", "2→2 relu one of 1", "2→1 linear one of 2"],
    "32_leaky_relu": ["2→2 relu one", "2→2 own one of 1", "2→1 linear one of 2"],
    "34_input_scale": ["2→1 linear one"],
    # The state before it and the input of its time.
    "40_rnn": ["2→1 tanh one", *(f"2→1 tanh one by way of {k}" for k in range(1, 4))],
    "43_attention": ["2→2 linear rows 3"] * 3,
    "53_xor": ["2→4 tanh rows 4", "4→1 sigmoid rows 4 of 1"],
    "54_moons": ["2→8 tanh rows 40", "8→1 linear rows 40 of 1"],
    "55_digits": ["64→2 sigmoid rows 60", "2→1 sigmoid rows 60 of 1"],
    # w1 and r1 read the same x; then the chain of w goes on from one of the two, and that of r over its shortcuts.
    "56_vanishing_or_residual": [
        *("1→2 sigmoid one", "1→1 sigmoid one by way of 1", "1→1 sigmoid one of 2", "1→1 sigmoid one of 3"),
        *("1→1 sigmoid one by way of 1", "1→1 sigmoid one by way of 5", "1→1 sigmoid one by way of 6"),
    ],
}


def _written(layer: DenseLayer) -> str:
    inputs, neurons = layer.sizes
    made = "linear" if layer.activation is None else layer.function or "own"
    count = "" if layer.examples == "one" else f" {layer.count}"
    before = "" if layer.after is None else f" {'of' if layer.direct else 'by way of'} {layer.after + 1}"
    return f"{inputs}→{neurons} {made} {layer.examples}{count}{before}"


def _layers(source: str) -> list[str]:
    return [_written(layer) for layer in network(run(source)).layers]


def _check(result: Run) -> None:
    """Σ w·x + b is worked out again from the numbers that the layer names, and so is its activation."""
    values = [node.value for node in result.graph.nodes]
    for layer in network(result).layers:
        bias = 0 if layer.bias is None else np.nan_to_num(layer.bias.taken(values))
        z = layer.z.taken(values)
        np.testing.assert_allclose(layer.input.taken(values) @ layer.weight.taken(values).T + bias, z, atol=1e-12)
        if layer.activation is None:
            continue
        a = layer.activation.taken(values)
        usual = {"sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z), "relu": np.maximum(z, 0)}
        if layer.function in usual:
            np.testing.assert_allclose(a, usual[layer.function], atol=1e-12)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_has_the_layers_that_one_reads_in_it(lesson) -> None:
    result = run(lesson.source)
    assert [_written(layer) for layer in network(result).layers] == LAYERS.get(lesson.id, [])
    assert has_network(result) == (lesson.id in LAYERS)
    _check(result)


TORCH = """import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(1)
X = torch.tensor([[1., -2., 3.], [4., 5., -6.]])
v = torch.tensor([1., -2., 3.])
W = torch.tensor([[0.5, -1., 2.], [1., 0., -0.25]], requires_grad=True)
b = torch.tensor([0.25, -1.], requires_grad=True)
"""

FORMS = {
    "Z = X @ W.T + b": "3→2 linear rows 2",
    "Z = b + torch.mm(X, W.t())": "3→2 linear rows 2",
    "Z = X.matmul(W.transpose(0, 1)) + b.unsqueeze(0)": "3→2 linear rows 2",
    "Z = F.linear(X, W, b)": "3→2 linear rows 2",
    "Z = F.linear(X, W)": "3→2 linear rows 2",
    "Z = torch.addmm(b, X, W.T)": "3→2 linear rows 2",
    "Z = nn.Linear(3, 4)(X)": "3→4 linear rows 2",
    "Z = nn.Linear(3, 4)(X.reshape(2, 1, 3))": "3→4 linear rows 2",
    "Z = W @ X.T + b.reshape(2, 1)": "3→2 linear columns 2",
    "Z = W @ v + b": "3→2 linear one",
    "Z = torch.mv(W, v) + b": "3→2 linear one",
    "Z = torch.addmv(b, W, v)": "3→2 linear one",
    "Z = torch.inner(W, v) + b": "3→2 linear one",
    "Z = v @ W.T": "3→2 linear one",
    "Z = W[0] @ v + b[0]": "3→1 linear one",
    "Z = X @ W[1] + b[1]": "3→1 linear rows 2",
    "Z = torch.tanh(X @ W.T + b)": "3→2 tanh rows 2",
    "Z = torch.softmax(X @ W.T + b, 1)": "3→2 softmax rows 2",
    "Z = (X @ W.T + b).clamp(min=0)": "3→2 own rows 2",
    # Both learn: the bias lies along the neurons.
    "X.requires_grad_(True)\nZ = X @ W.T + b": "3→2 linear rows 2",
    "X.requires_grad_(True)\nA = W\nZ = A @ X.T + b.reshape(2, 1)": "3→2 linear columns 2",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_write_a_layer_is_one(form: str) -> None:
    result = run(f"{TORCH}{form}\nL = Z.sum()\nL.backward()\n")
    assert [_written(layer) for layer in network(result).layers] == [FORMS[form]]
    _check(result)


NONE = (
    "Z = X * 2",
    "Z = X @ X.T",
    "Z = torch.einsum('ij,jk->i', X, W.T)",
    "Z = W @ W.T",
    "Z = torch.addmm(b, X, W.T, alpha=2)",
    "Z = F.conv1d(X.reshape(1, 2, 3), W.reshape(1, 2, 3))",
    "P = W.sum()\nfor _ in range(200):\n    P = P + P\nZ = P",
)


@pytest.mark.parametrize("form", NONE)
def test_what_is_no_layer_is_none(form: str) -> None:
    result = run(f"{TORCH}{form}\nL = Z.sum()\nif L.requires_grad:\n    L.backward()\n")
    assert network(result).layers == ()
    assert not has_network(result)


MLP = """import random
from micrograd.nn import MLP
random.seed(3)
n = MLP(2, [3, 1])
xs = [[2.0, 3.0], [1.0, -1.0], [1.0, -1.0]]
loss = sum((n(x) - 1.0) ** 2 for x in xs)
loss.backward()
"""


def test_the_calls_of_neurons_are_layers_with_an_example_each() -> None:
    """Two of the three examples have the same numbers, and are two all the same."""
    assert _layers(MLP) == ["2→3 relu calls 3", "3→1 linear calls 3 of 1"]
    result = run(MLP)
    _check(result)
    values = [node.value for node in result.graph.nodes]
    inputs = network(result).layers[0].input.taken(values)
    np.testing.assert_array_equal(inputs, [[2, 3], [1, -1], [1, -1]])


LOOP = (
    TORCH
    + "for i in range(3):\n    L = (torch.sigmoid(X @ W.T + b)).sum()\n    L.backward()\n    "
    + ("with torch.no_grad():\n        W -= 0.1 * W.grad\n    W.grad = None\n")
)


def test_a_pass_has_its_own_layers_with_the_weights_that_it_read() -> None:
    result = run(LOOP)
    values = [node.value for node in result.graph.nodes]
    [first], [last] = (network(result, each).layers for each in (0, 2))
    np.testing.assert_array_equal(first.weight.taken(values), [[0.5, -1, 2], [1, 0, -0.25]])
    assert np.all(first.weight.taken(values) != last.weight.taken(values))
    assert first.z.nodes < last.z.nodes


BY_HAND = """import numpy as np
X = np.array([[1., 2.], [3., 4.]])
W1 = np.array([[1., -2.], [0.5, 4.]])
W2 = np.array([[1.], [2.]])
Z1 = X @ W1
A1 = np.tanh(Z1)
Z2 = A1 @ W2
dZ2 = Z2 - 1
dW2 = A1.T @ dZ2
dZ1 = (dZ2 @ W2.T) * (1 - A1 ** 2)
dW1 = X.T @ dZ1
"""


def test_the_steps_back_that_a_program_writes_by_hand_are_no_layers() -> None:
    assert _layers(BY_HAND) == ["2→2 tanh rows 2", "2→1 linear rows 2 of 1"]


def test_dropout_between_layers_leaves_them_linked_by_way_of_it() -> None:
    source = TORCH + "H = F.dropout(torch.relu(X @ W.T + b), 0.5)\nL = nn.Linear(2, 1)(H).sum()\nL.backward()\n"
    assert _layers(source) == ["3→2 relu rows 2", "2→1 linear rows 2 by way of 1"]


def test_the_sentences_of_the_two_layer_network() -> None:
    """0.5·1 − 0.5·0 + 0.25·(−1) + 0 = 0.25, σ(0.25) = 0.5622; δ of the first example and neuron is −0.02946."""
    source = next(lesson.source for lesson in lessons() if lesson.id == "25_two_layer_bce")
    result = run(source)
    found = network(result)
    assert sentence(found, 0) == (
        "Layer 1: 3 inputs, 2 neurons with a bias each, sigmoid; 2 examples, each example a row."
    )
    assert sentence(found, 1).startswith("Layer 2: 2 inputs that are the neurons of layer 1, 3 neurons")
    one, two = told(result, found, 0, 0, 0)
    assert one.forward == ("Neuron 1 of layer 1: z = 0.5 · 1 + (−0.5) · 0 + 0.25 · (−1) + 0 = 0.25, a = σ(z) = 0.5622.")
    assert one.back == (
        "δ = ∂L/∂z = −0.02946. Its example adds δ · x to the gradient of each weight: w1 (−0.02946) · 1 = −0.02946, "
        "w2 (−0.02946) · 0 = 0, w3 (−0.02946) · (−1) = 0.02946; to its bias δ = −0.02946."
    )
    assert two.forward.endswith("= 2.5, a = σ(z) = 0.9241.")
    assert told(result, found, 0, 1, 0)[0].forward.startswith("Neuron 1 of layer 1: z = 0.5 · 0.5 + (−0.5) · 2 +")


def test_a_bias_that_all_neurons_share_is_said_to_be_one() -> None:
    source = next(lesson.source for lesson in lessons() if lesson.id == "27_mazur_step_by_step")
    assert "2 neurons with one bias for all" in sentence(network(run(source)), 0)


def test_what_each_example_adds_makes_the_gradient_of_the_weight() -> None:
    """Σ δ x over the examples is ∂L/∂W: the sum that the sentences tell the terms of."""
    for lesson in lessons():
        if lesson.id not in ("20_bias_broadcast", "25_two_layer_bce", "27_mazur_step_by_step", "28_one_or_seven"):
            continue
        result = run(lesson.source)
        values = [node.value for node in result.graph.nodes]
        for layer in network(result).layers:
            delta, x = layer.z.taken(result.gradients), layer.input.taken(values)
            np.testing.assert_allclose(delta.T @ x, layer.weight.taken(result.gradients), atol=1e-12)
