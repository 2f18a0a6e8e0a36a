"""Functions of linear algebra that are several operations, or one of several by their arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.functions.table import admit, function, publish
from engine.operation import FRACTIONS, NUMBERS, OPS, Takes, shape_text, size
from engine.ops.linalg import singular_values
from engine.tensors import Tensor, apply, constant


class SignLogdet(NamedTuple):
    sign: Tensor
    logabsdet: Tensor


class Eigen(NamedTuple):
    eigenvalues: Tensor
    eigenvectors: Tensor


class Factors(NamedTuple):
    Q: Tensor
    R: Tensor


class Svd(NamedTuple):
    U: Tensor
    S: Tensor
    Vh: Tensor


class OlderSvd(NamedTuple):
    U: Tensor
    S: Tensor
    V: Tensor


class LeastSquares(NamedTuple):
    solution: Tensor
    residuals: Tensor
    rank: Tensor
    singular_values: Tensor


def _product(name: str, names: str, *ranks: int) -> None:
    """matmul under a name that says how many axes each factor has."""

    def product(input: Tensor, other: Tensor) -> Tensor:
        for factor, rank in zip((input, other), ranks, strict=True):
            if not isinstance(factor, Tensor) or factor.ndim != rank:
                given = shape_text(factor.shape) if isinstance(factor, Tensor) else "a plain number"
                raise ShapeError(f"{name} takes tensors of {ranks[0]} and {ranks[1]} axes, got {given}: use matmul")
        return apply(OPS["matmul"], input, other)

    product.__name__ = product.__qualname__ = name
    publish(names, product, over="matmul")


_product("mm", "torch.mm Tensor.mm", 2, 2)
_product("mv", "torch.mv Tensor.mv", 2, 1)
_product("bmm", "torch.bmm Tensor.bmm", 3, 3)
_product("dot", "torch.dot Tensor.dot", 1, 1)
_product("vdot", "torch.vdot Tensor.vdot numpy.vdot", 1, 1)


@function("torch.slogdet Tensor.slogdet torch.linalg.slogdet numpy.linalg.slogdet", takes=FRACTIONS)
def slogdet(input: Tensor) -> SignLogdet:
    return SignLogdet(apply(OPS["detsign"], input), apply(OPS["logabsdet"], input))


@function("torch.logdet Tensor.logdet", takes=FRACTIONS)
def logdet(input: Tensor) -> Tensor:
    """log(det(input)): NaN where the determinant is negative."""
    return apply(OPS["log"], apply(OPS["det"], input))


@function("torch.trace Tensor.trace", over="trace")
def trace(input: Tensor) -> Tensor:
    if input.ndim != 2:
        raise ShapeError(
            f"trace takes a matrix, this tensor has shape {shape_text(input.shape)}: "
            "write x.diagonal(0, -2, -1).sum(-1)"
        )
    return apply(OPS["trace"], input)


@function("torch.linalg.solve", over="solve")
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """The X for which A @ X = B, or X @ A = B without `left`."""
    if left:
        return apply(OPS["solve"], A, B)
    if B.ndim < 2 or (B.ndim == A.ndim - 1 and B.shape == A.shape[:-1]):
        raise ShapeError(
            f"solve takes a vector as its right side only with left=True, got {shape_text(B.shape)}: "
            "write B.unsqueeze(-2)"
        )
    return apply(OPS["solve"], A.mT, B.mT).mT


def _lower(input: Tensor, UPLO: str) -> Tensor:
    """The matrix whose lower triangle is the one that UPLO says is to be read."""
    if UPLO not in ("L", "U"):
        raise ArgumentError(f"UPLO is 'L' for the lower triangle or 'U' for the upper, not {UPLO!r}")
    return input if UPLO == "L" or input.ndim < 2 else input.mT


@function("torch.linalg.eigh numpy.linalg.eigh", takes=FRACTIONS)
def eigh(input: Tensor, UPLO: str = "L") -> Eigen:
    read = _lower(input, UPLO)
    return Eigen(apply(OPS["eigvalsh"], read), apply(OPS["eigh_vectors"], read))


@function("torch.linalg.eigvalsh numpy.linalg.eigvalsh", takes=FRACTIONS)
def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    return apply(OPS["eigvalsh"], _lower(input, UPLO))


@function("torch.linalg.qr numpy.linalg.qr", takes=FRACTIONS)
def qr(input: Tensor, mode: str = "reduced") -> Factors:
    """Q is empty in the mode "r"."""
    settings = {} if mode == "reduced" else {"mode": mode}
    r = apply(OPS["qr_r"], input, **settings)
    return Factors(constant(np.zeros(0, input.dtype)) if mode == "r" else apply(OPS["qr_q"], input, **settings), r)


@function("torch.qr Tensor.qr", takes=FRACTIONS)
def older_qr(input: Tensor, some: bool = True) -> Factors:
    return qr(input, "reduced" if some else "complete")


@function("torch.linalg.svd numpy.linalg.svd", takes=FRACTIONS)
def svd(A: Tensor, full_matrices: bool = True) -> Svd:
    """A = U @ diag(S) @ Vh; without `full_matrices` only the vectors that a singular value belongs to."""
    settings = {"full_matrices": True} if full_matrices and A.shape[-2:-1] != A.shape[-1:] else {}
    return Svd(apply(OPS["svd_u"], A, **settings), apply(OPS["svdvals"], A), apply(OPS["svd_vh"], A, **settings))


@function("torch.svd Tensor.svd", takes=FRACTIONS)
def older_svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> OlderSvd:
    """input = U @ diag(S) @ V.T; U and V are zeros without `compute_uv`."""
    if not compute_uv:
        rows, columns = ((*input.shape[:-2], n, n) for n in input.shape[-2:])
        zeros = [constant(np.zeros(shape, input.dtype)) for shape in (rows, columns)]
        return OlderSvd(zeros[0], apply(OPS["svdvals"], input), zeros[1])
    u, s, vh = svd(input, not some)
    return OlderSvd(u, s, vh.mT)


@function("torch.linalg.pinv torch.pinverse Tensor.pinverse", takes=FRACTIONS)
def pinv(
    input: Tensor,
    rcond: float | None = None,
    *,
    atol: float | None = None,
    rtol: float | None = None,
    hermitian: bool = False,
) -> Tensor:
    """Singular values below `atol`, or `rtol` times the largest, count as 0."""
    share = rcond if rtol is None else rtol
    read = apply(OPS["tril"], input) + apply(OPS["tril"], input, diagonal=-1).mT if hermitian else input
    given = {"rtol": share, "atol": atol}
    return apply(OPS["pinv"], read, **{name: value for name, value in given.items() if value is not None})


@function("torch.linalg.matrix_rank numpy.linalg.matrix_rank", takes=FRACTIONS)
def matrix_rank(
    A: Tensor,
    tol: float | None = None,
    *,
    atol: float | None = None,
    rtol: float | None = None,
    hermitian: bool = False,
) -> Tensor:
    """How many singular values are above `atol` and above `rtol` times the largest."""
    admit("svdvals", A)
    values = singular_values(A._seen())
    least = tol if atol is None else atol
    share = max(A.shape[-2:]) * np.finfo(A.dtype).eps if rtol is None and least is None else rtol
    bound = np.maximum(least or 0.0, (share or 0.0) * values.max(-1, initial=0.0))
    return constant(np.asarray(np.count_nonzero(values > bound[..., None], axis=-1)))


@function("torch.linalg.lstsq", takes=Takes("f", one_type=True, tensors=2))
def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> LeastSquares:
    """The x for which |input @ x - b| is smallest, and of several the shortest; found by the pseudo-inverse."""
    inverse = pinv(input, rcond)
    vector = input.ndim - 1 == b.ndim and input.shape[:-1] == b.shape
    right = apply(OPS["unsqueeze"], b, dim=-1) if vector else b
    solution = inverse @ right
    rank = np.asarray(matrix_rank(input, rtol=rcond)._seen())
    rows, columns = input.shape[-2:]
    residuals = constant(np.zeros(0, input.dtype))
    if rows > columns and np.all(rank == columns):
        residuals = apply(OPS["sum"], apply(OPS["square"], input @ solution - right), dim=-2)
    found = apply(OPS["squeeze"], solution, dim=-1) if vector else solution
    return LeastSquares(found, residuals, constant(rank), constant(np.zeros(0, input.dtype)))


def _from_factor(L: Tensor, upper: bool) -> Tensor:
    kept = apply(OPS["triu" if upper else "tril"], L)
    return kept.mT @ kept if upper else kept @ kept.mT


@function("torch.cholesky_solve Tensor.cholesky_solve", takes=Takes("f", one_type=True))
def cholesky_solve(B: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """The X for which L @ L.T @ X = B."""
    return apply(OPS["solve"], _from_factor(L, upper), B)


@function("torch.cholesky_inverse Tensor.cholesky_inverse", takes=FRACTIONS)
def cholesky_inverse(L: Tensor, upper: bool = False) -> Tensor:
    return apply(OPS["inv"], _from_factor(L, upper))


@function("torch.linalg.cond numpy.linalg.cond", takes=FRACTIONS)
def cond(input: Tensor, p: Any = None) -> Tensor:
    """The largest stretch over the smallest; with `p` the norm of the matrix times that of its inverse."""
    if p in (None, 2, -2):
        stretches = apply(OPS["svdvals"], input)
        largest, smallest = apply(OPS["amax"], stretches, dim=-1), apply(OPS["amin"], stretches, dim=-1)
        return apply(OPS["div"], smallest, largest) if p == -2 else apply(OPS["div"], largest, smallest)
    inverse = apply(OPS["inv"], input)
    return apply(OPS["mul"], *(apply(OPS["matrix_norm"], x, ord=p) for x in (input, inverse)))


@function("torch.linalg.tensorinv numpy.linalg.tensorinv", takes=FRACTIONS)
def tensorinv(input: Tensor, ind: int = 2) -> Tensor:
    """The inverse of the tensor read as a matrix whose rows are its first `ind` dims."""
    rows, columns = input.shape[:ind], input.shape[ind:]
    flat = apply(OPS["reshape"], input, shape=(size(rows), size(columns)))
    return apply(OPS["reshape"], apply(OPS["inv"], flat), shape=(*columns, *rows))


@function("torch.linalg.tensorsolve numpy.linalg.tensorsolve", takes=FRACTIONS)
def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    """The X for which tensordot(A, X, X.ndim) = B."""
    if dims is not None:
        A = apply(OPS["movedim"], A, source=tuple(dims), destination=tuple(range(A.ndim - len(dims), A.ndim)))
    shape = A.shape[B.ndim :]
    flat = apply(OPS["reshape"], A, shape=(size(B.shape), size(shape)))
    return apply(OPS["reshape"], apply(OPS["solve"], flat, B.reshape((-1,))), shape=shape)  # type: ignore[attr-defined]


@function("torch.linalg.vander", takes=NUMBERS)
def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers 0 to N - 1 of every entry, in a last dim."""
    x = x if x.ndim else apply(OPS["reshape"], x, shape=(1,))
    count = x.shape[-1] if N is None else N
    column: Any = apply(OPS["unsqueeze"], x, dim=-1)
    if count < 1:
        raise ArgumentError(f"vander needs at least one power, got N = {count}")
    ones = 0.0 * column + 1.0 if x.dtype.kind == "f" else column * 0 + 1
    if count == 1:
        return ones  # type: ignore[no-any-return]
    copies = apply(OPS["repeat_interleave"], column, repeats=count - 1, dim=-1)
    return apply(OPS["cat"], ones, apply(OPS["cumprod"], copies, dim=-1), dim=-1)


