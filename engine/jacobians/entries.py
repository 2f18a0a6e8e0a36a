"""Which entries of an input one entry of a result comes from, and the way back: the cells to look at, with the slopes.

An entry that takes part with the factor 0 is one of them, as in a row of a matrix product that holds a 0; one that
takes no part, as the smaller ones of a maximum, is none. Candidates are read off the structure where that says it, and
elsewhere found by letting NaN flow from the one entry (`dependence.py`). Of a candidate whose slope is 0, a second
point next to this one tells which of the two it is: there the factor is not 0 any more.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.errors import EngineError, GradientError
from engine.jacobians.dependence import LocalMap, Sweep
from engine.jacobians.local import structured
from engine.jacobians.structures import Broadcast, Diagonal, LocalJacobian, Sum
from engine.operation import Array, Shape, size
from engine.tensors import NUMPY_ERRORS

# How far away the second point is, as a share of each number: no maximum is another one there.
NEXT_TO = 1e-6
# What is smaller there is rounding: a factor that was 0 is about NEXT_TO.
DUST = 1e-9
# Operations of these families have no derivatives, and work as the elementwise ones do.
PLACE_BY_PLACE = ("comparison", "bitwise")


class Entries(NamedTuple):
    """Flat places in row-major order, and for each ∂result/∂input; no slopes where no gradient passes."""

    places: Array
    slopes: Array | None


class EntryMap:
    """How a result and one input of its operation hang together, entry by entry."""

    def __init__(self, found: LocalMap) -> None:
        self._map = found
        self._same = _same_places(found)

    @cached_property
    def _jacobian(self) -> LocalJacobian | None:
        found = self._map
        try:
            return structured(found.op, found.slot, found.y, found.inputs, found.attributes)
        except GradientError:
            return None

    def sources(self, entry: int) -> Entries:
        """The entries of the input that this entry of the result comes from."""
        match self._jacobian:
            case None:
                return Entries(np.empty(0, np.intp) if self._same is None else self._same[[entry]], None)
            case Diagonal(values=values):
                found = np.array([entry]), values[[entry]]
            case Broadcast(source=source, weights=weights):
                found = _known(source[[entry]], weights[[entry]])
            case Sum(target=target, weights=weights):
                found = _where(target == entry, weights)
            case _:
                found = self._reached(entry, self._map.rows, self._map.pull)
        return self._taking_part(*found, entry, backward=True)

    def targets(self, entry: int) -> Entries:
        """The entries of the result that this entry of the input goes to."""
        match self._jacobian:
            case None:
                return Entries(
                    np.empty(0, np.intp) if self._same is None else np.flatnonzero(self._same == entry), None
                )
            case Diagonal(values=values):
                found = np.array([entry]), values[[entry]]
            case Broadcast(source=source, weights=weights):
                found = _where(source == entry, weights)
            case Sum(target=target, weights=weights):
                found = _known(target[[entry]], weights[[entry]])
            case _:
                found = self._reached(entry, self._map.columns, self._map.push)
        return self._taking_part(*found, entry, backward=False)

    def _reached(self, entry: int, start: Shape, sweep: Sweep) -> tuple[Array, Array]:
        slopes = sweep(_unit(entry, start, 1, self._map.y)).reshape(-1)
        return _where(np.isnan(sweep(_unit(entry, start, np.nan, self._map.y)).reshape(-1)), slopes)

    def _taking_part(self, places: Array, slopes: Array, entry: int, *, backward: bool) -> Entries:
        if not np.all(slopes) and not self._map.op.elementwise:
            kept = slopes != 0
            beside = self._beside
            if beside is not None:
                start, sweep = (beside.rows, beside.pull) if backward else (beside.columns, beside.push)
                kept |= np.abs(sweep(_unit(entry, start, 1, beside.y)).reshape(-1)[places]) > DUST
            places, slopes = places[kept], slopes[kept]
        return Entries(places, slopes)

    @cached_property
    def _beside(self) -> LocalMap | None:
        """The map at the second point; None where the operation takes no other numbers."""
        found = self._map
        # What has no gradient are masks, labels and the like, which stay what they are.
        moved = [x if found.op.vjp(slot) is None else _moved(x, slot) for slot, x in enumerate(found.inputs)]
        try:
            with np.errstate(all="ignore"):
                y = np.asarray(found.op.forward(*moved, **found.attributes), dtype=found.y.dtype)
        except (EngineError, *NUMPY_ERRORS):
            return None
        return LocalMap(found.op, found.slot, y, moved, found.attributes) if y.shape == found.rows else None


def _unit(entry: int, shape: Shape, number: float, like: Array) -> Array:
    unit = np.zeros(size(shape), like.dtype)
    unit[entry] = number
    return unit.reshape(shape)


def _known(places: Array, slopes: Array) -> tuple[Array, Array]:
    return places[places >= 0], slopes[places >= 0]


def _where(held: Array, slopes: Array) -> tuple[Array, Array]:
    places = np.flatnonzero(held)
    return places, slopes[places]


def _moved(x: Array, slot: int) -> Array:
    if x.dtype.kind != "f":
        return x
    shares = np.cos(np.arange(1.0, x.size + 1) * (slot + 1)).reshape(x.shape)
    return (x + NEXT_TO * (1 + np.abs(x)) * shares).astype(x.dtype)


def _same_places(found: LocalMap) -> Array | None:
    """For every entry of the result the place of the input's entry that it is computed from, where that is one."""
    op, rows, columns = found.op, found.rows, found.columns
    if not (op.elementwise or op.family in PLACE_BY_PLACE or (op.shares == "all" and rows == columns)):
        return None
    return np.broadcast_to(np.arange(size(columns)).reshape(columns), rows).reshape(-1)
