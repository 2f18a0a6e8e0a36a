"""Where a NaN or an infinity was made first, and how it came here: of values, and of gradients."""

from __future__ import annotations

import math

import numpy as np

from engine.diagnosis.chain import MOST_LINKS, Link, Origins, Place
from engine.diagnosis.flow import Flow, Part, Sent
from engine.diagnosis.values import why_value
from engine.explain import prose, word
from engine.notation import number_text
from engine.recording import ContributeStep, HookStep, SeedStep


def why_nonfinite_value(flow: Flow, place: Place) -> Origins:
    """From a value that is no finite number to the step that made the first of its kind, and to what made that."""
    links: list[Link] = []
    while len(links) < MOST_LINKS:
        number = flow.number(place)
        node = flow.nodes[place.node]
        step = flow.made.get(place.node, 0)
        if node.op is None:
            how = "is left by the update" if node.previous is not None else "is given as it is"
            links.append(Link(step, place, "given", f"{flow.valued(place)} {how}{flow.line(place.node)}.", True))
            return Origins(links, (place,))
        parts = [part for each in flow.parts(place) for part in each]
        broken = [part for part in parts if not math.isfinite(part.number)]
        same = [part for part in broken if math.isnan(part.number)] if math.isnan(number) else broken
        if not same and not parts:
            same = _anywhere(flow, place, number)
        if same:
            onward = same[0].place
            said = f"{flow.valued(place)}{flow.line(place.node)} because {flow.valued(onward)} goes into it."
            links.append(Link(step, place, "spread", said))
            place = onward
            continue
        kind = "NaN" if math.isnan(number) else "infinity"
        by = _made(flow, place, parts)
        said = f"{flow.valued(place)} is the first {kind} here, made in step {step + 1}{flow.line(place.node)} by {by}."
        links.append(Link(step, place, "made", said, True))
        if broken:
            rest = why_nonfinite_value(flow, broken[0].place)
            return rest._replace(links=links + rest.links)
        nearest = _behind(parts)
        if nearest is None:
            return Origins(links, (place,))
        behind = why_value(flow, nearest.place, 0 if nearest.number == 0 else int(np.sign(nearest.number)))
        return Origins(links + behind.links, (nearest.place,), behind.roots)
    return Origins(links)


def _anywhere(flow: Flow, place: Place, number: float) -> list[Part]:
    """The inputs that are no numbers, where it cannot be told which entries of them take part."""
    for slot, source in enumerate(flow.nodes[place.node].inputs):
        values = np.asarray(flow.nodes[source].value)
        test = np.isnan(values) if math.isnan(number) else ~np.isfinite(values)
        entries = np.flatnonzero(test.reshape(-1))
        if entries.size:
            entry = int(entries[0])
            return [Part(Place(source, entry), slot, float(values.reshape(-1)[entry]), math.nan)]
    return []


def _behind(parts: list[Part]) -> Part | None:
    """The number that does it: one that is 0, or else the largest."""
    zeros = [part for part in parts if part.number == 0]
    if zeros:
        return zeros[-1]
    return max(parts, key=lambda part: abs(part.number), default=None)


def _made(flow: Flow, place: Place, parts: list[Part]) -> str:
    node = flow.nodes[place.node]
    operation = node.operation
    assert operation is not None
    numbers = [number_text(part.number) for part in parts[:4]]
    signs = {"add": "+", "sub": "−", "mul": "·", "div": "/"}
    if operation.name in signs and len(numbers) == 2:
        return f" {signs[operation.name]} ".join(numbers)
    if "exponent" in node.attributes and len(numbers) == 1:
        return f"{numbers[0]} to the power {number_text(node.attributes['exponent'])}"
    if operation.elementwise and numbers:
        return f"{word(operation)}({', '.join(numbers)})"
    return (
        f"{word(operation)} of {len(parts)} numbers" if len(parts) > 4 else f"{word(operation)}({', '.join(numbers)})"
    )


