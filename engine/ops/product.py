"""Products of vectors and matrices."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import Array, Rule, Shape, Takes, Text, broadcast, compute, linear_in, register, shape_text, size
from engine.ops.composed import composed
from engine.ops.elementwise import times


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


def _left(g: Array, y: Array, a: Array, b: Array) -> Array:
    if a.ndim == b.ndim == 2:
        return g @ b.T
    if len(a.shape) == 1 and len(b.shape) == 1:
        return g * b
    if len(b.shape) == 1:
        return g.reshape((*g.shape, 1)) * b
    if len(a.shape) == 1:
        return (b * g.reshape((*g.shape[:-1], 1, g.shape[-1]))).sum(-1)
    return g @ np.swapaxes(b, -1, -2)


def _right(g: Array, y: Array, a: Array, b: Array) -> Array:
    if a.ndim == b.ndim == 2:
        return a.T @ g
    if len(a.shape) == 1 and len(b.shape) == 1:
        return g * a
    if len(a.shape) == 1:
        return a.reshape((*a.shape, 1)) * g.reshape((*g.shape[:-1], 1, g.shape[-1]))
    if len(b.shape) == 1:
        return (a * g.reshape((*g.shape, 1))).sum(-2)
    return np.swapaxes(a, -1, -2) @ g


def left_text(a: Array, b: Array) -> str:
    match len(a.shape), len(b.shape):
        case 1, 1:
            return "g * b"
        case _, 1:
            return "outer(g, b)"
        case 1, 2:
            return "b @ g"
        case 1, _:
            return "sum(b * spread(g, dim=-2), dim=-1)"
    return "g @ b.T"


def right_text(a: Array, b: Array) -> str:
    match len(a.shape), len(b.shape):
        case 1, 1:
            return "g * a"
        case 1, _:
            return "outer(a, g)"
        case 2, 1:
            return "a.T @ g"
        case _, 1:
            return "sum(a * spread(g, dim=-1), dim=-2)"
    return "a.T @ g"


# So many products of numbers are written out one by one.
MOST_NUMBERS = 64


def _in_numbers(a: Array, b: Array, /) -> Array:
    """Of few numbers each product and each sum of two; of more all products at once, added up along an axis."""
    shape = matmul_shape(a.shape, b.shape)
    inner = a.shape[-1]
    if max(len(a.shape), len(b.shape)) > 2 or not 0 < size(shape) * inner <= MOST_NUMBERS:
        return _along_an_axis(a, b)
    entries: dict[tuple[int, tuple[int, ...]], Array] = {}

    def entry(of: int, *place: int) -> Array:
        if (of, place) not in entries:
            entries[of, place] = (a, b)[of][place if len(place) > 1 else place[0]]
        return entries[of, place]

    def dot(row: tuple[int, ...], column: tuple[int, ...]) -> Array:
        total = entry(0, *row, 0) * entry(1, 0, *column)
        for each in range(1, inner):
            total = total + entry(0, *row, each) * entry(1, each, *column)
        return total

    rows: list[tuple[int, ...]] = [(row,) for row in range(a.shape[0])] if len(a.shape) > 1 else [()]
    columns: list[tuple[int, ...]] = [(column,) for column in range(b.shape[1])] if len(b.shape) > 1 else [()]
    made = [[dot(row, column) for column in columns] for row in rows]
    lines = [compute("stack", *line) if len(b.shape) > 1 else line[0] for line in made]
    return compute("stack", *lines) if len(a.shape) > 1 else lines[0]


def _along_an_axis(a: Array, b: Array) -> Array:
    if len(b.shape) == 1:
        return (a * b).sum(-1)
    if len(a.shape) == 1:
        return (a.reshape((*a.shape, 1)) * b).sum(-2)
    return (a.reshape((*a.shape, 1)) * b.reshape((*b.shape[:-2], 1, *b.shape[-2:]))).sum(-2)


register(
    "matmul",
    operator.matmul,
    family="linalg",
    unfolded=_in_numbers,
    vjps=[_left, _right],
    jvps=[linear_in("matmul", 0), linear_in("matmul", 1)],
    shape=matmul_shape,
    cost=_matmul_cost,
    symbol="@",
    formula="a @ b",
    local=[lambda a, b: "b.T" if len(b.shape) > 1 else "b", lambda a, b: "a.T" if len(a.shape) > 1 else "a"],
    downstream=[left_text, right_text],
    infix=True,
    matrix="product",
    fits="inner",
    zero="product",
    words="matmul switches, with transposes so that the shapes fit",
    names="torch.matmul Tensor.matmul torch.mm Tensor.mm torch.mv Tensor.mv torch.bmm Tensor.bmm numpy.matmul "
    "torch.dot Tensor.dot torch.vdot Tensor.vdot numpy.vdot",
    takes=Takes("fiu", one_type=True),
    needs="1 0",
)


def _outer_shape(a: Shape, b: Shape) -> Shape:
    if len(a) != 1 or len(b) != 1:
        raise ShapeError(f"outer needs two vectors, got {shape_text(a)} and {shape_text(b)}")
    return (*a, *b)


def _outer(a: Array, b: Array, /) -> Array:
    _outer_shape(a.shape, b.shape)
    return a.reshape((-1, 1)) * b


register(
    "outer",
    _outer,
    family="linalg",
    vjps=[lambda g, y, a, b: g @ b, lambda g, y, a, b: a @ g],
    jvps=[linear_in("outer", 0), linear_in("outer", 1)],
    shape=_outer_shape,
    symbol="⊗",
    formula="outer(a, b)",
    local=["b", "a"],
    downstream=["g @ b", "a @ g"],
    zero="product",
    words="outer switches, and sums over the other vector's axis",
    names="torch.outer Tensor.outer numpy.outer torch.ger Tensor.ger",
    unfolded="forward",
    needs="1 0",
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


def _over_rows(text: str, input: Array) -> str:
    """Added up over all axes of the input but its last."""
    rows = len(input.shape) - 1
    return f"sum({text}, dim={tuple(range(rows)) if rows > 1 else 0})" if rows else text


def _weight_text(input: Array, weight: Array, *bias: Array) -> str:
    rows = len(input.shape) - 1
    if rows == 0:
        return "outer(g, input)"
    return "g.T @ input" if rows == 1 else f"sum(g.T @ input, dim={tuple(range(rows - 1)) if rows > 2 else 0})"


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
    formula=lambda input, weight, *bias: "input @ weight.T" + " + bias" * len(bias),
    local=["weight", "input", "1"],
    downstream=["g @ weight", _weight_text, lambda input, *_: _over_rows("g", input)],
    matrix="affine",
    fits="rows",
    zero="product",
    words="linear sends g back through the weight; the weight receives error times input, the bias the sum over rows",
    names="functional.linear",
    unfolded="forward",
    takes=Takes("fiu", one_type=True),
    needs="1 0 -",
)


def _scaled(text: str) -> Text:
    """Without the factors that were not given."""

    def shown(*inputs: Array, beta: float = 1, alpha: float = 1) -> str:
        made = text
        for name, value in (("beta", beta), ("alpha", alpha)):
            if value == 1:
                made = "1" if made == name else made.replace(f"{name} * ", "")
        return made

    return shown


def _combination(
    name: str, forward: Rule, shape: Rule, formula: str, local: list[str], downstream: list[str], **fields: Any
) -> None:
    composed(
        name,
        forward,
        slots=(0, 1, 2),
        family="linalg",
        shape=lambda input, a, b, beta=1, alpha=1: broadcast(input, shape(a, b)),
        cost=lambda out, input, a, b, **attributes: size(out) * (2.0 + 0.25 * a[-1]),
        formula=_scaled(formula),
        local=[_scaled(text) for text in ("beta", *local)],
        downstream=[_scaled(text) for text in ("beta * g", *downstream)],
        words="a product that is added: the sum hands on, the factors switch",
        names=f"torch.{name} Tensor.{name}",
        needs="- 2 1",
        **fields,
    )


_combination(
    "addmm",
    lambda input, mat1, mat2, /, beta=1, alpha=1: times(beta, input) + times(alpha, mat1 @ mat2),
    matmul_shape,
    "beta * input + alpha * (mat1 @ mat2)",
    ["alpha * mat2.T", "alpha * mat1.T"],
    ["alpha * (g @ mat2.T)", "alpha * (mat1.T @ g)"],
    fits="inner",
    takes=Takes("fiu", one_type=True, tensors=2),
    in_place="methods",
)
_combination(
    "baddbmm",
    lambda input, batch1, batch2, /, beta=1, alpha=1: times(beta, input) + times(alpha, batch1 @ batch2),
    matmul_shape,
    "beta * input + alpha * (batch1 @ batch2)",
    ["alpha * batch2.T", "alpha * batch1.T"],
    ["alpha * (g @ batch2.T)", "alpha * (batch1.T @ g)"],
    takes=Takes("fiu", one_type=True, tensors=2, keeps_type=True),
    in_place="methods",
)
_combination(
    "addmv",
    lambda input, mat, vec, /, beta=1, alpha=1: times(beta, input) + times(alpha, mat @ vec),
    matmul_shape,
    "beta * input + alpha * (mat @ vec)",
    ["alpha * vec", "alpha * mat.T"],
    ["alpha * outer(g, vec)", "alpha * (mat.T @ g)"],
    takes=Takes("fiu", one_type=True, keeps_type=True),
    in_place="functions",
)
_combination(
    "addr",
    lambda input, vec1, vec2, /, beta=1, alpha=1: times(beta, input) + times(alpha, compute("outer", vec1, vec2)),
    _outer_shape,
    "beta * input + alpha * outer(vec1, vec2)",
    ["alpha * vec2", "alpha * vec1"],
    ["alpha * (g @ vec2)", "alpha * (g.T @ vec1)"],
    takes=Takes(tensors=2),
    in_place="methods",
)
