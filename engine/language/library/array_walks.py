"""numpy's nditer: the entries of an array one by one, with their places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class
from engine.language.machine import Machine
from engine.language.semantics import tensor_of
from engine.language.values import Iterated, Value
from engine.tensors import Tensor


@dataclass
class Walk:
    array: Tensor
    places: list[tuple[int, ...]]
    at: int = 0


def _begin(machine: Machine, op: Value, flags: Value = (), op_flags: Value = (), **more: Value) -> Walk:
    array = tensor_of(op, "nditer")
    machine.budget.spend("cells", array._data.size)
    return Walk(array, list(np.ndindex(*array.shape)))


def _place(machine: Machine, walk: Walk) -> tuple[int, ...]:
    if walk.at >= len(walk.places):
        raise ProgramError("value", "the walk through the array is at its end", hint="Ask it.finished before.")
    return walk.places[walk.at]


def _next(machine: Machine, walk: Walk) -> bool:
    machine.budget.spend("steps", 1)
    walk.at += 1
    return walk.at < len(walk.places)


def _entries(machine: Machine, walk: Walk) -> Iterated:
    return Iterated(walk.array[place] for place in walk.places)


NDITER = brought_class(
    "numpy.nditer",
    _begin,
    {"iternext": _next, "__iter__": _entries},
    {
        "finished": lambda machine, walk: walk.at >= len(walk.places),
        "multi_index": _place,
        "index": lambda machine, walk: walk.at,
        "value": lambda machine, walk: walk.array[_place(machine, walk)],
    },
)
