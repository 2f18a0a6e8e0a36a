"""All paths from one node to another, each with the product of its local derivatives; their sum is the gradient.

The multivariable chain rule: ∂L/∂x is the sum over all paths from x to L of the products along them. Of arrays a
product is one of Jacobians: what a path brings is what the gradient at its end becomes when it is handed on along this
path alone. Paths are counted, and their sum is taken, without going along each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.explain.derivative import local_map
from engine.explain.entry_formula import related, settled
from engine.explain.explanation import Formula, formula_of
from engine.explain.wording import counted, prose
from engine.notation import Term, number_term, times
from engine.operation import Array, size
from engine.recording import ContributeStep, Edge, HookStep, Run, SeedStep

# Paths that are told one by one.
MOST_PATHS = 12
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Path:
    """From the later node to the earlier one. `arrived` is the size (Euclidean norm) of what arrives over each edge,
    `locals` the local derivative of each between single numbers, and `brought` what arrives at the end.
    """

    edges: tuple[Edge, ...]
    arrived: tuple[float, ...]
    locals: tuple[float | None, ...]
    brought: Array
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class Paths:
    """`count` of all paths, of which `listed` are told, the largest first where these are all. `total` is the sum over
    all of them, `rest` over those that are not listed. `gradient` is what a backward pass of the run brought, None
    where none began at the later node with ones, or a hook changed it on the way; `checked` compares the two.
    """

    count: int
    listed: tuple[Path, ...]
    total: Array
    rest: Array
    gradient: Array
    checked: bool | None
    sentence: str


def sum_over_paths(run: Run, first: int, last: int) -> Paths:
    """The paths along which a change of node `first` reaches node `last`."""
    nodes = run.graph.nodes
    entering: dict[int, list[Edge]] = defaultdict(list)
    reached = {first}
    for edge in run.graph.edges:
        if edge.target <= last and edge.source in reached and _passes(run, edge):
            reached.add(edge.target)
            entering[edge.target].append(edge)
    count, total = _summed(run, first, last, entering)
    listed = list(_listed(run, first, last, entering)) if count else []
    if count == len(listed):
        listed.sort(key=lambda path: -path.arrived[-1] if path.arrived else 0.0)
    rest = total - sum((path.brought for path in listed), np.zeros(nodes[first].shape)) if listed else total
    gradient = _gradient(run, first, last)
    checked = None if gradient is None else _alike(total, gradient)
    return Paths(count, tuple(listed), total, rest, gradient, checked, _sentence(run, first, last, count, total))


def _passes(run: Run, edge: Edge) -> bool:
    """Whether a gradient passes the edge."""
    node, source = run.graph.nodes[edge.target], run.graph.nodes[edge.source]
    return (
        node.operation is not None
        and node.requires_grad
        and source.requires_grad
        and node.operation.vjp(edge.slot) is not None
    )


def _start(run: Run, last: int) -> Array:
    node = run.graph.nodes[last]
    return np.ones(node.shape, node.value.dtype)


def _pulled(run: Run, edge: Edge, upstream: Array) -> Array:
    return local_map(run, run.graph.nodes[edge.target], edge.slot).pull(upstream)


def _summed(run: Run, first: int, last: int, entering: dict[int, list[Edge]]) -> tuple[int, Array]:
    """How many paths there are, and what all of them bring together: each edge is gone along once."""
    counts, sums = {last: 1}, {last: _start(run, last)}
    for index in sorted(entering, reverse=True):
        for edge in entering[index] if index in sums and index != first else ():
            source = edge.source
            counts[source] = counts.get(source, 0) + counts[index]
            brought = _pulled(run, edge, sums[index])
            sums[source] = sums[source] + brought if source in sums else brought
    if first in sums:
        return counts[first], sums[first]
    return 0, np.zeros(run.graph.nodes[first].shape)


def _listed(run: Run, first: int, last: int, entering: dict[int, list[Edge]]) -> Iterator[Path]:
    """The first few, in the order of the run."""
    found = 0
    unfinished: list[tuple[int, tuple[Edge, ...], list[Array]]] = [(last, (), [_start(run, last)])]
    while unfinished and found < MOST_PATHS:
        index, edges, values = unfinished.pop()
        if index == first:
            found += 1
            yield _path(run, edges, values)
            continue
        for edge in entering[index]:
            unfinished.append((edge.source, (*edges, edge), [*values, _pulled(run, edge, values[-1])]))


def _path(run: Run, edges: tuple[Edge, ...], values: list[Array]) -> Path:
    sizes = tuple(float(np.linalg.norm(np.asarray(value, float).reshape(-1))) for value in values[1:])
    slopes = tuple(_slope(run, edge) for edge in edges)
    return Path(edges, sizes, slopes, np.asarray(values[-1]), _formula(slopes, np.asarray(values[-1])))


def _slope(run: Run, edge: Edge) -> float | None:
    node, source = run.graph.nodes[edge.target], run.graph.nodes[edge.source]
    if size(node.shape) != 1 or size(source.shape) != 1:
        return None
    return float(np.asarray(_pulled(run, edge, _start(run, edge.target))).reshape(()))


def _formula(slopes: tuple[float | None, ...], brought: Array) -> Formula | None:
    """The product with its numbers; None where an array is among its factors."""
    if not slopes or brought.size != 1 or any(each is None for each in slopes):
        return None

    def body(digits: int) -> Term:
        made = number_term(slopes[0] or 0.0, digits).marked("local")
        for each in slopes[1:]:
            made = times(made, number_term(each or 0.0, digits).marked("local"))
        return made

    result = brought.reshape(()).item()
    found = settled(body, result)
    shown = number_term(result).marked("gradient")
    return formula_of(shown if found is None or len(slopes) == 1 else related(found[0], found[1], shown))


def _gradient(run: Run, first: int, last: int) -> Array:
    """What the last pass that began at the later node brought; None where it began with other numbers than ones."""
    started = [
        step.pass_index
        for step in run.steps
        if isinstance(step, SeedStep) and step.node == last and np.all(np.asarray(step.upstream) == 1)
    ]
    if not started:
        return None
    steps = [step for step in run.steps if step.phase == "backward" and step.pass_index == started[-1]]
    if any(isinstance(step, HookStep) for step in steps):
        return None
    sent = [np.asarray(step.contribution) for step in steps if isinstance(step, ContributeStep) and step.to == first]
    return sum(sent[1:], sent[0]) if sent else None


def _alike(one: Array, other: Array) -> bool:
    other = np.asarray(other)
    finite = np.abs(other[np.isfinite(other)])
    most = max(TOLERANCE, 64 * float(np.finfo(other.dtype).eps)) * (float(finite.max()) if finite.size else 1.0)
    return bool(np.allclose(one, other, rtol=TOLERANCE, atol=most, equal_nan=True))


def _sentence(run: Run, first: int, last: int, count: int, total: Array) -> str:
    one, other = (prose(run.graph.nodes[index]) for index in (first, last))
    if first == last:
        return f"{one} is where the paths begin: its derivative by itself is 1."
    if not count:
        return f"No path on which a gradient passes leads from {one} to {other}."
    whole = "" if size(run.graph.nodes[last].shape) == 1 else f"the sum of the entries of {other}, "
    verb = "leads" if count == 1 else "lead"
    said = f"{counted(count, 'path')} {verb} from {one} to {other}."
    if np.size(total) == 1:
        made = number_term(np.asarray(total).reshape(()).item()).text
        sums = "Its product" if count == 1 else "The sum of their products"
        return f"{said} {sums} is the gradient of {whole or other + ', '}{made}."
    brings = "What it brings" if count == 1 else "What they bring, added up,"
    return f"{said} {brings} is the gradient of {(whole or other + ', ')[:-2]} by {one}."
