"""A network in sentences, with the numbers of one example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.networks.finding import Network
from engine.networks.layer import DenseLayer
from engine.notation import number_text
from engine.operation import OPS, Array
from engine.recording import ContributeStep, HookStep, Run, SeedStep

NO_NETWORK = (
    "This program computes no dense layer: no product of weights that learn and their inputs, such as x @ W.T + b, "
    "nn.Linear or a sum of w * x."
)
# Neurons of a layer, and terms of a neuron, that are told one by one.
NEURONS_TOLD = 16
_TERMS = 8
# Terms of a neuron that is opened.
MOST_TERMS = 1_024

_PLACES = {
    "rows": "each example a row",
    "columns": "each example a column",
    "one": "one example",
    "calls": "each example a call of its own",
}


class NeuronTerm(NamedTuple):
    """A term of a neuron's sum in one example: `product` is w · x, and `pull` is δ · x, what the example adds to the
    gradient of w; None where no gradient reaches the neuron.
    """

    w: float
    x: float
    product: float
    pull: float | None


class Told(NamedTuple):
    """A neuron of an example: how it is computed, and how its gradient goes on; None where no gradient reaches it."""

    forward: str
    back: str | None


def sentence(found: Network, place: int) -> str:
    """What a layer is: its sizes, its parameters and its activation."""
    layer = found.layers[place]
    inputs, neurons = layer.sizes
    examples = "1 example" if layer.count == 1 else f"{layer.count} examples, {_PLACES[layer.examples]}"
    made = "linear" if layer.activation is None else layer.function or "its own activation"
    before = ""
    if layer.after is not None:
        one = "is the neuron of" if layer.direct else "depends on"
        many = "are the neurons of" if layer.direct else "depend on"
        before = f" that {one if inputs == 1 else many} layer {layer.after + 1}"
    return (
        f"Layer {place + 1}: {_count(inputs, 'input')}{before}, {_count(neurons, 'neuron')}{_bias(layer)}, {made}; "
        f"{examples}."
    )


def _bias(layer: DenseLayer) -> str:
    if layer.bias is None:
        return " without a bias"
    if layer.sizes[1] == 1:
        return " with a bias"
    return " with one bias for all" if layer.bias.strides == (0,) else " with a bias each"


def told(run: Run, found: Network, place: int, example: int, pass_index: int | None) -> list[Told]:
    """The first neurons of a layer in their order."""
    layer = found.layers[place]
    values = [node.value for node in run.graph.nodes]
    gradients = {} if pass_index is None else _gradients(run, pass_index)
    row = min(example, layer.count - 1)
    return [
        Told(forward(layer, place, neuron, row, values), back(layer, neuron, row, values, gradients))
        for neuron in range(min(NEURONS_TOLD, layer.sizes[1]))
    ]


def forward(layer: DenseLayer, place: int, neuron: int, example: int, values: Sequence[Array]) -> str:
    """z = Σ w·x + b and a = σ(z), in numbers."""
    inputs = layer.sizes[0]
    terms = []
    for each in range(min(inputs, _TERMS)):
        w, x = _number(layer.weight.at(neuron, each), values), _number(layer.input.at(example, each), values)
        terms.append(f"{_factor(w)} · {_factor(x)}")
    total = " + ".join(terms)
    if inputs > _TERMS:
        total += f" + {inputs - _TERMS} more products"
    if layer.bias is not None and layer.bias.at(neuron) is not None:
        total += f" + {_factor(_number(layer.bias.at(neuron), values))}"
    z = number_text(_number(layer.z.at(example, neuron), values))
    said = f"Neuron {neuron + 1} of layer {place + 1}: z = {total} = {z}"
    if layer.activation is None:
        return f"{said}."
    a = number_text(_number(layer.activation.at(example, neuron), values))
    operation = OPS.get(layer.function or "")
    return f"{said}, a = {operation.symbol if operation else 'σ'}(z) = {a}."


def back(
    layer: DenseLayer, neuron: int, example: int, values: Sequence[Array], gradients: Mapping[int, Array]
) -> str | None:
    """δ = ∂L/∂z, and what this example adds to the gradients of the weights, δ·x, and of the bias, δ."""
    at = layer.z.at(example, neuron)
    if at is None or at[0] not in gradients:
        return None
    delta = float(_entry(gradients[at[0]], at[1]))
    terms = []
    for each in range(min(layer.sizes[0], _TERMS)):
        x = _number(layer.input.at(example, each), values)
        terms.append(f"w{each + 1} {_factor(delta)} · {_factor(x)} = {number_text(delta * x)}")
    more = f" and {layer.sizes[0] - _TERMS} more" if layer.sizes[0] > _TERMS else ""
    bias = "" if layer.bias is None else f"; to its bias δ = {number_text(delta)}"
    whose = "Its example adds" if layer.count > 1 else "It brings"
    paid = f"{whose} δ · x to the gradient of each weight: {', '.join(terms)}{more}{bias}"
    return f"δ = ∂L/∂z = {number_text(delta)}. {paid}."


def neuron_terms(run: Run, layer: DenseLayer, neuron: int, example: int, pass_index: int | None) -> list[NeuronTerm]:
    """The first terms of Σ w·x, at most `MOST_TERMS`; of a layer with fewer examples, those of its last."""
    values = [node.value for node in run.graph.nodes]
    gradients = {} if pass_index is None else _gradients(run, pass_index)
    row = min(example, layer.count - 1)
    at = layer.z.at(row, neuron)
    delta = None if at is None or at[0] not in gradients else float(_entry(gradients[at[0]], at[1]))
    terms = []
    for each in range(min(layer.sizes[0], MOST_TERMS)):
        w, x = _number(layer.weight.at(neuron, each), values), _number(layer.input.at(row, each), values)
        terms.append(NeuronTerm(w, x, w * x, None if delta is None else delta * x))
    return terms


def _entry(array: Array, entry: int) -> float:
    return float(array.reshape(-1)[entry])


def _gradients(run: Run, pass_index: int) -> dict[int, Array]:
    """What the pass brings to the values that the program computes."""
    return {
        step.receiver: step.accumulated
        for step in run.steps
        if isinstance(step, ContributeStep | HookStep | SeedStep) and step.pass_index == pass_index
    }


def _number(place: tuple[int, int] | None, values: Sequence[Array]) -> float:
    return float("nan") if place is None else _entry(values[place[0]], place[1])


def _factor(value: float) -> str:
    """A number as it stands in a product or behind a sign."""
    return f"({number_text(value)})" if value < 0 else number_text(value)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
