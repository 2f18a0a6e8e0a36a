"""The usual slips, each as a rule that gives the variants of the gradient it would lead to at one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine.grading.compare import same
from engine.grading.slip import Slip, Variant, Variants, WayEdge
from engine.grading.truth import Doubt, Step, Way, inputs_of
from engine.operation import Array
from engine.recording import Node


def line_of(node: Node) -> str:
    return "" if node.span is None else f" in line {node.span.line}"


def _called(node: Node) -> str:
    op = node.operation
    return node.called if op is None else op.said or op.name


def _instead(place: WayEdge, kind: str, words: str, step: Step) -> Variant:
    return Variant(Slip(kind, words), {place.edge: step})


def _mean(place: WayEdge) -> Variants:
    """A mean hands on 1/N to each entry: it is left out."""
    source, node, way = place.source, place.node, place.way
    count = np.size(source.value) // max(1, np.size(node.value))
    if count < 2 or np.size(source.value) % np.size(node.value):
        return
    ones = np.ones(node.shape)
    try:
        sent = way.back(node, place.edge.slot, ones)
    except Doubt:
        return
    if same(np.asarray(sent), np.full(source.shape, 1 / count)):
        words = f"the 1/{count} of the mean{line_of(node)} is missing"
        yield _instead(place, "1/N", words, lambda n, slot, g: count * way.back(n, slot, g))
    elif same(np.asarray(sent), np.ones(source.shape)):
        words = f"it is divided by {count}, as if the sum{line_of(node)} were a mean"
        yield _instead(place, "1/N", words, lambda n, slot, g: way.back(n, slot, g) / count)


def _slope(place: WayEdge) -> Variants:
    """The local derivative is left out, taken twice, taken elsewhere, or that of another function."""
    node, way = place.node, place.way
    op = node.operation
    if op is None or not op.elementwise or node.shape != place.source.shape:
        return
    alone = len(place.way.edges[node.index]) == 1
    what = f"the slope of {_called(node)}{line_of(node)}" if alone else f"the other factor of {_called(node)}"
    where = "" if alone else line_of(node)
    yield _instead(place, "slope", f"{what}{where} is missing", lambda n, slot, g: g)
    if len(node.inputs) == 1:
        twice: Step = lambda n, slot, g: way.back(n, slot, way.back(n, slot, g))  # noqa: E731
        yield _instead(place, "slope", f"{what} is taken twice", twice)
        x, y = inputs_of(way.graph, node)[0], node.value
        forward = op.forward

        def at_result(n: Node, slot: int, g: Array) -> Array:
            return way.back(n, slot, g, [y], np.asarray(forward(y, **n.attributes)))

        yield _instead(place, "slope", f"{what} is taken at its result instead of at its input", at_result)
        words = f"{what} is taken at its input instead of at its result"
        yield _instead(place, "slope", words, lambda n, slot, g: way.back(n, slot, g, None, x))
        for name, slope in SLOPES.items() if y.ndim else ():
            words = f"the slope of {name} is taken for that of {_called(node)}{line_of(node)}"
            yield _instead(place, "slope", words, lambda n, slot, g, slope=slope: g * slope(y))  # type: ignore[misc]


def _written_out(place: WayEdge) -> Variants:
    """The same of a function that is written out, as 1 / (1 + exp(-z)) is."""
    z = place.source
    for a in _functions(place.way, z):
        g = place.usual.get(a.index)
        if g is None:
            continue
        what = f"the slope of {a.called} by {z.called}"
        yield Variant(Slip("slope", f"{what} is missing"), given={z.index: g})
        for name, slope in SLOPES.items() if z.shape else ():
            words = f"the slope of {name} is taken for that of {a.called} by {z.called}"
            yield Variant(Slip("slope", words), given={z.index: g * slope(a.value)})
            words = f"the slope of {name} is written with {z.called} in place of {a.called}"
            yield Variant(Slip("slope", words), given={z.index: g * slope(z.value)})


def _functions(way: Way, z: Node) -> list[Node]:
    """The named results that all of a node goes through, entry by entry, on its way to the loss."""
    reached, made = {z.index}, list[Node]()
    for index in sorted(i for i in way.nodes if i > z.index):
        node = way.graph.nodes[index]
        if not any(source in reached for _, source in way.edges[index]):
            continue
        op = node.operation
        if op is None or not op.elementwise or node.shape != z.shape or len(reached) > LONGEST_FUNCTION:
            break
        reached.add(index)
        users = {user.node for each in reached - {index} for user in way.users(each)}
        if users <= reached and len(reached) > 2 and node.names:
            made.append(node)
    return made


# So many operations may be one function that is written out.
LONGEST_FUNCTION = 12

# Of the result, as programs write them.
SLOPES: Mapping[str, Callable[[Array], Array]] = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a * a,
    "relu": lambda a: (a > 0) * 1.0,
}


def _uses(place: WayEdge) -> Variants:
    """Of several uses only some count."""
    users = place.way.users(place.source.index)
    if len(users) < 2:
        return
    label = place.source.called
    none: Step = lambda n, slot, g: np.zeros(np.shape(_input(place.way, n, slot)))  # noqa: E731
    through = f"{_called(place.node)}{line_of(place.node)}"
    words = f"{label} has {len(users)} uses, and what comes from that by {through} is missing: + is needed, not ="
    yield Variant(Slip("overwritten", words), {place.edge: none})
    if len(users) > 2:
        others = {edge: none for edge in users if edge != place.edge}
        words = f"{label} has {len(users)} uses, and only that by {through} counts: + is needed, not ="
        yield Variant(Slip("overwritten", words), others)
    same_node = [edge for edge in users if edge.node == place.edge.node]
    if 1 < len(same_node) < len(users) and same_node[0] == place.edge:
        words = f"{label} has {len(users)} uses, and those by {through} are missing: + is needed, not ="
        yield Variant(Slip("overwritten", words), dict.fromkeys(same_node, none))


def _input(way: Way, node: Node, slot: int) -> Array:
    return way.graph.nodes[node.inputs[slot]].value


def _transpose(place: WayEdge) -> Variants:
    """A factor of a matrix product stands as it is where its transpose belongs, or the two are exchanged."""
    node, way = place.node, place.way
    factors = inputs_of(way.graph, node)
    if len(factors) != 2 or not all(np.ndim(each) == 2 for each in (*factors, node.value)):
        return
    if factors[0].shape[1] != factors[1].shape[0] or not same(factors[0] @ factors[1], node.value):
        return
    other = way.graph.nodes[node.inputs[1 - place.edge.slot]]
    m, shape = np.asarray(other.value), place.source.shape
    for turned_m in (False, True):
        for turned_g in (False, True):
            for first in (False, True):
                n, g_shape = (m.T if turned_m else m), (node.shape[::-1] if turned_g else node.shape)
                left, right = (n.shape, g_shape) if first else (g_shape, n.shape)
                if left[1] != right[0] or (left[0], right[1]) != shape:
                    continue
                marks = (f"{other.called}{'ᵀ' if turned_m else ''}", f"∂{node.called}{'ᵀ' if turned_g else ''}")
                product = " · ".join(marks if first else marks[::-1])

                def step(
                    _: Node, slot: int, g: Array, n: Array = n, turned: bool = turned_g, first: bool = first
                ) -> Array:
                    h = g.T if turned else g
                    return np.asarray(n @ h if first else h @ n)

                words = f"it is {product}: a transpose is missing or too many at the product{line_of(node)}"
                yield _instead(place, "transpose", words, step)


def _axis(place: WayEdge) -> Variants:
    """What was copied along one axis is summed along another, or averaged."""
    source, node = place.source, place.node
    if np.size(source.value) >= np.size(node.value) or len(node.inputs) < 2:
        return
    way, shape = place.way, source.shape
    for axis in range(node.value.ndim):
        if np.size(node.value) // node.shape[axis] == np.size(source.value):
            words = f"it is summed over axis {axis}, and {source.called} was copied along another{line_of(node)}"
            step: Step = lambda n, slot, g, axis=axis: g.sum(axis).reshape(shape)  # type: ignore[misc]  # noqa: E731
            yield _instead(place, "axis", words, step)
    count = np.size(node.value) // max(1, np.size(source.value))
    words = f"it is averaged over {count} rows where {source.called} was copied{line_of(node)}: the sum is needed"
    yield _instead(place, "axis", words, lambda n, slot, g: way.back(n, slot, g) / count)


def _updated(place: WayEdge) -> Variants:
    """The other factor has changed by the time when it is used."""
    node, way = place.node, place.way
    for slot, source in enumerate(node.inputs):
        if slot == place.edge.slot:
            continue
        for later, value in place.newer(source):
            values = inputs_of(way.graph, node)
            values[slot] = value
            words = f"it uses {later.called} after its update{line_of(later)}: the gradients come before the updates"
            step: Step = lambda n, slot, g, values=values: way.back(n, slot, g, list(values))  # type: ignore[misc]  # noqa: E731
            yield _instead(place, "update", words, step)


def _square(place: WayEdge) -> Variants:
    if place.node.attributes.get("exponent") == 2:
        way = place.way
        words = f"the 2 that comes down from the square{line_of(place.node)} is missing"
        yield _instead(place, "factor", words, lambda n, slot, g: way.back(n, slot, g) / 2)


def _sign(place: WayEdge) -> Variants:
    way = place.way
    words = f"the sign is turned at {_called(place.node)}{line_of(place.node)}"
    yield _instead(place, "sign", words, lambda n, slot, g: -way.back(n, slot, g))


RULES = (_mean, _slope, _written_out, _uses, _axis, _transpose, _updated, _square, _sign)
