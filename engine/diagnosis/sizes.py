"""Why a gradient is so small or so large: the factors along the path that brings most of it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.diagnosis.chain import MOST_LINKS, Link, Place
from engine.diagnosis.flow import Flow, Sent
from engine.explain import word
from engine.notation import number_text
from engine.recording import ContributeStep, SeedStep


class Sized(NamedTuple):
    """The path of most weight, from the number back to the seed: its links, what each multiplies by, what it starts
    with, the factor that makes it small or large, and how many contributions the number is the sum of.
    """

    links: list[Link]
    factors: list[float]
    seed: float
    decisive: int | None
    contributions: int

    @property
    def product(self) -> float:
        return math.prod(self.factors, start=self.seed)


def why_size(flow: Flow, place: Place, pass_index: int, *, small: bool) -> Sized:
    links: list[Link] = []
    factors: list[float] = []
    seed = 1.0
    contributions = sum(isinstance(step, ContributeStep) for step in flow.arrivals(place.node, pass_index))
    while len(links) < MOST_LINKS:
        strongest = _strongest(flow, place, pass_index)
        if strongest is None:
            starts = [step for step in flow.arrivals(place.node, pass_index) if isinstance(step, SeedStep)]
            if starts:
                seed = float(np.broadcast_to(starts[0].upstream, flow.nodes[place.node].shape).reshape(-1)[place.entry])
            break
        term = strongest
        node = flow.nodes[term.step.node]
        assert node.operation is not None
        said = (
            f"The slope of {word(node.operation)}{flow.line(node.index)} multiplies by {number_text(term.local)} on "
            f"the way to {flow.valued(place)}."
        )
        links.append(Link(term.step.index, place, "factor", said))
        factors.append(term.local)
        place = term.sender
    decisive = None
    if factors:
        sizes = [abs(factor) for factor in factors]
        decisive = sizes.index(min(sizes) if small else max(sizes))
        links[decisive] = links[decisive]._replace(origin=True)
    return Sized(links, factors, seed, decisive, contributions)


def _strongest(flow: Flow, place: Place, pass_index: int) -> Sent | None:
    best: Sent | None = None
    for step in flow.arrivals(place.node, pass_index):
        if not isinstance(step, ContributeStep):
            continue
        for term in flow.terms(step, place.entry) or []:
            if best is None or abs(term.upstream * term.local) > abs(best.upstream * best.local):
                best = term
    return best
