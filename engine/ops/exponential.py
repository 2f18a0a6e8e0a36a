"""Exponentials and logarithms, with the forms that keep their digits near 0 or far out."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from engine.operation import Array, Takes, compute, everywhere
from engine.ops.axes import values_of
from engine.ops.elementwise import elementwise, unary

LN2 = math.log(2)
LN10 = math.log(10)


def bounded_exp(x: Array) -> Array:
    """exp(x), cut off and flat where it would overflow: a slope of 0 times infinity is no number."""
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    highest = float(np.log(np.finfo(dtype).max))
    return np.exp(compute("clamp", x, max=highest) if np.any(values_of(x) > highest) else x)


unary(
    "exp",
    lambda x, /: np.exp(x),
    lambda y, x: y,
    formula="exp(x)",
    local="y",
    saves="output",
    words="exp is its own slope",
    names=everywhere("exp", "math.exp"),
    in_place="functions",
)
unary(
    "exp2",
    lambda x, /: np.exp2(x),
    lambda y, x: LN2 * y,
    formula="2 ** x",
    local="y * log(2)",
    saves="output",
    words="a power of 2 grows in proportion to itself, by the factor log 2",
    names=everywhere("exp2", "torch.special.exp2 math.exp2"),
    unfolded=lambda x, /: np.exp(LN2 * x),
    in_place="functions",
)
unary(
    "expm1",
    lambda x, /: np.expm1(x),
    lambda y, x: y + 1,
    formula="exp(x) - 1",
    local="y + 1",
    saves="output",
    words="exp less 1, exact also next to 0",
    names=everywhere("expm1", "torch.special.expm1 math.expm1"),
    in_place="functions",
)
unary(
    "log",
    lambda x, /: np.log(x),
    lambda y, x: 1 / x,
    formula="log(x)",
    local="1 / x",
    words="log amplifies near 0 and fades for large inputs",
    names=everywhere("log", "math.log"),
    in_place="functions",
)
unary(
    "log2",
    lambda x, /: np.log2(x),
    lambda y, x: 1 / (LN2 * x),
    formula="log(x) / log(2)",
    local="1 / (x * log(2))",
    words="the logarithm in bits: log over log 2",
    names=everywhere("log2", "math.log2"),
    unfolded=lambda x, /: np.log(x) / LN2,
    in_place="functions",
)
unary(
    "log10",
    lambda x, /: np.log10(x),
    lambda y, x: 1 / (LN10 * x),
    formula="log(x) / log(10)",
    local="1 / (x * log(10))",
    words="the logarithm in decimal places: log over log 10",
    names=everywhere("log10", "math.log10"),
    unfolded=lambda x, /: np.log(x) / LN10,
    in_place="functions",
)
unary(
    "log1p",
    lambda x, /: np.log1p(x),
    lambda y, x: 1 / (1 + x),
    formula="log(1 + x)",
    local="1 / (1 + x)",
    words="log of 1 + x, exact also next to 0",
    names=everywhere("log1p", "torch.special.log1p math.log1p"),
    in_place="functions",
)
elementwise(
    "logaddexp",
    lambda a, b, /: np.logaddexp(a, b),
    [lambda y, a, b: compute("sigmoid", a - b), lambda y, a, b: compute("sigmoid", b - a)],
    formula="log(exp(a) + exp(b))",
    local=["1 / (1 + exp(b - a))", "1 / (1 + exp(a - b))"],
    cost=12,
    words="a soft maximum: both inputs share the gradient in softmax proportions",
    unfolded=lambda a, b, /: np.maximum(a, b) + np.log1p(np.exp(-np.abs(a - b))),
    takes=Takes("f", tensors=2),
    needs="01",
)


def _ldexp(x: Array, exponent: Array, /) -> Array:
    """Half of the exponent at a time: 1e-300 · 2**1100 is a number, though 2**1100 is none."""
    # Beyond these bounds all is 0 or infinite; the other half then says which, also of an infinite exponent.
    half = np.floor(np.clip(exponent, -4096, 4096) * 0.5)
    scaled = x * 2.0**half * 2.0 ** (exponent - half)
    return scaled.astype(x.dtype) if x.dtype.kind == "f" and exponent.dtype.kind != "f" else scaled


elementwise(
    "ldexp",
    _ldexp,
    [lambda y, x, exponent: 2.0**exponent, lambda y, x, exponent: y * LN2],
    formula="x * 2 ** exponent",
    local=["2 ** exponent", "y * log(2)"],
    cost=8,
    saves="inputs and output",
    words="the number is scaled by a power of 2, and so is its gradient",
    names="torch.ldexp Tensor.ldexp",
    takes=Takes(tensors=2),
    in_place="functions",
    needs="1y y",
)
elementwise(
    "logaddexp2",
    lambda a, b, /: np.logaddexp2(a, b),
    [lambda y, a, b: compute("sigmoid", LN2 * (a - b)), lambda y, a, b: compute("sigmoid", LN2 * (b - a))],
    formula="log(2 ** a + 2 ** b) / log(2)",
    local=["1 / (1 + 2 ** (b - a))", "1 / (1 + 2 ** (a - b))"],
    cost=12,
    words="a soft maximum to base 2: both inputs share the gradient in proportion to their powers of 2",
    unfolded=lambda a, b, /: np.maximum(a, b) + np.log1p(np.exp2(-np.abs(a - b))) / LN2,
    takes=Takes("f", tensors=2),
    needs="01",
)


def _numbers(a: Array, b: Array) -> tuple[Array, Array]:
    """Booleans as numbers of the other's type: scipy computes with booleans in double precision."""
    return (a.astype(b.dtype) if a.dtype.kind == "b" else a), (b.astype(a.dtype) if b.dtype.kind == "b" else b)


