"""Quantiles: places in the order of the entries, between which their values are mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array, Named, Shape, Text, call, compute, pulled, reading
from engine.ops.axes import axis_of, sorting_cost, values_of
from engine.ops.composed import composed
from engine.ops.order import chosen_shape
from engine.ops.routed import read_at

ROUNDED: dict[str, Callable[[Array], Array]] = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}
INTERPOLATIONS = ("linear", "midpoint", *ROUNDED)
Levels = float | tuple[float, ...] | list[float]


def _ranks(numbers: Array, levels: Array, ignore_nan: bool) -> Array:
    """Where each quantile stands among the sorted entries of each line, with the levels as the last axis."""
    not_numbers = np.isnan(numbers)
    last = np.full(numbers.shape[:-1], numbers.shape[-1] - 1)
    if ignore_nan:
        last = np.maximum(last - not_numbers.sum(-1), 0)
    ranks = levels * last[..., None]
    # Sorting puts what is not a number behind everything else.
    if ignore_nan or not not_numbers.any():
        return ranks
    return np.where(not_numbers.any(-1)[..., None], last[..., None].astype(ranks.dtype), ranks)


def _mixed(
    x: Array, levels: Array, shape: Shape, dim: int | None, interpolation: str = "linear", ignore_nan: bool = False
) -> Array:
    """The quantiles of `x` at the levels, a vector of numbers from 0 to 1, as an array of the shape given."""
    numbers = values_of(levels)
    if numbers.ndim != 1 or not np.all((numbers >= 0) & (numbers <= 1)):
        raise ArgumentError(f"a quantile lies between 0 and 1, {numbers.tolist()} does not")
    if interpolation not in INTERPOLATIONS:
        raise ArgumentError(f"quantile interpolates by {', '.join(INTERPOLATIONS)}, not {interpolation!r}")
    flat = x.reshape((-1,)) if dim is None or not len(x.shape) else x
    lines = np.moveaxis(flat, axis_of(dim or 0, len(flat.shape)), -1)
    ranks = _ranks(values_of(lines), levels, ignore_nan)
    ordered = compute("sort", lines, dim=-1)

    def at(places: Array) -> Array:
        return ordered[read_at(places.astype(np.int64), places.ndim - 1)]

    if interpolation in ROUNDED:
        mixed = at(ROUNDED[interpolation](values_of(ranks)))
    else:
        below = np.floor(values_of(ranks))
        share = 0.5 if interpolation == "midpoint" else (ranks - below).astype(x.dtype)
        low, high = at(below), at(np.ceil(values_of(ranks)))
        mixed = low + share * (high - low)
    return np.moveaxis(mixed, -1, 0).reshape(shape)


def _quantile_shape(shape: Shape, q: Levels, dim: int | None = None, keepdim: bool = False, **attributes: Any) -> Shape:
    levels = (len(q),) if isinstance(q, (tuple, list)) else ()
    return (*levels, *chosen_shape(shape, dim, keepdim))


def _ignoring(ignore_nan: bool) -> Callable[..., Array]:
    def forward(
        x: Array, /, q: Levels, dim: int | None = None, keepdim: bool = False, interpolation: str = "linear"
    ) -> Array:
        levels = np.atleast_1d(np.asarray(q, dtype=np.float64))
        shape = _quantile_shape(tuple(x.shape), q, dim, keepdim)
        return _mixed(x, levels, shape, dim, interpolation, ignore_nan)

    return forward


def _at_shape(shape: Shape, q: Shape, dim: int | None = None, keepdim: bool = False) -> Shape:
    if len(q) > 1:
        raise ArgumentError("the levels of quantiles are one number or a vector of them")
    return (*q, *chosen_shape(shape, dim, keepdim))


def _at_levels(ignore_nan: bool) -> Callable[..., Array]:
    def forward(x: Array, q: Array, /, dim: int | None = None, keepdim: bool = False) -> Array:
        shape = _at_shape(tuple(x.shape), tuple(q.shape), dim, keepdim)
        return _mixed(x, q.reshape((-1,)), shape, dim, ignore_nan=ignore_nan)

    return forward


def _called(name: str) -> Text:
    defaults = {"dim": None, "keepdim": False}
    return lambda x, q, **given: call(name, "x", "q", defaults=defaults, given=given)


GAP = "the gap between the two entries around its quantile, times the number of entries less 1"
QUANTILE_WORDS = "the two entries around the quantile share the gradient as they are mixed"

for _name, _ignore_nan in (("quantile", False), ("nanquantile", True)):
    composed(
        _name,
        _ignoring(_ignore_nan),
        family="order",
        shape=_quantile_shape,
        cost=sorting_cost(None),
        local=["share(x)"],
        downstream=["scatter(g)"],
        where={
            "share": Named("how much of each quantile an entry is, added up", reading(_name)["taken"].rule),
            "scatter": pulled(_name, "every gradient, in the shares in which it was mixed from two entries"),
        },
        words=QUANTILE_WORDS,
        names=f"numpy.{_name}",
        needs="*",
        unfolds=False,
    )
    # The same where a gradient passes to the level, too: only a linear mixture moves with it.
    composed(
        f"{_name}_at",
        _at_levels(_ignore_nan),
        said=_name,
        slots=(0, 1),
        family="order",
        shape=_at_shape,
        cost=sorting_cost(None),
        formula=_called(_name),
        local=["share(x)", "gap(x)"],
        downstream=["scatter(g)", "gather(g)"],
        where={
            "share": Named("how much of each quantile an entry is, added up", reading(f"{_name}_at")["taken"].rule),
            "scatter": pulled(f"{_name}_at", "every gradient, in the shares in which it was mixed from two entries"),
            "gap": Named(GAP, reading(f"{_name}_at", 1)["taken"].rule),
            "gather": pulled(f"{_name}_at", f"every gradient times {GAP}, added up", 1),
        },
        words=f"{QUANTILE_WORDS}; the level moves it by the gap between them, times the number of steps",
        names="",
        needs="*",
        unfolds=False,
    )
