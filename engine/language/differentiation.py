"""Derivatives of functions that a program defines: what torch.func and torch.autograd.functional are made of.

Every sweep records what it computes, so that it is paid for and can be differentiated again. Forward mode gives the
numbers of reverse mode, and is computed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.differentiate import grad, read_by
from engine.functions import creation
from engine.language.calls import invoke
from engine.language.errors import ProgramError
from engine.language.operators import whole
from engine.language.values import Builtin, Value, describe
from engine.mode import enable_grad
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, apply

if TYPE_CHECKING:
    from engine.language.machine import Machine


def _point(value: Value, name: str) -> Tensor:
    """A node of its own with the value, to differentiate by: what else is computed from the value does not count."""
    if type(value) is not Tensor:
        raise ProgramError(
            "type",
            f"{name} differentiates by tensors, not by {describe(value)}",
            hint="Write torch.tensor(…) for it.",
        )
    return apply(OPS["clone"], value) if value.requires_grad else creation.leaf(value, requires_grad=True)


def _places(argnums: Value, count: int) -> list[int]:
    listed = [whole(place, "argnums") for place in (argnums if isinstance(argnums, (tuple, list)) else (argnums,))]
    for place in listed:
        if not -count <= place < count:
            raise ProgramError("argument", f"there is no argument {place} to differentiate by")
    return [place % count for place in listed]


def at_points(arguments: Sequence[Value], argnums: Value, name: str) -> tuple[list[Value], list[Tensor]]:
    """(the arguments with points in some places, the points)."""
    given = list(arguments)
    places = _places(argnums, len(given))
    for place in places:
        given[place] = _point(given[place], name)
    return given, [given[place] for place in places]


def called_with(machine: Machine, function: Value, arguments: list[Value]) -> Value:
    with machine.frame(1), enable_grad():
        return invoke(machine, function, arguments, {})


def tensor_of(value: Value, name: str) -> Tensor:
    if type(value) is not Tensor:
        raise ProgramError("type", f"{name} needs a function that returns a tensor, not {describe(value)}")
    return value


def tensors_of(machine: Machine, value: Value, what: str) -> list[Tensor]:
    """One tensor, or what a loop goes through."""
    listed = [value] if type(value) is Tensor else list(machine.items(value))
    for entry in listed:
        if type(entry) is not Tensor:
            raise ProgramError("type", f"{what} are tensors, not {describe(entry)}")
    return listed


def sweep_options(machine: Machine, retain_graph: Value, create_graph: Value) -> dict[str, Value]:
    """Options of a backward sweep: by default the graph is kept where it is to be differentiated again."""
    recorded = machine.truth(create_graph)
    kept = recorded if retain_graph is None else machine.truth(retain_graph)
    return {"create_graph": recorded, "retain_graph": kept}


def scalar_of(value: Value, name: str) -> Tensor:
    tensor = tensor_of(value, name)
    if tensor.shape != ():
        raise ProgramError(
            "shape",
            f"{name} needs a function that returns a single number, not {describe(tensor)}",
            hint="Add .sum() or .mean() to what it returns; torch.func.jacrev takes functions with several results.",
        )
    return tensor


def released(found: Value, points: Sequence[Tensor]) -> Value:
    """Results, outside the graph where nothing but the points has a gradient: it is theirs alone."""
    if type(found) in (tuple, list):
        return type(found)(released(part, points) for part in found)
    if type(found) is not Tensor or not found.requires_grad:
        return found
    own, seen, stack = set(points), {found}, [found]
    while stack:
        node = stack.pop()
        if node.op is None and node not in own:
            return found
        fresh = [version for _, version in read_by(node) if version not in seen]
        seen.update(fresh)
        stack += fresh
    return found.detach()


def zeros_like(like: Tensor) -> Tensor:
    return creation.leaf(np.zeros(like.shape, like.dtype))


def slopes_of(value: Tensor, points: Sequence[Tensor], upstream: Tensor | None = None) -> list[Tensor]:
    """The gradient of the value for each point; zeros for one that it does not depend on."""
    found = grad(value, points, upstream, True, True) if value.requires_grad else [None] * len(points)
    return [zeros_like(point) if slope is None else slope for slope, point in zip(found, points, strict=True)]


def change_along(value: Tensor, points: Sequence[Tensor], tangents: Sequence[Tensor]) -> Tensor:
    """The change of the value along the tangents: its gradient is linear in the upstream gradient, with this slope."""
    upstream = creation.leaf(np.ones(value.shape, value.dtype), requires_grad=True)
    total: Tensor | None = None
    for slope, tangent in zip(slopes_of(value, points, upstream), tangents, strict=True):
        (part,) = slopes_of(slope, [upstream], tangent)
        total = part if total is None else total + part
    return zeros_like(value) if total is None else total


def jacobian_of(machine: Machine, value: Value, points: Sequence[Tensor], name: str) -> Value:
    """For each point a Jacobian of shape value.shape + point.shape; of several values a tuple of such lists."""
    if isinstance(value, tuple):
        return tuple(jacobian_of(machine, part, points, name) for part in value)
    y = tensor_of(value, name)
    rows: list[list[Tensor]] = [[] for _ in points]
    for entry in range(y._data.size):
        machine.budget.allocate(y.shape)
        unit = np.zeros(y.shape, y.dtype)
        unit.reshape(-1)[entry] = 1
        for held, slope in zip(rows, slopes_of(y, points, Tensor(unit)), strict=True):
            held.append(slope)
    shapes = [(*y.shape, *point.shape) for point in points]
    return [
        apply(OPS["reshape"], apply(OPS["stack"], *held), shape=shape) if held else creation.zeros(shape)
        for held, shape in zip(rows, shapes, strict=True)
    ]


def as_asked(found: Value, several: bool) -> Value:
    """Lists of one entry a point as tuples, or as that entry."""
    if isinstance(found, tuple):
        return tuple(as_asked(part, several) for part in found)
    return tuple(found) if several else found[0]


def shaped_like(value: Value, wanted: Tensor, what: str) -> Tensor:
    tensor = tensor_of(value, what)
    if tensor.shape != wanted.shape:
        raise ProgramError(
            "shape",
            f"{what} has shape {shape_text(tensor.shape)}, its value has {shape_text(wanted.shape)}",
        )
    return tensor


def named(**calls: Callable[..., Value]) -> dict[str, Value]:
    return {name: Builtin(name, call) for name, call in calls.items()}
