"""Corners of functions, where several gradients are right: relu at 0, the larger of two equal numbers."""

from __future__ import annotations

from typing import Literal

import numpy as np

from engine.grading.compare import same
from engine.grading.truth import FAILURES, Doubt, Edge, Step, Way, inputs_of
from engine.operation import Array
from engine.recording import Node

# How far, relative to its numbers, an input is moved off a corner.
MOVED = 1e-7


def at_corners(way: Way, variable: int, given: Array) -> Literal["one of several", "near one", ""]:
    """Whether a gradient differs from the usual one because the numbers are at a corner: it is the gradient just beside
    it, or the gradients beside it are others at least.
    """
    usual = way.gradients().get(variable)
    if usual is None:
        return ""
    beside = [made for sign in (1.0, -1.0) if (made := _beside(way, variable, sign)) is not None]
    if any(same(given, np.asarray(made)) for made in beside):
        return "one of several"
    return "near one" if any(not same(np.asarray(made), np.asarray(usual)) for made in beside) else ""


def _beside(way: Way, variable: int, sign: float) -> Array | None:
    instead = {
        Edge(index, slot): _moved(way, sign)
        for index in way.nodes
        if (op := way.graph.nodes[index].operation) is not None and op.choice is not None
        for slot, _ in way.edges[index]
    }
    if not instead:
        return None
    try:
        return way.gradients(instead=instead).get(variable)
    except (Doubt, *FAILURES):
        return None


def _moved(way: Way, sign: float) -> Step:
    def step(node: Node, slot: int, g: Array) -> Array:
        op = node.operation
        assert op is not None
        values = []
        for place, value in enumerate(inputs_of(way.graph, node)):
            array = np.asarray(value)
            if array.dtype.kind == "f":
                ramp = np.linspace(1, 2, array.size).reshape(array.shape)
                array = array + (sign if place == 0 else -sign) * MOVED * np.maximum(1.0, np.abs(array)) * ramp
            values.append(array[()])
        return way.back(node, slot, g, values, np.asarray(op.forward(*values, **node.attributes))[()])

    return step
