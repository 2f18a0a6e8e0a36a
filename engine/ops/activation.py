"""Smooth activation functions."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from engine.operation import FRACTIONS, NUMBERS, Array, Text, compute
from engine.ops.elementwise import activation, over, times, unary, unscaled
from engine.ops.exponential import bounded_exp
from engine.ops.special import density

activation(
    "sigmoid",
    lambda x, /: special.expit(x),
    lambda y, x: y * (1 - y),
    formula="1 / (1 + exp(-x))",
    local="y * (1 - y)",
    saves="output",
    symbol="σ",
    zero="saturated",
    tex=r"\sigma",
    words="sigmoid lets at most a quarter through, and almost nothing at its flat ends",
    names="torch.sigmoid Tensor.sigmoid torch.special.expit scipy.special.expit",
    unfolded=lambda x, /: 1 / (1 + bounded_exp(-x)),
    in_place="functions",
)
activation(
    "logsigmoid",
    lambda x, /: special.log_expit(x),
    lambda y, x: compute("sigmoid", -x),
    formula="-log(1 + exp(-x))",
    local="1 / (1 + exp(x))",
    words="the log of a sigmoid passes everything where the sigmoid is near 0, nothing where it is near 1",
    unfolded=lambda x, /: -np.logaddexp(-x, 0),
    takes=FRACTIONS,
)


def _below(x: Array) -> Array:
    """min(x, 0): out of the way of exp where x is large, and with slope 1 at 0."""
    return compute("clamp", x, max=0.0)


def _under(x: Array) -> Array:
    """min(x, 0) for slopes: what is not under 0 counts as 0 and moves nothing, so that at 0 they have slope 0."""
    return np.where(x < 0, x, 0.0)


activation(
    "elu",
    lambda x, /, alpha=1.0: np.where(x > 0, x, times(alpha, np.expm1(_below(x)))),
    lambda y, x, alpha=1.0: np.where(x <= 0, alpha * np.exp(_under(x)), 1.0),
    formula=unscaled("alpha", "Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))"),
    local=unscaled("alpha", "Piecewise((1, x > 0), (alpha * exp(x), True))"),
    words="a relu whose negative side bends smoothly towards -alpha",
    choice="At 0 the slope of the negative side is taken, alpha.",
    unfolded="forward",
    takes=FRACTIONS,
    in_place="functional.elu_",
)
SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772
activation(
    "selu",
    lambda x, /: SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(_below(x))),
    lambda y, x: SELU_SCALE * np.where(x <= 0, SELU_ALPHA * np.exp(_under(x)), 1.0),
    formula="Piecewise((1.0507009873554805 * x, x > 0), (1.7580993408473766 * (exp(x) - 1), True))",
    local="Piecewise((1.0507009873554805, x > 0), (1.7580993408473766 * exp(x), True))",
    words="an elu scaled so that a deep stack keeps mean 0 and variance 1",
    choice="At 0 the slope of the negative side is taken, 1.7581.",
    names="torch.selu",
    unfolded="forward",
    takes=FRACTIONS,
    in_place="functional.selu_ torch.selu_",
)
activation(
    "celu",
    lambda x, /, alpha=1.0: np.where(x > 0, x, times(alpha, np.expm1(over(_below(x), alpha)))),
    lambda y, x, alpha=1.0: np.exp(_under(x) / alpha),
    formula=unscaled("alpha", "Piecewise((x, x > 0), (alpha * (exp(x / alpha) - 1), True))"),
    local=unscaled("alpha", "Piecewise((1, x > 0), (exp(x / alpha), True))"),
    words="an elu without a corner at 0, whatever alpha is",
    names="torch.celu",
    unfolded="forward",
    takes=FRACTIONS,
    in_place="functional.celu_ torch.celu_",
)
activation(
    "gelu",
    lambda x, /: x * special.ndtr(x),
    lambda y, x: compute("ndtr", x) + x * density(x),
    formula="x * (1 + erf(x / sqrt(2))) / 2",
    local="(1 + erf(x / sqrt(2))) / 2 + x * exp(-x ** 2 / 2) / sqrt(2 * pi)",
    cost=25,
    words="x weighed by the share of the normal curve below it: a soft gate that dips under 0",
    unfolded="forward",
    takes=FRACTIONS,
)
GELU_SCALE = math.sqrt(2 / math.pi)
GELU_CUBE = 0.044715


def _gelu_tanh_partial(y: Array, x: Array) -> Array:
    bend = np.tanh(GELU_SCALE * (x + GELU_CUBE * x * x * x))
    return 0.5 * (1 + bend) + 0.5 * x * (1 - bend * bend) * GELU_SCALE * (1 + 3 * GELU_CUBE * x * x)


unary(
    "gelu_tanh",
    lambda x, /: 0.5 * x * (1 + np.tanh(GELU_SCALE * (x + GELU_CUBE * x * x * x))),
    _gelu_tanh_partial,
    formula="x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3))) / 2",
    local="(1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3))) / 2 + x * (1 - tanh(sqrt(2 / pi) * (x + 0.044715 * "
    "x ** 3)) ** 2) * sqrt(2 / pi) * (1 + 0.134145 * x ** 2) / 2",
    cost=25,
    activation=True,
    words="gelu with the normal curve approximated by tanh",
    names="",
    unfolded="forward",
)


def _silu_slope(gate: Array, x: Array) -> Array:
    return gate * (1 + x * (1 - gate))


activation(
    "silu",
    lambda x, /: x * special.expit(x),
    lambda y, x: _silu_slope(compute("sigmoid", x), x),
    formula="x / (1 + exp(-x))",
    local="1 / (1 + exp(-x)) + y * (1 - 1 / (1 + exp(-x)))",
    saves="input and output",
    words="a soft gate on itself, also called swish",
    unfolded="forward",
    takes=FRACTIONS,
    needs="0",
)


def _mish_partial(y: Array, x: Array) -> Array:
    gate = np.tanh(np.logaddexp(x, 0))
    return gate + x * (1 - gate * gate) * compute("sigmoid", x)


activation(
    "mish",
    lambda x, /: x * np.tanh(np.logaddexp(x, 0)),
    _mish_partial,
    formula="x * tanh(log(1 + exp(x)))",
    local="tanh(log(1 + exp(x))) + x * (1 - tanh(log(1 + exp(x))) ** 2) / (1 + exp(-x))",
    cost=25,
    words="a soft gate on itself, with tanh of softplus as the gate",
    unfolded="forward",
    takes=FRACTIONS,
)


def _softplus(x: Array, /, beta: float = 1.0, threshold: float = 20.0) -> Array:
    scaled = times(beta, x)
    return np.where(scaled > threshold, x, over(np.logaddexp(scaled, 0), beta))


def _softplus_text(text: str, straight: str) -> Text:
    """With the straight part where the threshold is felt."""

    def shown(x: Array, *, beta: float = 1.0, threshold: float = 20.0) -> str:
        curved = text.replace("-beta * ", "-").replace("beta * ", "").replace(" / beta", "") if beta == 1 else text
        if not np.any(beta * x > threshold):
            return curved
        edge = "x > threshold" if beta == 1 else "beta * x > threshold"
        return f"Piecewise(({straight}, {edge}), ({curved}, True))"

    return shown


unary(
    "softplus",
    _softplus,
    lambda y, x, beta=1.0, threshold=20.0: np.where(beta * x > threshold, 1.0, compute("sigmoid", beta * x)),
    formula=_softplus_text("log(1 + exp(beta * x)) / beta", "x"),
    local=_softplus_text("1 / (1 + exp(-beta * x))", "1"),
    cost=12,
    activation=True,
    words="a smooth relu: its slope is the sigmoid",
    choice="Above beta · x = threshold it is x itself, with slope 1, as in PyTorch.",
    names="functional.softplus",
    unfolded="forward",
    takes=FRACTIONS,
)
activation(
    "softsign",
    lambda x, /: x / (1 + np.abs(x)),
    lambda y, x: 1 / ((1 + np.abs(x)) * (1 + np.abs(x))),
    formula="x / (1 + Abs(x))",
    local="1 / (1 + Abs(x)) ** 2",
    cost=3,
    words="an S that flattens slowly: its ends block less than those of tanh",
    unfolded="forward",
    takes=NUMBERS,
)
activation(
    "tanhshrink",
    lambda x, /: x - np.tanh(x),
    lambda y, x: np.tanh(x) * np.tanh(x),
    formula="x - tanh(x)",
    local="tanh(x) ** 2",
    words="what tanh takes away: flat at 0, open far out",
    unfolded="forward",
    takes=NUMBERS,
    needs="*",
)
