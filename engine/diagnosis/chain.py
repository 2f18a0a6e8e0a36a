"""What a diagnosis is made of: chains of links, each a step to go to with a sentence about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Thresholds(NamedTuple):
    """From where on a number is worth a word. `tiny` and `huge` are sizes of gradients, `saturated` the slope below
    which a sigmoid or tanh counts as saturated.
    """

    tiny: float = 1e-4
    huge: float = 100.0
    saturated: float = 0.01


class Place(NamedTuple):
    """One number: an entry of a node, as a flat place in row-major order."""

    node: int
    entry: int


class Link(NamedTuple):
    """A link of a chain, at step `step`, about one number. `origin`: this is a cause that nothing before it explains
    away. `kind` says what happens there in one word.
    """

    step: int
    place: Place
    kind: str
    sentence: str
    origin: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Why one number is what it is. `of` is "value" or "gradient", `finding` one of FINDINGS, `number` the number
    itself, None where there is none. The links lead from the number to its origins; `causes` are the numbers that hold
    it there: with all of them changed it becomes another one. There are none where the program's structure is the
    cause. `roots` are what stands behind them, where that can be told: numbers that they are computed from.
    """

    place: Place
    name: str
    of: str
    finding: str
    number: float | None
    sentence: str
    links: tuple[Link, ...]
    causes: tuple[Place, ...]
    roots: tuple[Place, ...] = ()


class Origins(NamedTuple):
    """The links of a chain, its causes, and what stands behind them."""

    links: list[Link]
    causes: tuple[Place, ...] = ()
    roots: tuple[Place, ...] = ()


FINDINGS = ("zero", "none", "nan", "infinite", "tiny", "huge", "ordinary")
# A chain of more links is cut in the middle.
MOST_LINKS = 200
# Numbers that a search looks at before it gives up.
MOST_PLACES = 4_000


def shortened(links: list[Link]) -> tuple[Link, ...]:
    """The first and the last of a chain that is too long to be read."""
    if len(links) <= MOST_LINKS:
        return tuple(links)
    half = MOST_LINKS // 2
    return (*links[:half], *links[-half:])
