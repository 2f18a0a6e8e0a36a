"""Dropout and its relatives: noise drawn from the random numbers that `manual_seed` starts."""

from __future__ import annotations

import math
from math import prod
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions import creation, drawing
from engine.functions.streams import MAIN
from engine.functions.table import allocate, function
from engine.operation import FRACTIONS, OPS, Shape
from engine.tensors import Tensor, apply

# Where SELU saturates below: what alpha_dropout puts in the place of what it drops.
SELU_FLOOR = -1.7580993408473766


def _idle(p: float, training: bool) -> bool:
    """Whether nothing is to be dropped. Raises ArgumentError."""
    if not 0 <= p <= 1:
        raise ArgumentError(f"dropout needs a probability from 0 to 1, got {p}")
    return not training or p == 0


def _kept(shape: Shape, p: float) -> Tensor:
    """True with probability 1 - p. On processors of Intel's PyTorch draws these by a library, and gets other ones."""
    allocate(shape)
    if p == 1:
        return creation.leaf(np.zeros(shape, bool))
    return creation.leaf(MAIN.chances(prod(shape)).reshape(shape) < 1 - p)


def _drop(input: Tensor, p: float, training: bool, inplace: bool, shape: Shape) -> Tensor:
    if _idle(p, training):
        return input
    mask = _kept(shape, p)
    return input._in_place(OPS["dropout"], mask, p=p) if inplace else apply(OPS["dropout"], input, mask, p=p)


@function("functional.dropout torch.dropout", takes=FRACTIONS)
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Drops each entry with probability p and scales up what stays."""
    return _drop(input, p, training, inplace, input.shape)


def _channels(input: Tensor, batched: int) -> Shape:
    """One number a channel: the first two dims, or the first alone where there are no examples."""
    lead = 2 if input.ndim >= batched else 1
    return input.shape[:lead] + (1,) * (input.ndim - lead)


def _dropout_channels(ndim: int) -> None:
    @function(f"functional.dropout{ndim}d", takes=FRACTIONS)
    def dropout_channels(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
        """Drops whole channels."""
        # PyTorch reads the input of dropout2d as batched whatever its dims are.
        return _drop(input, p, training, inplace, _channels(input, 2 if ndim == 2 else ndim + 2))


for _ndim in (1, 2, 3):
    _dropout_channels(_ndim)


def _alpha(input: Tensor, p: float, training: bool, inplace: bool, shape: Shape) -> Tensor:
    if _idle(p, training):
        return input
    if p == 1:
        return apply(OPS["mul"], input, 0.0)
    mask = _kept(shape, p)
    scale = 1 / math.sqrt((1 - p) * (1 + p * SELU_FLOOR**2))
    kept: Any = apply(OPS["where"], mask, input, SELU_FLOOR)
    made: Tensor = kept * scale - p * SELU_FLOOR * scale
    return input._assign(made) if inplace else made


@function("functional.alpha_dropout torch.alpha_dropout", takes=FRACTIONS)
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Drops to where SELU saturates, and rescales so that mean 0 and variance 1 are kept."""
    return _alpha(input, p, training, inplace, input.shape)


@function("functional.feature_alpha_dropout torch.feature_alpha_dropout", takes=FRACTIONS)
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    return _alpha(input, p, training, inplace, _channels(input, 2))


@function("functional.rrelu torch.rrelu", takes=FRACTIONS)
def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """A leaky ReLU whose slope is drawn for each entry in training, and the middle of its range otherwise."""
    if not training:
        settings = {"negative_slope": (lower + upper) / 2}
        return (
            input._in_place(OPS["leaky_relu"], **settings) if inplace else apply(OPS["leaky_relu"], input, **settings)
        )
    allocate(input.shape)
    below = np.asarray(input._seen()) <= 0
    slopes = np.ones(input.shape, input.dtype)
    slopes[below] = MAIN.uniform(int(np.count_nonzero(below)), np.float64, lower, upper)
    made: Tensor = apply(OPS["where"], input > 0, input, input * creation.leaf(slopes))
    return input._assign(made) if inplace else made


@function("functional.gumbel_softmax", takes=FRACTIONS)
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A draw from the classes as shares: the softmax of logits with Gumbel noise, sharper the smaller `tau`.

    With `hard` the value is the one-hot vector of the largest share, and the gradient stays that of the shares.
    """
    allocate(logits.shape)
    waits = MAIN.waits(prod(logits.shape)).reshape(logits.shape).astype(drawing.drawn_type(logits.dtype))
    noise = creation.leaf((-np.log(waits)).astype(logits.dtype))
    shares = apply(OPS["softmax"], apply(OPS["div"], logits + noise, tau), dim=dim)
    if not hard:
        return shares
    winner = apply(OPS["argmax"], shares, dim=dim, keepdim=True)
    ones = apply(OPS["scatter"], apply(OPS["mul"], shares.detach(), 0.0), winner, 1.0, dim=dim)
    return ones - shares.detach() + shares
