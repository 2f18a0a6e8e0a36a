"""The LU decomposition in the forms PyTorch gives it, and numbers as a fraction times a power of 2."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.functions.table import function
from engine.operation import FRACTIONS, OPS, shape_text
from engine.ops.lu import permutation, unpacked
from engine.tensors import Tensor, apply, constant


class LuFactors(NamedTuple):
    LU: Tensor
    pivots: Tensor


class Lu(NamedTuple):
    P: Tensor
    L: Tensor
    U: Tensor


class Frexp(NamedTuple):
    mantissa: Tensor
    exponent: Tensor


@function("torch.linalg.lu_factor", takes=FRACTIONS)
def lu_factor(A: Tensor, *, pivot: bool = True) -> LuFactors:
    """L below the diagonal and U on and above it, in one matrix; the rows exchanged, counted from 1."""
    if not pivot:
        raise ArgumentError("lu always exchanges rows here: without it a small number may be divided by")
    return LuFactors(apply(OPS["lu_packed"], A), apply(OPS["lu_pivots"], A))


@function("torch.linalg.lu", takes=FRACTIONS)
def lu(A: Tensor, *, pivot: bool = True) -> Lu:
    """A = P @ L @ U"""
    return lu_unpack(*lu_factor(A, pivot=pivot))


@function("torch.lu_unpack")
def lu_unpack(LU_data: Tensor, LU_pivots: Tensor) -> Lu:
    if LU_data.ndim < 2 or LU_pivots.shape != (*LU_data.shape[:-2], min(LU_data.shape[-2:])):
        raise ShapeError(
            "lu_unpack takes matrices and a pivot for each row or column, whichever are fewer, "
            f"got {shape_text(LU_data.shape)} and {shape_text(LU_pivots.shape)}"
        )
    exchange = permutation(np.asarray(LU_pivots._data) - 1, LU_data.shape[-2])
    return Lu(constant(exchange.astype(LU_data.dtype)), *unpacked(LU_data))


@function("torch.linalg.lu_solve", takes=FRACTIONS)
def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False) -> Tensor:
    """The X for which A @ X = B, A.T @ X = B with `adjoint`, X @ A = B without `left`, where lu_factor(A) is given."""
    if LU.shape[-2:-1] != LU.shape[-1:]:
        raise ShapeError(f"lu_solve takes the factors of square matrices, got {shape_text(LU.shape)}")
    exchange, lower, upper = lu_unpack(LU, pivots)
    matrix = exchange @ lower @ upper
    turned = matrix.mT if adjoint else matrix
    if left:
        return apply(OPS["solve"], turned, B)
    return apply(OPS["solve"], turned.mT, B.mT).mT


@function("torch.lu_solve Tensor.lu_solve", takes=FRACTIONS)
def older_lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    return lu_solve(LU_data, LU_pivots, b)


@function("torch.frexp Tensor.frexp")
def frexp(input: Tensor) -> Frexp:
    """input = mantissa · 2 ** exponent with mantissas from 1/2 to 1; the exponents are whole numbers of 32 bits."""
    if input.dtype.kind != "f":
        raise DtypeError(f"frexp takes floating point numbers, not {input.dtype}: call .double() first")
    exponent: Any = np.frexp(input._seen())[1]
    scale = np.ldexp(np.ones((), input.dtype), -exponent)
    return Frexp(apply(OPS["mul"], input, scale), constant(exponent.astype(np.int32)))
