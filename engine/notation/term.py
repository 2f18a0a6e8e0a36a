"""The pieces of a formula: numbers and names as plain text and as TeX, and how larger pieces are put together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engine.notation.worth import Worth, read
from engine.operation import Shape

# How tightly a piece binds. LOOSE are distinctions of cases, lists, words and whole equations.
LOOSE, COMPARE, ADD, MULTIPLY, MATMUL, NEGATE, POWER, ATOM = range(8)
GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
)
TRANSPOSED = r"^{\top}"
# The marks on letters that are accents of TeX's: grave, acute, hat, tilde, bar, breve, dot, two dots, ring, double
# acute, caron and cedilla.
ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327")
DIGITS = 4
# With so many, a decimal is no other than its float; the shortest such is written.
ALL_DIGITS = 17

# A stretch of TeX that stands for a value, a gradient or a local derivative: its role, its start and its end.
Role = tuple[str, int, int]


def number_text(value: float | int | bool, digits: int = DIGITS) -> str:
    """A number as the product prints it: `digits` significant digits, whole numbers whole, a true minus, never a
    false 0.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value).replace("-", "−")
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 1e6:
        return str(int(value)).replace("-", "−")
    text = repr(value) if digits >= ALL_DIGITS else f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text.replace("-", "−")


def _number_tex(text: str) -> str:
    if text in ("true", "false", "NaN"):
        return rf"\text{{{text}}}"
    text = text.replace("−", "-").replace("∞", r"\infty")
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa}\cdot 10^{{{exponent}}}" if exponent else mantissa


def name_tex(label: str) -> str:
    """A label as TeX: theta is a letter, W1 has an index, a longer word stands upright. User text never becomes TeX
    code.
    """
    match = re.fullmatch(r"([A-Za-z]+)_?(\d*)((?:\[\d+\])*)((?:\.\d+)?)", label)
    if not match:
        return rf"\text{{{escaped(label)}}}"
    word, digits, places, version = match.groups()
    if GREEK.fullmatch(word):
        word = "\\" + word
    body = word if len(word) == 1 or word.startswith("\\") else rf"\mathrm{{{word}}}"
    body += f"_{{{digits}}}" if digits else ""
    return body + places + (rf"^{{({version[1:]})}}" if version else "")


def escaped(text: str) -> str:
    """Text inside of \\text{} as it stands, without the marks on letters that TeX has no accent for."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    written = (c for c in text if c in ACCENTS or not "\u0300" <= c <= "\u036f")
    return "".join(special.get(c, "\\" + c if c in "{}$%#&_" else c) for c in written)


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of notation: text, TeX, how tightly it binds, the shape of what it stands for.

    `shape` is () for a single number and None where it is not known. `number` is the value of a plain number, so that
    an exponent such as 2 − 1 prints as 1. `worth` is what the piece comes to by the digits that stand in it; `exact`
    says that no number in it is rounded. `roles` are stretches of the TeX, from left to right, none inside another.
    `by` is the sign of a product or a quotient.
    """

    text: str
    tex: str
    binding: int = ATOM
    shape: Shape | None = ()
    number: float | None = None
    worth: Worth = None
    exact: bool = True
    roles: tuple[Role, ...] = ()
    by: str = ""

    @property
    def signed(self) -> bool:
        """Whether it begins with a minus, which no other sign may stand before."""
        return self.text.startswith("−")

    def within(self, binding: int) -> Term:
        """In brackets where it binds less than that."""
        if self.binding >= binding:
            return self
        return composed(
            f"({self.text})", r"\left(", self, r"\right)", shape=self.shape, worth=self.worth, number=self.number
        )

    def after_sign(self, binding: int) -> Term:
        """As it stands behind another sign: in brackets where it begins with a minus of its own, too."""
        return self.within(ATOM if self.signed else binding)

    def marked(self, role: str) -> Term:
        return replace(self, number=None, roles=((role, 0, len(self.tex)),))


def composed(
    text: str,
    *pieces: str | Term,
    binding: int = ATOM,
    shape: Shape | None = (),
    worth: Worth = None,
    number: float | None = None,
) -> Term:
    """One term out of TeX and terms in a row, which keep their roles."""
    terms = [piece for piece in pieces if isinstance(piece, Term)]
    tex = "".join(piece.tex if isinstance(piece, Term) else piece for piece in pieces)
    exact = all(term.exact for term in terms)
    return Term(text, tex, binding, shape, number, worth, exact, tuple(_shifted(pieces)))


def counted_term(term: Term, number: int) -> Term:
    """One of several that are written alike: (a · b).2, as h.2 is the second h."""
    inner = term.within(ATOM)
    return composed(f"{inner.text}.{number}", "{", inner, rf"}}^{{({number})}}", shape=term.shape)


def _shifted(pieces: tuple[str | Term, ...]) -> Iterator[Role]:
    at = 0
    for piece in pieces:
        if isinstance(piece, Term):
            for role, start, end in piece.roles:
                yield role, at + start, at + end
        at += len(piece.tex if isinstance(piece, Term) else piece)


def number_term(value: float | int | bool, digits: int = DIGITS) -> Term:
    text = number_text(value, digits)
    worth = read(text)
    assert worth is not None
    try:
        shown = float(worth)
    except OverflowError:
        # Rounded to these digits, the largest of all numbers would lie beyond them.
        shown = math.inf
    exact = shown == value or value != value or (abs(value) < 1e38 and bool(np.float32(shown) == value))
    # What stands for a power of ten is a product.
    binding = NEGATE if text.startswith("−") else MULTIPLY if "e" in text and text not in ("true", "false") else ATOM
    return Term(text, _number_tex(text), binding, (), float(value), worth, exact)


@lru_cache(maxsize=4096)
def name_term(label: str, shape: Shape | None = ()) -> Term:
    """A label as a term; one that is itself a formula binds as its loosest sign does."""
    if label.endswith("ᵀ") and re.fullmatch(r"[A-Za-z_]\w*(\.\d+)?", label[:-1], re.ASCII):
        return Term(label, f"{{{name_tex(label[:-1])}}}{TRANSPOSED}", ATOM, shape)
    return Term(label, name_tex(label), _binding(label), shape)


def _binding(label: str) -> int:
    if re.fullmatch(r"−[\d.]+(e−?\d+)?", label):
        return NEGATE
    if re.fullmatch(r"[^\W\d][\w.]*(\([^()]*\)|(\[[^][]*\])*(\.\d+)?)|[\d.]+|∞", label) and not re.search(
        "[⁰¹²³⁴-⁹⁻ᵀ]", label
    ):
        return ATOM
    if re.search(r",| if | in line \d+$| #\d+$", label):
        return LOOSE
    if re.search(r"[<>=≤≥≠]", label):
        return COMPARE
    return ADD if re.search(r" [+−] |^−", label) else MULTIPLY
