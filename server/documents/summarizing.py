"""What the entries of an array have in common, for many arrays at once: a call of numpy costs more than its work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.operation import Array

Summary = dict[str, Any]

# Numbers that are looked at together: their copy stays in the processor's cache between one figure and the next.
BATCH = 65_536
# Between these bounds squares neither overflow nor vanish beside the largest.
TAME = (2.0**-400, 2.0**400)


def summaries(arrays: Sequence[Array]) -> list[Summary]:
    """One for each array, in their order; which others stand beside an array changes nothing.

    The mean and the Euclidean norm are summed in row-major order, in float64. NaN and the infinities are only counted.
    """
    found: list[Summary] = [{}] * len(arrays)
    alike: dict[tuple[Any, tuple[int, ...]], list[int]] = {}
    for index, array in enumerate(arrays):
        if array.ndim == 0:
            found[index] = _of_number(array.item())
        elif array.size == 0:
            found[index] = _of_nothing()
        else:
            alike.setdefault((array.dtype, array.shape), []).append(index)
    for (dtype, shape), indices in alike.items():
        size = math.prod(shape)
        at_once = min(len(indices), max(1, BATCH // size))
        # Memory that is fresh for every batch would cost more than what is done in it.
        copies = np.empty((at_once, size), np.int64 if dtype.kind in "bi" else np.float64)
        for start in range(0, len(indices), at_once):
            batch = indices[start : start + at_once]
            rows = copies[: len(batch)]
            np.concatenate([arrays[index] for index in batch], out=rows.reshape(-1, *shape[1:]))
            for index, summary in zip(batch, _of_rows(rows), strict=True):
                found[index] = summary
    return found


def _of_number(number: float) -> Summary:
    # Graphs of single numbers have thousands of these.
    if not math.isfinite(number):
        return _of_nothing() | {"nonfinite": 1}
    number = +number  # True counts as 1.
    return {
        "min": number,
        "max": number,
        "mean": float(number),
        "norm": abs(float(number)),
        "zeros": int(number == 0),
        "nonfinite": 0,
    }


def _of_nothing() -> Summary:
    return {"min": None, "max": None, "mean": None, "norm": 0.0, "zeros": 0, "nonfinite": 0}


def _of_rows(rows: Array) -> list[Summary]:
    """Writes over `rows`."""
    least, greatest = rows.min(axis=1), rows.max(axis=1)
    # The extremes are finite exactly when all entries are.
    if not np.isfinite([least, greatest]).all():
        return [_of_row(row) for row in rows]
    are_zero = rows == 0
    # A look at all rows costs a fifth of one at each.
    zeros = [int(np.count_nonzero(row)) for row in are_zero] if are_zero.any() else [0] * len(rows)
    numbers = rows.astype(np.float64, copy=False)
    bounds = np.abs(np.array([least, greatest], np.float64)).max(axis=0)
    exponents = np.where((TAME[0] < bounds) & (bounds < TAME[1]), 0, np.frexp(bounds)[1])
    if exponents.any():
        # A power of two, so that scaling is exact.
        np.ldexp(numbers, -exponents[:, None], out=numbers)
    means = numbers.sum(axis=1) / rows.shape[1]
    norms = np.sqrt(np.multiply(numbers, numbers, out=numbers).sum(axis=1))
    with np.errstate(over="ignore"):
        means, norms = np.ldexp(means, exponents), np.ldexp(norms, exponents)
    return [
        {
            "min": low,
            "max": high,
            "mean": mean,
            "norm": norm if math.isfinite(norm) else "Infinity",
            "zeros": zero,
            "nonfinite": 0,
        }
        for low, high, mean, norm, zero in zip(
            least.tolist(), greatest.tolist(), means.tolist(), norms.tolist(), zeros, strict=True
        )
    ]


def _of_row(row: Array) -> Summary:
    finite = row[np.isfinite(row)]
    some = _of_rows(finite[None])[0] if finite.size else _of_nothing()
    return some | {"nonfinite": row.size - finite.size}
