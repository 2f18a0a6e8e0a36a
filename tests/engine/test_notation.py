"""Numbers, names and formulas as the product writes them."""

import ast

import pytest

from engine.notation.expressions import render
from engine.notation.term import ADD, Term, name_tex, number_term, number_text
from engine.operation.record import OPS
from engine.operation.samples import general


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (-2.5, "−2.5"),
        (1 / 3, "0.3333"),
        (0.000001, "1e−6"),
        (123456.0, "123456"),
        (1234567.0, "1.235e6"),
        (-1.5e-9, "−1.5e−9"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
        (True, "true"),
        (7, "7"),
    ],
)
def test_a_number_shows_four_digits_and_never_a_false_zero(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("label", "tex"),
    [
        ("x", "x"),
        ("W1", "W_{1}"),
        ("theta", r"\theta"),
        ("loss", r"\mathrm{loss}"),
        ("h.2", "h^{(2)}"),
        ("a_b_c", r"\text{a\_b\_c}"),
        ("größe", r"\text{größe}"),
        ("W1[0][12].3", "W_{1}[0][12]^{(3)}"),
        ("#21", r"\text{\#21}"),
    ],
)
def test_a_name_becomes_tex_and_never_tex_code(label, tex):
    assert name_tex(label) == tex


def names(**terms: Term) -> dict[str, Term]:
    return terms


A, B = Term("A", "A", shape=(2, 2)), Term("B", "B", shape=(2, 2))


@pytest.mark.parametrize(
    ("expression", "terms", "text"),
    [
        ("a + b", {"a": number_term(1), "b": number_term(-2)}, "1 + (−2)"),
        ("a * b", {"a": number_term(3), "b": number_term(-4)}, "3 · (−4)"),
        ("a * b", {"a": A, "b": B}, "A ⊙ B"),
        ("a @ b.T", {"a": A, "b": B}, "A Bᵀ"),
        ("x.T", {"x": Term("Wᵀ", "W", shape=(2, 2))}, "W"),
        ("x ** n", {"x": Term("a + b", "a + b", ADD), "n": number_term(2)}, "(a + b)²"),
        ("n * x ** (n - 1)", {"x": Term("x", "x"), "n": number_term(2)}, "2 · x"),
        ("-x", {"x": number_term(-1)}, "−(−1)"),
        ("Heaviside(x, 0)", {"x": Term("z", "z")}, "[z > 0]"),
        ("Heaviside(a - b, 1/2)", {"a": Term("p", "p"), "b": Term("q", "q")}, "[p > q] + [p = q] / 2"),
        ("Heaviside(a - b, 0)", {"a": Term("p", "p"), "b": Term("q", "q")}, "[p > q]"),
    ],
)
def test_an_expression_prints_as_people_write_it(expression, terms, text):
    assert render(expression, terms).text == text


def test_every_formula_of_the_table_prints():
    """What is not an expression is kept as words; an expression must be one the printer knows."""
    for op in OPS.values():
        written = general(op)
        for expression in (written.formula, *written.local, *written.downstream):
            assert render(expression, {}).text or expression == "", op.name


def test_no_formula_of_the_table_hides_the_upstream_gradient_in_words():
    """A downstream rule that speaks of g must be an expression, or the page would show a bare g."""
    for op in OPS.values():
        for expression in general(op).downstream:
            if "g" in expression.replace("argmax", "").split():
                ast.parse(expression, mode="eval")
