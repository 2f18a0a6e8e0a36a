"""Distances and similarities of vectors, and the losses built on them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Rule, Shape, broadcast, compute, shape_text, size
from engine.ops.axes import axis_of, read_cost, reduced_shape, values_of
from engine.ops.composed import composed
from engine.ops.loss import checked, loss_shape, reduced


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


def _pairwise(x1: Array, x2: Array, /, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Array:
    return compute("norm", x1 - x2 + eps, p=p, dim=-1, keepdim=keepdim)


composed(
    "pairwise_distance",
    _pairwise,
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


def _loss(
    name: str,
    forward: Rule,
    slots: tuple[int, ...],
    *,
    shape: Rule = loss_shape,
    formula: str,
    local: list[str],
    words: str,
    cost: float,
    symbol: str,
    choice: str | None = None,
) -> None:
    composed(
        name,
        forward,
        slots=slots,
        family="loss",
        shape=shape,
        cost=read_cost(cost),
        symbol=symbol,
        formula=formula,
        local=local,
        downstream=[f"g * {text}" if text else "" for text in local],
        words=words,
        choice=choice,
        names=f"functional.{name}",
    )


ON_THE_MARGIN = "On the margin itself the gradient is taken as 0, as PyTorch does."


def _ramp(x: Array) -> Array:
    """max(x, 0) with slope 0 at 0."""
    return compute("relu", x)


def _hinge(input: Array, target: Array, /, margin: float = 1.0, reduction: str = "mean") -> Array:
    near = np.where(target == -1, 0.0, input)
    far = np.where(target == 1, 0.0, _ramp(margin - input))
    return reduced(near + far, reduction)


_loss(
    "hinge_embedding_loss",
    _hinge,
    (0,),
    formula="mean(Piecewise((input, Eq(target, 1)), (Max(margin - input, 0), True)))",
    local=["target / n"],
    words="what belongs together is drawn near with constant force, what does not is pushed out to the margin",
    cost=5,
    symbol="hinge",
    choice=ON_THE_MARGIN,
)
_loss(
    "margin_ranking_loss",
    lambda input1, input2, target, /, margin=0.0, reduction="mean": reduced(
        compute("clamp", -target * (input1 - input2) + margin, min=0.0), reduction
    ),
    (0, 1, 2),
    formula="mean(Max(margin - target * (input1 - input2), 0))",
    local=["-target / n", "target / n", "(input2 - input1) / n"],
    words="a pair in the wrong order, or too close, is pushed apart; a pair in order rests",
    cost=5,
    symbol="ranking",
    choice="On the margin itself the gradient passes, as in PyTorch.",
)


def _cosine_embedding(
    input1: Array, input2: Array, target: Array, /, margin: float = 0.0, reduction: str = "mean"
) -> Array:
    # PyTorch adds this to the squares here, where its cosine_similarity bounds the lengths.
    least = 1e-12
    product = (input1 * input2).sum(-1)
    lengths = ((input1 * input1).sum(-1) + least) * ((input2 * input2).sum(-1) + least)
    cosine = product / np.sqrt(lengths)
    alike = np.where(target == 1, 1 - cosine, 0.0)
    unlike = np.where(target == -1, compute("clamp", cosine - margin, min=0.0), 0.0)
    return reduced(alike + unlike, reduction)


def _cosine_embedding_shape(
    input1: Shape, input2: Shape, target: Shape, margin: float = 0.0, reduction: str = "mean"
) -> Shape:
    return broadcast(reduced_shape(broadcast(input1, input2), -1), target) if checked(reduction) == "none" else ()


_loss(
    "cosine_embedding_loss",
    _cosine_embedding,
    (0, 1),
    shape=_cosine_embedding_shape,
    formula="mean(Piecewise((1 - cos, Eq(target, 1)), (Max(cos - margin, 0), True)))",
    local=["slope(cos)", "slope(cos)"],
    words="pairs that belong together are turned towards each other, the others away, up to the margin",
    cost=10,
    symbol="cosine",
    choice="On the margin itself the gradient passes, as in PyTorch.",
)


def _triplet(
    anchor: Array,
    positive: Array,
    negative: Array,
    /,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Array:
    near = _pairwise(anchor, positive, p, eps)
    far = _pairwise(anchor, negative, p, eps)
    if swap:
        far = np.minimum(far, _pairwise(positive, negative, p, eps))
    return reduced(compute("clamp", margin + near - far, min=0.0), reduction)


def _triplet_shape(
    anchor: Shape, positive: Shape, negative: Shape, *, reduction: str = "mean", **attributes: Any
) -> Shape:
    out = reduced_shape(broadcast(anchor, positive, negative), -1)
    return out if checked(reduction) == "none" else ()


_loss(
    "triplet_margin_loss",
    _triplet,
    (0, 1, 2),
    shape=_triplet_shape,
    formula="mean(Max(norm(anchor - positive) - norm(anchor - negative) + margin, 0))",
    local=["slope(anchor)", "slope(positive)", "slope(negative)"],
    words="the anchor is drawn to its like and pushed from its unlike until they are apart by the margin",
    cost=12,
    symbol="triplet",
    choice="On the margin itself the gradient passes, as in PyTorch.",
)


def _gaussian(
    input: Array, target: Array, var: Array, /, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Array:
    # The bound acts on the value alone: the gradient of the variance passes it, as in PyTorch.
    bounded = var + np.maximum(eps - values_of(var), 0)
    each = 0.5 * (np.log(bounded) + (input - target) * (input - target) / bounded)
    return reduced(each + 0.5 * math.log(2 * math.pi) if full else each, reduction)


_loss(
    "gaussian_nll_loss",
    _gaussian,
    (0, 1, 2),
    formula="mean(log(var) + (input - target) ** 2 / var) / 2",
    local=[
        "(input - target) / (var * n)",
        "(target - input) / (var * n)",
        "(1 - (input - target) ** 2 / var) / (2 * var * n)",
    ],
    words="the error pulls in units of the variance; the variance is drawn to the squared error",
    cost=10,
    symbol="Gaussian",
    choice="A variance below eps counts as eps.",
)
