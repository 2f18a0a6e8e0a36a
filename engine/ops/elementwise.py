"""Operations on each entry alone. A partial derivative gives everything else: vjp, jvp, local Jacobian."""

from __future__ import annotations

import numpy as np
from scipy import special

from engine.op import Array, Op, Rule, broadcast, elementwise, register

BOTH = "torch.{0} Tensor.{0} numpy.{0}"


def _names(name: str, *more: str) -> str:
    return " ".join([BOTH.format(name), *more])


def _hand_on(g: Array, y: Array, *inputs: Array) -> Array:
    return g


elementwise(
    "add",
    lambda a, b, /: a + b,
    [lambda y, a, b: 1.0, lambda y, a, b: 1.0],
    formula="a + b",
    local=["1", "1"],
    vjps=[_hand_on, _hand_on],
    symbol="+",
    saves="nothing",
    words="add distributes: every input receives the upstream gradient unchanged",
    names=_names("add"),
)
elementwise(
    "sub",
    lambda a, b, /: a - b,
    [lambda y, a, b: 1.0, lambda y, a, b: -1.0],
    formula="a - b",
    local=["1", "-1"],
    vjps=[_hand_on, lambda g, y, a, b: -g],
    symbol="−",
    saves="nothing",
    words="sub distributes, with the sign turned for what is subtracted",
    names=_names("sub", "torch.subtract Tensor.subtract numpy.subtract"),
)
elementwise(
    "mul",
    lambda a, b, /: a * b,
    [lambda y, a, b: b, lambda y, a, b: a],
    formula="a * b",
    local=["b", "a"],
    symbol="×",
    words="mul switches: each input's local derivative is the other input",
    names=_names("mul", "torch.multiply Tensor.multiply numpy.multiply"),
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
    words="div amplifies when the denominator is small",
    names=_names("div", "torch.divide torch.true_divide Tensor.divide numpy.divide numpy.true_divide"),
)
elementwise(
    "neg",
    lambda x, /: -x,
    [lambda y, x: -1.0],
    formula="-x",
    local=["-1"],
    vjps=[lambda g, y, x: -g],
    symbol="−",
    saves="nothing",
    words="neg turns the sign",
    names=_names("neg", "torch.negative Tensor.negative numpy.negative"),
)


def _pow_partial(y: Array, x: Array, exponent: float) -> Array:
    if exponent == 0:
        return x * 0.0
    if exponent == 1:
        return 1.0
    if exponent == 2:
        return 2 * x
    return exponent * x ** (exponent - 1)


def _pow(x: Array, /, exponent: float) -> Array:
    if exponent < 0 and x.dtype.kind in "iu":
        return np.power(x.astype(np.float64), exponent)
    return x**exponent


POW = elementwise(
    "pow",
    _pow,
    [_pow_partial],
    formula="x ** exponent",
    local=["exponent * x ** (exponent - 1)"],
    symbol="xⁿ",
    cost=13,
    words="power rule: the power comes down as a factor and drops by one",
    choice="At exponent 0 the derivative is 0 everywhere, also at x = 0.",
    names="",
)
POW_TENSOR = elementwise(
    "pow_tensor",
    lambda a, b, /: np.power(a, b),
    [
        lambda y, a, b: np.where(b == 0, 0.0, b * a ** (b - 1)),
        lambda y, a, b: np.where((a == 0) & (b >= 0), 0.0, y * np.log(a)),
    ],
    formula="a ** b",
    local=["b * a ** (b - 1)", "a ** b * log(a)"],
    symbol="aᵇ",
    cost=13,
    saves="inputs and output",
    words="the base follows the power rule, the exponent the rule of exp; a negative base has no slope in the exponent",
    choice="At base 0 with exponent ≥ 0 the exponent receives 0.",
    names="",
)


def unary(
    name: str,
    forward: Rule,
    partial: Rule,
    *,
    formula: str,
    local: str,
    words: str,
    cost: float = 4,
    saves: str = "input",
    choice: str | None = None,
    names: str | None = None,
    symbol: str | None = None,
) -> Op:
    return elementwise(
        name,
        forward,
        [partial],
        formula=formula,
        local=[local],
        words=words,
        cost=cost,
        saves=saves,
        choice=choice,
        names=_names(name) if names is None else names,
        symbol=symbol,
    )


