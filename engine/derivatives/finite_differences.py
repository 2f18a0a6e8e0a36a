"""Central differences over a recorded run: what leads from the entry to the result is computed again beside it.

The error of (f(x + h) − f(x − h)) / 2h is of the order h² where h is large, and of the order ε/h where it is small.
Source: Griewank, Walther, "Evaluating Derivatives", 2008, section 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.derivatives.entries import LeafEntry
from engine.errors import GradientError
from engine.operation import OPS, Array, size
from engine.recording import Node, Run

# Widths from 10⁻¹ down to 10⁻¹³, so many a decade; fewer, or none, where the way is long.
DECADES = range(1, 14)
PER_DECADE = (3, 1)
# Entries computed anew for one answer, and nodes.
MOST_ENTRIES, MOST_NODES = 20_000_000, 60_000


class Difference(NamedTuple):
    """At the width h: (f(x + h) − f(x − h)) / 2h, and on either side alone."""

    h: float
    central: float
    right: float
    left: float


class Way(NamedTuple):
    """The nodes that lead from an entry to the roots, in their order; f is the sum of roots times their weights."""

    run: Run
    by: LeafEntry
    nodes: tuple[Node, ...]
    roots: Sequence[tuple[int, Array]]

    def at(self, change: float) -> float:
        """f where the entry is changed so much."""
        nodes = self.run.graph.nodes
        leaf = nodes[self.by.node]
        moved: dict[int, Array] = {leaf.index: (leaf.value + change * self.by.unit(leaf))[()]}
        with np.errstate(all="ignore"):
            for node in self.nodes:
                assert node.operation is not None
                values = [moved.get(i, nodes[i].value) for i in node.inputs]
                made = node.operation.forward(*values, **node.attributes)
                moved[node.index] = made.astype(node.value.dtype)[()] if made.dtype != node.value.dtype else made
            return float(sum(np.sum(weight * moved.get(root, nodes[root].value)) for root, weight in self.roots))


def way(run: Run, by: LeafEntry, roots: Sequence[tuple[int, Array]]) -> Way:
    """Also through what is detached, as f is what the program computes. Raises GradientError where an operation cannot
    be computed anew: one that the program itself defines.
    """
    nodes = run.graph.nodes
    needed = {root for root, _ in roots}
    for node in reversed(nodes):
        if node.index in needed:
            needed.update(node.inputs)
    reached = {by.node}
    found = []
    for node in nodes[by.node + 1 :]:
        if node.index in needed and not reached.isdisjoint(node.inputs):
            reached.add(node.index)
            found.append(node)
    foreign = next((node for node in found if node.op not in OPS), None)
    if foreign is not None:
        raise GradientError(f"{foreign.op} is a function of the program, which is not run again for differences")
    return Way(run, by, tuple(found), roots)


def differences(along: Way) -> list[Difference]:
    """From the largest width to the smallest. Raises GradientError where the way is too long to be computed often."""
    entries = sum(size(node.shape) for node in along.nodes)
    for per_decade in PER_DECADE:
        widths = [10.0 ** -(decade + part / per_decade) for decade in DECADES for part in range(per_decade)]
        times = 2 * len(widths) + 1
        if entries * times <= MOST_ENTRIES and len(along.nodes) * times <= MOST_NODES:
            break
    else:
        raise GradientError(f"{len(along.nodes):,} nodes with {entries:,} entries are too many to compute again often")
    here = along.at(0.0)
    found = []
    for h in widths:
        right, left = along.at(h), along.at(-h)
        found.append(Difference(h, (right - left) / (2 * h), (right - here) / h, (here - left) / h))
    return found
