"""Numbers, names and formulas as the product writes them."""

import ast

import pytest

from engine.notation.expressions import render
from engine.notation.term import ADD, ALL_DIGITS, Term, name_term, name_tex, number_term, number_text
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
        (1234567, "1234567"),
        (999999.0, "999999"),
        (1e6, "1e6"),
    ],
)
def test_a_number_shows_four_digits_and_never_a_false_zero(value, text):
    assert number_text(value) == text


def test_a_number_with_all_of_its_digits_ends_in_no_zeros():
    assert [number_text(value, ALL_DIGITS) for value in (1234567.0, 0.5, 2.5e20)] == ["1234567", "0.5", "2.5e20"]


@pytest.mark.parametrize(
    ("value", "tex"),
    [
        (True, r"\text{true}"),
        (float("nan"), r"\text{NaN}"),
        (float("-inf"), r"-\infty"),
        (-1.5e-9, r"-1.5\cdot 10^{-9}"),
    ],
)
def test_a_number_in_tex_is_the_number(value, tex):
    assert number_term(value).tex == tex


# A label, and it with 1 added, times 2, squared.
LABELS = [
    ("x", "x + 1", "x · 2", "x²"),
    ("W1[0].2", "W1[0].2 + 1", "W1[0].2 · 2", "W1[0].2²"),
    ("f(a)", "f(a) + 1", "f(a) · 2", "f(a)²"),
    ("−3", "−3 + 1", "−3 · 2", "(−3)²"),
    ("x²", "x² + 1", "x² · 2", "(x²)²"),
    ("a · b", "a · b + 1", "a · b · 2", "(a · b)²"),
    ("a + b", "a + b + 1", "(a + b) · 2", "(a + b)²"),
    ("a > b", "(a > b) + 1", "(a > b) · 2", "(a > b)²"),
    ("1 if a else 2", "(1 if a else 2) + 1", "(1 if a else 2) · 2", "(1 if a else 2)²"),
    ("f(g(a), b)", "(f(g(a), b)) + 1", "(f(g(a), b)) · 2", "(f(g(a), b))²"),
]


@pytest.mark.parametrize(("label", "more", "twice", "squared"), LABELS)
def test_a_label_that_is_a_formula_keeps_its_meaning_among_others(label, more, twice, squared):
    terms = {"x": name_term(label)}
    assert [render(each, terms).text for each in ("x + 1", "x * 2", "x ** 2")] == [more, twice, squared]


def test_a_label_that_is_turned_is_turned_in_tex():
    assert (name_term("W1ᵀ").tex, name_term("W1").tex) == (r"{W_{1}}^{\top}", "W_{1}")


@pytest.mark.parametrize(
    ("label", "tex"),
    [
        ("x", "x"),
        ("W1", "W_{1}"),
        ("theta", r"\theta"),
        ("alpha2", r"\alpha_{2}"),
        ("a~b^c\\d", r"\text{a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d}"),
        ("loss", r"\mathrm{loss}"),
        ("h.2", "h^{(2)}"),
        ("a_b_c", r"\text{a\_b\_c}"),
        ("größe", r"\text{größe}"),
        ("W1[0][12].3", "W_{1}[0][12]^{(3)}"),
        ("mul in line 21", r"\text{mul in line 21}"),
        ("mul #21", r"\text{mul \#21}"),
        ("w\u0337e\u0301", "\\text{we\u0301}"),
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
        ("a * onehot(b)", {"a": A, "b": B}, "A · onehot(B)"),
        ("spread(a, dim=1) * b", {"a": A, "b": B}, "spread(A, dim=1) · B"),
        ("a @ b.T", {"a": A, "b": B}, "A Bᵀ"),
        ("x.T", {"x": Term("Wᵀ", "W", shape=(2, 2))}, "W"),
        ("x ** n", {"x": Term("a + b", "a + b", ADD), "n": number_term(2)}, "(a + b)²"),
        ("n * x ** (n - 1)", {"x": Term("x", "x"), "n": number_term(2)}, "2 · x"),
        ("-x", {"x": number_term(-1)}, "−(−1)"),
        ("a / b", {"a": number_term(3), "b": number_term(False)}, "3 / false"),
        ("a / b", {"a": number_term(3), "b": number_term(1e-9)}, "3 / (1e−9)"),
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


def test_the_largest_number_is_told_by_its_first_digits():
    """The largest number of IEEE 754 in 64 bits is 1.7976931348623157 · 10³⁰⁸."""
    told = number_term(1.7976931348623157e308)
    assert told.text == "1.798e308"
    assert not told.exact
