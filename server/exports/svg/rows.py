"""A height for each card of a band, so that wires run straight where they can and seldom cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from server.exports.svg.columns import GAP_Y, Sheet

SWEEPS = 8
# A wire that runs through a column of cards.
THROUGH = 8


@dataclass(slots=True)
class Place:
    """A card in its column, or, with `card` None, a wire of `source` that passes through."""

    source: int
    card: int | None
    height: float
    port: float
    y: float = 0.0
    before: list[Place] = field(default_factory=list)
    after: list[Place] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.y + self.port


def rows(sheet: Sheet, band: Sequence[Sequence[int]]) -> tuple[list[list[Place]], float]:
    """The places of each column, from top to bottom, and the height of all."""
    columns = _places(sheet, band)
    for column in columns:
        _stack(column, [0.0] * len(column))
    for sweep in range(SWEEPS):
        ahead = sweep % 2 == 0
        for column in columns if ahead else columns[::-1]:
            wished = {id(each): _wish(each, each.before if ahead else each.after) for each in column}
            column.sort(key=lambda each: wished[id(each)])
            _stack(column, [wished[id(each)] - each.port for each in column])
    top = min((each.y for column in columns for each in column), default=0.0)
    for column in columns:
        for each in column:
            each.y -= top
    return columns, max((each.y + each.height for column in columns for each in column), default=0.0)


def _places(sheet: Sheet, band: Sequence[Sequence[int]]) -> list[list[Place]]:
    column_of = {card: index for index, column in enumerate(band) for card in column}
    columns = [
        [Place(card, card, sheet.sizes[card].height, sheet.sizes[card].port) for card in column] for column in band
    ]
    trunk: dict[int, list[Place]] = {place.source: [place] for column in columns for place in column}
    cards = {card: places[0] for card, places in trunk.items()}
    for source, target, _ in sheet.wires:
        if source not in column_of or target not in column_of:
            continue
        begin, end = column_of[source], column_of[target]
        while len(trunk[source]) < end - begin:
            through = Place(source, None, THROUGH, THROUGH / 2)
            columns[begin + len(trunk[source])].append(through)
            _link(trunk[source][-1], through)
            trunk[source].append(through)
        if end > begin:
            _link(trunk[source][end - begin - 1], cards[target])
    return columns


def _link(source: Place, target: Place) -> None:
    source.after.append(target)
    target.before.append(source)


def _wish(place: Place, others: Sequence[Place]) -> float:
    """Where its wires would run straight: the median of where they come from."""
    if not others:
        return place.middle
    middles = sorted(each.middle for each in others)
    half = len(middles) // 2
    return middles[half] if len(middles) % 2 else (middles[half - 1] + middles[half]) / 2


def _stack(column: Sequence[Place], wished: Sequence[float]) -> None:
    """As near to the wished heights as the order allows: those that push one another share their distance."""
    offsets = []
    below = 0.0
    for each in column:
        offsets.append(below)
        below += each.height + GAP_Y
    groups: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        total, count = wish - offset, 1
        while groups and groups[-1][0] / groups[-1][1] > total / count:
            more, others = groups.pop()
            total, count = total + more, count + others
        groups.append((total, count))
    starts = [total / count for total, count in groups for _ in range(count)]
    for each, start, offset in zip(column, starts, offsets, strict=True):
        each.y = start + offset
