"""The way out where shapes do not fit: which axes differ, and what would fit, with the names of the program."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from engine.errors import ShapeError
from engine.operation import OPS, Shape, broadcast, shape_text
from engine.ops.product import matmul_shape

if TYPE_CHECKING:
    from engine.language.errors import Failed
    from engine.language.machine import Machine

LONGEST_NAME = 24


def shape_hint(machine: Machine, failed: Failed) -> str | None:
    """None where the message already says all there is to say."""
    if len(failed.inputs) != 2:
        return None
    a, b = (machine.recorder.shape_of(node) for node in failed.inputs)
    names = _names(machine.here)
    if failed.op == "matmul" and a and b:
        return _product(a, b, names)
    if OPS[failed.op].elementwise and a and b:
        return _pairs(a, b, names)
    return None


def _names(node: ast.AST | None) -> tuple[str, str] | None:
    """How the program spells the two inputs, if it does so briefly."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call):
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        parts = [*([receiver] if receiver and len(node.args) == 1 else []), *node.args]
    elif isinstance(node, ast.AugAssign):
        parts = [node.target, node.value]
    if len(parts) != 2 or any(isinstance(part, ast.Starred) for part in parts):
        return None
    left, right = (ast.unparse(part) for part in parts)
    return (left, right) if max(len(left), len(right)) <= LONGEST_NAME else None


def _product(a: Shape, b: Shape, names: tuple[str, str] | None) -> str:
    left, right = names or ("the first", "the second")
    axis = len(b) - 2 if len(b) > 1 else 0
    inner = b[axis]
    differ = (
        f"Axis {len(a) - 1} of {left} has {a[-1]} entries, axis {axis} of {right} has {inner}: they are to be equal."
    )
    for shapes, written, transposed in (
        ((a, b[:-2] + b[:-3:-1]), (left, f"{right}.T"), 1),
        ((a[:-2] + a[:-3:-1], b), (f"{left}.T", right), 0),
    ):
        if len((a, b)[transposed]) == 2 and names and names[transposed].isidentifier() and _fits(*shapes):
            fit = f"{shape_text(shapes[0])} @ {shape_text(shapes[1])}"
            return f"{differ} {written[0]} @ {written[1]} would fit: {fit}."
    return differ


def _fits(a: Shape, b: Shape) -> bool:
    try:
        matmul_shape(a, b)
    except ShapeError:
        return False
    return True


def _pairs(a: Shape, b: Shape, names: tuple[str, str] | None) -> str | None:
    """The first pair of sizes, from the right, that does not broadcast."""
    try:
        broadcast(a, b)
    except ShapeError:
        left, right = names or ("the first", "the second")
        for place in range(1, min(len(a), len(b)) + 1):
            if a[-place] != b[-place] and 1 not in (a[-place], b[-place]):
                first, second = len(a) - place, len(b) - place
                return f"Axis {first} of {left} has {a[-place]} entries, axis {second} of {right} has {b[-place]}."
    return None
