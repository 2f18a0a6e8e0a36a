"""The dense networks in the graph of a run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import Entry


class NetworkNumbers(Document):
    """Where numbers stand that make an array of this `shape`: in entries of the values and gradients of nodes.

    Of one node: the number at `index` is entry `offset` + Σ index · stride in row-major order. Where `entries` is no
    null, `nodes` and `entries` have an item for each number, in row-major order of `shape`.
    """

    nodes: list[NodeId | None]
    """null where there is no number, as of a neuron without a bias."""
    shape: list[int]
    offset: int
    strides: list[int]
    entries: list[int] | None


class NetworkNeuron(Document):
    """A neuron of one example, in sentences with the numbers at the end of the run."""

    forward: str
    """z = Σ w·x + b, and a = σ(z)."""
    back: str | None
    """δ = ∂L/∂z, and what it brings to the weights and the bias; null where no gradient reaches z."""


class NeuronTerm(Document):
    """A term of a neuron's sum, in numbers at the end of the run."""

    w: Entry
    x: Entry
    product: Entry
    """w · x."""
    pull: Entry | None
    """δ · x, what the example adds to the gradient of w; null where no gradient reaches the neuron."""


class OpenedNeuron(Document):
    """A neuron of the example term by term."""

    layer: int
    neuron: int
    """Counted from 0."""
    terms: list[NeuronTerm]
    """At most 1,024."""


class NetworkLayer(Document):
    """z = Σ w·x + b of every neuron and example, and a = σ(z)."""

    number: int
    """From 1: the k of W⁽ᵏ⁾ in the order in which the program computes them."""
    name: str
    """What the program calls the weights; empty where each is a value of its own."""
    inputs: int
    neurons: int
    examples: int
    orientation: Literal["rows", "columns", "one", "calls"]
    """How the examples lie in the values: rows, a Wᵀ + b; columns, W a + b; one, a vector; calls, single numbers of
    which each example has its own."""
    function: str | None
    """The operation of the activation; null of a linear layer, and of one that the program puts together itself."""
    after: int | None
    """The number of the layer that its inputs come from."""
    direct: bool
    """Whether the inputs are the neurons of that layer as they are, and not by way of other operations."""
    weight: NetworkNumbers
    """Axes: neuron, input."""
    bias: NetworkNumbers | None
    """Axis: neuron."""
    input: NetworkNumbers
    """Axes: example, input."""
    z: NetworkNumbers
    """Axes: example, neuron."""
    activation: NetworkNumbers | None
    """Axes: example, neuron; null of a linear layer."""
    nodes: list[NodeId]
    """All that the layer is made of."""
    sentence: str
    told: list[NetworkNeuron]
    """The first 16 neurons, of the example that was asked for."""


class NetworkDocument(Document):
    """The dense layers behind what a backward pass starts from, or, in a program without one, behind its result."""

    run: str
    pass_: int | None = Field(alias="pass")
    """null of a run without a backward pass."""
    target: NodeId | None
    example: int
    """Counted from 0; of a layer with fewer examples its last one is told."""
    sentence: str
    """How many layers there are, or that there are none."""
    opened: OpenedNeuron | None
    """The neuron that was asked for."""
    left_out: int
    """Layers behind the first 64."""
    layers: list[NetworkLayer]
