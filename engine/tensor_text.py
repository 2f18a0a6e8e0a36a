"""How a tensor shows itself: the numbers as PyTorch prints them, four decimals, in lines of 80 characters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from engine.op import Array, Shape, shape_text, size

LINE = 80
DECIMALS = 4
# Above so many entries only the first and the last few of each axis are shown.
SHOWN_WHOLE = 1000
EDGE = 3
LARGEST_RATIO = 1e3
LARGEST, SMALLEST = 1e8, 1e-4
PREFIX = "tensor("


def tensor_text(values: Array, notes: Sequence[str]) -> str:
    """`tensor([1., 2.], dtype=torch.float32)`; the notes are what stands behind the numbers and the element type."""
    array = np.asarray(values)
    body = "[]" if not array.size else _rows(array, len(PREFIX), *_format_for(_shown(array)), array.size > SHOWN_WHOLE)
    told = [f"size={shape_text(array.shape)}"] if not array.size and array.ndim != 1 else []
    usual = (np.float64,) if not array.size else (np.float64, np.int64, np.bool_)
    told += [] if array.dtype in usual else [f"dtype=torch.{array.dtype}"]
    text = PREFIX + body
    length = len(text) - text.rfind("\n") + 1
    for note in (*told, *notes):
        fits = length + len(note) + 2 <= LINE
        text += f", {note}" if fits else f",\n{' ' * len(PREFIX)}{note}"
        length = length + len(note) + 2 if fits else len(PREFIX) + len(note)
    return text + ")"


def numbers_shown(shape: Shape) -> int:
    """How many entries of a tensor of `shape` its text has."""
    whole = size(shape)
    return whole if whole <= SHOWN_WHOLE else math.prod(min(length, 2 * EDGE) for length in shape)


def _shown(array: np.ndarray) -> np.ndarray:
    """The entries that decide on the format: those that are shown."""
    if array.size <= SHOWN_WHOLE:
        return array
    for axis, length in enumerate(array.shape):
        if length > 2 * EDGE:
            array = np.take(array, [*range(EDGE), *range(length - EDGE, length)], axis)
    return array


def _format_for(array: np.ndarray) -> tuple[Callable[[object], str], int]:
    """(what writes an entry, how wide): as wide as the widest number that is finite and not 0."""
    if array.dtype.kind != "f":
        widest = max(len(str(entry)) for entry in array.reshape(-1).tolist())
        return lambda entry: str(entry).rjust(widest), widest
    numbers = array[np.isfinite(array) & (array != 0)].astype(np.float64)
    sizes = np.abs(numbers)
    whole = bool(np.all(numbers == np.ceil(numbers)))
    spread = bool(numbers.size) and bool(sizes.max() / sizes.min() > LARGEST_RATIO or sizes.max() > LARGEST)
    if spread or (not whole and bool(sizes.min() < SMALLEST)):
        spec, point = f".{DECIMALS}e", ""
    else:
        spec, point = (".0f", ".") if whole else (f".{DECIMALS}f", "")
    widest = max((len(f"{entry:{spec}}{point}") for entry in numbers.tolist()), default=1)

    def written(entry: object) -> str:
        return (f"{entry:{spec}}" + (point if np.isfinite(entry) else "")).rjust(widest)  # type: ignore[call-overload]

    return written, widest


def _rows(array: np.ndarray, indent: int, written: Callable[[object], str], width: int, cut: bool) -> str:
    """Rows of rows; of a `cut` array the first and the last few. `width` is that of an entry."""
    if not array.ndim:
        return written(array.item())
    length = array.shape[0]
    cut_here = cut and length > 2 * EDGE
    places = [*range(EDGE), *range(length - EDGE, length)] if cut_here else range(length)
    if array.ndim > 1:
        parts = [_rows(array[place], indent + 1, written, width, cut) for place in places]
        if cut_here:
            parts.insert(EDGE, "...")
        return f"[{_joined(parts, array.ndim - 1, indent)}]"
    entries = [written(array[place].item()) for place in places]
    if cut_here:
        entries.insert(EDGE, " ...")
    per_line = max(1, (LINE - indent) // (width + 2))
    lines = [", ".join(entries[start : start + per_line]) for start in range(0, len(entries), per_line)]
    return f"[{_joined(lines, 1, indent)}]"


def _joined(parts: Sequence[str], breaks: int, indent: int) -> str:
    return ("," + "\n" * breaks + " " * (indent + 1)).join(parts)
