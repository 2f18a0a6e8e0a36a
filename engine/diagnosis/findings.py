"""What of a whole run deserves a second look: dead and saturated units, gradients that are 0, missing, tiny, huge or no
numbers, parameters that training leaves as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.diagnosis.chain import Chain, Place, Thresholds
from engine.diagnosis.flow import Flow
from engine.diagnosis.one_number import of_gradient
from engine.diagnosis.slips import slips
from engine.explain import counted, local_map, prose, word
from engine.notation import number_text
from engine.operation import Array
from engine.recording import Node, Run, training

# Numbers whose chains are worked out for one diagnosis.
MOST_CHAINS = 40
# Findings of one kind that are told one by one.
MOST_OF_A_KIND = 20
# Of an array of this rank the second axis counts the units, as in convolutions: examples, channels, rows, columns.
IMAGE_RANK = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` in one word, about a node, first seen at `step`. `count` of `of` units or entries are concerned, where
    they are counted. `entry` is the number to ask about, `warning` whether training suffers from it.
    """

    kind: str
    node: int
    step: int
    sentence: str
    entry: int | None = None
    count: int | None = None
    of: int | None = None
    warning: bool = True


@dataclass(frozen=True, slots=True)
class ParameterGradient:
    """The gradient of a parameter in the last pass that reached it: Euclidean norm, largest size, how many are 0."""

    node: int
    norm: float
    largest: float
    zeros: int
    size: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`left` counts the findings that are not told one by one."""

    findings: tuple[Finding, ...]
    layers: tuple[ParameterGradient, ...]
    thresholds: Thresholds
    left: int


def diagnose(run: Run, thresholds: Thresholds | None = None) -> Diagnosis:
    """All that is found in a run, by the steps at which it shows."""
    kept = thresholds or Thresholds()
    flow = Flow(run)
    with np.errstate(all="ignore"):
        leaves = _leaves(run)
        found = [
            *_first_broken(flow),
            *_activations(flow, kept),
            *_gradients(flow, leaves, kept),
            *_unused(flow),
            *_untrained(flow),
            *_slips(flow),
        ]
        layers = tuple(_layer(run, node) for node in leaves if node.index in run.gradients)
    told: list[Finding] = []
    for finding in sorted(found, key=lambda each: (not each.warning, each.step, each.node)):
        if sum(each.kind == finding.kind for each in told) < MOST_OF_A_KIND:
            told.append(finding)
    return Diagnosis(tuple(told), layers, kept, len(found) - len(told))


def _leaves(run: Run) -> list[Node]:
    """Of each parameter the last version that a pass reached, or else the first."""
    latest: dict[int, Node] = {}
    root: list[int] = []
    for node in run.graph.nodes:
        root.append(node.index if node.previous is None else root[node.previous])
        if node.op is None and node.requires_grad:
            first = root[node.index]
            if first not in latest or node.index in run.gradients:
                latest[first] = node
    return list(latest.values())


def _layer(run: Run, node: Node) -> ParameterGradient:
    numbers = np.abs(np.asarray(run.gradients[node.index], dtype=float)).reshape(-1)
    largest = float(numbers.max()) if numbers.size else 0.0
    return ParameterGradient(
        node.index, float(np.linalg.norm(numbers)), largest, int(np.sum(numbers == 0)), numbers.size
    )


def _first_broken(flow: Flow) -> Iterator[Finding]:
    """The first NaN and the first infinity among the values that a program computes."""
    wanted = {"nan": np.isnan, "infinite": np.isinf}
    for node in flow.nodes:
        if not wanted or np.asarray(node.value).dtype.kind != "f" or node.role == "constant":
            continue
        for kind, test in list(wanted.items()):
            entries = np.flatnonzero(test(np.asarray(node.value)).reshape(-1))
            if entries.size:
                del wanted[kind]
                step, size = flow.made.get(node.index, 0), int(np.size(node.value))
                called = "NaN" if kind == "nan" else "infinity"
                first = flow.valued(Place(node.index, int(entries[0])))
                noun = "entry" if size == 1 else "entries"
                said = (
                    f"The first {called} of the values is {first}, in step {step + 1}{flow.line(node.index)}: "
                    f"{entries.size} of {size} {noun}."
                )
                yield Finding(kind, node.index, step, said, int(entries[0]), int(entries.size), size)


def _activations(flow: Flow, thresholds: Thresholds) -> Iterator[Finding]:
    """Gates that are shut for every example and slopes that are nearly 0, of each statement at its last execution."""
    last: dict[object, Node] = {}
    for node in flow.nodes:
        operation = node.operation
        if operation is None or not operation.elementwise or len(node.inputs) != 1 or not node.requires_grad:
            continue
        line = None if node.line is None else flow.run.lines[node.line].statement
        last[(line, node.op, node.span)] = node
    for node in last.values():
        operation = node.operation
        assert operation is not None
        if operation.zero == "saturated":
            yield from _saturated(flow, node, thresholds.saturated)
        elif not isinstance(operation.zero, str) and any(shut.opening for shut in operation.zero.values()):
            yield from _dead(flow, node)


def _dead(flow: Flow, node: Node) -> Iterator[Finding]:
    operation, source = node.operation, flow.nodes[node.inputs[0]]
    assert operation is not None
    assert not isinstance(operation.zero, str)
    (shut,) = operation.zero.values()
    closed = np.asarray(shut.where(source.value, **node.attributes))
    dead = _for_all_examples(closed)
    if not np.any(dead):
        return
    units, count = int(dead.size), int(np.sum(dead))
    examples = closed.size // units
    largest = float(np.max(_units(np.asarray(source.value, dtype=float))[:, dead.reshape(-1)]))
    entry = int(np.flatnonzero(np.broadcast_to(_spread(dead, closed.shape), closed.shape).reshape(-1))[0])
    for_all = f" for all {examples} examples" if examples > 1 else ""
    step = flow.made[node.index]
    said = (
        f"{count} of {counted(units, 'unit')} of {prose(node)}{flow.line(node.index)} {'is' if count == 1 else 'are'} "
        f"dead: {word(operation)} is shut{for_all}, as {prose(source)} is at most {number_text(largest)} there."
    )
    yield Finding("dead", node.index, step, said, entry, count, units)


def _units(array: Array) -> Array:
    """Rows are examples and places, columns units."""
    if array.ndim == 0:
        return array.reshape(1, 1)
    moved = np.moveaxis(array, 1, -1) if array.ndim == IMAGE_RANK else array
    return moved.reshape(-1, moved.shape[-1])


def _for_all_examples(closed: Array) -> Array:
    units = _units(closed)
    return np.all(units, axis=0) if units.size else np.zeros(0, bool)


def _spread(dead: Array, shape: tuple[int, ...]) -> Array:
    if not shape:
        return dead.reshape(())
    return dead.reshape(-1, 1, 1) if len(shape) == IMAGE_RANK else dead


def _saturated(flow: Flow, node: Node, below: float) -> Iterator[Finding]:
    found = local_map(flow.run, node, 0).slopes()
    if found is None or not found.size:
        return
    slopes = np.abs(np.asarray(found, dtype=float)).reshape(-1)
    count = int(np.sum(slopes < below))
    if not count:
        return
    entry, operation = int(np.nanargmin(slopes)), node.operation
    assert operation is not None
    size = int(slopes.size)
    noun = "entry" if size == 1 else "entries"
    said = (
        f"{count} of {size} {noun} of {prose(node)}{flow.line(node.index)} {'is' if count == 1 else 'are'} saturated: "
        f"the slope of {word(operation)} is below {number_text(below)} there, {number_text(float(slopes[entry]))} at "
        f"{flow.valued(Place(node.inputs[0], entry))}."
    )
    yield Finding("saturated", node.index, flow.made[node.index], said, entry, count, size)


KINDS = {"zero": "zero", "none": "none", "tiny": "vanishing", "huge": "exploding"}


def _gradients(flow: Flow, leaves: Iterable[Node], thresholds: Thresholds) -> Iterator[Finding]:
    """Of each parameter what can be said of all of its gradient, with the reason for its largest entry."""
    broken = False
    for node in list(leaves)[:MOST_CHAINS]:
        size = int(np.size(node.value))
        gradient = flow.run.gradients.get(node.index)
        if gradient is None:
            chain = of_gradient(flow, Place(node.index, 0), thresholds)
            # What a program leaves after its last update is about to be used.
            if chain.links[-1].kind != "last":
                yield _of_chain(flow, node, chain, "none", None, None)
            continue
        numbers = np.abs(np.asarray(gradient, dtype=float)).reshape(-1)
        if not numbers.size:
            continue
        bad = np.flatnonzero(~np.isfinite(numbers))
        if bad.size:
            if not broken:
                chain = of_gradient(flow, Place(node.index, int(bad[0])), thresholds)
                yield _of_chain(flow, node, chain, f"{chain.finding} gradient", int(bad.size), size)
            broken = True
            continue
        entry = int(np.argmax(numbers))
        largest = float(numbers[entry])
        if 0 < largest < thresholds.tiny or largest > thresholds.huge or largest == 0:
            chain = of_gradient(flow, Place(node.index, entry), thresholds)
            yield _of_chain(flow, node, chain, KINDS.get(chain.finding, chain.finding), None, size)


def _of_chain(flow: Flow, node: Node, chain: Chain, kind: str, count: int | None, of: int | None) -> Finding:
    origin = next((link for link in chain.links if link.origin), None)
    step = origin.step if origin is not None else flow.made.get(node.index, 0)
    said = chain.sentence
    if kind == "zero" and of is not None and of > 1:
        said = f"All {of} entries of the gradient of {prose(node)} are exactly 0. {said}"
        count = of
    return Finding(kind, node.index, step, said, chain.place.entry, count, of)


def _unused(flow: Flow) -> Iterator[Finding]:
    """Leaves that no operation of the graph reads and that ask for no gradient: those that do have none, which is said
    of them. What a program reads of their numbers without an operation, as a copy does, is not known here.
    """
    used = {i for node in flow.nodes for i in node.inputs} | set(flow.run.targets)
    replaced = {node.previous for node in flow.nodes if node.previous is not None}
    for node in flow.nodes:
        if node.op is None and node.names and not node.requires_grad and node.index not in used | replaced:
            edges = counted(len(flow.run.graph.edges), "edge")
            said = f"No operation of the graph reads {prose(node)}{flow.line(node.index)}: 0 of {edges} start at it."
            yield Finding("unused", node.index, flow.made.get(node.index, 0), said, warning=False)


def _slips(flow: Flow) -> Iterator[Finding]:
    for slip in slips(flow):
        yield Finding(slip.kind, slip.node, slip.step, slip.sentence, slip.entry, warning=slip.warning)


def _untrained(flow: Flow) -> Iterator[Finding]:
    """Parameters that a loop that trains leaves unchanged."""
    run = flow.run
    trained = training(run)
    changed = {step.node for step in run.steps if step.kind == "update"}
    if trained is None or not changed:
        return
    passes = len(trained.passes)
    moving = {flow.nodes[node].previous for node in changed}
    for node in flow.nodes:
        if node.op is not None or not node.requires_grad or node.previous is not None or node.index in moving:
            continue
        gradient = run.gradients.get(node.index)
        if gradient is None:
            why = "no pass reaches it"
        else:
            largest = float(np.max(np.abs(gradient), initial=0))
            why = f"no update writes to it, though its gradient has entries up to {number_text(largest)}"
        said = f"{prose(node)}{flow.line(node.index)} is unchanged by training: in {counted(passes, 'turn')} {why}."
        yield Finding("untrained", node.index, trained.passes[-1].turn.last, said)
    for place, first in enumerate(trained.parameters):
        moved = [each.parameters[place] for each in trained.passes]
        if first not in moving:
            continue
        same = all(np.array_equal(flow.nodes[each.before].value, flow.nodes[each.after].value) for each in moved)
        if same:
            sizes = [np.max(np.abs(each.gradient), initial=0) for each in moved if each.gradient is not None]
            largest = float(max(sizes, default=0))
            said = (
                f"{prose(flow.nodes[first])} is unchanged by training: {counted(passes, 'update')} left it as it was, "
                f"with gradients of at most {number_text(largest)}."
            )
            yield Finding("untrained", moved[-1].before, trained.passes[-1].turn.last, said)
