"""Element types that meet in one operation: the one that PyTorch computes in, where numpy would take a wider one.

A tensor without dimensions widens no other of its kind (booleans, whole numbers, floating point numbers), and whole
numbers widen no floating point type: "Tensor Attributes" in PyTorch's documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.operation import OPS, Array, Op

if TYPE_CHECKING:
    from engine.tensors.tensor import Tensor

KINDS = {"b": 0, "i": 1, "u": 1, "f": 2}


def promoted(op: Op, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """The inputs of an elementwise operation, in the element type it computes in where that is not numpy's."""
    # What is filled keeps its own type.
    if not op.elementwise or op.name == "masked_fill":
        return inputs
    from engine.tensors.tensor import make

    values = [tensor._data for tensor in inputs]
    common = result_type(values)
    if common == np.result_type(*[value.dtype for value in values]):
        return inputs
    return tuple(
        tensor if tensor._data.dtype in (common, np.bool_) else make(OPS["to"], (tensor,), {"dtype": common})
        for tensor in inputs
    )


def result_type(values: Sequence[Array]) -> np.dtype[Any]:
    """torch.result_type."""
    wide = _widest([value.dtype for value in values if value.ndim])
    single = _widest([value.dtype for value in values if not value.ndim])
    if wide is None or (single is not None and KINDS[single.kind] > KINDS[wide.kind]):
        assert single is not None
        return single
    return wide


def _widest(dtypes: list[np.dtype[Any]]) -> np.dtype[Any] | None:
    if not dtypes:
        return None
    most = max(KINDS[dtype.kind] for dtype in dtypes)
    return np.result_type(*[dtype for dtype in dtypes if KINDS[dtype.kind] == most])
