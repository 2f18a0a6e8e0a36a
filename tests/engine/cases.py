"""Sample inputs for every operation of the table: several shapes, broadcasting, attributes.

The numbers are drawn by a generator that is seeded by the operation's name, so that a case is the same everywhere. They
stay away from kinks and ties, where a derivative is a choice; those have tests of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from engine import Tensor
from engine.indexing import split_index
from engine.op import OPS
from engine.tensor import apply

Draw = Callable[[np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Case:
    """`prepare` makes the operation's inputs out of the free numbers, where not any numbers will do."""

    op: str
    number: int
    inputs: tuple[np.ndarray, ...]
    attributes: dict[str, Any]
    prepare: Callable[..., tuple[Tensor, ...]] | None = None

    @property
    def name(self) -> str:
        return f"{self.op}-{self.number}"


CASES: list[Case] = []


def real(*shape: int) -> Draw:
    """Between -2 and 2, not next to 0."""
    return lambda rng: rng.uniform(0.1, 2.0, shape) * rng.choice([-1.0, 1.0], shape)


def between(low: float, high: float, *shape: int) -> Draw:
    return lambda rng: rng.uniform(low, high, shape)


def positive(*shape: int) -> Draw:
    return between(0.2, 2.5, *shape)


def share(*shape: int) -> Draw:
    return between(0.05, 0.95, *shape)


def below(n: int, *shape: int) -> Draw:
    """Whole numbers from 0 to n - 1."""
    return lambda rng: rng.integers(0, n, shape)


def distinct(n: int, *shape: int) -> Draw:
    """Whole numbers from 0 to n - 1, no two the same along the last axis."""
    return lambda rng: rng.permuted(np.broadcast_to(np.arange(n), (*shape[:-1], n)), axis=-1)[..., : shape[-1]]


def sign(*shape: int) -> Draw:
    return lambda rng: rng.choice([-1.0, 1.0], shape)


def truth(*shape: int) -> Draw:
    return lambda rng: rng.permutation(np.arange(int(np.prod(shape))) % 2 == 0).reshape(shape)


def fixed(values: Any) -> Draw:
    return lambda rng: np.array(values)


def case(op: str, *draws: Draw, prepare: Callable[..., tuple[Tensor, ...]] | None = None, **attributes: Any) -> None:
    number = sum(known.op == op for known in CASES)
    rng = np.random.default_rng(crc32(f"{op}-{number}".encode()))
    CASES.append(Case(op, number, tuple(np.asarray(draw(rng)) for draw in draws), attributes, prepare))


def indexed(op: str, index: Any, *draws: Draw) -> None:
    """A case of an operation that takes an index as a program writes it."""
    template, tensors = split_index(index)
    case(op, *draws, *(fixed(tensor._data) for tensor in tensors), index=template)


