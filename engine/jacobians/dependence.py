"""Which entries of a result depend on which entries of one input: found, not declared.

NaN is let flow through an operation's own rules. What comes out as a number does not depend on what went in as NaN, for
0 · NaN is NaN too. So whatever independence is found here is a fact, and at worst some of it is missed. A few sweeps
settle it: indices are told apart by the bits of their binary form, two sweeps a bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.differentiate import tangent
from engine.errors import EngineError
from engine.operation import Array, Op, Shape, size, unbroadcast

Sweep = Callable[[Array], Array]


class LocalMap:
    """The local derivative of `y = op(*inputs)` in the input `slot` as two maps, t ↦ J t and g ↦ g J: no matrix."""

    def __init__(self, op: Op, slot: int, y: Array, inputs: Sequence[Array], attributes: Mapping[str, Any]) -> None:
        self.op = op
        self.slot = slot
        self.y = y
        self.inputs = inputs
        self.attributes = attributes
        self.rows: Shape = y.shape
        self.columns: Shape = inputs[slot].shape

    def slopes(self) -> Array | None:
        """∂yᵢ/∂xᵢ, shaped like y, with x broadcast to that shape; None for an operation that mixes entries."""
        if self.op.partials is None:
            return None
        partial = self.op.partials[self.slot]
        assert partial is not None
        with np.errstate(all="ignore"):
            found = np.asarray(partial(self.y, *self.inputs, **self.attributes), dtype=self.y.dtype)
        return np.broadcast_to(found, self.rows)

    def push(self, t: Array) -> Array:
        """The change of y, shaped like y, when the input moves by t."""
        with np.errstate(all="ignore"):
            moved = tangent(self.op, {self.slot: t[()]}, self.y, self.inputs, self.attributes)
        return np.zeros(self.rows) if moved is None else np.asarray(moved)

    def pull(self, g: Array) -> Array:
        """The downstream gradient, shaped like the input, of the upstream gradient g."""
        return self._pull(g, self.y, self.inputs)

    def _pull(self, g: Array, y: Array, inputs: Sequence[Array]) -> Array:
        rule = self.op.pulls[len(inputs)][self.slot]
        assert rule is not None
        with np.errstate(all="ignore"):
            return np.asarray(unbroadcast(rule(g[()], y, *inputs, **self.attributes), self.columns))

    def constant(self) -> bool:
        """Whether the rule reads neither the input's numbers nor the result's: y is linear in it, or a piece of it."""
        return self._works_without({self.slot})

    def structural(self) -> bool:
        """Whether the rule reads no numbers at all, only shapes, attributes and positions."""
        return self._works_without({slot for slot, x in enumerate(self.inputs) if x.dtype.kind == "f"})

    def _works_without(self, slots: set[int]) -> bool:
        values = [_unknown(x) if slot in slots else x for slot, x in enumerate(self.inputs)]
        try:
            found = self._pull(np.ones(self.rows, self.y.dtype), _unknown(self.y), values)
        except (EngineError, ValueError, IndexError):
            # Decompositions refuse NaN and a search finds nothing in it: both read it.
            return False
        return bool(np.all(np.isfinite(found)))


def _unknown(value: Array) -> Array:
    return np.full(value.shape, np.nan, value.dtype)[()]


def _bits(count: int) -> Iterator[tuple[int, Array]]:
    """(2ᵇ, which of the numbers below `count` have the bit b) for every bit they need."""
    numbers = np.arange(count)
    for bit in range(max(0, count - 1).bit_length()):
        yield 1 << bit, (numbers >> bit) & 1 == 1


def _reached(sweep: Sweep, start: Array) -> Array:
    """What depends on the entries marked in `start`."""
    return np.isnan(sweep(np.where(start, np.nan, 0.0)))


def single_sources(sweep: Sweep, start: Shape) -> Array | None:
    """For every entry that a sweep from shape `start` gives, flat: the one entry it depends on, -1 for none.

    None where an entry depends on several.
    """
    touched = _reached(sweep, np.ones(start, bool)).reshape(-1)
    source = np.zeros(touched.shape, np.intp)
    for power, marked in _bits(size(start)):
        high, low = (_reached(sweep, side.reshape(start)).reshape(-1) for side in (marked, ~marked))
        if np.any(high & low):
            return None
        source[high] += power
    return np.where(touched, source, -1)


def _carried_axes(sweep: Sweep, start: Shape, end: Shape) -> list[tuple[int, int]]:
    """Pairs (axis of `start`, axis of `end`) along which a sweep works slice by slice: slice k comes from slice k."""
    pairs: list[tuple[int, int]] = []
    for axis, count in enumerate(start):
        taken = {k for _, k in pairs}
        candidates = [k for k, other in enumerate(end) if other == count > 1 and k not in taken]
        for _, marked in _bits(count):
            for side in (marked, ~marked):
                if not candidates:
                    break
                reached = _reached(sweep, np.broadcast_to(_along(side, axis, len(start)), start))
                candidates = [k for k in candidates if not np.any(reached & ~_along(side, k, len(end)))]
        if candidates:
            pairs.append((axis, candidates[0]))
    return pairs


def _along(marked: Array, axis: int, ndim: int) -> Array:
    return marked.reshape(tuple(-1 if k == axis else 1 for k in range(ndim)))


def groups(found: LocalMap) -> tuple[Array, Array]:
    """The flat positions (groups, entries of a group) in the result and in the input of groups that do not mix."""
    pairs = _carried_axes(found.push, found.columns, found.rows)
    return _grouped(found.rows, [axis for _, axis in pairs]), _grouped(found.columns, [axis for axis, _ in pairs])


def _grouped(shape: Shape, axes: Sequence[int]) -> Array:
    inner = [axis for axis in range(len(shape)) if axis not in axes]
    groups = size(tuple(shape[axis] for axis in axes))
    return np.arange(size(shape)).reshape(shape).transpose((*axes, *inner)).reshape(groups, -1)


def lines(found: LocalMap, rows: Array, columns: Array) -> Iterator[tuple[Any, Array]]:
    """The rows or the columns, whichever are fewer, of the blocks of all groups at once: (place in blocks, numbers).

    Groups do not mix, so that one sweep serves them all.
    """
    p, q = rows.shape[1], columns.shape[1]
    backward = p <= q
    sweep, start, end = (found.pull, rows, columns) if backward else (found.push, columns, rows)
    shape = found.rows if backward else found.columns
    for k in range(min(p, q)):
        unit = np.zeros(start.size, found.y.dtype)
        unit[start[:, k]] = 1
        yield (np.s_[:, k, :] if backward else np.s_[:, :, k]), sweep(unit.reshape(shape)).reshape(-1)[end]
