"""Which values of a graph are parameters, by their entries: through views such as Wᵀ or w[0]."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from engine.operation import Array, Shape, size
from engine.recording import Graph, Node


class Viewed(NamedTuple):
    """`indices` has the shape of a view, and says of each of its entries which one of `node` it is."""

    node: Node
    indices: Array
    through: tuple[int, ...]


@lru_cache(maxsize=4)
def _places(shape: Shape) -> Array:
    """Of each entry its place in row-major order."""
    places = np.arange(size(shape)).reshape(shape)
    places.flags.writeable = False
    return places


def viewed(graph: Graph, index: int) -> Viewed:
    """What a value is a view of, or the value itself."""
    chain = []
    node = graph.nodes[index]
    while node.operation is not None and node.role != "parameter" and node.operation.shares and len(node.inputs) == 1:
        chain.append(node)
        node = graph.nodes[node.inputs[0]]
    indices: Any = _places(node.shape)
    for view in reversed(chain):
        assert view.operation is not None
        indices = view.operation.forward(indices, **view.attributes)
    return Viewed(node, np.asarray(indices), tuple(view.index for view in chain))


def is_leaf(node: Node) -> bool:
    """Whether nothing in the graph made it, as far as gradients are asked for."""
    return node.op is None or node.role == "parameter"


def learns(node: Node) -> bool:
    return is_leaf(node) and node.requires_grad


def named(node: Node, letter: str) -> bool:
    """Whether the program calls it so: w, W1, weights; of a layer's own, its last name counts."""
    name = node.name or (node.label if node.role == "parameter" else "")
    return name.rpartition(".")[2].lower().startswith(letter)


def is_weight(node: Node) -> bool:
    """A leaf that learns, or what is called so and is none of those that the graph follows with gradients."""
    return learns(node) or (named(node, "w") and not (node.requires_grad and not is_leaf(node)))


def is_bias(node: Node) -> bool:
    return learns(node) or (named(node, "b") and not (node.requires_grad and not is_leaf(node)))
