"""torch.nn.functional.scaled_dot_product_attention: queries look keys up and mix values."""

from __future__ import annotations

import math

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.functions import FUNCTIONS, creation, function
from engine.nn.noise import dropout
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, apply


def _for_each_query_head(query: Tensor, shared: Tensor) -> Tensor:
    """Grouped queries: every head of keys or values serves several heads of queries."""
    heads, groups = query.shape[-3], shared.shape[-3]
    if heads % groups:
        raise ShapeError(
            f"enable_gqa needs a multiple of the {groups} heads of keys and values, got {heads} of queries"
        )
    return apply(OPS["repeat_interleave"], shared, repeats=heads // groups, dim=-3)


@function("functional.scaled_dot_product_attention", over="scaled_dot_product_attention")
def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """A boolean mask lets through where it is True, any other is added to the scores.

    With `dropout_p` the weights are dropped, whether in training or not, as in PyTorch.
    """
    if not query.dtype == key.dtype == value.dtype:
        raise DtypeError(
            f"attention takes queries, keys and values of one element type, these are {query.dtype}, {key.dtype} and "
            f"{value.dtype}: turn one with .to(…)"
        )
    if attn_mask is not None and is_causal:
        raise ArgumentError("attention takes either attn_mask or is_causal: put the causal part into the mask")
    if enable_gqa:
        if min(query.ndim, key.ndim, value.ndim) < 3:
            raise ShapeError(f"enable_gqa needs an axis of heads, got {shape_text(query.shape)}")
        key, value = _for_each_query_head(query, key), _for_each_query_head(query, value)
    masks = () if attn_mask is None else (attn_mask,)
    if not dropout_p:
        return apply(OPS["scaled_dot_product_attention"], query, key, value, *masks, is_causal=is_causal, scale=scale)
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = (query @ key.mT) * factor
    if is_causal:
        masks = (creation.leaf(np.tri(query.shape[-2], key.shape[-2], dtype=np.bool_)),)
    for mask in masks:
        scores = apply(OPS["where"], mask, scores, -math.inf) if mask.dtype.kind == "b" else scores + mask
    weights: Tensor = FUNCTIONS["torch.softmax"](scores, dim=-1)
    return dropout(weights, dropout_p) @ value
