"""The activation that follows a z: an operation of that name, or what a program puts together itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

from engine.networks.forms import is_choice, is_exponential, is_quotient
from engine.recording import Graph, Node

# An activation that a program puts together itself is found within so many operations from z.
FARTHEST = 16
_ENTRY_BY_ENTRY = ("elementwise", "comparison")


def activation(graph: Graph, z: int, readers: Mapping[int, Sequence[int]]) -> Node | None:
    """The node that is σ(z); None of a linear layer."""
    nodes = graph.nodes
    for reader in readers.get(z, ()):
        node = nodes[reader]
        if function_of(node) is not None and node.inputs[0] == z and node.shape == nodes[z].shape:
            return node
    return next((nodes[each] for each in _of_z_alone(graph, z, readers) if _puts_together(graph, z, each)), None)


def function_of(node: Node) -> str | None:
    """What the activation is called; None of one that the program puts together itself."""
    return node.op if node.operation is not None and node.operation.activation else None


def _puts_together(graph: Graph, z: int, index: int) -> bool:
    """Whether a value that is computed from z alone is 1 / (1 + exp(-z)) or another quotient of exp(z), or a choice by
    the sign of z, such as max(z, 0) and where(z > 0, z, 0.1 z).
    """
    node = graph.nodes[index]
    if node.shape != graph.nodes[z].shape:
        return False
    if is_choice(graph, node):
        return z in node.inputs
    return is_quotient(graph, node) and any(is_exponential(graph.nodes[each]) for each in _back(graph, index))


def _back(graph: Graph, index: int) -> list[int]:
    """The inputs of a value, and theirs."""
    first = graph.nodes[index].inputs
    return [*first, *(other for each in first for other in graph.nodes[each].inputs)]


def _of_z_alone(graph: Graph, z: int, readers: Mapping[int, Sequence[int]]) -> list[int]:
    """What is computed entry by entry from z and constants, and from nothing else."""
    nodes, found = graph.nodes, [z]
    waiting = list(readers.get(z, ()))
    heapify(waiting)
    while waiting and len(found) <= FARTHEST:
        index = heappop(waiting)
        node = nodes[index]
        if index in found or node.operation is None or node.operation.family not in _ENTRY_BY_ENTRY:
            continue
        if all(each in found or nodes[each].role == "constant" for each in node.inputs):
            found.append(index)
            for reader in readers.get(index, ()):
                heappush(waiting, reader)
    return found[1:]
