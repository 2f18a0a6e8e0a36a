"""When two arrays are the same gradient: up to rounding, and up to axes of length 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.operation import Array

# Relative to the entry, and to the greatest entry: rounding, and terms such as the 1e-8 inside of a logarithm.
WITHIN = {"float64": (1e-5, 1e-7), "float32": (1e-3, 1e-4), "float16": (2e-2, 1e-2)}
# What two ways of computing a gradient may differ by, beside the gradients that it is computed from.
ROUNDING = {"float64": 1e-13, "float32": 1e-6, "float16": 1e-3}
# What lies so near the gradient may be meant as an approximation of it.
NEAR = 0.01


class Difference(NamedTuple):
    """The first entry that differs, with both numbers; `near` where all that differs is small."""

    index: tuple[int, ...]  # type: ignore[assignment]  # (a tuple's own method, which nobody calls)
    given: float
    true: float
    near: bool


def like(given: Array, true: Array) -> Array | None:
    """The given array in the shape of the true one, where only axes of length 1 are between them."""
    if np.shape(given) == np.shape(true):
        return np.asarray(given, np.float64)
    without = [size for size in np.shape(given) if size != 1]
    if without == [size for size in np.shape(true) if size != 1]:
        return np.asarray(given, np.float64).reshape(np.shape(true))
    return None


def difference(given: Array, true: Array, above: float = 0.0) -> Difference | None:
    """None where they are the same; of equal shapes. What is small beside the gradients `above` is their rounding."""
    names = {np.asarray(each).dtype.name for each in (given, true)}
    narrow = next((name for name in ("float16", "float32") if name in names), "float64")
    relative, absolute = WITHIN[narrow]
    a, b = np.asarray(given, np.float64), np.asarray(true, np.float64)
    scale = max(float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
    apart = np.abs(a - b)
    allowed = relative * np.maximum(np.abs(a), np.abs(b)) + absolute * scale + above * ROUNDING[narrow]
    wrong = np.argwhere(~((apart <= allowed) | (np.isnan(a) & np.isnan(b)) | (a == b)))
    if not len(wrong):
        return None
    index = tuple(int(place) for place in wrong[0])
    return Difference(index, float(a[index]), float(b[index]), bool(np.max(apart) <= NEAR * scale))


def same(given: Array, true: Array) -> bool:
    return np.shape(given) == np.shape(true) and difference(given, true) is None


def factor(given: Array, true: Array) -> float | None:
    """The number that makes every entry of the given array of the true one's; None where there is none."""
    a, b = np.asarray(given, np.float64), np.asarray(true, np.float64)
    if a.shape != b.shape or not np.any(b) or not np.all(np.isfinite(a)) or not np.all(np.isfinite(b)):
        return None
    place = np.unravel_index(int(np.argmax(np.abs(b))), b.shape)
    ratio = float(a[place] / b[place])
    return ratio if ratio and same(np.asarray(a), np.asarray(ratio * b)) else None
