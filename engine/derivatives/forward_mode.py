"""Forward mode over a recorded run: each node becomes a dual number, its value + ε · its tangent.

Source: Baydin, Pearlmutter, Radul, Siskind, "Automatic differentiation in machine learning: a survey", 2018, 3.1.
"""

from __future__ import annotations

import numpy as np

from engine.derivatives.entries import LeafEntry
from engine.differentiate import tangent
from engine.operation import Array
from engine.recording import Node, Run


def tangents(run: Run, by: LeafEntry) -> dict[int, Array]:
    """∂node/∂entry of every node that the entry reaches, shaped like its value; of all others it is 0.

    They go the ways that gradients go, in the other direction: none through what is detached. Raises GradientError
    where an operation refuses them.
    """
    nodes = run.graph.nodes
    found: dict[int, Array] = {by.node: by.unit(nodes[by.node])[()]}
    with np.errstate(all="ignore"):
        for node in nodes[by.node + 1 :]:
            slots = {slot: found[nodes[i].index] for slot, i in enumerate(node.inputs) if i in found}
            if not slots or not node.requires_grad or node.operation is None:
                continue
            values = [nodes[i].value for i in node.inputs]
            moved = tangent(node.operation, slots, node.value, values, node.attributes)
            if moved is not None:
                found[node.index] = moved
    return found


def still(node: Node) -> Array:
    """The tangent of a node that the entry does not reach."""
    return np.zeros(node.shape, node.value.dtype)
