"""Matrices of a kind: with an inverse, symmetric, definite."""

import numpy as np

from engine import Tensor
from tests.engine.cases.case import case, fixed, real


def _turned(x: Tensor) -> Tensor:
    return x.transpose(-1, -2)


def definite(x: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    return (x @ _turned(x) + np.eye(x.shape[-1]), *others)


def symmetric(x: Tensor) -> tuple[Tensor, ...]:
    return (x + _turned(x) + np.diag(np.arange(x.shape[-1]) * 3.0),)


def dominant(x: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    return (x + 4 * np.eye(x.shape[-1]), *others)


for _op in ("inv", "det", "logabsdet", "detsign", "matrix_exp"):
    case(_op, real(3, 3), prepare=dominant if _op != "matrix_exp" else None)
    case(_op, real(2, 2, 2), prepare=dominant if _op != "matrix_exp" else None)
case("det", fixed([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.5, -1.0]]))
case("solve", real(3, 3), real(3, 2), prepare=dominant)
case("solve", real(3, 3), real(3), prepare=dominant)
case("solve", real(2, 2, 2), real(2, 2, 1), prepare=dominant)
case("solve_triangular", real(3, 3), real(3, 2), prepare=dominant, upper=True)
case("solve_triangular", real(3, 3), real(2, 3), prepare=dominant, upper=False, left=False)
case("solve_triangular", real(3, 3), real(3, 2), prepare=dominant, upper=True, unitriangular=True)
for _n in (3, 2, 1, 0, -2):
    case("matrix_power", real(3, 3), prepare=dominant, n=_n)
case("cholesky", real(3, 3), prepare=definite)
case("cholesky", real(2, 2, 2), prepare=definite, upper=True)
case("eigvalsh", real(3, 3), prepare=symmetric)
case("eigvalsh", real(2, 2, 2), prepare=symmetric)
case("eigh_vectors", real(3, 3), prepare=symmetric)
case("svdvals", real(3, 2))
case("svdvals", real(2, 3))
case("svdvals", real(2, 2, 2))
for _op in ("qr_q", "qr_r"):
    case(_op, real(3, 2))
    case(_op, real(2, 3, 3))
    case(_op, real(2, 4))
    case(_op, real(2, 3), mode="complete")
for _op in ("svd_u", "svd_vh"):
    case(_op, real(3, 2))
    case(_op, real(2, 4))
    case(_op, real(2, 3, 3))
case("pinv", real(3, 2))
case("pinv", real(2, 3))
for _ord in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
    case("matrix_norm", real(3, 2), ord=_ord)
case("matrix_norm", real(2, 3, 2), dim=(0, 2), keepdim=True)
case("lu_packed", real(3, 3))
case("lu_packed", real(2, 2, 2))
case("lu_packed", real(2, 4))
case("lu_packed", real(5, 3))
case("lu_packed", real(2, 3, 2))
case("lu_packed", real(2, 1, 3))
case("lu_pivots", real(3, 3))
case("lu_pivots", real(2, 4))
case("pinv", real(3, 2), rtol=1e-3)
