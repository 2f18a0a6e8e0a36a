"""Losses of pairs and triplets, which rest once these are on the right side of a margin."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.op import Array, Rule, Shape, broadcast, compute
from engine.ops.axes import read_cost, reduced_shape
from engine.ops.composed import composed
from engine.ops.distance import pairwise
from engine.ops.loss import checked, loss_shape, reduced


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


def _hinge(input: Array, target: Array, /, margin: float = 1.0, reduction: str = "mean") -> Array:
    near = np.where(target == -1, 0.0, input)
    far = np.where(target == 1, 0.0, compute("clamp", margin - input, min=0.0))
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
    choice="On the margin itself the gradient passes, as in PyTorch.",
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
    near = pairwise(anchor, positive, p, eps)
    far = pairwise(anchor, negative, p, eps)
    if swap:
        far = np.minimum(far, pairwise(positive, negative, p, eps))
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