def why_nonfinite_gradient(flow: Flow, place: Place, pass_index: int) -> Origins:
    """From a gradient that is no finite number to the step that made the first of its kind."""
    links: list[Link] = []
    seen: set[Place] = set()
    while len(links) < MOST_LINKS and place not in seen:
        seen.add(place)
        found = _worst(flow, place, pass_index)
        if found is None:
            return Origins(links)
        step, amount = found
        if isinstance(step, SeedStep):
            said = f"The backward pass starts at {flow.name(place)} with {number_text(amount)}."
            return Origins([*links, Link(step.index, place, "seed", said, True)])
        if isinstance(step, HookStep):
            said = f"The hook of {prose(flow.nodes[place.node])} makes {number_text(amount)} of a finite gradient."
            return Origins([*links, Link(step.index, place, "hook", said, True)])
        term = _broken_term(flow.terms(step, place.entry) or [], amount)
        if term is not None and _same(term.upstream, amount):
            said = (
                f"{number_text(amount)} arrives at {flow.name(place)} from {flow.name(term.sender)}: upstream "
                f"{number_text(term.upstream)} · local {number_text(term.local)}."
            )
            links.append(Link(step.index, place, "spread", said))
            place = term.sender
            continue
        return _made_here(flow, place, step, amount, term, links, pass_index)
    return Origins(links)


def _same(one: float, other: float) -> bool:
    """Whether a number already is of the kind in question."""
    return math.isnan(one) if math.isnan(other) else not math.isfinite(one)


def _worst(flow: Flow, place: Place, pass_index: int) -> tuple[ContributeStep | HookStep | SeedStep, float] | None:
    """The arrival that is not finite, NaN first."""
    infinite = None
    for step in flow.arrivals(place.node, pass_index):
        array = step.upstream if isinstance(step, SeedStep) else step.contribution
        if isinstance(step, HookStep) and not math.isfinite(_entry(step.upstream, flow, place)):
            continue
        amount = _entry(array, flow, place)
        if math.isnan(amount):
            return step, amount
        if infinite is None and math.isinf(amount):
            infinite = (step, amount)
    return infinite


def _broken_term(terms: list[Sent], amount: float) -> Sent | None:
    broken = [term for term in terms if not math.isfinite(term.upstream * term.local)]
    if math.isnan(amount):
        arrived = [term for term in broken if math.isnan(term.upstream)]
        return next(
            iter(arrived or [term for term in broken if math.isnan(term.upstream * term.local)] or broken), None
        )
    return next((term for term in broken if math.isinf(term.upstream)), next(iter(broken), None))


def _made_here(
    flow: Flow,
    place: Place,
    step: ContributeStep,
    amount: float,
    term: Sent | None,
    links: list[Link],
    pass_index: int,
) -> Origins:
    node = flow.nodes[step.node]
    operation = node.operation
    assert operation is not None
    kind = "NaN" if math.isnan(amount) else "infinity"
    where = f"The first {kind} of the gradients on this way is made in step {step.index + 1}"
    if term is None:
        said = f"{where}, at {flow.name(place)}, by the derivative of {word(operation)}{flow.line(step.node)}."
    else:
        said = (
            f"{where}: upstream {number_text(term.upstream)} · local {number_text(term.local)}, the slope of "
            f"{word(operation)}{flow.line(step.node)} at {flow.valued(place)}."
        )
    made = Link(step.index, place, "made", said, True)
    if term is not None and not math.isfinite(term.upstream):
        rest = why_nonfinite_gradient(flow, term.sender, pass_index)
        return rest._replace(links=[*links, made, *rest.links])
    broken = _broken_value(flow, step, place)
    if broken is not None:
        rest = why_nonfinite_value(flow, broken)
        return rest._replace(links=[*links, made, *rest.links])
    behind = why_value(flow, place, int(np.sign(flow.number(place))))
    return Origins([*links, made, *behind.links], (place,), behind.roots)


def _broken_value(flow: Flow, step: ContributeStep, place: Place) -> Place | None:
    """An entry that the derivative read and that is not finite: of the receiver, of another input, of the result."""
    if not math.isfinite(flow.number(place)):
        return place
    for index in (*flow.nodes[step.node].inputs, step.node):
        entries = np.flatnonzero(~np.isfinite(np.asarray(flow.nodes[index].value, dtype=float)).reshape(-1))
        if entries.size:
            return Place(index, int(entries[0]))
    return None


def _entry(array: object, flow: Flow, place: Place) -> float:
    numbers = np.broadcast_to(np.asarray(array, dtype=float), flow.nodes[place.node].shape)
    return float(numbers.reshape(-1)[place.entry])
