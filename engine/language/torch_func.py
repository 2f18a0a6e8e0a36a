"""torch.func, and grad(f) of HIPS autograd and JAX: functions that are made of functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.functions import creation
from engine.language.differentiation import (
    as_asked,
    at_points,
    called_with,
    change_along,
    jacobian_of,
    named,
    released,
    scalar_of,
    shaped_like,
    slopes_of,
    tensor_of,
)
from engine.language.errors import ProgramError
from engine.language.operators import whole
from engine.language.values import NUMBERS, Builtin, Value
from engine.operation import OPS
from engine.ops.axes import axis_of
from engine.tensors import Tensor, apply

if TYPE_CHECKING:
    from engine.language.machine import Machine


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
        given, points = at_points(given, whole(argnum, "argnum"), "grad")
        return slopes_of(tensor_of(called_with(machine, function, given), "grad"), points)[0]

    return Builtin("grad(f)", slope)


def _value_and_slopes(
    machine: Machine, func: Value, argnums: Value, has_aux: Value, arguments: Sequence[Value]
) -> tuple[Value, Value, Value]:
    """(the value, what else the function returned, the gradients as asked for)."""
    given, points = at_points(arguments, argnums, "grad")
    value, aux = _with_aux(called_with(machine, func, given), has_aux, "grad")
    found = as_asked(slopes_of(scalar_of(value, "grad"), points), isinstance(argnums, tuple))
    return released(value, points), released(aux, points), released(found, points)


def grad(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    def slope(machine: Machine, *arguments: Value) -> Value:
        _, aux, found = _value_and_slopes(machine, func, argnums, has_aux, arguments)
        return (found, aux) if has_aux else found

    return Builtin("grad(f)", slope)


def grad_and_value(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    def slope(machine: Machine, *arguments: Value) -> Value:
        value, aux, found = _value_and_slopes(machine, func, argnums, has_aux, arguments)
        return (found, (value, aux)) if has_aux else (found, value)

    return Builtin("grad_and_value(f)", slope)


def vjp(machine: Machine, func: Value, *primals: Value, has_aux: Value = False) -> tuple[Value, ...]:
    """(f(primals), the function from upstream gradients to a tuple of downstream gradients)"""
    given, points = at_points(primals, tuple(range(len(primals))), "vjp")
    value, aux = _with_aux(called_with(machine, func, given), has_aux, "vjp")
    y = tensor_of(value, "vjp")

    def pull(machine: Machine, cotangents: Value) -> tuple[Tensor, ...]:
        found = slopes_of(y, points, shaped_like(cotangents, y, "the upstream gradient"))
        return tuple(released(found, points))

    pulled = (released(y, points), Builtin("vjp(f)", pull))
    return (*pulled, released(aux, points)) if has_aux else pulled


def jvp(machine: Machine, func: Value, primals: Value, tangents: Value, has_aux: Value = False) -> Value:
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple) or len(primals) != len(tangents):
        raise ProgramError("argument", "jvp takes a tuple of primals and a tuple of as many tangents")
    given, points = at_points(primals, tuple(range(len(primals))), "jvp")
    value, aux = _with_aux(called_with(machine, func, given), has_aux, "jvp")
    directions = [shaped_like(t, point, "a tangent") for t, point in zip(tangents, points, strict=True)]
    y = tensor_of(value, "jvp")
    moved = (y, change_along(y, points, directions))
    return released((*moved, aux) if has_aux else moved, points)


def jacobian(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    """`jacrev` and `jacfwd`"""

    def slope(machine: Machine, *arguments: Value) -> Value:
        given, points = at_points(arguments, argnums, "jacobian")
        value, aux = _with_aux(called_with(machine, func, given), has_aux, "jacobian")
        found = as_asked(jacobian_of(machine, value, points, "jacobian"), isinstance(argnums, tuple))
        return released((found, aux) if has_aux else found, points)

    return Builtin("jacobian(f)", slope)


def hessian(machine: Machine, func: Value, argnums: Value = 0) -> Builtin:
    return jacobian(machine, jacobian(machine, func, argnums), argnums)


def vmap(machine: Machine, func: Value, in_dims: Value = 0, out_dims: Value = 0) -> Builtin:
    """The function applied to each slice of its arguments, one after the other."""

    def mapped(machine: Machine, *arguments: Value) -> Value:
        dims = in_dims if isinstance(in_dims, (tuple, list)) else (in_dims,) * len(arguments)
        if len(dims) != len(arguments):
            raise ProgramError("argument", f"vmap has {len(dims)} in_dims for {len(arguments)} arguments")
        counts = {
            x.shape[axis_of(whole(dim, "in_dims"), x.ndim)] if tensor_of(x, "vmap").ndim else 0
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
            outs.append(called_with(machine, func, parts))
        if isinstance(outs[0], tuple):
            return tuple(_stacked([out[k] for out in outs], out_dims) for k in range(len(outs[0])))
        return _stacked(outs, out_dims)

    return Builtin("vmap(f)", mapped)


def _stacked(outs: list[Value], dim: Value) -> Tensor:
    return apply(OPS["stack"], *(tensor_of(out, "vmap") for out in outs), dim=whole(dim, "out_dims"))


FUNC = named(
    grad=grad,
    grad_and_value=grad_and_value,
    vjp=vjp,
    jvp=jvp,
    jacrev=jacobian,
    jacfwd=jacobian,
    hessian=hessian,
    vmap=vmap,
)
