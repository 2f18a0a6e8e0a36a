"""The structures a local Jacobian can have, each with the least that holds it.

Rows are the entries of the result and columns those of the input, both in row-major order. Where several fit, as a
permutation is a selection too, a Jacobian is given one of them (`engine.local_jacobian.structured`):

    diagonal        entry i of the result moves with entry i of the input alone
    permutation     the result is the input in another order: one 1 in every row and every column
    selection       the result takes some entries of the input, each once: at most one 1 in every row and column
    broadcast       every entry of the result is one entry of the input, times a weight
    sum             every entry of the input is added, times a weight, to one entry of the result
    outer           I ⊗ one matrix: groups of entries that do not mix, all with the same matrix
    block diagonal  groups of entries that do not mix, each with a matrix of its own
    dense           none of these
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import ClassVar

import numpy as np

from engine.errors import ShapeError
from engine.jacobians.dependence import LocalMap, lines
from engine.operation import Array, shape_text, size

DENSE_LIMIT = 4_194_304


class LocalJacobian(ABC):
    """`shape` is (entries of the result, entries of the input)."""

    structure: ClassVar[str]

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = (rows, columns)

    def dense(self) -> Array:
        """The matrix. Raises ShapeError when it would have more than `DENSE_LIMIT` entries."""
        _admit(self.shape)
        return self._dense()

    @abstractmethod
    def _dense(self) -> Array: ...

    @abstractmethod
    def numbers(self) -> dict[str, Array]:
        """The arrays that hold it, by the names of the attributes they are. Raises ShapeError as `dense` does."""


class Diagonal(LocalJacobian):
    """`values[i]` is ∂yᵢ/∂xᵢ."""

    structure = "diagonal"

    def __init__(self, values: Array) -> None:
        super().__init__(values.size, values.size)
        self.values = values

    def _dense(self) -> Array:
        return np.diag(self.values)

    def numbers(self) -> dict[str, Array]:
        return {"values": self.values}


class Broadcast(LocalJacobian):
    """yᵢ moves with the entry `source[i]` of x by `weights[i]`; a source of -1 is none."""

    structure = "broadcast"

    def __init__(self, source: Array, weights: Array, columns: int) -> None:
        super().__init__(source.size, columns)
        self.source = source
        self.weights = weights

    def _dense(self) -> Array:
        matrix = np.zeros(self.shape, self.weights.dtype)
        rows = np.flatnonzero(self.source >= 0)
        matrix[rows, self.source[rows]] = self.weights[rows]
        return matrix

    def numbers(self) -> dict[str, Array]:
        return {"source": self.source, "weights": self.weights}


class Selection(Broadcast):
    """yᵢ is the entry `source[i]` of x; a source of -1 is none."""

    structure = "selection"


class Permutation(Selection):
    """yᵢ is the entry `source[i]` of x, and every entry of x is taken."""

    structure = "permutation"


class Sum(LocalJacobian):
    """The entry j of x is added to y at `target[j]`, times `weights[j]`; a target of -1 is none."""

    structure = "sum"

    def __init__(self, target: Array, weights: Array, rows: int) -> None:
        super().__init__(rows, target.size)
        self.target = target
        self.weights = weights

    def _dense(self) -> Array:
        return Broadcast(self.target, self.weights, self.shape[0])._dense().T

    def numbers(self) -> dict[str, Array]:
        return {"target": self.target, "weights": self.weights}


class Outer(LocalJacobian):
    """An outer (Kronecker) product with the identity: for X @ W it is I ⊗ Wᵀ in X and X ⊗ I in W.

    In every group k, the entries `rows[k]` of the result move with the entries `columns[k]` of x by `factor`, (p, q).
    """

    structure = "outer"

    def __init__(self, factor: Array, rows: Array, columns: Array) -> None:
        super().__init__(rows.size, columns.size)
        self.factor = factor
        self.rows = rows
        self.columns = columns

    def _dense(self) -> Array:
        return _placed(self.factor, self.rows, self.columns)

    def numbers(self) -> dict[str, Array]:
        return {"factor": self.factor, "rows": self.rows, "columns": self.columns}


class BlockDiagonal(LocalJacobian):
    """In group k, the entries `rows[k]` of the result move with the entries `columns[k]` of x by `blocks[k]`."""

    structure = "block diagonal"

    def __init__(self, found: LocalMap, rows: Array, columns: Array) -> None:
        super().__init__(rows.size, columns.size)
        self._map = found
        self.rows = rows
        self.columns = columns

    @cached_property
    def blocks(self) -> Array:
        """Computed when first read, by min(p, q) sweeps. Raises ShapeError above `DENSE_LIMIT` numbers."""
        shape = (*self.rows.shape, self.columns.shape[1])
        _admit(shape)
        made = np.zeros(shape, self._map.y.dtype)
        for place, line in lines(self._map, self.rows, self.columns):
            made[place] = line
        return made

    def _dense(self) -> Array:
        return _placed(self.blocks, self.rows, self.columns)

    def numbers(self) -> dict[str, Array]:
        return {"blocks": self.blocks, "rows": self.rows, "columns": self.columns}


def _placed(blocks: Array, rows: Array, columns: Array) -> Array:
    matrix = np.zeros((rows.size, columns.size), blocks.dtype)
    matrix[rows[:, :, None], columns[:, None, :]] = blocks
    return matrix


class Dense(LocalJacobian):
    structure = "dense"

    def __init__(self, found: LocalMap) -> None:
        super().__init__(size(found.rows), size(found.columns))
        self._map = found

    @cached_property
    def matrix(self) -> Array:
        """Computed when first read. Raises ShapeError above `DENSE_LIMIT` numbers."""
        _admit(self.shape)
        rows, columns = (np.arange(count)[None, :] for count in self.shape)
        return BlockDiagonal(self._map, rows, columns).blocks[0]

    def _dense(self) -> Array:
        return self.matrix

    def numbers(self) -> dict[str, Array]:
        return {"matrix": self.matrix}


def _admit(shape: tuple[int, ...]) -> None:
    if size(shape) > DENSE_LIMIT:
        raise ShapeError(
            f"the local Jacobian would be written out with shape {shape_text(shape)}, and {DENSE_LIMIT:,} numbers "
            "are the most: engine.vjp and engine.jvp multiply by it without forming it"
        )
