"""numpy's functions take lists of numbers where they take arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.functions import creation
from engine.language.machine import Machine
from engine.language.values import Operation, Value

# Those whose first argument is a list of what they join.
OF_PARTS = frozenset({"concatenate", "stack", "vstack", "hstack", "column_stack", "dstack", "row_stack"})
# How many arrays stand first in those whose signature does not tell.
OF_LISTS: Mapping[str, int] = {
    **dict.fromkeys(("std", "var", "max", "min", "amax", "amin"), 1),
    "power": 2,
}
# Equations or lists of places stand among the arrays of einsum: where the first is a text, all others are arrays.
EINSUM = "einsum"


def listed_as_arrays(machine: Machine, operation: Operation, given: list[Value]) -> list[Value]:
    """numpy's functions take lists of numbers where they take arrays."""
    op, short = operation.op, operation.name.removeprefix("numpy.")
    if short in OF_PARTS and given and isinstance(given[0], (list, tuple)):
        return [_parts_as_arrays(machine, given[0]), *given[1:]]
    if op is not None and op.variadic:
        return given
    if short == EINSUM and given and isinstance(given[0], str):
        return [given[0], *_parts_as_arrays(machine, given[1:])]
    if short in OF_LISTS:
        places: Iterable[int] = range(OF_LISTS[short])
    else:
        places = operation.tensor_places if op is None else range(len(op.inputs))
    inputs = [(place, given[place]) for place in places if place < len(given)]
    listed = {place: creation.array(value) for place, value in inputs if isinstance(value, (list, tuple))}
    for array in listed.values():
        machine.arrays.add(array)
    return [listed.get(place, value) for place, value in enumerate(given)]


def _parts_as_arrays(machine: Machine, parts: Iterable[Value]) -> list[Value]:
    """What is joined: lists of numbers become arrays."""
    made = [creation.array(part) if isinstance(part, (list, tuple)) else part for part in parts]
    for new, part in zip(made, parts, strict=True):
        if new is not part:
            machine.arrays.add(new)
    return made
