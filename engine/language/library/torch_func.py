"""torch.func: functions that are made of functions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import (
    at_points,
    called_with,
    change_along,
    each,
    entries,
    filled,
    invoke,
    jacobian_of,
    named,
    released,
    results_of,
    scalar_of,
    shaped_like,
    slopes_of,
    tensor_of,
    whole,
)
from engine.language.values import Builtin, Layer, Value, describe
from engine.nn import stateless
from engine.operation import OPS
from engine.ops.axes import axis_of
from engine.tensors import Tensor, apply


def _with_aux(value: Value, has_aux: Value, name: str) -> tuple[Value, Value]:
    if not has_aux:
        return value, None
    if not isinstance(value, tuple) or len(value) != 2:
        raise ProgramError("type", f"{name} with has_aux needs a function that returns (result, aux)")
    return value


def _value_and_slopes(
    machine: Machine, func: Value, argnums: Value, has_aux: Value, arguments: Sequence[Value]
) -> tuple[Value, Value, Value]:
    """(the value, what else the function returned, the gradients as asked for)."""
    points = at_points(machine, arguments, argnums, "grad")
    value, aux = _with_aux(called_with(machine, func, points.given), has_aux, "grad")
    found = points.as_asked(slopes_of(scalar_of(value, "grad"), points.tensors))
    value, aux, found = (released(machine, part, points.tensors) for part in (value, aux, found))
    return value, aux, found


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
    points = at_points(machine, primals, tuple(range(len(primals))), "vjp")
    value, aux = _with_aux(called_with(machine, func, points.given), has_aux, "vjp")
    ys = results_of(machine, value, "vjp")

    def pull(machine: Machine, cotangents: Value) -> Value:
        upstream = shaped_like(machine, cotangents, ys, "the upstream gradient")
        return released(machine, points.as_asked(slopes_of(ys, points.tensors, upstream)), points.tensors)

    pulled = (released(machine, value, points.tensors), Builtin("vjp(f)", pull))
    return (*pulled, released(machine, aux, points.tensors)) if has_aux else pulled


def jvp(machine: Machine, func: Value, primals: Value, tangents: Value, has_aux: Value = False) -> Value:
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple) or len(primals) != len(tangents):
        raise ProgramError("argument", "jvp takes a tuple of primals and a tuple of as many tangents")
    points = at_points(machine, primals, tuple(range(len(primals))), "jvp")
    value, aux = _with_aux(called_with(machine, func, points.given), has_aux, "jvp")
    directions = shaped_like(machine, tangents, points.tensors, "a tangent")
    changes = [change_along(y, points.tensors, directions) for y in results_of(machine, value, "jvp")]
    moved = (value, filled(machine, value, changes))
    return released(machine, (*moved, aux) if has_aux else moved, points.tensors)


def jacobian(machine: Machine, func: Value, argnums: Value = 0, has_aux: Value = False) -> Builtin:
    """`jacrev` and `jacfwd`"""

    def slope(machine: Machine, *arguments: Value) -> Value:
        points = at_points(machine, arguments, argnums, "jacobian")
        value, aux = _with_aux(called_with(machine, func, points.given), has_aux, "jacobian")
        found = jacobian_of(machine, value, points, "jacobian")
        return released(machine, (found, aux) if has_aux else found, points.tensors)

    return Builtin("jacobian(f)", slope)


def hessian(machine: Machine, func: Value, argnums: Value = 0) -> Builtin:
    return jacobian(machine, jacobian(machine, func, argnums), argnums)


def vmap(machine: Machine, func: Value, in_dims: Value = 0, out_dims: Value = 0) -> Builtin:
    """The function applied to each slice of its arguments, one after the other."""

    def mapped(machine: Machine, *arguments: Value) -> Value:
        dims = in_dims if isinstance(in_dims, (tuple, list)) else (in_dims,) * len(arguments)
        if len(dims) != len(arguments):
            raise ProgramError("argument", f"vmap has {len(dims)} in_dims for {len(arguments)} arguments")
        sliced = [(argument, dim) for argument, dim in zip(arguments, dims, strict=True) if dim is not None]
        counts = {
            x.shape[axis_of(whole(dim, "in_dims"), x.ndim)] if tensor_of(x, "vmap").ndim else 0
            for argument, dim in sliced
            for x in entries(machine, argument)
        }
        if len(counts) != 1 or counts == {0}:
            raise ProgramError("shape", f"vmap needs slices, the same number of every argument, got {sorted(counts)}")
        outs = []
        for k in range(counts.pop()):
            parts = [
                x if dim is None else each(machine, x, partial(_slice, dim=dim, index=k))
                for x, dim in zip(arguments, dims, strict=True)
            ]
            outs.append(called_with(machine, func, parts))
        slices = zip(*(entries(machine, out) for out in outs), strict=True)
        return filled(machine, outs[0], [_stacked(held, out_dims) for held in slices])

    return Builtin("vmap(f)", mapped)


def _slice(x: Tensor, dim: int, index: int) -> Tensor:
    return apply(OPS["select"], x, dim=dim, index=index)


def _stacked(outs: Sequence[Value], dim: Value) -> Tensor:
    return apply(OPS["stack"], *(tensor_of(out, "vmap") for out in outs), dim=whole(dim, "out_dims"))


def functional_call(
    machine: Machine,
    module: Value,
    parameter_and_buffer_dicts: Value,
    args: Value = (),
    kwargs: Value = None,
    *,
    tie_weights: Value = True,
    strict: Value = False,
) -> Value:
    """What a layer computes with other tensors in place of its own."""
    if not isinstance(module, Layer):
        raise ProgramError("type", f"functional_call takes a layer first, not {describe(module)}")
    given = parameter_and_buffer_dicts
    tables = list(given) if isinstance(given, (list, tuple)) else [given]
    if not all(isinstance(table, dict) for table in tables):
        raise ProgramError("type", f"functional_call takes a dict of tensors, not {describe(given)}")
    machine.budget.spend("cells", module.extent + sum(map(len, tables)))
    inputs = list(args) if isinstance(args, tuple) else [args]
    with stateless.holding(module, {name: held for table in tables for name, held in table.items()}):
        return invoke(machine, module, inputs, dict(kwargs or {}))


FUNC = named(
    functional_call=functional_call,
    grad=grad,
    grad_and_value=grad_and_value,
    vjp=vjp,
    jvp=jvp,
    jacrev=jacobian,
    jacfwd=jacobian,
    hessian=hessian,
    vmap=vmap,
)
