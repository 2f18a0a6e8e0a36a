"""The formulas of elementwise operations against sympy: text, derivative and code are three statements of one fact."""

import math
from typing import Any

import numpy as np
import pytest
import scipy.special
import sympy

from engine.notation.expressions import render
from engine.notation.term import number_term
from engine.operation.record import OPS
from engine.operation.samples import general
from engine.operation.written import Written
from engine.ops.activation import SELU_ALPHA, SELU_SCALE
from tests.engine.cases import CASES, Case


class Stair(sympy.Function):
    """Flat wherever it has a slope, as rounding is."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


STAIRS = {name: type(name, (Stair,), {}) for name in ("floor", "ceiling", "trunc", "round", "sign")}
NAMES = {
    **STAIRS,
    **{name: getattr(sympy, name) for name in ("Max", "Min", "Abs", "Heaviside", "Piecewise", "Eq", "loggamma")},
    "isfinite": lambda x: sympy.true,
}
NUMBERS = {
    "floor": np.floor,
    "ceiling": np.ceil,
    "trunc": np.trunc,
    "round": lambda x: np.round(x),
    "sign": np.sign,
    "Heaviside": np.heaviside,
    "DiracDelta": lambda x, k=0: 0.0 * x,
    "loggamma": scipy.special.gammaln,
    "digamma": scipy.special.digamma,
    "polygamma": scipy.special.polygamma,
    "besseli": scipy.special.iv,
    "erfinv": scipy.special.erfinv,
}
# sympy has no bound for a lost digit: log1p and expm1 are the same function as log(1 + x) and exp(x) - 1.
ROUNDING = {"rtol": 1e-9, "atol": 1e-12}

ELEMENTWISE = [case for case in CASES if OPS[case.op].elementwise and case.inputs[-1].ndim > 0]
WITHOUT_FORMULA_IN_NUMBERS = {"nan_to_num"}


def written(case: Case) -> Written:
    return OPS[case.op].written(case.inputs, case.attributes)


def symbols_of(case: Case) -> dict[str, Any]:
    return {
        name: sympy.Symbol(name, real=True, positive=bool(np.all(x > 0)) or None)
        for name, x in zip(OPS[case.op].inputs, case.inputs, strict=False)
        if x.dtype.kind == "f"
    }


def parsed(text: str, symbols: dict[str, Any], case: Case) -> sympy.Expr:
    settings = {
        name: sympy.Float(value) if isinstance(value, float) else sympy.sympify(value)
        for name, value in {**OPS[case.op].attributes, **case.attributes}.items()
        if isinstance(value, (int, float))
    }
    return sympy.sympify(text, locals={**NAMES, **symbols, **settings, "y": sympy.Symbol("y", real=True)})


def evaluated(expression: sympy.Expr, symbols: dict[str, Any], case: Case, y: np.ndarray) -> np.ndarray:
    given = dict(zip(OPS[case.op].inputs, case.inputs, strict=False))
    names = [*symbols, "y"]
    function = sympy.lambdify(
        [*symbols.values(), sympy.Symbol("y", real=True)], expression, modules=[NUMBERS, "scipy", "numpy"]
    )
    with np.errstate(all="ignore"):
        return np.broadcast_to(function(*(given.get(name, y) for name in names)), y.shape)


def real_valued(case: Case) -> bool:
    return case.op not in WITHOUT_FORMULA_IN_NUMBERS and all(x.dtype.kind == "f" for x in case.inputs)


FORMULAS = [case for case in ELEMENTWISE if real_valued(case) and case.op != "round"]


@pytest.mark.parametrize("case", FORMULAS, ids=lambda case: case.name)
def test_the_formula_is_what_the_code_computes(case: Case):
    op = OPS[case.op]
    y = np.asarray(op.forward(*case.inputs, **case.attributes), dtype=float)
    symbols = symbols_of(case)
    np.testing.assert_allclose(evaluated(parsed(written(case).formula, symbols, case), symbols, case, y), y, **ROUNDING)


@pytest.mark.parametrize("case", FORMULAS, ids=lambda case: case.name)
def test_the_local_derivative_is_the_derivative_of_the_formula(case: Case):
    """sympy differentiates the formula; the text of the local derivative and the code must give the same numbers."""
    op = OPS[case.op]
    y = np.asarray(op.forward(*case.inputs, **case.attributes), dtype=float)
    symbols = symbols_of(case)
    formula = parsed(written(case).formula, symbols, case)
    for slot, name in enumerate(op.inputs[: len(case.inputs)]):
        partial = op.partials[slot]
        if partial is None:
            continue
        code = np.broadcast_to(np.asarray(partial(y, *case.inputs, **case.attributes), dtype=float), y.shape)
        text = evaluated(parsed(written(case).local[slot], symbols, case), symbols, case, y)
        derivative = evaluated(sympy.diff(formula, symbols[name]), symbols, case, y)
        np.testing.assert_allclose(code, derivative, **ROUNDING)
        np.testing.assert_allclose(text, derivative, **ROUNDING)


def test_most_elementwise_operations_are_checked_against_sympy():
    """What is left out has conditions or infinities that no formula over real numbers holds."""
    checked = {case.op for case in FORMULAS}
    left_out = {op.name for op in OPS.values() if op.elementwise} - checked
    assert len(checked) > 80
    assert left_out == {"where", "masked_fill", "nan_to_num", "round"}


def test_the_constants_of_selu_are_those_of_the_paper():
    """Klambauer et al. 2017 give them in closed form."""
    pi, e = math.pi, math.e
    root = math.sqrt(2)
    alpha = -math.sqrt(2 / pi) / (math.erfc(1 / root) * math.exp(0.5) - 1)
    inner = math.erfc(root) * e**2
    scale = (
        (1 - math.erfc(1 / root) * math.sqrt(e))
        * math.sqrt(2 * pi)
        * (2 * inner + pi * math.erfc(1 / root) ** 2 * e - 2 * (2 + pi) * math.erfc(1 / root) * math.sqrt(e) + pi + 2)
        ** -0.5
    )
    assert pytest.approx(alpha, rel=1e-12) == SELU_ALPHA
    assert pytest.approx(scale, rel=1e-9) == SELU_SCALE


def test_the_last_case_of_a_distinction_needs_no_condition():
    """leaky_relu at x: the second case is what holds otherwise, and "if true" would be noise."""
    shown = render(general(OPS["leaky_relu"]).formula, {"negative_slope": number_term(0.1)})
    assert shown.text == "x if x > 0 else 0.1 · x"
    assert shown.tex == r"\begin{cases} x & \text{if } x > 0 \\ 0.1 \cdot x & \text{otherwise} \end{cases}"
