"""Derivatives of functions that a program defines: what torch.func and torch.autograd.functional are made of.

Every sweep records what it computes, so that it is paid for and can be differentiated again. Forward mode gives the
numbers of reverse mode, and is computed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.differentiate import grad, read_by
from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics.calls import invoke
from engine.language.semantics.operators import whole
from engine.language.semantics.trees import each, entries, filled
from engine.language.values import Builtin, Value, describe
from engine.mode import enable_grad
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, apply


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


@dataclass(frozen=True)
class Points:
    """Where a function is differentiated: `tensors` stand in some of the `given` arguments, from left to right.

    `places` are those arguments, each a tensor or a tree of them; `several`: they were asked for as a tuple.
    """

    machine: Machine
    given: list[Value]
    places: Sequence[int]
    several: bool
    tensors: list[Tensor]

    def as_asked(self, found: Sequence[Value]) -> Value:
        """What was found for each tensor, in the form of the arguments they stand in."""
        rest = iter(found)
        shaped = tuple(filled(self.machine, self.given[place], rest) for place in self.places)
        return shaped if self.several else shaped[0]


def at_points(
    machine: Machine,
    arguments: Sequence[Value],
    argnums: Value,
    name: str,
    entry: Callable[[Value], Value] = lambda value: value,
) -> Points:
    """Points in the places of the arguments that are asked for; of each thing there `entry` makes a tensor."""
    given, tensors = list(arguments), list[Tensor]()
    places = _places(argnums, len(given))

    def point(value: Value) -> Tensor:
        tensors.append(_point(entry(value), name))
        return tensors[-1]

    for place in places:
        given[place] = each(machine, given[place], point)
    return Points(machine, given, places, isinstance(argnums, (tuple, list)), tensors)


def called_with(machine: Machine, function: Value, arguments: list[Value]) -> Value:
    with machine.frame(1), enable_grad():
        return invoke(machine, function, arguments, {})


def tensor_of(value: Value, name: str) -> Tensor:
    if type(value) is not Tensor:
        raise ProgramError("type", f"{name} needs a function that returns a tensor, not {describe(value)}")
    return value


def results_of(machine: Machine, value: Value, name: str) -> list[Tensor]:
    """What a function returned, a tensor or a tree of them, as a list."""
    return [tensor_of(part, name) for part in entries(machine, value)]


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


def released(machine: Machine, found: Value, points: Sequence[Tensor]) -> Value:
    """Results, outside the graph where nothing but the points has a gradient: it is theirs alone."""
    return each(machine, found, lambda part: _released(part, points))


def _released(found: Value, points: Sequence[Tensor]) -> Value:
    if type(found) is not Tensor or not found.requires_grad:
        return found
    own, seen, stack = set(points), {found}, [found]
    while stack:
        node = stack.pop()
        if node._op is None and node not in own:
            return found
        fresh = [version for _, version in read_by(node) if version not in seen]
        seen.update(fresh)
        stack += fresh
    return found.detach()


def zeros_like(like: Tensor) -> Tensor:
    return creation.leaf(np.zeros(like.shape, like.dtype))


def slopes_of(
    value: Tensor | Sequence[Tensor], points: Sequence[Tensor], upstream: Tensor | Sequence[Tensor] | None = None
) -> list[Tensor]:
    """The gradient of the value for each point, of several values their sum; zeros for one they do not depend on."""
    values = [value] if isinstance(value, Tensor) else list(value)
    seeds = [upstream] * len(values) if upstream is None or isinstance(upstream, Tensor) else list(upstream)
    led = [(y, seed) for y, seed in zip(values, seeds, strict=True) if y.requires_grad]
    ys, given = [y for y, _ in led], [seed for _, seed in led]
    found = grad(ys, points, given, True, True) if ys else [None] * len(points)
    return [zeros_like(point) if slope is None else slope for slope, point in zip(found, points, strict=True)]


def change_along(value: Tensor, points: Sequence[Tensor], tangents: Sequence[Tensor]) -> Tensor:
    """The change of the value along the tangents: its gradient is linear in the upstream gradient, with this slope."""
    upstream = creation.leaf(np.ones(value.shape, value.dtype), requires_grad=True)
    total: Tensor | None = None
    for slope, tangent in zip(slopes_of(value, points, upstream), tangents, strict=True):
        (part,) = slopes_of(slope, [upstream], tangent)
        total = part if total is None else total + part
    return zeros_like(value) if total is None else total


def jacobian_of(machine: Machine, value: Value, points: Points, name: str) -> Value:
    """For each point a Jacobian of shape value.shape + point.shape, as they are asked for; of a tree of values a tree
    of these.
    """
    return each(machine, value, lambda part: points.as_asked(_jacobians(machine, tensor_of(part, name), points)))


def _jacobians(machine: Machine, y: Tensor, points: Points) -> list[Tensor]:
    rows: list[list[Tensor]] = [[] for _ in points.tensors]
    for entry in range(y._data.size):
        machine.budget.allocate(y.shape)
        unit = np.zeros(y.shape, y.dtype)
        unit.reshape(-1)[entry] = 1
        for held, slope in zip(rows, slopes_of(y, points.tensors, Tensor(unit)), strict=True):
            held.append(slope)
    shapes = [(*y.shape, *point.shape) for point in points.tensors]
    return [
        apply(OPS["reshape"], apply(OPS["stack"], *held), shape=shape) if held else creation.zeros(shape)
        for held, shape in zip(rows, shapes, strict=True)
    ]


def shaped_like(machine: Machine, value: Value, wanted: Sequence[Tensor], what: str) -> list[Tensor]:
    """A tree of tensors as a list, each of the shape of what it belongs to. Raises ProgramError."""
    given = entries(machine, value)
    if len(given) != len(wanted):
        raise ProgramError("argument", f"{what} is needed for each of {len(wanted)} tensors, {len(given)} are given")
    for tensor, like in zip(given, wanted, strict=True):
        if type(tensor) is not Tensor:
            raise ProgramError("type", f"{what} is a tensor, not {describe(tensor)}")
        if tensor.shape != like.shape:
            raise ProgramError(
                "shape", f"{what} has shape {shape_text(tensor.shape)}, its value has {shape_text(like.shape)}"
            )
    return given


def named(**calls: Callable[..., Value]) -> dict[str, Value]:
    return {name: Builtin(name, call) for name, call in calls.items()}
