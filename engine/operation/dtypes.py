"""The element types of tensors, and the one that a number takes beside a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError
from engine.operation.shapes import Array

float64 = np.dtype(np.float64)
int64 = np.dtype(np.int64)
boolean = np.dtype(np.bool_)
# PyTorch's names of those that a program may ask for; as there, `float` and `int` have 32 bits.
DTYPES: Mapping[str, np.dtype[Any]] = {
    **{name: np.dtype(name) for name in ("float64", "float32", "int64", "int32", "int16", "int8", "uint8")},
    "double": float64,
    "float": np.dtype(np.float32),
    "long": int64,
    "int": np.dtype(np.int32),
    "short": np.dtype(np.int16),
    "bool": boolean,
}


def numpy_value(value: Any, beside: np.dtype[Any] | None) -> Array:
    """A number or array as numpy's. A plain number takes the type `beside`, which it never promotes.

    Raises ArgumentError or DtypeError on what no tensor holds.
    """
    if type(value) in (bool, int, float):
        if beside is not None and beside.kind == "f":
            return beside.type(value)
        if type(value) is float:
            return np.float64(value)
        if type(value) is bool:
            return np.bool_(value)
        if beside is not None and beside.kind in "iu" and np.iinfo(beside).min <= value <= np.iinfo(beside).max:
            return beside.type(value)
        try:
            return np.int64(value)
        except OverflowError:
            raise ArgumentError("a whole number in a tensor must fit in 64 bits") from None
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind not in "fiub":
            raise DtypeError(f"tensors hold real numbers and booleans, not {value.dtype}")
        return value
    if isinstance(value, complex):
        raise DtypeError("complex numbers have no place here: tensors hold real numbers")
    raise ArgumentError(f"expected a tensor or a number, got {type(value).__name__}")


def require_fit(values: Array, dtype: np.dtype[Any]) -> None:
    """Raises DtypeError unless whole numbers of `dtype`, if that is what it holds, can be made of all `values`."""
    if dtype.kind not in "iu" or values.dtype.kind == "b" or values.dtype == dtype:
        return
    bounds = np.iinfo(dtype)
    # The upper bound of int64 is no float: the power of two above it is, and is too large.
    low, high = float(bounds.min), float(bounds.max) + 1 if dtype.itemsize < 8 else 2.0**63
    fitting = (values >= low) & (values < high)
    if not np.all(fitting):
        value = np.ravel(values)[np.argmin(np.ravel(fitting))]
        raise DtypeError(f"{value} does not fit into a tensor of {dtype}: give the tensor floats, with .double()")
