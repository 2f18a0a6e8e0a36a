"""Cards at one of three sizes: with all numbers, with small images, or as a pill. Larger graphs have smaller cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.notation import number_text
from engine.operation import Array
from engine.recording import Node, Run
from server.exports.svg.columns import Size
from server.exports.svg.lettering import cut, mono_width, sans_width

Level = Literal["full", "compact", "dot"]
# The most cards of a graph at each level.
LEVELS: tuple[tuple[Level, int], ...] = (("full", 60), ("compact", 240), ("dot", 4_000))

DIGITS = 3
CELL_TEXT, NUMBER_TEXT = 11, 13
CELL = {"pitch": 19, "gap": 2, "pad": 6, "least": 30}
# More rows or columns than this are a picture, of at most so many pixels along a side.
MOST_CELLS = 6
PICTURE, RANGE = 68, 14
GATE = 20
LONGEST_NAME, LEAST_WIDTH = 150, 112
THUMB = 21
RIDER = 18


@dataclass(frozen=True, slots=True)
class Block:
    """Where the entries of a tensor stand on a card, from its upper left corner."""

    kind: Literal["cells", "picture", "thumb", "number", "empty"]
    x: float
    y: float
    width: float
    height: float
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Card:
    """`riders` are constants that stand on its corner in place of cards; `left` is where texts begin."""

    node: Node
    level: Level
    size: Size
    label: str
    shape: str
    sign: str
    left: float
    head: float
    riders: tuple[Node, ...]
    value: Block | None
    gradient: Block | None
    has_gradient: bool


def level_of(count: int) -> Level | None:
    return next((level for level, most in LEVELS if count <= most), None)


def rows_of(array: Array) -> Array:
    """As a matrix: of what has more than two dimensions all rows, one below the other."""
    array = np.asarray(array)
    if array.ndim < 2:
        return array.reshape(1, -1)
    # Without entries there is no length that NumPy could find by itself.
    return array.reshape(int(np.prod(array.shape[:-1])), array.shape[-1])


def entry_text(entry: float | bool) -> str:
    return number_text(entry, DIGITS)


def card_of(
    run: Run, node: Node, level: Level, gradients: Sequence[Array], riders: tuple[Node, ...], backward: bool
) -> Card:
    """`gradients` are all that the card shows in the course of the run: it is as wide at every step."""
    operation = node.operation
    sign = operation.symbol if operation is not None else ""
    sign = cut(sign, CELL_TEXT, 64)
    gate = max(GATE, sans_width(sign, CELL_TEXT) + 10) if sign else 0.0
    inlet = gate / 2 + 3 if sign else 3.0
    has = backward and run.gradient_states[node.index] == "computed"
    make = {"full": _full, "compact": _compact, "dot": _dot}[level]
    return make(node, sign, gate, inlet, gradients, riders, has)


def _full(
    node: Node, sign: str, gate: float, inlet: float, gradients: Sequence[Array], riders: tuple[Node, ...], has: bool
) -> Card:
    left = max(12.0, gate / 2 + 3)
    head = 13.0 if riders else 0.0
    kind, width, height, rows, columns = _frame([node.value, *gradients])
    shape = "×".join(map(str, node.shape)) or ("" if node.role == "operation" else node.role)
    aside = mono_width(shape, CELL_TEXT) + 9 if shape else 0.0
    label = cut(node.called, 13, max(LONGEST_NAME, width - aside))
    across = max(LEAST_WIDTH, left + max(width, sans_width(label, 13) * 1.05 + aside) + 12)
    inner = across - left - 12

    def block(y: float) -> Block:
        if kind in ("number", "cells"):
            return Block(kind, left, y, inner, height, rows, columns)
        return Block(kind, left + (inner - width) / 2, y, width, height, rows, columns)

    value = block(head + 31)
    below = value.y + height
    gradient = block(below + 20) if has else None
    tall = (gradient.y + height if gradient else below) + 11
    size = Size(across, tall, (tall + head) / 2, inlet)
    return Card(node, "full", size, label, shape, sign, left, head, riders, value, gradient, has)


def _frame(
    arrays: Sequence[Array],
) -> tuple[Literal["cells", "picture", "number", "empty"], float, float, int, int]:
    matrix = rows_of(arrays[0])
    rows, columns = matrix.shape
    if matrix.size == 0:
        return "empty", 60.0, 17.0, 1, 1
    if np.ndim(arrays[0]) == 0:
        texts = [entry_text(np.asarray(array).item()) for array in arrays]
        return "number", max(mono_width(text, NUMBER_TEXT) for text in texts) + 14, 24.0, 1, 1
    if np.ndim(arrays[0]) > 2 or rows > MOST_CELLS or columns > MOST_CELLS:
        scale = min(PICTURE / columns, PICTURE / rows, 14)
        picture = max(8.0, columns * scale), max(8.0, rows * scale)
        return "picture", max(picture[0], 8.0), picture[1] + RANGE, rows, columns
    texts = [entry_text(entry) for array in arrays for entry in np.asarray(array).ravel().tolist()]
    pitch = max(CELL["least"], *(mono_width(text, CELL_TEXT) + CELL["pad"] for text in texts)) + CELL["gap"]
    return "cells", columns * pitch - CELL["gap"], rows * CELL["pitch"] - CELL["gap"], rows, columns


def _compact(
    node: Node, sign: str, gate: float, inlet: float, gradients: Sequence[Array], riders: tuple[Node, ...], has: bool
) -> Card:
    left = max(10.0, gate / 2 + 3)
    head = 13.0 if riders else 0.0
    across = 108 + max(0.0, left - 22)
    shape = "×".join(map(str, node.shape))
    aside = mono_width(shape, CELL_TEXT) + 7 if shape else 0.0
    room = across - left - 9
    if aside > room / 2:
        shape, aside = "", 0.0
    label = cut(node.called, 12, room - aside)
    half = (room - 16) / 2

    def block(x: float) -> Block:
        y = head + 27
        matrix = rows_of(node.value)
        if matrix.size == 0:
            return Block("empty", x, y, half, THUMB)
        if np.ndim(node.value) == 0:
            return Block("number", x, y, half if has else room, THUMB)
        scale = min(half / matrix.shape[1], THUMB / matrix.shape[0], 14)
        width, height = max(4.0, matrix.shape[1] * scale), max(4.0, matrix.shape[0] * scale)
        return Block("thumb", x, y + (THUMB - height) / 2, width, height, *matrix.shape)

    value, gradient = block(left), block(left + half + 16) if has else None
    size = Size(across, 56 + head, 28 + head, inlet)
    return Card(node, "compact", size, label, shape, sign, left, head, riders, value, gradient, has)


def _dot(
    node: Node, sign: str, gate: float, inlet: float, gradients: Sequence[Array], riders: tuple[Node, ...], has: bool
) -> Card:
    text = cut(node.name or sign or node.called, 11, 50)
    across = max(28.0, sans_width(text, 11) * 1.05 + 14)
    return Card(node, "dot", Size(across, 20, 10, 3), text, "", "", 7, 0, (), None, None, has)