unary(
    "exp",
    lambda x, /: np.exp(x),
    lambda y, x: y,
    formula="exp(x)",
    local="y",
    saves="output",
    words="exp is its own slope",
    names=_names("exp", "math.exp"),
)
unary(
    "log",
    lambda x, /: np.log(x),
    lambda y, x: 1 / x,
    formula="log(x)",
    local="1 / x",
    words="log amplifies near 0 and fades for large inputs",
    names=_names("log", "math.log"),
)
unary(
    "sqrt",
    lambda x, /: np.sqrt(x),
    lambda y, x: 0.5 / y,
    formula="sqrt(x)",
    local="1 / (2 * y)",
    saves="output",
    cost=2,
    words="sqrt grows without bound in slope towards 0",
    names=_names("sqrt", "math.sqrt"),
)
unary(
    "square",
    lambda x, /: x * x,
    lambda y, x: 2 * x,
    formula="x ** 2",
    local="2 * x",
    cost=1,
    words="square: the further out, the steeper",
)
unary(
    "sin",
    lambda x, /: np.sin(x),
    lambda y, x: np.cos(x),
    formula="sin(x)",
    local="cos(x)",
    cost=55,
    words="sin hands on cos",
    names=_names("sin", "math.sin"),
)
unary(
    "cos",
    lambda x, /: np.cos(x),
    lambda y, x: -np.sin(x),
    formula="cos(x)",
    local="-sin(x)",
    cost=55,
    words="cos hands on minus sin",
    names=_names("cos", "math.cos"),
)
unary(
    "tanh",
    lambda x, /: np.tanh(x),
    lambda y, x: 1 - y * y,
    formula="tanh(x)",
    local="1 - y ** 2",
    saves="output",
    cost=6,
    words="tanh lets everything through at 0 and almost nothing at its flat ends",
    names=_names("tanh", "math.tanh functional.tanh"),
)


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)) without overflow at either end."""
    return special.expit(x)


unary(
    "sigmoid",
    lambda x, /: sigmoid(x),
    lambda y, x: y * (1 - y),
    formula="1 / (1 + exp(-x))",
    local="y * (1 - y)",
    saves="output",
    cost=6,
    symbol="σ",
    words="sigmoid lets at most a quarter through, and almost nothing at its flat ends",
    names="torch.sigmoid Tensor.sigmoid functional.sigmoid torch.special.expit",
)
unary(
    "relu",
    lambda x, /: np.maximum(x, 0),
    lambda y, x: x > 0,
    formula="Max(x, 0)",
    local="Heaviside(x, 0)",
    cost=1,
    words="relu is a gate: open for positive inputs, shut for the others",
    choice="At 0 the derivative is taken as 0, as PyTorch does.",
    names="torch.relu Tensor.relu functional.relu",
)
unary(
    "abs",
    lambda x, /: np.abs(x),
    lambda y, x: np.sign(x),
    formula="Abs(x)",
    local="sign(x)",
    cost=1,
    symbol="|x|",
    words="abs passes or turns the sign",
    choice="At 0 the derivative is taken as 0, as PyTorch does.",
    names=_names("abs", "torch.absolute Tensor.absolute numpy.absolute builtins.abs"),
)


def _clamp(x: Array, /, min: float | None = None, max: float | None = None) -> Array:
    return np.clip(x, min, max)


def _clamp_partial(y: Array, x: Array, min: float | None = None, max: float | None = None) -> Array:
    inside = True
    if min is not None:
        inside = inside & (x >= min)
    if max is not None:
        inside = inside & (x <= max)
    return inside


unary(
    "clamp",
    _clamp,
    _clamp_partial,
    formula="Min(Max(x, min), max)",
    local="Heaviside(x - min, 1) * Heaviside(max - x, 1)",
    cost=1,
    words="clamp is open between its bounds and shut outside",
    choice="On a bound itself the gradient passes, as in PyTorch.",
    names="torch.clamp Tensor.clamp torch.clip Tensor.clip numpy.clip",
)


def _share(wins: Rule) -> Rule:
    return lambda y, a, b: wins(a, b) + 0.5 * (a == b)


elementwise(
    "maximum",
    lambda a, b, /: np.maximum(a, b),
    [_share(lambda a, b: 1.0 * (a > b)), _share(lambda a, b: 1.0 * (b > a))],
    formula="Max(a, b)",
    local=["Heaviside(a - b, 1/2)", "Heaviside(b - a, 1/2)"],
    symbol="max",
    words="max routes: the larger input takes the whole gradient, the other none",
    choice="On a tie each input takes half, as in PyTorch.",
    names=_names("maximum", "torch.fmax"),
)
elementwise(
    "minimum",
    lambda a, b, /: np.minimum(a, b),
    [_share(lambda a, b: 1.0 * (a < b)), _share(lambda a, b: 1.0 * (b < a))],
    formula="Min(a, b)",
    local=["Heaviside(b - a, 1/2)", "Heaviside(a - b, 1/2)"],
    symbol="min",
    words="min routes: the smaller input takes the whole gradient, the other none",
    choice="On a tie each input takes half, as in PyTorch.",
    names=_names("minimum", "torch.fmin"),
)
elementwise(
    "where",
    lambda condition, a, b, /: np.where(condition, a, b),
    [None, lambda y, condition, a, b: 1.0 * condition, lambda y, condition, a, b: 1.0 * np.logical_not(condition)],
    formula="Piecewise((a, condition), (b, True))",
    local=["", "Piecewise((1, condition), (0, True))", "Piecewise((0, condition), (1, True))"],
    vjps=[
        None,
        lambda g, y, condition, a, b: np.where(condition, g, 0.0 * g),
        lambda g, y, condition, a, b: np.where(condition, 0.0 * g, g),
    ],
    symbol="where",
    words="where is a switch: each entry's gradient goes to the side that was taken",
    names="torch.where numpy.where",
)
elementwise(
    "remainder",
    lambda a, b, /: np.mod(a, b),
    [lambda y, a, b: 1.0, lambda y, a, b: -np.floor_divide(a, b)],
    formula="Mod(a, b)",
    local=["1", "-floor(a / b)"],
    symbol="mod",
    words="the remainder moves with its first input; the second counts how often it was taken away",
    names=_names("remainder", "numpy.mod"),
)


def flat(name: str, forward: Rule, *, formula: str, words: str, names: str, symbol: str | None = None) -> Op:
    """An operation whose slope is 0 wherever it has one: it takes part in the forward pass alone."""

    def zero(y: Array, x: Array, **attributes: object) -> Array:
        return 0.0 * x

    return elementwise(
        name, forward, [zero], formula=formula, local=["0"], words=words, names=names, symbol=symbol, saves="nothing"
    )


flat(
    "sign",
    lambda x, /: np.sign(x),
    formula="sign(x)",
    words="sign is flat everywhere: no gradient comes through",
    names=_names("sign", "torch.sgn"),
)


def compare(name: str, forward: Rule, symbol: str, formula: str, names: str, cost: float = 1.0) -> Op:
    """An operation whose result is true or false: no gradient passes it."""
    return register(
        name,
        forward,
        family="comparison",
        vjps=[None, None],
        jvps=[None, None],
        shape=lambda *shapes, **attributes: broadcast(*shapes),
        cost=cost,
        symbol=symbol,
        formula=formula,
        words=f"{symbol} answers true or false: no gradient passes it",
        saves="nothing",
        names=names,
    )


compare("lt", lambda a, b, /: a < b, "<", "a < b", _names("lt", "torch.less numpy.less"))
compare("le", lambda a, b, /: a <= b, "≤", "a <= b", _names("le", "torch.less_equal numpy.less_equal"))
compare("gt", lambda a, b, /: a > b, ">", "a > b", _names("gt", "torch.greater numpy.greater"))
compare("ge", lambda a, b, /: a >= b, "≥", "a >= b", _names("ge", "torch.greater_equal numpy.greater_equal"))
compare("eq", lambda a, b, /: a == b, "=", "Eq(a, b)", _names("eq", "numpy.equal"))
compare("ne", lambda a, b, /: a != b, "≠", "Ne(a, b)", _names("ne", "torch.not_equal numpy.not_equal"))
compare("logical_and", lambda a, b, /: np.logical_and(a, b), "and", "And(a, b)", _names("logical_and"))
compare("logical_or", lambda a, b, /: np.logical_or(a, b), "or", "Or(a, b)", _names("logical_or"))
compare("logical_xor", lambda a, b, /: np.logical_xor(a, b), "xor", "Xor(a, b)", _names("logical_xor"))
compare("logical_not", lambda x, /: np.logical_not(x), "not", "Not(x)", _names("logical_not"))
compare("isnan", lambda x, /: np.isnan(x), "isnan", "isnan(x)", _names("isnan"))
compare("isinf", lambda x, /: np.isinf(x), "isinf", "isinf(x)", _names("isinf"))
compare(
    "floor_divide",
    lambda a, b, /: np.floor_divide(a, b),
    "//",
    "floor(a / b)",
    _names("floor_divide"),
)
