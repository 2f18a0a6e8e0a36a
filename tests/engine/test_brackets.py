"""Brackets never change what a formula means: what is printed, read again, comes to the same number."""

import re
from fractions import Fraction

import numpy as np
import pytest

from engine.notation.expressions import render
from engine.notation.term import number_term

NAMES = {"a": Fraction(3), "b": Fraction(-2), "c": Fraction(5, 2), "d": Fraction(-1, 4), "e": Fraction(1, 100_000)}
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?(?:e[−-]?\d+)?|[a-z](?![a-z])|[⁰¹²³⁴-⁹⁻]+|[-+−·/^()√|])")


class Reader:
    """Reads + − · / ^, raised numbers, roots, bars and round brackets as a mathematician does.

    Powers bind tightest and a sign binds as a product does: −2² is −4. A sign never stands right behind another.
    """

    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == re.sub(r"\s", "", text), text
        self.tokens.append("")

    def take(self, *wanted: str) -> str:
        return self.tokens.pop(0) if self.tokens[0] in wanted else ""

    def whole(self) -> Fraction:
        found = self.sum()
        assert self.tokens == [""]
        return found

    def sum(self) -> Fraction:
        total = self.product(sign=True)
        while sign := self.take("+", "−"):
            total += self.product(sign=False) * (1 if sign == "+" else -1)
        return total

    def product(self, sign: bool) -> Fraction:
        factor = -1 if sign and self.take("−") else 1
        found = factor * self.power()
        while sign := self.take("·", "/"):
            other = self.power()
            found = found * other if sign == "·" else found / other
        return found

    def power(self) -> Fraction:
        base = self.atom()
        if self.tokens[0] and self.tokens[0][0] in SUPERSCRIPTS:
            return base ** int("".join(SUPERSCRIPTS[digit] for digit in self.tokens.pop(0)))
        return base ** int(self.atom()) if self.take("^") else base

    def atom(self) -> Fraction:
        if self.take("√"):
            square = self.atom()
            return Fraction(float(square) ** 0.5)
        if self.take("|"):
            found = abs(self.sum())
            assert self.take("|")
            return found
        if self.take("("):
            found = self.sum()
            assert self.take(")")
            return found
        token = self.tokens.pop(0)
        assert token
        return NAMES[token] if token in NAMES else Fraction(token.replace("−", "-"))


def tree(rng: np.random.Generator, depth: int) -> str:
    """A random expression in Python syntax, whose value is a fraction."""
    if depth == 0 or rng.random() < 0.1:
        return rng.choice([*NAMES, "2", "7"])
    one, other = (tree(rng, depth - 1) for _ in range(2))
    forms = [f"({one}) {sign} ({other})" for sign in "+-*/-/"]
    forms += [f"-({one})", f"({one}) ** 2", f"({one}) ** 3", f"({one}) ** -1", f"Abs({one})"]
    return str(rng.choice(forms))


def trees(count: int) -> list[str]:
    rng = np.random.default_rng(5)
    return [tree(rng, int(rng.integers(1, 5))) for _ in range(count)]


def value(expression: str) -> Fraction | None:
    code = re.sub(r"\b(\d+)\b(?! *\*\*)", r"F(\1)", re.sub(r"\*\* (-?\d)", r"** int(\1)", expression))
    try:
        return eval(code, {"Abs": abs, "F": Fraction, "int": int, **NAMES})
    except ZeroDivisionError:
        return None


@pytest.mark.parametrize("numbers", [True, False])
def test_a_formula_read_again_comes_to_the_same_number(numbers):
    """1,000 random trees, with names in them and with numbers of either sign, one of them with a power of ten."""
    terms = {name: number_term(float(number)) for name, number in NAMES.items()} if numbers else {}
    tried = 0
    for expression in trees(1000):
        expected = value(expression)
        if expected is None:
            continue
        shown = render(expression, terms)
        assert Reader(shown.text).whole() == expected, (expression, shown.text)
        if numbers:
            assert shown.worth == expected, (expression, shown.text)
        tried += 1
    assert tried > 700


def plain(tex: str) -> str:
    """TeX of fractions, powers and brackets as text of one line, in which every group has brackets of its own."""
    tokens = re.findall(r"\\[a-z]+|[{}^]|[^\\{}^]+", tex.replace(r"\left", "").replace(r"\right", ""))

    def group() -> str:
        assert tokens.pop(0) == "{"
        found = sequence()
        assert tokens.pop(0) == "}"
        return found

    def sequence() -> str:
        found = ""
        while tokens and tokens[0] != "}":
            token = tokens[0]
            if token == "{":
                # What is raised is a group, which needs no brackets beyond those that are printed.
                found += group()
                continue
            tokens.pop(0)
            if token == "^":
                found += f"^({group()})"
            elif token == r"\frac":
                found += f"(({group()})/({group()}))"
            else:
                found += {r"\cdot": "·"}.get(token, token)
        return found

    return sequence().replace("-", "−")


@pytest.mark.parametrize("numbers", [True, False])
def test_a_formula_in_tex_comes_to_the_same_number(numbers):
    terms = {name: number_term(float(number)) for name, number in NAMES.items()} if numbers else {}
    tried = 0
    for expression in trees(600):
        expected = value(expression)
        shown = render(expression, terms)
        if expected is None:
            continue
        assert Reader(plain(shown.tex)).whole() == expected, (expression, shown.tex)
        tried += 1
    assert tried > 400


@pytest.mark.parametrize(
    ("expression", "text", "tex"),
    [
        ("a - b", "3 − (−2)", r"3 - \left(-2\right)"),
        ("2 - (x - 1)", "2 − (x − 1)", r"2 - \left(x - 1\right)"),
        ("a / (x * y)", "3 / (x · y)", r"\frac{3}{x \cdot y}"),
        ("-(-x)", "−(−x)", r"-\left(-x\right)"),
        ("b ** 3", "(−2)³", r"{\left(-2\right)}^{3}"),
        ("exp(x + y)", "exp(x + y)", r"\exp\left(x + y\right)"),
        ("x - (-y * z)", "x − (−y · z)", r"x - \left(-y \cdot z\right)"),
        ("x + (-y + z)", "x + (−y + z)", r"x + \left(-y + z\right)"),
        ("sqrt(x) ** 2", "(√x)²", r"{\left(\sqrt{x}\right)}^{2}"),
        ("(x > y) + 1", "(x > y) + 1", r"\left(x > y\right) + 1"),
        ("-x @ z", "−x z", r"-x\, z"),
        ("-(x * y) @ z", "(−x · y) z", r"\left(-x \cdot y\right)\, z"),
        ("(x * y) @ z", "(x · y) z", r"\left(x \cdot y\right)\, z"),
    ],
)
def test_brackets_stand_where_they_are_needed(expression, text, tex):
    shown = render(expression, {"a": number_term(3.0), "b": number_term(-2.0)})
    assert (shown.text, shown.tex) == (text, tex)
