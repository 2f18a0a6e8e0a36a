"""The local Jacobian of one input of an operation, with its structure.

Its name is found by letting the operation's own rules work (`engine.dependence`), never by the operation's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.errors import GradientError
from engine.jacobians.dependence import LocalMap, groups, lines, single_sources
from engine.jacobians.structures import (
    BlockDiagonal,
    Broadcast,
    Dense,
    Diagonal,
    LocalJacobian,
    Outer,
    Permutation,
    Selection,
    Sum,
)
from engine.operation import Array, Op, size
from engine.tensors import Tensor

# How many numbers may be computed to see whether all blocks are one; above that they are taken to differ.
SWEPT_LIMIT = 16_777_216


def local_jacobian(y: Tensor, slot: int = 0) -> LocalJacobian:
    """∂y/∂(input `slot` of the operation that made y), by the operation's rules. Raises GradientError."""
    if y._op is None:
        raise GradientError(
            "no recorded operation made this tensor: a local Jacobian belongs to a result of one, "
            "computed from a tensor with requires_grad=True"
        )
    values = y._saved or [tensor._current() for tensor in y._inputs]
    return structured(y._op, slot, y._data, values, y._attributes)


def structured(op: Op, slot: int, y: Array, inputs: Sequence[Array], attributes: Mapping[str, Any]) -> LocalJacobian:
    """The local Jacobian of `y = op(*inputs)` in the input `slot`. Raises GradientError where that has no gradient."""
    if not 0 <= slot < len(inputs):
        raise GradientError(f"{op.name} has inputs 0 to {len(inputs) - 1} here, no input {slot}")
    if op.vjp(slot) is None or op.fixes(slot, inputs, attributes):
        reason = f": {op.refusal}" if op.refusal else ""
        raise GradientError(f"no gradient passes the input {slot} of {op.name}, so it has no local Jacobian{reason}")
    found = LocalMap(op, slot, y, inputs, attributes)
    slopes = found.slopes()
    if slopes is not None:
        return _entry_by_entry(found, slopes.reshape(-1))
    # The entries of W are scaled and added up by X @ W, too, but the matrix X says more than where each of them goes.
    forms = (_one_a_row, _one_a_column, _outer) if found.structural() else (_outer, _one_a_row, _one_a_column)
    for form in forms:
        made = form(found)
        if made is not None:
            return made
    rows, columns = groups(found)
    return BlockDiagonal(found, rows, columns) if len(rows) > 1 else Dense(found)


def _entry_by_entry(found: LocalMap, weights: Array) -> LocalJacobian:
    """Of an operation with a partial derivative for each entry; broadcasting copies entries of the input."""
    places = np.arange(size(found.columns))
    source = np.broadcast_to(places.reshape(found.columns), found.rows).reshape(-1)
    if source.size == places.size:
        return Diagonal(weights)
    return Broadcast(source, weights, places.size)


def _one_a_row(found: LocalMap) -> LocalJacobian | None:
    source = single_sources(found.push, found.columns)
    if source is None:
        return None
    weights = found.push(np.ones(found.columns, found.y.dtype)).reshape(-1)
    return _sourced(_zeros_dropped(source, weights), weights, size(found.columns))


def _one_a_column(found: LocalMap) -> LocalJacobian | None:
    """A sum of which only one term counts anywhere, such as a maximum, is a selection."""
    target = single_sources(found.pull, found.rows)
    if target is None:
        return None
    weights = found.pull(np.ones(found.rows, found.y.dtype)).reshape(-1)
    kept = _zeros_dropped(target, weights)
    columns = np.flatnonzero(kept >= 0)
    if np.all(weights[columns] == 1) and np.unique(kept[columns]).size == columns.size:
        source = np.full(size(found.rows), -1)
        source[kept[columns]] = columns
        return _sourced(source, (source >= 0).astype(weights.dtype), target.size)
    return Sum(target, weights, size(found.rows)) if found.constant() else None


def _zeros_dropped(places: Array, weights: Array) -> Array:
    """A matrix of ones and zeros is known by its ones; weights of other kinds keep their zeros."""
    plain = np.all((weights == 1) | (weights == 0)) and np.any(weights == 1)
    return np.where(weights == 0, -1, places) if plain else places


def _sourced(source: Array, weights: Array, columns: int) -> LocalJacobian:
    rows = np.flatnonzero(source >= 0)
    taken = source[rows]
    plain = np.unique(taken).size == taken.size and bool(np.all(weights[rows] == 1))
    if plain and taken.size == source.size == columns:
        return Permutation(source, weights, columns)
    if source.size == columns and np.array_equal(taken, rows):
        return Diagonal(np.where(source >= 0, weights, 0))
    return (Selection if plain else Broadcast)(source, weights, columns)


def _outer(found: LocalMap) -> LocalJacobian | None:
    if not found.constant():
        return None
    rows, columns = groups(found)
    p, q = rows.shape[1], columns.shape[1]
    if len(rows) == 1 or min(p, q) * max(rows.size, columns.size) > SWEPT_LIMIT:
        return None
    factor = np.zeros((1, p, q), found.y.dtype)
    for place, line in lines(found, rows, columns):
        if not np.array_equal(line, np.broadcast_to(line[:1], line.shape), equal_nan=True):
            return None
        factor[place] = line[:1]
    return Outer(factor[0], rows, columns)
