"""The element types of tensors, and the one that a number takes beside a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError
from engine.op import Array

float64 = np.dtype(np.float64)
float32 = np.dtype(np.float32)
float16 = np.dtype(np.float16)
int64 = np.dtype(np.int64)
boolean = np.dtype(np.bool_)


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
