"""Attention with several heads. Source: Vaswani et al. 2017."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS, creation
from engine.nn.layers import weights
from engine.nn.layers.linear import Linear
from engine.nn.layers.module import Module
from engine.operation import shape_text
from engine.tensors import Tensor


class OutProjection(Linear):
    """The last matrix of attention: a Linear whose bias begins at 0."""

    kind = "NonDynamicallyQuantizableLinear"

    def __init__(self, in_features: int, out_features: int, bias: bool = True, dtype: Any = None) -> None:
        Module.__init__(self)
        self.in_features, self.out_features = in_features, out_features
        self.register_parameter("weight", weights.kaiming((out_features, in_features), dtype))
        if bias:
            weights.passed_over((out_features,), 1 / math.sqrt(in_features), dtype)
        self.register_parameter("bias", weights.filled((out_features,), 0.0, dtype) if bias else None)


def _reshaped(x: Tensor, *shape: int) -> Tensor:
    made: Tensor = FUNCTIONS["torch.reshape"](x, shape)
    return made


class MultiheadAttention(Module):
    """Each head looks keys up by queries and mixes values; a matrix puts the heads together.

    A boolean mask is True where nothing is to be seen; any other is added to the scores. Answers the result and, with
    `need_weights`, the weights, averaged over the heads.
    """

    tensors = 3
    inputs = ("query", "key", "value")

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        weights.require_sizes(self.kind, embed_dim=embed_dim, num_heads=num_heads)
        weights.require_sizes(self.kind, kdim=kdim or embed_dim, vdim=vdim or embed_dim)
        if embed_dim % num_heads:
            raise ArgumentError(f"embed_dim of {self.kind}, {embed_dim}, parts evenly into num_heads, {num_heads}")
        if not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ArgumentError(f"dropout of {self.kind} is a probability from 0 to 1, not {dropout!r}")
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.kdim, self.vdim = kdim or embed_dim, vdim or embed_dim
        self.head_dim, self.batch_first, self.add_zero_attn = embed_dim // num_heads, bool(batch_first), add_zero_attn
        # PyTorch draws the last matrix first.
        last = OutProjection(embed_dim, embed_dim, bias, dtype)
        if self.kdim == self.vdim == embed_dim:
            self.register_parameter("in_proj_weight", weights.xavier((3 * embed_dim, embed_dim), dtype))
        else:
            for name, columns in (("q", embed_dim), ("k", self.kdim), ("v", self.vdim)):
                self.register_parameter(f"{name}_proj_weight", weights.xavier((embed_dim, columns), dtype))
            self.register_parameter("in_proj_weight", None)
        self.register_parameter("in_proj_bias", weights.filled((3 * embed_dim,), 0.0, dtype) if bias else None)
        for name in ("bias_k", "bias_v"):
            self.register_parameter(name, weights.xavier_normal((1, 1, embed_dim), dtype) if add_bias_kv else None)
        self.register_module("out_proj", last)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        self._require(query, key, value)
        if is_causal and attn_mask is None:
            raise ArgumentError("is_causal only says what attn_mask is: give the mask, too")
        batched = query.ndim == 3
        if not batched:
            query, key, value = (FUNCTIONS["torch.unsqueeze"](x, 1) for x in (query, key, value))
        elif self.batch_first:
            query, key, value = (FUNCTIONS["torch.transpose"](x, 0, 1) for x in (query, key, value))
        q, k, v = self._projected(query, key, value)
        length, count = q.shape[0], q.shape[1]
        k, v, added = self._extended(k, v, count)
        mask = self._mask(attn_mask, key_padding_mask, count, length, k.shape[0], added, q)
        q, k, v = (self._heads(x, count) for x in (q, k, v))
        mixed, shares = self._attended(q, k, v, mask, need_weights)
        joined = _reshaped(FUNCTIONS["Tensor.permute"](mixed, (2, 0, 1, 3)), length, count, self.embed_dim)
        result = self.inner("out_proj", joined)
        if not batched:
            result = FUNCTIONS["torch.squeeze"](result, 1)
        elif self.batch_first:
            result = FUNCTIONS["torch.transpose"](result, 0, 1)
        if shares is None:
            return result, None
        if average_attn_weights:
            shares = FUNCTIONS["torch.mean"](shares, dim=1)
        return result, shares if batched else FUNCTIONS["torch.squeeze"](shares, 0)

    def _require(self, query: Tensor, key: Tensor, value: Tensor) -> None:
        """Raises ShapeError."""
        wide = (self.embed_dim, self.kdim, self.vdim)
        for name, given, columns in zip(self.inputs, (query, key, value), wide, strict=True):
            if given.ndim != query.ndim or given.ndim not in (2, 3) or given.shape[-1] != columns:
                order = "(batch, length, " if self.batch_first else "(length, batch, "
                raise ShapeError(
                    f"{name} of {self.kind} is {order}{columns}), this one has shape {shape_text(given.shape)}"
                )

    def _projected(self, query: Tensor, key: Tensor, value: Tensor) -> list[Tensor]:
        if self.in_proj_weight is not None:
            matrices = FUNCTIONS["torch.chunk"](self.in_proj_weight, 3)
        else:
            matrices = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        rows = self.in_proj_bias
        biases = [()] * 3 if rows is None else [(part,) for part in FUNCTIONS["torch.chunk"](rows, 3)]
        given = zip((query, key, value), matrices, biases, strict=True)
        return [FUNCTIONS["functional.linear"](x, matrix, *bias) for x, matrix, bias in given]

    def _extended(self, k: Tensor, v: Tensor, count: int) -> tuple[Tensor, Tensor, int]:
        """Keys and values with the learned one and the one of zeros behind, and how many those are."""
        added = 0
        if self.bias_k is not None:
            repeated = [FUNCTIONS["Tensor.repeat"](x, 1, count, 1) for x in (self.bias_k, self.bias_v)]
            k, v = (FUNCTIONS["torch.cat"](pair) for pair in zip((k, v), repeated, strict=True))
            added += 1
        if self.add_zero_attn:
            nothing = creation.leaf(np.zeros((1, count, self.embed_dim), k.dtype))
            k, v = (FUNCTIONS["torch.cat"]((x, nothing)) for x in (k, v))
            added += 1
        return k, v, added

    def _heads(self, x: Tensor, count: int) -> Tensor:
        """(length, batch, all) as (batch, heads, length, one)."""
        parted = _reshaped(x, x.shape[0], count, self.num_heads, self.head_dim)
        made: Tensor = FUNCTIONS["Tensor.permute"](parted, (1, 2, 0, 3))
        return made

    def _attended(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, need_weights: bool
    ) -> tuple[Tensor, Tensor | None]:
        chance = self.dropout if self.training else 0.0
        if not need_weights:
            masks = () if mask is None else (mask,)
            attend = FUNCTIONS["functional.scaled_dot_product_attention"]
            return attend(q, k, v, *masks, dropout_p=chance), None
        scores = (q * math.sqrt(1.0 / self.head_dim)) @ k.mT
        if mask is not None:
            scores = scores + mask
        shares = FUNCTIONS["torch.softmax"](scores, dim=-1)
        if chance:
            shares = FUNCTIONS["functional.dropout"](shares, chance, True)
        return shares @ v, shares

    def _mask(
        self,
        attn_mask: Tensor | None,
        padding: Tensor | None,
        count: int,
        rows: int,
        columns: int,
        added: int,
        like: Tensor,
    ) -> Tensor | None:
        """What is added to the scores (batch, heads, rows, columns). Raises ArgumentError or ShapeError."""
        made = None
        own = columns - added
        wanted = {
            "attn_mask": ((rows, own), (count * self.num_heads, rows, own)),
            "key_padding_mask": ((count, own),) if count != 1 else ((count, own), (own,)),
        }
        for name, mask in (("attn_mask", attn_mask), ("key_padding_mask", padding)):
            if mask is None:
                continue
            if not isinstance(mask, Tensor) or mask.dtype.kind not in "bf":
                raise ArgumentError(f"{name} is a tensor of truths or of floating point numbers")
            if mask.shape not in wanted[name]:
                shapes = " or ".join(map(shape_text, wanted[name]))
                raise ShapeError(f"{name} has shape {shapes} here, not {shape_text(mask.shape)}")
            one = self._added(mask, name, count, rows, own, added, like)
            made = one if made is None else made + one
        return made

    def _added(self, mask: Tensor, name: str, count: int, rows: int, own: int, added: int, like: Tensor) -> Tensor:
        if mask.dtype.kind == "b":
            numbers = np.where(np.asarray(mask._seen()), -math.inf, 0.0).astype(like.dtype)
            mask = creation.leaf(numbers)
        if name == "key_padding_mask":
            mask = _reshaped(mask, count, 1, 1, own)
        elif mask.ndim == 3:
            mask = _reshaped(mask, count, self.num_heads, rows, own)
        if added:
            made: Tensor = FUNCTIONS["functional.pad"](mask, (0, added))
            return made
        return mask
