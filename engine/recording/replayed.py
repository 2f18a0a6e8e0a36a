"""A run at other values of its leaves, by the operations that it recorded: the program is not walked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.differentiate import Event, Hooked, TapeEntry, events_from, recompute
from engine.errors import EngineError
from engine.operation import Array
from engine.recording.graph import Graph, Node
from engine.recording.run import Run
from engine.recording.steps import ContributeStep, SeedStep, Step
from engine.tensors import Tensor

STEPS = ("leaf", "compute", "seed", "contribute")


class ReplayedRun:
    """A run that can be had at other values of its leaves, as long as its program takes the same path there.

    Raises ValueError for a run that holds what no operation of its graph makes: changes in place, numbers outside of
    the graph, hooks, printed text, charts, checks, or more than one backward pass.
    """

    def __init__(self, run: Run) -> None:
        kinds = [step.kind for step in run.steps]
        once = run.calls in ((), ("backward",)) and not set(kinds).difference(STEPS)
        if run.looked_at is None or not once or run.printed or run.charts or run.checks or run.engines:
            raise ValueError("what the run shows does not follow from its graph alone")
        self._run = run
        self._backward = next((at for at, kind in enumerate(kinds) if kind == "seed"), len(kinds))
        self._tensors: list[Tensor] = []
        self._entries: list[tuple[int, TapeEntry]] = []
        for node in run.graph.nodes:
            self._tensors.append(self._tensor(node))
        # What may hold other numbers than those of the run; before the first replay nothing is saved for derivatives.
        self._away = {index for index, _ in self._entries}

    def _tensor(self, node: Node) -> Tensor:
        made = Tensor(node.value)
        made.requires_grad = node.requires_grad
        op = node.operation
        if node.op is not None:
            if op is None or node.previous is not None:
                raise ValueError("an operation of the run is none that can be performed again")
            inputs = tuple([self._tensors[source] for source in node.inputs])
            self._entries.append((node.index, TapeEntry(made, op, inputs, node.attributes)))
            if node.requires_grad:
                made._op, made._inputs, made._attributes = op, inputs, node.attributes
        return made

    def at(self, leaves: Mapping[str, Any]) -> Run | None:
        """The run with other numbers, in nested lists, for the leaves of these names.

        None where the program may take another path, or where an operation refuses them. Its variables are not told.
        """
        given = self._given(leaves)
        if given is None:
            return None
        moved = set(given)
        for index, _ in self._entries:
            if not moved.isdisjoint(self._run.graph.nodes[index].inputs):
                moved.add(index)
        # Whole numbers choose: classes, words and places are checked where a program hands them over.
        whole = any(self._run.graph.nodes[index].value.dtype.kind in "iu" for index in moved)
        if whole or not moved.isdisjoint(self._run.looked_at or ()):
            return None
        for tensor, node in zip(self._tensors, self._run.graph.nodes, strict=True):
            tensor._data = given.get(node.index, node.value)
        anew = moved | self._away
        self._away = moved
        try:
            recompute(entry for index, entry in self._entries if index in anew)
            return self._with_numbers(moved)
        except EngineError:
            return None

    def _given(self, leaves: Mapping[str, Any]) -> dict[int, Array] | None:
        found = {}
        for name, numbers in leaves.items():
            named = [node for node in self._run.graph.nodes if name in node.names]
            if len(named) != 1 or named[0].op is not None:
                return None
            try:
                array = np.array(numbers, dtype=np.float64)
            except (TypeError, ValueError, OverflowError):
                return None
            if array.shape != named[0].shape:
                return None
            found[named[0].index] = array.astype(named[0].value.dtype)[()]
        return found

    def _with_numbers(self, moved: set[int]) -> Run | None:
        run, nodes = self._run, list(self._run.graph.nodes)
        for index in moved:
            value = self._tensors[index]._data
            if value.shape != nodes[index].value.shape or value.dtype != nodes[index].value.dtype:
                return None
            nodes[index] = nodes[index]._replace(value=value)
        steps = list(run.steps)
        gradients = dict(run.gradients)
        told = self._told()
        for at in range(self._backward, len(steps)):
            step = self._step(steps[at], next(told, None))
            if step is None:
                return None
            steps[at] = step
            gradients[step.receiver] = step.accumulated
        if next(told, None) is not None:
            return None
        graph = Graph(tuple(nodes), run.graph.edges)
        return replace(run, graph=graph, steps=tuple(steps), gradients=gradients, variables={}, look=None)

    def _told(self) -> Iterator[Event | Hooked]:
        steps = self._run.steps[self._backward : self._backward + 1]
        seeds = [(self._tensors[step.node], step.upstream) for step in steps if isinstance(step, SeedStep)]
        with np.errstate(all="ignore"):
            yield from events_from(seeds)

    def _step(self, step: Step, event: Event | Hooked | None) -> SeedStep | ContributeStep | None:
        """The step with the gradients of the event; None where they are not about the same."""
        tensors: Sequence[Tensor] = self._tensors
        if not isinstance(event, Event) or event.node is not tensors[step.node]:
            return None
        if isinstance(step, SeedStep):
            same = event.slot < 0
            return step._replace(upstream=event.upstream, accumulated=event.accumulated) if same else None
        if not isinstance(step, ContributeStep) or step.edge is None or step.earlier is not None:
            return None
        edge = self._run.graph.edges[step.edge]
        if edge.slot != event.slot or event.receiver is not tensors[step.to]:
            return None
        return step._replace(upstream=event.upstream, contribution=event.contribution, accumulated=event.accumulated)
