"""Inverses, determinants and powers of square matrices, one matrix or many."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import linalg

from engine.errors import ArgumentError, ShapeError
from engine.operation import FRACTIONS, NUMBERS, Array, Named, Shape, compute, pulled, register, shape_text, size
from engine.ops.axes import values_of
from engine.ops.composed import composed
from engine.ops.quiet import quiet

WELL_CONDITIONED = 1e12


def transposed(x: Array) -> Array:
    return np.swapaxes(x, -1, -2)


def matrix_shape(x: Shape, name: str) -> Shape:
    if len(x) < 2:
        raise ShapeError(f"{name} needs a matrix, a tensor of at least two dimensions, got {shape_text(x)}")
    return x


def square_shape(x: Shape, name: str) -> Shape:
    if len(x) < 2 or x[-1] != x[-2]:
        raise ShapeError(f"{name} needs a square matrix, got {shape_text(x)}")
    return x


def cubic(weight: float) -> Any:
    """A cost rule: `weight` · n³ for each n × n matrix of the first input."""

    def cost(shape: Shape, x: Shape, *others: Shape, **attributes: Any) -> float:
        return max(1.0, weight * size(x) * x[-1])

    return cost


def raised(g: Array) -> Array:
    """One number a matrix, shaped so that it broadcasts against the matrices."""
    return g.reshape((*g.shape, 1, 1))


register(
    "inv",
    lambda x, /: np.linalg.inv(x),
    family="linalg",
    vjps=[lambda g, y, x: -(transposed(y) @ g @ transposed(y))],
    jvps=[lambda t, y, x: -(y @ t @ y)],
    shape=lambda x: square_shape(x, "inv"),
    cost=cubic(2),
    symbol="⁻¹",
    local=["-y.T", "-y.T"],
    downstream=["-y.T @ g @ y.T"],
    saves="output",
    words="the rule of 1/x for matrices, with a transpose on either side",
    names="torch.inverse Tensor.inverse torch.linalg.inv numpy.linalg.inv",
    takes=FRACTIONS,
)


def _minors(x: Array) -> Array:
    """The cofactors of x: the determinant of what is left without row i and column j, with alternating signs."""
    n = x.shape[-1]
    if n == 1:
        return np.ones(x.shape, x.dtype)
    rows = []
    for i in range(n):
        others = np.delete(np.arange(n), i)
        left = x[..., others, :]
        signs = [(-1.0) ** (i + j) for j in range(n)]
        rows.append(
            np.stack([signs[j] * compute("det", left[..., np.delete(np.arange(n), j)]) for j in range(n)], axis=-1)
        )
    return np.stack(rows, axis=-2)


def _det_slope(y: Array, x: Array) -> Array:
    """det(x) · x⁻ᵀ, by minors where x has no inverse: the gradient is finite there too."""
    if size(x.shape) == 0:
        return 0.0 * x
    if _invertible(x):
        return raised(y) * transposed(compute("inv", x))
    return _minors(x)


def singular_values(x: Array, /) -> Array:
    """The singular values of each matrix, falling; NaN where it has an infinity. Raises ArgumentError for NaN in x.

    What is not finite does not reach LAPACK, which would write of it on the standard error of the process.
    """
    if np.isnan(x).any():
        raise ArgumentError("a matrix with NaN has no singular values: look for where the NaN came from")
    endless = np.isinf(x).any((-2, -1))
    if not endless.any():
        return np.linalg.svd(x, compute_uv=False)
    values = np.linalg.svd(np.where(endless[..., None, None], 0.0, x), compute_uv=False)
    return np.where(endless[..., None], np.nan, values).astype(values.dtype)


def _invertible(x: Array) -> bool:
    numbers = values_of(x)
    if not np.isfinite(numbers).all():
        # The inverse makes NaN of it, as in PyTorch.
        return True
    return size(numbers.shape) > 0 and bool(np.all(np.linalg.cond(numbers) < WELL_CONDITIONED))


def _each_matrix(name: str, x: Array) -> str:
    """One number a matrix, copied to all of its entries."""
    return name if len(x.shape) == 2 else f"spread({name}, dim=(-2, -1))"


register(
    "det",
    quiet(lambda x, /: np.linalg.det(x)),
    family="linalg",
    vjps=[lambda g, y, x: raised(g) * _det_slope(y, x)],
    jvps=[lambda t, y, x: (_det_slope(y, x) * t).sum((-1, -2))],
    shape=lambda x: square_shape(x, "det")[:-2],
    cost=cubic(3),
    local=[lambda x: "y * inv(x).T" if _invertible(x) else "cofactors(x)"],
    downstream=[
        lambda x: (
            f"{_each_matrix('g', x)} * cofactors(x)"
            if not _invertible(x)
            else f"{_each_matrix('g', x)} * {_each_matrix('y', x)} * inv(x).T"
        )
    ],
    where={
        "cofactors": Named(
            "for each entry the determinant of what is left without its row and its column, with alternating signs",
            lambda x: _det_slope(np.linalg.det(x), x),
        )
    },
    saves="input and output",
    words="each entry pushes the volume by the area of the side it stands on: its cofactor",
    names="torch.det Tensor.det torch.linalg.det numpy.linalg.det",
    takes=FRACTIONS,
    needs="0y",
)
register(
    "logabsdet",
    quiet(lambda x, /: np.linalg.slogdet(x).logabsdet),
    family="linalg",
    vjps=[lambda g, y, x: raised(g) * transposed(compute("inv", x))],
    jvps=[lambda t, y, x: (transposed(compute("inv", x)) * t).sum((-1, -2))],
    shape=lambda x: square_shape(x, "slogdet")[:-2],
    cost=cubic(3),
    symbol="log|det|",
    formula="log(Abs(det(x)))",
    local=["inv(x).T"],
    downstream=[lambda x: f"{_each_matrix('g', x)} * inv(x).T"],
    words="the rule of log for matrices: one over, turned",
    names="",
    needs="0",
)
register(
    "detsign",
    quiet(lambda x, /: np.linalg.slogdet(x).sign),
    family="linalg",
    vjps=[None],
    jvps=[None],
    shape=lambda x: square_shape(x, "slogdet")[:-2],
    cost=cubic(3),
    formula="sign(det(x))",
    words="a sign moves in jumps: no gradient passes it",
    saves="nothing",
    names="",
)


def _matrix_power(x: Array, /, n: int) -> Array:
    base = x if n >= 0 else compute("inv", x)
    result = None
    exponent = abs(n)
    while exponent:
        if exponent % 2:
            result = base if result is None else result @ base
        exponent //= 2
        base = base @ base if exponent else base
    if result is None:
        # Made of x, though without its numbers: an infinity times 0 is no 0.
        return np.where(np.ones(x.shape, bool), np.eye(x.shape[-1], dtype=x.dtype), x)
    return result


composed(
    "matrix_power",
    _matrix_power,
    family="linalg",
    shape=lambda x, n: square_shape(x, "matrix_power"),
    cost=lambda shape, x, n: max(1.0, 0.5 * size(x) * x[-1] * (1 + abs(n).bit_length())),
    local=["turns(1)"],
    downstream=["turns(g)"],
    where={
        "turns": pulled(
            "matrix_power",
            "x.T to the k, the gradient, x.T to the n - 1 - k: their product, added up over the n factors",
        )
    },
    words="each of the n factors gets its turn: the gradient is a sum over its places",
    names="torch.matrix_power Tensor.matrix_power torch.linalg.matrix_power numpy.linalg.matrix_power",
    takes=NUMBERS,
    needs="*",
)


def _beside(a: Array, b: Array) -> Array:
    return np.concatenate([a, b], axis=-1)


def _exp_along(x: Array, t: Array) -> Array:
    """How exp(x) changes when x moves along t: a corner of the exponential of a matrix twice as large."""
    n = x.shape[-1]
    blocks = np.concatenate([_beside(x, t), _beside(np.zeros(x.shape, x.dtype), x)], axis=-2)
    return compute("matrix_exp", blocks)[..., :n, n:]


register(
    "matrix_exp",
    lambda x, /: linalg.expm(x),
    family="linalg",
    vjps=[lambda g, y, x: _exp_along(transposed(x), g)],
    jvps=[lambda t, y, x: _exp_along(x, t)],
    shape=lambda x: square_shape(x, "matrix_exp"),
    cost=cubic(20),
    formula="expm(x)",
    local=["along(1)"],
    downstream=["along(g)"],
    where={"along": pulled("matrix_exp", "how the exponential of x.T moves when x.T moves along the gradient")},
    words="exp of a matrix; matrices do not commute, so that its slope is more than itself",
    names="torch.matrix_exp Tensor.matrix_exp torch.linalg.matrix_exp",
    takes=FRACTIONS,
    needs="0",
)
