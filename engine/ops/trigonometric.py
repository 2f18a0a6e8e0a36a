"""Circular and hyperbolic functions and their inverses."""

from __future__ import annotations

import math

import numpy as np

from engine.operation import Array, Takes, everywhere
from engine.ops.elementwise import elementwise, unary
from engine.ops.exponential import bounded_exp
from engine.ops.quiet import quiet


def _arc(name: str) -> str:
    """numpy says arcsin where PyTorch says asin; both know both by now."""
    arc = "arc" + name[1:]
    return everywhere(name, f"torch.{arc} Tensor.{arc} numpy.{arc} math.{name}")


unary(
    "sin",
    lambda x, /: np.sin(x),
    lambda y, x: np.cos(x),
    formula="sin(x)",
    local="cos(x)",
    cost=55,
    words="the slope of sin is cos",
    names=everywhere("sin", "math.sin"),
    in_place="functions",
)
unary(
    "cos",
    lambda x, /: np.cos(x),
    lambda y, x: -np.sin(x),
    formula="cos(x)",
    local="-sin(x)",
    cost=55,
    words="the slope of cos is −sin",
    names=everywhere("cos", "math.cos"),
    in_place="functions",
)
unary(
    "tan",
    lambda x, /: np.tan(x),
    lambda y, x: 1 + y * y,
    formula="tan(x)",
    local="1 + y ** 2",
    saves="output",
    cost=55,
    words="tan is never flat, and explodes towards its poles",
    names=everywhere("tan", "math.tan"),
    unfolded=lambda x, /: np.sin(x) / np.cos(x),
    in_place="functions",
)
unary(
    "asin",
    lambda x, /: np.arcsin(x),
    lambda y, x: 1 / np.sqrt(1 - x * x),
    formula="asin(x)",
    local="1 / sqrt(1 - x ** 2)",
    cost=55,
    words="asin explodes towards -1 and 1",
    names=_arc("asin"),
    in_place="functions",
)
unary(
    "acos",
    lambda x, /: np.arccos(x),
    lambda y, x: -1 / np.sqrt(1 - x * x),
    formula="acos(x)",
    local="-1 / sqrt(1 - x ** 2)",
    cost=55,
    words="acos falls as asin rises",
    names=_arc("acos"),
    in_place="functions",
)
unary(
    "atan",
    lambda x, /: np.arctan(x),
    lambda y, x: 1 / (1 + x * x),
    formula="atan(x)",
    local="1 / (1 + x ** 2)",
    cost=55,
    words="atan lets everything through at 0 and fades far out",
    names=_arc("atan"),
    in_place="functions",
)


def _over_arm(x: Array, a: Array, b: Array) -> Array:
    """x over the square of the distance from (0, 0), and 0 there."""
    square = a * a + b * b
    return np.where(square == 0, 0.0, x / np.where(square == 0, 1.0, square))


elementwise(
    "atan2",
    lambda a, b, /: np.arctan2(a, b),
    [lambda y, a, b: _over_arm(b, a, b), lambda y, a, b: _over_arm(-a, a, b)],
    choice="At (0, 0) both derivatives are taken as 0, as in PyTorch.",
    formula="atan2(a, b)",
    local=["b / (a ** 2 + b ** 2)", "-a / (a ** 2 + b ** 2)"],
    cost=55,
    words="an angle turns at right angles to the arm, the faster the shorter the arm",
    names=_arc("atan2"),
    takes=Takes(tensors=2),
    in_place="methods",
    needs="01",
)
unary(
    "sinh",
    lambda x, /: np.sinh(x),
    lambda y, x: np.cosh(x),
    formula="sinh(x)",
    local="cosh(x)",
    cost=20,
    words="the slope of sinh is cosh, at least 1",
    names=everywhere("sinh", "math.sinh"),
    unfolded=lambda x, /: (np.exp(x) - np.exp(-x)) / 2,
    in_place="functions",
)
unary(
    "cosh",
    lambda x, /: np.cosh(x),
    lambda y, x: np.sinh(x),
    formula="cosh(x)",
    local="sinh(x)",
    cost=20,
    words="the slope of cosh is sinh",
    names=everywhere("cosh", "math.cosh"),
    unfolded=lambda x, /: (np.exp(x) + np.exp(-x)) / 2,
    in_place="functions",
)
unary(
    "tanh",
    lambda x, /: np.tanh(x),
    lambda y, x: 1 - y * y,
    formula="tanh(x)",
    local="1 - y ** 2",
    saves="output",
    cost=6,
    zero="saturated",
    words="tanh lets everything through at 0 and almost nothing at its flat ends",
    names=everywhere("tanh", "math.tanh functional.tanh"),
    activation=True,
    unfolded=lambda x, /: 1 - 2 / (bounded_exp(2 * x) + 1),
    in_place="functions",
)
unary(
    "asinh",
    lambda x, /: np.arcsinh(x),
    lambda y, x: 1 / np.sqrt(x * x + 1),
    formula="asinh(x)",
    local="1 / sqrt(x ** 2 + 1)",
    cost=20,
    words="asinh grows like a logarithm far out, on both sides",
    names=_arc("asinh"),
    in_place="functions",
)
unary(
    "acosh",
    lambda x, /: np.arccosh(x),
    lambda y, x: 1 / np.sqrt(x * x - 1),
    formula="acosh(x)",
    local="1 / sqrt(x ** 2 - 1)",
    cost=20,
    words="acosh starts at 1 with an infinite slope",
    names=_arc("acosh"),
    in_place="functions",
)
unary(
    "atanh",
    lambda x, /: np.arctanh(x),
    lambda y, x: 1 / (1 - x * x),
    formula="atanh(x)",
    local="1 / (1 - x ** 2)",
    cost=20,
    words="atanh undoes tanh: it explodes towards -1 and 1",
    names=_arc("atanh"),
    in_place="functions",
)


def _sinc_slope(y: Array, x: Array) -> Array:
    """Next to 0, where the difference would round, by the series of the wave: 1 - (πx)²/6 + (πx)⁴/120."""
    square = math.pi * math.pi
    series = 0.0 - x * (square / 3) * (1.0 - x * x * (square / 10))
    return np.where(abs(x) < 1e-3, series, (np.cos(math.pi * x) - y) / np.where(x == 0, 1.0, x))


unary(
    "sinc",
    quiet(lambda x, /: np.sinc(x)),
    _sinc_slope,
    formula="Piecewise((1, Eq(x, 0)), (sin(pi * x) / (pi * x), True))",
    local="(cos(pi * x) - y) / x",
    saves="input and output",
    cost=60,
    words="a wave that dies out: flat at 0 and at every crest",
    choice="At 0 the slope is 0, which is also its limit.",
    gate=lambda g, x: (x == 0) & ~np.isfinite(g),
    names=everywhere("sinc", "torch.special.sinc"),
    in_place="functions",
    needs="0",
)
unary(
    "deg2rad",
    lambda x, /: np.deg2rad(x),
    lambda y, x: math.pi / 180,
    formula="x * pi / 180",
    local="pi / 180",
    cost=1,
    saves="nothing",
    words="a fixed gain: degrees are small in radians",
    names=everywhere("deg2rad", "math.radians numpy.radians"),
    in_place="functions",
)
unary(
    "rad2deg",
    lambda x, /: np.rad2deg(x),
    lambda y, x: 180 / math.pi,
    formula="x * 180 / pi",
    local="180 / pi",
    cost=1,
    saves="nothing",
    words="a fixed gain: radians are large in degrees",
    names=everywhere("rad2deg", "math.degrees numpy.degrees"),
    in_place="functions",
)
