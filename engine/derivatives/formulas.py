"""Formulas as trees that share what is equal: built, simplified, counted, worked out and printed. No text is read.

Equal parts are one part, so that a formula that would fill pages takes as much room as the program that it is of.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import special

from engine.errors import GradientError
from engine.notation import Term, name_term, parsed, printed

# Parts of one formula, and terms and factors looked at while they are brought together; of more it is given up.
MOST_PARTS, MOST_LOOKS = 20_000, 200_000
# Larger counts are not told apart.
MOST_COUNTED = 10**15

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "erf": special.erf,
    "erfc": special.erfc,
    "erfinv": special.erfinv,
    "Abs": np.abs,
    "sign": np.sign,
    "Max": np.maximum,
    "Min": np.minimum,
    "Heaviside": np.heaviside,
    "floor": np.floor,
    "ceiling": np.ceil,
    "trunc": np.trunc,
}


class Part:
    """A part of a formula: a number, a name, a sum, a product, a power, or a function of other parts."""

    __slots__ = ("book", "kind", "value", "parts", "index")

    # As a number of numpy's: rules of operations ask for it.
    size, ndim, shape = 1, 0, ()

    def __init__(self, book: Book, kind: str, value: Any, parts: tuple[Part, ...], index: int) -> None:
        self.book, self.kind, self.value, self.parts, self.index = book, kind, value, parts, index

    def __add__(self, other: Any) -> Part:
        return self.book.add(self, self.book.part(other))

    __radd__ = __add__

    def __mul__(self, other: Any) -> Part:
        return self.book.multiply(self, self.book.part(other))

    def __rmul__(self, other: Any) -> Part:
        return self.book.multiply(self.book.part(other), self)

    def __neg__(self) -> Part:
        return self.book.multiply(self.book.number(-1), self)

    def __sub__(self, other: Any) -> Part:
        return self.book.add(self, -self.book.part(other))

    def __rsub__(self, other: Any) -> Part:
        return self.book.add(self.book.part(other), -self)

    def __truediv__(self, other: Any) -> Part:
        return self.book.multiply(self, self.book.power(self.book.part(other), self.book.number(-1)))

    def __rtruediv__(self, other: Any) -> Part:
        return self.book.part(other) / self

    def __pow__(self, other: Any) -> Part:
        return self.book.power(self, self.book.part(other))


class Book:
    """The parts of some formulas, each once. `simplify`: like terms and powers are brought together, and numbers worked
    out; without it a formula is as the rules give it.
    """

    def __init__(self, *, simplify: bool) -> None:
        self.simplify = simplify
        self._known: dict[tuple[Any, ...], Part] = {}
        self._looks = 0

    def _part(self, kind: str, value: Any, parts: tuple[Part, ...] = ()) -> Part:
        key = (kind, value, *(part.index for part in parts))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_PARTS:
                raise GradientError(f"the formula has more than {MOST_PARTS:,} parts")
            found = self._known[key] = Part(self, kind, value, parts, len(self._known))
        return found

    def part(self, value: Any) -> Part:
        return value if isinstance(value, Part) else self.number(float(value))

    def number(self, value: float) -> Part:
        return self._part("number", float(value))

    def name(self, name: str) -> Part:
        return self._part("name", name)

    def call(self, name: str, *parts: Part) -> Part:
        if self.simplify and all(part.kind == "number" for part in parts):
            with np.errstate(all="ignore"):
                worked = float(FUNCTIONS[name](*(part.value for part in parts)))
            if math.isfinite(worked) and worked == int(worked):
                return self.number(worked)
        return self._part("call", name, parts)

    def add(self, *parts: Part) -> Part:
        if not self.simplify:
            return self._part("add", None, parts)
        constant = 0.0
        terms: dict[Part, float] = {}
        for part in self._flat("add", parts):
            if part.kind == "number":
                constant += part.value
                continue
            factor, rest = self._split(part)
            terms[rest] = terms.get(rest, 0.0) + factor
        kept = [self._scaled(factor, rest) for rest, factor in terms.items() if factor]
        if constant:
            kept.append(self.number(constant))
        return self._part("add", None, tuple(kept)) if len(kept) > 1 else kept[0] if kept else self.number(0)

    def _flat(self, kind: str, parts: Sequence[Part]) -> list[Part]:
        found = [each for part in parts for each in (part.parts if part.kind == kind else (part,))]
        self._looks += len(found)
        if self._looks > MOST_LOOKS:
            raise GradientError(f"the formula takes more than {MOST_LOOKS:,} parts to be simplified")
        return found

    def _split(self, part: Part) -> tuple[float, Part]:
        """The number in front, and what it stands before."""
        if part.kind == "multiply" and part.parts[0].kind == "number":
            rest = part.parts[1:]
            return part.parts[0].value, rest[0] if len(rest) == 1 else self._part("multiply", None, rest)
        return 1.0, part

    def _scaled(self, factor: float, rest: Part) -> Part:
        return rest if factor == 1 else self.multiply(self.number(factor), rest)

    def multiply(self, *parts: Part) -> Part:
        if not self.simplify:
            return self._part("multiply", None, parts)
        constant = 1.0
        powers: dict[Part, Part] = {}
        for part in self._flat("multiply", parts):
            if part.kind == "number":
                constant *= part.value
                continue
            base, exponent = part.parts if part.kind == "power" else (part, self.number(1))
            powers[base] = self.add(powers[base], exponent) if base in powers else exponent
        kept = []
        for base, exponent in powers.items():
            raised = self.power(base, exponent)
            if raised.kind == "number":
                constant *= raised.value
            else:
                kept.append(raised)
        if constant == 0 or not kept:
            return self.number(constant)
        if constant != 1:
            kept.insert(0, self.number(constant))
        return self._part("multiply", None, tuple(kept)) if len(kept) > 1 else kept[0]

    def power(self, base: Part, exponent: Part) -> Part:
        if not self.simplify or exponent.kind != "number":
            return self._part("power", None, (base, exponent))
        if exponent.value == 0:
            return self.number(1)
        if exponent.value == 1:
            return base
        if base.kind == "number" and base.value != 0:
            with np.errstate(all="ignore"):
                worked = float(np.float64(base.value) ** exponent.value)
            if math.isfinite(worked):
                return self.number(worked)
        if base.kind == "power" and base.parts[1].kind == "number" and exponent.value == int(exponent.value):
            return self.power(base.parts[0], self.number(base.parts[1].value * exponent.value))
        return self._part("power", None, (base, exponent))

    def written(self, text: str, names: Mapping[str, Part]) -> Part:
        """A formula of the table of operations over these parts. Raises GradientError where it is words, or chooses."""
        tree = parsed(text)
        if tree is None:
            raise GradientError(f"“{text}” is no formula")
        return self._of(tree, names)

    def _of(self, node: ast.expr, names: Mapping[str, Part]) -> Part:
        match node:
            case ast.Name(id="pi"):
                return self.number(math.pi)
            case ast.Name(id=name) if name in names:
                return names[name]
            case ast.Constant(value=bool() | int() | float() as value):
                return self.number(value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._of(operand, names)
            case ast.BinOp(left=left, op=op, right=right):
                one, other = self._of(left, names), self._of(right, names)
                match op:
                    case ast.Add():
                        return one + other
                    case ast.Sub():
                        return one - other
                    case ast.Mult():
                        return one * other
                    case ast.Div():
                        return one / other
                    case ast.Pow():
                        return one**other
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
                return self.call(name, *(self._of(each, names) for each in args))
        raise GradientError(f"{ast.unparse(node)} is no formula of sums, products, powers and functions")


def reached(part: Part) -> list[Part]:
    """All that a formula is made of, each once, what it is made of first."""
    found: dict[int, Part] = {}
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if each.index not in found:
            found[each.index] = each
            waiting += each.parts
    return [found[index] for index in sorted(found)]


def _operations(part: Part) -> int:
    """How many it adds itself: n − 1 for n terms or factors. A −1 in front is one, as a sign is."""
    return {"number": 0, "name": 0, "call": 1, "power": 1}.get(part.kind, len(part.parts) - 1)


def written_out(part: Part) -> int:
    """Operations of the formula as it would stand on paper, with every part as often as it stands there."""
    counts: dict[int, int] = {}
    for each in reached(part):
        counts[each.index] = min(MOST_COUNTED, _operations(each) + sum(counts[inner.index] for inner in each.parts))
    return counts[part.index]


def shared(part: Part) -> int:
    """Operations with equal parts worked out once."""
    return sum(_operations(each) for each in reached(part))


def worth_at(part: Part, values: Mapping[str, float]) -> float:
    """What the formula is worth where its names have these values."""
    found: dict[int, float] = {}
    with np.errstate(all="ignore"):
        for each in reached(part):
            inner = [np.float64(found[one.index]) for one in each.parts]
            match each.kind:
                case "number":
                    worth = each.value
                case "name":
                    worth = values[each.value]
                case "add":
                    worth = sum(inner)
                case "multiply":
                    worth = math.prod(inner)
                case "power":
                    worth = inner[0] ** inner[1]
                case _:
                    worth = FUNCTIONS[each.value](*inner)
            found[each.index] = float(worth)
    return found[part.index]


def term_of(part: Part) -> Term:
    """The formula as text and as TeX, over its names."""
    names: dict[str, str] = {}
    trees: dict[int, ast.expr] = {}
    for each in reached(part):
        trees[each.index] = _tree(each, trees, names)
    return printed(trees[part.index], {place: name_term(name, ()) for name, place in names.items()})


def _tree(part: Part, trees: Mapping[int, ast.expr], names: dict[str, str]) -> ast.expr:
    inner = [trees[each.index] for each in part.parts]
    match part.kind:
        case "number":
            value = int(part.value) if math.isfinite(part.value) and part.value == int(part.value) else part.value
            return ast.Constant(value) if not value < 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))
        case "name":
            return ast.Name(names.setdefault(part.value, f"v{len(names)}"))
        case "call":
            return ast.Call(ast.Name(part.value), inner, [])
        case "power" if _is_minus(part.parts[1]):
            return ast.BinOp(ast.Constant(1), ast.Div(), inner[0])
        case "power":
            return ast.BinOp(inner[0], ast.Pow(), inner[1])
        case "multiply":
            return _product(part, inner, trees)
    found = inner[0]
    for each, tree in zip(part.parts[1:], inner[1:], strict=True):
        first = each.parts[0] if each.kind == "multiply" else each
        if first.kind == "number" and first.value < 0:
            found = ast.BinOp(found, ast.Sub(), tree.operand if isinstance(tree, ast.UnaryOp) else tree)
        else:
            found = ast.BinOp(found, ast.Add(), tree)
    return found


def _is_minus(part: Part) -> bool:
    return part.kind == "number" and part.value == -1


def _product(part: Part, inner: list[ast.expr], trees: Mapping[int, ast.expr]) -> ast.expr:
    """Factors, over those whose power is −1. The sign of a number in front stands before all of it."""
    over: ast.expr | None = None
    under: ast.expr | None = None
    first = part.parts[0]
    minus = first.kind == "number" and first.value < 0
    if minus and isinstance(inner[0], ast.UnaryOp):
        inner = [inner[0].operand, *inner[1:]]
    for each, tree in list(zip(part.parts, inner, strict=True))[_is_minus(first) :]:
        if each.kind == "power" and _is_minus(each.parts[1]):
            base = trees[each.parts[0].index]
            under = base if under is None else ast.BinOp(under, ast.Mult(), base)
        else:
            over = tree if over is None else ast.BinOp(over, ast.Mult(), tree)
    found = over if under is None else ast.BinOp(over or ast.Constant(1), ast.Div(), under)
    assert found is not None
    return ast.UnaryOp(ast.USub(), found) if minus else found
