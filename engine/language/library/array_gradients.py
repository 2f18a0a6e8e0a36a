"""grad(f) and its kin of HIPS autograd and JAX, whose gradients are numpy's arrays in the shape of what f takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.differentiate import gradcheck
from engine.functions import FUNCTIONS, creation
from engine.language.errors import ProgramError
from engine.language.library import torch_func
from engine.language.library.autograd_misc import MISC
from engine.language.machine import Machine
from engine.language.semantics import (
    at_points,
    called_with,
    each,
    engine_argument,
    entries,
    invoke,
    named,
    released,
    slopes_of,
    tensor_of,
    whole,
)
from engine.language.values import NUMBERS, Builtin, Module, Value
from engine.tensors import Tensor


def _as_array(machine: Machine, found: Value) -> Value:
    if type(found) is Tensor:
        machine.arrays.add(found)
    return found


def _number_as_leaf(value: Value) -> Value:
    return creation.leaf(float(value)) if isinstance(value, NUMBERS) else value


def _value_and_gradient(machine: Machine, function: Value, argnum: Value, arguments: Any, named_too: Any) -> Value:
    """(what f gives, its gradient: for several arguments a tuple of gradients)."""
    points = at_points(machine, arguments, argnum, "grad", _number_as_leaf)
    call = Builtin("f", lambda machine, *ins: invoke(machine, function, list(ins), named_too))
    value = tensor_of(called_with(machine, call, points.given), "grad")
    found = points.as_asked(slopes_of(value, points.tensors))
    value, found = (released(machine, part, points.tensors) for part in (value, found))
    return _as_array(machine, value), each(machine, found, lambda part: _as_array(machine, part))


def gradient_of(machine: Machine, fun: Value, argnum: Value = 0, *, argnums: Value = None) -> Builtin:
    """`grad(f)`, which takes plain numbers, and lists, tuples and dicts of arrays too."""
    asked = argnum if argnums is None else argnums

    def slope(machine: Machine, /, *arguments: Value, **named_too: Value) -> Value:
        return _value_and_gradient(machine, fun, asked, arguments, named_too)[1]

    return Builtin("grad(f)", slope)


def value_and_gradient_of(machine: Machine, fun: Value, argnum: Value = 0, *, argnums: Value = None) -> Builtin:
    asked = argnum if argnums is None else argnums

    def both(machine: Machine, /, *arguments: Value, **named_too: Value) -> Value:
        return _value_and_gradient(machine, fun, asked, arguments, named_too)

    return Builtin("value_and_grad(f)", both)


def elementwise_gradient_of(machine: Machine, fun: Value, argnum: Value = 0) -> Builtin:
    """`elementwise_grad(f)` of HIPS autograd: the gradient of the sum of what f gives."""

    def summed(machine: Machine, /, *arguments: Value, **named_too: Value) -> Value:
        result = tensor_of(invoke(machine, fun, list(arguments), named_too), "elementwise_grad")
        return result if result.ndim == 0 else FUNCTIONS["torch.sum"](result)

    return gradient_of(machine, Builtin("the sum of f", summed), argnum)


def _of_arrays(make: Callable[..., Builtin], name: str) -> Callable[..., Builtin]:
    """A function of torch.func that takes plain numbers, and gives arrays."""

    def made(machine: Machine, fun: Value, argnum: Value = 0, *, argnums: Value = None) -> Builtin:
        inner = make(machine, fun, argnum if argnums is None else argnums)

        def call(machine: Machine, /, *arguments: Value) -> Value:
            found = inner.call(machine, *map(_number_as_leaf, arguments))
            return each(machine, found, lambda part: _as_array(machine, part))

        return Builtin(f"{name}(f)", call)

    return made


def vmap(machine: Machine, fun: Value, in_axes: Value = 0, out_axes: Value = 0) -> Builtin:
    inner = torch_func.vmap(machine, fun, in_axes, out_axes)

    def call(machine: Machine, /, *arguments: Value) -> Value:
        return each(machine, inner.call(machine, *arguments), lambda part: _as_array(machine, part))

    return Builtin("vmap(f)", call)


def jvp(machine: Machine, fun: Value, primals: Value, tangents: Value) -> Value:
    """(what f gives, its change along the tangents)."""
    ins, along = (each(machine, given, _number_as_leaf) for given in (primals, tangents))
    return each(machine, torch_func.jvp(machine, fun, ins, along), lambda part: _as_array(machine, part))


def unchanged(machine: Machine, fun: Value, **options: Value) -> Value:
    """`jit`: what is compiled gives the same numbers."""
    return fun


def tree_map(machine: Machine, f: Value, tree: Value, *rest: Value) -> Value:
    """What f makes of entries that stand in the same place of each tree."""
    others = [iter(entries(machine, other)) for other in rest]

    def change(entry: Value) -> Value:
        return machine.invoke(f, [entry, *(next(other) for other in others)])

    if any(len(entries(machine, other)) != len(entries(machine, tree)) for other in rest):
        raise ProgramError("value", "the trees are not of one form")
    return each(machine, tree, change)


def checked(
    machine: Machine,
    function: Value,
    inputs: Value,
    *,
    eps: Value = 1e-6,
    atol: Value = 1e-5,
    rtol: Value = 1e-3,
    raise_exception: Value = True,
    **more: Value,
) -> bool:
    """`torch.autograd.gradcheck`, which prints nothing of what the function prints. Raises GradientError."""
    given = engine_argument(machine, inputs)
    machine.quiet += 1
    try:
        return gradcheck(
            lambda *moved: called_with(machine, function, list(moved)),
            given,
            eps=eps,
            atol=atol,
            rtol=rtol,
            raise_exception=machine.truth(raise_exception),
        )
    finally:
        machine.quiet -= 1


def check_grads(machine: Machine, f: Value, modes: Value = None, order: Value = 2) -> Builtin:
    """`check_grads(f)(x)` of HIPS autograd's test_util: nothing where the gradients agree."""

    def check(machine: Machine, /, *arguments: Value) -> None:
        checked(machine, f, tuple(map(_number_as_leaf, arguments)))

    return Builtin("check_grads(f)", check)


