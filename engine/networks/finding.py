"""The layers of a run, as far as one backward pass goes, and which layer's neurons are the inputs of which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.networks.forms import is_linear, is_product
from engine.networks.layer import DenseLayer, Numbers
from engine.networks.matrices import layer_at
from engine.networks.neurons import has_neuron, layers_of_numbers
from engine.networks.parameters import is_weight, viewed
from engine.recording import Graph, Run

# Layers of one answer; of more, the first.
MOST_LAYERS = 64


class Network(NamedTuple):
    """`layers` in the order in which they are computed, `left_out` those behind the first ones. `target` is what the
    gradients are of; None where the program asks for none.
    """

    layers: tuple[DenseLayer, ...]
    left_out: int
    target: int | None


def network(run: Run, pass_index: int | None = None) -> Network:
    """The layers behind what the backward pass starts from, by default the last; behind the result of a run without a
    pass, or of all that it computed where it has no result.
    """
    target = _target(run, pass_index)
    graph = run.graph
    within = _within(graph, target)
    readers = _readers(graph, within)
    found = [layer for index in within if (layer := layer_at(graph, index, readers)) is not None]
    found += layers_of_numbers(graph, within, readers)
    found.sort(key=_made)
    if not run.targets:
        found = _without_steps_back(found)
    linked = _linked(graph, found[:MOST_LAYERS])
    return Network(tuple(linked), max(0, len(found) - MOST_LAYERS), target)


def has_network(run: Run) -> bool:
    """Whether there is a layer behind the last backward pass, or the result of a run without one."""
    graph = run.graph
    products, weighted = _candidates(graph)
    if not products and not weighted:
        return False
    within = _within(graph, _target(run, None))
    readers = _readers(graph, within)
    reached = set(within)
    return any(layer_at(graph, index, readers) for index in products if index in reached) or has_neuron(
        graph, [index for index in weighted if index in reached], readers
    )


def _candidates(graph: Graph) -> tuple[list[int], list[int]]:
    """The products of matrices, and those of single numbers with a weight: without one of them there is no layer."""
    kinds: dict[str | None, tuple[bool, bool]] = {None: (False, False)}
    products, weighted = [], []
    for node in graph.nodes:
        kind = kinds.get(node.op)
        if kind is None:
            kind = kinds[node.op] = is_linear(node), is_product(node)
        of_matrices, of_numbers = kind
        if of_matrices:
            products.append(node.index)
        elif of_numbers and any(is_weight(viewed(graph, each).node) for each in node.inputs):
            weighted.append(node.index)
    return products, weighted


def _target(run: Run, pass_index: int | None) -> int | None:
    return run.targets[-1 if pass_index is None else pass_index] if run.targets else run.target


def _within(graph: Graph, target: int | None) -> list[int]:
    return list(range(len(graph.nodes))) if target is None else _behind(graph, target)


def _made(layer: DenseLayer) -> int:
    return min(node for node in layer.z.nodes[: layer.z.shape[1]] if node is not None)


def _behind(graph: Graph, target: int) -> list[int]:
    """All that the value is computed from, and itself, in the order of the program."""
    found, waiting = {target}, [target]
    while waiting:
        for each in graph.nodes[waiting.pop()].inputs:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return sorted(found)


def _readers(graph: Graph, within: Iterable[int]) -> dict[int, list[int]]:
    """Who reads a value, each once, in their order."""
    readers: dict[int, list[int]] = {}
    for index in within:
        for each in dict.fromkeys(graph.nodes[index].inputs):
            readers.setdefault(each, []).append(index)
    return readers


def _without_steps_back(layers: Sequence[DenseLayer]) -> list[DenseLayer]:
    """Without what a program that computes its gradients by hand multiplies on the way back: W the other way round."""
    seen: dict[int | None, tuple[int, ...]] = {}
    kept = []
    for layer in layers:
        strides = seen.setdefault(layer.weight.nodes[0], layer.weight.strides)
        if strides == layer.weight.strides:
            kept.append(layer)
    return kept


def _linked(graph: Graph, layers: Sequence[DenseLayer]) -> list[DenseLayer]:
    """Every layer with the one before it."""
    made = {node: place for place, layer in enumerate(layers) for node in layer.output.nodes if node is not None}
    linked = []
    for place, layer in enumerate(layers):
        after, direct = _direct(layers, layer, made, place)
        if after is None:
            starts = {node for node in layer.input.nodes if node is not None}
            before = [each for each in _nearest(graph, starts, made) if each < place]
            after = max(before) if before else None
        linked.append(replace(layer, after=after, direct=direct))
    return linked


def _direct(
    layers: Sequence[DenseLayer], layer: DenseLayer, made: Mapping[int, int], place: int
) -> tuple[int | None, bool]:
    first = layer.input.nodes[0]
    before = made.get(first) if first is not None else None
    if before is None or before >= place or not _are_same(layers[before].output, layer.input):
        return None, False
    return before, True


def _are_same(one: Numbers, other: Numbers) -> bool:
    if one.shape != other.shape or one.nodes != other.nodes or one.entries != other.entries:
        return False
    return one.entries is not None or (one.offset == other.offset and one.strides == other.strides)


def _nearest(graph: Graph, starts: Iterable[int], made: Mapping[int, int]) -> set[int]:
    """The layers whose neurons a value is computed from by other operations alone."""
    found: set[int] = set()
    seen, waiting = set(starts), list(starts)
    while waiting:
        each = waiting.pop()
        if each in made:
            found.add(made[each])
            continue
        for other in graph.nodes[each].inputs:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found
