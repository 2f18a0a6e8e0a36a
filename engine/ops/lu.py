"""The LU decomposition with row exchanges: x = P L U."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import linalg

from engine.errors import ShapeError
from engine.op import Array, Shape, compute, register, shape_text
from engine.ops.axes import values_of
from engine.ops.linalg import cubic, transposed


def _square(x: Shape) -> Shape:
    if len(x) < 2 or x[-1] != x[-2] or x[-1] == 0:
        raise ShapeError(f"lu needs a square matrix here, of at least one row, got {shape_text(x)}")
    return x


def _decomposed(x: Array) -> tuple[Array, Array]:
    """(L and U in one matrix, the rows exchanged one after the other, counted from 0) of each matrix."""
    _square(x.shape)
    flat = x.reshape((-1, *x.shape[-2:]))
    pairs = [linalg.lu_factor(matrix, check_finite=False) for matrix in flat]
    packed = np.array([pair[0] for pair in pairs]).reshape(x.shape)
    return packed, np.array([pair[1] for pair in pairs]).reshape(x.shape[:-1])


def permutation(pivots: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The matrices P for which P.T @ x is x with its rows exchanged; `pivots` count from 0."""
    n = pivots.shape[-1]
    rows = np.empty((*pivots.shape[:-1], n), np.int64)
    for place in np.ndindex(*pivots.shape[:-1]):
        order = np.arange(n)
        for k, other in enumerate(pivots[place]):
            order[[k, other]] = order[[other, k]]
        rows[place] = order
    return np.swapaxes(np.eye(n)[rows], -1, -2)


def _turn(x: Array) -> np.ndarray[Any, Any]:
    return permutation(_decomposed(values_of(x))[1]).astype(x.dtype)


def _lower(packed: Array) -> Array:
    return compute("tril", packed, diagonal=-1) + np.eye(packed.shape[-1], dtype=packed.dtype)


def _back(g: Array, y: Array, x: Array) -> Array:
    lower, upper = _lower(y), compute("triu", y)
    inner = compute("tril", transposed(lower) @ compute("tril", g, diagonal=-1), diagonal=-1) + compute(
        "triu", compute("triu", g) @ transposed(upper)
    )
    left = compute("solve", transposed(lower), inner)
    return _turn(x) @ transposed(compute("solve", upper, transposed(left)))


def _along(t: Array, y: Array, x: Array) -> Array:
    lower, upper = _lower(y), compute("triu", y)
    left = compute("solve", lower, np.swapaxes(_turn(x), -1, -2) @ t)
    inner = transposed(compute("solve", transposed(upper), transposed(left)))
    return lower @ compute("tril", inner, diagonal=-1) + compute("triu", inner) @ upper


register(
    "lu_packed",
    lambda x, /: _decomposed(x)[0],
    family="linalg",
    vjps=[_back],
    jvps=[_along],
    shape=_square,
    cost=cubic(2),
    symbol="LU",
    formula="lu(x)",
    local=["inv(L).T * inv(U).T"],
    downstream=["P @ inv(L).T @ inner(g) @ inv(U).T"],
    saves="output",
    words="the gradients of both triangles are solved for on both sides; the exchange of rows stays as it is",
    choice="The exchange of rows is the one that the numbers led to, and counts as fixed.",
    names="",
)
register(
    "lu_pivots",
    lambda x, /: (_decomposed(x)[1] + 1).astype(np.int32),
    family="linalg",
    vjps=[None],
    jvps=[None],
    shape=lambda x: _square(x)[:-1],
    cost=cubic(2),
    formula="pivots(x)",
    words="which rows were exchanged is a choice: no gradient passes it",
    saves="nothing",
    names="",
)
