"""Rows of a table by their numbers, and numbers as rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, compute, reading, register, shape_text
from engine.ops.axes import values_of


def _embedding_shape(indices: Shape, weight: Shape, **attributes: Any) -> Shape:
    if len(weight) != 2:
        raise ShapeError(f"embedding needs a weight (rows, columns), got {shape_text(weight)}")
    return (*indices, weight[1])


def _learning(indices: Array, weight: Array, padding_idx: int | None) -> Array:
    """1 for the looked-up rows that learn, 0 for padding."""
    if padding_idx is None:
        return 1.0
    return np.expand_dims(values_of(indices) != padding_idx % weight.shape[0], -1)


def _rows(g: Array, y: Array, indices: Array, weight: Array, padding_idx: int | None = None) -> Array:
    learning = np.where(_learning(indices, weight, padding_idx), g, 0.0)
    return compute("index_adjoint", learning, index=(values_of(indices),), shape=tuple(weight.shape))


def _rows_along(t: Array, y: Array, indices: Array, weight: Array, padding_idx: int | None = None) -> Array:
    return t[values_of(indices)] * _learning(indices, weight, padding_idx)


def _scatter_text(indices: Array, weight: Array, *, padding_idx: int | None = None) -> str:
    if padding_idx is None:
        return "scatter(g)"
    return f"scatter(g * spread(Ne(indices, {padding_idx % weight.shape[0]}), dim=-1))"


register(
    "embedding",
    lambda indices, weight, /, padding_idx=None: weight[indices],
    family="index",
    vjps=[None, _rows],
    jvps=[None, _rows_along],
    shape=_embedding_shape,
    symbol="lookup",
    formula="weight[indices]",
    local=["", "taken(weight)"],
    downstream=["", _scatter_text],
    where={**reading("embedding", 1)},
    saves="indices",
    words="a lookup adds each gradient to the row it was read from: a row used twice learns twice",
    choice="The row padding_idx receives 0, as in PyTorch.",
    names="functional.embedding",
    needs="- 0",
)
register(
    "one_hot",
    lambda x, /, num_classes: (x[..., None] == np.arange(num_classes)).astype(np.int64),
    family="index",
    vjps=[None],
    jvps=[None],
    shape=lambda x, num_classes: (*x, num_classes),
    words="a class becomes a row with a single 1: no gradient passes it",
    saves="nothing",
    names="",
)
