"""Writing at positions that a tensor of whole numbers names: over what is there, or together with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Shape, Takes, Text, compute, pulled, shape_text, size
from engine.ops.axes import along, axis_of, values_of
from engine.ops.composed import composed
from engine.ops.lookup import line_of, lookup_cost, places_of, selected_shape


def _scatter_shape(input: Shape, index: Shape, src: Shape = (), *, dim: int) -> Shape:
    axis = axis_of(dim, len(input))
    others = [(n, m) for k, (n, m) in enumerate(zip(index, input, strict=False)) if k != axis]
    if size(index) == 0:
        return input
    if len(index) != len(input) or any(n > m for n, m in others) or (src and any(np.subtract(index, src) > 0)):
        raise ShapeError(
            f"scatter needs an index no longer than its input outside dim {dim}, and no longer than its source: got "
            f"{shape_text(index)} for {shape_text(input)} and {shape_text(src)}"
        )
    return input


def _written(index: Array, src: Array) -> Array:
    """The part of the source that the index names places for."""
    return src[tuple(map(slice, index.shape))] if len(src.shape) else src


composed(
    "scatter",
    lambda input, index, src, /, dim: compute("index_put", input, _written(index, src), index=places_of(index, dim)),
    slots=(0, 2),
    family="index",
    shape=_scatter_shape,
    cost=lookup_cost,
    order="input dim index src",
    local=["keep(1)", "", "1"],
    downstream=["keep(g)", "", "gather(g)"],
    where={
        "keep": pulled("scatter", "the gradient with 0 where something was written over"),
        "gather": pulled("scatter", "the gradient read at the place where each entry went", 2),
    },
    saves="index",
    words="what was overwritten gets no gradient; what was written reads its gradient where it went",
    choice="When two entries are written to one place, which of them stays is not defined.",
    names="torch.scatter Tensor.scatter",
    unfolds=False,
    in_place="methods",
    needs="1 - 1",
)
composed(
    "scatter_add",
    lambda input, index, src, /, dim: (
        input + compute("index_adjoint", _written(index, src), index=places_of(index, dim), shape=tuple(input.shape))
    ),
    slots=(0, 2),
    family="index",
    shape=_scatter_shape,
    cost=lookup_cost,
    order="input dim index src",
    local=["1", "", "1"],
    downstream=["g", "", "gather(g)"],
    where={"gather": pulled("scatter_add", "the gradient read at the place where each entry went", 2)},
    saves="index",
    words="the transpose of gather: every entry that was added reads the gradient of its place",
    names="torch.scatter_add Tensor.scatter_add",
    unfolds=False,
    in_place="methods",
    needs="- - 1",
)


def _index_add_shape(input: Shape, index: Shape, source: Shape, dim: int, **attributes: Any) -> Shape:
    if not input and size(source) == 1:
        return input
    if source != selected_shape(input, index, dim):
        raise ShapeError(
            f"index_add needs a source of shape {shape_text(selected_shape(input, index, dim))}, "
            f"got {shape_text(source)}"
        )
    return input


def _slices(input: Array, index: Array, dim: int) -> tuple[Any, ...]:
    return along(axis_of(dim, len(input.shape)), line_of(index)) if len(input.shape) else ()


def _alpha(plain: str, scaled: str) -> Text:
    return lambda *inputs, alpha=1, **_: plain if alpha == 1 else scaled


composed(
    "index_add",
    lambda input, index, source, /, dim, alpha=1: (
        input
        + alpha
        * compute(
            "index_adjoint",
            source.reshape(input.shape) if not len(input.shape) else source,
            index=_slices(input, index, dim),
            shape=tuple(input.shape),
        )
    ),
    slots=(0, 2),
    family="index",
    shape=_index_add_shape,
    cost=lookup_cost,
    order="input dim index source",
    local=["1", "", _alpha("1", "alpha")],
    downstream=["g", "", _alpha("index_select(g, index, dim=dim)", "alpha * index_select(g, index, dim=dim)")],
    saves="index",
    words="every slice that was added reads the gradient of its place",
    names="torch.index_add Tensor.index_add",
    unfolds=False,
    in_place="methods",
    needs="- - 12",
)
composed(
    "index_copy",
    lambda input, index, source, /, dim: compute(
        "index_put",
        input,
        source.reshape(input.shape) if not len(input.shape) else source,
        index=_slices(input, index, dim),
    ),
    slots=(0, 2),
    family="index",
    shape=_index_add_shape,
    cost=lookup_cost,
    order="input dim index source",
    local=["keep(1)", "", "1"],
    downstream=["keep(g)", "", "gather(g)"],
    where={
        "keep": pulled("index_copy", "the gradient with 0 where something was written over"),
        "gather": pulled("index_copy", "the gradient read at the place where each entry went", 2),
    },
    saves="index",
    words="what was overwritten gets no gradient; what was written reads its gradient where it went",
    names="torch.index_copy Tensor.index_copy",
    unfolds=False,
    in_place="methods",
    needs="1 - 12",
)
composed(
    "index_fill",
    # A slice named twice is filled once.
    lambda input, index, value, /, dim: compute(
        "index_put", input, value, index=_slices(input, np.unique(values_of(index)), dim)
    ),
    slots=(0, 2),
    family="index",
    shape=lambda input, index, value, dim: (selected_shape(input, index, dim), input)[1],
    cost=lookup_cost,
    order="input dim index value",
    local=["keep(1)", "", "1"],
    downstream=["keep(g)", "", "gather(g)"],
    where={
        "keep": pulled("index_fill", "the gradient with 0 where something was written over"),
        "gather": pulled("index_fill", "the gradients of all places that were filled, added up", 2),
    },
    saves="index",
    words="what was filled over receives nothing; the filling collects its gradient",
    names="torch.index_fill Tensor.index_fill",
    unfolds=False,
    in_place="methods",
    needs="1 - 1",
)


REDUCTIONS = ("sum", "prod", "mean", "amax", "amin")


def _multiplied(base: Array, src: Array, flat: Array) -> Array:
    """base with each entry of src multiplied in at its place, one entry a place at a time."""
    order = np.argsort(flat, kind="stable")
    held = flat[order]
    # The how-manieth entry of its place each one is.
    turn = np.arange(len(held)) - np.searchsorted(held, held)
    for k in range(int(turn.max(initial=-1)) + 1):
        entries = order[turn == k]
        places = flat[entries]
        base = compute("index_put", base, base[(places,)] * src[(entries,)], index=(places,))
    return base


def _extreme(base: Array, src: Array, flat: Array, largest: bool) -> Array:
    """base with the extreme of what is written to each place; equals share the gradient."""
    least = -np.inf if largest else np.inf
    start, given = values_of(base), values_of(src)
    best = start.copy()
    (np.maximum if largest else np.minimum).at(best, flat, given)
    unknown = np.isnan(best)
    won, won_src = (start == best) & (best != least), given == best[flat]
    sharers = won.astype(start.dtype)
    np.add.at(sharers, flat, won_src.astype(start.dtype))
    sharers = np.maximum(sharers, 1)
    from_base = np.where(won, base, 0.0) / sharers
    written = np.where(won_src, src, 0.0)
    found = from_base + compute("index_adjoint", written, index=(flat,), shape=best.shape) / sharers
    return np.where(unknown, np.nan, found) if unknown.any() else found


def _scatter_reduce(
    input: Array, index: Array, src: Array, /, dim: int, reduce: str, include_self: bool = True
) -> Array:
    if reduce not in REDUCTIONS:
        raise ArgumentError(f"scatter_reduce knows {', '.join(REDUCTIONS)}, not {reduce!r}")
    if size(index.shape) == 0:
        return 1.0 * input
    shape = tuple(input.shape)
    numbers = np.arange(size(shape)).reshape(shape)
    flat = np.asarray(numbers[places_of(index, dim)]).reshape(-1)
    entries = _written(index, src).reshape((-1,))
    base = input.reshape((-1,))
    if not include_self:
        neutral = {"sum": 0.0, "mean": 0.0, "prod": 1.0, "amax": -np.inf, "amin": np.inf}[reduce]
        touched = np.zeros(size(shape), np.bool_)
        touched[flat] = True
        base = np.where(touched, neutral, base)
    if reduce == "prod":
        made = _multiplied(base, entries, flat)
    elif reduce in ("amax", "amin"):
        made = _extreme(base, entries, flat, reduce == "amax")
    else:
        made = base + compute("index_adjoint", entries, index=(flat,), shape=(size(shape),))
        if reduce == "mean":
            count = np.bincount(flat, minlength=size(shape)) + int(include_self)
            made = made / np.maximum(count, 1).astype(input.dtype)
    return made.reshape(shape)


composed(
    "scatter_reduce",
    _scatter_reduce,
    slots=(0, 2),
    family="index",
    shape=lambda input, index, src, dim, **attributes: _scatter_shape(input, index, src, dim=dim),
    cost=lambda shape, input, index, src, **attributes: 10.0 * (size(shape) + size(index)) + 1,
    order="input dim index src reduce",
    local=["share(1)", "", "gather(1)"],
    downstream=["share(g)", "", "gather(g)"],
    where={
        "share": pulled("scatter_reduce", "the gradient of each place, as far as the input decides what is there"),
        "gather": pulled("scatter_reduce", "the gradient of the place where each entry went, as far as it decides", 2),
    },
    words="what meets at one place shares its gradient as the sum, product, mean or extreme of it does",
    choice="Equal extremes share equally, as in PyTorch.",
    names="torch.scatter_reduce Tensor.scatter_reduce",
    unfolds=False,
    takes=Takes(keeps_type=True),
    in_place="methods",
    needs="012y - 012y",
)
