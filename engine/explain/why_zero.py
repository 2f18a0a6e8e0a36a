"""Why a gradient is exactly 0: the sentence that tells a shut gate from a cancelled sum.

Only entries count whose upstream gradient is not 0: what an operation does elsewhere changes nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.explain.derivative import entry_terms, local_map
from engine.explain.wording import all_zero, left_by, prose, word
from engine.notation import number_text
from engine.operation import Array, Op
from engine.recording import Node, Run, Step

# Entries of a contribution whose sums are looked at one by one.
MOST_ENTRIES = 64


def why_zero(run: Run, step: Step) -> str | None:
    """The reason when a contribution, or a gradient that is now complete, is 0 in every entry; None otherwise."""
    if step.edge is None or step.to is None:
        return None
    nodes = run.graph.nodes
    node, receiver = nodes[step.node], nodes[step.to]
    if all_zero(step.contribution):
        return _blocked(run, step, node, receiver)
    if step.received == step.expected and all_zero(step.accumulated):
        return _cancelled(run, step, receiver)
    return None


def _cancelled(run: Run, step: Step, receiver: Node) -> str:
    """Contributions whose sum is 0, or becomes 0 by rounding alone."""
    sent = [
        np.asarray(each.contribution, dtype=float)
        for each in run.steps[: step.index + 1]
        if each.kind == "contribute" and each.pass_index == step.pass_index and each.to == step.to
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


def _blocked(run: Run, step: Step, node: Node, receiver: Node) -> str:
    if not np.size(step.upstream):
        return f"{prose(node)} has no entries, so nothing is handed on."
    if all_zero(step.upstream):
        return f"The upstream gradient of {prose(node)} is already 0, so nothing is left to hand on."
    operation = node.operation
    assert operation is not None
    assert step.edge is not None
    slot = run.graph.edges[step.edge].slot
    case = Case(run, node, slot, np.asarray(step.upstream) != 0)
    reason = REASONS[operation.name](case) if operation.name in REASONS else None
    return reason or _by_numbers(case, step, operation)


def _by_numbers(case: Case, step: Step, operation: Op) -> str:
    """What can be said of any operation: no term is different from 0, or the terms cancel."""
    if not _has_terms(case, step):
        return f"The local derivative of {word(operation)} is 0 wherever the upstream gradient is not."
    if operation.elementwise:
        return f"The gradients of the copies of {case.name} cancel: they are not 0, their sum is."
    return (
        f"Each entry is a sum of upstream gradients times local derivatives of {word(operation)}, and they cancel: "
        "the sum is 0."
    )


def _has_terms(case: Case, step: Step) -> bool:
    """Whether upstream times local is anywhere different from 0, before it is added up."""
    slopes = local_map(case.run, case.node, case.slot).slopes()
    if slopes is not None:
        return not all_zero(np.asarray(slopes)[case.live] if case.live.ndim else slopes)
    shape = np.shape(step.contribution)
    places = [place for place, _ in zip(np.ndindex(shape), range(MOST_ENTRIES), strict=False)]
    terms = [entry_terms(case.run, case.node, case.slot, step.upstream, place) for place in places]
    return any(g * d != 0 for sums in terms for g, d in sums)


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
    def x(self) -> Array:
        return self.inputs[self.slot].value

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

Reason = Callable[[Case], str | None]


def _sentence(opening: str, clause: str, closing: str = ".") -> str:
    """Names keep the letters that the program gave them."""
    if not opening and clause.startswith(("every entry", "no entry", "where the")):
        clause = clause[:1].upper() + clause[1:]
    return f"{opening}{clause}{closing}"


def _relu(case: Case) -> str | None:
    if not case.holds(case.x <= 0):
        return None
    return _sentence("The gate is shut: ", case.clause(case.inputs[0], "is not positive"))


def _switch(case: Case) -> str | None:
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


def _contest(extreme: str, won: Callable[[Array, Array], Array]) -> Reason:
    def reason(case: Case) -> str | None:
        if not case.holds(won(case.other.value, case.x)):
            return None
        lost = f"lost the {extreme} to {prose(case.other)}"
        return _sentence("", case.clause(case.inputs[case.slot], lost), ": the whole gradient goes to the winner.")

    return reason


def _clamp(case: Case) -> str | None:
    low, high = (case.attributes.get(bound) for bound in ("min", "max"))
    outside = np.zeros(np.shape(case.x), bool)
    outside = outside if low is None else outside | (case.x < low)
    outside = outside if high is None else outside | (case.x > high)
    if not case.holds(outside):
        return None
    return _sentence("", case.clause(case.inputs[0], "lies outside the bounds of the clamp, where it is flat"))


def _where(case: Case) -> str | None:
    taken = case.inputs[0].value
    if not case.holds(taken != 0 if case.slot == 2 else taken == 0):
        return None
    return _sentence("The switch stands on the other side: ", case.clause(case.inputs[case.slot], "was not taken"))


def _saturated(case: Case) -> str | None:
    if not case.holds(np.asarray(local_map(case.run, case.node, case.slot).slopes()) == 0):
        return None
    far = case.clause(case.inputs[0], "lies so far out that the slope rounds to 0")
    return f"{word_of(case).capitalize()} is saturated: {far}."


def _at_zero(closing: str, applies: Callable[[Case], bool]) -> Reason:
    def reason(case: Case) -> str | None:
        if not (applies(case) and case.holds(case.x == 0)):
            return None
        return _sentence("", case.clause(case.inputs[0], "is 0"), closing)

    return reason


def word_of(case: Case) -> str:
    operation = case.node.operation
    assert operation is not None
    return word(operation)


REASONS: Mapping[str, Reason] = {
    "relu": _relu,
    "mul": _switch,
    **dict.fromkeys(("matmul", "outer", "linear"), _product),
    "maximum": _contest("max", np.greater),
    "minimum": _contest("min", np.less),
    "clamp": _clamp,
    "where": _where,
    "sigmoid": _saturated,
    "tanh": _saturated,
    "pow": _at_zero(", where this power is flat.", lambda case: case.attributes["exponent"] > 1),
    "abs": _at_zero(", where the derivative of |x| is taken as 0.", lambda case: True),
}
