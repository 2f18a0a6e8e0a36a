"""Several operations as one: what goes in, the one result that comes out, and its own Jacobian in each input.

The Jacobian of the whole is the sum, over the ways through it, of the products of the local ones: a row of it is what a
1 in one entry of the result becomes when it is handed back through these operations alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from engine.errors import ArgumentError
from engine.explain.derivative import local_map
from engine.explain.wording import counted, prose, word
from engine.operation import Array, size
from engine.recording import Edge, Node, Run

# Operations in one, entries of a Jacobian that is worked out.
MOST_NODES = 200
MOST_ENTRIES = 16_384


class FoldedInput(NamedTuple):
    """`matrix` has a row for each entry of the result; None of one that is too large, or that no gradient passes."""

    node: int
    shape: tuple[int, int]
    matrix: Array | None


class Folded(NamedTuple):
    nodes: tuple[int, ...]
    output: int
    inputs: tuple[FoldedInput, ...]
    sentence: str


def fold_nodes(run: Run, chosen: Iterable[int]) -> Folded:
    """Raises ArgumentError where these are not several operations with one result, or a way leaves and comes back."""
    nodes, inside = run.graph.nodes, set(chosen)
    if len(inside) < 2 or len(inside) > MOST_NODES:
        raise ArgumentError(f"between 2 and {MOST_NODES} operations become one, not {len(inside)}")
    for index in sorted(inside):
        if nodes[index].operation is None:
            raise ArgumentError(f"{prose(nodes[index])} is a leaf: leaves stay outside")
    between = _between(run, inside)
    if between is not None:
        raise ArgumentError(f"{prose(nodes[between])} lies between them: a way leaves them and comes back")
    output = _output(run, inside)
    entering = [edge for edge in run.graph.edges if edge.target in inside]
    sources = list(dict.fromkeys(edge.source for edge in entering if edge.source not in inside))
    inputs = tuple(_input(run, nodes[output], nodes[source], entering) for source in sources)
    words = ", ".join(dict.fromkeys(word(op) for index in sorted(inside) if (op := nodes[index].operation)))
    given = ", ".join(prose(nodes[each.node]) for each in inputs) or "nothing"
    sentence = f"{prose(nodes[output])} is {counted(len(inside), 'operation')} in one ({words}), of {given}."
    return Folded(tuple(sorted(inside)), output, inputs, sentence)


def _between(run: Run, inside: set[int]) -> int | None:
    """A node outside that is computed from one of them and that another is computed from."""
    reached: set[int] = set()
    for edge in sorted(run.graph.edges, key=lambda each: each.target):
        if edge.source in inside or edge.source in reached:
            if edge.target not in inside:
                reached.add(edge.target)
            elif edge.source in reached:
                return edge.source
    return None


def _output(run: Run, inside: set[int]) -> int:
    read = {edge.source for edge in run.graph.edges if edge.target in inside}
    outside = {edge.source for edge in run.graph.edges if edge.target not in inside}
    found = [index for index in sorted(inside) if index in outside or index not in read or index in run.targets]
    if len(found) != 1:
        names = ", ".join(prose(run.graph.nodes[index]) for index in found)
        raise ArgumentError(f"one result must come out of them, and {names} do: choose what leads to one of these")
    return found[0]


def _input(run: Run, output: Node, source: Node, entering: list[Edge]) -> FoldedInput:
    shape = size(output.shape), size(source.shape)
    if not source.requires_grad or size(shape) > MOST_ENTRIES:
        return FoldedInput(source.index, shape, None)
    backward = [
        (edge, local_map(run, run.graph.nodes[edge.target], edge.slot))
        for edge in sorted(entering, key=lambda each: -each.target)
        if _passes(run, edge)
    ]
    rows = []
    for entry in range(shape[0]):
        start = np.zeros(shape[0], output.value.dtype)
        start[entry] = 1
        sums = {output.index: start.reshape(output.shape)}
        for edge, local in backward:
            if edge.target in sums:
                brought = local.pull(sums[edge.target])
                sums[edge.source] = sums[edge.source] + brought if edge.source in sums else brought
        rows.append(np.reshape(sums.get(source.index, np.zeros(source.shape)), -1))
    return FoldedInput(source.index, shape, np.array(rows).reshape(shape))


def _passes(run: Run, edge: Edge) -> bool:
    node = run.graph.nodes[edge.target]
    wanted = node.requires_grad and run.graph.nodes[edge.source].requires_grad
    return wanted and node.operation is not None and node.operation.vjp(edge.slot) is not None
