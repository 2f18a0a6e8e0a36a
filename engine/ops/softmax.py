"""Exponentials normalised by their sum, the logarithm of that sum, and the attention built on them."""

from __future__ import annotations

import math
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
    number,
    register,
    shape_text,
    size,
    summed,
)
from engine.ops.axes import Dim, kept, peak, plain, read_cost, reduced_shape, same_shape, sum_along, values_of
from engine.ops.axis_text import reducing
from engine.ops.composed import composed


def _logsumexp(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    if not x.ndim:
        return x
    # Of nothing at all the maximum is taken as -inf, and so is the result.
    top = x.max(plain(dim), keepdims=True, initial=-np.inf)
    # An infinite maximum would turn the differences into NaN.
    top = np.where(np.isfinite(top), top, 0.0)
    total = np.log(summed(np.exp(x - top), plain(dim), True)) + top
    return total.astype(x.dtype) if keepdim else total.reshape(reduced_shape(x.shape, dim)).astype(x.dtype)


def _log_of_sum(x: Array, /, dim: Dim = None, keepdim: bool = False) -> Array:
    top = peak(x, dim)
    finite = np.isfinite(values_of(top))
    top = top if finite.all() else np.where(finite, top, 0.0)
    total = np.log(sum_along(np.exp(x - top), dim)) + top
    return total if keepdim else total.reshape(reduced_shape(x.shape, dim))


register(
    "logsumexp",
    _logsumexp,
    family="reduction",
    vjps=[lambda g, y, x, dim=None, keepdim=False: kept(g, x, dim) * np.exp(x - kept(y, x, dim))],
    jvps=[lambda t, y, x, dim=None, keepdim=False: sum_along(t * np.exp(x - kept(y, x, dim)), dim, keepdim)],
    shape=reduced_shape,
    cost=read_cost(8),
    formula=reducing("log(sum(exp(x){options}))"),
    local=[reducing("exp(x - {: y})")],
    downstream=[reducing("{: g} * exp(x - {: y})")],
    saves="input and output",
    words="logsumexp shares in softmax proportions: a soft max that routes softly",
    names="torch.logsumexp Tensor.logsumexp torch.special.logsumexp scipy.special.logsumexp",
    unfolded=_log_of_sum,
    takes=Takes(no_dims_are_all=True),
    needs="0y",
    several_dims=True,
)


def _softmax(x: Array, /, dim: int) -> Array:
    """Shifted by the maximum, so that nothing overflows."""
    if not x.ndim or not x.size:
        return np.exp(x - x)
    weights = np.exp(x - x.max(dim, keepdims=True))
    return weights / summed(weights, dim, True)


def _shares(x: Array, /, dim: int) -> Array:
    weights = np.exp(x - peak(x, dim))
    return weights / sum_along(weights, dim)


def _sum_like(x: Array, like: Array, dim: int) -> Array:
    return kept(sum_along(x, dim), like, dim)


def _softmax_slope(g: Array, y: Array, x: Array, dim: int) -> Array:
    return y * (g - _sum_like(g * y, x, dim))


register(
    "softmax",
    _softmax,
    family="nn",
    vjps=[_softmax_slope],
    jvps=[_softmax_slope],
    shape=lambda x, dim: same_shape(x, dim=dim),
    cost=8,
    formula="exp(x) / sum(exp(x), dim=dim, keepdim=True)",
    local=["diag(y) - y @ y.T"],
    downstream=["y * (g - sum(g * y, dim=dim, keepdim=True))"],
    saves="output",
    activation=True,
    words="softmax takes the weighted mean out of the gradient, then weighs it by its own output",
    names="torch.softmax Tensor.softmax functional.softmax scipy.special.softmax",
    unfolded=_shares,
    takes=FRACTIONS,
)
register(
    "softmin",
    lambda x, /, dim: _softmax(-x, dim),
    family="nn",
    vjps=[lambda g, y, x, dim: -_softmax_slope(g, y, x, dim)],
    jvps=[lambda t, y, x, dim: -_softmax_slope(t, y, x, dim)],
    shape=lambda x, dim: same_shape(x, dim=dim),
    cost=8,
    formula="exp(-x) / sum(exp(-x), dim=dim, keepdim=True)",
    local=["y @ y.T - diag(y)"],
    downstream=["y * (sum(g * y, dim=dim, keepdim=True) - g)"],
    saves="output",
    activation=True,
    words="softmax of what is small: the sign turns",
    names="functional.softmin",
    unfolded=lambda x, /, dim: compute("softmax", -x, dim=dim),
    takes=FRACTIONS,
)


def _log_softmax(x: Array, /, dim: int) -> Array:
    if not x.ndim or not x.size:
        return x - x
    shifted = x - x.max(dim, keepdims=True)
    return shifted - np.log(summed(np.exp(shifted), dim, True))


def _log_shares(x: Array, /, dim: int) -> Array:
    shifted = x - peak(x, dim)
    return shifted - np.log(sum_along(np.exp(shifted), dim))


register(
    "log_softmax",
    _log_softmax,
    family="nn",
    vjps=[lambda g, y, x, dim: g - np.exp(y) * _sum_like(g, x, dim)],
    jvps=[lambda t, y, x, dim: t - _sum_like(np.exp(y) * t, x, dim)],
    shape=lambda x, dim: same_shape(x, dim=dim),
    cost=8,
    formula="x - log(sum(exp(x), dim=dim, keepdim=True))",
    activation=True,
    local=["eye - exp(y).T"],
    where={"eye": Named("the identity matrix", lambda x, dim: np.eye(x.shape[dim] if x.shape else 1))},
    downstream=["g - exp(y) * sum(g, dim=dim, keepdim=True)"],
    saves="output",
    words="log_softmax hands the gradient on, less its total shared out in softmax proportions",
    names="torch.log_softmax Tensor.log_softmax functional.log_softmax scipy.special.log_softmax",
    unfolded=_log_shares,
    takes=FRACTIONS,
)


def _glu(x: Array, /, dim: int = -1) -> Array:
    half = x.shape[dim] // 2
    value = compute("narrow", x, dim=dim, start=0, length=half)
    gate = compute("narrow", x, dim=dim, start=half, length=half)
    return value * compute("sigmoid", gate)


def _glu_shape(x: Shape, dim: int = -1) -> Shape:
    same_shape(x, dim=dim)
    axis = dim % len(x) if x else 0
    if not x or x[axis] % 2:
        raise ShapeError(f"glu halves dim {dim}, which must have an even size: got {shape_text(x)}")
    return (*x[:axis], x[axis] // 2, *x[axis + 1 :])


composed(
    "glu",
    _glu,
    family="nn",
    shape=_glu_shape,
    cost=8,
    formula="a * sigmoid(b)",
    local=["cat(sigmoid(b), a * sigmoid(b) * (1 - sigmoid(b)), dim=dim)"],
    downstream=["cat(g * sigmoid(b), g * a * sigmoid(b) * (1 - sigmoid(b)), dim=dim)"],
    where={
        "a": Named("the first half of the input", lambda x, dim=-1: np.split(x, 2, dim)[0]),
        "b": Named("the second half of the input", lambda x, dim=-1: np.split(x, 2, dim)[1]),
    },
    words="one half of the input is the gate of the other: the halves switch",
    names="functional.glu",
    takes=FRACTIONS,
    needs="0",
)


def _attention_shape(query: Shape, key: Shape, value: Shape, *mask: Shape, **attributes: object) -> Shape:
    shapes = f"{shape_text(query)}, {shape_text(key)} and {shape_text(value)}"
    if min(len(query), len(key), len(value)) < 2 or query[-1] != key[-1] or key[-2] != value[-2]:
        raise ShapeError(f"attention needs queries (…, L, d), keys (…, S, d) and values (…, S, e), got {shapes}")
    return (*broadcast(query[:-2], key[:-2], value[:-2]), query[-2], value[-1])


def _attention(
    query: Array,
    key: Array,
    value: Array,
    attn_mask: Array | None = None,
    /,
    is_causal: bool = False,
    scale: float | None = None,
) -> Array:
    factor = 1 / math.sqrt(max(query.shape[-1], 1)) if scale is None else scale
    scores = query @ np.swapaxes(key, -1, -2) * factor
    if is_causal:
        seen = np.tri(scores.shape[-2], scores.shape[-1], dtype=np.bool_)
        scores = np.where(seen, scores, -np.inf)
    if attn_mask is not None:
        is_boolean = attn_mask.dtype.kind == "b"
        scores = np.where(attn_mask, scores, -np.inf) if is_boolean else scores + attn_mask
    return compute("softmax", scores, dim=-1) @ value


def _attention_cost(shape: Shape, query: Shape, key: Shape, value: Shape, *mask: Shape, **attributes: Any) -> float:
    """Beside the two products, what the table of all weights takes: it is several times in memory."""
    weights = size(query[:-1]) * key[-2]
    return float(size(shape) * key[-2] + size(query) * key[-2] + 60 * weights)


def _weights(query: Array, key: Array, value: Array, *mask: Array, **attributes: Any) -> Array:
    """Attention to the rows of the identity gives the weights themselves."""
    return _attention(query, key, np.eye(key.shape[-2], dtype=query.dtype), *mask, **attributes)


def _weight_slopes(*inputs: Array, **attributes: Any) -> Array:
    p = _weights(*inputs, **attributes)
    return p[..., None] * (np.eye(p.shape[-1]) - p[..., None, :])


def _scale_text(scale: float | None) -> str:
    return "/ sqrt(d)" if scale is None else "* scale"


def _attention_text(
    query: Array,
    key: Array,
    value: Array,
    attn_mask: Array | None = None,
    *,
    is_causal: bool = False,
    scale: Any = None,
) -> str:
    scores = f"query @ key.T {_scale_text(scale)}"
    if is_causal:
        scores = f"Piecewise(({scores}, past), (-oo, True))"
    if attn_mask is not None:
        shut = attn_mask.dtype.kind == "b"
        scores = f"Piecewise(({scores}, attn_mask), (-oo, True))" if shut else f"{scores} + attn_mask"
    return f"softmax({scores}, dim=-1) @ value"


SLOPE = "(p * (g @ value.T - sum(p * (g @ value.T), dim=-1, keepdim=True)))"


def _to_scores(text: str) -> Text:
    """A gradient that reaches an input through the scores, before they are scaled."""

    def shown(*inputs: Array, scale: float | None = None, **attributes: Any) -> str:
        return f"{text} {_scale_text(scale)}"

    return shown


composed(
    "scaled_dot_product_attention",
    _attention,
    slots=(0, 1, 2, 3),
    family="nn",
    shape=_attention_shape,
    cost=_attention_cost,
    symbol="attention",
    formula=_attention_text,
    local=[_to_scores("slope(p) @ key"), _to_scores("slope(p) @ query"), "p.T", "slope(p)"],
    downstream=[_to_scores(f"{SLOPE} @ key"), _to_scores(f"{SLOPE}.T @ query"), "p.T @ g", SLOPE],
    where={
        "p": Named("the weights: the softmax of the scores", _weights),
        "slope": Named("the local derivative of the softmax, diag(p) - p @ p.T for each query", _weight_slopes),
        "past": Named(
            "whether the key stands at the place of the query or before it",
            lambda query, key, *_, **__: np.tri(query.shape[-2], key.shape[-2], dtype=np.bool_),
        ),
        "d": number("how many features a query has", lambda query, *_, **__: max(query.shape[-1], 1)),
    },
    words="values are mixed back by the weights p; queries and keys switch, through the slope of the softmax",
    names="functional.scaled_dot_product_attention",
    takes=FRACTIONS,
    needs="2 2 * 2",
)
