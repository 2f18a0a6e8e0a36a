"""numpy's element types, which print in another way than PyTorch's of the same name, and make numbers and arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.functions import creation
from engine.language.machine import Machine
from engine.language.values import NUMBERS, Value

# An element type equals another one with a mark; only the mark tells whose name it is.
MARK = {"named by": "numpy"}
NAMES = ("float64", "float32", "int64", "int32", "int16", "int8", "uint8", "bool")
NUMPY_TYPES: Mapping[str, np.dtype] = {name: np.dtype(name, metadata=MARK) for name in NAMES}
# What an array says of its own element type, which is no class.
OF_ARRAYS: Mapping[str, np.dtype] = {name: np.dtype(name, metadata={**MARK, "of": "array"}) for name in NAMES}
# The types of Python's own numbers.
PLAIN = ("float64", "int64", "bool")


def is_numpys(dtype: np.dtype) -> bool:
    return dtype.metadata is not None


def numpys_text(dtype: np.dtype, in_full: bool) -> str:
    """`<class 'numpy.float64'>` of the class, `float64` and `dtype('float64')` of what an array has."""
    if "of" in (dtype.metadata or {}):
        return f"dtype('{dtype.name}')" if in_full else dtype.name
    return f"<class 'numpy.{dtype.name}'>"


def unmarked(dtype: np.dtype) -> np.dtype:
    return np.dtype(dtype.type)


def made_of(machine: Machine, dtype: np.dtype, value: Value) -> Value:
    """`np.float32(value)`: a number for a number, an array for the rest. `value` is what the engine takes."""
    plain = unmarked(dtype)
    if isinstance(value, NUMBERS) and plain.name in PLAIN:
        return plain.type(value).item()
    made = creation.array(value, plain)
    machine.arrays.add(made)
    return made
