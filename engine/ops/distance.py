"""Distances and similarities of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, broadcast, compute, shape_text, size
from engine.ops.axes import axis_of, read_cost, reduced_shape, values_of
from engine.ops.composed import composed


def _cosine(x1: Array, x2: Array, /, dim: int = 1, eps: float = 1e-8) -> Array:
    shape = broadcast(tuple(x1.shape), tuple(x2.shape))
    x1, x2 = (x if tuple(x.shape) == shape else np.broadcast_to(x, shape) for x in (x1, x2))

    def bounded(x: Array) -> Array:
        return compute("clamp", compute("norm", x, dim=dim), min=eps)

    return (x1 * x2).sum(dim) / (bounded(x1) * bounded(x2))


composed(
    "cosine_similarity",
    _cosine,
    slots=(0, 1),
    family="distance",
    shape=lambda x1, x2, dim=1, eps=1e-8: reduced_shape(broadcast(x1, x2), dim),
    cost=read_cost(8),
    symbol="cos",
    formula="sum(x1 * x2) / (norm(x1) * norm(x2))",
    local=["(x2 / norm(x2) - y * x1 / norm(x1)) / norm(x1)", "(x1 / norm(x1) - y * x2 / norm(x2)) / norm(x2)"],
    downstream=[
        "g * (x2 / norm(x2) - y * x1 / norm(x1)) / norm(x1)",
        "g * (x1 / norm(x1) - y * x2 / norm(x2)) / norm(x2)",
    ],
    words="each vector is turned towards the other, the faster the shorter it is",
    names="functional.cosine_similarity torch.cosine_similarity",
)


def pairwise(x1: Array, x2: Array, /, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Array:
    return compute("norm", x1 - x2 + eps, p=p, dim=-1, keepdim=keepdim)


composed(
    "pairwise_distance",
    pairwise,
    slots=(0, 1),
    family="distance",
    shape=lambda x1, x2, p=2.0, eps=1e-6, keepdim=False: reduced_shape(broadcast(x1, x2), -1, keepdim),
    cost=read_cost(5),
    symbol="distance",
    formula="norm(x1 - x2)",
    local=["(x1 - x2) / y", "(x2 - x1) / y"],
    downstream=["g * (x1 - x2) / y", "g * (x2 - x1) / y"],
    words="a distance pushes its two points apart with force 1",
    names="functional.pairwise_distance torch.pairwise_distance",
)


def _cdist_shape(x1: Shape, x2: Shape, p: float = 2.0, **attributes: Any) -> Shape:
    if len(x1) < 2 or len(x2) < 2 or x1[-1] != x2[-1]:
        raise ShapeError(f"cdist needs points (…, n, d) and (…, m, d), got {shape_text(x1)} and {shape_text(x2)}")
    return (*broadcast(x1[:-2], x2[:-2]), x1[-2], x2[-2])


composed(
    "cdist",
    lambda x1, x2, /, p=2.0: compute("norm", np.expand_dims(x1, -2) - np.expand_dims(x2, -3), p=p, dim=-1),
    slots=(0, 1),
    family="distance",
    shape=_cdist_shape,
    cost=lambda shape, x1, x2, **attributes: 5.0 * size(shape) * x1[-1] + 1,
    symbol="distances",
    formula="norm(x1 - x2)",
    local=["(x1 - x2) / y", "(x2 - x1) / y"],
    downstream=["sum(g * (x1 - x2) / y)", "sum(g * (x2 - x1) / y)"],
    words="every pair of points is pushed apart with force 1",
    choice="Points that coincide receive 0, as in PyTorch.",
    names="torch.cdist",
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
    formula="norm(x[i] - x[j])",
    local=["(x[i] - x[j]) / y"],
    downstream=["sum(g * (x[i] - x[j]) / y)"],
    words="every pair of points, counted once, is pushed apart with force 1",
    choice="Points that coincide receive 0, as in PyTorch.",
    names="functional.pdist torch.pdist",
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


composed(
    "renorm",
    _renorm,
    family="distance",
    shape=_renorm_shape,
    cost=read_cost(6),
    formula="x * Min(1, maxnorm / norm(x))",
    local=["maxnorm / norm(x) * (1 - x * x / norm(x) ** 2)"],
    downstream=["maxnorm / norm(x) * (g - x * sum(g * x) / norm(x) ** 2)"],
    words="a slice that is too long is cut to length: along itself nothing moves any more",
    choice="A slice of exactly the length allowed passes as it is.",
    names="torch.renorm Tensor.renorm",
)
