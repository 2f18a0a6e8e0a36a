"""The LU decomposition with row exchanges: x = P L U."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import linalg

from engine.operation import Array, Shape, compute, pulled, register, size
from engine.ops.axes import values_of
from engine.ops.linalg import matrix_shape, transposed


def _decomposed(x: Array) -> tuple[Array, Array]:
    """(L and U in one matrix, the rows exchanged one after the other, counted from 0) of each matrix."""
    m, n = matrix_shape(x.shape, "lu")[-2:]
    pivots = np.zeros((*x.shape[:-2], min(m, n)), np.int64)
    packed = np.array(x)
    if x.size:
        for place in np.ndindex(*x.shape[:-2]):
            packed[place], pivots[place] = linalg.lu_factor(x[place], check_finite=False)
    return packed, pivots


def permutation(pivots: np.ndarray[Any, Any], rows: int) -> np.ndarray[Any, Any]:
    """The matrices P for which P.T @ x is x, of so many rows, with its rows exchanged; `pivots` count from 0."""
    order = np.empty((*pivots.shape[:-1], rows), np.int64)
    order[...] = np.arange(rows)
    for place in np.ndindex(*pivots.shape[:-1]):
        for k, other in enumerate(pivots[place]):
            order[(*place, [k, other])] = order[(*place, [other, k])]
    return np.swapaxes(np.eye(rows)[order], -1, -2)


def _turn(x: Array) -> np.ndarray[Any, Any]:
    return permutation(_decomposed(values_of(x))[1], x.shape[-2]).astype(x.dtype)


def unpacked(packed: Array) -> tuple[Array, Array]:
    """L (m, k) with ones on its diagonal and U (k, n) of matrices (m, n), where k is the smaller of m and n."""
    m, n = packed.shape[-2:]
    first_columns = packed[..., :m] if n > m else packed
    first_rows = packed[..., :n, :] if m > n else packed
    ones = np.eye(m, min(m, n), dtype=packed.dtype)
    return compute("tril", first_columns, diagonal=-1) + ones, compute("triu", first_rows)


def _solve_right(a: Array, b: Array) -> Array:
    """b @ inv(a)"""
    return transposed(compute("solve", transposed(a), transposed(b)))


def _back(g: Array, y: Array, x: Array) -> Array:
    """With the rows of x in their new order, and the first k rows and columns as a square:

    its gradient is inv(L).T (tril(L.T gL, -1) + triu(gU U.T)) inv(U).T. The columns beyond it, L @ U2, lessen the
    first product by gU2 @ U2.T, and the rows beyond it, L2 @ U, the second one by L2.T @ gL2.
    """
    m, n = x.shape[-2:]
    k = min(m, n)
    lower, upper = unpacked(y)
    square_lower, square_upper = lower[..., :k, :], upper[..., :k]
    below = transposed(square_lower) @ compute("tril", g[..., :k, :k], diagonal=-1)
    above = compute("triu", g[..., :k, :k]) @ transposed(square_upper)
    if n > k:
        below = below - g[..., k:] @ transposed(upper[..., k:])
    if m > k:
        above = above - transposed(lower[..., k:, :]) @ g[..., k:, :]
    inner = compute("tril", below, diagonal=-1) + compute("triu", above)
    rows = _solve_right(transposed(square_upper), inner)
    if n > k:
        rows = np.concatenate([rows, g[..., k:]], axis=-1)
    rows = compute("solve", transposed(square_lower), rows)
    if m > k:
        rows = np.concatenate([rows, _solve_right(transposed(square_upper), g[..., k:, :])], axis=-2)
    return _turn(x) @ rows


def _along(t: Array, y: Array, x: Array) -> Array:
    """L tril(inner, -1) + triu(inner) U with inner = inv(L) t inv(U), and what follows of it beyond the square."""
    m, n = x.shape[-2:]
    k = min(m, n)
    lower, upper = unpacked(y)
    square_lower, square_upper = lower[..., :k, :], upper[..., :k]
    moved = np.swapaxes(_turn(x), -1, -2) @ t
    solved = compute("solve", square_lower, moved[..., :k, :])
    inner = _solve_right(square_upper, solved[..., :k])
    below, above = compute("tril", inner, diagonal=-1), compute("triu", inner)
    rows = square_lower @ below + above @ square_upper
    if n > k:
        rows = np.concatenate([rows, solved[..., k:] - below @ upper[..., k:]], axis=-1)
    if m > k:
        beyond = _solve_right(square_upper, moved[..., k:, :]) - lower[..., k:, :] @ above
        rows = np.concatenate([rows, beyond], axis=-2)
    return rows


def _cost(shape: Shape, x: Shape) -> float:
    return max(1.0, 2.0 * size(x) * min(x[-2:]))


register(
    "lu_packed",
    lambda x, /: _decomposed(x)[0],
    family="linalg",
    vjps=[_back],
    jvps=[_along],
    shape=lambda x: matrix_shape(x, "lu"),
    cost=_cost,
    symbol="LU",
    local=["back(1)"],
    downstream=["back(g)"],
    where={
        "back": pulled(
            "lu_packed",
            "the gradients of both triangles, solved for through both of them, with the rows in their old order",
        )
    },
    saves="matrix and output",
    words="the gradients of both triangles are solved for on both sides; the exchange of rows stays as it is",
    choice="The exchange of rows is the one that the numbers led to, and counts as fixed.",
    names="",
    needs="y",
)
register(
    "lu_pivots",
    lambda x, /: (_decomposed(x)[1] + 1).astype(np.int32),
    family="linalg",
    vjps=[None],
    jvps=[None],
    shape=lambda x: (*x[:-2], min(matrix_shape(x, "lu")[-2:])),
    cost=_cost,
    words="which rows were exchanged is a choice: no gradient passes it",
    saves="nothing",
    names="",
)
