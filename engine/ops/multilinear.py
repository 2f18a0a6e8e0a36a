"""Products of three factors, in three dimensions, and of every pair of entries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Shape, Takes, broadcast, compute, linear_in, pulled, register, shape_text, size
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


def _sum_text(a: str, b: str, c: str, of_a: str, of_b: str, of_c: str, out: str, inputs: Sequence[Array]) -> str:
    """The sum over the products of three factors by its letters; all but the weight have those of the rows in front."""
    rows = "abc"[: len(inputs[0].shape) - 1]
    letters = [each if each == "oij" else rows + each for each in (of_a, of_b, of_c, out)]
    return f"einsum({a}, {b}, {c}, equation='{','.join(letters[:3])}->{letters[3]}')"


composed(
    "bilinear",
    _bilinear,
    slots=(0, 1, 2, 3),
    family="linalg",
    shape=_bilinear_shape,
    cost=lambda shape, input1, input2, weight, *bias: 0.25 * size(shape) * size(weight[1:]) + 1,
    formula=lambda *inputs: (
        _sum_text("input1", "weight", "input2", "i", "oij", "j", "o", inputs) + " + bias" * (len(inputs) - 3)
    ),
    local=["weight @ input2", "input1 @ weight", "outer(input1, input2)", "1"],
    downstream=[
        lambda *inputs: _sum_text("g", "weight", "input2", "o", "oij", "j", "i", inputs),
        lambda *inputs: _sum_text("g", "weight", "input1", "o", "oij", "i", "j", inputs),
        lambda *inputs: _sum_text("g", "input1", "input2", "o", "i", "j", "oij", inputs),
        lambda *inputs: "g" if len(inputs[0].shape) == 1 else f"sum(g, dim={tuple(range(len(inputs[0].shape) - 1))})",
    ],
    words="three factors: each receives the product of the other two, weighed by g",
    names="functional.bilinear",
    takes=Takes("fiu", one_type=True),
    needs="12 02 01 -",
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
    local=["cross(b)", "cross(a)"],
    downstream=["cross(b, g, dim=dim)", "cross(g, a, dim=dim)"],
    words="cross switches, and the gradient stands at right angles to the other vector",
    names="torch.cross Tensor.cross torch.linalg.cross numpy.cross",
    takes=Takes("fiu", one_type=True),
    needs="1 0",
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
    local=["b", "a"],
    downstream=["to_left(g, b)", "to_right(g, a)"],
    where={
        "to_left": pulled("kron", "the gradient of each block times b, added up"),
        "to_right": pulled("kron", "the gradient of every block times the entry of a that it belongs to, added up", 1),
    },
    words="every entry of a multiplies a copy of b: each receives the sum over the other's copies",
    names="torch.kron Tensor.kron numpy.kron",
    takes=Takes(tensors=2),
    needs="*",
)
