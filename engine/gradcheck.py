"""Checking gradients against central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, signature
from typing import Any

import numpy as np

from engine.autodiff import grad
from engine.errors import GradientError
from engine.op import OPS
from engine.tensor import Tensor, make
from engine.transforms import jacobian, leaves_at, units


def gradcheck(
    f: Callable[..., Tensor],
    inputs: Any,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    mode: str = "reverse",
    *,
    raise_exception: bool = True,
    check_forward_ad: bool = False,
) -> bool:
    """True when the derivative of f agrees with central differences at every entry.

    `mode` is "reverse" or "forward", as for `jacobian`; `check_forward_ad` checks "forward" as well. Raises
    GradientError with the entry that is furthest off, or gives False without `raise_exception`.
    """
    points = leaves_at(inputs)
    try:
        for each in dict.fromkeys((mode, "forward" if check_forward_ad else mode)):
            _check(f, points, eps, atol, rtol, each)
    except GradientError:
        if raise_exception:
            raise
        return False
    return True


def _check(f: Callable[..., Tensor], points: Sequence[Tensor], eps: float, atol: float, rtol: float, mode: str) -> None:
    """Raises GradientError."""
    exact = jacobian(f, points, mode=mode)
    for k in range(len(points)):
        found, numeric = np.asarray(exact[k]._data), numeric_jacobian(f, points, k, eps)
        off = np.abs(found - numeric)
        if not np.all(off <= atol + rtol * np.abs(numeric)):
            worst = np.unravel_index(int(np.argmax(np.nan_to_num(off, nan=np.inf))), off.shape)
            name = _input_name(f, k)
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
    f: Callable[..., Tensor], inputs: Any, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3
) -> bool:
    """`gradcheck` of the gradient itself: the second derivative by reverse over reverse against central differences."""
    points = leaves_at(inputs)

    def first(*xs: Tensor) -> Tensor:
        leaves = tuple(x if x.requires_grad else x.requires_grad_() for x in xs)
        y = f(*leaves)
        total = y.sum() if y.ndim else y  # type: ignore[attr-defined]
        found = grad(total, leaves, create_graph=True, allow_unused=True)
        parts = [
            make(OPS["reshape"], (0.0 * x if g is None else g,), {"shape": (-1,)})
            for g, x in zip(found, leaves, strict=True)
        ]
        return make(OPS["cat"], tuple(parts), {"dim": 0})

    return gradcheck(first, points, eps, atol, rtol)
