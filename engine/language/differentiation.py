"""Derivatives of functions that a program defines: torch.func, torch.autograd.functional, and grad(f) of HIPS and JAX.

Every sweep records what it computes, so that it is paid for and can be differentiated again. Forward mode gives the
numbers of reverse mode, and is computed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine import creation
from engine.autodiff import grad
from engine.language.arguments import engine_argument
from engine.language.calls import invoke
from engine.language.errors import ProgramError
from engine.language.operators import whole
from engine.language.values import NUMBERS, Builtin, Value, describe
from engine.mode import enable_grad
from engine.op import OPS, shape_text
from engine.ops.axes import axis_of
from engine.tensor import Tensor, apply

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


def _at_points(arguments: Sequence[Value], argnums: Value, name: str) -> tuple[list[Value], list[Tensor]]:
    """(the arguments with points in some places, the points)."""
    given = list(arguments)
    places = _places(argnums, len(given))
    for place in places:
        given[place] = _point(given[place], name)
    return given, [given[place] for place in places]


def _called(machine: Machine, function: Value, arguments: list[Value]) -> Value:
    with machine.frame(1), enable_grad():
        return invoke(machine, function, arguments, {})


def _tensor(value: Value, name: str) -> Tensor:
    if type(value) is not Tensor:
        raise ProgramError("type", f"{name} needs a function that returns a tensor, not {describe(value)}")
    return value


def _scalar(value: Value, name: str) -> Tensor:
    tensor = _tensor(value, name)
    if tensor.shape != ():
        raise ProgramError(
            "shape",
            f"{name} needs a function that returns a single number, not {describe(tensor)}",
            hint="Add .sum() or .mean() to what it returns; torch.func.jacrev takes functions with several results.",
        )
    return tensor


def _zeros(like: Tensor) -> Tensor:
    return creation.leaf(np.zeros(like.shape, like.dtype))


def _slopes(value: Tensor, points: Sequence[Tensor], upstream: Tensor | None = None) -> list[Tensor]:
    """The gradient of the value for each point; zeros for one that it does not depend on."""
    found = grad(value, points, upstream, True, True) if value.requires_grad else [None] * len(points)
    return [_zeros(point) if slope is None else slope for slope, point in zip(found, points, strict=True)]


def _along(value: Tensor, points: Sequence[Tensor], tangents: Sequence[Tensor]) -> Tensor:
    """The change of the value along the tangents: its gradient is linear in the upstream gradient, with this slope."""
    upstream = creation.leaf(np.ones(value.shape, value.dtype), requires_grad=True)
    total: Tensor | None = None
    for slope, tangent in zip(_slopes(value, points, upstream), tangents, strict=True):
        (part,) = _slopes(slope, [upstream], tangent)
        total = part if total is None else total + part
    return _zeros(value) if total is None else total


def _jacobian(machine: Machine, value: Value, points: Sequence[Tensor], name: str) -> Value:
    """For each point a Jacobian of shape value.shape + point.shape; of several values a tuple of such lists."""
    if isinstance(value, tuple):
        return tuple(_jacobian(machine, part, points, name) for part in value)
    y = _tensor(value, name)
    rows: list[list[Tensor]] = [[] for _ in points]
    for entry in range(y._data.size):
        machine.budget.allocate(y.shape)
        unit = np.zeros(y.shape, y.dtype)
        unit.reshape(-1)[entry] = 1
        for held, slope in zip(rows, _slopes(y, points, Tensor(unit)), strict=True):
            held.append(slope)
    shapes = [(*y.shape, *point.shape) for point in points]
    return [
        apply(OPS["reshape"], apply(OPS["stack"], *held), shape=shape) if held else creation.zeros(shape)
        for held, shape in zip(rows, shapes, strict=True)
    ]


def _as_asked(found: Value, several: bool) -> Value:
    """Lists of one entry a point as tuples, or as that entry."""
    if isinstance(found, tuple):
        return tuple(_as_asked(part, several) for part in found)
    return tuple(found) if several else found[0]


def _with_aux(value: Value, has_aux: Value, name: str) -> tuple[Value, Value]:
    if not has_aux:
        return value, None
    if not isinstance(value, tuple) or len(value) != 2:
        raise ProgramError("type", f"{name} with has_aux needs a function that returns (result, aux)")
    return value


def gradient_of(machine: Machine, function: Value, argnum: Value = 0) -> Builtin:
    """`grad(f)` of HIPS autograd and JAX, which takes plain numbers too."""

    def slope(machine: Machine, *arguments: Value) -> Value:
        given = [creation.leaf(float(value)) if isinstance(value, NUMBERS) else value for value in arguments]
        given, points = _at_points(given, whole(argnum, "argnum"), "grad")
        return _slopes(_tensor(_called(machine, function, given), "grad"), points)[0]

    return Builtin("grad(f)", slope)


def _value_and_slopes(
    machine: Machine, func: Value, argnums: Value, has_aux: Value, arguments: Sequence[Value]
) -> tuple[Value, Value, Value]:
    """(the value, what else the function returned, the gradients as asked for)."""
    given, points = _at_points(arguments, argnums, "grad")
    value, aux = _with_aux(_called(machine, func, given), has_aux, "grad")
    return value, aux, _as_asked(_slopes(_scalar(value, "grad"), points), isinstance(argnums, tuple))


def func_grad(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    def slope(machine: Machine, *arguments: Value) -> Value:
        _, aux, found = _value_and_slopes(machine, func, argnums, has_aux, arguments)
        return (found, aux) if has_aux else found

    return Builtin("grad(f)", slope)


def func_grad_and_value(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    def slope(machine: Machine, *arguments: Value) -> Value:
        value, aux, found = _value_and_slopes(machine, func, argnums, has_aux, arguments)
        return (found, (value, aux)) if has_aux else (found, value)

    return Builtin("grad_and_value(f)", slope)


def func_vjp(machine: Machine, func: Value, *primals: Value, has_aux: Value = False) -> tuple[Value, ...]:
    """(f(primals), the function from upstream gradients to a tuple of downstream gradients)"""
    given, points = _at_points(primals, tuple(range(len(primals))), "vjp")
    value, aux = _with_aux(_called(machine, func, given), has_aux, "vjp")
    y = _tensor(value, "vjp")

    def pull(machine: Machine, cotangents: Value) -> tuple[Tensor, ...]:
        return tuple(_slopes(y, points, _like(cotangents, y, "the upstream gradient")))

    pulled = (y, Builtin("vjp(f)", pull))
    return (*pulled, aux) if has_aux else pulled


def _like(value: Value, wanted: Tensor, what: str) -> Tensor:
    tensor = _tensor(value, what)
    if tensor.shape != wanted.shape:
        raise ProgramError(
            "shape",
            f"{what} has shape {shape_text(tensor.shape)}, its value has {shape_text(wanted.shape)}",
        )
    return tensor


def func_jvp(machine: Machine, func: Value, primals: Value, tangents: Value, has_aux: Value = False) -> Value:
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple) or len(primals) != len(tangents):
        raise ProgramError("argument", "jvp takes a tuple of primals and a tuple of as many tangents")
    given, points = _at_points(primals, tuple(range(len(primals))), "jvp")
    value, aux = _with_aux(_called(machine, func, given), has_aux, "jvp")
    directions = [_like(t, point, "a tangent") for t, point in zip(tangents, points, strict=True)]
    y = _tensor(value, "jvp")
    moved = (y, _along(y, points, directions))
    return (*moved, aux) if has_aux else moved


def func_jacobian(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    """`jacrev` and `jacfwd`"""

    def slope(machine: Machine, *arguments: Value) -> Value:
        given, points = _at_points(arguments, argnums, "jacobian")
        value, aux = _with_aux(_called(machine, func, given), has_aux, "jacobian")
        found = _as_asked(_jacobian(machine, value, points, "jacobian"), isinstance(argnums, tuple))
        return (found, aux) if has_aux else found

    return Builtin("jacobian(f)", slope)


def func_hessian(machine: Machine, func: Value, argnums: Value = 0) -> Builtin:
    return func_jacobian(machine, func_jacobian(machine, func, argnums), argnums)


def func_vmap(machine: Machine, func: Value, in_dims: Value = 0, out_dims: Value = 0) -> Builtin:
    """The function applied to each slice of its arguments, one after the other."""

    def mapped(machine: Machine, *arguments: Value) -> Value:
        dims = in_dims if isinstance(in_dims, (tuple, list)) else (in_dims,) * len(arguments)
        if len(dims) != len(arguments):
            raise ProgramError("argument", f"vmap has {len(dims)} in_dims for {len(arguments)} arguments")
        counts = {
            x.shape[axis_of(whole(dim, "in_dims"), x.ndim)] if _tensor(x, "vmap").ndim else 0
            for x, dim in zip(arguments, dims, strict=True)
            if dim is not None
        }
        if len(counts) != 1 or counts == {0}:
            raise ProgramError("shape", f"vmap needs slices, the same number of every argument, got {sorted(counts)}")
        outs = []
        for k in range(counts.pop()):
            parts = [
                x if dim is None else apply(OPS["select"], x, dim=dim, index=k)
                for x, dim in zip(arguments, dims, strict=True)
            ]
            outs.append(_called(machine, func, parts))
        if isinstance(outs[0], tuple):
            return tuple(_stacked([out[k] for out in outs], out_dims) for k in range(len(outs[0])))
        return _stacked(outs, out_dims)

    return Builtin("vmap(f)", mapped)


def _stacked(outs: list[Value], dim: Value) -> Tensor:
    return apply(OPS["stack"], *(_tensor(out, "vmap") for out in outs), dim=whole(dim, "out_dims"))


def _listed(inputs: Value) -> tuple[list[Value], bool]:
    """(the inputs as a list, whether several were given)."""
    several = isinstance(inputs, (tuple, list))
    return list(inputs) if several else [inputs], several


def _started(machine: Machine, func: Value, inputs: Value, name: str) -> tuple[Value, list[Tensor], bool]:
    """(func at points, the points, whether several inputs were given)."""
    listed, several = _listed(inputs)
    given, points = _at_points(listed, tuple(range(len(listed))), name)
    return _called(machine, func, given), points, several


def _kept(found: Value, create_graph: Value) -> Value:
    """The results; outside the graph unless they are to be differentiated."""
    if create_graph:
        return found
    return tuple(_kept(part, False) for part in found) if isinstance(found, tuple) else found.detach()


def jacobian(machine: Machine, func: Value, inputs: Value, create_graph: Value = False, **speed: Value) -> Value:
    """`speed`: strict, vectorize and strategy, which change no number."""
    value, points, several = _started(machine, func, inputs, "jacobian")
    return _kept(_as_asked(_jacobian(machine, value, points, "jacobian"), several), create_graph)


def hessian(machine: Machine, func: Value, inputs: Value, create_graph: Value = False, **speed: Value) -> Value:
    value, points, several = _started(machine, func, inputs, "hessian")
    slopes = tuple(_slopes(_scalar(value, "hessian"), points))
    rows = _as_asked(_jacobian(machine, slopes, points, "hessian"), several)
    return _kept(rows if several else rows[0], create_graph)


def vjp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    value, points, several = _started(machine, func, inputs, "vjp")
    y = _tensor(value, "vjp")
    upstream = None if v is None else _like(v, y, "v")
    if upstream is None:
        _scalar(y, "vjp without v")
    return _kept((y, _as_asked(_slopes(y, points, upstream), several)), create_graph)


def _directions(machine: Machine, v: Value, points: list[Tensor], name: str) -> list[Tensor]:
    if v is None and len(points) == 1 and points[0]._data.size == 1:
        return [creation.leaf(np.ones(points[0].shape, points[0].dtype))]
    listed, _ = _listed(engine_argument(machine, v))
    if len(listed) != len(points):
        raise ProgramError("argument", f"{name} needs a v for each of its {len(points)} inputs")
    return [_like(t, point, "v") for t, point in zip(listed, points, strict=True)]


def jvp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    value, points, _ = _started(machine, func, inputs, "jvp")
    y = _tensor(value, "jvp")
    return _kept((y, _along(y, points, _directions(machine, v, points, "jvp"))), create_graph)


def vhp(machine: Machine, func: Value, inputs: Value, v: Value = None, create_graph: Value = False) -> Value:
    """(f(inputs), vᵀ H): the gradient of the slope along v."""
    value, points, several = _started(machine, func, inputs, "vhp")
    y = _scalar(value, "vhp")
    directions = _directions(machine, v, points, "vhp")
    totals = [_zeros(point) for point in points]
    for slope, direction in zip(_slopes(y, points), directions, strict=True):
        totals = [a + b for a, b in zip(totals, _slopes(slope, points, direction), strict=True)]
    return _kept((y, _as_asked(totals, several)), create_graph)


def named(**calls: Callable[..., Value]) -> dict[str, Value]:
    return {name: Builtin(name, call) for name, call in calls.items()}


FUNC = named(
    grad=func_grad,
    grad_and_value=func_grad_and_value,
    vjp=func_vjp,
    jvp=func_jvp,
    jacrev=func_jacobian,
    jacfwd=func_jacobian,
    hessian=func_hessian,
    vmap=func_vmap,
)
# A Hessian is symmetric: H v and vᵀ H hold the same numbers.
FUNCTIONAL = named(jacobian=jacobian, hessian=hessian, vjp=vjp, jvp=jvp, vhp=vhp, hvp=vhp)
