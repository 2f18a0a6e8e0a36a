"""Tensors made in the shape, or in the element type, of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.functions import creation
from engine.functions.table import allocate, function
from engine.tensors import Tensor


def _like(value: float, names: str) -> Callable[..., Tensor]:
    def make_like(input: Tensor, **kwargs: Any) -> Tensor:
        dtype, requires_grad = creation.options(kwargs, input.dtype)
        allocate(input.shape)
        return creation.leaf(np.full(input.shape, value), dtype, requires_grad)

    return function(names)(make_like)


zeros_like = _like(0.0, "torch.zeros_like numpy.zeros_like torch.empty_like")
ones_like = _like(1.0, "torch.ones_like numpy.ones_like")


@function("torch.full_like numpy.full_like")
def full_like(input: Tensor, fill_value: float, **kwargs: Any) -> Tensor:
    dtype, requires_grad = creation.options(kwargs, input.dtype)
    allocate(input.shape)
    return creation.full_of(input.shape, fill_value, dtype, requires_grad)


def _new(made: Callable[..., Tensor], names: str) -> Callable[..., Tensor]:
    """`made` with the element type of the tensor it is a method of."""

    def make_new(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return made(*args, **{**kwargs, "dtype": kwargs.get("dtype") or input.dtype})

    return function(names)(make_new)


new_zeros = _new(creation.zeros, "Tensor.new_zeros Tensor.new_empty")
new_ones = _new(creation.ones, "Tensor.new_ones")
new_full = _new(creation.full, "Tensor.new_full")
new_tensor = _new(creation.tensor, "Tensor.new_tensor")
