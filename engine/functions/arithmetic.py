"""Arithmetic whose options choose between operations: scaled sums, rounded quotients, bounds that are tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions.binding import is_whole
from engine.functions.table import allocate, call, function, publish
from engine.operation import NUMBERS, OPS, Takes
from engine.tensors import Tensor, apply, make


def _scaled(name: str) -> Callable[..., Tensor]:
    def combine(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
        return apply(OPS[name], input, other if alpha == 1 else apply(OPS["mul"], other, alpha))

    return combine


publish("torch.add Tensor.add", _scaled("add"), over="add")
publish("torch.sub Tensor.sub torch.subtract Tensor.subtract", _scaled("sub"), over="sub")


@function("torch.rsub", takes=Takes("fiu", tensors=1))
def reversed_sub(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """other - alpha · input."""
    return apply(OPS["sub"], other, input if alpha == 1 else apply(OPS["mul"], input, alpha))


@function(
    "torch.div torch.divide torch.true_divide Tensor.div Tensor.divide Tensor.true_divide",
    over="div",
    in_place="methods",
)
def divide(input: Tensor, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """`rounding_mode` "floor" rounds the quotient down, "trunc" towards 0; no gradient passes a rounded quotient."""
    if rounding_mode is None:
        return apply(OPS["div"], input, other)
    if rounding_mode == "floor":
        return apply(OPS["div_floor"], input, other)
    if rounding_mode != "trunc":
        raise ArgumentError(f"a quotient is rounded by 'floor' or 'trunc', not {rounding_mode!r}")
    quotient = apply(OPS["trunc"], apply(OPS["div"], input, other))
    whole = all(not isinstance(x, float) and (not isinstance(x, Tensor) or x.dtype.kind != "f") for x in (input, other))
    return make(OPS["to"], (quotient,), {"dtype": np.dtype(np.int64)}) if whole else quotient


def _is_number(bound: Any) -> bool:
    return bound is None or isinstance(bound, (int, float, np.number))


@function("torch.clamp Tensor.clamp torch.clip Tensor.clip", over="clamp")
def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """A bound is a number, or a tensor that takes the gradient where it holds the value."""
    if min is None and max is None:
        raise ArgumentError("clamp needs at least one of its bounds, min or max")
    if _is_number(min) and _is_number(max):
        return apply(OPS["clamp"], input, **{k: v for k, v in (("min", min), ("max", max)) if v is not None})
    if max is None:
        return apply(OPS["clamp_min"], input, min)
    return apply(OPS["clamp_max"], input, max) if min is None else apply(OPS["clamp_between"], input, min, max)


@function("torch.clamp_min Tensor.clamp_min", takes=Takes(tensors=1), in_place="functions")
def clamp_min(input: Tensor, min: Any) -> Tensor:
    return clamp(input, min=min)


@function("torch.clamp_max Tensor.clamp_max", takes=Takes(tensors=1), in_place="functions")
def clamp_max(input: Tensor, max: Any) -> Tensor:
    return clamp(input, max=max)


@function("torch.pow Tensor.pow numpy.power", takes=NUMBERS, in_place="methods")
def power(input: Any, exponent: Any) -> Tensor:
    if isinstance(exponent, (int, float)) and isinstance(input, Tensor):
        return make(OPS["pow"], (input,), {"exponent": exponent})
    return apply(OPS["pow_tensor"], input, exponent)


def _wide(x: Any) -> Any:
    if isinstance(x, Tensor):
        return x if x.dtype == np.float64 else make(OPS["to"], (x,), {"dtype": np.dtype(np.float64)})
    return float(x)


@function("torch.float_power Tensor.float_power numpy.float_power", over="pow_tensor")
def float_power(input: Any, exponent: Any) -> Tensor:
    """A power computed in float64, whatever its inputs are."""
    return power(_wide(input), _wide(exponent))


@function("torch.dist Tensor.dist", takes=Takes("f", tensors=2))
def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    return apply(OPS["norm"], apply(OPS["sub"], input, other), p=p)


@function("torch.addbmm Tensor.addbmm", takes=Takes("fiu", one_type=True, keeps_type=True), in_place="methods")
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta · input + alpha · the sum of the products of all pairs of matrices."""
    product = apply(OPS["sum"], apply(OPS["matmul"], batch1, batch2), dim=0)
    return apply(OPS["add"], apply(OPS["mul"], input, beta), apply(OPS["mul"], product, alpha))


@function("torch.logsumexp Tensor.logsumexp torch.special.logsumexp", over="logsumexp")
def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    return call(OPS["logsumexp"], input, dim, keepdim)


@function("torch.positive Tensor.positive", takes=NUMBERS)
def positive(input: Tensor) -> Tensor:
    return input


@function("torch.polygamma torch.special.polygamma", over="polygamma")
def polygamma(n: int, input: Tensor) -> Tensor:
    if n is None or not is_whole(n):
        raise ArgumentError(f"polygamma takes a whole number as its n, not {n!r}")
    return apply(OPS["polygamma"], input, n=n)


@function("torch.mvlgamma Tensor.mvlgamma torch.special.multigammaln", takes=NUMBERS, in_place="methods")
def multigammaln(input: Tensor, p: int) -> Tensor:
    """log of the multivariate gamma function: log(π) · p (p - 1) / 4 plus the sum of lgamma(input - j / 2), j < p."""
    if p < 1:
        raise ArgumentError(f"mvlgamma needs at least one dimension, got p = {p}")
    allocate((*input.shape, p))
    halves = np.arange(p, dtype=input.dtype) / 2
    terms = apply(OPS["lgamma"], apply(OPS["sub"], apply(OPS["unsqueeze"], input, dim=-1), halves))
    return apply(OPS["add"], apply(OPS["sum"], terms, dim=-1), p * (p - 1) / 4 * float(np.log(np.pi)))


def _cast_first(name: str) -> Callable[..., Tensor]:
    def reduce(input: Tensor, *args: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
        """`dtype` is the element type the numbers are turned into before anything is computed."""
        if dtype is not None and input.dtype != np.dtype(dtype):
            input = make(OPS["to"], (input,), {"dtype": np.dtype(dtype)})
        return call(OPS[name], input, *args, **kwargs)

    return reduce


def _one_dim(reduce: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def product(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
        if isinstance(dim, (tuple, list)):
            raise ArgumentError(f"prod goes along one dim, not {dim}: call it once for each")
        return reduce(input, dim, keepdim, dtype=dtype)

    return product


for _op in ("sum", "nansum", "mean", "cumsum", "cumprod", "softmax", "log_softmax"):
    publish(f"torch.{_op} Tensor.{_op}", _cast_first(_op), over=_op)
publish("torch.prod Tensor.prod", _one_dim(_cast_first("prod")), over="prod")


def _stack_level_free(name: str) -> Callable[..., Tensor]:
    normalise = _cast_first(name)

    def along(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
        return normalise(input, *(() if dim is None else (dim,)), dtype=dtype)

    return along


for _op in ("softmax", "softmin", "log_softmax"):
    publish(f"functional.{_op}", _stack_level_free(_op), over=_op)
for _op in ("softmax", "log_softmax"):
    publish(f"torch.special.{_op}", _cast_first(_op), over=_op)
