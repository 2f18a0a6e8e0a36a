"""The numbers that the parameters of a layer begin with, drawn in PyTorch's order from the stream of `manual_seed`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions import creation, drawing
from engine.functions.table import allocate
from engine.mode import get_default_dtype
from engine.nn import init
from engine.nn.layers.module import as_parameter
from engine.operation import Shape
from engine.tensors import Tensor


def element_type(dtype: Any) -> np.dtype[Any]:
    """What a layer's numbers are carried in."""
    return get_default_dtype() if dtype is None else np.dtype(dtype)


def uniform(shape: Shape, bound: float, dtype: Any = None) -> Tensor:
    """A parameter drawn evenly from ±bound."""
    allocate(shape)
    drawn = drawing.drawn_type(element_type(dtype), dtype is not None)
    return _parameter(drawing.uniform_numbers(shape, drawn, None, -bound, bound), dtype)


def normal(shape: Shape, std: float = 1.0, dtype: Any = None, zero_row: int | None = None) -> Tensor:
    """A parameter drawn from the normal distribution about 0, with one row of zeros where it is asked for."""
    allocate(shape)
    drawn = drawing.drawn_type(element_type(dtype), dtype is not None)
    numbers = drawing.normal_numbers(shape, drawn, None, 0.0, std)
    if zero_row is not None:
        numbers[zero_row] = 0
    return _parameter(numbers, dtype)


def filled(shape: Shape, value: float, dtype: Any = None) -> Tensor:
    allocate(shape)
    return _parameter(np.full(shape, value), dtype)


def kaiming(shape: Shape, dtype: Any = None) -> Tensor:
    """He's draw with the slope √5, which comes to ±1/√in."""
    return uniform(shape, init.kaiming_bound(shape, math.sqrt(5)), dtype)


def xavier(shape: Shape, dtype: Any = None) -> Tensor:
    return uniform(shape, init.xavier_bound(shape), dtype)


def buffer(shape: Shape, value: float, dtype: Any = None) -> Tensor:
    allocate(shape)
    return creation.leaf(np.full(shape, value), element_type(dtype))


def count() -> Tensor:
    """A buffer that counts."""
    return creation.leaf(np.array(0, np.int64))


def _parameter(numbers: Any, dtype: Any) -> Tensor:
    return as_parameter(creation.leaf(numbers, element_type(dtype), requires_grad=True))


def require_sizes(kind: str, least: int = 1, **sizes: Any) -> None:
    """Raises ArgumentError unless each is a whole number, and large enough."""
    for name, size in sizes.items():
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool):
            raise ArgumentError(f"{name} of {kind} is a whole number, not {_told(size)}")
        if size < least:
            raise ArgumentError(f"{name} of {kind} is at least {least}, not {size}")


def _told(value: Any) -> str:
    return repr(value) if isinstance(value, (int, float, str)) else type(value).__name__


def each(kind: str, name: str, value: Any, ndim: int) -> tuple[int, ...]:
    """A whole number for each spatial dim, given as one or as many. Raises ArgumentError."""
    listed = tuple(value) if isinstance(value, (tuple, list)) else (value,) * ndim
    if len(listed) != ndim:
        raise ArgumentError(f"{name} of {kind} is one number or {ndim} of them, not {len(listed)}")
    require_sizes(kind, 0, **{name if len(listed) == 1 else f"{name}[{place}]": n for place, n in enumerate(listed)})
    return listed


def passed_over(shape: Shape, bound: float, dtype: Any = None) -> None:
    """Draws what PyTorch draws here and then puts something else in its place."""
    allocate(shape)
    drawing.uniform_numbers(shape, drawing.drawn_type(element_type(dtype), dtype is not None), None, -bound, bound)


def xavier_normal(shape: Shape, dtype: Any = None) -> Tensor:
    return normal(shape, math.sqrt(2.0 / float(sum(init.fans(shape)))), dtype)