def _softmax(name: str) -> Callable[..., Value]:
    def call(machine: Machine, x: Value, axis: Value = -1) -> Value:
        return _as_array(machine, FUNCTIONS[f"torch.{name}"](tensor_of(x, name), dim=whole(axis, "axis")))

    return call


def _activation(name: str) -> Callable[..., Value]:
    def call(machine: Machine, x: Value) -> Value:
        return _as_array(machine, FUNCTIONS[f"functional.{name}"](tensor_of(_number_as_leaf(x), name)))

    return call


def jax_nn() -> Module:
    elementary = {name: _activation(name) for name in ("relu", "sigmoid", "softplus", "silu", "elu")}
    return Module("jax.nn", named(**elementary, softmax=_softmax("softmax"), log_softmax=_softmax("log_softmax")))


JACOBIAN = _of_arrays(torch_func.jacobian, "jacobian")
HESSIAN = _of_arrays(torch_func.hessian, "hessian")
SHARED = named(grad=gradient_of, value_and_grad=value_and_gradient_of, hessian=HESSIAN)


def _logsumexp(machine: Machine, x: Value, axis: Value = None, *, keepdims: Value = False, b: Value = None) -> Value:
    values = tensor_of(x, "logsumexp")
    along = tuple(range(values.ndim)) if axis is None else whole(axis, "axis")
    found = FUNCTIONS["torch.logsumexp"](values, dim=along, keepdim=machine.truth(keepdims))
    return _as_array(machine, found)


def _special() -> dict[str, Value]:
    of_one = {"expit": "sigmoid", **{name: name for name in ("erf", "erfc", "gammaln", "digamma", "logit")}}
    calls = {name: _of_one(f"torch.{'lgamma' if own == 'gammaln' else own}") for name, own in of_one.items()}
    return named(logsumexp=_logsumexp, **calls)


def _of_one(path: str) -> Callable[[Machine, Value], Value]:
    def call(machine: Machine, x: Value) -> Value:
        return _as_array(machine, FUNCTIONS[path](tensor_of(_number_as_leaf(x), "this function")))

    return call


def _scipy(owner: str) -> Module:
    return Module(f"{owner}.scipy", {"special": Module(f"{owner}.scipy.special", _special())})


def autograd(numpy: Module) -> Module:
    """HIPS autograd: numpy's words, and what makes derivatives."""
    own = named(elementwise_grad=elementwise_gradient_of, jacobian=JACOBIAN)
    parts = {"numpy": numpy, "test_util": Module("autograd.test_util", named(check_grads=check_grads))}
    parts |= {"scipy": _scipy("autograd"), "misc": MISC}
    return Module("autograd", {**SHARED, **own, **parts})


def jax(numpy: Module) -> Module:
    own = named(jit=unchanged, vmap=vmap, jvp=jvp, jacfwd=JACOBIAN, jacrev=JACOBIAN, jacobian=JACOBIAN)
    trees = named(tree_map=tree_map)
    parts = {
        "numpy": numpy,
        "nn": jax_nn(),
        "scipy": _scipy("jax"),
        "random": Module("jax.random", {}),
        "tree_util": Module("jax.tree_util", trees),
        "tree": Module("jax.tree", named(map=tree_map)),
    }
    return Module("jax", {**SHARED, **own, **parts})
