"""The formula of a derivative: against sympy's own differentiation, and against the gradients of every lesson."""

import random

import numpy as np
import pytest
import sympy

from engine.derivatives import brought, leaf_entry, symbolic, variable_leaves
from engine.errors import GradientError
from engine.language import run
from engine.lessons import lesson, lessons

HEAD = "import torch\n"
SINGLE = "".join(f"{name} = torch.tensor({value}, requires_grad=True)\n" for name, value in (("x", 0.8), ("y", 1.7)))
# What the operations of a chain are in sympy.
STEPS = {
    "torch.sin({})": sympy.sin,
    "torch.exp(-{})": lambda v: sympy.exp(-v),
    "torch.tanh({})": sympy.tanh,
    "torch.sigmoid({})": lambda v: 1 / (1 + sympy.exp(-v)),
    "torch.log(1 + {} ** 2)": lambda v: sympy.log(1 + v**2),
    "torch.sqrt(2 + {} * {})": lambda v: sympy.sqrt(2 + v * v),
    "{} ** 3 - 2 * {}": lambda v: v**3 - 2 * v,
    "1 / (3 + {} ** 2)": lambda v: 1 / (3 + v**2),
}


def found(source: str, leaf: str):
    made = run(source)
    by = leaf_entry(made, leaf)
    arrived = brought(made, by.node)
    return symbolic(made, by, arrived.roots), float(np.reshape(arrived.gradient, -1)[by.entry])


@pytest.mark.parametrize("seed", range(12))
def test_random_chains_have_sympys_derivative(seed):
    """Of two variables, at the point of the run; sympy differentiates its own tree of the same function."""
    chance = random.Random(seed)
    names = {"x": sympy.Symbol("x"), "y": sympy.Symbol("y")}
    lines, parts = [], dict(names)
    for turn in range(4):
        text, rule = chance.choice(list(STEPS.items()))
        one, other = chance.choice(list(parts)), chance.choice(list(parts))
        lines.append(f"h{turn} = ({text.replace('{}', one)}) * {other} + x * y\n")
        parts[f"h{turn}"] = rule(parts[one]) * parts[other] + names["x"] * names["y"]
    made, gradient = found(HEAD + SINGLE + "".join(lines) + "h3.backward()\n", "x")
    true = float(sympy.diff(parts["h3"], names["x"]).subs({"x": 0.8, "y": 1.7}).evalf(30))
    assert made.value == pytest.approx(true, rel=1e-10)
    assert gradient == pytest.approx(true, rel=1e-10)


WITHOUT = {"32_leaky_relu", "36_clipped_error", "41_conv_pool", "42_embedding", "43_attention"}


@pytest.mark.parametrize("name", [each.id for each in lessons()[:44]])
def test_the_formula_comes_to_the_gradient_of_the_lesson(name):
    made = run(lesson(name).source)
    for variable in variable_leaves(made):
        by = leaf_entry(made, f"n{variable.index}")
        arrived = brought(made, variable.index)
        if arrived is None:
            continue
        try:
            formulas = symbolic(made, by, arrived.roots)
        except GradientError:
            assert name in WITHOUT
            continue
        gradient = float(np.reshape(arrived.gradient, -1)[by.entry])
        # Where the program makes a NaN of 0 · ∞, the formula may have nothing of the kind.
        assert np.isnan(gradient) or formulas.value == pytest.approx(gradient, rel=1e-8, abs=1e-12)
        assert formulas.simplified_operations <= formulas.raw_operations


def test_what_is_printed_is_what_is_worth_that_much():
    """Read back by sympy, the text of a derivative is the derivative."""
    made, gradient = found(lesson("12_staged").source, "x")
    text = made.simplified.text.replace("·", "*").replace("−", "-").replace("⁻²", "**(-2)").replace("²", "**2")
    assert float(sympy.sympify(text).subs({"x": 3, "y": -4}).evalf()) == pytest.approx(gradient)


def test_nothing_passes_through_what_is_detached():
    made, gradient = found(f"{HEAD}{SINGLE}z = x * x.detach()\nz.backward()\n", "x")
    assert (made.value, gradient) == (0.8, 0.8)


def test_a_choice_between_numbers_has_no_single_formula():
    with pytest.raises(GradientError, match="gt in line 12 has no formula"):
        found(lesson("32_leaky_relu").source, "b3")


def test_a_formula_that_grows_without_end_is_given_up_by_counting():
    lines = "h = x\nfor i in range(600):\n    h = h * torch.sin(h)\nh.backward()\n"
    with pytest.raises(GradientError, match="parts"):
        found(HEAD + SINGLE + lines, "x")
