"""Functions of linear algebra that are several operations, or one of several by their arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.errors import ArgumentError
from engine.functions.table import function
from engine.op import OPS
from engine.tensor import Tensor, apply


class SignLogdet(NamedTuple):
    sign: Tensor
    logabsdet: Tensor


class Eigen(NamedTuple):
    eigenvalues: Tensor
    eigenvectors: Tensor


class Factors(NamedTuple):
    Q: Tensor
    R: Tensor


@function("torch.einsum numpy.einsum")
def einsum(equation: str, *operands: Any) -> Tensor:
    listed = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    if not isinstance(equation, str) or not listed:
        raise ArgumentError("einsum needs an equation such as 'ij,jk->ik' and a tensor for each of its terms")
    return apply(OPS["einsum"], *listed, equation=equation)


@function("torch.slogdet Tensor.slogdet torch.linalg.slogdet numpy.linalg.slogdet")
def slogdet(input: Tensor) -> SignLogdet:
    return SignLogdet(apply(OPS["detsign"], input), apply(OPS["logabsdet"], input))


@function("torch.logdet Tensor.logdet")
def logdet(input: Tensor) -> Tensor:
    """log(det(input)): NaN where the determinant is negative."""
    return apply(OPS["log"], apply(OPS["det"], input))


@function("torch.linalg.eigh numpy.linalg.eigh")
def eigh(input: Tensor) -> Eigen:
    return Eigen(apply(OPS["eigvalsh"], input), apply(OPS["eigh_vectors"], input))


@function("torch.linalg.qr torch.qr Tensor.qr numpy.linalg.qr")
def qr(input: Tensor, mode: str = "reduced") -> Factors:
    if mode != "reduced":
        raise ArgumentError(f"qr is offered in the mode 'reduced' only, not {mode!r}")
    return Factors(apply(OPS["qr_q"], input), apply(OPS["qr_r"], input))


@function("torch.linalg.vector_norm")
def vector_norm(x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False) -> Tensor:
    return apply(OPS["norm"], x, p=ord, dim=dim, keepdim=keepdim)


@function("torch.linalg.norm numpy.linalg.norm")
def norm(x: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, **kwargs: Any) -> Tensor:
    """The norm of a vector, or of a matrix where `ord` is given and two dims are meant; without `ord` that of all."""
    dim = kwargs.pop("axis", dim)
    keepdim = kwargs.pop("keepdims", keepdim)
    if kwargs:
        raise ArgumentError(f"norm has no argument {next(iter(kwargs))}")
    two = isinstance(dim, Sequence) and len(dim) == 2 or (dim is None and x.ndim == 2)
    if ord is not None and two:
        return apply(OPS["matrix_norm"], x, ord=ord, dim=(-2, -1) if dim is None else tuple(dim), keepdim=keepdim)
    return apply(OPS["norm"], x, p=2 if ord is None else ord, dim=dim, keepdim=keepdim)


@function("torch.linalg.multi_dot torch.chain_matmul numpy.linalg.multi_dot")
def multi_dot(*tensors: Any) -> Tensor:
    """The product of several matrices, from left to right."""
    listed = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)
    if not listed:
        raise ArgumentError("multi_dot needs at least one matrix")
    product: Tensor = listed[0]
    for factor in listed[1:]:
        product = apply(OPS["matmul"], product, factor)
    return product


@function("torch.linalg.vecdot")
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    return apply(OPS["sum"], apply(OPS["mul"], x, y), dim=dim)
