"""Factors of matrices: Cholesky, eigenvalues, singular values, and what is built on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import FRACTIONS, Array, Named, Shape, compute, pulled, register
from engine.ops.axes import axes_of, sum_along
from engine.ops.composed import composed
from engine.ops.linalg import cubic, matrix_shape, singular_values, square_shape, transposed
from engine.ops.quiet import quiet
from engine.ops.svd import inverse_gaps


def _half_diagonal(x: Array) -> Array:
    """The lower triangle, its diagonal halved."""
    n = x.shape[-1]
    return x * (np.tri(n, dtype=x.dtype) - 0.5 * np.eye(n, dtype=x.dtype))


def _cholesky_back(g: Array, y: Array, x: Array, upper: bool = False) -> Array:
    factor, slope = (transposed(y), transposed(g)) if upper else (y, g)
    inner = _half_diagonal(transposed(factor) @ slope)
    turned = transposed(factor)
    # turned⁻¹ · inner · factor⁻¹, without forming an inverse.
    left = compute("solve", turned, inner)
    both = transposed(compute("solve", turned, transposed(left)))
    return 0.5 * (both + transposed(both))


def _cholesky_along(t: Array, y: Array, x: Array, upper: bool = False) -> Array:
    factor = transposed(y) if upper else y
    # The factor reads the lower triangle alone.
    symmetric = compute("tril", t) + transposed(compute("tril", t, diagonal=-1))
    left = compute("solve", factor, symmetric)
    both = transposed(compute("solve", factor, transposed(left)))
    moved = factor @ _half_diagonal(both)
    return transposed(moved) if upper else moved


register(
    "cholesky",
    lambda x, /, upper=False: transposed(np.linalg.cholesky(x)) if upper else np.linalg.cholesky(x),
    family="linalg",
    vjps=[_cholesky_back],
    jvps=[_cholesky_along],
    shape=lambda x, upper=False: square_shape(x, "cholesky"),
    cost=cubic(1),
    local=["inv(y)"],
    downstream=[
        lambda x, *, upper=False: (
            "mirror(inv(y) @ half(y @ g.T) @ inv(y).T)" if upper else "mirror(inv(y).T @ half(y.T @ g) @ inv(y))"
        )
    ],
    where={
        "half": Named("the lower triangle, with half of the diagonal", lambda x, **_: _half_diagonal),
        "mirror": Named("the mean of a matrix and its mirror image", lambda x, **_: lambda m: (m + transposed(m)) / 2),
    },
    saves="output",
    words="a square root of a matrix: the gradient is solved for on both sides and made symmetric",
    choice="The gradient is shared equally between an entry and its mirror image, as in PyTorch.",
    names="torch.linalg.cholesky numpy.linalg.cholesky",
    takes=FRACTIONS,
)


def _eigenvectors_back(g: Array, y: Array, x: Array) -> Array:
    gaps = inverse_gaps(compute("eigvalsh", x), "eigen")
    turned = y @ ((transposed(y) @ g) * gaps) @ transposed(y)
    return (turned + transposed(turned)) / 2


def _symmetric(t: Array) -> Array:
    return compute("tril", t) + transposed(compute("tril", t, diagonal=-1))


def _eigenvectors_along(t: Array, y: Array, x: Array) -> Array:
    gaps = inverse_gaps(compute("eigvalsh", x), "eigen")
    return y @ ((transposed(y) @ _symmetric(t) @ y) * gaps)


def _eigenvalues_back(g: Array, y: Array, x: Array) -> Array:
    vectors = compute("eigh_vectors", x)
    return (vectors * np.expand_dims(g, -2)) @ transposed(vectors)


def _eigenvalues_along(t: Array, y: Array, x: Array) -> Array:
    vectors = compute("eigh_vectors", x)
    return (vectors * (_symmetric(t) @ vectors)).sum(-2)


register(
    "eigvalsh",
    lambda x, /: np.linalg.eigvalsh(x),
    family="linalg",
    vjps=[_eigenvalues_back],
    jvps=[_eigenvalues_along],
    shape=lambda x: square_shape(x, "eigvalsh")[:-1],
    cost=cubic(10),
    symbol="λ",
    local=["outer(v, v)"],
    downstream=["(v * spread(g, dim=-2)) @ v.T"],
    where={"v": Named("the eigenvectors, one a column", lambda x: np.linalg.eigh(x).eigenvectors)},
    words="an eigenvalue is pushed along its own eigenvector, on both sides",
    choice="The lower triangle is read; the gradient is that of a symmetric matrix, as in PyTorch.",
    names="",
    needs="y",
)


def _gaps(x: Array) -> Array:
    inverse = inverse_gaps(np.linalg.eigvalsh(x), "eigen")
    return np.where(inverse == 0, np.inf, 1 / np.where(inverse == 0, 1, inverse))


register(
    "eigh_vectors",
    lambda x, /: np.linalg.eigh(x).eigenvectors,
    family="linalg",
    vjps=[_eigenvectors_back],
    jvps=[_eigenvectors_along],
    shape=lambda x: square_shape(x, "eigh"),
    cost=cubic(20),
    symbol="eigenvectors",
    local=["outer(y, y) / gaps"],
    downstream=["mirror(y @ ((y.T @ g) / gaps) @ y.T)"],
    where={
        "gaps": Named("the differences of the eigenvalues, that of a value to itself infinite", _gaps),
        "mirror": Named("the mean of a matrix and its mirror image", lambda x, **_: lambda m: (m + transposed(m)) / 2),
    },
    saves="output and eigenvalues",
    words="eigenvectors turn towards each other, the faster the closer their eigenvalues",
    choice="Each column stands for a direction only: its sign is the one that the computation found. The gradient is "
    "that of a symmetric matrix, as in PyTorch.",
    names="",
)


def _singular_back(g: Array, y: Array, x: Array) -> Array:
    if isinstance(x, np.ndarray) and isinstance(g, np.ndarray):
        left, _, right = np.linalg.svd(x, full_matrices=False)
        return (left * g[..., None, :]) @ right
    # The right singular vectors are the eigenvectors of xᵀx, in falling order.
    k = y.shape[-1]
    right = np.flip(compute("eigh_vectors", transposed(x) @ x), -1)[..., :k]
    return x @ (right * np.expand_dims(g / y, -2)) @ transposed(right)


def _singular_along(t: Array, y: Array, x: Array) -> Array:
    left, _, right = np.linalg.svd(x, full_matrices=False)
    return (left * (t @ np.swapaxes(right, -1, -2))).sum(-2)


register(
    "svdvals",
    singular_values,
    family="linalg",
    vjps=[_singular_back],
    jvps=[_singular_along],
    shape=lambda x: (*matrix_shape(x, "svdvals")[:-2], min(x[-2:])),
    cost=cubic(20),
    symbol="σ",
    local=["outer(u, v)"],
    downstream=["(u * spread(g, dim=-2)) @ v.T"],
    where={
        "u": Named("the left singular vectors, one a column", lambda x: np.linalg.svd(x, full_matrices=False).U),
        "v": Named(
            "the right singular vectors, one a column",
            lambda x: transposed(np.linalg.svd(x, full_matrices=False).Vh),
        ),
    },
    words="a singular value is pushed along the pair of directions it stretches",
    names="torch.linalg.svdvals numpy.linalg.svdvals",
    takes=FRACTIONS,
    needs="y",
)


@quiet
def _pinv(x: Array, /, rtol: float | None = None, atol: float | None = None) -> Array:
    """Singular values below `atol` or `rtol` times the largest count as 0: by default what rounding alone may make."""
    share = max(x.shape[-2:]) * np.finfo(x.dtype).eps if rtol is None and not atol else rtol or 0.0
    if not atol or not x.size:
        return np.linalg.pinv(x, rtol=share)
    return np.linalg.pinv(x, rtol=np.maximum(share, atol / np.linalg.svd(x, compute_uv=False).max(-1)))


def _pinv_back(g: Array, y: Array, x: Array, **tolerance: float | None) -> Array:
    """Source: Golub and Pereyra 1973, the derivative of a pseudo-inverse of constant rank."""
    left = np.eye(x.shape[-2], dtype=x.dtype) - x @ y
    right = np.eye(x.shape[-1], dtype=x.dtype) - y @ x
    turned, slope = transposed(y), transposed(g)
    return -(turned @ g @ turned) + left @ slope @ y @ turned + turned @ y @ slope @ right


def _pinv_along(t: Array, y: Array, x: Array, **tolerance: float | None) -> Array:
    left = np.eye(x.shape[-2], dtype=x.dtype) - x @ y
    right = np.eye(x.shape[-1], dtype=x.dtype) - y @ x
    return -(y @ t @ y) + y @ transposed(y) @ transposed(t) @ left + right @ transposed(t) @ transposed(y) @ y


register(
    "pinv",
    _pinv,
    family="linalg",
    vjps=[_pinv_back],
    jvps=[_pinv_along],
    shape=lambda x, **_: (*matrix_shape(x, "pinv")[:-2], x[-1], x[-2]),
    cost=cubic(30),
    symbol="⁺",
    local=["-y.T"],
    downstream=["-y.T @ g @ y.T + g.T @ y @ y.T - x @ y @ g.T @ y @ y.T + y.T @ y @ g.T - y.T @ y @ g.T @ y @ x"],
    saves="input and output",
    words="the rule of the inverse, and two terms for what the matrix cannot reach",
    names="numpy.linalg.pinv",
    needs="0y",
)


def _matrix_norm(x: Array, /, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False) -> Array:
    axes = axes_of(dim, len(x.shape))
    rest = tuple(axis for axis in range(len(x.shape)) if axis not in axes)
    moved = np.transpose(x, (*rest, *axes))
    if ord == "fro":
        value = compute("norm", moved, dim=(-2, -1))
    elif ord == "nuc":
        value = sum_along(compute("svdvals", moved), -1, False)
    elif ord in (2, -2):
        stretches = compute("svdvals", moved)
        value = compute("amax" if ord > 0 else "amin", stretches, dim=-1)
    elif ord in (1, -1, math.inf, -math.inf):
        totals = sum_along(np.abs(moved), -2 if abs(ord) == 1 else -1, False)
        value = compute("amax" if ord > 0 else "amin", totals, dim=-1)
    else:
        raise ArgumentError(f"a matrix norm is 'fro', 'nuc', 1, -1, 2, -2, inf or -inf, not {ord!r}")
    return value.reshape(tuple(1 if k in axes else n for k, n in enumerate(x.shape))) if keepdim else value


def _matrix_norm_shape(x: Shape, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False) -> Shape:
    matrix_shape(x, "matrix_norm")
    axes = axes_of(dim, len(x))
    if len(axes) != 2:
        raise ShapeError(f"a matrix norm goes over two dims, not {dim}")
    return tuple(1 if k in axes else n for k, n in enumerate(x) if keepdim or k not in axes)


def _norm_slope(x: Array, **attributes: Any) -> Array:
    pull = pulled("matrix_norm", "").rule(x, **attributes)
    return pull(np.ones(np.shape(_matrix_norm(x, **attributes))))


composed(
    "matrix_norm",
    _matrix_norm,
    family="linalg",
    shape=_matrix_norm_shape,
    cost=cubic(20),
    symbol="‖x‖",
    local=["slope(x)"],
    downstream=[lambda x, *, keepdim=False, **_: f"{'spread(g)' if keepdim else 'spread(g, dim=dim)'} * slope(x)"],
    where={"slope": Named("how the norm grows with each entry", _norm_slope)},
    words="the size of a matrix pulls where the matrix stretches most, or everywhere alike, as its kind says",
    names="torch.linalg.matrix_norm numpy.linalg.matrix_norm",
    takes=FRACTIONS,
    needs="*",
    several_dims=True,
)
