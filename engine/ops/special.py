"""Special functions: the error function, the normal distribution, gamma and Bessel functions."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from engine.errors import ArgumentError
from engine.operation import Array, compute
from engine.ops.elementwise import elementwise, unary

ROOT_PI = math.sqrt(math.pi)


def _names(name: str, *more: str) -> str:
    return " ".join((f"torch.special.{name} scipy.special.{name}", *more))


def density(x: Array) -> Array:
    """The bell curve exp(-x²/2) / √(2π)."""
    return np.exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))


unary(
    "erf",
    lambda x, /: special.erf(x),
    lambda y, x: 2 / ROOT_PI * np.exp(-x * x),
    formula="erf(x)",
    local="2 * exp(-x ** 2) / sqrt(pi)",
    cost=20,
    words="erf is steepest at 0, and its slope dies out as a bell curve",
    names=_names("erf", "torch.erf Tensor.erf math.erf"),
    in_place="functions",
)
unary(
    "erfc",
    lambda x, /: special.erfc(x),
    lambda y, x: -2 / ROOT_PI * np.exp(-x * x),
    formula="erfc(x)",
    local="-2 * exp(-x ** 2) / sqrt(pi)",
    cost=20,
    words="what erf leaves up to 1: it falls as erf rises",
    names=_names("erfc", "torch.erfc Tensor.erfc math.erfc"),
    in_place="functions",
)
unary(
    "erfcx",
    lambda x, /: special.erfcx(x),
    lambda y, x: 2 * x * y - 2 / ROOT_PI,
    formula="exp(x ** 2) * erfc(x)",
    local="2 * x * y - 2 / sqrt(pi)",
    saves="input and output",
    cost=20,
    words="erfc with its decay divided out, so that it never underflows",
    names=_names("erfcx"),
    needs="0y",
)
unary(
    "erfinv",
    lambda x, /: special.erfinv(x),
    lambda y, x: 0.5 * ROOT_PI * np.exp(y * y),
    formula="erfinv(x)",
    local="sqrt(pi) * exp(y ** 2) / 2",
    saves="output",
    cost=40,
    words="erfinv explodes towards -1 and 1, where erf is flat",
    names=_names("erfinv", "torch.erfinv Tensor.erfinv"),
    in_place="methods",
    needs="0",
)
unary(
    "ndtr",
    lambda x, /: special.ndtr(x),
    lambda y, x: density(x),
    formula="(1 + erf(x / sqrt(2))) / 2",
    local="exp(-x ** 2 / 2) / sqrt(2 * pi)",
    cost=20,
    symbol="Φ",
    words="the share of the normal curve below x: its slope is the curve itself",
    names=_names("ndtr"),
    unfolded=lambda x, /: compute("erfc", x / -math.sqrt(2)) / 2,
    needs="*",
)
unary(
    "ndtri",
    lambda x, /: special.ndtri(x),
    lambda y, x: 1 / density(y),
    formula="sqrt(2) * erfinv(2 * x - 1)",
    local="sqrt(2 * pi) * exp(y ** 2 / 2)",
    saves="output",
    cost=40,
    words="the point below which a share x of the normal curve lies: it runs away towards 0 and 1",
    names=_names("ndtri"),
)
unary(
    "log_ndtr",
    lambda x, /: special.log_ndtr(x),
    # The density over Φ, in the form that does not become 0 / 0 far to the left.
    lambda y, x: math.sqrt(2 / math.pi) / compute("erfcx", -x * (1 / math.sqrt(2))),
    formula="log((1 + erf(x / sqrt(2))) / 2)",
    local="exp(-x ** 2 / 2 - y) / sqrt(2 * pi)",
    cost=25,
    words="the log of a normal probability: nearly a parabola on the left, flat on the right",
    names=_names("log_ndtr"),
    needs="0y",
)
unary(
    "lgamma",
    lambda x, /: special.gammaln(x),
    lambda y, x: compute("digamma", x),
    formula="loggamma(x)",
    local="digamma(x)",
    cost=40,
    words="the log of the gamma function hands on digamma",
    names="torch.lgamma Tensor.lgamma torch.special.gammaln scipy.special.gammaln math.lgamma",
    in_place="methods",
)
unary(
    "digamma",
    lambda x, /: special.digamma(x),
    lambda y, x: compute("polygamma", x, n=1),
    formula="digamma(x)",
    local="polygamma(1, x)",
    cost=60,
    words="digamma rises wherever it is defined, like a logarithm far out",
    names=_names("digamma", "torch.digamma Tensor.digamma torch.special.psi scipy.special.psi"),
    in_place="methods",
)


def _polygamma(x: Array, /, n: int) -> Array:
    if n < 0:
        raise ArgumentError("polygamma counts derivatives: its order n cannot be negative")
    # scipy computes in float64 whatever it is given.
    return special.polygamma(n, x).astype(x.dtype if x.dtype.kind == "f" else np.float64)


def _polygamma_partial(y: Array, x: Array, n: int) -> Array:
    return compute("polygamma", x, n=n + 1)


elementwise(
    "polygamma",
    _polygamma,
    [_polygamma_partial],
    formula="polygamma(n, x)",
    local=["polygamma(n + 1, x)"],
    cost=60,
    saves="input",
    order="n x",
    words="each derivative of digamma hands on the next one",
    names=_names("polygamma", "torch.polygamma"),
)
unary(
    "i0",
    lambda x, /: special.i0(x),
    lambda y, x: compute("i1", x),
    formula="besseli(0, x)",
    local="besseli(1, x)",
    cost=40,
    words="the modified Bessel function of order 0 hands on the one of order 1",
    names=_names("i0", "torch.i0 Tensor.i0 numpy.i0"),
    in_place="functions",
)
unary(
    "i1",
    lambda x, /: special.i1(x),
    lambda y, x: compute("i0", x) - np.where(x == 0, 0.5, y / np.where(x == 0, 1.0, x)),
    formula="besseli(1, x)",
    local="besseli(0, x) - y / x",
    saves="input and output",
    cost=40,
    words="the modified Bessel function of order 1 is steepest far out",
    names=_names("i1"),
    needs="0y",
)
unary(
    "i0e",
    lambda x, /: special.i0e(x),
    lambda y, x: compute("i1e", x) - np.sign(x) * y,
    formula="exp(-Abs(x)) * besseli(0, x)",
    local="exp(-Abs(x)) * besseli(1, x) - sign(x) * y",
    saves="input and output",
    cost=40,
    words="the Bessel function of order 0 with its growth divided out: it falls on both sides",
    choice="At 0 the derivative is taken as 0, as in PyTorch.",
    names=_names("i0e"),
    needs="0y",
)
unary(
    "i1e",
    lambda x, /: special.i1e(x),
    lambda y, x: compute("i0e", x) - y * np.sign(x) - np.where(x == 0, 0.5, y / np.where(x == 0, 1.0, x)),
    formula="exp(-Abs(x)) * besseli(1, x)",
    local="exp(-Abs(x)) * besseli(0, x) - y * sign(x) - y / x",
    saves="input and output",
    cost=40,
    words="the Bessel function of order 1 with its growth divided out: steepest at 0",
    choice="At 0 the derivative is taken as 1/2, as in PyTorch.",
    names=_names("i1e"),
    needs="0y",
)
