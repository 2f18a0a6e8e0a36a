"""Checking gradients against central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.autodiff import grad
from engine.errors import GradientError
from engine.op import OPS
from engine.tensor import Tensor, make
from engine.transforms import jacobian, leaves_at, units


def gradcheck(f: Callable[..., Tensor], inputs: Any, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3) -> bool:
    """True when reverse mode agrees with central differences at every entry. Raises GradientError with the worst
    one.
    """
    points = leaves_at(inputs)
    exact = jacobian(f, points, mode="reverse")
    for k in range(len(points)):
        numeric = numeric_jacobian(f, points, k, eps)
        off = np.abs(exact[k]._data - numeric)
        if not np.all(off <= atol + rtol * np.abs(numeric)):
            worst = np.unravel_index(int(np.argmax(np.nan_to_num(off, nan=np.inf))), off.shape)
            raise GradientError(
                f"the gradient of input {k} differs from central differences at entry {tuple(map(int, worst))}: "
                f"{float(exact[k]._data[worst])!r} against {float(numeric[worst])!r}"
            )
    return True


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
