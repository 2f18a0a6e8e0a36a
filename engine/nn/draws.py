"""Draws from distributions: no gradient passes a draw. With a `generator` the numbers are of its stream, else of that
which `manual_seed` starts, in the order and from the bits that PyTorch takes on a processor.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, GradientError, ShapeError
from engine.functions import creation, drawing
from engine.functions.binding import is_whole
from engine.functions.streams import stream_of
from engine.functions.table import allocate, function
from engine.mode import get_default_dtype
from engine.operation import FRACTIONS, Array, Shape, broadcast, shape_text
from engine.tensors import Tensor


@function("torch.bernoulli Tensor.bernoulli", takes=FRACTIONS)
def bernoulli(input: Tensor, p: Any = None, *, generator: Any = None) -> Tensor:
    """1 with the probability that each entry states, or with `p` for all of them, and 0 otherwise."""
    allocate(input.shape)
    if p is not None:
        return creation.leaf(_happened(input.shape, p, generator), input.dtype)
    drawn = drawing.drawn_type(input.dtype)
    chances = np.asarray(input._seen(), drawn)
    _require_chances(chances)
    return creation.leaf(drawing.uniform_numbers(input.shape, drawn, generator) < chances, input.dtype)


def _happened(shape: Shape, p: Any, generator: Any) -> Array:
    """Where what has the chance p, one number or one for each entry, happens."""
    if isinstance(p, Tensor) and p.ndim:
        drawn = drawing.drawn_type(p.dtype)
        chances = np.broadcast_to(np.asarray(p._seen(), drawn), shape)
        _require_chances(chances)
        return drawing.uniform_numbers(shape, drawn, generator) < chances
    chance = _parameter(p, "p")
    _require_chances(chance)
    return stream_of(generator).chances(prod(shape)).reshape(shape) < chance


def _require_chances(chances: Array) -> None:
    if not np.all((chances >= 0) & (chances <= 1)):
        raise ArgumentError("bernoulli takes probabilities, from 0 to 1")


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
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        drawn = drawing.drawn_type(dtype or get_default_dtype())
        # PyTorch scales what it draws by one deviation as it draws, and by one for each entry afterwards.
        scale = 1.0 if isinstance(std, Tensor) else float(std)
        numbers = drawing.normal_numbers(shape, drawn, generator, 0.0, scale)
        return creation.leaf(numbers * (deviation if isinstance(std, Tensor) else 1) + centre, dtype, requires_grad)
    drawn = drawing.drawn_type(dtype or get_default_dtype(), dtype is not None)
    numbers = drawing.normal_numbers(shape, drawn, generator, float(centre), float(deviation))
    return creation.leaf(numbers, dtype or get_default_dtype(), requires_grad)


@function("torch.multinomial Tensor.multinomial")
def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
    """Classes drawn by their weights: `num_samples` of each row. Rows need not add up to 1."""
    weights = np.asarray(input._seen())
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
    drawn = drawing.drawn_type(input.dtype)
    weights = weights.astype(drawn)
    if num_samples == 1 or not replacement:
        # Of waiting times with these rates the shortest ones fall on each class as often as its weight says.
        allocate(weights.shape)
        waits = stream_of(generator).waits(weights.size).reshape(weights.shape).astype(drawn)
        order = np.argsort(-(weights / waits), axis=-1, kind="stable")
        return creation.leaf(order[..., :num_samples].astype(np.int64))
    shape = (*weights.shape[:-1], num_samples)
    allocate(shape)
    numbers = stream_of(generator).chances(prod(shape)).reshape(shape)
    classes = np.empty(shape, np.int64)
    for row in np.ndindex(*weights.shape[:-1]):
        reached = np.cumsum(weights[row])
        reached = reached / reached[-1]
        reached[-1] = 1
        classes[row] = np.searchsorted(reached, numbers[row], side="left")
    return creation.leaf(classes)


@function("Tensor.normal_")
def normal_(input: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
    """Numbers about `mean` with the deviation `std`, stored in the tensor itself."""
    if std < 0:
        raise ArgumentError(f"a deviation is not negative; given is {std}")
    drawn = drawing.normal_numbers(input.shape, _drawn(input, "normal_"), generator, float(mean), float(std))
    return input._assign(creation.leaf(drawn, input.dtype))


@function("Tensor.uniform_")
def uniform_(input: Tensor, low: float = 0.0, high: float = 1.0, *, generator: Any = None) -> Tensor:
    """Numbers between two bounds, stored in the tensor itself; PyTorch names them `from` and `to`."""
    if not low <= high:
        raise ArgumentError(f"uniform_ draws from a lower bound to a higher one, not from {low} to {high}")
    drawn = drawing.uniform_numbers(input.shape, _drawn(input, "uniform_"), generator, float(low), float(high))
    return input._assign(creation.leaf(drawn, input.dtype))


@function("Tensor.exponential_")
def exponential_(input: Tensor, lambd: float = 1.0, *, generator: Any = None) -> Tensor:
    """Waiting times of the mean 1 / lambd, stored in the tensor itself."""
    if not lambd > 0:
        raise ArgumentError(f"exponential_ takes a rate above 0, not {lambd}")
    drawn = _drawn(input, "exponential_")
    waits = stream_of(generator).waits(prod(input.shape)).reshape(input.shape) / float(lambd)
    return input._assign(creation.leaf(waits.astype(drawn), input.dtype))


@function("Tensor.random_")
def random_(input: Tensor, low: int = 0, high: Any = None, *, generator: Any = None) -> Tensor:
    """Whole numbers, stored in the tensor itself: below `low`, or from it up to `high`."""
    first, last = (0, low) if high is None else (low, high)
    drawn = drawing.randint(first, last, input.shape, generator=generator)
    return input._assign(creation.leaf(drawn, input.dtype))


@function("Tensor.bernoulli_")
def bernoulli_(input: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
    """1 with the probability p, a number or one for each entry, and 0 otherwise, stored in the tensor itself."""
    allocate(input.shape)
    return input._assign(creation.leaf(_happened(input.shape, p, generator), input.dtype))


def _drawn(input: Tensor, name: str) -> np.dtype[Any]:
    """The type to draw in. Raises DtypeError unless the tensor holds floating point numbers."""
    if input.dtype.kind != "f":
        raise DtypeError(f"{name} draws floating point numbers, not {input.dtype}: call .double() first")
    allocate(input.shape)
    return drawing.drawn_type(input.dtype)
