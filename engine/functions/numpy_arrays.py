"""What numpy's functions take for an array, and how it lies as one row."""

from __future__ import annotations

from typing import Any

from engine.functions.creation import array
from engine.operation import OPS, size
from engine.tensors import Tensor, apply


def array_of(data: Any) -> Tensor:
    """A tensor as it is, of anything else an array."""
    return data if isinstance(data, Tensor) else array(data)


def as_row(input: Tensor) -> Tensor:
    """All entries as one row, row by row."""
    return apply(OPS["reshape"], input, shape=(size(input.shape),))
