"""torch.autograd.functional: derivatives of a function at given inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.functions import creation
from engine.language.arguments import engine_argument
from engine.language.differentiation import (
    as_asked,
    at_points,
    called_with,
    change_along,
    jacobian_of,
    named,
    scalar_of,
    shaped_like,
    slopes_of,
    tensor_of,
    zeros_like,
)
from engine.language.errors import ProgramError
from engine.language.values import Value
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine


def _listed(inputs: Value) -> tuple[list[Value], bool]:
    """(the inputs as a list, whether several were given)."""
    several = isinstance(inputs, (tuple, list))
    return list(inputs) if several else [inputs], several


def _started(machine: Machine, func: Value, inputs: Value, name: str) -> tuple[Value, list[Tensor], bool]:
    """(func at points, the points, whether several inputs were given)."""
    listed, several = _listed(inputs)
    given, points = at_points(listed, tuple(range(len(listed))), name)
    return called_with(machine, func, given), points, several


def _kept(found: Value, create_graph: Value) -> Value:
    """The results; outside the graph unless they are to be differentiated."""
    if create_graph:
        return found
    return tuple(_kept(part, False) for part in found) if isinstance(found, tuple) else found.detach()


def jacobian(machine: Machine, func: Value, inputs: Value, create_graph: Value = False, **speed: Value) -> Value:
    """`speed`: strict, vectorize and strategy, which change no number."""
    value, points, several = _started(machine, func, inputs, "jacobian")
    return _kept(as_asked(jacobian_of(machine, value, points, "jacobian"), several), create_graph)


def hessian(machine: Machine, func: Value, inputs: Value, create_graph: Value = False, **speed: Value) -> Value:
    value, points, several = _started(machine, func, inputs, "hessian")
    slopes = tuple(slopes_of(scalar_of(value, "hessian"), points))
    rows = as_asked(jacobian_of(machine, slopes, points, "hessian"), several)
    return _kept(rows if several else rows[0], create_graph)


def vjp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    value, points, several = _started(machine, func, inputs, "vjp")
    y = tensor_of(value, "vjp")
    upstream = None if v is None else shaped_like(v, y, "v")
    if upstream is None:
        scalar_of(y, "vjp without v")
    return _kept((y, as_asked(slopes_of(y, points, upstream), several)), create_graph)


def _directions(machine: Machine, v: Value, points: list[Tensor], name: str) -> list[Tensor]:
    if v is None and len(points) == 1 and points[0]._data.size == 1:
        return [creation.leaf(np.ones(points[0].shape, points[0].dtype))]
    listed, _ = _listed(engine_argument(machine, v))
    if len(listed) != len(points):
        raise ProgramError("argument", f"{name} needs a v for each of its {len(points)} inputs")
    return [shaped_like(t, point, "v") for t, point in zip(listed, points, strict=True)]


def jvp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    value, points, _ = _started(machine, func, inputs, "jvp")
    y = tensor_of(value, "jvp")
    return _kept((y, change_along(y, points, _directions(machine, v, points, "jvp"))), create_graph)


def vhp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    """(f(inputs), vᵀ H): the gradient of the slope along v."""
    value, points, several = _started(machine, func, inputs, "vhp")
    y = scalar_of(value, "vhp")
    directions = _directions(machine, v, points, "vhp")
    totals = [zeros_like(point) for point in points]
    for slope, direction in zip(slopes_of(y, points), directions, strict=True):
        totals = [a + b for a, b in zip(totals, slopes_of(slope, points, direction), strict=True)]
    return _kept((y, as_asked(totals, several)), create_graph)


# A Hessian is symmetric: H v and vᵀ H hold the same numbers.
FUNCTIONAL = named(jacobian=jacobian, hessian=hessian, vjp=vjp, jvp=jvp, vhp=vhp, hvp=vhp)
