"""Layers that look rows up in a table."""

from __future__ import annotations

from typing import Any

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS
from engine.nn.layers import weights
from engine.nn.layers.module import Module, Parameter
from engine.tensors import Tensor


class _Table(Module):
    """What both hold: rows drawn from the normal distribution, the one of `padding_idx` of zeros."""

    tensors = 1

    def _begin(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None, given: Tensor | None, dtype: Any
    ) -> None:
        super().__init__()
        weights.require_sizes(self.kind, num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        if padding_idx is not None:
            weights.require_sizes(self.kind, -num_embeddings, padding_idx=padding_idx)
            if padding_idx >= num_embeddings:
                raise ArgumentError(
                    f"padding_idx of {self.kind} is one of its {num_embeddings} rows, not {padding_idx}"
                )
            padding_idx %= num_embeddings
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        shape = (num_embeddings, embedding_dim)
        if given is not None and given.shape != shape:
            raise ShapeError(f"the rows given to {self.kind} have shape {given.shape}, not {shape}")
        drawn = weights.normal(shape, 1.0, dtype, padding_idx) if given is None else Parameter(given)
        self.register_parameter("weight", drawn)

    def _told(self, *more: str) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        parts += [f"padding_idx={self.padding_idx}"] if self.padding_idx is not None else []
        parts += [f"max_norm={self.max_norm}"] if self.max_norm is not None else []
        parts += [f"norm_type={self.norm_type}"] if self.norm_type != 2 else []
        parts += [f"scale_grad_by_freq={self.scale_grad_by_freq}"] if self.scale_grad_by_freq else []
        parts += ["sparse=True"] if self.sparse else []
        return ", ".join([*parts, *more])


class Embedding(_Table):
    """Row i of the weight for each whole number i."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        self._begin(num_embeddings, embedding_dim, padding_idx, _weight, dtype)
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        if _freeze:
            self.requires_grad_(False)

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        if not isinstance(embeddings, Tensor) or embeddings.ndim != 2:
            raise ArgumentError("from_pretrained takes a matrix: a row for each number")
        rows, columns = embeddings.shape
        options = (padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        return cls(rows, columns, *options, _weight=embeddings, _freeze=freeze)

    def forward(self, input: Tensor) -> Tensor:
        options = (self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.sparse)
        made: Tensor = FUNCTIONS["functional.embedding"](input, self.weight, *options)
        return made

    def extra_repr(self) -> str:
        return self._told()


class EmbeddingBag(_Table):
    """Sum, mean or maximum of the rows of each bag."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        self._begin(num_embeddings, embedding_dim, padding_idx, _weight, dtype)
        self.max_norm, self.norm_type, self.mode = max_norm, norm_type, mode
        self.scale_grad_by_freq, self.sparse, self.include_last_offset = scale_grad_by_freq, sparse, include_last_offset

    def forward(self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None) -> Tensor:
        made: Tensor = FUNCTIONS["functional.embedding_bag"](
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )
        return made

    def extra_repr(self) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        parts += [f"max_norm={self.max_norm}"] if self.max_norm is not None else []
        parts += [f"norm_type={self.norm_type}"] if self.norm_type != 2 else []
        parts += [f"scale_grad_by_freq={self.scale_grad_by_freq}"] if self.scale_grad_by_freq else []
        parts += [f"mode={self.mode!r}"]
        parts += [f"padding_idx={self.padding_idx}"] if self.padding_idx is not None else []
        return ", ".join(parts)
