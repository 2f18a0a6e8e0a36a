"""Sums, products, quotients, powers and roots, entry by entry."""

from __future__ import annotations

import operator

import numpy as np

from engine.errors import ArgumentError, DtypeError
from engine.operation import NUMBERS, Array, Shut, Takes, everywhere, in_torch
from engine.ops.axes import values_of
from engine.ops.elementwise import elementwise, gated, unary, unscaled


def divisor(a: Array, b: Array) -> Array:
    """b as it is. Raises ArgumentError where whole numbers would be divided by 0, which has no result."""
    if a.dtype.kind in "iu" and b.dtype.kind in "iu" and not np.all(b):
        raise ArgumentError("a whole number cannot be divided by 0: make the tensor float for infinity or NaN")
    return b


def _hand_on(g: Array, y: Array, *inputs: Array) -> Array:
    return g


elementwise(
    "add",
    operator.add,
    [lambda y, a, b: 1.0, lambda y, a, b: 1.0],
    formula="a + b",
    local=["1", "1"],
    vjps=[_hand_on, _hand_on],
    symbol="+",
    saves="nothing",
    infix=True,
    words="add distributes: every input receives the upstream gradient unchanged",
    in_place="methods",
)
elementwise(
    "sub",
    operator.sub,
    [lambda y, a, b: 1.0, lambda y, a, b: -1.0],
    formula="a - b",
    local=["1", "-1"],
    vjps=[_hand_on, lambda g, y, a, b: -g],
    symbol="−",
    saves="nothing",
    infix=True,
    words="sub distributes, with the sign turned for what is subtracted",
    names=in_torch("sub", "torch.subtract Tensor.subtract numpy.subtract"),
    takes=NUMBERS,
    in_place="methods",
)
elementwise(
    "mul",
    operator.mul,
    [lambda y, a, b: b, lambda y, a, b: a],
    formula="a * b",
    local=["b", "a"],
    vjps=[lambda g, y, a, b: g * b, lambda g, y, a, b: g * a],
    symbol="×",
    infix=True,
    zero="factors",
    words="mul switches: each input's local derivative is the other input",
    names=in_torch("mul", "torch.multiply Tensor.multiply numpy.multiply"),
    in_place="methods",
    needs="1 0",
    takes=Takes(number_first=True),
)
elementwise(
    "div",
    lambda a, b, /: np.true_divide(a, b),
    [lambda y, a, b: 1 / b, lambda y, a, b: -y / b],
    formula="a / b",
    local=["1 / b", "-y / b"],
    vjps=[lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b],
    symbol="÷",
    saves="inputs and output",
    infix=True,
    words="div amplifies when the denominator is small",
    names=in_torch("div", "torch.divide torch.true_divide Tensor.divide numpy.divide numpy.true_divide"),
    in_place="methods",
    needs="1 01",
)
unary(
    "neg",
    lambda x, /: -x,
    lambda y, x: -1.0,
    formula="-x",
    local="-1",
    cost=1,
    symbol="−",
    saves="nothing",
    infix=True,
    words="neg turns the sign",
    names=in_torch("neg", "torch.negative Tensor.negative numpy.negative"),
    takes=NUMBERS,
    in_place="functions",
)


def _pow_partial(y: Array, x: Array, exponent: float) -> Array:
    if exponent == 0:
        return 0.0
    if exponent == 1:
        return 1.0
    if exponent == 2:
        return 2 * x
    return exponent * x ** (exponent - 1)


def _pow_downstream(g: Array, y: Array, x: Array, exponent: float) -> Array:
    return gated(g, np.zeros(x.shape, bool)[()]) if exponent == 0 else g * _pow_partial(y, x, exponent)


def _pow(x: Array, /, exponent: float) -> Array:
    if exponent < 0 and x.dtype.kind in "iu" and float(exponent).is_integer():
        raise ArgumentError("a whole number to a negative power is none: make the tensor float first")
    return x**exponent


