"""Recording a loop too long to be kept whole: of each turn a line of its series, and of one of them all.

When a turn is over, what it made is taken back, and a leaf that it changed is again the node that it was before the
loop, with the numbers it has by now. So every turn is recorded as the first one was, under the same numbers of nodes
and steps. What else lives on from an earlier turn joins as a leaf.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.operation import Array
from engine.recording.drafts import Draft
from engine.recording.passes import Pass, passes_of, roots
from engine.recording.recorder import TraceRecorder
from engine.recording.shown import FollowedParameter, PassSeries, Shown, Turn, followed
from engine.recording.steps import ContributeStep, SeedStep, Step
from engine.tensors import Tensor


class _Mark(NamedTuple):
    """Where the turn of now began: how many nodes, steps, edges and backward passes there were before."""

    nodes: int
    steps: int
    edges: int
    passes: int


class _Stretch(NamedTuple):
    nodes: Sequence[Draft]
    steps: Sequence[Step]
    targets: Sequence[int]


class ForgetfulRecorder(TraceRecorder):
    """Keeps all, until a loop `begin`s of which it is to `forget` each turn. `series` tells of the turns so far."""

    series: PassSeries | None = None
    _mark: _Mark
    _followed: list[Tensor]
    # Of the nodes from before the loop: the first versions of each, and the latest of each first.
    _roots: list[int]
    _latest: dict[int, int]
    _most_holders = 64

    def begin(self) -> None:
        """The first turn of the loop is to come."""
        self._settle()
        self.series = PassSeries()
        self._followed = []
        self._roots = roots(self._drafts)
        self._latest = {root: index for index, root in enumerate(self._roots)}
        self._mark = _Mark(len(self._drafts), len(self._steps), self._edges, len(self._targets))

    def went_backward(self) -> bool:
        """Whether the turn of now has a backward pass of the program's."""
        self._settle()
        return "backward" in self._calls[self._mark.passes :]

    def close(self) -> Turn | None:
        """Enters the turn that is over in the series, if it was one that went backward, and tells its steps."""
        self._settle()
        assert self.series is not None
        turn = self._turn()
        if turn is None:
            return None
        root = roots(self._drafts, self._roots)
        if not self.series.turns:
            self._follow(root)
        places = [root[self._index[tensor]] for tensor in self._followed if tensor in self._index]
        latest = {place: self._latest.get(place, place) for place in places}
        (done,) = passes_of(_Stretch(self._drafts, self._steps, self._targets), [turn], places, root, latest)
        single = len(self._targets) - self._mark.passes == 1
        self._enter(self.series, done._replace(promised=done.promised if single else None), places, root)
        return turn

    def forget(self) -> None:
        """Takes back what the turn made."""
        nodes = self._mark.nodes
        for index in range(nodes, len(self._drafts)):
            tensor = self._drafts[index].tensor
            self._gradients.pop(index, None)
            self._asked.pop(index, None)
            if self._index.get(tensor) != index:
                continue
            del self._index[tensor]
            first = self._first_version(index)
            draft = self._drafts[first]
            if first < nodes and draft.op is None and self._latest[first] == first:
                self._index.pop(draft.tensor, None)
                draft.tensor, draft.value = tensor, tensor._data
                self._index[tensor] = first
                self._gradients.pop(first, None)
            elif tensor.grad is None:
                self._held.pop(tensor, None)
        del self._drafts[nodes:], self._edge_starts[nodes:], self._steps[self._mark.steps :]
        del self._targets[self._mark.passes :], self._calls[self._mark.passes :]
        self._edges = self._mark.edges
        self._looked_at = None
        if len(self._holders) > self._most_holders:
            self._holders = {gradient: leaf for gradient, leaf in self._holders.items() if leaf.grad is gradient}
            self._most_holders = 2 * len(self._holders) + 64

    def showing(self) -> Shown | None:
        """At the end: the turn that is kept, the last one, which it enters in the series."""
        if self.series is None:
            return None
        turn = self.close()
        return Shown(None if turn is None else len(self.series.turns) - 1, turn, self.series)

    def _turn(self) -> Turn | None:
        """Up to what the program does to leaves and gradients after its last backward pass, before it computes anew; of
        several passes the one that counts is the last.
        """
        index = seed = last = None
        for step in self._steps[self._mark.steps :]:
            if isinstance(step, SeedStep) and self._calls[step.pass_index] == "backward":
                index, last = step.pass_index, step.index
                seed = last if seed is None else seed
            elif last == step.index - 1 and step.phase != "forward":
                last = step.index
        if index is None or seed is None or last is None:
            return None
        return Turn(index, self._mark.steps, seed, last)

    def _first_version(self, index: int) -> int:
        while (previous := self._drafts[index].previous) is not None:
            index = previous
        return index

    def _follow(self, root: Sequence[int]) -> None:
        """The leaves that the first turn changes, or, where it changes none, those that its gradients reach."""
        assert self.series is not None
        own = self._steps[self._mark.steps :]
        changed = {root[step.node] for step in own if step.kind == "update"}
        reached = {
            root[step.to] for step in own if isinstance(step, ContributeStep) and self._drafts[step.to].op is None
        }
        chosen = sorted(index for index in changed & reached or reached if index < self._mark.nodes)
        current = {root[index]: tensor for tensor, index in self._index.items() if self._drafts[index].tensor is tensor}
        self._followed = [current[index] for index in chosen]
        self.series.parameters = [
            FollowedParameter(
                self._drafts[index].names[0] if self._drafts[index].names else f"n{index}",
                np.shape(self._drafts[index].value),
                followed(int(np.size(self._drafts[index].value))),
            )
            for index in chosen
        ]

    def _enter(self, series: PassSeries, done: Pass, places: Sequence[int], root: Sequence[int]) -> None:
        names = self._drafts[done.target].names
        series.name = series.name or (names[0] if names else "")
        series.turns.append(done.turn)
        series.targets.append(done.target)
        series.losses.append(done.loss)
        series.promised.append(done.promised)
        moved = dict(zip(places, done.parameters, strict=True))
        for tensor, parameter in zip(self._followed, series.parameters, strict=True):
            index = self._index.get(tensor)
            if index is None:
                # This turn had no use for it.
                value: Array = tensor._data
                parameter.add((-1, -1), value, value, None)
                continue
            each = moved[root[index]]
            before, after = self._drafts[each.before].value, self._drafts[each.after].value
            parameter.add((each.before, each.after), before, after, each.gradient)
