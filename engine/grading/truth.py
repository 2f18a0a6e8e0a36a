"""The true gradients of one number of a run: reverse mode over its recorded graph, which needs no tensor any more.

A step back through one edge may be replaced, which gives the gradient that a certain slip would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from engine.errors import GradientError
from engine.operation import Array, unbroadcast
from engine.recording import Graph, Node

# Numpy's and the rules' own ways of saying that there is no answer.
FAILURES = (ArithmeticError, AttributeError, IndexError, TypeError, ValueError, np.linalg.LinAlgError)

# What replaces the step back over an edge: (node, slot, upstream) ↦ contribution, un-broadcast already.
Step = Callable[[Node, int, Array], Array]


# A look at a node takes a small part of the time of a step back.
NODES_IN_A_STEP = 20


class Edge(NamedTuple):
    node: int
    slot: int


class Doubt(Exception):
    """The true gradient cannot be told; the message says why."""


class Allowance:
    """How much arithmetic, and how many steps back, are left. `spend` raises Doubt where they are used up."""

    def __init__(self, cost: float, steps: int) -> None:
        self.cost, self.steps = cost, steps

    def spend(self, cost: float, steps: int = 1) -> None:
        self.cost -= cost
        self.steps -= steps
        if self.cost < 0 or self.steps < 0:
            raise Doubt("the comparison would take more than this program may compute")


def inputs_of(graph: Graph, node: Node) -> list[Array]:
    return [graph.nodes[source].value for source in node.inputs]


def tracked(node: Node) -> list[tuple[int, int]]:
    """The slots over which a gradient goes back, each with its source."""
    op = node.operation
    if op is None:
        return []
    return [(slot, source) for slot, source in enumerate(node.inputs) if op.tracks(slot)]


class Way:
    """The part of a graph that lies between some nodes and the number that they lead to."""

    def __init__(self, graph: Graph, loss: int, ends: Iterable[int], allowance: Allowance) -> None:
        self.graph, self.loss, self.allowance = graph, loss, allowance
        ends = frozenset(end for end in ends if end <= loss)
        after = set(ends)
        for node in graph.nodes[min(ends, default=loss) : loss + 1]:
            if any(source in after for _, source in tracked(node)):
                after.add(node.index)
        allowance.spend(0, (loss + 1 - min(ends, default=loss)) // NODES_IN_A_STEP)
        # In reverse order: a result is always younger than its inputs.
        wanted, self.nodes = {loss}, list[int]()
        for index in range(loss, min(ends, default=loss) - 1, -1):
            if index in wanted and index in after:
                self.nodes.append(index)
                wanted.update(source for _, source in tracked(graph.nodes[index]))
        within = set(self.nodes)
        self.edges = {
            index: [(slot, source) for slot, source in tracked(graph.nodes[index]) if source in within]
            for index in self.nodes
        }
        self._held: dict[int, Array] | None = None
        self._found: dict[int, Array] = {}

    def users(self, index: int) -> list[Edge]:
        """The edges over which the gradient of a node comes to it."""
        return [Edge(user, slot) for user, edges in self.edges.items() for slot, source in edges if source == index]

    def gradients(
        self, held: Mapping[int, Array] | None = None, instead: Mapping[Edge, Step] | None = None
    ) -> dict[int, Array]:
        """The gradient of the loss for each node on the way. `held` are gradients that some nodes have instead of what
        they receive. Raises Doubt.
        """
        if instead is None and self._held is not None and self._held.keys() == (held or {}).keys():
            return self._found
        loss = self.graph.nodes[self.loss]
        found: dict[int, Array] = {self.loss: np.ones(loss.shape, _floating(loss.value))}
        for index in self.nodes:
            if held is not None and index in held:
                found[index] = held[index]
            g = found.get(index)
            if g is None:
                continue
            node = self.graph.nodes[index]
            for slot, source in self.edges[index]:
                step = None if instead is None else instead.get(Edge(index, slot))
                sent = self.back(node, slot, g) if step is None else step(node, slot, g)
                found[source] = found[source] + sent if source in found else sent
        if instead is None:
            self._held, self._found = dict(held or {}), found
        return found

    def changed(
        self,
        usual: Mapping[int, Array],
        instead: Mapping[Edge, Step],
        given: Mapping[int, Array],
        end: int,
        held: Mapping[int, Array] | None = None,
    ) -> Array | None:
        """The gradient of one node with other steps back over some edges, or other gradients given to some nodes. As it
        is linear in what comes from above, only the difference from the `usual` gradients goes on. None where nothing
        changes. Raises Doubt.
        """
        differing: dict[int, Array] = {node: value - usual[node] for node, value in given.items() if node in usual}
        for (index, slot), step in instead.items():
            node, g = self.graph.nodes[index], usual.get(index)
            if g is None:
                continue
            source = node.inputs[slot]
            apart = step(node, slot, g) - self.back(node, slot, g)
            differing[source] = differing[source] + apart if source in differing else apart
        if not differing:
            return None
        youngest = max(differing)
        for index in self.nodes:
            if index > youngest or index not in differing or index == end:
                continue
            g = differing[index]
            if (held is not None and index in held) or not np.any(g):
                continue
            for slot, source in self.edges[index]:
                sent = self.back(self.graph.nodes[index], slot, g)
                differing[source] = differing[source] + sent if source in differing else sent
        apart = differing.get(end)
        if apart is None or not np.any(apart):
            return None
        return np.asarray(usual[end] + apart)

    def back(self, node: Node, slot: int, g: Array, inputs: list[Array] | None = None, y: Array | None = None) -> Array:
        """The step back over one edge; with other `inputs`, as if the operation had been computed there."""
        op = node.operation
        assert op is not None
        values = inputs_of(self.graph, node) if inputs is None else inputs
        rule = op.pulls[len(values)][slot]
        if rule is None:
            raise Doubt(f"{op.said or op.name} has no gradient here")
        shapes = [np.shape(value) for value in values]
        others = {name: value for name, value in node.attributes.items() if name != "shape"}
        self.allowance.spend(op.cost(node.shape, *shapes, **others))
        try:
            sent = rule(g, node.value if y is None else y, *values, **node.attributes)
            return unbroadcast(np.asarray(sent), np.shape(values[slot]))
        except (GradientError, *FAILURES) as reason:
            raise Doubt(f"the gradient of {op.said or op.name} cannot be computed here: {reason}") from None


def _floating(value: Array) -> np.dtype[np.floating]:
    dtype = np.asarray(value).dtype
    return dtype if dtype.kind == "f" else np.dtype(np.float64)
