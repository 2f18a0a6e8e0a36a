"""What a printed formula is worth: worked out from the digits that stand in it, not from the numbers behind them.

Finite decimals are fractions, so that sums, products, quotients and whole powers of them are exact. Everything else is
a float: infinities, NaN and what a function such as exp gives, which no decimal equals but for a few: exp(0), √4.
None is a worth that nobody can work out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from scipy import special

Worth = Fraction | float | None

NUMBER_WORDS: dict[str, Worth] = {
    "true": Fraction(1),
    "false": Fraction(0),
    "NaN": math.nan,
    "∞": math.inf,
    "−∞": -math.inf,
}
# An exact power beyond it has more digits than anybody would look at.
MOST_POWER = 64
# Between two floats that functions gave: the rounding of a few operations.
ROUNDING = 1e-12


def read(text: str) -> Worth:
    """The worth of a number as the product prints it."""
    return NUMBER_WORDS[text] if text in NUMBER_WORDS else Fraction(text.replace("−", "-"))


def number(worth: Worth) -> float:
    """As a float; NaN for None."""
    if worth is None:
        return math.nan
    try:
        return float(worth)
    except OverflowError:
        return math.inf if worth > 0 else -math.inf


def same(one: Worth, other: Worth) -> bool:
    """Whether two worths are equal: fractions exactly, floats but for the rounding of what gave them. A finite float is
    no fraction: exp(−40) rounds 1 + exp(−40) to 1, which it is not.
    """
    if one is None or other is None:
        return False
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one == other
    a, b = number(one), number(other)
    if isinstance(one, Fraction) != isinstance(other, Fraction) and math.isfinite(a) and math.isfinite(b):
        return False
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
    """Raises OverflowError where it is no fraction, or a huge one."""
    if abs(exponent.numerator) > MOST_POWER or exponent.denominator > MOST_POWER:
        raise OverflowError
    if exponent.denominator == 1:
        return base ** int(exponent)
    if base < 0:
        raise OverflowError
    root = Fraction(repr(float(base) ** (1 / exponent.denominator)))
    if root**exponent.denominator != base:
        raise OverflowError
    return root**exponent.numerator


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
    "round": lambda x: Fraction(round(x)),
    "clip": lambda x, low, high: min(max(x, low), high),
    **{name: lambda x: Fraction(1) for name in ("isfinite", "isnumber")},
    **{name: lambda x: Fraction(0) for name in ("isnan", "isinf")},
    "And": lambda a, b: Fraction(bool(a and b)),
    "Or": lambda a, b: Fraction(bool(a or b)),
    "Xor": lambda a, b: Fraction(bool(a) != bool(b)),
    "Not": lambda a: Fraction(not a),
}


def call(name: str, arguments: list[Worth]) -> Worth:
    """A function of the formulas of the table; None for one that is not a function of single numbers."""
    if name not in FUNCTIONS or any(argument is None for argument in arguments):
        return None
    try:
        if name in EXACT and all(isinstance(argument, Fraction) for argument in arguments):
            return EXACT[name](*arguments)
        if name == "sqrt" and isinstance(arguments[0], Fraction):
            return power(arguments[0], Fraction(1, 2))
        with np.errstate(all="ignore"):
            found = float(FUNCTIONS[name](*map(number, arguments)))
    except TypeError:
        return None
    return Fraction(found) if _whole(found, arguments) else found


def _whole(found: float, arguments: list[Worth]) -> bool:
    """Whether a function such as exp comes to halves exactly, which of those here happens at 0 and ±1 alone."""
    if not all(isinstance(argument, Fraction) for argument in arguments) or not (2 * found).is_integer():
        return False
    return all(abs(argument or 0) in (0, 1) for argument in arguments)
