"""Signs and whole numbers: steps, whose slope is 0 wherever they have one."""

from __future__ import annotations

import numpy as np

from engine.operation import FRACTIONS, NUMBERS, Array, Shut, Takes, compute, everywhere
from engine.ops.arithmetic import divisor
from engine.ops.elementwise import elementwise, flat, gated, unary
from engine.ops.quiet import quiet


def _sign(x: Array, /) -> Array:
    """0 for NaN, as PyTorch has it."""
    return x if x.dtype.kind == "b" else np.where(x == x, np.sign(x), 0)


unary(
    "abs",
    lambda x, /: np.abs(x),
    lambda y, x: compute("sign", x),
    formula="Abs(x)",
    local="sign(x)",
    cost=1,
    symbol="|x|",
    zero={"x": Shut(lambda x: x == 0, "is 0", closing=", where the derivative of |x| is taken as 0.")},
    words="abs hands the gradient on where its input is positive and turns its sign where it is negative",
    choice="At 0 the derivative is taken as 0, as in PyTorch.",
    names=everywhere("abs", "torch.absolute Tensor.absolute numpy.absolute builtins.abs math.fabs"),
    takes=NUMBERS,
    in_place="torch.abs_ Tensor.abs_ Tensor.absolute_",
)
flat(
    "sign",
    _sign,
    formula="sign(x)",
    words="sign is flat everywhere: no gradient comes through",
    names=everywhere("sign", "torch.sgn Tensor.sgn"),
    in_place="methods",
)
flat(
    "floor",
    lambda x, /: np.floor(x),
    formula="floor(x)",
    words="floor is a staircase, flat on every step: no gradient comes through",
    takes=NUMBERS,
    in_place="functions",
)
flat(
    "ceil",
    lambda x, /: np.ceil(x),
    formula="ceiling(x)",
    words="ceil is a staircase, flat on every step: no gradient comes through",
    takes=NUMBERS,
    in_place="functions",
)
flat(
    "trunc",
    lambda x, /: np.trunc(x),
    formula="trunc(x)",
    words="trunc drops the decimals and their gradient with them",
    names=everywhere("trunc", "torch.fix Tensor.fix numpy.fix"),
    takes=NUMBERS,
    in_place="functions",
)
flat(
    "round",
    quiet(lambda x, /, decimals=0: np.round(x, decimals)),
    formula=lambda x, *, decimals=0: "round(x)" if decimals == 0 else "round(x * 10 ** decimals) / 10 ** decimals",
    words="rounding is a staircase, flat on every step: no gradient comes through",
    names=everywhere("round", "torch.special.round numpy.around numpy.rint builtins.round"),
    takes=NUMBERS,
    in_place="functions",
)
unary(
    "frac",
    lambda x, /: x - np.trunc(x),
    lambda y, x: 1.0,
    formula="x - trunc(x)",
    local="1",
    cost=2,
    saves="nothing",
    words="the decimals move with the number",
    names="torch.frac Tensor.frac",
    unfolded="forward",
    takes=FRACTIONS,
    in_place="functions",
)


def _nowhere(y: Array, a: Array, b: Array) -> Array:
    return np.zeros(y.shape, bool)[()]


def _whole_quotient(a: Array, b: Array, /) -> Array:
    return np.floor_divide(a, divisor(a, b))


elementwise(
    "floor_divide",
    _whole_quotient,
    [None, None],
    formula="floor(a / b)",
    local=[],
    symbol="//",
    saves="nothing",
    refusal="whole division is a staircase, flat on every step",
    words="whole division is a staircase, flat on every step: a gradient that reaches it is refused",
    names=everywhere("floor_divide"),
    takes=Takes("fiu", number_first=True),
    in_place="methods",
)
elementwise(
    "div_floor",
    _whole_quotient,
    [_nowhere, _nowhere],
    formula="floor(a / b)",
    local=["0", "0"],
    saves="nothing",
    gate=True,
    words="a quotient rounded down is a staircase, flat on every step: no gradient comes through",
    names="",
)
elementwise(
    "heaviside",
    lambda x, values, /: np.heaviside(x, values),
    [None, None],
    formula="Piecewise((0, x < 0), (values, Eq(x, 0)), (1, True))",
    local=[],
    saves="nothing",
    refusal="a step from 0 to 1 is flat on both sides",
    words="a step from 0 to 1, flat on both sides: a gradient that reaches it is refused",
    takes=Takes(one_type=True, tensors=2, keeps_type=True),
    in_place="methods",
)


def _copysign_partial(y: Array, a: Array, b: Array) -> Array:
    return np.where(np.signbit(b), -np.sign(a), np.sign(a))


elementwise(
    "copysign",
    lambda a, b, /: np.copysign(a, b),
    [_copysign_partial, _nowhere],
    formula="Piecewise((Abs(a), b >= 0), (-Abs(a), True))",
    local=["Piecewise((sign(a), b >= 0), (-sign(a), True))", "0"],
    vjps=[lambda g, y, a, b: g * _copysign_partial(y, a, b), lambda g, y, a, b: gated(g, _nowhere(y, a, b))],
    words="the size of one number with the sign of another: gradient flows to the size alone",
    choice="At a = 0 the derivative is taken as 0, as in PyTorch.",
    names=everywhere("copysign", "math.copysign"),
    takes=Takes(tensors=1),
    in_place="methods",
    needs="0y y",
)
