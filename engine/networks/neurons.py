"""Layers of single numbers: a neuron is a sum of products w·x, with or without a bias, and its activation.

Neurons with the same inputs are a layer. Layers with the same weights, of which none reads another, are one layer that
is called once for each example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.networks.activations import activation, function_of
from engine.networks.forms import is_product, is_sum
from engine.networks.layer import DenseLayer, of_places
from engine.networks.parameters import is_bias, is_leaf, is_weight, learns, named, viewed
from engine.recording import Graph, Node

NodeEntry = tuple[int, int]


class _Neuron(NamedTuple):
    weights: tuple[NodeEntry, ...]
    bias: NodeEntry | None
    inputs: tuple[NodeEntry, ...]
    z: int
    follows: int | None
    parts: frozenset[int]

    @property
    def parameters(self) -> tuple[object, ...]:
        return self.weights, self.bias

    @property
    def output(self) -> int:
        return self.z if self.follows is None else self.follows


def layers_of_numbers(graph: Graph, within: Iterable[int], readers: Mapping[int, Sequence[int]]) -> list[DenseLayer]:
    """In the order in which they are computed."""
    outputs: dict[int, _Neuron] = {}
    for index in within:
        neuron = _neuron(graph, index, readers, outputs)
        if neuron is not None:
            outputs[neuron.output] = neuron
    return [_layer(graph, calls) for calls in _merged(_grouped(graph, outputs), outputs)]


def has_neuron(graph: Graph, weighted: Iterable[int], readers: Mapping[int, Sequence[int]]) -> bool:
    """Whether one of these products of single numbers is a term of a neuron, or its only one."""
    return any(_neuron(graph, index, readers, {}) for index in dict.fromkeys(_sums(graph, weighted, readers)))


def _sums(graph: Graph, products: Iterable[int], readers: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """The products, and the whole sums that they are terms of."""
    for product in products:
        yield product
        for reader in readers.get(product, ()):
            while _is_inside(graph, reader, readers):
                (reader,) = readers[reader]
            yield reader


def _neuron(
    graph: Graph, index: int, readers: Mapping[int, Sequence[int]], outputs: Mapping[int, _Neuron]
) -> _Neuron | None:
    """The neuron whose z is this node."""
    node = graph.nodes[index]
    if not (is_sum(node) or is_product(node)) or node.shape or _is_inside(graph, index, readers):
        return None
    terms, parts = _terms(graph, index, readers)
    weights, inputs, biases = [], [], []
    for term in terms:
        split = _weighted(graph, term)
        if split is not None:
            weights.append(split[0])
            inputs.append(split[1])
            parts.add(term)
        elif (place := _bias(graph, term)) is not None:
            biases.append(place)
        elif not (graph.nodes[term].role == "constant" and graph.nodes[term].value == 0):
            return None
    if not weights or len(biases) > 1 or len({*weights, *biases}) < len(weights) + len(biases):
        return None
    follows = activation(graph, index, readers)
    if follows is None and not (biases or len(weights) > 1):
        return None
    if follows is None and not all(_is_data(graph, place) or place[0] in outputs for place in inputs):
        return None
    parts |= {index} | ({follows.index} if follows else set())
    bias = biases[0] if biases else None
    output = None if follows is None else follows.index
    return _Neuron(tuple(weights), bias, tuple(inputs), index, output, frozenset(parts))


def _is_inside(graph: Graph, index: int, readers: Mapping[int, Sequence[int]]) -> bool:
    """Whether the value is only a part of a longer sum."""
    others = readers.get(index, ())
    if len(others) != 1:
        return False
    reader = graph.nodes[others[0]]
    return is_sum(reader) and not reader.shape and reader.inputs.count(index) == 1


def _terms(graph: Graph, index: int, readers: Mapping[int, Sequence[int]]) -> tuple[list[int], set[int]]:
    """What the sum adds, in the order of the program, and the sums on the way."""
    terms: list[int] = []
    sums: set[int] = set()
    waiting = [index]
    while waiting:
        each = waiting.pop()
        node = graph.nodes[each]
        if is_sum(node) and (each == index or (not is_leaf(node) and _is_inside(graph, each, readers))):
            sums.add(each)
            waiting.extend(reversed(node.inputs))
        else:
            terms.append(each)
    return terms, sums


def _weighted(graph: Graph, index: int) -> tuple[NodeEntry, NodeEntry] | None:
    """The weight and the input of a product."""
    node = graph.nodes[index]
    if not is_product(node) or any(graph.nodes[each].shape for each in node.inputs):
        return None
    one, two = (_place(graph, each) for each in node.inputs)
    nodes = [graph.nodes[place[0]] for place in (one, two)]
    could = [is_weight(each) for each in nodes]
    if could == [True, True]:
        could = [learns(each) for each in nodes]
    if could == [True, True]:
        could = [named(each, "w") for each in nodes]
    if could == [True, False]:
        return one, two
    return (two, one) if could == [False, True] else None


def _bias(graph: Graph, index: int) -> NodeEntry | None:
    place = _place(graph, index)
    return place if is_bias(graph.nodes[place[0]]) else None


def _place(graph: Graph, index: int) -> NodeEntry:
    """A single number where a parameter holds it, as w[0] does."""
    found = viewed(graph, index)
    if is_leaf(found.node) and found.indices.shape == ():
        return found.node.index, int(found.indices)
    return index, 0


def _is_data(graph: Graph, place: NodeEntry) -> bool:
    node = graph.nodes[place[0]]
    return node.op is None and not learns(node)


def _grouped(graph: Graph, outputs: Mapping[int, _Neuron]) -> list[list[_Neuron]]:
    """Neurons with the same inputs, beside one another; constants are the same where their numbers are."""
    groups: list[list[_Neuron]] = []
    current: dict[object, tuple[list[_Neuron], set[object]]] = {}
    for neuron in outputs.values():
        key = tuple(_same(graph, place) for place in neuron.inputs), neuron.follows is None
        group, seen = current.get(key, ([], {neuron.parameters}))
        if neuron.parameters in seen:
            group, seen = current[key] = ([], set())
            groups.append(group)
        group.append(neuron)
        seen.add(neuron.parameters)
    return groups


def _same(graph: Graph, place: NodeEntry) -> object:
    node: Node = graph.nodes[place[0]]
    return ("number", float(node.value)) if node.role == "constant" and not node.shape else place


def _merged(groups: list[list[_Neuron]], outputs: Mapping[int, _Neuron]) -> list[list[list[_Neuron]]]:
    """Layers with the same parameters at the same depth: one for each example."""
    depths: dict[int, int] = {}
    calls: dict[object, list[list[_Neuron]]] = {}
    for group in groups:
        depth = 1 + max((depths.get(place[0], 0) for place in group[0].inputs), default=0)
        for neuron in group:
            depths[neuron.output] = depth
        calls.setdefault((depth, tuple(neuron.parameters for neuron in group)), []).append(group)
    return list(calls.values())


def _layer(graph: Graph, calls: Sequence[Sequence[_Neuron]]) -> DenseLayer:
    first = calls[0]
    neurons = [neuron for call in calls for neuron in call]
    shape = len(calls), len(first)
    follows = [neuron.follows for neuron in neurons]
    active = all(each is not None for each in follows)
    return DenseLayer(
        weight=of_places([place for neuron in first for place in neuron.weights], (len(first), len(first[0].weights))),
        bias=of_places([neuron.bias for neuron in first], (len(first),)) if any(n.bias for n in first) else None,
        input=of_places([place for call in calls for place in call[0].inputs], (len(calls), len(first[0].inputs))),
        z=of_places([(neuron.z, 0) for neuron in neurons], shape),
        activation=of_places([(each or 0, 0) for each in follows], shape) if active else None,
        function=function_of(graph.nodes[follows[0] or 0]) if active else None,
        examples="calls" if len(calls) > 1 else "one",
        nodes=tuple(
            sorted({part for neuron in neurons for part in (*neuron.parts, *(place[0] for place in _own(neuron)))})
        ),
    )


def _own(neuron: _Neuron) -> list[NodeEntry]:
    return [*neuron.weights, *([neuron.bias] if neuron.bias else [])]
