"""The run number by number: what each entry of a value is made from, and what each entry of a gradient comes from."""

from __future__ import annotations

import math
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.diagnosis.chain import Place
from engine.errors import EngineError
from engine.explain import local_map, prose
from engine.jacobians import EntryMap, LocalMap
from engine.notation import number_text
from engine.operation import Array, size
from engine.recording import ContributeStep, HookStep, Node, Run, SeedStep
from engine.tensors import NUMPY_ERRORS

# Of a number that goes to more of them, the first are looked at.
MOST_TERMS = 256
# Larger arrays are not taken apart entry by entry.
MOST_NUMBERS = 4_000_000


class Sent(NamedTuple):
    """What one entry of a result sends back to one entry of an input: `upstream` times `local`."""

    step: ContributeStep
    entry: int
    upstream: float
    local: float

    @property
    def sender(self) -> Place:
        return Place(self.step.node, self.entry)


class Part(NamedTuple):
    """A number that takes part in a result: `slope` is ∂result/∂number."""

    place: Place
    slot: int
    number: float
    slope: float


class Flow:
    """A run with its steps sorted by what they bring."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.nodes = run.graph.nodes

    @cached_property
    def made(self) -> dict[int, int]:
        """The step that made each node."""
        return {step.node: step.index for step in self.run.steps if step.phase in ("forward", "update")}

    @cached_property
    def _arrivals(self) -> dict[int, list[ContributeStep | HookStep | SeedStep]]:
        found = defaultdict(list)
        for step in self.run.steps:
            if isinstance(step, ContributeStep | HookStep | SeedStep):
                found[step.receiver].append(step)
        return found

    def last_pass(self, node: int) -> int | None:
        """The last backward pass that brings the node something."""
        return self._arrivals[node][-1].pass_index if node in self._arrivals else None

    def arrivals(self, node: int, pass_index: int) -> list[ContributeStep | HookStep | SeedStep]:
        return [step for step in self._arrivals.get(node, []) if step.pass_index == pass_index]

    def held(self, node: int, pass_index: int) -> Array:
        """The gradient of a node after a pass that brings it something."""
        last = self.arrivals(node, pass_index)[-1]
        return last.contribution if isinstance(last, HookStep) and last.accumulated is None else last.accumulated

    def number(self, place: Place) -> float:
        return float(np.reshape(self.nodes[place.node].value, -1)[place.entry])

    def name(self, place: Place) -> str:
        """The entry inside a sentence, counted from 0 as in the program."""
        node = self.nodes[place.node]
        if not node.shape:
            return prose(node)
        return f"{prose(node)}[{', '.join(str(int(i)) for i in np.unravel_index(place.entry, node.shape))}]"

    def valued(self, place: Place) -> str:
        """The entry with its number."""
        name, number = self.name(place), number_text(self.number(place))
        return number if name == number or prose(self.nodes[place.node]) == number else f"{name} = {number}"

    def line(self, node: int) -> str:
        span = self.nodes[node].span
        return f" in line {span.line}" if span and " in line " not in self.nodes[node].called else ""

    def terms(self, step: ContributeStep, entry: int) -> list[Sent] | None:
        """What the entries of the sender bring to this one; None where the operation does not tell."""
        if step.edge is None:
            return None
        node = self.nodes[step.node]
        found = local_map(self.run, node, self.run.graph.edges[step.edge].slot)
        if size(found.rows) > MOST_NUMBERS or size(found.columns) > MOST_NUMBERS:
            return None
        slopes = found.slopes()
        if slopes is not None:
            places = _copies(entry, found)
            local = slopes.reshape(-1)[places]
        else:
            unit = np.zeros(size(found.columns), found.y.dtype)
            unit[entry] = 1
            with suppress(EngineError, *NUMPY_ERRORS):
                column = found.push(unit.reshape(found.columns)).reshape(-1)
                unit[entry] = np.nan
                reached = np.isnan(found.push(unit.reshape(found.columns)).reshape(-1)) | (column != 0)
                places = np.flatnonzero(reached)
                local = column[places]
                return self._terms(step, places, local)
            return None
        return self._terms(step, places, local)

    def _terms(self, step: ContributeStep, places: Array, local: Array) -> list[Sent]:
        upstream = np.broadcast_to(np.asarray(step.upstream, dtype=float), self.nodes[step.node].shape).reshape(-1)
        return [
            Sent(step, int(k), float(upstream[k]), float(slope))
            for k, slope in zip(places[:MOST_TERMS].tolist(), local[:MOST_TERMS].tolist(), strict=True)
        ]

    def parts(self, place: Place) -> list[list[Part]]:
        """For each input of the operation that made a number, the entries that take part in it, with slopes.

        Numbers that are not finite are taken for 1 while it is found out which those are.
        """
        node = self.nodes[place.node]
        operation = node.operation
        if operation is None:
            return []
        inputs = [np.asarray(self.nodes[i].value) for i in node.inputs]
        if max((x.size for x in (node.value, *inputs)), default=0) > MOST_NUMBERS:
            return []
        sane = [np.where(np.isfinite(x), x, 1).astype(x.dtype) if x.dtype.kind == "f" else x for x in inputs]
        found = []
        with suppress(EngineError, *NUMPY_ERRORS), np.errstate(all="ignore"):
            y = np.asarray(operation.forward(*sane, **node.attributes), dtype=node.value.dtype)
            for slot, source in enumerate(node.inputs):
                local = LocalMap(operation, slot, y, sane, node.attributes)
                if operation.vjp(slot) is None:
                    numbers = inputs[slot].astype(float).reshape(-1)
                    places = EntryMap(local).sources(place.entry).places.tolist()
                    found.append([Part(Place(source, i), slot, float(numbers[i]), math.nan) for i in places])
                    continue
                slopes = local.slopes()
                if slopes is not None:
                    flat = _source_of(place.entry, local)
                    pairs = [(flat, float(slopes.reshape(-1)[place.entry]))]
                else:
                    unit = np.zeros(size(local.rows), y.dtype)
                    unit[place.entry] = 1
                    row = local.pull(unit.reshape(local.rows)).reshape(-1)
                    unit[place.entry] = np.nan
                    reached = np.isnan(local.pull(unit.reshape(local.rows)).reshape(-1)) | (row != 0)
                    pairs = [(int(i), float(row[i])) for i in np.flatnonzero(reached)]
                numbers = inputs[slot].reshape(-1)
                found.append([Part(Place(source, i), slot, float(numbers[i]), slope) for i, slope in pairs])
            return found
        return []

    def factor(self, term: Sent, to: Place) -> Place | None:
        """The number that a local derivative is, where the operation multiplies two numbers: the other factor."""
        node = self.nodes[term.step.node]
        operation = node.operation
        assert operation is not None
        assert term.step.edge is not None
        slot = self.run.graph.edges[term.step.edge].slot
        inputs = [np.asarray(self.nodes[i].value) for i in node.inputs]
        unit = np.zeros(inputs[slot].size, inputs[slot].dtype)
        unit[to.entry] = 1
        beside = [unit.reshape(x.shape) if k == slot else x for k, x in enumerate(inputs)]
        wanted = np.zeros(node.value.size, node.value.dtype)
        wanted[term.entry] = 1
        with suppress(EngineError, *NUMPY_ERRORS):
            for other in range(len(inputs)):
                if other == slot or operation.vjp(other) is None:
                    continue
                moved = LocalMap(operation, other, node.value, beside, node.attributes).pull(wanted.reshape(node.shape))
                places = np.flatnonzero(moved.reshape(-1))
                if places.size == 1:
                    return Place(node.inputs[other], int(places[0]))
        return None

    def winners(self, term: Sent, slot: int) -> list[Place]:
        """The entries of the input that an entry of the result does hand its gradient to."""
        node = self.nodes[term.step.node]
        wanted = np.zeros(node.value.size, node.value.dtype)
        wanted[term.entry] = 1
        with suppress(EngineError, *NUMPY_ERRORS):
            row = local_map(self.run, node, slot).pull(wanted.reshape(node.shape)).reshape(-1)
            return [Place(node.inputs[slot], int(i)) for i in np.flatnonzero(row)]
        return []


def slot_of(flow: Flow, step: ContributeStep) -> int:
    assert step.edge is not None
    return flow.run.graph.edges[step.edge].slot


def _copies(entry: int, found: LocalMap) -> Array:
    """The places of the result that are computed from this entry, which broadcasting may have copied."""
    if found.rows == found.columns:
        return np.array([entry])
    held = np.arange(size(found.columns)).reshape(found.columns)
    return np.flatnonzero(np.broadcast_to(held, found.rows).reshape(-1) == entry)


def _source_of(entry: int, found: LocalMap) -> int:
    if found.rows == found.columns:
        return entry
    held = np.arange(size(found.columns)).reshape(found.columns)
    return int(np.broadcast_to(held, found.rows).reshape(-1)[entry])


def node_of(flow: Flow, place: Place) -> Node:
    return flow.nodes[place.node]
