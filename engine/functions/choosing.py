"""Functions that choose entries and may say where they stood, and spreads with PyTorch's and numpy's divisors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.errors import ArgumentError, DtypeError
from engine.functions.binding import is_whole
from engine.functions.table import FUNCTIONS, call, function, publish
from engine.operation import FRACTIONS, NUMBERS, OPS, Takes
from engine.ops.axes import axes_of
from engine.tensors import Tensor, apply


class ValuesIndices(NamedTuple):
    """What a choice along one dim gives: the entries, and where they stood."""

    values: Tensor
    indices: Tensor


class MinMax(NamedTuple):
    min: Tensor
    max: Tensor


def _pick(along: str, over: str, pairwise: str | None, arg: str) -> Callable[..., Any]:
    several = {"max": "amax", "min": "amin"}.get(over, over)

    def choose(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        dim = kwargs.pop("dim", kwargs.pop("axis", args[0] if args else None))
        keepdim = kwargs.pop("keepdim", kwargs.pop("keepdims", args[1] if len(args) > 1 else False))
        other = kwargs.pop("other", None)
        if kwargs:
            raise ArgumentError(f"{over} has no argument {next(iter(kwargs))}")
        if pairwise and (isinstance(dim, Tensor) or other is not None):
            return apply(OPS[pairwise], input, dim if other is None else other)
        if not isinstance(keepdim, bool):
            raise ArgumentError(f"{over} along a dim takes True or False as its keepdim, not {keepdim!r}")
        if dim is None:
            return apply(OPS[over], input)
        if isinstance(dim, (tuple, list)) or not is_whole(dim):
            raise ArgumentError(f"a choice goes along one dim, a whole number, not {dim!r}: {several} takes several")
        axes_of(dim, input.ndim)
        values = apply(OPS[along], input, dim=dim, keepdim=keepdim)
        return ValuesIndices(values, apply(OPS[arg], input, dim=dim, keepdim=keepdim))

    return choose


function("torch.max Tensor.max", takes=Takes(tensors=1))(_pick("max_along", "max", "maximum", "argmax"))
function("torch.min Tensor.min", takes=Takes(tensors=1))(_pick("min_along", "min", "minimum", "argmin"))
function("torch.median Tensor.median", takes=NUMBERS)(_pick("median_along", "median", None, "median_positions"))
for _short, _name in (("max", "amax"), ("min", "amin")):
    function(f"numpy.{_short} numpy.{_name}")(FUNCTIONS[f"torch.{_name}"])


def _with_positions(values: str, positions: str) -> Callable[..., ValuesIndices]:
    def choose(*args: Any, **kwargs: Any) -> ValuesIndices:
        return ValuesIndices(call(OPS[values], *args, **kwargs), call(OPS[positions], *args, **kwargs))

    return choose


function("torch.kthvalue Tensor.kthvalue", takes=NUMBERS)(_with_positions("kthvalue", "kthvalue_positions"))
function("torch.mode Tensor.mode")(_with_positions("mode_along", "mode_positions"))
function("torch.sort Tensor.sort")(_with_positions("sort", "argsort"))
function("torch.topk Tensor.topk", takes=NUMBERS)(_with_positions("topk", "topk_positions"))
function("torch.cummax Tensor.cummax")(_with_positions("cummax", "cummax_positions"))
function("torch.cummin Tensor.cummin")(_with_positions("cummin", "cummin_positions"))


@function("torch.nanmedian Tensor.nanmedian", takes=NUMBERS)
def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle one of the entries that are numbers; along a dim also where it stood."""
    if dim is not None:
        return _with_positions("nanmedian_along", "nanmedian_positions")(input, dim=dim, keepdim=keepdim)
    numbers = apply(OPS["logical_not"], apply(OPS["isnan"], input))
    left = apply(OPS["masked_select"], input, numbers)
    return apply(OPS["median"], left if left._data.size else input)


@function("torch.msort Tensor.msort")
def msort(input: Tensor) -> Tensor:
    return apply(OPS["sort"], input, dim=0)


def _quantile(name: str) -> Callable[..., Tensor]:
    def measure(
        input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
    ) -> Tensor:
        """`q` is a number, or a vector that makes a first dim of quantiles; a gradient passes to it where entries are
        mixed linearly.
        """
        if isinstance(q, Tensor) and q.requires_grad and interpolation == "linear":
            if q.dtype != input.dtype:
                raise DtypeError(f"{name} takes a q of the type of its input, {input.dtype}, not {q.dtype}")
            return apply(OPS[f"{name}_at"], input, q, dim=dim, keepdim=keepdim)
        levels = q.tolist() if isinstance(q, Tensor) else q
        levels = tuple(levels) if isinstance(levels, list) else levels
        options = {"dim": dim, "keepdim": keepdim, "interpolation": interpolation}
        return apply(OPS[name], input, q=levels, **options)

    return measure


for _name in ("quantile", "nanquantile"):
    publish(f"torch.{_name} Tensor.{_name}", _quantile(_name), takes=FRACTIONS)


@function("numpy.sort")
def sort_values(input: Tensor, axis: int = -1) -> Tensor:
    return apply(OPS["sort"], input, dim=axis)


@function("torch.aminmax Tensor.aminmax")
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> MinMax:
    return MinMax(*(apply(OPS[name], input, dim=dim, keepdim=keepdim) for name in ("amin", "amax")))


def _spread(name: str, correction_default: float) -> Callable[..., Tensor]:
    def measure(
        input: Any, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, **kwargs: Any
    ) -> Tensor:
        """torch divides by n - 1 unless told otherwise (`unbiased`, `correction`), numpy by n (`ddof`)."""
        dim = kwargs.pop("axis", dim)
        keepdim = kwargs.pop("keepdims", keepdim)
        correction = kwargs.pop("correction", kwargs.pop("ddof", correction_default))
        correction = correction_default if correction is None else correction
        if kwargs:
            raise ArgumentError(f"{name} has no argument {next(iter(kwargs))}")
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if unbiased is not None:
            if not isinstance(unbiased, bool):
                raise ArgumentError(f"{name} takes True or False as unbiased, not {unbiased!r}: dims are one tuple")
            correction = 1 if unbiased else 0
        return apply(OPS[name], input, dim=dim, correction=correction, keepdim=keepdim)

    return measure


def _spread_and_mean(name: str) -> Callable[..., tuple[Tensor, Tensor]]:
    def measure(input: Any, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, **kwargs: Any) -> Any:
        spread = FUNCTIONS[f"torch.{name}"](input, dim, unbiased, keepdim, **kwargs)
        return spread, apply(OPS["mean"], input, dim=None if isinstance(dim, bool) else dim, keepdim=keepdim)

    return measure


for _name in ("var", "std"):
    publish(f"torch.{_name} Tensor.{_name}", _spread(_name, 1), over=_name)
    publish(f"numpy.{_name}", _spread(_name, 0))
    publish(f"torch.{_name}_mean", _spread_and_mean(_name), takes=OPS[_name].takes)
