"""Why a node has no gradient: where the way from it to the loss is cut."""

from __future__ import annotations

from collections import defaultdict, deque

from engine.diagnosis.chain import Link, Place
from engine.diagnosis.flow import Flow
from engine.explain import prose, word
from engine.recording import Edge, Node, Run


def why_none(flow: Flow, place: Place) -> list[Link]:
    """The links from a node without a gradient to the place where the way is cut. The last one is the cut."""
    node = flow.nodes[place.node]
    if not flow.run.targets:
        said = f"No backward pass runs, so {prose(node)} has no gradient."
        return [Link(flow.made.get(node.index, 0), place, "no pass", said, True)]
    if node.requires_grad:
        return _unreached(flow, node)
    return [_untracked(flow, node)]


def _link(flow: Flow, node: Node, kind: str, said: str, *, origin: bool = True) -> Link:
    return Link(flow.made.get(node.index, 0), Place(node.index, 0), kind, said, origin)


def _untracked(flow: Flow, node: Node) -> Link:
    """A node that asks for no gradient."""
    name, where = prose(node), flow.line(node.index)
    operation = node.operation
    if operation is None:
        if node.role == "constant":
            return _link(
                flow, node, "constant", f"{name} is a plain number in the program: nothing asks for its gradient."
            )
        said = f"{name}{where} is a leaf with requires_grad=False: no gradient of it is asked for."
        return _link(flow, node, "constant", said)
    asking = [flow.nodes[i] for i in node.inputs if flow.nodes[i].requires_grad]
    if asking:
        return _link(flow, node, *_cut(flow, node, asking[0]))
    inputs = ", ".join(dict.fromkeys(prose(flow.nodes[i]) for i in node.inputs)) or "nothing"
    return _link(
        flow, node, "constant", f"{name}{where} is made from {inputs} alone, of which none requires a gradient."
    )


def _cut(flow: Flow, node: Node, source: Node) -> tuple[str, str]:
    """What is said where a gradient would have to pass from a node to its input and does not."""
    assert node.operation is not None
    called, where = word(node.operation), flow.line(node.index)
    result, origin = prose(node), prose(source)
    if not node.operation.differentiable and node.operation.shares and node.value.dtype.kind == "f":
        return (
            "detached",
            f"detach{where} cuts the way: {result} has the numbers of {origin} and no way back.",
        )
    if not node.operation.differentiable:
        return (
            "no derivative",
            f"{called.capitalize()}{where} has no derivative: nothing goes from {result} to {origin}.",
        )
    if not node.requires_grad:
        return (
            "not recorded",
            f"{result}{where} was computed without recording: nothing goes back to {origin}.",
        )
    return (
        "no derivative",
        f"{called.capitalize()}{where} has no derivative in {origin}: nothing goes to it from {result}.",
    )


def _unreached(flow: Flow, node: Node) -> list[Link]:
    run = flow.run
    leaving: dict[int, list[Edge]] = defaultdict(list)
    for edge in run.graph.edges:
        leaving[edge.source].append(edge)
    name = prose(node)
    if not leaving[node.index]:
        if node.previous is not None:
            said = f"{name} is what the last update left: no operation that is recorded reads it, and no pass follows."
            return [_link(flow, node, "last", said)]
        said = (
            f"No operation that is recorded reads {name}{flow.line(node.index)}: it is never used on a way to the loss."
        )
        return [_link(flow, node, "never used", said)]
    before: dict[int, Edge | None] = {node.index: None}
    waiting, last = deque([node.index]), node.index
    ends = _leading(run)
    while waiting:
        here = waiting.popleft()
        last = here
        for edge in leaving[here]:
            onward = flow.nodes[edge.target]
            if not passes(run, edge):
                if edge.target in ends:
                    way = _way(flow, before, here)
                    return [*way, _link(flow, onward, *_cut(flow, onward, flow.nodes[here]))]
            elif edge.target not in before:
                before[edge.target] = edge
                waiting.append(edge.target)
    end = flow.nodes[last]
    goals = ", ".join(dict.fromkeys(prose(flow.nodes[target]) for target in run.targets[-2:]))
    said = f"The way from {name} ends at {prose(end)}{flow.line(end.index)}, which does not lead to {goals}."
    return [*_way(flow, before, last)[:-1], _link(flow, end, "dead end", said)]


def passes(run: Run, edge: Edge) -> bool:
    """Whether a gradient passes the edge."""
    node, source = run.graph.nodes[edge.target], run.graph.nodes[edge.source]
    return (
        node.operation is not None
        and node.requires_grad
        and source.requires_grad
        and node.operation.vjp(edge.slot) is not None
    )


def _leading(run: Run) -> set[int]:
    """The nodes whose numbers go into what a backward pass starts from."""
    found = set(run.targets)
    for node in reversed(run.graph.nodes):
        if node.index in found:
            found.update(node.inputs)
    return found


def _way(flow: Flow, before: dict[int, Edge | None], here: int) -> list[Link]:
    links: list[Link] = []
    while (edge := before[here]) is not None:
        node = flow.nodes[here]
        said = f"{prose(flow.nodes[edge.source])} goes into {prose(node)}{flow.line(here)}."
        links.append(_link(flow, node, "leads to", said, origin=False))
        here = edge.source
    return links[::-1]
