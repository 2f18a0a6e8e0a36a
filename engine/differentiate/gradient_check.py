"""Checking gradients against central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, signature
from typing import Any

import numpy as np

from engine.differentiate.reverse import grad
from engine.differentiate.transforms import jacobian, leaves_at, units
from engine.errors import ArgumentError, GradientError
from engine.operation import OPS
from engine.tensors import Tensor, make


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
) -> bool:
    """True when the derivatives of `func` agree with central differences at every entry, as in PyTorch.

    `inputs` is one argument or a tuple of them. Those that require a gradient are varied; where none does, all tensors
    and arrays of floating point numbers are. `func` returns a tensor or a tuple of tensors. Raises GradientError with
    the entry that is furthest off, or gives False without `raise_exception`; raises ArgumentError when nothing varies.
    """
    given, slots = _varied(inputs)
    points = leaves_at([given[slot] for slot in slots])
    names = [_input_name(func, slot) for slot in slots]

    def outputs(*moved: Tensor) -> tuple[Tensor, ...]:
        arguments = list(given)
        for slot, point in zip(slots, moved, strict=True):
            arguments[slot] = point
        return _outputs(func(*arguments))

    modes = [mode for mode, asked in (("reverse", check_backward_ad), ("forward", check_forward_ad)) if asked]
    try:
        for number, y in enumerate(outputs(*points)):
            for mode in modes if y.dtype.kind == "f" else ():
                _check(lambda *moved, k=number: outputs(*moved)[k], points, names, eps, atol, rtol, mode)
    except GradientError:
        if raise_exception:
            raise
        return False
    return True


def _varied(inputs: Any) -> tuple[list[Any], list[int]]:
    """(the arguments, the positions of those that vary). Raises ArgumentError."""
    given = list(inputs) if isinstance(inputs, (tuple, list)) else [inputs]
    given = [Tensor(value) if isinstance(value, (np.ndarray, np.generic)) else value for value in given]
    floating = [slot for slot, x in enumerate(given) if isinstance(x, float) or _is_floating(x)]
    requiring = [slot for slot in floating if isinstance(given[slot], Tensor) and given[slot].requires_grad]
    if not floating:
        raise ArgumentError("there is nothing to vary: give at least one tensor of floating point numbers")
    return given, requiring or floating


def _is_floating(value: Any) -> bool:
    return isinstance(value, Tensor) and value.dtype.kind == "f"


def _check(
    f: Callable[..., Tensor],
    points: Sequence[Tensor],
    names: Sequence[str],
    eps: float,
    atol: float,
    rtol: float,
    mode: str,
) -> None:
    """Raises GradientError."""
    exact = jacobian(f, points, mode=mode)
    for k in range(len(points)):
        found, numeric = np.asarray(exact[k]._data), numeric_jacobian(f, points, k, eps)
        off = np.abs(found - numeric)
        if not np.all(off <= atol + rtol * np.abs(numeric)):
            worst = np.unravel_index(int(np.argmax(np.nan_to_num(off, nan=np.inf))), off.shape)
            name = names[k]
            ndim = off.ndim - points[k].ndim
            raise GradientError(
                f"the {mode} derivative in {name} is wrong: "
                f"∂y{_place(worst[:ndim])}/∂{name}{_place(worst[ndim:])} is {float(found[worst])!r} "
                f"by the rule and {float(numeric[worst])!r} by central differences"
            )


def _input_name(f: Callable[..., Tensor], slot: int) -> str:
    """The name of a positional parameter of f; x0, x1, … where f takes any number of them."""
    named = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    names = [name for name, parameter in signature(f).parameters.items() if parameter.kind in named]
    return names[slot] if slot < len(names) else f"x{slot}"


def _place(index: Sequence[Any]) -> str:
    return f"[{', '.join(str(int(i)) for i in index)}]" if index else ""


def numeric_jacobian(
    f: Callable[..., Tensor], points: Sequence[Tensor], which: int, eps: float
) -> np.ndarray[Any, Any]:
    """(f(x + eps) - f(x - eps)) / 2 eps for every entry of one input, shaped as `jacobian` shapes it."""
    base = np.asarray(points[which]._data)
    columns = []
    for unit in units(base.shape, base.dtype):
        sides = []
        for sign in (1.0, -1.0):
            moved = [Tensor(p._data) for p in points]
            moved[which] = Tensor(base + sign * eps * unit)
            sides.append(np.asarray(f(*moved)._data))
        columns.append((sides[0] - sides[1]) / (2 * eps))
    return np.stack(columns, axis=-1).reshape((*columns[0].shape, *base.shape))


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """`gradcheck` of the gradient itself: the second derivative by reverse over reverse against central differences.

    `grad_outputs` is the upstream gradient, one tensor or one for each output; one that requires a gradient is varied
    too. Without it every entry gets an upstream gradient of its own.
    """
    given, slots = _varied(inputs)
    for slot in slots:
        (given[slot],) = leaves_at(given[slot])
    parts = _outputs(func(*given))
    seeds = [_upstream(part) for part in parts] if grad_outputs is None else list(_outputs(grad_outputs))

    def first(*arguments: Any) -> tuple[Tensor, ...]:
        xs = list(arguments[: len(given)])
        for slot in slots:
            xs[slot] = xs[slot] if xs[slot].requires_grad else xs[slot].detach().requires_grad_()
        leaves = [xs[slot] for slot in slots]
        total = Tensor(np.float64(0))
        for part, seed in zip(_outputs(func(*xs)), arguments[len(given) :], strict=True):
            total = total + make(OPS["sum"], (part * seed,))
        found = grad(total, leaves, create_graph=True, allow_unused=True) if total.requires_grad else (None,) * len(xs)
        return tuple(0.0 * x if g is None else g for g, x in zip(found, leaves, strict=False))

    return gradcheck(first, (*given, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception)


def _outputs(y: Any) -> tuple[Tensor, ...]:
    return tuple(y) if isinstance(y, (tuple, list)) else (y,)


def _upstream(y: Tensor) -> Tensor:
    """An upstream gradient with no two entries alike, so that no mix-up of entries can hide."""
    return Tensor(np.cos(np.arange(1.0, y._data.size + 1)).reshape(y.shape))
