"""The length of a vector, by any p."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array, Named, Takes, Text, compute, register
from engine.ops.axes import Dim, kept, plain, read_cost, reduced_shape, sum_along, values_of
from engine.ops.axis_text import reducing
from engine.ops.reduction import winners


def _root_of(total: Array, p: float) -> Array:
    """The p-th root of a sum, with slope 0 where the sum is 0."""
    empty = values_of(total) == 0
    safe = np.where(empty, 1.0, total) if empty.any() else total
    root = np.sqrt(safe) if p == 2 else safe ** (1 / p)
    return np.where(empty, 0.0, root).astype(total.dtype) if empty.any() else root


def _norm(x: Array, /, p: Any = 2, dim: Dim = None, keepdim: bool = False) -> Array:
    if isinstance(p, str) and p != "fro":
        raise ArgumentError(f"the norm of a vector is a number, inf or 'fro', not {p!r}")
    if p in (2, "fro", None):
        return _root_of(sum_along(x * x, dim, keepdim), 2)
    sizes = np.abs(x)
    if p == 1:
        return sum_along(sizes, dim, keepdim)
    if p == math.inf:
        return compute("amax", sizes, dim=plain(dim), keepdim=keepdim)
    if p == -math.inf:
        return compute("amin", sizes, dim=plain(dim), keepdim=keepdim)
    if p == 0:
        return sum_along(np.abs(np.sign(x)), dim, keepdim)
    return _root_of(sum_along(sizes**p, dim, keepdim), p)


def _norm_slope(y: Array, x: Array, p: Any, dim: Dim) -> Array:
    length = kept(y, x, dim)
    if p == 1:
        return np.sign(x)
    if p == 0:
        return np.zeros(x.shape, x.dtype)
    if p not in (2, "fro", None) and abs(p) == math.inf:
        return np.sign(x) * winners(y, np.abs(x), dim)
    safe = np.where(length == 0, 1.0, length)
    if p in (2, "fro", None):
        return np.where(length == 0, 0.0, x / safe)
    flat = length == 0 if p >= 1 else x == 0
    share = np.where(flat, 1.0, np.abs(x)) / safe
    return np.where(flat, 0.0, np.sign(x) * share ** (p - 1))


def _euclidean(p: Any) -> bool:
    return p in (2, "fro", None)


def _norm_text(x: Array, *, p: Any = 2, **options: Any) -> str:
    filled = reducing("norm(x{options})" if _euclidean(p) else "norm(x, p=p{options})")
    assert callable(filled)
    return filled(x, **options)


def _norm_slope_text(g: str) -> Text:
    def text(x: Array, *, p: Any = 2, **options: Any) -> str:
        if _euclidean(p):
            template = "x / {: y}"
        elif p == 1:
            template = "sign(x)"
        elif p == 0:
            template = "0"
        elif abs(p) == math.inf:
            template = "sign(x) * won(x)"
        else:
            template = "sign(x) * (Abs(x) / {: y}) ** (p - 1)"
        # At 0 the gradient is a choice.
        filled = reducing(f"{{: {g}}} * {template}" if g and p != 0 else template)
        assert callable(filled)
        return filled(x, **options)

    return text


register(
    "norm",
    _norm,
    family="reduction",
    vjps=[lambda g, y, x, p=2, dim=None, keepdim=False: kept(g, x, dim) * _norm_slope(y, x, p, dim)],
    jvps=[lambda t, y, x, p=2, dim=None, keepdim=False: sum_along(t * _norm_slope(y, x, p, dim), dim, keepdim)],
    shape=lambda shape, p=2, dim=None, keepdim=False: reduced_shape(shape, dim, keepdim),
    cost=read_cost(3),
    symbol="‖x‖",
    formula=_norm_text,
    local=[_norm_slope_text("")],
    downstream=[_norm_slope_text("g")],
    where={
        "won": Named(
            "1 where the entry stands that decides the norm, shared equally among ties, 0 elsewhere",
            lambda x, *, p=2, dim=None, **_: winners(_norm(x, p, dim), np.abs(x), dim),
        )
    },
    saves="input and output",
    words="for p = 2 the norm pulls along the vector itself, with length 1; the larger p, the more the largest entries",
    choice="At 0 the gradient is taken as 0, as in PyTorch.",
    names="torch.norm Tensor.norm",
    unfolded="forward",
    takes=Takes("f", no_dims_are_all=True),
    needs="0y",
    several_dims=True,
)
