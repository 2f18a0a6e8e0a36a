"""The way out where shapes do not fit: which axes differ, both sizes, and what would fit, in the program's own names.

A fix is offered where one change alone makes the shapes fit; whether the program then runs is tried.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.errors import ShapeError
from engine.functions.signatures import takes
from engine.language.errors import Failed, Fix
from engine.language.machine import Machine
from engine.operation import OPS, Shape, broadcast, shape_text
from engine.ops.product import matmul_shape
from engine.recording import Span
from engine.tensors import Tensor

LONGEST_NAME = 24
JOINING = frozenset(name.rpartition(".")[2] for op in OPS.values() if op.fits == "along" for name in op.names)


@dataclass(frozen=True)
class Hint:
    text: str
    fix: Fix | None = None


@dataclass(frozen=True)
class _Input:
    """An input as the program spells it, where it does so briefly; `node` is the expression that gives it."""

    shape: Shape
    name: str
    node: ast.expr | None = None

    @property
    def is_name(self) -> bool:
        return isinstance(self.node, ast.Name)


def shape_hint(machine: Machine, failed: Failed, said: str) -> Hint | None:
    """None where what was `said` of the mistake is all there is to say."""
    shapes = [machine.recorder.shape_of(node) for node in failed.inputs]
    inputs = _inputs(machine.here, shapes)
    place = machine.program.source.span
    fits = failed.operation.fits
    if fits == "along":
        dim = failed.attributes["dim"]
        return None if type(dim) is not int else _joined(inputs, dim, machine.here, place, _is_array(machine, inputs))
    if len(inputs) == 2 and all(shapes):
        if fits == "inner":
            return _product(inputs[0], inputs[1], place)
        if fits == "rows" and len(shapes[1]) == 2:
            return _weights(inputs[0], inputs[1], place)
    if fits == "all" or "do not broadcast" in said:
        found = _pairs(inputs, place, in_numpy=_is_array(machine, inputs))
        # What has a rule of its own for its inputs may mean something else by an axis more.
        return found if found is None or failed.operation.elementwise else Hint(found.text)
    return None


def _is_array(machine: Machine, inputs: list[_Input]) -> bool:
    names = [one.node.id for one in inputs if isinstance(one.node, ast.Name)]
    values = (machine.value_of(name) for name in names if machine.scope.find(name) is not None)
    return any(type(value) is Tensor and value in machine.arrays for value in values)


def _inputs(here: ast.AST | None, shapes: list[Shape]) -> list[_Input]:
    parts: list[ast.expr] = []
    if isinstance(here, ast.BinOp):
        parts = [here.left, here.right]
    elif isinstance(here, ast.Call):
        receiver = here.func.value if isinstance(here.func, ast.Attribute) else None
        parts = [*here.args]
        if parts and isinstance(parts[0], (ast.List, ast.Tuple)):
            parts = [*parts[0].elts]
        elif receiver is not None and len(parts) == len(shapes) - 1:
            parts = [receiver, *parts]
    elif isinstance(here, ast.AugAssign):
        parts = [here.target, here.value]
    if len(parts) != len(shapes) or any(isinstance(part, ast.Starred) for part in parts):
        return [_Input(shape, word) for shape, word in zip(shapes, _words(len(shapes)), strict=True)]
    spelled = [ast.unparse(part) for part in parts]
    brief = all(len(text) <= LONGEST_NAME for text in spelled)
    names = [
        text if brief or isinstance(part, ast.Name) else word
        for text, part, word in zip(spelled, parts, _words(len(shapes)), strict=True)
    ]
    return [_Input(*one) for one in zip(shapes, names, parts, strict=True)]


def _words(count: int) -> Iterator[str]:
    ordinals = ("the first", "the second", "the third", "the fourth")
    return (ordinals[place] if place < len(ordinals) else f"input {place + 1}" for place in range(count))


def _opening(one: _Input) -> str:
    """The name at the beginning of a sentence: names of the program stay as they are."""
    ordinal = one.name.startswith(("the ", "input "))
    return one.name[:1].upper() + one.name[1:] if ordinal else one.name


def _after(place: Callable[[ast.AST], Span], node: ast.expr, text: str) -> Fix:
    span = place(node)
    return Fix(Span(span.end_line, span.end_column, span.end_line, span.end_column), text)


def _entries(axis: int, one: _Input) -> str:
    return f"Axis {axis} of {one.name} has {one.shape[axis]} entries"


def _product(a: _Input, b: _Input, place: Callable[[ast.AST], Span]) -> Hint:
    axis = len(b.shape) - 2 if len(b.shape) > 1 else 0
    last = len(a.shape) - 1
    if a.shape[-1] == b.shape[axis]:
        # The inner sizes are equal: what differs are the axes before them.
        return _pairs([_Input(a.shape[:-2], a.name), _Input(b.shape[:-2], b.name)], place) or Hint("")
    differ = f"{_entries(last, a)}, axis {axis} of {b.name} has {b.shape[axis]}: they are to be equal."
    ways: list[tuple[str, Fix | None]] = []
    for turned in (b, a):
        left, right = (_turned(one) if one is turned else one for one in (a, b))
        if turned.is_name and len(turned.shape) == 2 and _fits(left.shape, right.shape):
            text = f"{left.name} @ {right.name} would fit: {shape_text(left.shape)} @ {shape_text(right.shape)}."
            ways.append((text, _after(place, turned.node, ".T") if turned.node else None))
    if not ways:
        wanted = (*b.shape[:axis], a.shape[-1], *b.shape[axis + 1 :])
        return Hint(f"{differ} {_opening(b)} of shape {shape_text(wanted)} would fit.")
    return Hint(" ".join((differ, *(text for text, _ in ways))), ways[0][1] if len(ways) == 1 else None)


def _turned(one: _Input) -> _Input:
    return _Input(one.shape[:-2] + one.shape[:-3:-1], f"{one.name}.T", one.node)


def _weights(x: _Input, weight: _Input, place: Callable[[ast.AST], Span]) -> Hint:
    """linear takes its weight as (outputs, inputs)."""
    differ = f"{_entries(len(x.shape) - 1, x)}, axis 1 of {weight.name} has {weight.shape[1]}: they are to be equal."
    if weight.shape[0] == x.shape[-1] and weight.is_name and weight.node is not None:
        return Hint(f"{differ} {weight.name}.T would fit.", _after(place, weight.node, ".T"))
    return Hint(f"{differ} A weight of shape {shape_text((weight.shape[0], x.shape[-1]))} would fit.")


def _fits(a: Shape, b: Shape) -> bool:
    try:
        matmul_shape(a, b)
    except ShapeError:
        return False
    return True


def _pairs(inputs: list[_Input], place: Callable[[ast.AST], Span], in_numpy: bool = False) -> Hint | None:
    """The first pair of sizes, from the right, that does not broadcast."""
    for a, b in combinations(inputs, 2):
        if _broadcast(a.shape, b.shape):
            continue
        at = next(
            at
            for at in range(1, len(a.shape) + 1)
            if a.shape[-at] != b.shape[-at] and 1 not in (a.shape[-at], b.shape[-at])
        )
        first, second = len(a.shape) - at, len(b.shape) - at
        differ = f"{_entries(first, a)}, axis {second} of {b.name} has {b.shape[second]}."
        ways = [way for short, long in ((b, a), (a, b)) if (way := _raised(short, long, place, in_numpy)) is not None]
        if len(ways) != 1:
            return Hint(differ)
        written, shape, fix = ways[0]
        return Hint(f"{differ} {written} would fit: its shape is {shape_text(shape)}.", fix)
    return None


def _broadcast(*shapes: Shape) -> bool:
    try:
        broadcast(*shapes)
    except ShapeError:
        return False
    return True


def _raised(
    short: _Input, long: _Input, place: Callable[[ast.AST], Span], in_numpy: bool
) -> tuple[str, Shape, Fix | None] | None:
    """The input with an axis of size 1 at its end, if with it the shapes fit."""
    shape = (*short.shape, 1)
    node = short.node
    if len(long.shape) != len(shape) or not _broadcast(shape, long.shape) or node is None:
        return None
    if isinstance(node, ast.Name):
        return f"{short.name}[:, None]", shape, _after(place, node, "[:, None]") if len(shape) == 2 else None
    reduces = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and takes(f"torch.{node.func.attr}", "keepdim")
    )
    if reduces and isinstance(node, ast.Call) and (node.args or node.keywords):
        span = place(node)
        at = Span(span.end_line, span.end_column - 1, span.end_line, span.end_column - 1)
        word = "keepdims" if in_numpy else "keepdim"
        return f"{short.name[:-1]}, {word}=True)", shape, Fix(at, f", {word}=True")
    return None


def _joined(
    inputs: list[_Input], dim: int, here: ast.AST | None, place: Callable[[ast.AST], Span], in_numpy: bool
) -> Hint | None:
    """cat needs equal sizes along all axes but one; None where it is not the sizes that are refused."""
    if not inputs:
        return None
    first = inputs[0]
    other = next((one for one in inputs if len(one.shape) != len(first.shape)), None)
    if other is not None:
        counts = f"{_opening(first)} has {len(first.shape)} axes, {other.name} has {len(other.shape)}"
        count = f"{counts}: they are to be as many."
        low, high = sorted((first, other), key=lambda one: len(one.shape))
        if len(low.shape) == 1 and len(high.shape) == 2 and low.shape[0] == high.shape[1] and low.is_name and low.node:
            return Hint(f"{count} {low.name}[None] would fit.", _after(place, low.node, "[None]"))
        return Hint(count)
    ways = [axis for axis in range(len(first.shape)) if _joins(inputs, axis)]
    differing = [
        axis for axis, sizes in enumerate(zip(*(one.shape for one in inputs), strict=True)) if len({*sizes}) > 1
    ]
    wrong = [axis for axis in differing if axis != dim % len(first.shape)]
    if not wrong:
        return None
    axis = ways[0] if len(ways) == 1 else wrong[0]
    other = next(one for one in inputs if one.shape[axis] != first.shape[axis])
    differ = f"{_entries(axis, first)}, axis {axis} of {other.name} has {other.shape[axis]}"
    if len(ways) != 1:
        return Hint(f"{differ}; only the axis along which they are joined may differ.")
    word = "axis" if in_numpy else "dim"
    joined = [*first.shape]
    joined[axis] = sum(one.shape[axis] for one in inputs)
    text = f"{differ}. Joined along {word}={axis} they would fit: {shape_text(tuple(joined))}."
    return Hint(text, _along(here, axis, word, place))


def _joins(inputs: list[_Input], axis: int) -> bool:
    rests = {(*one.shape[:axis], *one.shape[axis + 1 :]) for one in inputs}
    return len(rests) == 1


def _along(here: ast.AST | None, axis: int, word: str, place: Callable[[ast.AST], Span]) -> Fix | None:
    if not isinstance(here, ast.Call) or not isinstance(here.func, ast.Attribute) or here.func.attr not in JOINING:
        return None
    given = [*here.args[1:2], *(keyword.value for keyword in here.keywords if keyword.arg in ("dim", "axis"))]
    if given:
        return Fix(place(given[0]), str(axis))
    span = place(here)
    at = Span(span.end_line, span.end_column - 1, span.end_line, span.end_column - 1)
    return Fix(at, f", {word}={axis}")
