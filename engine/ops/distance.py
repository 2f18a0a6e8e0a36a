"""Distances and similarities of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import (
    FRACTIONS,
    Array,
    Named,
    Shape,
    Takes,
    Text,
    broadcast,
    compute,
    pulled,
    shape_text,
    size,
    summed,
)
from engine.ops.axes import axis_of, read_cost, reduced_shape, values_of
from engine.ops.composed import composed


def _cosine(x1: Array, x2: Array, /, dim: int = 1, eps: float = 1e-8) -> Array:
    shape = broadcast(tuple(x1.shape), tuple(x2.shape))
    x1, x2 = (x if tuple(x.shape) == shape else np.broadcast_to(x, shape) for x in (x1, x2))

    def bounded(x: Array) -> Array:
        return compute("clamp", compute("norm", x, dim=dim), min=eps)

    return summed(x1 * x2, dim) / (bounded(x1) * bounded(x2))


def _shortest(x1: Array, x2: Array, dim: int) -> float:
    shape = broadcast(tuple(x1.shape), tuple(x2.shape))
    lengths = [compute("norm", np.broadcast_to(x, shape), dim=dim) for x in (x1, x2)]
    return float(min(np.min(length, initial=np.inf) for length in lengths))


def _cosine_text(x1: Array, x2: Array, *, dim: int = 1, eps: float = 1e-8) -> str:
    if x1.shape != x2.shape:
        return "cosine_similarity(x1, x2, dim=dim, eps=eps)"
    lengths = [f"norm({name}, dim=dim)" for name in ("x1", "x2")]
    if _shortest(x1, x2, dim) < eps:
        lengths = [f"Max({length}, eps)" for length in lengths]
    return f"sum(x1 * x2, dim=dim) / ({lengths[0]} * {lengths[1]})"


def _turn_text(one: str, other: str, g: str) -> Text:
    length = "norm({}, dim=dim, keepdim=True)".format
    turn = f"({other} / {length(other)} - spread(y, dim=dim) * {one} / {length(one)}) / {length(one)}"

    def text(x1: Array, x2: Array, *, dim: int = 1, eps: float = 1e-8) -> str:
        if x1.shape != x2.shape or _shortest(x1, x2, dim) < eps:
            return f"to_{one}({g or 1})"
        return f"spread(g, dim=dim) * {turn}" if g else turn

    return text


def push_text(difference: str, p: float, y: str) -> str:
    """How a distance grows with an entry of the difference."""
    if p == 2:
        return f"({difference}) / {y}"
    if p == 1:
        return f"sign({difference})"
    return f"sign({difference}) * (Abs({difference}) / {y}) ** (p - 1)"


def _named_p(p: float) -> str:
    return "" if p == 2 else "p=p, "


composed(
    "cosine_similarity",
    _cosine,
    slots=(0, 1),
    family="distance",
    shape=lambda x1, x2, dim=1, eps=1e-8: reduced_shape(broadcast(x1, x2), dim),
    cost=read_cost(8),
    symbol="cos",
    formula=_cosine_text,
    local=[_turn_text("x1", "x2", ""), _turn_text("x2", "x1", "")],
    downstream=[_turn_text("x1", "x2", "g"), _turn_text("x2", "x1", "g")],
    where={
        "to_x1": pulled(
            "cosine_similarity", "the pull of each pair, in which a vector shorter than eps counts as that long"
        ),
        "to_x2": pulled(
            "cosine_similarity", "the pull of each pair, in which a vector shorter than eps counts as that long", 1
        ),
    },
    words="each vector is turned towards the other, the faster the shorter it is",
    names="functional.cosine_similarity torch.cosine_similarity",
    takes=Takes("f", tensors=2),
    needs="0 1",
)


def pairwise(x1: Array, x2: Array, /, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Array:
    return compute("norm", x1 - x2 + eps, p=p, dim=-1, keepdim=keepdim)


def _pair_text(sign: str, g: str) -> Text:
    def text(x1: Array, x2: Array, *, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> str:
        if p <= 0 or np.isinf(p):
            return f"to_{'x2' if sign else 'x1'}({g or 1})"
        back = "spread({})" if keepdim else "spread({}, dim=-1)"
        push = push_text("x1 - x2 + eps", p, back.format("y"))
        return f"{sign}{back.format('g')} * {push}" if g else sign + push

    return text


composed(
    "pairwise_distance",
    pairwise,
    slots=(0, 1),
    family="distance",
    shape=lambda x1, x2, p=2.0, eps=1e-6, keepdim=False: reduced_shape(broadcast(x1, x2), -1, keepdim),
    cost=read_cost(5),
    symbol="distance",
    formula=lambda x1, x2, *, p=2.0, eps=1e-6, keepdim=False: (
        f"norm(x1 - x2 + eps, {_named_p(p)}dim=-1{', keepdim=keepdim' if keepdim else ''})"
    ),
    local=[_pair_text("", ""), _pair_text("-", "")],
    downstream=[_pair_text("", "g"), _pair_text("-", "g")],
    where={
        "to_x1": pulled("pairwise_distance", "the gradient of each distance at the entries that decide it"),
        "to_x2": pulled("pairwise_distance", "the gradient of each distance at the entries that decide it", 1),
    },
    words="a distance pushes its two points apart; for p = 2 along the line between them, with force 1",
    names="functional.pairwise_distance torch.pairwise_distance",
    takes=Takes("fiu", tensors=2),
    needs="y",
)


def _cdist_shape(x1: Shape, x2: Shape, p: float = 2.0, **attributes: Any) -> Shape:
    if len(x1) < 2 or len(x2) < 2 or x1[-1] != x2[-1]:
        raise ShapeError(f"cdist needs points (…, n, d) and (…, m, d), got {shape_text(x1)} and {shape_text(x2)}")
    return (*broadcast(x1[:-2], x2[:-2]), x1[-2], x2[-2])


APART = "spread(x1, dim=-2) - spread(x2, dim=-3)"


def _every_pair_text(sign: str, g: str) -> Text:
    def text(x1: Array, x2: Array, *, p: float = 2.0) -> str:
        differences = np.expand_dims(x1, -2) - np.expand_dims(x2, -3)
        if p <= 0 or np.isinf(p) or np.any(compute("norm", differences, dim=-1) == 0):
            return f"to_{'x2' if sign else 'x1'}({g or 1})"
        push = push_text(APART, p, "spread(y, dim=-1)")
        return f"{sign}sum(spread(g, dim=-1) * {push}, dim={-3 if sign else -2})" if g else sign + push

    return text


composed(
    "cdist",
    lambda x1, x2, /, p=2.0: compute("norm", np.expand_dims(x1, -2) - np.expand_dims(x2, -3), p=p, dim=-1),
    slots=(0, 1),
    family="distance",
    shape=_cdist_shape,
    cost=lambda shape, x1, x2, **attributes: 5.0 * size(shape) * x1[-1] + 1,
    symbol="distances",
    formula=lambda x1, x2, *, p=2.0: f"norm({APART}, {_named_p(p)}dim=-1)",
    local=[_every_pair_text("", ""), _every_pair_text("-", "")],
    downstream=[_every_pair_text("", "g"), _every_pair_text("-", "g")],
    where={
        "to_x1": pulled("cdist", "the pushes of all pairs that a point is one of, added up"),
        "to_x2": pulled("cdist", "the pushes of all pairs that a point is one of, added up", 1),
    },
    words="every pair of points is pushed apart; for p = 2 along the line between them, with force 1",
    choice="Points that coincide receive 0, as in PyTorch.",
    names="torch.cdist",
    takes=Takes("f", one_type=True),
    needs="01y",
)


def _pdist_shape(x: Shape, p: float = 2.0) -> Shape:
    if len(x) != 2:
        raise ShapeError(f"pdist needs points (n, d), got {shape_text(x)}")
    return (x[0] * (x[0] - 1) // 2,)


def _pdist(x: Array, /, p: float = 2.0) -> Array:
    first, second = np.triu_indices(x.shape[0], 1)
    return compute("norm", x[first] - x[second], p=p, dim=-1)


composed(
    "pdist",
    _pdist,
    family="distance",
    shape=_pdist_shape,
    cost=lambda shape, x, p=2.0: 5.0 * size(shape) * x[1] + size(x) + 1,
    symbol="distances",
    formula=lambda x, *, p=2.0: f"norm(x[i] - x[j], {_named_p(p)}dim=-1)",
    local=["push(1)"],
    downstream=["push(g)"],
    where={
        "i": Named("the first point of every pair", lambda x, **_: np.triu_indices(x.shape[0], 1)[0]),
        "j": Named("the second point of every pair", lambda x, **_: np.triu_indices(x.shape[0], 1)[1]),
        "push": pulled("pdist", "the pushes of all pairs that a point is one of, added up"),
    },
    words="every pair of points, counted once, is pushed apart; for p = 2 along the line between them, with force 1",
    choice="Points that coincide receive 0, as in PyTorch.",
    names="functional.pdist torch.pdist",
    takes=FRACTIONS,
    needs="0y",
)


def _renorm(x: Array, /, p: float, dim: int, maxnorm: float) -> Array:
    axis = axis_of(dim, len(x.shape))
    others = tuple(k for k in range(len(x.shape)) if k != axis)
    lengths = compute("norm", x, p=p, dim=others, keepdim=True)
    # PyTorch keeps the quotient away from a division by 0 with this constant.
    shrunk = maxnorm / (lengths + 1e-7)
    return x * np.where(values_of(lengths) > maxnorm, shrunk, 1.0)


def _renorm_shape(x: Shape, p: float, dim: int, maxnorm: float) -> Shape:
    axis_of(dim, len(x))
    if len(x) < 2:
        raise ShapeError(f"renorm needs at least two dims, slices along one and their lengths, got {shape_text(x)}")
    return x


def _beside(x: Array, dim: int) -> tuple[int, ...]:
    axis = axis_of(dim, len(x.shape))
    return tuple(k for k in range(len(x.shape)) if k != axis)


def _renorm_text(x: Array, *, p: float, dim: int, maxnorm: float) -> str:
    along = f"sum(g * x, dim={_beside(x, dim)}, keepdim=True)"
    less = f"g - {push_text('x', p, 'lengths')} * {along} / (lengths + 1e-7)"
    return f"Piecewise((maxnorm / (lengths + 1e-7) * ({less}), lengths > maxnorm), (g, True))"


composed(
    "renorm",
    _renorm,
    family="distance",
    shape=_renorm_shape,
    cost=read_cost(6),
    formula="x * Piecewise((maxnorm / (lengths + 1e-7), lengths > maxnorm), (1, True))",
    local=["Piecewise((maxnorm / (lengths + 1e-7), lengths > maxnorm), (1, True))"],
    downstream=[_renorm_text],
    where={
        "lengths": Named(
            "the norm of each slice",
            lambda x, *, p, dim, maxnorm: compute("norm", x, p=p, dim=_beside(x, dim), keepdim=True),
        )
    },
    words="a slice that is too long is cut to length: along itself nothing moves any more",
    choice="A slice of exactly the length allowed passes as it is.",
    names="torch.renorm Tensor.renorm",
    takes=FRACTIONS,
    in_place="methods",
    needs="0",
)
