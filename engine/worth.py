"""What a printed formula is worth: worked out from the digits that stand in it, not from the numbers behind them.

Finite decimals are fractions, so that sums, products, quotients and whole powers of them are exact. Everything else is
a float: infinities, NaN and what a function such as exp gives. None is a worth that nobody can work out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from scipy import special

Worth = Fraction | float | None

WORDS: dict[str, Worth] = {
    "true": Fraction(1),
    "false": Fraction(0),
    "NaN": math.nan,
    "∞": math.inf,
    "−∞": -math.inf,
}
# An exact power beyond it has more digits than anybody would look at.
MOST_POWER = 64
# Between a float that a function gave and a decimal: the rounding of a few operations.
ROUNDING = 1e-12


def read(text: str) -> Worth:
    """The worth of a number as the product prints it."""
    return WORDS[text] if text in WORDS else Fraction(text.replace("−", "-"))


def number(worth: Worth) -> float:
    """As a float; NaN for None."""
    if worth is None:
        return math.nan
    try:
        return float(worth)
    except OverflowError:
        return math.inf if worth > 0 else -math.inf


def same(one: Worth, other: Worth) -> bool:
    """Whether two worths are equal: fractions exactly, floats but for the rounding of what gave them."""
    if one is None or other is None:
        return False
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one == other
    a, b = number(one), number(other)
    return a == b or (math.isnan(a) and math.isnan(b)) or (b != 0 and abs(a - b) <= ROUNDING * abs(b) < math.inf)


def _arithmetic(
    exact: Callable[[Fraction, Fraction], Fraction], rounded: Callable[[np.float64, np.float64], np.float64]
) -> Callable[[Worth, Worth], Worth]:
    def apply(one: Worth, other: Worth) -> Worth:
        if one is None or other is None:
            return None
        if isinstance(one, Fraction) and isinstance(other, Fraction):
            try:
                return exact(one, other)
            except (ZeroDivisionError, OverflowError):
                pass
        with np.errstate(all="ignore"):
            return float(rounded(np.float64(number(one)), np.float64(number(other))))

    return apply


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > MOST_POWER:
        raise OverflowError
    return base ** int(exponent)


add = _arithmetic(lambda a, b: a + b, lambda a, b: a + b)
subtract = _arithmetic(lambda a, b: a - b, lambda a, b: a - b)
multiply = _arithmetic(lambda a, b: a * b, lambda a, b: a * b)
divide = _arithmetic(lambda a, b: a / b, lambda a, b: a / b)
power = _arithmetic(_exact_power, lambda a, b: np.power(a, b))


def compare(sign: str, one: Worth, other: Worth) -> Worth:
    """1 where it holds, else 0. `sign` is one of < ≤ > ≥ = ≠."""
    if one is None or other is None:
        return None
    holds = {
        "<": one < other,
        "≤": one <= other,
        ">": one > other,
        "≥": one >= other,
        "=": one == other,
        "≠": one != other,
    }
    return Fraction(int(holds[sign]))


def _polygamma(n: float, x: float) -> float:
    return float(special.polygamma(int(n), x))


# Of one number, a sum, a mean or an extreme is the number itself.
FUNCTIONS: dict[str, Callable[..., float]] = {
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt")},
    **{name: getattr(np, name) for name in ("floor", "trunc", "sign", "isfinite", "isnan", "isinf", "clip")},
    **{f"a{name}": getattr(np, f"arc{name}") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: lambda x: x for name in ("sum", "mean", "prod", "max", "min", "copy")},
    "Abs": np.abs,
    "Max": np.maximum,
    "Min": np.minimum,
    "And": np.logical_and,
    "Or": np.logical_or,
    "Xor": np.logical_xor,
    "Not": np.logical_not,
    "ceiling": np.ceil,
    "round": np.round,
    "atan2": np.arctan2,
    "sigmoid": special.expit,
    "erf": special.erf,
    "erfc": special.erfc,
    "erfinv": special.erfinv,
    "loggamma": special.gammaln,
    "digamma": special.digamma,
    "polygamma": _polygamma,
    "besseli": special.iv,
    "isnumber": lambda x: not np.isnan(x),
    "norm": np.abs,
}
# The functions of which a decimal has a decimal.
EXACT: dict[str, Callable[..., Fraction]] = {
    **{name: lambda x: x for name in ("sum", "mean", "prod", "max", "min", "copy")},
    "Abs": abs,
    "norm": abs,
    "Max": max,
    "Min": min,
    "floor": lambda x: Fraction(math.floor(x)),
    "ceiling": lambda x: Fraction(math.ceil(x)),
    "trunc": lambda x: Fraction(math.trunc(x)),
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "clip": lambda x, low, high: min(max(x, low), high),
}


def call(name: str, arguments: list[Worth]) -> Worth:
    """A function of the formulas of the table; None for one that is not a function of single numbers."""
    if name not in FUNCTIONS or any(argument is None for argument in arguments):
        return None
    try:
        if name in EXACT and all(isinstance(argument, Fraction) for argument in arguments):
            return EXACT[name](*arguments)
        with np.errstate(all="ignore"):
            return float(FUNCTIONS[name](*map(number, arguments)))
    except TypeError:
        return None
