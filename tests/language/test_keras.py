"""Keras in programs: Sequential, Dense, compile and fit, with the numbers of Keras itself."""

import json

import numpy as np
import pytest

from engine.language import CLASS, ProgramError, run
from engine.networks import network
from engine.recording import training
from tests.language.keras_programs import KEPT, PROGRAMS, program

ANSWERS = json.loads(KEPT.read_text())
XOR = """import numpy as np
import tensorflow as tf
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = np.array([[0.0], [1.0], [1.0], [0.0]])
model = tf.keras.Sequential([
    tf.keras.layers.Dense(3, activation="tanh", input_shape=(2,)),
    tf.keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(X, y, epochs=5)
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_four_epochs_give_the_numbers_of_keras(name):
    """Keras works out its losses in float32, which has seven digits."""
    shown = "\nprint([each.tolist() for each in found], predicted.tolist(), losses, accuracies, sep=';')"
    printed = run(f"import keras\n{program(name)}{shown}").printed
    weights, predicted, losses, accuracies = (json.loads(part) for part in printed.strip().split(";"))
    kept = ANSWERS[name]
    for mine, theirs in zip(weights, kept["weights"], strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(predicted, kept["predicted"], rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(losses, kept["losses"], rtol=1e-6)
    np.testing.assert_allclose(accuracies, kept["accuracies"], rtol=1e-6)


def test_a_fit_is_a_training_that_one_can_go_through_pass_by_pass():
    made = run(XOR)
    found = training(made)
    assert found is not None
    assert len(found.passes) == made.passes == 5
    assert [made.graph.nodes[each].label for each in found.parameters] == [
        "dense.kernel", "dense.bias", "dense_1.kernel", "dense_1.bias"
    ]  # fmt: skip
    losses = [each.loss for each in found.passes]
    assert losses == sorted(losses, reverse=True)
    assert [layer.sizes for layer in network(made).layers] == [(2, 3), (3, 1)]
    assert made.printed.startswith(f"Epoch 1/5 - loss: {losses[0]:.4f} - accuracy: ")


def test_the_gradient_of_the_first_pass_is_that_of_the_formula():
    """δ₂ = (A₂ − Y)/N, so the bias of the last layer has their mean."""
    made = run(XOR + "")
    first = training(made).passes[0]
    nodes = made.graph.nodes
    kernel, bias, last, end = (nodes[each.before].value for each in first.parameters)
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    a1 = np.tanh(x @ kernel + bias)
    delta = (1 / (1 + np.exp(-(a1 @ last + end))) - y) / 4
    np.testing.assert_allclose(first.parameters[3].gradient, delta.sum(0), rtol=1e-12)
    np.testing.assert_allclose(first.parameters[2].gradient, a1.T @ delta, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (('"sgd"', '"sdg"'), "value", "no optimizer 'sdg'"),
        (('"binary_crossentropy"', '"bce"'), "value", "no loss 'bce'"),
        (('"tanh"', '"tan"'), "value", "no activation 'tan'"),
        (("model.compile", "model.compiles"), "attribute", "compiles"),
        (("fit(X, y", "fit(X, y[:3]"), "value", "as many targets as examples"),
        (("input_shape=(2,)", "input_shape=(3,)"), "shape", "built for 3 inputs"),
        (('metrics=["accuracy"]', 'metrics=["f1"]'), "value", "no metric 'f1'"),
        (("Dense(1,", "Dense(0,"), "value", "at least 1 unit"),
        (("epochs=5", "epochs=5, batch_size=0"), "value", "at least 1 example"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(change, code, said):
    with pytest.raises(ProgramError) as caught:
        run(XOR.replace(*change))
    assert caught.value.code == code
    assert said in caught.value.message
    assert caught.value.line > 2


def test_fit_before_compile_says_what_to_call():
    source = "\n".join(line for line in XOR.split("\n") if "compile" not in line)
    with pytest.raises(ProgramError) as caught:
        run(source)
    assert "model.compile" in caught.value.hint


def test_millions_of_epochs_of_nothing_end_by_their_budget():
    with pytest.raises(ProgramError) as caught:
        run(XOR.replace("epochs=5", "epochs=10**9, verbose=0"), limits=CLASS)
    assert caught.value.code.startswith("budget")
