"""How a tensor shows itself: the numbers as PyTorch prints them, usually four decimals, in lines of 80 characters, and
the element type where it is not the default one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.mode import get_default_dtype
from engine.operation import Array, Shape, shape_text, size

LARGEST_RATIO = 1e3
LARGEST, SMALLEST = 1e8, 1e-4
PREFIX = "tensor("


@dataclass(frozen=True)
class PrintOptions:
    """What `torch.set_printoptions` sets: of more than `threshold` entries each axis shows `edgeitems` at its ends."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


USUAL = PrintOptions()


def tensor_text(values: Array, notes: Sequence[str], options: PrintOptions = USUAL) -> str:
    """`tensor([1., 2.], dtype=torch.float32)`; the notes are what stands behind the numbers and the element type."""
    array = np.asarray(values)
    body = "[]"
    if array.size:
        written, width = _format_for(_shown(array, options), options)
        body = _Rows(written, width, array.size > options.threshold, options)(array, len(PREFIX))
    told = [f"size={shape_text(array.shape)}"] if not array.size and array.ndim != 1 else []
    default = get_default_dtype()
    usual = (default,) if not array.size else (default, np.int64, np.bool_)
    told += [] if array.dtype in usual else [f"dtype=torch.{array.dtype}"]
    text = PREFIX + body
    length = len(text) - text.rfind("\n") + 1
    for note in (*told, *notes):
        fits = length + len(note) + 2 <= options.linewidth
        text += f", {note}" if fits else f",\n{' ' * len(PREFIX)}{note}"
        length = length + len(note) + 2 if fits else len(PREFIX) + len(note)
    return text + ")"


def numbers_shown(shape: Shape, options: PrintOptions = USUAL) -> int:
    """How many entries of a tensor of `shape` its text has."""
    whole = size(shape)
    return whole if whole <= options.threshold else math.prod(min(length, 2 * options.edgeitems) for length in shape)


def _shown(array: np.ndarray, options: PrintOptions) -> np.ndarray:
    """The entries that decide on the format: those that are shown."""
    edge = options.edgeitems
    if array.size <= options.threshold:
        return array
    for axis, length in enumerate(array.shape):
        if length > 2 * edge:
            array = np.take(array, [*range(edge), *range(length - edge, length)], axis)
    return array


def _format_for(array: np.ndarray, options: PrintOptions) -> tuple[Callable[[object], str], int]:
    """(what writes an entry, how wide): as wide as the widest number that is finite and not 0."""
    if array.dtype.kind != "f":
        widest = max(len(str(entry)) for entry in array.reshape(-1).tolist())
        return lambda entry: str(entry).rjust(widest), widest
    numbers = array[np.isfinite(array) & (array != 0)].astype(np.float64)
    sizes = np.abs(numbers)
    whole = bool(np.all(numbers == np.ceil(numbers)))
    spread = bool(numbers.size) and bool(sizes.max() / sizes.min() > LARGEST_RATIO or sizes.max() > LARGEST)
    scientific = options.sci_mode
    if scientific is None:
        scientific = spread or (not whole and bool(sizes.min() < SMALLEST))
    decimals = f".{options.precision}f"
    spec, point = (f".{options.precision}e", "") if scientific else (".0f", ".") if whole else (decimals, "")
    widest = max((len(f"{entry:{spec}}{point}") for entry in numbers.tolist()), default=1)

    def written(entry: object) -> str:
        return (f"{entry:{spec}}" + (point if np.isfinite(entry) else "")).rjust(widest)  # type: ignore[call-overload]

    return written, widest


@dataclass(frozen=True)
class _Rows:
    """Rows of rows; of a `cut` array the first and the last few. `width` is that of an entry."""

    written: Callable[[object], str]
    width: int
    cut: bool
    options: PrintOptions

    def __call__(self, array: np.ndarray, indent: int) -> str:
        if not array.ndim:
            return self.written(array.item())
        length, edge = array.shape[0], self.options.edgeitems
        cut_here = self.cut and length > 2 * edge
        places = [*range(edge), *range(length - edge, length)] if cut_here else range(length)
        if array.ndim > 1:
            parts = [self(array[place], indent + 1) for place in places]
            if cut_here:
                parts.insert(edge, "...")
            return f"[{_joined(parts, array.ndim - 1, indent)}]"
        entries = [self.written(array[place].item()) for place in places]
        if cut_here:
            entries.insert(edge, " ...")
        per_line = max(1, (self.options.linewidth - indent) // (self.width + 2))
        lines = [", ".join(entries[start : start + per_line]) for start in range(0, len(entries), per_line)]
        return f"[{_joined(lines, 1, indent)}]"


def _joined(parts: Sequence[str], breaks: int, indent: int) -> str:
    return ("," + "\n" * breaks + " " * (indent + 1)).join(parts)
