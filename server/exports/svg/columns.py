"""A column for each card, and the columns in bands, one below the other like the lines of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# In pixels. A cut through a wire costs as much as so many of height.
CUT_WIRE = 30
CHANNEL = 36
GAP_X, GAP_Y = 52, 20


class Size(NamedTuple):
    """Of a card; `port` is the height at which its wires come and go, `inlet` how far its gate stands out."""

    width: float
    height: float
    port: float
    inlet: float


class Wire(NamedTuple):
    source: int
    target: int
    slot: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cards by their place in `sizes`, in an order in which every wire leads to a later one, and `leaves` of them."""

    sizes: Sequence[Size]
    wires: Sequence[Wire]
    leaves: frozenset[int]


Bands = list[list[list[int]]]


def ranks(sheet: Sheet) -> list[int]:
    """Each operation one column after the last of what it reads, each leaf one before the first that reads it."""
    reads: list[list[int]] = [[] for _ in sheet.sizes]
    uses: list[list[int]] = [[] for _ in sheet.sizes]
    for source, target, _ in sheet.wires:
        reads[target].append(source)
        uses[source].append(target)
    found = [0] * len(sheet.sizes)
    for card in range(len(sheet.sizes)):
        if card not in sheet.leaves:
            found[card] = 1 + max((found[each] for each in reads[card] if each not in sheet.leaves), default=0)
    for card in sheet.leaves:
        found[card] = max(0, min((found[each] for each in uses[card]), default=1) - 1)
    least = min(found, default=0)
    return [rank - least for rank in found]


def bands(sheet: Sheet, width: float) -> Bands:
    """The columns of each band, none of them wider than `width` unless a single column is; as low as can be, and cut
    where few wires run.
    """
    column_of = ranks(sheet)
    columns: list[list[int]] = [[] for _ in range(max(column_of, default=-1) + 1)]
    for card, column in enumerate(column_of):
        columns[column].append(card)
    columns = [column for column in columns if column]
    place = {card: index for index, column in enumerate(columns) for card in column}
    # The last column that reads each value: a cut before it is a cut through one wire, however many uses it has.
    last = dict(place)
    for source, target, _ in sheet.wires:
        last[source] = max(last[source], place[target])
    crossing = [0] * (len(columns) + 1)
    for card, column in place.items():
        crossing[column + 1] += 1
        if last[card] < len(columns):
            crossing[last[card] + 1] -= 1
    for index in range(1, len(crossing)):
        crossing[index] += crossing[index - 1]
    wide = [max(sheet.sizes[card].width for card in column) + GAP_X for column in columns]
    high = [sum(sheet.sizes[card].height + GAP_Y for card in column) for column in columns]
    best = [0.0] + [float("inf")] * len(columns)
    cut_at = [0] * (len(columns) + 1)
    for end in range(1, len(columns) + 1):
        across = tall = 0.0
        for begin in range(end - 1, -1, -1):
            across += wide[begin]
            tall = max(tall, high[begin])
            if across > width and begin < end - 1:
                break
            cost = best[begin] + tall + (CHANNEL + CUT_WIRE * crossing[begin] if begin else 0)
            if cost < best[end]:
                best[end], cut_at[end] = cost, begin
    cuts = [len(columns)]
    while cuts[-1] > 0:
        cuts.append(cut_at[cuts[-1]])
    cuts.reverse()
    return [columns[begin:end] for begin, end in zip(cuts, cuts[1:], strict=False)]
