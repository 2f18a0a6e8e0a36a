"""Why an entry of a gradient is exactly 0: the fewest causes that hold it there.

The gradient of a number is a sum of upstream · local over all that it goes to. Where it is 0 and a local derivative is
not, the upstream gradient is 0, and the question moves there; where a local derivative is 0, that is a cause. A way
with one cause is preferred to one with two in a row, of which removing either alone would change nothing.
"""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

import numpy as np

from engine.diagnosis.chain import MOST_PLACES, Link, Origins, Place
from engine.diagnosis.flow import Flow, Sent, slot_of
from engine.diagnosis.values import why_value
from engine.explain import prose, word
from engine.notation import number_text
from engine.operation import Shut
from engine.recording import ContributeStep, HookStep, SeedStep


class Cause(NamedTuple):
    """A link that is an origin, and the number behind it: why that is what it is, with the sign that counts."""

    link: Link
    behind: Place | None
    sign: int


class _State(NamedTuple):
    before: Place | None
    links: tuple[Link, ...]
    causes: tuple[Cause, ...]


def why_zero_entry(flow: Flow, place: Place, pass_index: int) -> Origins | None:
    """The links from a gradient that is 0 to what makes it so, and the numbers to change; None if it is not found."""
    states: dict[Place, _State] = {place: _State(None, (), ())}
    waiting = deque([place])
    while waiting and len(states) < MOST_PLACES:
        here = waiting.popleft()
        end = _settled(flow, here, pass_index)
        if end is not None:
            return _told(flow, states, here, end)
        options = list(_options(flow, here, pass_index))
        finished = [option for option in options if option[0] is None and option[2] is not None]
        if finished:
            cause = finished[0][2]
            assert cause is not None
            return _told(flow, states, here, cause)
        # In front of all that waits, in their own order.
        for onward, link, cause in reversed(options):
            if onward is None or onward in states:
                continue
            states[onward] = _State(here, () if link is None else (link,), () if cause is None else (cause,))
            # A way with a further cause is tried last.
            (waiting.append if cause is not None else waiting.appendleft)(onward)
    return None


def _told(flow: Flow, states: dict[Place, _State], here: Place, end: Cause) -> Origins:
    way: list[_State] = []
    place: Place | None = here
    while place is not None:
        way.append(states[place])
        place = states[place].before
    links: list[Link] = []
    named: list[Place] = []
    roots: list[Place] = []
    for state in (*reversed(way), _State(None, (), (end,))):
        links += state.links
        for cause in state.causes:
            links.append(cause.link)
            if cause.behind is not None:
                behind = why_value(flow, cause.behind, cause.sign)
                links += behind.links
                named.append(cause.behind)
                roots += behind.roots
    return Origins(links, tuple(dict.fromkeys(named)), tuple(dict.fromkeys(roots)))


Option = tuple[Place | None, Link | None, Cause | None]


def _settled(flow: Flow, here: Place, pass_index: int) -> Cause | None:
    """A gradient that is 0 though something arrives: a seed of 0, a hook, contributions that cancel."""
    arrivals = flow.arrivals(here.node, pass_index)
    for step in reversed(arrivals):
        if isinstance(step, HookStep):
            before = _at(step.upstream, flow, here)
            if before != 0:
                said = f"The hook of {prose(flow.nodes[here.node])} makes 0 of {number_text(before)}."
                return Cause(Link(step.index, here, "hook", said, True), None, 0)
            break
    sent = [(step, _at(step.contribution, flow, here)) for step in arrivals if isinstance(step, ContributeStep)]
    seeds = [step for step in arrivals if isinstance(step, SeedStep)]
    for seed in seeds:
        if not sent and _at(seed.upstream, flow, here) == 0:
            said = f"The backward pass starts at {flow.name(here)} with the gradient 0."
            return Cause(Link(seed.index, here, "seed", said, True), None, 0)
    amounts = [amount for _, amount in sent if amount != 0]
    amounts += [amount for seed in seeds if (amount := _at(seed.upstream, flow, here)) != 0]
    last = arrivals[-1] if arrivals else None
    earlier = last.earlier if last is not None else None
    if earlier is not None and (held := _at(earlier, flow, here)) != 0:
        amounts.append(held)
    if amounts:
        said = f"{len(amounts)} contributions to {flow.name(here)} cancel: {_plus(amounts)}{_nothing(amounts)}."
        at = last.index if last is not None else 0
        return Cause(Link(at, here, "cancelled", said, True), None, 0)
    return None


