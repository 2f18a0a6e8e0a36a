"""Arrays and what else an operation takes → JSON: exact, with NaN and the infinities as strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
import orjson

from engine.language import WRITTEN_OUT
from engine.operation import Array
from engine.tensors import TensorIndex
from server.documents.summarizing import summaries

Json = Any

INLINE = WRITTEN_OUT
CORNER = 8


class Tensors:
    """Writes Tensor documents, each array once, however many steps carry it.

    `arrays` are those known beforehand: all together they take a fraction of the time. With `inline` None all entries
    are written.
    """

    def __init__(self, arrays: Iterable[Array] = (), inline: int | None = INLINE) -> None:
        self.inline = inline
        # The array is kept beside its document: an id is only unique among objects that are alive.
        self._written: dict[int, tuple[Array, orjson.Fragment]] = {}
        self._write(list({id(array): array for array in arrays}.values()))

    def __call__(self, array: Array) -> orjson.Fragment:
        if id(array) not in self._written:
            self._write([array])
        return self._written[id(array)][1]

    def _write(self, arrays: list[Array]) -> None:
        for array, document in zip(arrays, _documents(arrays, self.inline), strict=True):
            self._written[id(array)] = array, orjson.Fragment(orjson.dumps(document))


def tensor(value: Array, inline: int | None = INLINE) -> dict[str, Json]:
    """The Tensor document of an array or numpy scalar; with `inline` None all entries are written."""
    return next(_documents([value], inline))


def _documents(values: list[Array], inline: int | None) -> Iterator[dict[str, Json]]:
    arrays = [np.asarray(value) for value in values]
    for array, summary in zip(arrays, summaries(arrays), strict=True):
        document: dict[str, Json] = {"shape": array.shape, "dtype": dtype_name(array.dtype)}
        whole = inline is None or array.size <= inline
        entries = (array if whole else array[_corner(array.ndim)]).tolist()
        if summary["nonfinite"]:
            entries = spelled(entries)
        if whole:
            document["data"] = entries
        else:
            document["data"] = None
            document["corner"] = entries
        document["summary"] = summary
        yield document


@cache
def _corner(rank: int) -> tuple[int | slice, ...]:
    """The first entries of the last two axes, at index 0 of the axes before them."""
    return (0,) * (rank - 2) + (slice(CORNER),) * min(rank, 2)


@cache
def dtype_name(dtype: np.dtype[Any]) -> str:
    return str(dtype)


def spelled(entries: Json) -> Json:
    """Numbers, or rows of them, with those that JSON lacks as strings."""
    if isinstance(entries, (list, tuple)):
        return [spelled(entry) for entry in entries]
    if entries != entries:
        return "NaN"
    if entries in (float("inf"), float("-inf")):
        return "Infinity" if entries > 0 else "-Infinity"
    return entries


def attribute_json(attribute: Any) -> Json:
    """An operation's argument as JSON: arrays as nested lists, slices as Python writes them inside brackets."""
    if isinstance(attribute, (tuple, list)):
        return [attribute_json(part) for part in attribute]
    if isinstance(attribute, (float, np.ndarray, np.generic)):
        return spelled(np.asarray(attribute).tolist())
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
