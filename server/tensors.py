"""Arrays and what else an operation takes → JSON: exact, with NaN and the infinities as strings."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import orjson

from engine.indexing import TensorIndex

Json = Any
Array = Any

INLINE = 64
CORNER = 8


class Tensors:
    """Writes Tensor documents, each array of a run once, however many steps carry it."""

    def __init__(self, inline: int | None = INLINE) -> None:
        self.inline = inline
        # The array is kept beside its document: an id is only unique among objects that are alive.
        self._encoded: dict[int, tuple[Array, orjson.Fragment]] = {}

    def __call__(self, value: Array) -> orjson.Fragment:
        known = self._encoded.get(id(value))
        if known is None:
            known = (value, orjson.Fragment(orjson.dumps(tensor(value, self.inline))))
            self._encoded[id(value)] = known
        return known[1]


def tensor(value: Array, inline: int | None = INLINE) -> dict[str, Json]:
    """The Tensor document of an array or numpy scalar; with `inline` None all entries are written."""
    array = np.asarray(value)
    document: dict[str, Json] = {"shape": list(array.shape), "dtype": dtype_name(array.dtype)}
    if inline is None or array.size <= inline:
        document["data"] = _data(array)
    else:
        last_two = array[(0,) * (array.ndim - 2)]
        document["data"] = None
        document["corner"] = _data(last_two[tuple(slice(CORNER) for _ in last_two.shape)])
    document["summary"] = _summary(array)
    return document


@cache
def dtype_name(dtype: np.dtype[Any]) -> str:
    return str(dtype)


def _data(array: Array) -> Json:
    entries = array.tolist()
    if array.dtype.kind == "f" and (array.ndim == 0 or not np.isfinite(array).all()):
        return _spelled(entries)
    return entries


def _spelled(entries: Json) -> Json:
    if isinstance(entries, list):
        return [_spelled(entry) for entry in entries]
    if entries != entries:
        return "NaN"
    if entries in (float("inf"), float("-inf")):
        return "Infinity" if entries > 0 else "-Infinity"
    return entries


def _summary(array: Array) -> dict[str, Json]:
    if array.ndim == 0:
        return _summary_of_one(array.item())
    numbers = array.astype(np.int64) if array.dtype.kind == "b" else array
    finite = numbers if numbers.dtype.kind == "i" else numbers[np.isfinite(numbers)]
    count = finite.size
    if count == 0:
        least = greatest = mean = None
        norm: Json = 0.0
    else:
        least, greatest = finite.min().item(), finite.max().item()
        mean, norm = _mean_and_norm(finite.astype(np.float64))
    return {
        "min": least,
        "max": greatest,
        "mean": mean,
        "norm": norm,
        "zeros": int(count - np.count_nonzero(finite)),
        "nonfinite": int(numbers.size - count),
    }


def _summary_of_one(number: float) -> dict[str, Json]:
    # Graphs of single numbers have thousands of these, and numpy's reductions take ten times as long.
    if not math.isfinite(number):
        return {"min": None, "max": None, "mean": None, "norm": 0.0, "zeros": 0, "nonfinite": 1}
    number = +number  # True counts as 1.
    return {
        "min": number,
        "max": number,
        "mean": float(number),
        "norm": abs(float(number)),
        "zeros": int(number == 0),
        "nonfinite": 0,
    }


def _mean_and_norm(numbers: Array) -> tuple[float, Json]:
    # Scaled by a power of two, which is exact, so that squares neither overflow nor vanish.
    exponent = int(np.frexp(np.abs(numbers).max())[1])
    scaled = np.ldexp(numbers, -exponent)
    mean, norm = scaled.sum() / scaled.size, np.sqrt((scaled * scaled).sum())
    with np.errstate(over="ignore"):
        return float(np.ldexp(mean, exponent)), _spelled(float(np.ldexp(norm, exponent)))


def attribute_json(attribute: Any) -> Json:
    """An operation's argument as JSON: arrays as nested lists, slices as Python writes them inside brackets."""
    if isinstance(attribute, (tuple, list)):
        return [attribute_json(part) for part in attribute]
    if isinstance(attribute, (float, np.ndarray, np.generic)):
        return _data(np.asarray(attribute))
    if isinstance(attribute, slice):
        ends = [attribute.start, attribute.stop] + ([] if attribute.step is None else [attribute.step])
        return ":".join("" if end is None else str(end) for end in ends)
    if attribute is Ellipsis:
        return "..."
    if isinstance(attribute, (np.dtype, TensorIndex)):
        return str(attribute)
    if attribute is None or isinstance(attribute, (bool, int, str)):
        return attribute
    raise TypeError(f"an operation's argument of type {type(attribute).__name__} has no form in JSON")
