"""Rows of a table that words stand for: one by one, and joined in bags."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.functions.binding import check_number
from engine.functions.table import function
from engine.operation import OPS
from engine.tensors import Tensor, apply, constant

BAGS = ("sum", "mean", "max")


def _by_frequency(name: str, asked: bool) -> None:
    if asked:
        raise ArgumentError(
            f"{name} is offered without scale_grad_by_freq, which changes gradients and no value: divide the gradient "
            "of each row by how often its word was read"
        )


def _shorten(weight: Tensor, words: Tensor, max_norm: float, norm_type: Any) -> None:
    """Changes the table in place: rows that the words name and that are longer than `max_norm` get that length."""
    check_number("embedding", "norm_type", norm_type)
    if weight._op is not None:
        raise GradientError(
            "max_norm changes the table of an embedding in place, so the table must be a leaf, not the result of "
            f"{weight._op.name}: leave max_norm out and call torch.renorm(table, {norm_type:g}, 0, {max_norm:g}) first"
        )
    read = np.unique(words._seen())
    rows = weight._seen()[read]
    lengths = np.linalg.norm(rows, ord=norm_type, axis=1, keepdims=True)
    if np.any(lengths > max_norm):
        changed = np.array(weight._current())
        # PyTorch keeps the quotient away from a division by 0 with this constant.
        changed[read] = np.where(lengths > max_norm, rows * (max_norm / (lengths + 1e-7)), rows)
        weight.data = changed


def _checked(words: Tensor, weight: Tensor) -> None:
    """Raises ArgumentError unless the words are numbers of rows; counting from the end is not for them."""
    OPS["embedding"].shape(words.shape, weight.shape)
    numbers = np.asarray(words._current())
    if numbers.dtype.kind not in "iu":
        raise ArgumentError(f"an embedding looks up whole numbers, not {numbers.dtype}: call .long() first")
    count = weight.shape[0]
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < count:
        wrong = numbers.min() if numbers.min() < 0 else numbers.max()
        raise ArgumentError(f"an embedding with {count} rows has words 0 to {count - 1}, not {wrong}")


@function("functional.embedding", over="embedding")
def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: Any = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of `weight` that the words name. `sparse` is how PyTorch stores the gradient, and changes no number."""
    _by_frequency("embedding", scale_grad_by_freq)
    _checked(input, weight)
    if max_norm is not None:
        _shorten(weight, input, max_norm, norm_type)
    return apply(OPS["embedding"], input, weight, padding_idx=padding_idx)


def _bags(input: Tensor, offsets: Tensor | None, last: bool) -> tuple[np.ndarray[Any, Any], int]:
    """(the bag of each word, how many bags there are). Raises ArgumentError."""
    if input.ndim == 2:
        if offsets is not None:
            raise ArgumentError("embedding_bag takes offsets for a vector of words only: rows of a matrix are bags")
        return np.repeat(np.arange(input.shape[0]), input.shape[1]), input.shape[0]
    if input.ndim != 1 or offsets is None or offsets.ndim != 1:
        raise ArgumentError(
            "embedding_bag takes words as a matrix, a row a bag, or as a vector with offsets of its bags"
        )
    starts = np.asarray(offsets._seen())[: len(offsets) - int(last)]
    if len(starts) == 0 or starts[0] != 0 or np.any(np.diff(starts) < 0) or starts[-1] > input.shape[0]:
        raise ArgumentError(f"the offsets of bags start with 0 and rise up to {input.shape[0]}, got {starts.tolist()}")
    return np.searchsorted(starts, np.arange(input.shape[0]), side="right") - 1, len(starts)


@function("functional.embedding_bag")
def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """Sums, means or maxima of the rows of `weight` that the words of each bag name; an empty bag is 0."""
    _by_frequency("embedding_bag", scale_grad_by_freq)
    if mode not in BAGS or (per_sample_weights is not None and mode != "sum"):
        raise ArgumentError(
            f"embedding_bag knows {', '.join(BAGS)}, and weights for words with sum alone, not {mode!r}"
        )
    bag, count = _bags(input, offsets, include_last_offset)
    _checked(input, weight)
    if max_norm is not None:
        _shorten(weight, input, max_norm, norm_type)
    words = np.asarray(input._seen()).reshape(-1)
    counted = np.ones(len(words), bool) if padding_idx is None else words != padding_idx % weight.shape[0]
    bag = bag[counted]
    rows = apply(OPS["embedding"], constant(words[counted]), weight)
    if per_sample_weights is not None:
        line = apply(OPS["reshape"], per_sample_weights, shape=(-1,))[np.flatnonzero(counted)]
        rows = rows * apply(OPS["unsqueeze"], line, dim=-1)
    nothing = constant(np.zeros((count, weight.shape[1]), weight.dtype))
    if mode == "max":
        places = constant(np.broadcast_to(bag[:, None], rows.shape))
        return apply(OPS["scatter_reduce"], nothing, places, rows, dim=0, reduce="amax", include_self=False)
    total = apply(OPS["index_add"], nothing, constant(bag), rows, dim=0)
    if mode == "sum":
        return total
    sizes = np.maximum(np.bincount(bag, minlength=count), 1).astype(weight.dtype)
    return apply(OPS["div"], total, constant(sizes[:, None]))
