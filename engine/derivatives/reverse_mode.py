"""Reverse mode as a run has recorded it: what each node holds at a step, and what one pass brings to a leaf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from engine.operation import Array
from engine.recording import ContributeStep, GradientStep, HookStep, Run, SeedStep, Step, UpdateStep

Standing = Literal["now", "kept", "past"]


class Adjoint(NamedTuple):
    """∂target/∂node as far as it has arrived. `standing` says of which pass it is: "now" of the last that has begun,
    "kept" in the `.grad` of a leaf from before, "past" of an earlier pass, and nothing reads it any more.
    """

    value: Array
    standing: Standing


def adjoints(run: Run, last: int) -> dict[int, Adjoint]:
    """What the nodes hold after the step `last`; none of a node that has received nothing."""
    nodes = run.graph.nodes
    own: dict[int, Step] = {}
    held: dict[int, Step] = {}
    made: set[int] = set()
    replaced: set[int] = set()
    began, begun = len(run.steps), -1
    for step in run.steps[: last + 1]:
        if isinstance(step, (SeedStep, ContributeStep, HookStep, GradientStep)):
            own[step.receiver] = step
            if not nodes[step.receiver].inputs and (isinstance(step, GradientStep) or not _asked(run, step)):
                held[step.receiver] = step
            if isinstance(step, SeedStep) and step.pass_index != begun:
                began, begun = step.index, step.pass_index
        else:
            made.add(step.node)
            if isinstance(step, UpdateStep) and (before := nodes[step.node].previous) is not None:
                replaced.add(before)
    found: dict[int, Adjoint] = {}
    for node in nodes:
        live = not node.inputs and node.index in made and node.index not in replaced
        at = own.get(node.index)
        asked = at is not None and at.index >= began and not isinstance(at, GradientStep) and _asked(run, at)
        if live and not asked:
            at = _held(run, node.index, held)
        if at is None or (value := getattr(at, "accumulated", None)) is None:
            continue
        fresh = at is own.get(node.index) and at.index >= began and at.phase == "backward"
        found[node.index] = Adjoint(value, "now" if fresh else "kept" if live else "past")
    return found


def _asked(run: Run, step: Step) -> bool:
    """Whether the pass of the step hands its gradients back, in place of adding them to `.grad`."""
    return run.calls[step.pass_index] == "grad"


def _held(run: Run, leaf: int, held: dict[int, Step]) -> Step | None:
    """The last step that gave the `.grad` of a leaf, over this version or one before, what it holds."""
    versions: list[int] = []
    version: int | None = leaf
    while version is not None:
        versions.append(version)
        version = run.graph.nodes[version].previous
    return max((held[each] for each in versions if each in held), key=lambda step: step.index, default=None)


class Brought(NamedTuple):
    """What the pass `index` brings to a node: `gradient`, whatever its `.grad` held before. `roots` are the nodes from
    which it starts, with their upstream gradients.
    """

    index: int  # type: ignore[assignment]  # (a tuple's own method)
    gradient: Array
    roots: tuple[tuple[int, Array], ...]


def brought(run: Run, node: int) -> Brought | None:
    """By the last pass that reaches the node; None where none does."""
    reaching = [step for step in _backward(run) if step.receiver == node]
    if not reaching:
        return None
    index = reaching[-1].pass_index
    total: Array = np.zeros(run.graph.nodes[node].shape, run.graph.nodes[node].value.dtype)
    for step in reaching:
        if step.pass_index == index:
            # A hook puts what it makes in the place of all that has come.
            total = step.contribution if isinstance(step, HookStep) else total + _sent(step)
    return Brought(index, total, roots_of(run, index))


def roots_of(run: Run, index: int) -> tuple[tuple[int, Array], ...]:
    """The nodes from which a pass starts, with their upstream gradients."""
    seeds = (step for step in run.steps if isinstance(step, SeedStep) and step.pass_index == index)
    return tuple((step.node, step.upstream) for step in seeds)


def _backward(run: Run) -> Iterator[SeedStep | ContributeStep | HookStep]:
    return (step for step in run.steps if isinstance(step, (SeedStep, ContributeStep, HookStep)))


def _sent(step: SeedStep | ContributeStep) -> Array:
    return step.upstream if isinstance(step, SeedStep) else step.contribution
