"""torch.autograd.functional: derivatives of a function at given inputs."""

from __future__ import annotations

import numpy as np

from engine.functions import creation
from engine.language.machine import Machine
from engine.language.semantics import (
    Points,
    at_points,
    called_with,
    change_along,
    each,
    engine_argument,
    filled,
    jacobian_of,
    named,
    results_of,
    scalar_of,
    shaped_like,
    slopes_of,
)
from engine.language.values import Value
from engine.tensors import Tensor


def _started(machine: Machine, func: Value, inputs: Value, name: str) -> tuple[Value, Points]:
    """(func at points, the points)."""
    several = isinstance(inputs, (tuple, list))
    listed = list(inputs) if several else [inputs]
    points = at_points(machine, listed, tuple(range(len(listed))) if several else 0, name)
    return called_with(machine, func, points.given), points


def _kept(machine: Machine, found: Value, create_graph: Value) -> Value:
    """The results; outside the graph unless they are to be differentiated."""
    return found if create_graph else each(machine, found, Tensor.detach)


def jacobian(machine: Machine, func: Value, inputs: Value, create_graph: Value = False, **speed: Value) -> Value:
    """`speed`: strict, vectorize and strategy, which change no number."""
    value, points = _started(machine, func, inputs, "jacobian")
    return _kept(machine, jacobian_of(machine, value, points, "jacobian"), create_graph)


def hessian(machine: Machine, func: Value, inputs: Value, create_graph: Value = False, **speed: Value) -> Value:
    value, points = _started(machine, func, inputs, "hessian")
    slopes = points.as_asked(slopes_of(scalar_of(value, "hessian"), points.tensors))
    return _kept(machine, jacobian_of(machine, slopes, points, "hessian"), create_graph)


def vjp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    value, points = _started(machine, func, inputs, "vjp")
    ys = results_of(machine, value, "vjp")
    if v is None:
        scalar_of(value, "vjp without v")
    upstream = None if v is None else shaped_like(machine, engine_argument(machine, v), ys, "v")
    return _kept(machine, (value, points.as_asked(slopes_of(ys, points.tensors, upstream))), create_graph)


def _directions(machine: Machine, v: Value, points: list[Tensor]) -> list[Tensor]:
    if v is None and len(points) == 1 and points[0]._data.size == 1:
        return [creation.leaf(np.ones(points[0].shape, points[0].dtype))]
    return shaped_like(machine, engine_argument(machine, v), points, "v")


def jvp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    value, points = _started(machine, func, inputs, "jvp")
    directions = _directions(machine, v, points.tensors)
    changes = [change_along(y, points.tensors, directions) for y in results_of(machine, value, "jvp")]
    return _kept(machine, (value, filled(machine, value, changes)), create_graph)


def vhp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    """(f(inputs), vᵀ H): the gradient of the slope along v."""
    value, points = _started(machine, func, inputs, "vhp")
    y = scalar_of(value, "vhp")
    slopes = slopes_of(y, points.tensors)
    along = slopes_of(slopes, points.tensors, _directions(machine, v, points.tensors))
    return _kept(machine, (y, points.as_asked(along)), create_graph)


# A Hessian is symmetric: H v and vᵀ H hold the same numbers.
FUNCTIONAL = named(jacobian=jacobian, hessian=hessian, vjp=vjp, jvp=jvp, vhp=vhp, hvp=vhp)
