"""Where cards and wires stand on the sheet. Wires run across between bands, and up and down between columns, each in a
lane of its own that it shares only with wires of the same value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from server.exports.svg.columns import CHANNEL, GAP_X, Sheet, Wire, bands
from server.exports.svg.rows import Place, rows

LANE = 6
# Between a lane and the cards beside it: an arrow is to be seen.
BESIDE = {"before": 14, "after": 26}
# From one wire that arrives at a gate to the next, and of all of them.
SLOT, SPREAD = 6, 14
FAR = 1e9

Point = tuple[float, float]
Where = tuple[int, int]


class Layout(NamedTuple):
    """`cards` has the upper left corner of each, `wires` the corners of each, in pixels."""

    cards: dict[int, Point]
    wires: list[list[Point]]
    width: float
    height: float


@dataclass(slots=True)
class _Lanes:
    """Stretches that share a room: those of the same value may lie on one another, others not."""

    stretches: dict[int, tuple[float, float]] = field(default_factory=dict)

    def add(self, value: int, *ends: float) -> None:
        low, high = self.stretches.get(value, (FAR, -FAR))
        self.stretches[value] = (min(low, *ends), max(high, *ends))

    def assigned(self) -> dict[int, int]:
        until: list[float] = []
        lanes = {}
        for value, (low, high) in sorted(self.stretches.items(), key=lambda each: (each[1], each[0])):
            lane = next((index for index, end in enumerate(until) if end < low), len(until))
            until[lane : lane + 1] = [high]
            lanes[value] = lane
        return lanes


def lay_out(sheet: Sheet, width: float) -> Layout:
    parts = bands(sheet, width)
    placed = [rows(sheet, part) for part in parts]
    at = {
        place.card: (band, column, place)
        for band, (columns, _) in enumerate(placed)
        for column, places in enumerate(columns)
        for place in places
        if place.card is not None
    }
    ends = _ends(sheet.wires)
    routes = [_route(wire, at, end) for wire, end in zip(sheet.wires, ends, strict=True)]

    gaps: dict[Where, _Lanes] = defaultdict(_Lanes)
    for route in routes:
        for where, low, high in route.down:
            gaps[where].add(route.value, low, high)
    gap_lanes = {where: lanes.assigned() for where, lanes in gaps.items()}
    margin = _Lanes()
    for route in routes:
        if route.margin is not None:
            margin.add(route.value, *map(float, route.margin))
    margin_lanes = margin.assigned()
    left = (1 + max(margin_lanes.values(), default=-1)) * LANE + (LANE if margin_lanes else 0)

    lefts, widths, across = _across(sheet, parts, gap_lanes, left)

    def lane_x(where: Where, value: int) -> float:
        return lefts[where[0]][where[1]] + BESIDE["before"] + gap_lanes[where][value] * LANE

    def margin_x(value: int) -> float:
        return margin_lanes[value] * LANE

    channels: dict[int, _Lanes] = defaultdict(_Lanes)
    for route in routes:
        for channel, begin, end in route.across:
            xs = [margin_x(route.value) if each is None else lane_x(each, route.value) for each in (begin, end)]
            channels[channel].add(route.value, *xs)
    channel_lanes = {channel: lanes.assigned() for channel, lanes in channels.items()}

    tops, below = [], 0.0
    for band, (_, height) in enumerate(placed):
        tops.append(below)
        below += height
        if band < len(placed) - 1:
            below += CHANNEL + LANE * max(0, len(set(channel_lanes.get(band, {}).values())) - 1)

    def channel_y(channel: int, value: int) -> float:
        return tops[channel] + placed[channel][1] + CHANNEL / 2 + channel_lanes[channel][value] * LANE

    cards = {
        card: (lefts[band][column] + widths[band][column], tops[band] + place.y)
        for card, (band, column, place) in at.items()
    }
    drawn = []
    for wire, route in zip(sheet.wires, routes, strict=True):
        band, _, place = at[wire.source]
        source, target = sheet.sizes[wire.source], sheet.sizes[wire.target]
        x, y = cards[wire.source][0] + source.width, tops[band] + place.middle
        points = [(x, y)]
        for turn in route.turns:
            x = margin_x(route.value) if turn.where is None else lane_x(turn.where, route.value)
            points.append((x, y))
            y = channel_y(turn.to, route.value) if turn.height is None else tops[turn.to] + turn.height
            points.append((x, y))
        points.append((cards[wire.target][0] - target.inlet, y))
        drawn.append(_simple(points))
    return Layout(cards, drawn, across, below)


def _ends(wires: Iterable[Wire]) -> list[float]:
    """How far from the middle of its gate each wire arrives."""
    wires = list(wires)
    slots: dict[int, list[int]] = defaultdict(list)
    for wire in wires:
        slots[wire.target].append(wire.slot)
    ends = []
    for wire in wires:
        others = sorted(slots[wire.target])
        last = len(others) - 1
        ends.append((others.index(wire.slot) - last / 2) * min(SLOT, SPREAD / max(1, last)))
    return ends


class _Down(NamedTuple):
    """Up or down in the gap before a column of a band, or in the margin, to a height in a band, or to the channel
    below it.
    """

    where: Where | None
    to: int
    height: float | None = None


@dataclass(slots=True)
class _Route:
    value: int
    turns: list[_Down] = field(default_factory=list)
    down: list[tuple[Where, float, float]] = field(default_factory=list)
    across: list[tuple[int, Where | None, Where | None]] = field(default_factory=list)
    margin: tuple[int, int] | None = None


def _route(wire: Wire, at: dict[int, tuple[int, int, Place]], end: float) -> _Route:
    route = _Route(wire.source)
    band, column, place = at[wire.source]
    to_band, to_column, to_place = at[wire.target]
    y, arrival = place.middle, to_place.middle + end
    if band == to_band:
        for gap in range(column + 1, to_column + 1):
            if gap < to_column:
                place = next(each for each in place.after if each.card is None)
            level = arrival if gap == to_column else place.middle
            if abs(level - y) > 0.5 or gap == to_column:
                route.down.append(((band, gap), y, level))
                route.turns.append(_Down((band, gap), band, level))
                y = level
        return route
    begin, arrive = (band, column + 1), (to_band, to_column)
    above = to_band - 1
    route.down += [(begin, y, FAR), (arrive, -FAR, arrival)]
    route.turns.append(_Down(begin, band))
    if above == band:
        route.across.append((band, begin, arrive))
    else:
        route.margin = (band, above)
        route.across += [(band, begin, None), (above, None, arrive)]
        route.turns.append(_Down(None, above))
    route.turns.append(_Down(arrive, to_band, arrival))
    return route


def _across(
    sheet: Sheet, parts: list[list[list[int]]], lanes: dict[Where, dict[int, int]], left: float
) -> tuple[list[list[float]], list[list[float]], float]:
    """Of each band where each of its gaps begins, one more than it has columns, how wide each is, and the width of
    all.
    """
    lefts: list[list[float]] = []
    widths: list[list[float]] = []
    across = 0.0
    for band, part in enumerate(parts):
        x = left
        lefts.append([x])
        widths.append([])
        for column in range(len(part) + 1):
            count = 1 + max(lanes.get((band, column), {}).values(), default=-1)
            inlet = max((sheet.sizes[card].inlet for card in part[column]), default=0.0) if column < len(part) else 0.0
            usual = GAP_X if column < len(part) and column > 0 else inlet
            gap = max(usual, BESIDE["before"] + count * LANE + inlet + BESIDE["after"] / 2) if count else usual
            widths[-1].append(gap)
            x += gap
            if column < len(part):
                x += max(sheet.sizes[card].width for card in part[column])
            lefts[-1].append(x)
        across = max(across, x)
    return lefts, widths, across


def _simple(points: list[Point]) -> list[Point]:
    """Without the points that lie on the straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(point[0] - kept[-1][0]) < 0.01 and abs(point[1] - kept[-1][1]) < 0.01:
            continue
        if len(kept) > 1 and any(
            abs(kept[-2][axis] - kept[-1][axis]) < 0.01 > abs(kept[-1][axis] - point[axis]) for axis in (0, 1)
        ):
            kept.pop()
        kept.append(point)
    return kept
