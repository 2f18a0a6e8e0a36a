"""The one pass that is kept of a loop too long to be kept whole, and the series of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.operation import Array, Shape

# Of each parameter so many entries are followed.
ENTRIES_FOLLOWED = 32


class Turn(NamedTuple):
    """A turn of the loop: backward pass `pass_index` of all of the run, and its steps `first` to `last`, both included:
    forward, the backward pass from `seed` on, and what the program then does to leaves and gradients before it computes
    anew.
    """

    pass_index: int
    first: int
    seed: int
    last: int


@dataclass(slots=True)
class FollowedParameter:
    """A leaf that the loop changes, pass by pass: `before` and `after` are the nodes of its versions in the run that
    shows the pass, `values` the entries at `entries` as the pass read them, and `norms`, `gradients` and `changes` the
    Euclidean norms of all that it read, of what arrived (None: nothing) and of what it added.
    """

    name: str
    shape: Shape
    entries: list[int]
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    gradients: list[float | None] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)

    def add(self, nodes: tuple[int, int], before: Array, after: Array, gradient: Array) -> None:
        self.before.append(nodes[0])
        self.after.append(nodes[1])
        self.values.append(np.ravel(before)[self.entries].tolist())
        self.norms.append(norm(before))
        self.gradients.append(None if gradient is None else norm(gradient))
        self.changes.append(norm(np.asarray(after) - np.asarray(before)))


@dataclass(slots=True)
class PassSeries:
    """What is known of every pass: an item of each list for each."""

    name: str = ""
    turns: list[Turn] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    losses: list[float | None] = field(default_factory=list)
    promised: list[float | None] = field(default_factory=list)
    parameters: list[FollowedParameter] = field(default_factory=list)


class Shown(NamedTuple):
    """Of a loop of which one pass is kept: `number` is its place among those run, counted from 0, and `turn` the steps
    of the run that are its own; both None before the first is at its end. Nodes and steps of the run are those from
    outside of the loop and of this pass, in which the leaves that the loop changes hold what the pass read.
    """

    number: int | None
    turn: Turn | None
    series: PassSeries


def followed(size: int) -> list[int]:
    """Places of entries, evenly through all."""
    return sorted({*np.linspace(0, size - 1, min(size, ENTRIES_FOLLOWED)).round().astype(int).tolist()}) if size else []


def norm(array: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(np.ravel(array)))
