"""Tensors of random numbers. Where no element type is named they are drawn as PyTorch's default, float32, and carried
in the default type of the run: a seeded program has PyTorch's numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions import creation
from engine.functions.streams import DEFAULT_SEED as DEFAULT_SEED
from engine.functions.streams import MAIN, Stream, stream_of
from engine.functions.table import allocate, function
from engine.mode import get_default_dtype, mode
from engine.operation import FRACTIONS, Array, Shape
from engine.tensors import Tensor

# What it takes to change two numbers for one another, in additions of two numbers.
CHANGE = 300

Draw = Callable[..., Array]


@function("torch.manual_seed")
def manual_seed(seed: int) -> Stream:
    """Starts the random numbers anew: they are those of PyTorch on a processor, for the same seed."""
    MAIN.start(int(seed))
    return MAIN


def drawn_type(carried: Any, named: bool = False) -> np.dtype[Any]:
    """The type that numbers of an element type are drawn in: another one for the default type, unless it is `named`."""
    dtype: np.dtype[Any] = np.dtype(carried)
    return dtype if named or dtype != get_default_dtype() else mode().drawn


def uniform_numbers(shape: Shape, drawn: Any, generator: Any = None, low: float = 0.0, high: float = 1.0) -> Array:
    return stream_of(generator).uniform(prod(shape), drawn, low, high).reshape(shape)


def normal_numbers(shape: Shape, drawn: Any, generator: Any = None, mean: float = 0.0, std: float = 1.0) -> Array:
    return stream_of(generator).normal(prod(shape), drawn, mean, std).reshape(shape)


def _random(draw: Draw, names: str) -> Callable[..., Tensor]:
    def make_random(*sizes: Any, **kwargs: Any) -> Tensor:
        generator, named = kwargs.pop("generator", None), kwargs.get("dtype") is not None
        shape = creation.sizes_of(sizes, kwargs)
        dtype, requires_grad = creation.options(kwargs, get_default_dtype())
        if np.dtype(dtype).kind != "f":
            raise ArgumentError(f"random numbers are drawn as floating point numbers, not as {np.dtype(dtype)}")
        allocate(shape)
        return creation.leaf(draw(shape, drawn_type(dtype, named), generator), dtype, requires_grad)

    return function(names)(make_random)


rand = _random(uniform_numbers, "torch.rand")
randn = _random(normal_numbers, "torch.randn")


@function("torch.randint")
def randint(low: int = 0, high: Any = None, size: Any = (), *, generator: Any = None, **kwargs: Any) -> Tensor:
    dtype, requires_grad = creation.options(kwargs, np.int64)
    if isinstance(high, (tuple, list)):
        high, size = None, high
    first, last = (0, low) if high is None else (low, high)
    if last <= first:
        raise ArgumentError(f"randint draws from {first} up to {last}, which leaves nothing")
    if not -(2**63) <= first < last <= 2**63:
        raise ArgumentError("the whole numbers that randint draws fit in 64 bits")
    shape = creation.sizes_of((size,), {})
    allocate(shape)
    drawn = stream_of(generator).whole(prod(shape), int(first), int(last)).reshape(shape)
    return creation.leaf(drawn, dtype, requires_grad)


@function("torch.randperm")
def randperm(n: int, *, generator: Any = None, **kwargs: Any) -> Tensor:
    dtype, requires_grad = creation.options(kwargs, np.int64)
    (count,) = creation.sizes_of((n,), {})
    allocate((count,))
    recorder = mode().recorder
    if recorder is not None:
        recorder.pay(CHANGE * count)
    return creation.leaf(np.array(stream_of(generator).permutation(count), np.int64), dtype, requires_grad)


@function("torch.randn_like", takes=FRACTIONS)
def randn_like(input: Tensor, **kwargs: Any) -> Tensor:
    return _like(normal_numbers, input, kwargs)


@function("torch.rand_like", takes=FRACTIONS)
def rand_like(input: Tensor, **kwargs: Any) -> Tensor:
    return _like(uniform_numbers, input, kwargs)


def _like(draw: Draw, input: Tensor, kwargs: dict[str, Any]) -> Tensor:
    generator, named = kwargs.pop("generator", None), kwargs.get("dtype") is not None
    dtype, requires_grad = creation.options(kwargs, input.dtype)
    allocate(input.shape)
    return creation.leaf(draw(input.shape, drawn_type(dtype, named), generator), dtype, requires_grad)


@function("torch.randint_like")
def randint_like(input: Tensor, low: int = 0, high: Any = None, **kwargs: Any) -> Tensor:
    kwargs["dtype"] = kwargs.get("dtype") or input.dtype
    return randint(low, high, input.shape, **kwargs) if high is not None else randint(low, input.shape, **kwargs)
