"""Quantiles: places in the order of the entries, between which their values are mixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array, Named, Shape, compute, pulled, reading
from engine.ops.axes import axis_of, read_cost, values_of
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
    return ranks if ignore_nan else np.where(not_numbers.any(-1)[..., None], last[..., None], ranks)


def _quantile(
    x: Array,
    q: Levels,
    dim: int | None = None,
    keepdim: bool = False,
    interpolation: str = "linear",
    ignore_nan: bool = False,
) -> Array:
    levels = np.atleast_1d(np.asarray(q, dtype=np.float64))
    if levels.ndim != 1 or not np.all((levels >= 0) & (levels <= 1)):
        raise ArgumentError(f"a quantile lies between 0 and 1, {q} does not")
    if interpolation not in INTERPOLATIONS:
        raise ArgumentError(f"quantile interpolates by {', '.join(INTERPOLATIONS)}, not {interpolation!r}")
    shape = _quantile_shape(tuple(x.shape), q, dim, keepdim)
    flat = x.reshape((-1,)) if dim is None or not len(x.shape) else x
    lines = np.moveaxis(flat, axis_of(dim or 0, len(flat.shape)), -1)
    ranks = _ranks(values_of(lines), levels, ignore_nan)
    ordered = compute("sort", lines, dim=-1)

    def at(places: Array) -> Array:
        return ordered[read_at(places.astype(np.int64), places.ndim - 1)]

    if interpolation in ROUNDED:
        mixed = at(ROUNDED[interpolation](ranks))
    else:
        below = np.floor(ranks)
        share = 0.5 if interpolation == "midpoint" else (ranks - below).astype(x.dtype)
        low, high = at(below), at(np.ceil(ranks))
        mixed = low + share * (high - low)
    return np.moveaxis(mixed, -1, 0).reshape(shape)


def _quantile_shape(shape: Shape, q: Levels, dim: int | None = None, keepdim: bool = False, **attributes: Any) -> Shape:
    levels = (len(q),) if isinstance(q, (tuple, list)) else ()
    return (*levels, *chosen_shape(shape, dim, keepdim))


def _ignoring(ignore_nan: bool) -> Callable[..., Array]:
    def forward(
        x: Array, /, q: Levels, dim: int | None = None, keepdim: bool = False, interpolation: str = "linear"
    ) -> Array:
        return _quantile(x, q, dim, keepdim, interpolation, ignore_nan)

    return forward


for _name, _ignore_nan in (("quantile", False), ("nanquantile", True)):
    composed(
        _name,
        _ignoring(_ignore_nan),
        family="order",
        shape=_quantile_shape,
        cost=read_cost(12),
        local=["share(x)"],
        downstream=["scatter(g)"],
        where={
            "share": Named("how much of each quantile an entry is, added up", reading(_name)["taken"].rule),
            "scatter": pulled(_name, "every gradient, in the shares in which it was mixed from two entries"),
        },
        words="the two entries around the quantile share the gradient as they are mixed",
        names=f"numpy.{_name}",
        unfolds=False,
    )
