"""Running sums, products and maxima, and differences of neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import (
    FRACTIONS,
    NUMBERS,
    Array,
    Named,
    Shape,
    compute,
    everywhere,
    linear_in,
    pulled,
    register,
    summed,
)
from engine.ops.axes import along, axis_of, folding_cost, read_cost, same_shape
from engine.ops.composed import composed
from engine.ops.routed import positions, read_at, routed

# Of so many entries each may be copied for every other one.
SHORT = 32


def _line_shape(shape: Shape, dim: int) -> Shape:
    return same_shape(shape, dim=dim)


def _accumulated(step: np.ufunc, x: Array, dim: int) -> Array:
    """Every stage of folding the entries along one axis; those of what is shorter than a double, in doubles."""
    if not x.ndim:
        return x
    if x.dtype.char in "ef":
        return step.accumulate(x, dim, np.float64).astype(x.dtype)
    return step.accumulate(x, dim)


register(
    "cumsum",
    lambda x, /, dim: _accumulated(np.add, x, dim),
    family="cumulative",
    vjps=[lambda g, y, x, dim: np.flip(compute("cumsum", np.flip(g, dim), dim=dim), dim) if len(x.shape) else g],
    jvps=[linear_in("cumsum", 0)],
    shape=_line_shape,
    cost=read_cost(1),
    local=["1"],
    downstream=["flip(cumsum(flip(g, dims=dim), dim=dim), dims=dim)"],
    saves="nothing",
    words="cumsum runs backward on the way back: each entry collects what came after it",
    names=everywhere("cumsum"),
    in_place="methods",
)


def _running(x: Array, dim: int, step: Callable[[Array, Array], Array]) -> Array:
    """Folds the entries along one axis, keeping every stage."""
    if not len(x.shape):
        return x
    axis = axis_of(dim, len(x.shape))
    stages: list[Array] = []
    for k in range(x.shape[axis]):
        entry = x[along(axis, k)]
        stages.append(entry if not stages else step(stages[-1], entry))
    return np.stack(stages, axis=axis) if stages else x


def _in_doubles(x: Array, dim: int) -> Array:
    """As the forward rule, so that what is taken and given back in float32 is rounded once."""
    if x.dtype.char not in "ef":
        return _halved(x, dim, np.logaddexp)
    return _halved(x.astype(np.float64), dim, np.logaddexp).astype(x.dtype)


def _halved(x: Array, dim: int, step: Callable[[Array, Array], Array]) -> Array:
    """As `_running`, for a step that is associative: the second half goes on from the end of the first. Swept, each
    entry is copied for each halving, and not once for every other entry.
    """
    axis = axis_of(dim, len(x.shape))
    if not len(x.shape) or x.shape[axis] <= SHORT:
        return _running(x, dim, step)
    middle = x.shape[axis] // 2
    first = _halved(x[along(axis, slice(None, middle))], axis, step)
    second = _halved(x[along(axis, slice(middle, None))], axis, step)
    return np.concatenate([first, step(first[along(axis, slice(-1, None))], second)], axis=axis)


composed(
    "cumprod",
    lambda x, /, dim: _accumulated(np.multiply, x, dim),
    through=lambda x, dim: _running(x, dim, lambda total, entry: total * entry),
    swept=lambda x, dim: _halved(x, dim, lambda total, entries: total * entries),
    family="cumulative",
    shape=_line_shape,
    cost=folding_cost(12_000, 4),
    local=["y / x"],
    downstream=[
        lambda x, *, dim: "flip(cumsum(flip(g * y, dims=dim), dim=dim), dims=dim) / x" if np.all(x) else "back(g)"
    ],
    where={
        "back": pulled("cumprod", "every gradient times the product of all other factors, added up for each factor")
    },
    words="each entry is a factor of every product from there on, and switches in all of them",
    names=everywhere("cumprod"),
    in_place="methods",
    needs="0y",
)


def _logcumsumexp(x: Array, /, dim: int) -> Array:
    return _accumulated(np.logaddexp, x, dim)


composed(
    "logcumsumexp",
    _logcumsumexp,
    through=lambda x, dim: _running(x, dim, np.logaddexp),
    swept=_in_doubles,
    family="cumulative",
    shape=_line_shape,
    cost=folding_cost(12_000, 12),
    formula="log(cumsum(exp(x), dim=dim))",
    local=["exp(x - y)"],
    downstream=["exp(x) * flip(cumsum(flip(g * exp(-y), dims=dim), dim=dim), dims=dim)"],
    words="every running soft maximum shares its gradient in softmax proportions over what it has seen",
    names="torch.logcumsumexp Tensor.logcumsumexp",
    takes=FRACTIONS,
    needs="0y",
)


def _leader(better: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """The position of the running winner; among equals, and among what is not a number, the last one, as in PyTorch."""

    def forward(x: Array, /, dim: int) -> Array:
        moved = np.moveaxis(x, dim, 0) if x.ndim else x.reshape(1)
        held = np.zeros(moved.shape, np.int64)
        best = moved[:1]
        for k in range(1, len(moved)):
            new, record = moved[k], best[0]
            ahead = (new != new) | ((record == record) & better(new, record))
            held[k] = np.where(ahead, k, held[k - 1])
            best = np.where(ahead, moved[k], best)
        return np.moveaxis(held, 0, dim) if x.ndim else held.reshape(())

    return forward


def _cumulative_extreme(name: str, better: Callable[[Array, Array], Array], word: str) -> None:
    leader = _leader(better)

    def places(x: Array, /, dim: int) -> tuple[Array, ...]:
        return read_at(leader(x, dim), axis_of(dim, x.ndim)) if x.ndim else ()

    routed(
        name,
        places,
        family="cumulative",
        shape=_line_shape,
        cost=folding_cost(4_000, 8),
        words=f"each running {word} hands its gradient to the entry that holds the record",
        choice="On a tie the later entry takes it all, as in PyTorch.",
        needs="0",
    )
    positions(f"{name}_positions", leader, shape=_line_shape, cost=folding_cost(4_000, 8))


_cumulative_extreme("cummax", lambda new, best: new >= best, "maximum")
_cumulative_extreme("cummin", lambda new, best: new <= best, "minimum")


def _diff(x: Array, /, n: int = 1, dim: int = -1) -> Array:
    axis = axis_of(dim, len(x.shape))
    for _ in range(n):
        later, earlier = x[along(axis, slice(1, None))], x[along(axis, slice(None, -1))]
        x = later ^ earlier if x.dtype.kind == "b" else later - earlier
    return x


def _diff_shape(shape: Shape, n: int = 1, dim: int = -1) -> Shape:
    if not shape:
        raise ShapeError("diff needs at least one dimension, not a single number")
    axis = axis_of(dim, len(shape))
    return (*shape[:axis], max(shape[axis] - n, 0), *shape[axis + 1 :])


composed(
    "diff",
    _diff,
    family="cumulative",
    shape=_diff_shape,
    cost=read_cost(1),
    saves="nothing",
    local=["1"],
    downstream=["back(g)"],
    where={"back": pulled("diff", "every gradient at its later entry less the same at its earlier one")},
    words="a difference passes its gradient to the later entry and turns its sign for the earlier one",
    names=everywhere("diff"),
)


def _trapezoid(y: Array, x: Array | None = None, /, dx: float = 1.0, dim: int = -1) -> Array:
    axis = axis_of(dim, len(y.shape))
    heights = y[along(axis, slice(1, None))] + y[along(axis, slice(None, -1))]
    if x is None:
        widths: Any = dx
    elif len(x.shape) == 1:
        widths = compute("diff", x).reshape((-1,) + (1,) * (len(y.shape) - axis - 1))
    else:
        widths = compute("diff", x, dim=dim)
    return summed(heights * widths, axis) * 0.5


def _trapezoid_shape(y: Shape, x: Shape | None = None, dx: float = 1.0, dim: int = -1) -> Shape:
    axis = axis_of(dim, len(y))
    if not y or (x is not None and x not in (y, (y[axis],))):
        raise ShapeError(f"trapezoid needs a place for every height along dim {dim}, got heights {y} and places {x}")
    return (*y[:axis], *y[axis + 1 :])


def _pull_of_ones(slot: int) -> Callable[..., Array]:
    """How much the integral grows with each height, or place."""

    def rule(*inputs: Array, **attributes: Any) -> Array:
        pull = pulled("trapezoid", "", slot).rule(*inputs, **attributes)
        return pull(np.ones(_trapezoid_shape(inputs[0].shape, dim=attributes.get("dim", -1))))

    return rule


composed(
    "trapezoid",
    _trapezoid,
    slots=(0, 1),
    family="cumulative",
    shape=_trapezoid_shape,
    cost=read_cost(3),
    formula="sum(y * widths, dim=dim)",
    local=["widths", "heights"],
    downstream=[
        "spread(g, dim=dim) * widths",
        lambda y, x, **_: "spread(g, dim=dim) * heights" if x.shape == y.shape else "back(g)",
    ],
    where={
        "widths": Named("half of the widths on both sides of each height", _pull_of_ones(0)),
        "heights": Named("half of the heights on both sides, one less the other", _pull_of_ones(1)),
        "back": pulled("trapezoid", "half of the heights on both sides, one less the other, times the gradients", 1),
    },
    words="each height counts with half the width on either side of it",
    names="torch.trapezoid torch.trapz numpy.trapezoid",
    takes=NUMBERS,
    needs="-",
)
