"""An operation as a function of one entry of one input, all else held: its curve, its slope, and where it stands.

Values and slopes are those of the operation's own forward rule and vjp, with the attributes of its call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.errors import EngineError, GradientError
from engine.operation import Array, Op

SAMPLES = 161
# What is shown at least, so that a saturated entry is seen beside the middle of the curve.
WINDOW = (-4.0, 4.0)
MARGIN = 0.08
MOST_POINTS = 64
# A loss is worked out anew for each sample: of more entries that would take long.
MOST_ENTRIES = 4_096


class Point(NamedTuple):
    entry: int
    x: float
    y: float
    slope: float


class Curve(NamedTuple):
    """`y` and `slope` over `x`, ascending; NaN outside of the domain. `points` are where entries stand: the one asked
    for first, then others on the same curve. `best` is the largest |slope|, where the curve has one: None where it
    grows on at an end of `x`.
    """

    x: Array
    y: Array
    slope: Array
    points: tuple[Point, ...]
    best: float | None


_Sampled = Callable[[Array], tuple[Array, Array]]


def curve(op: Op, slot: int, y: Array, inputs: Sequence[Array], attributes: Mapping[str, Any], entry: int) -> Curve:
    """Of `y = op(*inputs, **attributes)` over entry `entry`, in row-major order, of input `slot`.

    Raises GradientError where the operation is not of single entries, nor its result a single number, and where no
    gradient goes that way.
    """
    x = np.asarray(inputs[slot])
    if op.vjp(slot) is None or x.dtype.kind != "f":
        raise GradientError(f"no gradient of {op.said or op.name} goes to this input")
    if op.elementwise:
        others, places = _beside(slot, y, inputs, entry)
        sampled = _entrywise(op, slot, others, attributes)
    elif np.size(y) == 1 and x.size <= MOST_ENTRIES:
        sampled, places = _one_by_one(op, slot, y, inputs, attributes, entry), [entry]
    else:
        raise GradientError(f"{op.said or op.name} is no function of single entries")
    at = np.ravel(x)[places].astype(float)
    values, slopes = sampled(at)
    xs = _window(at)
    ys, over = sampled(xs)
    points = tuple(map(Point, places, at.tolist(), values.tolist(), slopes.tolist()))
    return Curve(xs, ys, over, points, _best(over))


def _beside(slot: int, y: Array, inputs: Sequence[Array], entry: int) -> tuple[list[Array], list[int]]:
    """What the other inputs have where the entry is used first, and the entries that are used beside the same."""
    shape = np.shape(y)
    spread = [np.broadcast_to(np.asarray(each), shape).ravel() for each in inputs]
    of = np.broadcast_to(np.arange(np.size(inputs[slot])).reshape(np.shape(inputs[slot])), shape).ravel()
    place = int(np.flatnonzero(of == entry)[0])
    others = [each[place] for each in spread]
    same = np.ones(of.shape, bool)
    for other, each in enumerate(spread):
        if other != slot:
            same &= (each == each[place]) | ((each != each) & (each[place] != each[place]))
    _, first = np.unique(of[same], return_index=True)
    rest = [int(place) for place in of[same][np.sort(first)] if place != entry]
    return others, [entry, *rest[: MOST_POINTS - 1]]


def _entrywise(op: Op, slot: int, others: Sequence[Array], attributes: Mapping[str, Any]) -> _Sampled:
    def sampled(x: Array) -> tuple[Array, Array]:
        given = [np.full(x.shape, other) if at != slot else x.astype(other.dtype) for at, other in enumerate(others)]
        return _computed(op, slot, given, attributes, np.ones(x.shape))

    return sampled


def _one_by_one(
    op: Op, slot: int, y: Array, inputs: Sequence[Array], attributes: Mapping[str, Any], entry: int
) -> _Sampled:
    def sampled(x: Array) -> tuple[Array, Array]:
        found = []
        for value in x:
            moved = np.array(inputs[slot])
            moved.reshape(-1)[entry] = value
            given = [*inputs[:slot], moved[()], *inputs[slot + 1 :]]
            try:
                result, slope = _computed(op, slot, given, attributes, np.ones(np.shape(y)))
            except GradientError:
                # Outside of what the operation takes, such as probabilities above 1.
                found.append((np.nan, np.nan))
                continue
            found.append((result.reshape(-1)[0], slope.reshape(-1)[entry]))
        both = np.array(found, float).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    return sampled


def _computed(
    op: Op, slot: int, given: Sequence[Array], attributes: Mapping[str, Any], upstream: Array
) -> tuple[Array, Array]:
    rule = op.pulls[len(given)][slot]
    assert rule is not None
    try:
        with np.errstate(all="ignore"):
            result = np.asarray(op.forward(*given, **attributes))
            slope = np.asarray(rule(upstream.astype(result.dtype)[()], result[()], *given, **attributes))
    except (EngineError, ValueError, IndexError, TypeError) as reason:
        raise GradientError(f"{op.said or op.name} cannot be worked out entry by entry here") from reason
    return result.astype(float), np.broadcast_to(slope, np.shape(given[slot])).astype(float)


def _window(at: Array) -> Array:
    finite = at[np.isfinite(at)]
    low, high = min([*finite, WINDOW[0]]), max([*finite, WINDOW[1]])
    margin = MARGIN * (high - low)
    return np.union1d(np.linspace(low - margin, high + margin, SAMPLES), [*finite, 0.0])


def _best(slope: Array) -> float | None:
    sizes = np.abs(slope)
    finite = np.flatnonzero(np.isfinite(sizes))
    if finite.size < 3:
        return None
    best = float(sizes[finite].max())
    for end, beside in ((finite[0], finite[1]), (finite[-1], finite[-2])):
        if sizes[end] == best and sizes[beside] < best * (1 - 1e-3):
            return None
    return best or None
