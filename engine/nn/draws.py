"""Draws from distributions: no gradient passes a draw. The numbers are of the stream that `manual_seed` starts."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, GradientError, ShapeError
from engine.functions import creation
from engine.functions.binding import is_whole
from engine.functions.table import allocate, function
from engine.operation import Array, broadcast, shape_text
from engine.tensors import Tensor


@function("torch.bernoulli Tensor.bernoulli")
def bernoulli(input: Tensor, p: float | None = None, *, generator: Any = None) -> Tensor:
    """1 with the probability that each entry states, 0 otherwise; with `p`, one for all, in the shape of the input."""
    shares = input._seen() if p is None else _parameter(p, "p")
    if np.any((shares < 0) | (shares > 1)):
        raise ArgumentError("bernoulli takes probabilities, from 0 to 1")
    allocate(input.shape)
    return creation.leaf(creation.uniform_numbers(input.shape) < shares, input.dtype)


def _parameter(value: Any, name: str) -> Array:
    if isinstance(value, Tensor) and value.requires_grad:
        raise GradientError(
            f"normal draws numbers that send no gradient to their {name}: write mean + std * torch.randn(…), "
            "which sends it one"
        )
    return np.asarray(value._seen() if isinstance(value, Tensor) else value, dtype=np.float64)


@function("torch.normal")
def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers about `mean` with the deviation `std`: as many as these have entries, or `size` when both are numbers."""
    centre, deviation = _parameter(mean, "mean"), _parameter(std, "std")
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        if size is not None:
            raise ArgumentError("normal takes a size only when mean and std are numbers: leave it out")
        shape = broadcast(centre.shape, deviation.shape)
    elif isinstance(size, (tuple, list)) and is_whole(size) and min(size, default=0) >= 0:
        shape = tuple(int(n) for n in size)
    else:
        raise ArgumentError(f"normal needs a size, whole numbers as in torch.normal(0, 1, (2, 3)), not {size}")
    for name, given in (("mean", mean), ("std", std)):
        if isinstance(given, Tensor) and given.dtype.kind != "f":
            raise DtypeError(f"normal takes a {name} of floating point numbers, not of {given.dtype}: call .double()")
    if np.any(deviation < 0):
        raise ArgumentError(f"a deviation is not negative; given is {deviation.min()}")
    allocate(shape)
    if dtype is None:
        dtype = next((given.dtype for given in (mean, std) if isinstance(given, Tensor)), None)
    return creation.leaf(centre + deviation * creation.normal_numbers(shape), dtype, requires_grad)


@function("torch.multinomial Tensor.multinomial")
def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
    """Classes drawn by their weights: `num_samples` of each row. Rows need not add up to 1."""
    weights = np.asarray(input._data)
    if weights.ndim not in (1, 2) or weights.dtype.kind != "f":
        raise ShapeError(
            "multinomial takes weights as a vector or as rows of floating point numbers, "
            f"not {weights.dtype} of shape {shape_text(weights.shape)}"
        )
    possible = np.count_nonzero(weights, axis=-1)
    if not np.all(np.isfinite(weights) & (weights >= 0)) or not np.all(possible):
        raise ArgumentError("the weights of multinomial are finite, none is negative, and one of each row is not 0")
    if num_samples < 1:
        raise ArgumentError(f"multinomial draws at least one class, not {num_samples}")
    if not replacement and num_samples > (fewest := int(possible.min(initial=weights.shape[-1]))):
        raise ArgumentError(
            f"multinomial cannot draw {num_samples} of {fewest} classes whose weight is not 0: "
            "draw fewer, or with replacement=True"
        )
    shape = (*weights.shape[:-1], num_samples if replacement else weights.shape[-1])
    allocate(shape)
    numbers = creation.uniform_numbers(shape)
    if replacement:
        drawn = np.empty(shape, np.int64)
        for row in np.ndindex(*weights.shape[:-1]):
            reached = np.cumsum(weights[row])
            drawn[row] = np.searchsorted(reached / reached[-1], numbers[row], side="right")
        return creation.leaf(drawn)
    # Of waiting times with these rates the shortest ones fall on each class as often as its weight says.
    with np.errstate(divide="ignore"):
        waits = np.where(weights > 0, -np.log1p(-numbers) / weights, np.inf)
    return creation.leaf(np.argsort(waits, axis=-1)[..., :num_samples])


@function("Tensor.normal_")
def normal_(input: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
    """Numbers about `mean` with the deviation `std`, stored in the tensor itself."""
    return input.store(normal(float(mean), float(std), input.shape, dtype=_drawn(input, "normal_")))


@function("Tensor.uniform_")
def uniform_(input: Tensor, low: float = 0.0, high: float = 1.0, *, generator: Any = None) -> Tensor:
    """Numbers between two bounds, stored in the tensor itself; PyTorch names them `from` and `to`."""
    if not low <= high:
        raise ArgumentError(f"uniform_ draws from a lower bound to a higher one, not from {low} to {high}")
    dtype = _drawn(input, "uniform_")
    return input.store(creation.leaf(low + (high - low) * creation.uniform_numbers(input.shape), dtype))


@function("Tensor.bernoulli_")
def bernoulli_(input: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
    """1 with the probability p, a number or one for each entry, and 0 otherwise, stored in the tensor itself."""
    allocate(input.shape)
    shares = _parameter(p, "p")
    if np.any((shares < 0) | (shares > 1)):
        raise ArgumentError("bernoulli_ takes probabilities, from 0 to 1")
    return input.store(creation.leaf(creation.uniform_numbers(input.shape) < shares, input.dtype))


def _drawn(input: Tensor, name: str) -> np.dtype[Any]:
    """The element type of what is drawn. Raises DtypeError unless that is a floating point type."""
    if input.dtype.kind != "f":
        raise DtypeError(f"{name} draws floating point numbers, not {input.dtype}: call .double() first")
    allocate(input.shape)
    return input.dtype