@function("torch.vander numpy.vander")
def older_vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The largest power first, unless `increasing`."""
    powers = vander(x, N=N)
    return powers if increasing else apply(OPS["flip"], powers, dims=(-1,))


def _widened(name: str, x: Tensor, dtype: Any) -> Tensor:
    """In the element type asked for. Raises DtypeError where that holds fewer digits."""
    if dtype is None or dtype == x.dtype:
        return x
    if np.result_type(dtype, x.dtype) != dtype:
        raise DtypeError(f"{name}: {x.dtype} would lose digits in {dtype}; call .to({dtype}) on the result")
    return apply(OPS["to"], x, dtype=np.dtype(dtype))


@function("torch.linalg.vector_norm", takes=Takes("f", no_dims_are_all=True))
def vector_norm(x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    return apply(OPS["norm"], _widened("vector_norm", x, dtype), p=ord, dim=dim, keepdim=keepdim)


@function("torch.linalg.matrix_norm", over="matrix_norm")
def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    return apply(OPS["matrix_norm"], _widened("matrix_norm", input, dtype), ord=ord, dim=dim, keepdim=keepdim)


@function("torch.norm Tensor.norm", over="norm")
def older_norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The norm of all entries, or along dims; "nuc" is the sum of the singular values."""
    if p != "nuc":
        return apply(OPS["norm"], input, p=2 if p == "fro" else p, dim=dim, keepdim=keepdim)
    return apply(OPS["matrix_norm"], input, ord="nuc", dim=(-2, -1) if dim is None else tuple(dim), keepdim=keepdim)


@function("torch.linalg.norm numpy.linalg.norm", takes=FRACTIONS)
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


@function("torch.linalg.multi_dot torch.chain_matmul numpy.linalg.multi_dot", takes=Takes("fiu", one_type=True))
def multi_dot(*tensors: Any) -> Tensor:
    """The product of several matrices, from left to right."""
    listed = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)
    if not listed:
        raise ArgumentError("multi_dot needs at least one matrix")
    product: Tensor = listed[0]
    for factor in listed[1:]:
        product = apply(OPS["matmul"], product, factor)
    return product


@function("torch.cdist", over="cdist")
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str | None = None) -> Tensor:
    """The distance of every point of one set from every point of the other; PyTorch's modes differ in speed alone."""
    return apply(OPS["cdist"], x1, x2, p=p)


@function("torch.linalg.vecdot", takes=Takes("f", one_type=True, tensors=2))
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    return apply(OPS["sum"], apply(OPS["mul"], x, y), dim=dim)
