"""QR: the directions of a matrix's columns, and what makes the columns of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.operation import Array, Named, Shape, compute, pulled, register
from engine.ops.linalg import cubic, matrix_shape, transposed

QR_MODES = ("reduced", "complete", "r")


def _qr_checked(x: Array, mode: str) -> None:
    if mode == "r":
        raise GradientError("the derivative of qr needs Q, which the mode 'r' leaves out: use the mode 'reduced'")
    if mode == "complete" and x.shape[-2] > x.shape[-1]:
        raise GradientError(
            "qr in the mode 'complete' has no derivative for more rows than columns, as the last columns of Q are any: "
            "use the mode 'reduced'"
        )


def _qr_back(q: Array, r: Array, slope_q: Array | None, slope_r: Array | None) -> Array:
    """Of a matrix that is not wide: (gQ + Q · M) R⁻ᵀ, where M is R gRᵀ - gQᵀ Q with its lower triangle mirrored."""
    inner: Any = 0.0 if slope_r is None else r @ transposed(slope_r)
    if slope_q is not None:
        inner = inner - transposed(slope_q) @ q
    mirrored = compute("tril", inner) + transposed(compute("tril", inner, diagonal=-1))
    total = q @ mirrored if slope_q is None else slope_q + q @ mirrored
    return transposed(compute("solve", r, transposed(total)))


def _qr_q_back(g: Array, y: Array, x: Array, mode: str = "reduced") -> Array:
    _qr_checked(x, mode)
    m, n = x.shape[-2:]
    # Q is that of the first columns alone, as many as there are rows.
    slope = _qr_back(y, transposed(y) @ x[..., :m], g, None)
    return slope if n <= m else np.concatenate([slope, np.zeros(x[..., m:].shape, x.dtype)], axis=-1)


def _qr_r_back(g: Array, y: Array, x: Array, mode: str = "reduced") -> Array:
    _qr_checked(x, mode)
    m, n = x.shape[-2:]
    q = compute("qr_q", x)
    if n <= m:
        return _qr_back(q, y, None, g)
    rest = g[..., m:]
    slope = _qr_back(q, y[..., :m], x[..., m:] @ transposed(rest), g[..., :m])
    return np.concatenate([slope, q @ rest], axis=-1)


def _qr_q_along(t: Array, y: Array, x: Array, mode: str = "reduced") -> Array:
    _qr_checked(x, mode)
    m = x.shape[-2]
    return _qr_along(t[..., :m], y, transposed(y) @ x[..., :m])[0]


def _qr_r_along(t: Array, y: Array, x: Array, mode: str = "reduced") -> Array:
    _qr_checked(x, mode)
    m, n = x.shape[-2:]
    q = compute("qr_q", x)
    turned, moved = _qr_along(t[..., :m], q, y[..., :m])
    if n <= m:
        return moved
    return np.concatenate([moved, transposed(turned) @ x[..., m:] + transposed(q) @ t[..., m:]], axis=-1)


def _qr_sizes(x: Shape, mode: str) -> tuple[int, int, int]:
    """Rows, columns, and the columns of Q."""
    m, n = matrix_shape(x, "qr")[-2:]
    if mode not in QR_MODES:
        raise ArgumentError(f"qr knows the modes {', '.join(QR_MODES)}, not {mode!r}")
    return m, n, m if mode == "complete" else min(m, n)


def _q_shape(x: Shape, mode: str = "reduced") -> Shape:
    m, _, k = _qr_sizes(x, mode)
    return (*x[:-2], m, k)


def _r_shape(x: Shape, mode: str = "reduced") -> Shape:
    _, n, k = _qr_sizes(x, mode)
    return (*x[:-2], k, n)


def _q(x: Array, /, mode: str = "reduced") -> Array:
    return np.linalg.qr(x, "complete" if mode == "complete" else "reduced").Q


def _r(x: Array, /, mode: str = "reduced") -> Array:
    return np.linalg.qr(x, "complete" if mode == "complete" else "reduced").R


def _qr_along(t: Array, q: Array, r: Array) -> tuple[Array, Array]:
    scaled = transposed(compute("solve", transposed(r), transposed(t)))
    inner = transposed(q) @ scaled
    lower = compute("tril", inner, diagonal=-1)
    turn = lower - transposed(lower)
    return q @ turn + scaled - q @ inner, (inner - turn) @ r


MIRROR = Named(
    "the lower triangle and its mirror image above the diagonal",
    lambda x, **_: lambda m: np.tril(m) + transposed(np.tril(m, -1)),
)

register(
    "qr_q",
    _q,
    family="linalg",
    vjps=[_qr_q_back],
    jvps=[_qr_q_along],
    shape=_q_shape,
    cost=cubic(4),
    symbol="Q",
    local=["inv(r)"],
    downstream=[lambda x, **_: "back(g)" if x.shape[-1] > x.shape[-2] else "(g - y @ mirror(g.T @ y)) @ inv(r).T"],
    where={
        "r": Named("the other factor", lambda x, **options: _r(x, **options)),
        "mirror": MIRROR,
        "back": pulled("qr_q", "the same from the square of the first columns, and 0 for the others"),
    },
    words="Q turns only: what would stretch it is taken out of the gradient",
    names="",
    needs="y",
)
register(
    "qr_r",
    _r,
    family="linalg",
    vjps=[_qr_r_back],
    jvps=[_qr_r_along],
    shape=_r_shape,
    cost=cubic(4),
    symbol="R",
    local=["q"],
    downstream=[lambda x, **_: "back(g)" if x.shape[-1] > x.shape[-2] else "q @ mirror(y @ g.T) @ inv(y).T"],
    where={
        "q": Named("the other factor", lambda x, **options: _q(x, **options)),
        "mirror": MIRROR,
        "back": pulled(
            "qr_r", "the same from the square of the first columns, and q times the gradient from the others"
        ),
    },
    words="R stretches only: its gradient comes back through Q",
    names="",
    needs="y",
)