def _options(flow: Flow, here: Place, pass_index: int) -> list[Option]:
    """Ways on from a gradient that is 0: (the gradient to look at next, a link to it, a cause on the way)."""
    options: list[Option] = []
    for step in flow.arrivals(here.node, pass_index):
        if not isinstance(step, ContributeStep):
            continue
        terms = flow.terms(step, here.entry)
        if terms is None:
            continue
        apart = [term for term in terms if 0 not in (term.upstream, term.local) and term.upstream * term.local != 0]
        if apart:
            amounts = [term.upstream * term.local for term in apart]
            summed = _plus(amounts) + _nothing(amounts)
            said = f"{len(amounts)} products of upstream and local at {flow.name(here)} cancel: {summed}."
            options.append((None, None, Cause(Link(step.index, here, "cancelled", said, True), None, 0)))
            continue
        if not terms:
            options.append((None, None, _unused(flow, step, here)))
        for term in terms:
            if term.local == 0:
                cause = _shut(flow, term, here)
                options.append((None if term.upstream != 0 else term.sender, None, cause))
            elif term.upstream == 0:
                options.append((term.sender, _passed(flow, term, here), None))
            else:
                product = f"{number_text(term.upstream)} · {number_text(term.local)}"
                said = f"The product {product} at {flow.name(here)} is so small that rounding makes 0 of it."
                options.append((None, None, Cause(Link(step.index, here, "rounded", said, True), None, 0)))
    return options


def _passed(flow: Flow, term: Sent, here: Place) -> Link:
    said = f"{flow.name(term.sender)} hands on upstream 0 · local {number_text(term.local)} = 0 to {flow.name(here)}."
    return Link(term.step.index, here, "passed", said)


def _unused(flow: Flow, step: ContributeStep, here: Place) -> Cause:
    node = flow.nodes[step.node]
    assert node.operation is not None
    made = f"No entry of {prose(node)}{flow.line(step.node)} is made from {flow.valued(here)}"
    said = f"{made}: {word(node.operation)} leaves it out."
    return Cause(Link(step.index, here, "unused", said, True), None, 0)


def _shut(flow: Flow, term: Sent, here: Place) -> Cause:
    """A local derivative of 0, by the reason that the operation's record knows, or else by its numbers."""
    step, node = term.step, flow.nodes[term.step.node]
    operation = node.operation
    assert operation is not None
    slot = slot_of(flow, step)
    called, where, number = word(operation), flow.line(step.node), flow.number(here)

    def cause(kind: str, said: str, behind: Place | None, sign: int = 0) -> Cause:
        return Cause(Link(step.index, here, kind, said, True), behind, sign)

    if operation.zero in ("factors", "product") or operation.matrix in ("product", "affine"):
        factor = flow.factor(term, here)
        if factor is not None:
            said = f"{flow.name(here)} is multiplied by 0{where}: the other factor is {flow.valued(factor)}."
            return cause("times 0", said, factor)
    if operation.zero == "saturated":
        said = f"{called.capitalize()} is saturated{where}: at {flow.valued(here)} its slope rounds to 0."
        return cause("saturated", said, here, int(np.sign(number)))
    if not isinstance(operation.zero, str):
        name = operation.inputs[slot] if slot < len(operation.inputs) else ""
        shut = operation.zero.get(name)
        if shut is not None and _holds(flow, node.index, shut, term.entry):
            if shut.opening:
                kind = "shut"
                said = f"{called.capitalize()}{where} is shut for {flow.valued(here)}."
            elif "{other}" in shut.said:
                other = node.inputs[1 - slot]
                rival = Place(other, _copied(flow, other, node.index, term.entry))
                kind = "lost"
                said = f"{flow.valued(here)} loses the {called}{where} to {flow.valued(rival)}."
            else:
                kind = "clamped" if "bounds" in shut.said else "flat"
                said = f"{called.capitalize()}{where} is flat at {flow.valued(here)}."
            return cause(kind, said, here, -1 if number < 0 else 1 if number > 0 else 0)
    winners = [] if operation.elementwise else [each for each in flow.winners(term, slot) if each != here]
    if len(winners) == 1:
        winner = flow.valued(winners[0])
        said = f"{called.capitalize()}{where} hands its whole gradient to {winner}, none to {flow.valued(here)}."
        return cause("lost", said, here, 0)
    said = f"The slope of {called}{where} is 0 at {flow.valued(here)}."
    return cause("flat", said, here, int(np.sign(number)) if math.isfinite(number) else 0)


def _holds(flow: Flow, node: int, shut: Shut, entry: int) -> bool:
    made = flow.nodes[node]
    values = [flow.nodes[i].value for i in made.inputs]
    where = np.broadcast_to(np.asarray(shut.where(*values, **made.attributes)), made.shape)
    return bool(where.reshape(-1)[entry])


def _copied(flow: Flow, source: int, node: int, entry: int) -> int:
    shape = flow.nodes[source].shape
    places = np.arange(int(np.prod(shape, dtype=int))).reshape(shape)
    return int(np.broadcast_to(places, flow.nodes[node].shape).reshape(-1)[entry])


def _at(array: object, flow: Flow, place: Place) -> float:
    numbers = np.broadcast_to(np.asarray(array, dtype=float), flow.nodes[place.node].shape)
    return float(numbers.reshape(-1)[place.entry])


def _nothing(amounts: list[float]) -> str:
    """What a sum that is 0 comes to before it is rounded."""
    rest = math.fsum(amounts)
    return " = 0" if rest == 0 else f" comes to {number_text(rest)}, of which rounding makes 0"


def _plus(amounts: list[float]) -> str:
    shown = amounts[:4]
    text = number_text(shown[0])
    for amount in shown[1:]:
        text += f" − {number_text(-amount)}" if amount < 0 else f" + {number_text(amount)}"
    return text + (" + …" if len(amounts) > 4 else "")
