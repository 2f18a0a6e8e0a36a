"""Products of three factors, in three dimensions, and of every pair of entries."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, broadcast, compute, linear_in, register, shape_text, size
from engine.ops.axes import axis_of
from engine.ops.composed import composed
from engine.ops.quiet import quiet


def _bilinear(input1: Array, input2: Array, weight: Array, bias: Array | None = None, /) -> Array:
    product = compute("einsum", input1, weight, input2, equation="...i,oij,...j->...o")
    return product if bias is None else product + bias


def _bilinear_shape(input1: Shape, input2: Shape, weight: Shape, bias: Shape | None = None) -> Shape:
    if len(weight) != 3 or input1[-1:] != weight[1:2] or input2[-1:] != weight[2:] or input1[:-1] != input2[:-1]:
        raise ShapeError(
            f"bilinear needs inputs (…, n) and (…, m) and a weight (out, n, m), got {shape_text(input1)}, "
            f"{shape_text(input2)} and {shape_text(weight)}"
        )
    return (*input1[:-1], weight[0])


composed(
    "bilinear",
    _bilinear,
    slots=(0, 1, 2, 3),
    family="linalg",
    shape=_bilinear_shape,
    cost=lambda shape, input1, input2, weight, *bias: 0.25 * size(shape) * size(weight[1:]) + 1,
    formula="input1 @ weight @ input2 + bias",
    local=["weight @ input2", "input1 @ weight", "outer(input1, input2)", "1"],
    downstream=["g * (weight @ input2)", "g * (input1 @ weight)", "g * outer(input1, input2)", "sum(g)"],
    words="three factors: each receives the product of the other two, weighed by g",
    names="functional.bilinear",
)


def _cross_shape(a: Shape, b: Shape, dim: int = -1) -> Shape:
    out = broadcast(a, b)
    if not out or out[axis_of(dim, len(out))] != 3:
        raise ShapeError(f"cross needs vectors of length 3 along dim {dim}, got {shape_text(a)} and {shape_text(b)}")
    return out


def _cross_product(a: Array, b: Array, /, dim: int = -1) -> Array:
    _cross_shape(a.shape, b.shape, dim)
    return np.cross(a, b, axis=dim)


def _cross(a: Array, b: Array, dim: int) -> Array:
    return compute("cross", a, b, dim=dim)


register(
    "cross",
    quiet(_cross_product),
    family="linalg",
    vjps=[lambda g, y, a, b, dim=-1: _cross(b, g, dim), lambda g, y, a, b, dim=-1: _cross(g, a, dim)],
    jvps=[linear_in("cross", 0), linear_in("cross", 1)],
    shape=_cross_shape,
    cost=3,
    symbol="×",
    formula="cross(a, b)",
    local=["cross(b)", "cross(a)"],
    downstream=["cross(b, g)", "cross(g, a)"],
    words="cross switches, and the gradient stands at right angles to the other vector",
    names="torch.cross Tensor.cross torch.linalg.cross numpy.cross",
)


def _paired(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """Both shapes with as many dims, filled up with 1 in front."""
    ndim = max(len(a), len(b))
    return (1,) * (ndim - len(a)) + tuple(a), (1,) * (ndim - len(b)) + tuple(b)


def _kron_shape(a: Shape, b: Shape) -> Shape:
    return tuple(n * m for n, m in zip(*_paired(a, b), strict=True))


def _kron(a: Array, b: Array, /) -> Array:
    left, right = _paired(a.shape, b.shape)
    outer = a.reshape(tuple(n for size in left for n in (size, 1)))
    inner = b.reshape(tuple(n for size in right for n in (1, size)))
    return (outer * inner).reshape(_kron_shape(a.shape, b.shape))


composed(
    "kron",
    _kron,
    slots=(0, 1),
    family="linalg",
    shape=_kron_shape,
    formula="kron(a, b)",
    local=["b", "a"],
    downstream=["sum(g * b)", "sum(g * a)"],
    words="every entry of a multiplies a copy of b: each receives the sum over the other's copies",
    names="torch.kron Tensor.kron numpy.kron",
)