elementwise(
    "pow",
    _pow,
    [_pow_partial],
    formula="x ** exponent",
    local=["exponent * x ** (exponent - 1)"],
    saves="input",
    symbol="xⁿ",
    cost=13,
    infix=True,
    zero={"x": Shut(lambda x, exponent: (x == 0) & (exponent > 1), "is 0", closing=", where this power is flat.")},
    words="power rule: the power comes down as a factor and drops by one",
    choice="At exponent 0 the derivative is 0 everywhere, also at x = 0.",
    vjps=[_pow_downstream],
    names="",
)
elementwise(
    "pow_tensor",
    lambda a, b, /: np.power(a, b),
    [
        lambda y, a, b: np.where(b == 0, 0.0, b * a ** (b - 1)),
        lambda y, a, b: np.where((a == 0) & (b >= 0), 0.0, y * np.log(a)),
    ],
    formula="a ** b",
    local=["b * a ** (b - 1)", "a ** b * log(a)"],
    vjps=[
        lambda g, y, a, b: np.where(b == 0, 0.0, g) * (b * np.where(b == 0, 1.0, a) ** (b - 1)),
        lambda g, y, a, b: g * (y * np.log(np.where((a == 0) & (b >= 0), 1.0, a))),
    ],
    symbol="aᵇ",
    cost=13,
    saves="inputs and output",
    infix=True,
    said="pow",
    words="the base follows the power rule, the exponent the rule of exp; a negative base has no slope in the exponent",
    choice="At base 0 with exponent ≥ 0 the exponent receives 0.",
    names="torch.float_power Tensor.float_power numpy.float_power",
    in_place="methods",
    needs="01y",
)
unary(
    "square",
    # A boolean squared is a whole number, though a product of two of them is a boolean.
    lambda x, /: x * x if x.dtype.kind != "b" else x.astype(np.int64),
    lambda y, x: 2 * x,
    formula="x ** 2",
    local="2 * x",
    cost=1,
    words="square: the further out, the steeper",
    in_place="functions",
)
unary(
    "sqrt",
    lambda x, /: np.sqrt(x),
    lambda y, x: 0.5 / y,
    formula="sqrt(x)",
    local="1 / (2 * y)",
    saves="output",
    cost=2,
    words="the slope of sqrt grows without bound towards 0",
    choice="At 0 the slope is infinite, and so is the gradient.",
    names=everywhere("sqrt", "math.sqrt"),
    in_place="functions",
)
unary(
    "cbrt",
    lambda x, /: np.cbrt(x),
    lambda y, x: 1 / (3 * y * y),
    formula="sign(x) * abs(x) ** (1 / 3)",
    local="1 / (3 * y ** 2)",
    saves="output",
    cost=6,
    words="the cube root is steeper the nearer x is to 0",
    choice="At 0 the slope is infinite, and so is the gradient.",
    names="numpy.cbrt math.cbrt",
)
unary(
    "rsqrt",
    lambda x, /: 1 / np.sqrt(x),
    lambda y, x: -0.5 * y * y * y,
    formula="1 / sqrt(x)",
    local="-y ** 3 / 2",
    saves="output",
    cost=3,
    words="one over a root: the core of every normalising layer",
    names="torch.rsqrt Tensor.rsqrt",
    unfolded="forward",
    in_place="functions",
)
unary(
    "reciprocal",
    lambda x, /: 1 / x,
    lambda y, x: -y * y,
    formula="1 / x",
    local="-y ** 2",
    saves="output",
    cost=1,
    words="reciprocal turns the sign and weighs by its own output squared",
    in_place="functions",
)
elementwise(
    "remainder",
    lambda a, b, /: np.mod(a, divisor(a, b)),
    [lambda y, a, b: 1.0, lambda y, a, b: -np.floor_divide(values_of(a), values_of(b))],
    formula="a - b * floor(a / b)",
    local=["1", "-floor(a / b)"],
    symbol="mod",
    words="the remainder moves with its first input; the second counts how often it was taken away",
    names=everywhere("remainder", "numpy.mod"),
    takes=Takes("fiu", number_first=True),
    in_place="methods",
    needs="- 01",
)
elementwise(
    "fmod",
    lambda a, b, /: np.fmod(a, divisor(a, b)),
    [lambda y, a, b: 1.0, lambda y, a, b: -np.trunc(values_of(a) / values_of(b))],
    formula="a - b * trunc(a / b)",
    local=["1", "-trunc(a / b)"],
    words="the remainder with the sign of its first input moves with it; the second counts how often it was taken away",
    names=everywhere("fmod", "math.fmod"),
    takes=Takes("fiu", tensors=1),
    in_place="methods",
    needs="- 01",
)
elementwise(
    "hypot",
    lambda a, b, /: np.hypot(a, b),
    [lambda y, a, b: a / y, lambda y, a, b: b / y],
    formula="sqrt(a ** 2 + b ** 2)",
    local=["a / y", "b / y"],
    cost=4,
    saves="inputs and output",
    words="the longer side of a right triangle receives the larger share",
    unfolded=lambda a, b, /: np.sqrt(a * a + b * b),
    takes=Takes("f", tensors=2),
    in_place="methods",
    needs="0y 1y",
)
elementwise(
    "lerp",
    lambda input, end, weight, /: input + weight * (end - input),
    [
        lambda y, input, end, weight: 1 - weight,
        lambda y, input, end, weight: weight,
        lambda y, input, end, weight: end - input,
    ],
    formula="input + weight * (end - input)",
    local=["1 - weight", "weight", "end - input"],
    cost=3,
    words="lerp shares the gradient between its ends as it mixes their values",
    names="torch.lerp Tensor.lerp",
    unfolded="forward",
    takes=Takes("f", one_type=True, tensors=2),
    in_place="methods",
    needs="2 2 012",
)
elementwise(
    "addcmul",
    lambda input, tensor1, tensor2, /, value=1: input + value * tensor1 * tensor2,
    [
        lambda y, input, tensor1, tensor2, value=1: 1.0,
        lambda y, input, tensor1, tensor2, value=1: value * tensor2,
        lambda y, input, tensor1, tensor2, value=1: value * tensor1,
    ],
    formula=unscaled("value", "input + value * tensor1 * tensor2"),
    local=["1", unscaled("value", "value * tensor2"), unscaled("value", "value * tensor1")],
    cost=3,
    words="a product that is added: the sum hands on, the factors switch",
    names="torch.addcmul Tensor.addcmul",
    unfolded="forward",
    takes=Takes("fiu", tensors=2),
    in_place="methods",
    needs="- 2 1",
)


def _addcdiv(input: Array, tensor1: Array, tensor2: Array, /, value: float = 1) -> Array:
    if tensor1.dtype.kind in "iub" and tensor2.dtype.kind in "iub":
        raise DtypeError("addcdiv divides floating point numbers: call .double() on one of the two")
    return input + value * tensor1 / tensor2


elementwise(
    "addcdiv",
    _addcdiv,
    [
        lambda y, input, tensor1, tensor2, value=1: 1.0,
        lambda y, input, tensor1, tensor2, value=1: value / tensor2,
        lambda y, input, tensor1, tensor2, value=1: -value * tensor1 / (tensor2 * tensor2),
    ],
    formula=unscaled("value", "input + value * tensor1 / tensor2"),
    local=["1", unscaled("value", "value / tensor2"), unscaled("value", "-value * tensor1 / tensor2 ** 2")],
    cost=3,
    words="a quotient that is added: the sum hands on, a small denominator amplifies",
    names="torch.addcdiv Tensor.addcdiv",
    unfolded="forward",
    takes=Takes("f", tensors=2),
    in_place="methods",
    needs="2 2 12",
)
