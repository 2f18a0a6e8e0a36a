"""Which slip explains a wrong gradient: the one that gives all entries of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.grading.compare import factor, like, same
from engine.grading.slip import Newer, Slip, Variant, WayEdge
from engine.grading.truth import FAILURES, Edge, Way
from engine.grading.usual import RULES
from engine.operation import Array

# So many edges, the nearest to the variable first, are looked at for one gradient.
EDGES = 40


def found(way: Way, variable: int, claimed: Array, held: Mapping[int, Array], newer: Newer) -> Slip | None:
    """The slip that explains all entries of a gradient; `held` are wrong gradients that it was computed from."""
    usual = way.gradients(held)
    true = usual.get(variable)
    if true is None:
        return None
    given = like(claimed, true)
    if given is None:
        turned = np.asarray(claimed).T
        return Slip("transpose", "it is the transpose of the gradient") if same(turned, true) else None
    if same(given, -np.asarray(true)) and np.any(true):
        return Slip("sign", "the sign is turned")
    if given.ndim == 2 and np.shape(given.T) == np.shape(true) and same(given.T, true):
        return Slip("transpose", "it is the transpose of the gradient")
    penalty = _penalty(way, variable, given, true)
    if penalty is not None:
        return penalty
    places = _places(way, variable, usual, newer)
    for rule in RULES:
        for place in places:
            for variant in rule(place):
                if _explains(way, usual, variable, given, variant, held):
                    return variant.slip
    return _number(way, given, true)


def _explains(
    way: Way,
    usual: Mapping[int, Array],
    variable: int,
    given: Array,
    variant: Variant,
    held: Mapping[int, Array],
) -> bool:
    try:
        made = way.changed(usual, variant.instead, variant.given, variable, held)
    except FAILURES:
        return False
    return made is not None and bool(np.any(made)) and same(given, made)


def _places(way: Way, variable: int, usual: Mapping[int, Array], newer: Newer) -> list[WayEdge]:
    """The edges between a variable and the loss, the nearest first."""
    reached, edges = {variable}, list[Edge]()
    for index in sorted(way.nodes):
        for slot, source in way.edges[index]:
            if source in reached:
                reached.add(index)
                edges.append(Edge(index, slot))
    nodes = way.graph.nodes
    return [
        WayEdge(way, edge, nodes[nodes[edge.node].inputs[edge.slot]], nodes[edge.node], usual, newer)
        for edge in edges[:EDGES]
    ]


def _penalty(way: Way, variable: int, given: Array, true: Array) -> Slip | None:
    """What is missing or too much is a multiple of the variable itself."""
    node = way.graph.nodes[variable]
    if np.size(given) < 2 or len({edge.node for edge in way.users(variable)}) < 2:
        return None
    ratio = factor(given - true, np.asarray(node.value, np.float64))
    if ratio is None:
        return None
    how = "too much" if ratio > 0 else "missing"
    return Slip("penalty", f"{abs(ratio):.6g} times {node.called} is {how}: the gradient of the penalty on it")


def _number(way: Way, given: Array, true: Array) -> Slip | None:
    """Every entry is the same multiple, by a number that the way to the loss has."""
    ratio = factor(given, true)
    if ratio is None:
        return None
    for number, what in ((2.0, "twice"), (0.5, "half of")):
        if abs(ratio - number) < 1e-4:
            return Slip("factor", f"it is {what} the gradient at every entry")
    for index in way.nodes:
        for source in way.graph.nodes[index].inputs:
            value = way.graph.nodes[source].value
            number = float(value) if np.ndim(value) == 0 and np.asarray(value).dtype.kind in "fi" else 0.0
            for what, of in (("missing", 1 / number if number else 0.0), ("taken twice", number)):
                if of and abs(ratio / of - 1) < 1e-4 and abs(of) != 1:
                    return Slip("factor", f"the factor {number:.6g} is {what}")
    return None
