"""Indices as data: what stands between the brackets, with each tensor replaced by the number of the slot it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array, numpy_value
from engine.tensors.state import TensorState


@dataclass(frozen=True, slots=True)
class TensorIndex:
    """Stands for the index tensor number `slot`, counted from 0."""

    slot: int

    def __str__(self) -> str:
        return "·"


Template = tuple[Any, ...]


def parted(index: Any) -> tuple[Template, tuple[Any, ...]]:
    """Parts an index into a template of plain values and the tensors and arrays it names, in order.

    Raises ArgumentError.
    """
    template: list[Any] = []
    arrays: list[Any] = []
    for item in index if isinstance(index, tuple) else (index,):
        if item is None or item is Ellipsis or (isinstance(item, (int, np.integer)) and not isinstance(item, bool)):
            template.append(item)
        elif isinstance(item, slice):
            template.append(
                slice(*(None if part is None else int(part) for part in (item.start, item.stop, item.step)))
            )
        else:
            arrays.append(_index_array(item))
            template.append(TensorIndex(len(arrays) - 1))
    return tuple(template), tuple(arrays)


def forward_only(index: Any) -> None:
    """Raises ArgumentError for a slice that counts down, which PyTorch does not have."""
    for item in index if type(index) is tuple else (index,):
        if type(item) is slice and item.step is not None and item.step < 1:
            raise ArgumentError(
                f"a slice of a tensor has a step of 1 or more, not {item.step}: x.flip(0) turns x round"
            )


def _index_array(item: Any) -> Any:
    if isinstance(item, (list, tuple, range)):
        item = np.asarray(item, dtype=np.int64 if len(item) == 0 else None)
    made = item if isinstance(item, TensorState) else numpy_value(item, None)
    if made.dtype.kind not in "iub":
        raise ArgumentError(f"an index is whole numbers or booleans, not {made.dtype}")
    return made


def fill(template: Template, tensors: tuple[Array, ...]) -> tuple[Any, ...]:
    """The index numpy understands."""
    return tuple(tensors[item.slot] if isinstance(item, TensorIndex) else item for item in template)


def index_text(template: Template, tensors: tuple[str, ...]) -> str:
    """The index as a program spells it, tensors under the names given."""

    def text(item: Any) -> str:
        if isinstance(item, TensorIndex):
            return tensors[item.slot]
        if isinstance(item, slice):
            parts = [item.start, item.stop] + ([item.step] if item.step is not None else [])
            return ":".join("" if part is None else str(part) for part in parts)
        return "..." if item is Ellipsis else str(item)

    return ", ".join(map(text, template))
