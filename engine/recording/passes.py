"""The passes of a loop that trains: what each pass computed, what it changed, and what its gradient had promised.

A loop trains where one statement, executed again and again, gives what backward() starts from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from engine.operation import Array
from engine.recording.run import Run
from engine.recording.shown import Turn
from engine.recording.steps import ContributeStep, HookStep, SeedStep, Step


class Moved(NamedTuple):
    """A parameter in a pass: the node that the pass read, the one that it left, and ∂loss/∂parameter at the former.

    `gradient` is what this pass alone brought, whatever `.grad` held before; None where nothing arrived.
    """

    before: int
    after: int
    gradient: Array | None


class Pass(NamedTuple):
    """What a turn did. `parameters` are in the order of those of Training. `promised` is Σ ⟨∂loss/∂w, Δw⟩ over all of
    them: how far the loss would go if it were as straight as its tangent; for plain descent −η ‖∂‖². None of a loss
    that is no number.
    """

    turn: Turn
    target: int
    loss: float | None
    parameters: tuple[Moved, ...]
    promised: float | None


class Recorded(Protocol):
    """A run, or a stretch of one that is still being recorded: `nodes` have a `value` and a `previous`."""

    @property
    def nodes(self) -> Sequence[Any]: ...

    @property
    def steps(self) -> Sequence[Step]: ...

    @property
    def targets(self) -> Sequence[int]: ...


class Training(NamedTuple):
    """`parameters` are the first versions of the leaves that the loop changes, or, where it changes none, of those that
    its gradients reach.
    """

    parameters: tuple[int, ...]
    passes: tuple[Pass, ...]


def turns(run: Run) -> list[Turn]:
    """Those of the loop with the most passes; none of a program without a loop that calls backward().

    Of a loop too long to be kept whole the one turn that the run shows.
    """
    if run.shown is not None:
        return [] if run.shown.turn is None else [run.shown.turn]
    looped = _looped(run)
    return [] if looped is None else _turns(run, looped)


def training(run: Run) -> Training | None:
    """Of the loop with the most passes; None of a program without a loop that calls backward()."""
    kept = turns(run)
    if not kept:
        return None
    root = roots(run.nodes)
    trained = run.steps[kept[0].first : kept[-1].last + 1]
    changed = {root[step.node] for step in trained if step.kind == "update"}
    reached = {
        root[step.to]
        for step in trained
        if isinstance(step, ContributeStep) and run.graph.nodes[step.to].operation is None
    }
    parameters = tuple(sorted(changed & reached or reached))
    return Training(parameters, tuple(passes_of(run, kept, parameters, root)))


def _looped(run: Run) -> list[int] | None:
    """The passes whose targets one statement made, in different turns of a loop."""
    made = {}
    for index, (target, call) in enumerate(zip(run.targets, run.calls, strict=True)):
        line = run.graph.nodes[target].line
        if call == "backward" and line is not None:
            made[index] = run.lines[line].statement
    counts = Counter(made.values())
    if not counts:
        return None
    statement, count = counts.most_common(1)[0]
    looped = [index for index, each in made.items() if each == statement]
    turns = {run.lines[run.graph.nodes[run.targets[index]].line or 0].namespace for index in looped}
    return looped if count > 1 and len(turns) > 1 else None


def _turns(run: Run, looped: Sequence[int]) -> list[Turn]:
    wanted = set(looped)
    seeds: dict[int, int] = {}
    ends: dict[int, int] = {}
    current: int | None = None
    for step in run.steps:
        if isinstance(step, SeedStep) and step.pass_index in wanted:
            seeds.setdefault(step.pass_index, step.index)
            current = step.pass_index
        elif step.phase == "forward" or isinstance(step, SeedStep):
            current = None
        if current is not None:
            ends[current] = step.index
    found: list[Turn] = []
    for index in looped:
        first = found[-1].last + 1 if found else _begun(run, index, seeds[index])
        found.append(Turn(index, first, seeds[index], ends[index]))
    return found


def _begun(run: Run, index: int, seed: int) -> int:
    """The first step of the first turn: the first that a statement of it makes."""
    nodes, lines = run.graph.nodes, run.lines
    turn = lines[nodes[run.targets[index]].line or 0].namespace
    own = (
        step.index
        for step in run.steps[:seed]
        if (line := nodes[step.node].line) is not None and f"{lines[line].namespace}/".startswith(f"{turn}/")
    )
    return next(own, seed)


def roots(nodes: Sequence[Any], known: Sequence[int] = ()) -> list[int]:
    """Of each node the version of it that came first: of most, itself. Those of the first nodes may be `known`."""
    root = list(known)
    for index in range(len(root), len(nodes)):
        previous = nodes[index].previous
        root.append(index if previous is None else root[previous])
    return root


def passes_of(
    run: Recorded,
    kept: Sequence[Turn],
    parameters: Sequence[int],
    root: Sequence[int],
    latest: Mapping[int, int] | None = None,
) -> list[Pass]:
    """`latest`: the versions of parameters before the first turn, where they are known."""
    current = {parameter: parameter for parameter in parameters} | dict(latest or {})
    passes, done = [], 0 if latest is None else kept[0].first
    for turn in kept:
        for step in run.steps[done : turn.seed]:
            if step.kind == "update" and root[step.node] in current:
                current[root[step.node]] = step.node
        before = dict(current)
        arrived: dict[int, tuple[Array, Array | None]] = {}
        for step in run.steps[turn.seed : turn.last + 1]:
            if step.kind == "update" and root[step.node] in current:
                current[root[step.node]] = step.node
            if isinstance(step, ContributeStep | HookStep | SeedStep) and root[step.receiver] in current:
                whose = root[step.receiver]
                held = arrived[whose][1] if whose in arrived else step.earlier
                arrived[whose] = step.accumulated, held
        done = turn.last + 1
        moved = []
        for parameter in parameters:
            gradient = None
            if parameter in arrived:
                total, held = arrived[parameter]
                gradient = np.asarray(total if held is None else total - held)
            moved.append(Moved(before[parameter], current[parameter], gradient))
        value = np.asarray(run.nodes[run.targets[turn.pass_index]].value)
        loss = float(value.item()) if value.size == 1 else None
        promised = None if loss is None else sum(_promise(run, each) for each in moved)
        passes.append(Pass(turn, run.targets[turn.pass_index], loss, tuple(moved), promised))
    return passes


def _promise(run: Recorded, moved: Moved) -> float:
    if moved.gradient is None or moved.after == moved.before:
        return 0.0
    nodes = run.nodes
    with np.errstate(all="ignore"):
        change = np.asarray(nodes[moved.after].value) - np.asarray(nodes[moved.before].value)
        return float(np.sum(moved.gradient * change))