# One input, each entry alone.
for _op in (
    *("neg", "square", "exp", "exp2", "expm1", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh", "sinc"),
    *("deg2rad", "rad2deg", "erf", "erfc", "erfcx", "ndtr", "log_ndtr", "i0", "i1", "abs", "sign", "floor", "ceil"),
    *("trunc", "round", "frac", "sigmoid", "logsigmoid", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu"),
    *("gelu_tanh", "silu", "mish", "softplus", "softsign", "tanhshrink", "hardshrink", "softshrink", "hardtanh"),
    *("hardsigmoid", "hardswish", "nan_to_num", "isnan", "isinf", "isfinite", "signbit", "logical_not"),
    *("detach", "clone", "reciprocal", "i0e", "i1e"),
):
    for _shape in ((), (4,), (2, 3)):
        case(_op, real(*_shape))
for _op in ("log", "log2", "log10", "log1p", "sqrt", "rsqrt", "lgamma", "digamma", "entr"):
    for _shape in ((), (4,), (2, 3)):
        case(_op, positive(*_shape))
for _op in ("asin", "acos", "atanh", "erfinv"):
    for _shape in ((), (4,)):
        case(_op, between(-0.9, 0.9, *_shape))
for _op in ("logit", "ndtri"):
    for _shape in ((), (4,)):
        case(_op, share(*_shape))
case("acosh", between(1.2, 3, 4))
case("leaky_relu", real(3), negative_slope=0.2)
case("elu", real(3), alpha=0.5)
case("celu", real(3), alpha=0.5)
case("softplus", between(-2, 7, 4), beta=2.0, threshold=15.0)
case("threshold", real(4), threshold=0.4, value=7.0)
case("hardshrink", real(5), lambd=1.0)
case("softshrink", real(5), lambd=1.0)
case("hardtanh", real(5), min_val=-0.5, max_val=1.5)
case("relu6", between(-3, 9, 6))
case("hardsigmoid", between(-5, 5, 6))
case("hardswish", between(-5, 5, 6))
case("selu", between(-4, 4, 6))
case("logit", fixed([0.02, 0.3, 0.99]), eps=0.1)
case("clamp", real(6), min=-0.5, max=1.0)
case("clamp", real(6), max=0.5)
case("clamp", real(6), min=0.3)
for _op in ("clamp_min", "clamp_max"):
    case(_op, real(2, 3), between(-0.5, 0.5, 2, 3))
    case(_op, real(2, 3), between(-0.5, 0.5, 3))
    case(_op, real(2, 1), between(-0.5, 0.5))
case("clamp_between", real(3, 4), between(-1, -0.4, 4), between(0.4, 1, 3, 1))
case("clamp_between", real(2, 4), between(0.5, 1, 4), between(-1, 0.2, 4))
case("round", between(-20, 20, 4), decimals=1)
case("nan_to_num", fixed([1.5, np.nan, np.inf, -np.inf]), nan=2.0, posinf=3.0, neginf=-3.0)
case("polygamma", positive(3), n=1)
case("polygamma", positive(2, 2), n=2)
for _exponent in (2, 3, 0.5, -1, 1, 0, 2.5):
    case("pow", positive(2, 2), exponent=_exponent)
case("pow", real(3), exponent=3)
case("to", real(3), dtype=np.dtype(np.float64))
case("prelu", real(2, 3), fixed([0.25]))
case("prelu", real(2, 3, 2), positive(3))

# Two inputs or more, each entry alone.
for _op in (
    "add",
    "sub",
    "mul",
    "div",
    "maximum",
    "minimum",
    "fmax",
    "fmin",
    "hypot",
    "atan2",
    "logaddexp",
    "logaddexp2",
):
    case(_op, real(2, 3), real(2, 3))
    case(_op, real(2, 3), real(3))
    case(_op, real(2, 1), real(1, 3))
    case(_op, real(), real(2, 2))
for _op in ("lt", "le", "gt", "ge", "eq", "ne", "isclose", "copysign", "heaviside"):
    case(_op, real(2, 3), real(3))
for _op in ("logical_and", "logical_or", "logical_xor"):
    case(_op, truth(2, 3), truth(3))
for _op in ("bitwise_and", "bitwise_or", "bitwise_xor"):
    case(_op, truth(2, 3), truth(3))
    case(_op, below(99, 2, 3), below(99, 3))
case("bitwise_not", truth(3))
case("bitwise_not", below(99, 3))
for _op in ("bitwise_left_shift", "bitwise_right_shift"):
    case(_op, below(99, 2, 3), below(5, 3))
    case(_op, fixed([-5, 5, -5, 5]), fixed([70, 70, -1, 1]))
for _op in ("remainder", "fmod", "floor_divide"):
    case(_op, between(-9, 9, 2, 3), positive(3))
    case(_op, between(-9, 9, 4), between(-2.5, -0.3, 4))
case("pow_tensor", positive(2, 3), real(2, 3))
case("pow_tensor", positive(2, 1), real(3))
case("xlogy", real(2, 3), positive(3))
case("xlog1py", real(2, 3), positive(3))
case("lerp", real(2, 3), real(2, 3), share(2, 3))
case("lerp", real(2, 3), real(3), share())
case("addcmul", real(2, 3), real(2, 1), real(3), value=0.5)
case("addcdiv", real(2, 3), real(2, 1), positive(3), value=2)
case("where", truth(2, 3), real(2, 3), real(3))
case("where", truth(3), real(), real(3))
case("masked_fill", real(2, 3), truth(3), real())

# Along axes.
for _op in ("sum", "mean", "amax", "amin", "logsumexp", "prod", "norm", "nansum", "all", "any", "count_nonzero"):
    case(_op, real(2, 3))
    case(_op, real())
    case(_op, real(2, 3), dim=1)
    case(_op, real(2, 3), dim=-2, keepdim=True)
    case(_op, real(2, 3, 2), dim=(0, 2))
for _op in ("var", "std"):
    case(_op, real(2, 3))
    case(_op, real(4, 3), dim=0, correction=0)
    case(_op, real(2, 3, 2), dim=(0, 2), keepdim=True)
case("nansum", fixed([[1.0, np.nan], [2.0, 3.0]]), dim=0)
for _p in (1, 3, 0.5, np.inf, -np.inf, "fro", 0):
    case("norm", real(2, 3), p=_p)
    case("norm", real(2, 3), p=_p, dim=1, keepdim=True)
for _op in ("argmax", "argmin"):
    case(_op, real(2, 3))
    case(_op, real(2, 3), dim=1)
    case(_op, real(2, 3), dim=0, keepdim=True)
for _op in ("max_along", "min_along", "median_along", "median_positions"):
    case(_op, real(2, 3), dim=1)
    case(_op, real(4, 2), dim=-2, keepdim=True)
    case(_op, real(), dim=0)
for _op in ("mode_along", "mode_positions", "nanmedian_along", "nanmedian_positions"):
    case(_op, real(2, 3), dim=1)
    case(_op, real(4, 2), dim=-2, keepdim=True)
    case(_op, real(), dim=0)
case("nanmedian_along", fixed([[1.5, np.nan, 0.5, 3.0], [np.nan, 2.0, np.nan, np.nan]]))
for _op in ("kthvalue", "kthvalue_positions"):
    case(_op, real(5), k=2)
    case(_op, real(3, 4), k=3, dim=0, keepdim=True)
case("median", real(5))
case("median", real(2, 3))
for _op in ("sort", "argsort"):
    case(_op, real(5))
    case(_op, real(3, 2), dim=0, descending=True)
    case(_op, real())
for _op in ("topk", "topk_positions"):
    case(_op, real(5), k=2)
    case(_op, real(3, 4), k=2, dim=0, largest=False)
case("quantile", real(5), q=0.3)
case("quantile", real(3, 4), q=0.75, dim=1, keepdim=True)
case("quantile", real(3, 4), q=(0.1, 0.5, 1.0), dim=0)
case("quantile", real(2, 3), q=0.4, interpolation="midpoint")
for _interpolation in ("lower", "higher", "nearest"):
    case("quantile", real(2, 5), q=(0.3, 0.6), dim=-1, interpolation=_interpolation)
case("nanquantile", fixed([[1.5, np.nan, 0.5], [0.5, 3.0, 7.0]]), q=(0.3, 0.9), dim=1)
case("nanquantile", real(6), q=0.25, keepdim=True)
case("searchsorted", fixed([[1.0, 2.0, 4.0], [0.0, 3.0, 5.0]]), between(0, 5, 2, 4))
case("searchsorted", fixed([1.0, 2.0, 4.0]), between(0, 5, 4))
case("searchsorted", fixed([1.0, 2.0, 4.0]), fixed([2.0, 4.0]), right=True)
for _op in ("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin", "cummax_positions", "cummin_positions"):
    case(_op, real(4), dim=0)
    case(_op, real(2, 3), dim=1)
    case(_op, real(3, 2, 2), dim=-3)
    case(_op, real(), dim=0)
case("diff", real(5))
case("diff", real(4, 3), n=2, dim=0)
case("trapezoid", real(5))
case("trapezoid", real(2, 4), dx=0.5)
case("trapezoid", real(4, 2), real(4), dim=0)
case("trapezoid", real(2, 3), real(2, 3))

# Products.
for _left, _right in (
    *(((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 2, 3), (2, 3, 2)), ((2, 3), (4, 3, 2))),
    *(((2, 1, 2, 3), (3, 3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,))),
):
    case("matmul", real(*_left), real(*_right))
case("outer", real(2), real(3))
case("linear", real(4, 3), real(2, 3), real(2))
case("linear", real(3), real(2, 3))
case("linear", real(2, 2, 3), real(2, 3), real(2))
case("inner", real(3), real(3))
case("inner", real(2, 3), real(4, 3))
case("dot", real(2, 3), real(3, 2))
case("dot", real(2, 3), real(2, 3, 2))
case("dot", real(3), real(3))
case("addmm", real(2, 2), real(2, 3), real(3, 2))
case("addmm", real(2), real(2, 3), real(3, 2), beta=0.5, alpha=2)
case("baddbmm", real(2, 2, 2), real(2, 2, 3), real(2, 3, 2), beta=2, alpha=0.5)
case("addmv", real(2), real(2, 3), real(3), alpha=3)
case("addr", real(2, 3), real(2), real(3), beta=0.5)
case("bilinear", real(4, 2), real(4, 3), real(2, 2, 3), real(2))
case("bilinear", real(2), real(3), real(2, 2, 3))
case("cross", real(2, 3), real(2, 3))
case("cross", real(3, 2), real(3, 1), dim=0)
case("kron", real(2, 2), real(2, 3))
case("kron", real(3), real(2, 2))
for _equation, _shapes in (
    ("ij,jk->ik", ((2, 3), (3, 2))),
    ("ij->ji", ((2, 3),)),
    ("ij->", ((2, 3),)),
    ("ii->i", ((3, 3),)),
    ("ii", ((3, 3),)),
    ("iij->j", ((2, 2, 3),)),
    ("i,j,k->ijk", ((2,), (3,), (2,))),
    ("ij,ij", ((2, 3), (2, 3))),
    ("bij,bjk->bik", ((2, 2, 3), (2, 3, 2))),
    ("...ij,...jk->...ik", ((2, 2, 3), (3, 2))),
    ("ij,k->i", ((2, 3), (2,))),
):
    case("einsum", *(real(*_shape) for _shape in _shapes), equation=_equation)
case("tensordot", real(2, 3, 2), real(3, 2, 4))
case("tensordot", real(2, 3), real(4, 3), dims=((1,), (1,)))
case("tensordot", real(2), real(3), dims=0)


# Matrices of a kind.
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

# Shapes.
case("reshape", real(2, 3), shape=(3, -1))
case("reshape", real(), shape=(1, 1))
case("flatten", real(2, 3, 2), start_dim=1)
case("flatten", real())
case("unflatten", real(2, 6), dim=1, sizes=(3, -1))
case("permute", real(2, 3, 4), dims=(2, 0, 1))
case("transpose", real(2, 3, 4), dim0=0, dim1=-1)
case("movedim", real(2, 3, 4), source=0, destination=-1)
case("movedim", real(2, 3, 4), source=(0, 1), destination=(2, 0))
case("t", real(2, 3))
case("t", real(3))
case("squeeze", real(1, 3, 1))
case("squeeze", real(1, 3, 1), dim=2)
case("unsqueeze", real(2, 3), dim=-1)
case("expand", real(2, 1), shape=(3, -1, 4))
case("cat", real(2, 3), real(1, 3))
case("cat", real(2, 1), real(2, 2), real(2, 1), dim=-1)
case("stack", real(2, 3), real(2, 3))
case("stack", real(2), real(2), real(2), dim=-1)
case("stack", real(), real())
case("repeat", real(2, 3), repeats=(2, 1, 2))
case("tile", real(2, 3), dims=(2,))
case("tile", real(3), dims=(2, 2))
case("repeat_interleave", real(2, 3), repeats=2)
case("repeat_interleave", real(2, 3), repeats=3, dim=1)
case("flip", real(2, 3), dims=(0,))
case("flip", real(2, 3), dims=(0, 1))
case("roll", real(5), shifts=2)
case("roll", real(2, 3), shifts=(1, -1), dims=(0, 1))
case("pad", real(2, 3), pad=(1, 2))
case("pad", real(2, 3), pad=(1, 0, 0, 2), value=1.5)
case("pad", real(3, 4), pad=(-1, 1, 1, -1))
case("pad", real(1, 2, 5), pad=(2, 1), mode="reflect")
case("pad", real(1, 1, 3, 4), pad=(2, 1, 1, 2), mode="replicate")
case("pad", real(1, 2, 5), pad=(2, 3), mode="circular")
case("pad_constant", real(2, 3), pad=(1, 2), value=2.0)
case("diagonal", real(3, 4))
case("diagonal", real(2, 3, 4), offset=-1, dim1=1, dim2=2)
case("diag_embed", real(3))
case("diag_embed", real(2, 3), offset=1, dim1=0, dim2=2)
case("diag", real(3), diagonal=-1)
case("diag", real(3, 4), diagonal=1)
for _op in ("tril", "triu"):
    case(_op, real(3, 4))
    case(_op, real(2, 3, 3), diagonal=-1)
case("trace", real(3, 3))
case("trace", real(2, 4))

# Entries.
for _index in (1, slice(0, 2), (slice(None), 1), (Ellipsis, None, -1), (slice(None, None, 2), slice(1, None))):
    indexed("index", _index, real(3, 4))
indexed("index", [0, 2, 0], real(3, 4))
indexed("index", (slice(None), np.array([[0, 1], [1, 3]])), real(3, 4))
indexed("index", (np.array([0, 1]), np.array([2, 2])), real(3, 4))
indexed("index", np.array([True, False, True]), real(3, 4))
for _index in (1, (slice(None), 1)):
    template, _ = split_index(_index)
    case("index_adjoint", real(4) if _index == 1 else real(3), index=template, shape=(3, 4))
case("index_adjoint", real(3, 4), below(3, 3), index=split_index(np.array([0, 1, 0]))[0], shape=(3, 4))
case("index_put", real(3, 4), real(4), index=split_index(1)[0])
case("index_put", real(3, 4), real(), index=split_index((slice(0, 2), 1))[0])
case("index_put", real(3, 4), real(2, 4), fixed([0, 2]), index=split_index(np.array([0, 2]))[0])
case("narrow", real(3, 4), dim=1, start=1, length=2)
case("narrow", real(3, 4), dim=0, start=-2, length=2)
case("select", real(3, 4), dim=1, index=-1)
case("unfold_windows", real(5), dimension=0, size=3, step=2)
case("unfold_windows", real(2, 5, 2), dimension=1, size=2, step=1)
case("gather", real(3, 4), below(3, 2, 4), dim=0)
case("gather", real(3, 4), below(4, 3, 2), dim=1)
case("take_along_dim", real(3, 4), below(4, 3, 2), dim=1)
case("take_along_dim", real(3, 4), below(12, 5))
case("take", real(3, 4), below(12, 2, 2))
case("index_select", real(3, 4), below(4, 5), dim=1)
case("scatter", real(3, 4), distinct(4, 3, 2), real(3, 2), dim=1)
case("scatter", real(3, 4), distinct(4, 2, 3), real(), dim=1)
case("scatter_add", real(3, 4), below(4, 3, 2), real(3, 2), dim=1)
case("index_add", real(3, 4), below(3, 4), real(4, 4), dim=0, alpha=0.5)
case("index_copy", real(3, 4), distinct(4, 2), real(3, 2), dim=1)
case("index_fill", real(3, 4), below(4, 2), real(), dim=1)
for _reduce in ("sum", "prod", "mean", "amax", "amin"):
    case("scatter_reduce", real(3, 4), below(4, 3, 6), real(3, 6), dim=1, reduce=_reduce)
    case("scatter_reduce", real(3, 4), below(3, 5, 2), real(5, 2), dim=0, reduce=_reduce, include_self=False)
case("take_along_dim", real(1, 4), below(4, 3, 2), dim=1)
case("cat", real(2, 3), fixed(np.zeros(0)), real(1, 3))
case("masked_select", real(3, 4), truth(3, 4))
case("masked_select", real(3, 4), truth(4))
case("embedding", below(3, 4), real(3, 2))
case("embedding", below(3, 2, 2), real(3, 2), padding_idx=1)
case("one_hot", below(4, 3), num_classes=4)

# Networks.
for _op in ("softmax", "log_softmax", "softmin"):
    case(_op, real(2, 3), dim=-1)
    case(_op, real(3, 2), dim=0)
    case(_op, real(), dim=0)
case("glu", real(2, 4))
case("glu", real(4, 3), dim=0)
case("scaled_dot_product_attention", real(2, 3), real(4, 3), real(4, 2))
case("scaled_dot_product_attention", real(2, 3, 2), real(2, 3, 2), real(2, 3, 2), is_causal=True)
case("scaled_dot_product_attention", real(2, 3), real(4, 3), real(4, 2), real(2, 4), scale=0.3)
case(
    "scaled_dot_product_attention",
    *(real(2, 3), real(4, 3), real(4, 2)),
    fixed([[True, True, False, True], [False, True, True, True]]),
)
case("conv1d", real(2, 2, 6), real(3, 2, 3), real(3))
case("conv1d", real(1, 4, 7), real(2, 2, 3), stride=2, padding=1, groups=2)
case("conv1d", real(1, 1, 6), real(1, 1, 4), padding="same")
case("conv1d", real(2, 6), real(3, 2, 3), real(3), padding="valid")
case("conv2d", real(2, 4, 5), real(4, 1, 3, 2), real(4), groups=2, stride=2)
case("conv2d", real(2, 2, 4, 5), real(3, 2, 3, 2), real(3))
case("conv2d", real(1, 2, 6, 5), real(2, 2, 3, 3), stride=(2, 1), padding=(1, 0), dilation=(1, 2))
case("conv2d", real(1, 4, 4, 4), real(4, 2, 2, 2), groups=2, stride=2)
case("conv2d", real(1, 2, 4, 4), real(2, 1, 3, 3), groups=2, padding="same", dilation=2)
case("conv3d", real(1, 2, 3, 4, 3), real(2, 2, 2, 2, 2), real(2), padding=1, stride=2)
case("conv_transpose1d", real(2, 2, 3), real(2, 3, 3), real(3), stride=2, output_padding=1)
case("conv_transpose2d", real(1, 2, 3, 3), real(2, 2, 3, 2), stride=2, padding=1, dilation=(1, 2))
case("conv_transpose2d", real(1, 4, 2, 3), real(4, 1, 2, 2), real(2), groups=2)
case("conv_transpose2d", real(2, 3, 3), real(2, 3, 2, 2), real(3), stride=2)
case("conv_transpose1d", real(1, 2, 4), real(2, 1, 3), stride=2, dilation=4, output_padding=3)
case("conv_transpose3d", real(1, 2, 2, 2, 2), real(2, 1, 2, 2, 2), stride=2)
case("conv_input", real(1, 2, 3, 3), real(2, 1, 2, 2), size=(1, 1, 4, 4))
case("conv_weight", real(1, 2, 3, 3), real(1, 1, 4, 4), size=(2, 1, 2, 2))
case("max_pool1d", real(2, 2, 6), kernel_size=2)
case("max_pool2d", real(1, 2, 5, 5), kernel_size=3, stride=2, padding=1)
case("max_pool2d", real(2, 5, 6), kernel_size=(2, 3), dilation=(2, 1))
case("max_pool3d", real(1, 1, 4, 4, 4), kernel_size=2)
case("max_pool2d", real(1, 1, 6, 5), kernel_size=3, stride=2, ceil_mode=True)
for _op in ("max_pool1d_positions", "max_pool2d_positions", "max_pool3d_positions"):
    case(_op, real(1, 2, *(5,) * int(_op[8])), kernel_size=3, padding=1, stride=2)
case("max_unpool", real(1, 2, 3), distinct(6, 1, 2, 3), size=(6,))
case("max_unpool", real(1, 2, 2), fixed([[[1, 3], [8, 14]]]), size=(4, 4))
case("lp_pool1d", positive(1, 2, 6), norm_type=2, kernel_size=3)
case("lp_pool2d", positive(1, 1, 5, 4), norm_type=3.0, kernel_size=2, stride=2, ceil_mode=True)
case("lp_pool3d", positive(1, 3, 2, 2), norm_type=1.5, kernel_size=(2, 1, 2))
case("avg_pool1d", real(2, 2, 6), kernel_size=3, stride=1)
case("avg_pool2d", real(1, 2, 5, 5), kernel_size=3, stride=2, padding=1)
case("avg_pool2d", real(2, 4, 4), kernel_size=2, padding=1, count_include_pad=False)
case("avg_pool2d", real(1, 1, 4, 4), kernel_size=2, divisor_override=3)
case("avg_pool3d", real(1, 1, 4, 4, 4), kernel_size=2)
case("avg_pool2d", real(1, 1, 5, 4), kernel_size=3, stride=2, padding=1, ceil_mode=True)
case("avg_pool1d", real(2, 6), kernel_size=4, stride=3, ceil_mode=True, count_include_pad=False)
for _op in ("adaptive_avg_pool1d", "adaptive_max_pool1d"):
    case(_op, real(2, 2, 7), output_size=3)
for _op in ("adaptive_avg_pool2d", "adaptive_max_pool2d"):
    case(_op, real(1, 2, 5, 4), output_size=(2, 3))
    case(_op, real(2, 5, 4), output_size=1)
for _op in ("adaptive_avg_pool3d", "adaptive_max_pool3d", "adaptive_max_pool3d_positions"):
    case(_op, real(1, 1, 4, 3, 5), output_size=(2, None, 3))
case("adaptive_max_pool1d_positions", real(2, 2, 7), output_size=3)
case("adaptive_max_pool2d_positions", real(2, 5, 4), output_size=2)
case("unfold", real(1, 2, 4, 4), kernel_size=2, stride=1)
case("unfold", real(2, 1, 5, 4), kernel_size=(2, 3), padding=1, stride=2, dilation=(2, 1))
case("fold", real(1, 8, 9), output_size=(4, 4), kernel_size=2)
case("pixel_shuffle", real(1, 8, 2, 3), upscale_factor=2)
case("pixel_unshuffle", real(1, 2, 4, 6), downscale_factor=2)
case("interpolate_nearest", real(1, 2, 3, 4), size=(5, 3))
case("interpolate_nearest", real(1, 2, 5), size=(3,), exact=True)
case("interpolate_cubic", real(1, 2, 3, 4), size=(5, 6))
case("interpolate_cubic", real(1, 1, 4, 3), size=(3, 5), align_corners=True)
case("interpolate_linear", real(1, 2, 3, 4), size=(5, 3))
case("interpolate_linear", real(1, 1, 4, 3), size=(6, 5), align_corners=True)
case("interpolate_linear", real(1, 2, 5), size=(7,), scales=(1.5,))
case("layer_norm", real(2, 4), real(4), real(4), normalized_shape=(4,))
case("layer_norm", real(2, 2, 3), normalized_shape=(2, 3), eps=0.1)
case("rms_norm", real(2, 4), positive(4), normalized_shape=(4,), eps=1e-3)
case("rms_norm", real(2, 4), normalized_shape=(4,))
case("batch_norm", real(5, 3), positive(3), real(3))
case("batch_norm", real(3, 2, 2, 2), eps=0.1)
case("instance_norm", real(2, 2, 5), positive(2), real(2))
case("group_norm", real(2, 4, 3), positive(4), real(4), num_groups=2)
case("local_response_norm", real(1, 5, 2), size=3, alpha=0.5)
case("local_response_norm", real(1, 4, 2, 2), size=2, alpha=0.1, beta=0.5, k=2.0)
case("normalize", real(2, 3))
case("normalize", real(2, 3), p=3.0, dim=0)
case("dropout", real(2, 3), truth(2, 3), p=0.25)

# Losses.
for _reduction in ("mean", "sum", "none"):
    for _op in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"):
        case(_op, real(2, 3), real(2, 3), reduction=_reduction)
        case(_op, real(3, 1), real(1, 4), reduction=_reduction)
    case("binary_cross_entropy", share(2, 3), share(2, 3), reduction=_reduction)
    case("binary_cross_entropy_with_logits", real(2, 3), share(2, 3), reduction=_reduction)
    case("soft_margin_loss", real(2, 3), sign(2, 3), reduction=_reduction)
    case("poisson_nll_loss", real(2, 3), positive(2, 3), reduction=_reduction)
    case("poisson_nll_loss", real(3, 1), positive(1, 4), reduction=_reduction)
    case("cross_entropy", real(4, 3), below(3, 4), reduction=_reduction)
    case("nll_loss", real(4, 3), below(3, 4), reduction=_reduction)
    case("kl_div", real(2, 3), share(2, 3), reduction=_reduction)
    case("multi_margin_loss", real(4, 3), below(3, 4), reduction=_reduction)
    case("hinge_embedding_loss", real(2, 3), sign(2, 3), margin=1.5, reduction=_reduction)
    case("margin_ranking_loss", real(4), real(4), sign(4), margin=0.5, reduction=_reduction)
    case("cosine_embedding_loss", real(4, 3), real(4, 3), sign(4), margin=-0.9, reduction=_reduction)
    case("triplet_margin_loss", real(3, 4), real(3, 4), real(3, 4), margin=2.0, reduction=_reduction)
    case("gaussian_nll_loss", real(2, 3), real(2, 3), positive(2, 3), reduction=_reduction)
    case("multilabel_soft_margin_loss", real(2, 3), fixed([[1.0, 0, 1], [0, 0, 1]]), reduction=_reduction)
case("smooth_l1_loss", real(4), real(4), beta=0.3)
case("huber_loss", real(4), real(4), delta=0.7)
case("binary_cross_entropy", share(2, 3), share(2, 3), positive(3))
case("binary_cross_entropy_with_logits", real(2, 3), share(2, 3), positive(2, 3), positive(3))
case("poisson_nll_loss", positive(4), between(0.5, 5, 4), log_input=False, full=True)
case("cross_entropy", real(3), fixed(1))
case("cross_entropy", real(2, 3, 4), below(3, 2, 4))
case("cross_entropy", real(4, 3), fixed([0, 2, 1, 2]), positive(3), ignore_index=1, label_smoothing=0.2)
case("cross_entropy", real(4, 3), share(4, 3), label_smoothing=0.1)
case("cross_entropy", real(4, 3), share(4, 3), positive(3), reduction="none")
case("nll_loss", real(4, 3), fixed([0, 2, 1, 2]), positive(3), ignore_index=1)
case("kl_div", real(2, 3), real(2, 3), log_target=True, reduction="batchmean")
case("multi_margin_loss", real(4, 3), below(3, 4), positive(3), p=2, margin=0.5)
case("multilabel_soft_margin_loss", real(2, 3), fixed([[1.0, 0, 1], [0, 0, 1]]), positive(3))
case("triplet_margin_loss", real(3, 4), real(3, 4), real(3, 4), margin=2.0, p=1.0, swap=True)
case("gaussian_nll_loss", real(2, 3), real(2, 3), positive(2, 1), full=True)
case("cosine_similarity", real(2, 3), real(2, 3))
case("cosine_similarity", real(2, 3), real(3), dim=-1)
case("pairwise_distance", real(2, 3), real(2, 3))
case("pairwise_distance", real(2, 3), real(2, 3), p=3.0, keepdim=True)
case("cosine_similarity", real(1, 2, 3), real(2, 1, 3), dim=-2)
case("cdist", real(2, 3), real(4, 3))
case("cdist", real(2, 2, 3), real(2, 3, 3), p=1.0)
case("pdist", real(4, 3))
case("pdist", real(3, 2), p=3.0)
case("renorm", real(3, 4), p=2.0, dim=0, maxnorm=1.0)
case("renorm", real(2, 3, 2), p=1.0, dim=-1, maxnorm=8.0)
for _padding in ("zeros", "border", "reflection"):
    case("grid_sample", real(2, 2, 4, 3), between(-1.4, 1.4, 2, 2, 3, 2), padding_mode=_padding)
    case("grid_sample", real(1, 2, 3, 4), between(-1.4, 1.4, 1, 2, 2, 2), padding_mode=_padding, align_corners=True)
case("grid_sample", real(1, 2, 3, 4, 2), between(-0.9, 0.9, 1, 2, 2, 2, 3))
case("grid_sample", real(1, 1, 3, 4), between(-1.4, 1.4, 1, 2, 2, 2), mode="nearest")


def _certain(scores: Tensor, targets: Tensor) -> tuple[Tensor, ...]:
    """Log-probabilities: the gradient of ctc_loss is that behind a log_softmax."""
    return apply(OPS["log_softmax"], scores, dim=-1), targets


for _reduction in ("mean", "sum", "none"):
    case(
        "ctc_loss",
        *(real(5, 2, 4), fixed([[1, 2, 2], [3, 1, 0]])),
        prepare=_certain,
        **{"input_lengths": (5, 4), "target_lengths": (3, 2), "reduction": _reduction},
    )
    case("multilabel_margin_loss", real(2, 4), fixed([[3, 0, -1, 1], [1, -1, 2, 0]]), reduction=_reduction)
case("ctc_loss", real(4, 3), fixed([1, 1]), prepare=_certain, input_lengths=(4,), target_lengths=(2,), blank=2)
case("lu_packed", real(3, 3))
case("lu_packed", real(2, 2, 2))
case("lu_pivots", real(3, 3))

assert {known.op for known in CASES} <= OPS.keys(), "a case is of no operation"