elementwise(
    "xlogy",
    lambda a, b, /: special.xlogy(*_numbers(a, b)),
    [lambda y, a, b: np.log(np.where(a == 0, np.where(b <= 0, 1.0, b), b)), lambda y, a, b: a / b],
    vjps=[
        lambda g, y, a, b: np.where((a == 0) & (b <= 0), 0.0, compute("xlogy", g, 1.0 * b)),
        lambda g, y, a, b: g * (a / b),
    ],
    formula="Piecewise((0, Eq(a, 0)), (a * log(b), True))",
    local=["log(b)", "a / b"],
    cost=6,
    words="a · log b, where a zero factor settles the product even if the log is infinite",
    choice="At a = 0 with b ≤ 0 the gradient of a is taken as 0, as in PyTorch.",
    names="torch.xlogy Tensor.xlogy torch.special.xlogy scipy.special.xlogy",
    unfolded=lambda a, b, /: a * np.log(np.where((a == 0) & (b <= 0), 1.0, b)),
    in_place="functions",
    needs="01",
    takes=Takes(number_first=True),
)
elementwise(
    "xlog1py",
    lambda a, b, /: special.xlog1py(*_numbers(a, b)),
    [lambda y, a, b: np.log1p(np.where(a == 0, np.where(b <= -1, 0.0, b), b)), lambda y, a, b: a / (1 + b)],
    vjps=[
        lambda g, y, a, b: np.where((a == 0) & (b <= -1), 0.0, compute("xlog1py", g, 1.0 * b)),
        lambda g, y, a, b: g * (a / (1 + b)),
    ],
    formula="Piecewise((0, Eq(a, 0)), (a * log(1 + b), True))",
    local=["log(1 + b)", "a / (1 + b)"],
    cost=6,
    words="a · log(1 + b), where a zero factor settles the product even if the log is infinite",
    choice="At a = 0 with b ≤ -1 the gradient of a is taken as 0, as in PyTorch.",
    names="torch.special.xlog1py scipy.special.xlog1py",
    unfolded=lambda a, b, /: a * np.log1p(np.where((a == 0) & (b <= -1), 0.0, b)),
    needs="01",
    takes=Takes(number_first=True),
)
unary(
    "entr",
    lambda x, /: special.entr(x),
    lambda y, x: -np.log(x) - 1,
    formula="-x * log(x)",
    local="-log(x) - 1",
    words="what one probability adds to an entropy: it stops growing at 1/e",
    names="torch.special.entr scipy.special.entr",
)


def _logit(x: Array, /, eps: float | None = None) -> Array:
    return special.logit(x if eps is None else np.clip(x, eps, 1 - eps))


def _difference_of_logs(x: Array, /, eps: float | None = None) -> Array:
    inside = x if eps is None else compute("clamp", x, min=eps, max=1 - eps)
    return np.log(inside) - np.log(1 - inside)


def _logit_partial(y: Array, x: Array, eps: float | None = None) -> Array:
    if eps is None:
        # The sum turns -0 into 0, from where the slope is infinite upwards.
        return 1 / ((x + 0.0) * (1 - x))
    inside = (x >= eps) & (x <= 1 - eps)
    return inside / np.where(inside, x * (1 - x), 1.0)


unary(
    "logit",
    _logit,
    _logit_partial,
    formula=lambda x, *, eps=None: (
        "log(x / (1 - x))" if eps is None else "log(Min(Max(x, eps), 1 - eps) / (1 - Min(Max(x, eps), 1 - eps)))"
    ),
    local=lambda x, *, eps=None: (
        "1 / (x * (1 - x))" if eps is None else "Heaviside(x - eps, 1) * Heaviside(1 - eps - x, 1) / (x * (1 - x))"
    ),
    words="logit undoes the sigmoid: its slope explodes next to 0 and 1",
    choice="With eps, what lies outside [eps, 1 - eps] counts as the bound and receives 0.",
    names="torch.logit Tensor.logit torch.special.logit scipy.special.logit",
    unfolded=_difference_of_logs,
    in_place="functions",
)
