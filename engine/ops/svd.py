"""Singular vectors, and the refusal where vectors that belong to equal values have no derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import GradientError
from engine.operation import Array, Named, Rule, Shape, compute, pulled, register
from engine.ops.axes import values_of
from engine.ops.linalg import cubic, matrix_shape, transposed

# Gaps below this share of the largest value are rounding: squares of singular values keep about 15 digits.
CLOSE = 1e-14
FULL = (
    "svd has no derivative in the vectors that belong to no singular value, as any that fit will do: "
    "pass full_matrices=False"
)


def inverse_gaps(values: Array, name: str) -> Array:
    """1 / (vⱼ - vᵢ), and 0 on the diagonal. Raises GradientError where two values are equal."""
    n = values.shape[-1]
    numbers = values_of(values)
    gaps = np.abs(numbers[..., None, :] - numbers[..., :, None]) + np.diag(np.full(n, np.inf))
    largest = np.abs(numbers).max(-1, initial=0.0)[..., None, None]
    if np.any(gaps <= CLOSE * largest):
        raise GradientError(
            f"{name} vectors of equal values have no derivative, as they may be turned into one another: "
            f"use the values alone, or make them differ"
        )
    diagonal = np.eye(n, dtype=values.dtype)
    return (1 - diagonal) / (np.expand_dims(values, -2) - np.expand_dims(values, -1) + diagonal)


def _parts(x: Array) -> tuple[Array, Array, Array]:
    """U, S and V of the reduced decomposition."""
    return compute("svd_u", x), compute("svdvals", x), transposed(compute("svd_vh", x))


def _inner(slope: Array, x: Array) -> Array:
    """The columns that belong to a singular value. Raises GradientError where another one has a gradient."""
    k = min(x.shape[-2:])
    if slope.shape[-1] == k:
        return slope
    if np.any(values_of(slope)[..., k:]):
        raise GradientError(FULL)
    return slope[..., :k]


def _skew(x: Array) -> Array:
    return x - transposed(x)


def _outside(x: Array, vectors: Array) -> Array:
    """The part of the columns of x that no combination of the vectors makes."""
    return x - vectors @ (transposed(vectors) @ x)


# The four rules. Source: Townsend 2016, Differentiating the singular value decomposition; E is `inverse_gaps` of S².
def _left_back(g: Array, y: Array, x: Array, full_matrices: bool = False) -> Array:
    g = _inner(g, x)
    left, s, right = _parts(x)
    inner = (_skew(transposed(left) @ g) * inverse_gaps(s * s, "singular")) * np.expand_dims(s, -2)
    made = left @ inner @ transposed(right)
    if x.shape[-2] > x.shape[-1]:
        made = made + (_outside(g, left) / np.expand_dims(s, -2)) @ transposed(right)
    return made


def _right_back(g: Array, y: Array, x: Array, full_matrices: bool = False) -> Array:
    left, s, right = _parts(x)
    slope = _inner(transposed(g), x)
    inner = np.expand_dims(s, -1) * (_skew(transposed(right) @ slope) * inverse_gaps(s * s, "singular"))
    made = left @ inner @ transposed(right)
    if x.shape[-1] > x.shape[-2]:
        made = made + left @ transposed(_outside(slope, right) / np.expand_dims(s, -2))
    return made


def _left_along(t: Array, y: Array, x: Array, full_matrices: bool = False) -> Array:
    if y.shape[-1] > min(x.shape[-2:]):
        raise GradientError(FULL)
    left, s, right = _parts(x)
    moved = transposed(left) @ t @ right
    scaled = moved * np.expand_dims(s, -2)
    made = left @ ((scaled + transposed(scaled)) * inverse_gaps(s * s, "singular"))
    if x.shape[-2] > x.shape[-1]:
        made = made + _outside(t @ right, left) / np.expand_dims(s, -2)
    return made


def _right_along(t: Array, y: Array, x: Array, full_matrices: bool = False) -> Array:
    if y.shape[-2] > min(x.shape[-2:]):
        raise GradientError(FULL)
    left, s, right = _parts(x)
    scaled = np.expand_dims(s, -1) * (transposed(left) @ t @ right)
    made = right @ ((scaled + transposed(scaled)) * inverse_gaps(s * s, "singular"))
    if x.shape[-1] > x.shape[-2]:
        made = made + _outside(transposed(t) @ left, right) / np.expand_dims(s, -2)
    return transposed(made)


def _gaps(x: Array, **attributes: Any) -> Array:
    s = _parts(x)[1]
    inverse = inverse_gaps(s * s, "singular")
    return np.where(inverse == 0, np.inf, 1 / np.where(inverse == 0, 1, inverse))


def _vectors(name: str, left: bool, back: Rule, along: Rule) -> None:
    def forward(x: Array, /, full_matrices: bool = False) -> Array:
        found = np.linalg.svd(x, full_matrices=full_matrices)
        return found.U if left else found.Vh

    def shape(x: Shape, full_matrices: bool = False) -> Shape:
        m, n = matrix_shape(x, "svd")[-2:]
        if left:
            return (*x[:-2], m, m if full_matrices else min(m, n))
        return (*x[:-2], n if full_matrices else min(m, n), n)

    def text(x: Array, *, full_matrices: bool = False) -> str:
        m, n = x.shape[-2:]
        if full_matrices and (m > n if left else n > m):
            return "back(g)"
        if left:
            whole = "u @ (skew(u.T @ g) / gaps * spread(s, dim=-2)) @ v.T"
            return f"{whole} + (g - u @ u.T @ g) / spread(s, dim=-2) @ v.T" if m > n else whole
        whole = "u @ (spread(s, dim=-1) * skew(v.T @ g.T) / gaps) @ v.T"
        return f"{whole} + u @ ((g.T - v @ v.T @ g.T) / spread(s, dim=-2)).T" if n > m else whole

    register(
        name,
        forward,
        family="linalg",
        vjps=[back],
        jvps=[along],
        shape=shape,
        cost=cubic(20),
        symbol="U" if left else "Vᵀ",
        local=["outer(u, v) / gaps"],
        downstream=[text],
        where={
            "u": Named("the left singular vectors, one a column", lambda x, **_: _parts(x)[0]),
            "s": Named("the singular values", lambda x, **_: _parts(x)[1]),
            "v": Named("the right singular vectors, one a column", lambda x, **_: _parts(x)[2]),
            "gaps": Named("the differences of their squares, those of a value to itself infinite", _gaps),
            "skew": Named("a matrix less its mirror image", lambda x, **_: _skew),
            "back": pulled(name, "the same for the vectors that belong to singular values, and 0 for the others"),
        },
        saves="input and output",
        words="singular vectors turn towards each other, the faster the closer their values",
        choice="Each vector stands for a direction only: its sign is the one that the computation found.",
        names="",
    )


_vectors("svd_u", True, _left_back, _left_along)
_vectors("svd_vh", False, _right_back, _right_along)
