"""Why a value is what it is: the links from a number back to the leaf that decides it.

Of a sum that term is followed which pulls the most in the direction in question, of a product that is 0 the factor that
is 0, and of an operation with one input that input. Elsewhere the chain ends.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.diagnosis.chain import MOST_LINKS, Link, Place
from engine.diagnosis.flow import Flow, Part
from engine.explain import local_map, word
from engine.notation import number_text


class Reason(NamedTuple):
    """The links from a number to its origin, and the numbers there: several where a product has only factors of 0."""

    links: list[Link]
    roots: tuple[Place, ...]


def why_value(flow: Flow, place: Place, sign: int = 0) -> Reason:
    """From a number to what decides it. `sign`: −1 asks why it is so small, 1 why so large, 0 what it is.

    The last link is the origin: a number that the program gives, or a result that cannot be followed further.
    """
    links: list[Link] = []
    while True:
        link, onward, sign = _link(flow, place, sign)
        links.append(link)
        if len(onward) != 1 or len(links) == MOST_LINKS:
            break
        (place,) = onward
    links[-1] = link._replace(origin=True)
    return Reason(links, onward or (place,))


def _link(flow: Flow, place: Place, sign: int) -> tuple[Link, tuple[Place, ...], int]:
    """What is said of a number, the numbers behind it, and which way the only one of them pulls."""
    node = flow.nodes[place.node]
    if node.op is None:
        return _leaf(flow, place), (), 0
    number = flow.number(place)
    said, where = flow.valued(place), flow.line(place.node)
    step = flow.made[place.node]
    terms = _sum(flow, place)
    if terms is not None:
        shown = _added(flow, terms)
        made = f"{said}{where} is the sum {shown}." if len(terms) > 1 else f"{said}{where} is {shown}."
        chosen = _strongest(flow, terms, sign, number)
        if chosen is None:
            return Link(step, place, "sum", made), (), 0
        factors, product = chosen
        if len(terms) > 1 and product != 0:
            made = made[:-1] + f"; {_factors(flow, factors)} weighs most."
        onward = _onward(factors)
        if len(onward) != 1:
            return Link(step, place, "sum", made), tuple(part.place for part in onward), 0
        return Link(step, place, "sum", made), (onward[0].place,), _turned(sign or _sign(product), factors, onward[0])
    sources = [part for each in flow.parts(place) for part in each]
    taken = [part for part in sources if part.slope != 0]
    sources = taken if len(sources) > 1 and len(taken) == 1 else sources
    operation = node.operation
    assert operation is not None
    if len(sources) != 1:
        shown = ", ".join(flow.valued(part.place) for part in sources[:4]) or "its inputs"
        return Link(step, place, "computed", f"{said}{where} is {word(operation)} of {shown}."), (), 0
    (only,) = sources
    told = f"{said}{where} is {word(operation)} of {flow.valued(only.place)}."
    return Link(step, place, "computed", told), (only.place,), _sign(only.number)


def _leaf(flow: Flow, place: Place) -> Link:
    node = flow.nodes[place.node]
    given = "left by the update" if node.previous is not None else "given"
    if node.role == "constant":
        sentence = f"{flow.valued(place)} is a plain number in the program."
    else:
        sentence = f"{flow.valued(place)} is {given}{flow.line(place.node)}."
    return Link(flow.made.get(place.node, 0), place, "given", sentence)


# Factors of one term of a sum, and what it is worth.
Summand = tuple[tuple[Part, ...], float]


def _sum(flow: Flow, place: Place) -> list[Summand] | None:
    """A result as a sum of numbers and of products of two; None where it is no such sum."""
    node = flow.nodes[place.node]
    operation = node.operation
    assert operation is not None
    parts = flow.parts(place)
    # A gate or a switch adds nothing up: it lets one of its inputs pass, or none.
    if not any(parts) or not isinstance(operation.zero, str):
        return None
    kinds = []
    for slot, each in enumerate(parts):
        if each and operation.vjp(slot) is None:
            return None
        found = local_map(flow.run, node, slot) if each else None
        kinds.append("" if found is None else "added" if found.structural() else "linear" if found.constant() else "no")
    if "no" in kinds:
        return None
    terms: list[Summand] = []
    multiplied = [slot for slot, kind in enumerate(kinds) if kind == "linear"]
    for slot, kind in enumerate(kinds):
        if kind == "added":
            terms += [((part,), part.slope * part.number) for part in parts[slot]]
    if len(multiplied) == 1:
        terms += [((part,), part.slope * part.number) for part in parts[multiplied[0]]]
    elif len(multiplied) == 2:
        first, second = (parts[slot] for slot in multiplied)
        pairs = _paired(first, second)
        if pairs is None:
            return None
        terms += [((a, b), a.number * b.number) for a, b in pairs]
    elif multiplied:
        return None
    worth = math.fsum(value for _, value in terms) if all(math.isfinite(v) for _, v in terms) else math.nan
    number = flow.number(place)
    if not math.isclose(worth, number, rel_tol=1e-6, abs_tol=1e-9 * max((abs(v) for _, v in terms), default=1.0)):
        return None
    return terms


def _paired(first: list[Part], second: list[Part]) -> list[tuple[Part, Part]] | None:
    """Products of two factors: each is the other's slope."""
    if len(first) != len(second):
        return None
    for a, b in zip(first, second, strict=True):
        if a.slope != b.number or b.slope != a.number:
            return None
    return list(zip(first, second, strict=True))


