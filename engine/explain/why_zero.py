"""Why a gradient is exactly 0: the sentence that tells a shut gate from a cancelled sum.

Only entries count whose upstream gradient is not 0: what an operation does elsewhere changes nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.explain.derivative import entry_terms, local_map
from engine.explain.wording import all_zero, left_by, prose, word
from engine.notation import number_text
from engine.operation import Array, Op, Shut
from engine.recording import ContributeStep, Node, Run

# Entries of a contribution whose sums are looked at one by one.
MOST_ENTRIES = 64


def why_zero(run: Run, step: ContributeStep) -> str | None:
    """The reason when a contribution, or a gradient that is now complete, is 0 in every entry; None otherwise."""
    if step.edge is None:
        return None
    nodes = run.graph.nodes
    node, receiver = nodes[step.node], nodes[step.to]
    if all_zero(step.contribution):
        return _blocked(run, step, node, receiver)
    if step.received == step.expected and all_zero(step.accumulated):
        return _cancelled(run, step, receiver)
    return None


def _cancelled(run: Run, step: ContributeStep, receiver: Node) -> str:
    """Contributions whose sum is 0, or becomes 0 by rounding alone."""
    sent = [
        np.asarray(each.contribution, dtype=float)
        for each in run.steps[: step.index + 1]
        if isinstance(each, ContributeStep) and each.pass_index == step.pass_index and each.to == step.to
    ]
    named = f"The contributions to {prose(receiver)}"
    if step.earlier is not None:
        sent.append(np.asarray(step.earlier, dtype=float))
        named += f" and what {left_by(run, step)} left there"
    columns = zip(*(each.reshape(-1).tolist() for each in sent), strict=True)
    totals = [math.fsum(column) for column in columns]
    if not any(totals):
        return f"{named} cancel: they are not 0, their sum is."
    most = max(totals, key=abs)
    size = number_text(most) if len(totals) == 1 else f"at most {number_text(abs(most))}"
    return f"{named} add up to {size}, so little beside them that rounding makes 0 of it."


def _blocked(run: Run, step: ContributeStep, node: Node, receiver: Node) -> str:
    if not np.size(step.upstream):
        return f"{prose(node)} has no entries, so nothing is handed on."
    if all_zero(step.upstream):
        return f"The upstream gradient of {prose(node)} is already 0, so nothing is left to hand on."
    operation = node.operation
    assert operation is not None
    assert step.edge is not None
    slot = run.graph.edges[step.edge].slot
    case = Case(run, node, slot, np.asarray(step.upstream) != 0)
    return _by_record(case, operation) or _by_numbers(case, step, operation)


def _by_numbers(case: Case, step: ContributeStep, operation: Op) -> str:
    """What can be said of any operation: no term is different from 0, rounding makes 0 of each, or they cancel."""
    upstream, local = _factors_of_terms(case, step)
    apart = (upstream != 0) & (local != 0)
    if not np.any(apart):
        return f"The local derivative of {word(operation)} is 0 wherever the upstream gradient is not."
    if not np.any((upstream * local)[apart]):
        return (
            f"Upstream gradient and local derivative of {word(operation)} are so small that rounding makes 0 of their "
            "product."
        )
    if operation.elementwise:
        return f"The gradients of the copies of {case.name} cancel: they are not 0, their sum is."
    return (
        f"Each entry is a sum of upstream gradients times local derivatives of {word(operation)}, and they cancel: "
        "the sum is 0."
    )


def _factors_of_terms(case: Case, step: ContributeStep) -> tuple[Array, Array]:
    """The upstream gradients and local derivatives whose products add up to the contribution."""
    slopes = local_map(case.run, case.node, case.slot).slopes()
    if slopes is not None:
        upstream, local = np.broadcast_arrays(step.upstream, slopes)
        return upstream, local
    shape = np.shape(step.contribution)
    places = [place for place, _ in zip(np.ndindex(shape), range(MOST_ENTRIES), strict=False)]
    sums = [entry_terms(case.run, case.node, case.slot, step.upstream, place) for place in places]
    terms = np.array([term for each in sums for term in each]).reshape(-1, 2)
    return terms[:, 0], terms[:, 1]


class Case(NamedTuple):
    """A contribution that is 0. `live` marks the entries of the result whose upstream gradient is not 0."""

    run: Run
    node: Node
    slot: int
    live: Array

    @property
    def inputs(self) -> list[Node]:
        return [self.run.graph.nodes[i] for i in self.node.inputs]

    @property
    def attributes(self) -> Mapping[str, Any]:
        return self.node.attributes

    @property
    def name(self) -> str:
        return prose(self.inputs[self.slot])

    @property
    def other(self) -> Node:
        return self.inputs[1 - self.slot]

    def holds(self, condition: Array) -> bool:
        """Whether it is true of every entry that counts."""
        return bool(np.all(np.broadcast_to(condition, self.live.shape)[self.live]))

    def clause(self, subject: Node, said: str) -> str:
        """What is said of an input, and of which of its entries: "is not …" of all of them is said of none."""
        name = prose(subject)
        if not np.all(self.live):
            return f"where the upstream gradient is not 0, {name} {said}"
        if not subject.shape:
            return f"{name} {said}"
        denied = NOT.sub(r"\1 ", said)
        return f"every entry of {name} {said}" if denied == said else f"no entry of {name} {denied}"


NOT = re.compile(r"^(is|was) not ")


def _sentence(opening: str, clause: str, closing: str = ".") -> str:
    """Names keep the letters that the program gave them."""
    if not opening and clause.startswith(("every entry", "no entry", "where the")):
        clause = clause[:1].upper() + clause[1:]
    return f"{opening}{clause}{closing}"


def _shut(case: Case, shut: Shut) -> str | None:
    if not case.holds(np.asarray(shut.where(*(x.value for x in case.inputs), **case.attributes))):
        return None
    said = shut.said.format(other=prose(case.other)) if "{other}" in shut.said else shut.said
    return _sentence(shut.opening, case.clause(case.inputs[case.slot], said), shut.closing)


def _factors(case: Case) -> str | None:
    if not case.holds(case.other.value == 0):
        return None
    where = "" if np.all(case.live) else " where the upstream gradient is not"
    return f"The other factor, {prose(case.other)}, is 0{where}."


def _product(case: Case) -> str | None:
    """A matrix product: no product of an upstream gradient and an entry of the other input is different from 0."""
    sizes = [np.abs(x.value) for x in case.inputs]
    found = local_map(case.run, case.node, case.slot)
    if not all_zero(type(found)(found.op, found.slot, found.y, sizes, found.attributes).pull(case.live.astype(float))):
        return None
    return f"The other input, {prose(case.other)}, is 0 wherever it meets an upstream gradient that is not."


def _saturated(case: Case) -> str | None:
    if not case.holds(np.asarray(local_map(case.run, case.node, case.slot).slopes()) == 0):
        return None
    far = case.clause(case.inputs[0], "lies so far out that the slope rounds to 0")
    return f"{word_of(case).capitalize()} is saturated: {far}."


def word_of(case: Case) -> str:
    operation = case.node.operation
    assert operation is not None
    return word(operation)


def _by_record(case: Case, operation: Op) -> str | None:
    """The reason that the operation's own record knows, where it is the one."""
    match operation.zero:
        case "factors":
            return _factors(case)
        case "product":
            return _product(case)
        case "saturated":
            return _saturated(case)
        case "":
            return None
        case shut:
            name = operation.inputs[case.slot] if case.slot < len(operation.inputs) else ""
            return _shut(case, shut[name]) if name in shut else None
