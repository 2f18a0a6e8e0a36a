"""Indices as data: what stands between the brackets, with each tensor replaced by the number of the slot it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import OPS, Array
from engine.tensors.tensor import Tensor, constant, make


@dataclass(frozen=True, slots=True)
class TensorIndex:
    """Stands for the index tensor number `slot`, counted from 0."""

    slot: int

    def __str__(self) -> str:
        return "·"


Template = tuple[Any, ...]


def split_index(index: Any) -> tuple[Template, tuple[Tensor, ...]]:
    """Parts an index into a template of plain values and the tensors it names, in order. Raises ArgumentError."""
    template: list[Any] = []
    tensors: list[Tensor] = []
    for item in index if isinstance(index, tuple) else (index,):
        if item is None or item is Ellipsis or (isinstance(item, (int, np.integer)) and not isinstance(item, bool)):
            template.append(item)
        elif isinstance(item, slice):
            template.append(
                slice(*(None if part is None else int(part) for part in (item.start, item.stop, item.step)))
            )
        else:
            tensors.append(_index_tensor(item))
            template.append(TensorIndex(len(tensors) - 1))
    return tuple(template), tuple(tensors)


def read_backwards(x: Tensor, index: Any) -> Tensor:
    """x[index] as numpy has it: a slice may count down."""
    template, tensors = split_index(index)
    return make(OPS["index"], (x, *tensors), {"index": template})


def forward_only(index: Any) -> None:
    """Raises ArgumentError for a slice that counts down, which PyTorch does not have."""
    for item in index if type(index) is tuple else (index,):
        if type(item) is slice and item.step is not None and item.step < 1:
            raise ArgumentError(
                f"a slice of a tensor has a step of 1 or more, not {item.step}: x.flip(0) turns x round"
            )


def _index_tensor(item: Any) -> Tensor:
    if isinstance(item, (list, tuple, range)):
        item = np.asarray(item, dtype=np.int64 if len(item) == 0 else None)
    made = item if isinstance(item, Tensor) else constant(item)
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
