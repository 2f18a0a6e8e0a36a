"""Entries divided by the size of what stands around them: the neighbouring channels, or their whole row."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.operation import FRACTIONS, NUMBERS, Array, Named, Rule, compute
from engine.ops.axes import read_cost, same_shape
from engine.ops.composed import composed
from engine.ops.normalization import channel_shape


def _response_norm(input: Array, /, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Array:
    border = (*(0, 0) * (len(input.shape) - 2), size // 2, (size - 1) // 2)
    squares = compute("pad_constant", input * input, pad=border)
    total: Any = 0.0
    for shift in range(size):
        total = total + squares[:, shift : shift + input.shape[1]]
    return input / (k + alpha / size * total) ** beta


def _around(size: int, back: bool = False) -> Rule:
    """The mean over a window of channels, and over the windows that hold a channel."""
    before, behind = ((size - 1) // 2, size // 2) if back else (size // 2, (size - 1) // 2)

    def mean(x: Array) -> Array:
        padded = np.pad(x, ((0, 0), (before, behind), *((0, 0),) * (len(x.shape) - 2)))
        return sum(padded[:, k : k + x.shape[1]] for k in range(size)) / size

    return mean


composed(
    "local_response_norm",
    _response_norm,
    family="nn",
    shape=channel_shape("local_response_norm", 3),
    cost=read_cost(30),
    formula="input / (k + alpha * around(input ** 2)) ** beta",
    local=["1 / (k + alpha * around(input ** 2)) ** beta"],
    downstream=[
        "g / (k + alpha * around(input ** 2)) ** beta - "
        "2 * alpha * beta * input * back(g * y / (k + alpha * around(input ** 2)))"
    ],
    where={
        "around": Named(
            "the sum over the channels around each one, divided by their number", lambda x, *, size, **_: _around(size)
        ),
        "back": Named(
            "the same sum over the channels that have this one around them", lambda x, *, size, **_: _around(size, True)
        ),
    },
    words="channels next to one another hold each other down",
    names="functional.local_response_norm",
    takes=NUMBERS,
    needs="0",
)


def _normalize(input: Array, /, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Array:
    length = compute("norm", input, p=p, dim=dim, keepdim=True)
    return input / compute("clamp", length, min=eps)


def _is_short(input: Array, p: float, dim: int, eps: float) -> bool:
    return bool(np.any(compute("norm", input, p=p, dim=dim) < eps))


def _length(p: float) -> str:
    return f"norm(input, {'' if p == 2 else 'p=p, '}dim=dim, keepdim=True)"


def _normalized_text(input: Array, *, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> str:
    bounded = eps != 1e-12 or _is_short(input, p, dim, eps)
    return f"input / Max({_length(p)}, eps)" if bounded else f"input / {_length(p)}"


def _normalize_text(input: Array, *, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> str:
    length = _length(p)
    outward = "y" if p == 2 else f"sign(input) * (Abs(input) / {length}) ** (p - 1)"
    turned = f"(g - {outward} * sum(g * y, dim=dim, keepdim=True)) / {length}"
    return f"Piecewise((g / eps, {length} < eps), ({turned}, True))" if _is_short(input, p, dim, eps) else turned


composed(
    "normalize",
    _normalize,
    family="nn",
    shape=lambda input, p=2.0, dim=1, eps=1e-12: same_shape(input, dim=dim),
    cost=read_cost(6),
    formula=_normalized_text,
    local=[lambda input, *, p=2.0, **_: f"(eye - y @ y.T) / {_length(p)}"],
    downstream=[_normalize_text],
    where={"eye": Named("the identity matrix", lambda input, dim=1, **_: np.eye(input.shape[dim]))},
    words="only the direction counts: the part of the gradient along the vector is taken out",
    names="functional.normalize",
    takes=FRACTIONS,
    needs="0",
    several_dims=True,
)