def _strongest(flow: Flow, terms: list[Summand], sign: int, number: float) -> Summand | None:
    if not terms:
        return None
    if sign == 0:
        sign = _sign(number)
    if sign:
        chosen = max(terms, key=lambda each: sign * each[1])
        return chosen if sign * chosen[1] > 0 or len(terms) == 1 else None
    if not any(value for _, value in terms):
        return terms[0]
    # Of a sum that cancels, what is no plain number in the program says more; of several such no one is the cause.
    fixed = [all(flow.nodes[part.place.node].role == "constant" for part in factors) for factors, _ in terms]
    varied = [each for each, constant in zip(terms, fixed, strict=True) if not constant and each[1] != 0]
    return varied[0] if len(varied) == 1 and len({part.place for part in varied[0][0]}) == 1 else None


def _onward(factors: tuple[Part, ...]) -> tuple[Part, ...]:
    """The numbers of a term to look at: of a product the factors that are 0."""
    return factors if len(factors) == 1 else tuple(part for part in factors if part.number == 0)


def _turned(sign: int, factors: tuple[Part, ...], onward: Part) -> int:
    return -sign if len(factors) == 1 and onward.slope < 0 else sign if len(factors) == 1 else 0


def _factors(flow: Flow, factors: tuple[Part, ...]) -> str:
    return " · ".join(flow.valued(part.place) for part in factors)


def _added(flow: Flow, terms: list[Summand]) -> str:
    """The numbers of a sum, of a long one the largest."""
    if len(terms) == 1:
        factors = terms[0][0]
        if len(factors) == 2:
            return _factors(flow, factors)
        part = factors[0]
        if part.slope == 1:
            return flow.valued(part.place)
        return f"{number_text(part.slope)} · {flow.name(part.place)}, with {flow.valued(part.place)}"
    shown = sorted(terms, key=lambda each: -abs(each[1]))[:3] if len(terms) > 4 else terms
    text = number_text(shown[0][1])
    for _, value in shown[1:]:
        text += f" − {number_text(-value)}" if value < 0 else f" + {number_text(value)}"
    return text if len(shown) == len(terms) else f"of {len(terms)} terms, the largest {text}"


def _sign(number: float) -> int:
    return int(np.sign(number)) if not math.isnan(number) else 0
