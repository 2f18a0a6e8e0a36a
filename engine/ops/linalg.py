"""Products of vectors and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, broadcast, linear_in, register, shape_text, size


def matmul_shape(a: Shape, b: Shape) -> Shape:
    """Raises ShapeError when the inner sizes differ, naming the transpose that would fit."""
    if not a or not b:
        raise ShapeError("matmul needs vectors or matrices, not single numbers: use *")
    inner_a, inner_b = a[-1], b[-2] if len(b) > 1 else b[0]
    if inner_a != inner_b:
        hint = ""
        if len(b) > 1 and b[-1] == inner_a:
            hint = "; transpose the second?"
        elif len(a) > 1 and a[-2] == inner_b:
            hint = "; transpose the first?"
        raise ShapeError(
            f"matmul needs equal inner sizes, got {shape_text(a)} @ {shape_text(b)}: {inner_a} against {inner_b}{hint}"
        )
    rows = a[-2:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    return (*broadcast(a[:-2], b[:-2]), *rows, *columns)


def _matmul_cost(shape: Shape, a: Shape, b: Shape) -> float:
    return max(1.0, 0.25 * size(shape) * a[-1])


def _turned(x: Array) -> Array:
    return x.T if len(x.shape) == 2 else np.swapaxes(x, -1, -2)


def _left(g: Array, y: Array, a: Array, b: Array) -> Array:
    if len(a.shape) == 1 and len(b.shape) == 1:
        return g * b
    if len(b.shape) == 1:
        return g.reshape((*g.shape, 1)) * b
    if len(a.shape) == 1:
        return (b * g.reshape((*g.shape[:-1], 1, g.shape[-1]))).sum(-1)
    return g @ _turned(b)


def _right(g: Array, y: Array, a: Array, b: Array) -> Array:
    if len(a.shape) == 1 and len(b.shape) == 1:
        return g * a
    if len(a.shape) == 1:
        return a.reshape((*a.shape, 1)) * g.reshape((*g.shape[:-1], 1, g.shape[-1]))
    if len(b.shape) == 1:
        return (a * g.reshape((*g.shape, 1))).sum(-2)
    return _turned(a) @ g


register(
    "matmul",
    lambda a, b, /: a @ b,
    family="linalg",
    vjps=[_left, _right],
    jvps=[linear_in("matmul", 0), linear_in("matmul", 1)],
    shape=matmul_shape,
    cost=_matmul_cost,
    symbol="@",
    formula="a @ b",
    local=["b.T", "a.T"],
    downstream=["g @ b.T", "a.T @ g"],
    words="matmul switches, with transposes so that the shapes fit",
    names="torch.matmul Tensor.matmul torch.mm Tensor.mm torch.mv Tensor.mv torch.bmm Tensor.bmm numpy.matmul "
    "torch.dot Tensor.dot numpy.dot torch.inner numpy.inner",
)


def _outer_shape(a: Shape, b: Shape) -> Shape:
    if len(a) != 1 or len(b) != 1:
        raise ShapeError(f"outer needs two vectors, got {shape_text(a)} and {shape_text(b)}")
    return (*a, *b)


register(
    "outer",
    lambda a, b, /: a.reshape((-1, 1)) * b,
    family="linalg",
    vjps=[lambda g, y, a, b: g @ b, lambda g, y, a, b: a @ g],
    jvps=[linear_in("outer", 0), linear_in("outer", 1)],
    shape=_outer_shape,
    symbol="⊗",
    formula="outer(a, b)",
    local=["b", "a"],
    downstream=["g @ b", "a @ g"],
    words="outer switches, and sums over the other vector's axis",
    names="torch.outer Tensor.outer numpy.outer",
)


def _linear_shape(input: Shape, weight: Shape, bias: Shape = (), **attributes: Any) -> Shape:
    if len(weight) != 2 or not input or input[-1] != weight[1]:
        raise ShapeError(
            f"linear needs an input (…, n) and a weight (m, n), got {shape_text(input)} and {shape_text(weight)}"
        )
    out = (*input[:-1], weight[0])
    if bias and bias != (weight[0],):
        raise ShapeError(f"the bias of linear needs shape ({weight[0]},), got {shape_text(bias)}")
    return out


def _linear(input: Array, weight: Array, bias: Array | None = None, /) -> Array:
    product = input @ weight.T
    return product if bias is None else product + bias


def _rows(x: Array) -> Array:
    return x if len(x.shape) == 2 else x.reshape((-1, x.shape[-1]))


register(
    "linear",
    _linear,
    family="linalg",
    vjps=[
        lambda g, y, input, weight, bias=None: g @ weight,
        lambda g, y, input, weight, bias=None: _rows(g).T @ _rows(input),
        lambda g, y, input, weight, bias=None: g,
    ],
    jvps=[
        lambda t, y, input, weight, bias=None: t @ weight.T,
        lambda t, y, input, weight, bias=None: input @ t.T,
        lambda t, y, input, weight, bias=None: np.broadcast_to(t, y.shape),
    ],
    shape=_linear_shape,
    cost=lambda shape, input, weight, *bias: max(1.0, 0.25 * size(shape) * input[-1]),
    formula="input @ weight.T + bias",
    local=["weight", "input", "1"],
    downstream=["g @ weight", "g.T @ input", "sum(g)"],
    words="linear sends g back through the weight; the weight receives error times input, the bias the sum over rows",
    names="functional.linear",
)
