"""Losses of pairs and triplets, which rest once these are on the right side of a margin."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import Array, Named, Rule, Shape, Takes, Text, broadcast, compute, number, size
from engine.ops.axes import read_cost, reduced_shape
from engine.ops.composed import composed
from engine.ops.distance import pairwise
from engine.ops.loss import checked, loss_shape, reduced
from engine.ops.loss_text import ENTRIES, divided, factor, loss_texts, reduced_text, summed_copies, times_upstream


def _loss(
    name: str,
    forward: Rule,
    slots: tuple[int, ...],
    *,
    shape: Rule = loss_shape,
    cost: float,
    **fields: Any,
) -> None:
    composed(
        name,
        forward,
        slots=slots,
        family="loss",
        shape=shape,
        cost=read_cost(cost),
        names=f"functional.{name}",
        **fields,
    )


ON_THE_MARGIN = "On the margin itself the gradient is taken as 0, as in PyTorch."


def _hinge(input: Array, target: Array, /, margin: float = 1.0, reduction: str = "mean") -> Array:
    near = np.where(target == -1, 0.0, input)
    far = np.where(target == 1, 0.0, compute("clamp", margin - input, min=0.0))
    return reduced(near + far, reduction)


def _pairs_alone(target: Array) -> bool:
    return bool(np.all(np.abs(target) == 1))


def _hinge_text(input: Array, target: Array, margin: float = 1.0) -> str:
    far = "Max(1 - input, 0)" if margin == 1 else "Max(margin - input, 0)"
    if _pairs_alone(target):
        return f"Piecewise((input, Eq(target, 1)), ({far}, True))"
    return f"Piecewise((0, Eq(target, -1)), (input, True)) + Piecewise((0, Eq(target, 1)), ({far}, True))"


def _hinge_slope_text(input: Array, target: Array, margin: float = 1.0) -> str:
    far = f"-Heaviside({'1' if margin == 1 else 'margin'} - input, 1)"
    if _pairs_alone(target):
        return f"Piecewise((1, Eq(target, 1)), ({far}, True))"
    return f"Piecewise((0, Eq(target, -1)), (1, True)) + Piecewise((0, Eq(target, 1)), ({far}, True))"


_formula, _local, _downstream = loss_texts(_hinge_text, [_hinge_slope_text])
_loss(
    "hinge_embedding_loss",
    _hinge,
    (0,),
    formula=_formula,
    local=_local,
    downstream=_downstream,
    where=ENTRIES,
    words="what belongs together is drawn near with constant force, what does not is pushed out to the margin",
    cost=5,
    symbol="hinge",
    choice="On the margin itself the gradient passes, as in PyTorch.",
    takes=Takes("f", first_alone=True, tensors=2),
    needs="*",
)


def _ranking(text: str) -> Text:
    """With the excess of a pair over the margin, which is 0 where none was given, in the place of `excess`."""

    def shown(*inputs: Array, margin: float = 0.0) -> str:
        excess = "margin - target * (input1 - input2)" if margin else "-target * (input1 - input2)"
        return text.replace("excess", excess)

    return shown


_formula, _local, _downstream = loss_texts(
    _ranking("Max(excess, 0)"),
    [
        _ranking("-target * Heaviside(excess, 1)"),
        _ranking("target * Heaviside(excess, 1)"),
        _ranking("(input2 - input1) * Heaviside(excess, 1)"),
    ],
)
_loss(
    "margin_ranking_loss",
    lambda input1, input2, target, /, margin=0.0, reduction="mean": reduced(
        compute("clamp", -target * (input1 - input2) + margin, min=0.0), reduction
    ),
    (0, 1, 2),
    formula=_formula,
    local=_local,
    downstream=_downstream,
    where=ENTRIES,
    words="a pair in the wrong order, or too close, is pushed apart; a pair in order rests",
    cost=5,
    symbol="ranking",
    choice="On the margin itself the gradient passes, as in PyTorch.",
    takes=Takes("fiu", tensors=2),
    needs="*",
)


# PyTorch adds this to the squares here, where its cosine_similarity bounds the lengths.
LEAST = 1e-12


def _cosine_embedding(
    input1: Array, input2: Array, target: Array, /, margin: float = 0.0, reduction: str = "mean"
) -> Array:
    cosine = _cosine_of(input1, input2)
    alike = np.where(target == 1, 1 - cosine, 0.0)
    unlike = np.where(target == -1, compute("clamp", cosine - margin, min=0.0), 0.0)
    return reduced(alike + unlike, reduction)


def _cosine_embedding_shape(
    input1: Shape, input2: Shape, target: Shape, margin: float = 0.0, reduction: str = "mean"
) -> Shape:
    return broadcast(reduced_shape(broadcast(input1, input2), -1), target) if checked(reduction) == "none" else ()


def _cosine_text(input1: Array, input2: Array, target: Array, margin: float = 0.0, reduction: str = "mean") -> str:
    over = "cosine(input1, input2) - margin" if margin else "cosine(input1, input2)"
    return reduced_text(f"Piecewise((1 - cosine(input1, input2), Eq(target, 1)), (Max({over}, 0), True))", reduction)


def _cosine_slope_text(one: str, other: str, back: bool) -> Text:
    length = "norm({}, dim=-1, keepdim=True)".format
    turn = f"({other} / {length(other)} - spread(cosine(input1, input2), dim=-1) * {one} / {length(one)})"

    def text(input1: Array, input2: Array, target: Array, margin: float = 0.0, reduction: str = "mean") -> str:
        over = "cosine(input1, input2) - margin" if margin else "cosine(input1, input2)"
        slope = f"Piecewise((-1, Eq(target, 1)), (Heaviside({over}, 1), True))"
        pairs = size(_cosine_embedding_shape(input1.shape, input2.shape, target.shape, reduction="none"))
        slope = divided(slope, reduction == "mean" and pairs > 1)
        whole = f"spread({times_upstream(slope) if back else slope}, dim=-1) * {turn} / {length(one)}"
        return summed_copies(whole, 0 if one == "input1" else 1, (input1, input2)) if back else whole

    return text


def _cosine_of(input1: Array, input2: Array, *_: Array, **attributes: Any) -> Array:
    lengths = ((input1 * input1).sum(-1) + LEAST) * ((input2 * input2).sum(-1) + LEAST)
    return (input1 * input2).sum(-1) / np.sqrt(lengths)


_loss(
    "cosine_embedding_loss",
    _cosine_embedding,
    (0, 1),
    shape=_cosine_embedding_shape,
    formula=_cosine_text,
    local=[_cosine_slope_text("input1", "input2", False), _cosine_slope_text("input2", "input1", False)],
    downstream=[_cosine_slope_text("input1", "input2", True), _cosine_slope_text("input2", "input1", True)],
    where={
        "cosine": Named("the product of the two vectors of each pair, divided by their lengths", _cosine_of),
        "n": number(
            "how many pairs are averaged",
            lambda input1, input2, target, **_: size(
                _cosine_embedding_shape(input1.shape, input2.shape, target.shape, reduction="none")
            ),
        ),
    },
    words="pairs that belong together are turned towards each other, the others away, up to the margin",
    cost=10,
    symbol="cosine",
    choice="On the margin itself the gradient passes, as in PyTorch.",
    needs="01",
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


def _distance(a: str, b: str, p: float) -> str:
    return f"norm({a} - {b} + eps, {'' if p == 2 else 'p=p, '}dim=-1)"


def _triplet_text(
    *inputs: Array, margin: float = 1.0, p: float = 2.0, swap: bool = False, reduction: str = "mean", **_: Any
) -> str:
    far = _distance("anchor", "negative", p)
    if swap:
        far = f"Min({far}, {_distance('positive', 'negative', p)})"
    edge = "1" if margin == 1 else "margin"
    return reduced_text(f"Max({_distance('anchor', 'positive', p)} - {far} + {edge}, 0)", reduction)


def _triplet_slope_text(slot: int, back: bool) -> Text:
    def away(a: str, b: str, length: str, p: float) -> str:
        """The direction in which the distance from a to b grows with a."""
        if p == 2:
            return f"({a} - {b} + eps) / spread({length}, dim=-1)"
        return f"sign({a} - {b} + eps) * (Abs({a} - {b} + eps) / spread({length}, dim=-1)) ** (p - 1)"

    def text(*inputs: Array, margin: float = 1.0, p: float = 2.0, swap: bool = False, **attributes: Any) -> str:
        near = away("anchor", "positive", "near", p)
        far = away("anchor", "negative", "far", p)
        active = f"Heaviside(near - {'Min(far, other)' if swap else 'far'} + {'1' if margin == 1 else 'margin'}, 1)"
        if swap:
            far = f"spread(Heaviside(other - far, 1 / 2), dim=-1) * {far}"
            other = f"spread(Heaviside(far - other, 1 / 2), dim=-1) * {away('positive', 'negative', 'other', p)}"
        else:
            other = "0"
        pull = [f"({near} - {far})", f"(-{factor(near)} - {other})", f"({far} + {other})"][slot]
        if not swap:
            pull = [f"({near} - {far})", f"-{factor(near)}", far][slot]
        mean = attributes.get("reduction", "mean") == "mean" and _triplets(*inputs) > 1
        slope = divided(active, mean)
        sign, pull = ("-", pull[1:]) if pull.startswith("-") else ("", pull)
        whole = f"{sign}spread({times_upstream(slope) if back else slope}, dim=-1) * {pull}"
        return summed_copies(whole, slot, inputs) if back else whole

    return text


def _triplets(anchor: Array, positive: Array, negative: Array, **attributes: Any) -> int:
    return size(_triplet_shape(anchor.shape, positive.shape, negative.shape, reduction="none"))


def _between(a: int, b: int) -> Rule:
    return lambda *inputs, p=2.0, eps=1e-6, **_: pairwise(inputs[a], inputs[b], p, eps)


_loss(
    "triplet_margin_loss",
    _triplet,
    (0, 1, 2),
    shape=_triplet_shape,
    formula=_triplet_text,
    local=[_triplet_slope_text(slot, False) for slot in range(3)],
    downstream=[_triplet_slope_text(slot, True) for slot in range(3)],
    where={
        "near": Named("the distance of each anchor from its positive", _between(0, 1)),
        "far": Named("the distance of each anchor from its negative", _between(0, 2)),
        "other": Named("the distance of each positive from its negative", _between(1, 2)),
        "n": number("how many triplets are averaged", _triplets),
    },
    words="the anchor is drawn to its like and pushed from its unlike until they are apart by the margin",
    cost=12,
    symbol="triplet",
    choice="On the margin itself the gradient passes, as in PyTorch.",
    takes=Takes("fiu", tensors=2),
    needs="*",
)
