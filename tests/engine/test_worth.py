"""What formulas are worth, by sympy's numbers and those of IEEE arithmetic."""

import math
from fractions import Fraction

import pytest
import sympy

from engine.notation import worth

THIRD, TWO, NEGATIVE = Fraction(1, 3), Fraction(2), Fraction(-5, 2)
TRUE, FALSE = Fraction(1), Fraction(0)

# Functions of sympy by the names that formulas have for them.
OF_ONE = {
    **{name: getattr(sympy, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt")},
    **{name: getattr(sympy, name) for name in ("asin", "acos", "atan", "asinh", "atanh", "erf", "erfc", "erfinv")},
    **{name: getattr(sympy, name) for name in ("loggamma", "digamma", "Abs", "floor", "ceiling", "sign")},
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
}
OF_TWO = {name: getattr(sympy, name) for name in ("Max", "Min", "atan2", "besseli")}
WHOLE = {
    ("trunc", NEGATIVE): -2,
    ("round", NEGATIVE): -2,
    ("round", Fraction(7, 2)): 4,
    ("floor", NEGATIVE): -3,
    ("ceiling", NEGATIVE): -2,
    ("sign", NEGATIVE): -1,
    ("Abs", NEGATIVE): Fraction(5, 2),
    ("norm", NEGATIVE): Fraction(5, 2),
    ("clip", NEGATIVE, FALSE, TRUE): 0,
    ("clip", TWO, FALSE, TRUE): 1,
    ("clip", THIRD, FALSE, TRUE): THIRD,
    ("And", TRUE, FALSE): 0,
    ("And", TRUE, TRUE): 1,
    ("Or", TRUE, FALSE): 1,
    ("Or", FALSE, FALSE): 0,
    ("Xor", TRUE, FALSE): 1,
    ("Xor", TRUE, TRUE): 0,
    ("Not", TRUE): 0,
    ("Not", FALSE): 1,
    ("isfinite", TWO): 1,
    ("isnumber", TWO): 1,
    ("isnan", TWO): 0,
    ("isinf", TWO): 0,
    **{(name, THIRD): THIRD for name in ("sum", "mean", "prod", "max", "min", "copy")},
    # Of numbers that are no decimals.
    ("isnan", math.nan): 1,
    ("isinf", math.inf): 1,
    ("isnumber", math.nan): 0,
    ("isfinite", math.inf): 0,
    ("Abs", -math.inf): math.inf,
    ("Max", math.inf, TWO): math.inf,
    ("Min", -math.inf, TWO): -math.inf,
    ("And", math.inf, FALSE): 0,
    ("Or", math.inf, FALSE): 1,
    ("Xor", math.inf, TRUE): 0,
    ("clip", math.inf, FALSE, TWO): 2,
    ("sigmoid", math.inf): 1,
    ("trunc", math.inf): math.inf,
}


@pytest.mark.parametrize("name", OF_ONE)
def test_a_function_of_one_number_is_worth_what_sympy_says(name):
    expected = float(OF_ONE[name](sympy.Rational(1, 3)))
    assert float(worth.call(name, [THIRD])) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("name", OF_TWO)
def test_a_function_of_two_numbers_is_worth_what_sympy_says(name):
    expected = float(OF_TWO[name](sympy.Integer(2), sympy.Rational(1, 3)))
    assert float(worth.call(name, [TWO, THIRD])) == pytest.approx(expected, rel=1e-13)


def test_the_polygamma_and_acosh_are_worth_what_sympy_says():
    expected = float(sympy.polygamma(1, sympy.Rational(1, 3)))
    assert float(worth.call("polygamma", [TRUE, THIRD])) == pytest.approx(expected, rel=1e-13)
    assert float(worth.call("acosh", [TWO])) == pytest.approx(float(sympy.acosh(2)), rel=1e-13)


@pytest.mark.parametrize(("name", "arguments", "expected"), [(call[0], list(call[1:]), WHOLE[call]) for call in WHOLE])
def test_what_needs_no_rounding_is_exact(name, arguments, expected):
    assert worth.call(name, arguments) == expected


def test_every_function_has_its_number_above():
    asked = {*OF_ONE, *OF_TWO, "polygamma", "acosh", *(call[0] for call in WHOLE)}
    assert set(worth.FUNCTIONS) == asked


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (THIRD, THIRD, True),
        (THIRD, Fraction(1, 3) + Fraction(1, 10**20), False),
        (math.nan, math.nan, True),
        (math.nan, math.inf, False),
        (TWO, math.nan, False),
        (math.nan, TWO, False),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (1.0 + 4e-16, 1.0, True),
        (1.0 + 1e-11, 1.0, False),
        (Fraction(1), 1.0, False),
        (0.0, 1e-300, False),
        (None, None, False),
        (None, TWO, False),
    ],
)
def test_two_worths_are_the_same_but_for_the_rounding_of_functions(one, other, equal):
    assert worth.same(one, other) is equal
