"""Element types that meet in one operation: the one that PyTorch computes in, where numpy would take a wider one.

A tensor without dimensions widens no other of its kind (booleans, whole numbers, floating point numbers), and whole
numbers widen no floating point type: "Tensor Attributes" in PyTorch's documentation.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from engine.mode import mode
from engine.operation import OPS, Array, Op
from engine.tensors.state import T

KINDS = {"b": 0, "i": 1, "u": 1, "f": 2}


def promoted(op: Op, inputs: tuple[T, ...]) -> tuple[T, ...]:
    """The inputs of an operation that mixes values, in the element type it computes in where that is not numpy's.

    Of numpy's own arrays it is.
    """
    if not inputs or not op.promotes or not (op.elementwise or op.variadic or _takes_values(op, len(inputs))):
        return inputs
    recorder = mode().recorder
    if recorder is not None and recorder.mixes_as_numpy(*inputs):
        return inputs
    values = [tensor._data for tensor in inputs]
    common = result_type(values)
    if common == np.result_type(*[value.dtype for value in values]):
        return inputs
    return tuple(
        tensor if tensor._data.dtype in (common, np.bool_) else tensor.__operation__(OPS["to"], tensor, dtype=common)
        for tensor in inputs
    )


def _takes_values(op: Op, count: int) -> bool:
    """Are all inputs values? One that never has a gradient, and is not refused one, says where to look."""
    return all(op.vjp(slot) is not None or {*op.inputs[slot : slot + 1]} & op.fixed.keys() for slot in range(count))


def result_type(values: Sequence[Array]) -> np.dtype[Any]:
    """torch.result_type."""
    wide = widest([value.dtype for value in values if value.ndim])
    single = widest([value.dtype for value in values if not value.ndim])
    if wide is None or (single is not None and KINDS[single.kind] > KINDS[wide.kind]):
        assert single is not None
        return single
    return wide


def widest(dtypes: Collection[np.dtype[Any]]) -> np.dtype[Any] | None:
    """The widest of those of the highest kind; None of none."""
    if not dtypes:
        return None
    most = max(KINDS[dtype.kind] for dtype in dtypes)
    return np.result_type(*[dtype for dtype in dtypes if KINDS[dtype.kind] == most])
