"""Where one entry of a value comes from and goes to, backward as forward, with its arithmetic in numbers.

Forward, an entry is computed from the entries of the inputs in `comes`, and is read for those of the results in `goes`.
Backward, its gradient is what arrives from `goes`, and goes on to `comes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np

from engine.explain.derivative import local_map
from engine.explain.entry_formula import contribution_sum, entry_sum, forward_entry
from engine.explain.explanation import Formula
from engine.explain.wording import entry_name, partial_term, term
from engine.jacobians import Entries, EntryMap
from engine.operation import Array, size
from engine.recording import ContributeStep, Edge, Node, Run, Step

# Of a value that is used more often the first uses are followed.
MOST_USES = 32
# The cost of the sweeps for the entries of one answer, in the units of an operation's cost.
MOST_COST = 20_000_000


@dataclass(frozen=True, slots=True)
class Reached:
    """The entries at the other end of an edge."""

    edge: Edge
    entries: Entries


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a step brings to the gradient of the entry; no formula where it cannot be worked out."""

    step: ContributeStep
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """`index` is the place of the entry in its array. `value` is its arithmetic, `comes` and `goes` are entries."""

    entry: int
    index: tuple[int, ...]
    name: str
    value: Formula | None
    comes: tuple[Reached, ...]
    goes: tuple[Reached, ...]
    arrivals: tuple[Arrival, ...]


def last_pass(run: Run, node: Node) -> int | None:
    """The last backward pass that brings the node something; None where none does."""
    return max((step.pass_index for step in run.steps if _arrives(step, node)), default=None)


def _arrives(step: Step, node: Node) -> TypeGuard[ContributeStep]:
    return isinstance(step, ContributeStep) and step.to == node.index and step.edge is not None


def entries_at_once(run: Run, node: Node, most: int) -> int:
    """How many entries one answer may follow, one at least."""
    edges = (*_into(run, node), *_out_of(run, node)[:MOST_USES])
    cost = sum(_cost(run, run.graph.nodes[edge.target]) for edge in edges)
    return max(1, min(most, int(MOST_COST / max(1.0, cost))))


def _cost(run: Run, node: Node) -> float:
    """About that of one sweep, forward or backward."""
    operation = node.operation
    assert operation is not None
    shapes = [run.graph.nodes[i].shape for i in node.inputs]
    return operation.cost(node.shape, *shapes, **node.attributes) + sum(map(size, (node.shape, *shapes)))


def _into(run: Run, node: Node) -> list[Edge]:
    return [] if node.op is None else [edge for edge in run.graph.edges if edge.target == node.index]


def _out_of(run: Run, node: Node) -> list[Edge]:
    return [edge for edge in run.graph.edges if edge.source == node.index]


@dataclass(frozen=True, slots=True)
class _Source:
    """An input: whether the result is linear in it, and whether it is added up whatever the other inputs are."""

    edge: Edge
    numbers: Array
    entries: EntryMap
    linear: bool
    added: bool


def _source(run: Run, node: Node, edge: Edge) -> _Source:
    found = local_map(run, node, edge.slot)
    flows = found.op.vjp(edge.slot) is not None
    numbers = np.asarray(found.inputs[edge.slot], dtype=float).reshape(-1)
    return _Source(edge, numbers, EntryMap(found), flows and found.constant(), flows and found.structural())


def provenance(run: Run, node: Node, entries: Iterable[int], pass_index: int | None) -> Iterator[Provenance]:
    """That of each of the entries, which are flat places in row-major order; `arrivals` are those of a pass."""
    arriving = [step for step in run.steps if _arrives(step, node) and step.pass_index == pass_index][:MOST_USES]
    sources = [_source(run, node, edge) for edge in _into(run, node)]
    paying = [run.graph.edges[step.edge] for step in arriving if step.edge is not None]
    targets = {
        edge: EntryMap(local_map(run, run.graph.nodes[edge.target], edge.slot))
        for edge in list(dict.fromkeys((*paying, *_out_of(run, node))))[:MOST_USES]
    }
    for entry in entries:
        index = tuple(int(place) for place in np.unravel_index(entry, node.shape))
        comes = [(source, source.entries.sources(entry)) for source in sources]
        goes = {edge: each.targets(entry) for edge, each in targets.items()}
        yield Provenance(
            entry,
            index,
            entry_name(term(run, node), index).text,
            None if node.op is None else _arithmetic(run, node, index, comes),
            tuple(Reached(source.edge, found) for source, found in comes),
            tuple(Reached(edge, found) for edge, found in goes.items()),
            tuple(
                Arrival(step, _brought(run, node, step, index, goes[edge]))
                for step, edge in zip(arriving, paying, strict=True)
            ),
        )


def _arithmetic(
    run: Run, node: Node, index: tuple[int, ...], comes: Sequence[tuple[_Source, Entries]]
) -> Formula | None:
    assert node.operation is not None
    inputs = [run.graph.nodes[i] for i in node.inputs]
    if node.operation.elementwise or all(np.ndim(each.value) == 0 for each in (node, *inputs)):
        return forward_entry(run, node, inputs, index)
    with np.errstate(all="ignore"):
        terms = _terms(node.value[index].item(), comes)
    return entry_sum(run, node, index, terms) if terms else None


def _terms(value: float, comes: Sequence[tuple[_Source, Entries]]) -> list[tuple[float, float | None]]:
    """The entry as a sum: of the products in the first input that it is linear in, and of what is added as it is.

    An entry that is the same number as the only one it comes from is that one.
    """
    following = [(source, found) for source, found in comes if found.slopes is not None and found.places.size]
    terms: list[tuple[float, float | None]] = []
    multiplied = False
    for source, found in following:
        if source.added or (source.linear and not multiplied):
            multiplied = multiplied or not source.added
            terms += _products(source, found, source.added)
    if not terms and len(following) == 1 and following[0][1].places.size == 1:
        taken = _products(*following[0], True)
        return taken if taken[0] == (value, None) else []
    return terms


def _products(source: _Source, found: Entries, added: bool) -> list[tuple[float, float | None]]:
    numbers = source.numbers[found.places].tolist()
    slopes = np.asarray(found.slopes, dtype=float).tolist()
    alone = added and all(slope == 1 for slope in slopes)
    return [(number, None if alone else slope) for number, slope in zip(numbers, slopes, strict=True)]


def _brought(run: Run, node: Node, step: ContributeStep, index: tuple[int, ...], found: Entries) -> Formula | None:
    if found.slopes is None or not found.places.size:
        return None
    upstream = np.asarray(step.upstream, dtype=float).reshape(-1)[found.places].tolist()
    terms = list(zip(upstream, np.asarray(found.slopes, dtype=float).tolist(), strict=True))
    target = run.graph.nodes[run.targets[step.pass_index]]
    return contribution_sum(step, partial_term(term(run, target), term(run, node)), index, terms)
