"""What occurs, and how often: answers that jump, and let no gradient through."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import Array, Shape, register
from engine.ops.axes import read_cost


def _unique_shape(x: Shape, dim: int | None = None) -> Shape:
    """The most that can be: every entry, or every slice, occurs once."""
    return (int(np.prod(x, dtype=int)),) if dim is None else x


register(
    "unique",
    # Of several numbers that are none each is another, as in PyTorch.
    lambda x, /, dim=None: np.unique(x, axis=dim, equal_nan=False),
    family="order",
    vjps=[None],
    jvps=[None],
    shape=_unique_shape,
    cost=read_cost(12),
    saves="nothing",
    refusal="which entries occur changes in jumps",
    words="what occurs, in order, each once: a gradient that reaches it is refused",
    names="",
)


def _bincount(input: Array, weights: Array | None = None, /, *, minlength: int) -> Array:
    counts = np.bincount(input, weights, minlength)
    return counts if weights is None or weights.dtype.kind != "f" else counts.astype(weights.dtype)


def _bincount_shape(*shapes: Shape, minlength: int, **attributes: Any) -> Shape:
    return (minlength,)


register(
    "bincount",
    _bincount,
    family="order",
    vjps=[None, None],
    jvps=[None, None],
    shape=_bincount_shape,
    cost=read_cost(2),
    saves="nothing",
    refusal="it counts, and index_add is what adds up weights that learn",
    words="how often each number occurs, or the weights there added up: a gradient that reaches it is refused",
    names="",
)
