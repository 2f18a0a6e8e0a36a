"""What is known of a run at one of its steps: which values and gradients are there, and what the step touches."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.operation import Array
from engine.recording import ContributeStep, ForwardStep, GradientStep, Run, SeedStep, UpdateStep


@dataclass(frozen=True, slots=True)
class Gradient:
    """`received` of `expected` contributions are in it; `past`: of an earlier pass, and nothing reads it any more."""

    array: Array
    received: int
    expected: int
    past: bool


@dataclass(slots=True)
class Known:
    """At a step, by indices: the nodes that have a value, their gradients, the wires that something has flowed over,
    and the nodes and wires at work. `worker` is the operation at work, `receiver` the node that has something new.
    """

    values: set[int] = field(default_factory=set)
    gradients: dict[int, Gradient] = field(default_factory=dict)
    forward: set[int] = field(default_factory=set)
    backward: set[int] = field(default_factory=set)
    wires: set[int] = field(default_factory=set)
    worker: int | None = None
    receiver: int | None = None
    is_backward: bool = False


def known_at(run: Run, index: int) -> Known:
    """After the step `index`; with -1, before the first."""
    known = Known()
    nodes = run.graph.nodes
    entering: dict[int, list[int]] = {}
    for edge in run.graph.edges:
        entering.setdefault(edge.target, []).append(edge.index)
    held: dict[int, tuple[Array, int, int, int]] = {}
    for step in run.steps[: index + 1]:
        if isinstance(step, ForwardStep):
            known.values.add(step.node)
            known.forward.update(entering.get(step.node, ()))
        elif isinstance(step, UpdateStep):
            known.values.add(step.node)
            known.forward.update(entering.get(step.node, ()))
            previous = nodes[step.node].previous
            # A leaf that is changed keeps its `.grad`.
            if previous in held and not nodes[step.node].inputs:
                held[step.node] = held[previous]
        elif isinstance(step, ContributeStep):
            held[step.to] = (step.accumulated, step.received, step.expected, step.pass_index)
            if step.edge is not None:
                known.backward.add(step.edge)
        elif isinstance(step, GradientStep) and step.accumulated is None:
            held.pop(step.node, None)
        else:
            if isinstance(step, SeedStep):
                known.backward.clear()
            held[step.node] = (step.accumulated, 1, 1, step.pass_index)
    now = run.steps[index].pass_index if index >= 0 else 0
    for node, (array, received, expected, number) in held.items():
        past = number < now and bool(nodes[node].inputs)
        known.gradients[node] = Gradient(array, received, expected, past)
    if index >= 0:
        _mark(known, run, index, entering)
    return known


def _mark(known: Known, run: Run, index: int, entering: dict[int, list[int]]) -> None:
    step = run.steps[index]
    known.worker, known.receiver = step.node, step.receiver
    known.is_backward = step.phase in ("backward", "gradient")
    if isinstance(step, ContributeStep):
        known.wires = set() if step.edge is None else {step.edge}
    elif step.phase in ("forward", "update"):
        known.wires = set(entering.get(step.node, ()))
