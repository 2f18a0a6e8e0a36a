"""What programs hand to charts, as numbers: tensors, arrays, lists of either, and texts as places of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import GradientError
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import text
from engine.language.values import NUMBERS, Iterated, Skipped, Value, describe
from engine.operation import Array
from engine.recording import Tick
from engine.tensors import Tensor

# A step of the walk converts so many numbers.
A_STEP = 100
DEEPEST = 3


def numbers_of(machine: Machine, value: Value, what: str) -> Array:
    """Raises ProgramError (type, value) for what is no array of numbers, and GradientError, as PyTorch does, for what
    requires a gradient.
    """
    made = np.asarray(_plain(machine, value, what, 0))
    if made.dtype.kind not in "fiub":
        raise ProgramError("value", f"{what} has rows of several lengths")
    machine.budget.spend("steps", made.size // A_STEP)
    return made.astype(np.float64)


def places_of(machine: Machine, value: Value, what: str) -> tuple[Array, list[Tick] | None]:
    """Numbers, or of texts the places 0, 1, 2, … with their names."""
    entries = list(machine.items(value)) if isinstance(value, (list, tuple, Iterated)) else []
    if entries and all(isinstance(entry, str) for entry in entries):
        names = list(dict.fromkeys(entries))
        places = {name: float(place) for place, name in enumerate(names)}
        return np.array([places[name] for name in entries]), [(places[name], name) for name in names]
    return numbers_of(machine, entries if isinstance(value, Iterated) else value, what), None


def number_of(machine: Machine, value: Value, what: str) -> float:
    made = numbers_of(machine, value, what)
    if made.size != 1:
        raise ProgramError("type", f"{what} is one number, not {describe(value)}")
    return float(made.item())


def text_of(machine: Machine, value: Value) -> str:
    return value if isinstance(value, str) else text(machine, value)


def floats(array: Array) -> tuple[float, ...]:
    return tuple(np.ravel(array).tolist())


def nested(array: Array) -> tuple[Any, ...]:
    """Rows as tuples."""
    return tuple(nested(row) if row.ndim else row.item() for row in array)


def _plain(machine: Machine, value: Value, what: str, depth: int) -> Any:
    value = machine.plain(value)
    if type(value) is Tensor:
        if value in machine.scalars:
            raise ProgramError("type", f"{what} is drawn from numbers, and a Value is none", hint="Write v.data.")
        if value.requires_grad:
            raise GradientError(
                "numpy() leaves the graph, and charts ask for it: call detach() first, as in t.detach()"
            )
        return np.asarray(value._seen())
    if isinstance(value, NUMBERS):
        return float(value)
    if isinstance(value, Iterated) or (isinstance(value, (list, tuple, range)) and depth < DEEPEST):
        entries = [_plain(machine, entry, what, depth + 1) for entry in machine.items(value)]
        if len({np.shape(entry) for entry in entries}) > 1:
            raise ProgramError("value", f"{what} has rows of several lengths")
        return np.asarray(entries, dtype=np.float64)
    if isinstance(value, Skipped):
        raise ProgramError("type", f"{what} comes from {value.path}, which is not offered")
    raise ProgramError("type", f"{what} is drawn from numbers, not from {describe(value)}")
