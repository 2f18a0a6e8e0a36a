"""What cancels in a formula entry by entry: quotients of polynomials, of whose parts everything else is a letter.

So sigmoid and binary cross-entropy come to A − Y, and softmax and cross-entropy to p − y, without a rule for either.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd

# Letters with their powers, in order; a polynomial has a number for each.
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]
# A polynomial by its terms, in order.
Factor = tuple[tuple[Monomial, Fraction], ...]

# More terms, and nobody sees through them.
MOST_TERMS = 48
LARGEST_POWER = 6
LARGEST_DENOMINATOR = 12
# Names that stand for formulas one in the other.
DEEPEST = 6
ONE: Polynomial = {(): Fraction(1)}


class NoPolynomialError(Exception):
    """The formula has too many terms, or divides by 0."""


def _times(one: Monomial, other: Monomial) -> Monomial:
    powers = Counter(dict(one))
    powers.update(dict(other))
    return tuple(sorted((letter, power) for letter, power in powers.items() if power))


def add(one: Polynomial, other: Polynomial) -> Polynomial:
    found = dict(one)
    for monomial, number in other.items():
        found[monomial] = found.get(monomial, Fraction(0)) + number
    return _admitted({monomial: number for monomial, number in found.items() if number})


def multiply(one: Polynomial, other: Polynomial) -> Polynomial:
    found: Polynomial = {}
    for left, a in one.items():
        for right, b in other.items():
            monomial = _times(left, right)
            found[monomial] = found.get(monomial, Fraction(0)) + a * b
    return _admitted({monomial: number for monomial, number in found.items() if number})


def _admitted(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > MOST_TERMS:
        raise NoPolynomialError
    return polynomial


def divided(one: Polynomial, by: Polynomial) -> Polynomial | None:
    """The quotient; None where a remainder is left."""
    letters = sorted({letter for monomial in (*one, *by) for letter, _ in monomial})

    def order(monomial: Monomial) -> list[int]:
        powers = dict(monomial)
        return [powers.get(letter, 0) for letter in letters]

    lead = max(by, key=order)
    found, rest = {}, dict(one)
    while rest:
        largest = max(rest, key=order)
        powers = [a - b for a, b in zip(order(largest), order(lead), strict=True)]
        if min(powers, default=0) < 0:
            return None
        monomial = tuple((letter, power) for letter, power in zip(letters, powers, strict=True) if power)
        number = rest[largest] / by[lead]
        found[monomial] = number
        rest = add(rest, multiply({monomial: -number}, by))
    return found


@dataclass(slots=True)
class Quotient:
    """`above` over the product of the polynomials `below`, each with its power."""

    above: Polynomial
    below: Counter[Factor] = field(default_factory=Counter)

    def plus(self, other: Quotient) -> Quotient:
        common = self.below | other.below
        above = add(
            multiply(self.above, _product(common - self.below)), multiply(other.above, _product(common - other.below))
        )
        return Quotient(above, common).reduced()

    def times(self, other: Quotient) -> Quotient:
        return Quotient(multiply(self.above, other.above), self.below + other.below).reduced()

    def inverse(self) -> Quotient:
        if not self.above:
            raise NoPolynomialError
        number, monomial, rest = factored(self.above)
        below: Counter[Factor] = Counter()
        for letter, power in monomial:
            below[((((letter, 1),), Fraction(1)),)] = power
        if rest != ONE:
            below[tuple(sorted(rest.items()))] += 1
        return Quotient(multiply({(): 1 / number}, _product(self.below)), below).reduced()

    def reduced(self) -> Quotient:
        above, below = self.above, Counter(self.below)
        for factor in list(below):
            while below[factor] and above:
                quotient = divided(above, dict(factor))
                if quotient is None:
                    break
                above = quotient
                below[factor] -= 1
        return Quotient(above, +below if above else Counter())


def _product(factors: Counter[Factor]) -> Polynomial:
    return reduce(multiply, (dict(factor) for factor in factors.elements()), ONE)


def factored(polynomial: Polynomial) -> tuple[Fraction, Monomial, Polynomial]:
    """A number, a monomial and what is left: 2 A B (1 − Y)."""
    numbers = list(polynomial.values())
    number = Fraction(gcd(*(n.numerator for n in numbers)), _least_common(n.denominator for n in numbers))
    if sum(n < 0 for n in numbers) * 2 > len(numbers):
        number = -number
    shared = reduce(lambda a, b: a & b, (Counter(dict(monomial)) for monomial in polynomial))
    monomial = tuple(sorted(shared.items()))
    rest = {tuple(sorted((Counter(dict(each)) - shared).items())): value / number for each, value in polynomial.items()}
    return number, monomial, rest


def _least_common(numbers: Iterator[int]) -> int:
    return reduce(lambda a, b: a * b // gcd(a, b), numbers, 1)


class Algebra:
    """Reads trees as quotients, and writes these again. What is no sum, product, quotient or power is a letter.

    `opened` gives the tree of a name that stands for a formula of its own, `pulled` another form of a part that is a
    letter: with less in it.
    """

    def __init__(
        self,
        opened: Callable[[str], ast.expr | None],
        pulled: Callable[[ast.expr, Algebra], ast.expr],
        numbers: Callable[[str], bool],
    ) -> None:
        self.opened = opened
        self.pulled = pulled
        self.numbers = numbers
        self.letters: dict[str, ast.expr] = {}
        # Names that are being opened: what one stands for may have it inside.
        self.opening: set[str] = set()

    def read(self, tree: ast.expr) -> Quotient:
        """Raises NoPolynomialError."""
        match tree:
            case ast.Constant(value=bool()):
                return self._letter(tree)
            case ast.Constant(value=int() | float() as value):
                return Quotient({(): Fraction(repr(value))} if value else {})
            case ast.UnaryOp(operand=operand):
                return Quotient({(): Fraction(-1)}).times(self.read(operand))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.read(left).plus(self.read(right))
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return self.read(left).plus(Quotient({(): Fraction(-1)}).times(self.read(right)))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.read(left).times(self.read(right))
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self.read(left).times(self.read(right).inverse())
            case ast.BinOp(left=left, op=ast.Pow(), right=exponent):
                power = self.read(exponent)
                number = power.above.get((), Fraction(0))
                if power.below or set(power.above) > {()} or number.denominator != 1 or abs(number) > LARGEST_POWER:
                    return self._letter(tree)
                base = self.read(left)
                whole = reduce(Quotient.times, [base] * abs(int(number)), Quotient(ONE))
                return whole if number >= 0 else whole.inverse()
            case ast.Name(id=name):
                found = None if name in self.opening or len(self.opening) >= DEEPEST else self.opened(name)
                if found is None:
                    return self._letter(tree)
                self.opening.add(name)
                inside = self.read(found)
                self.opening.remove(name)
                return inside
        other = self.pulled(tree, self)
        return self._letter(tree) if other is tree else self.read(other)

    def _letter(self, tree: ast.expr) -> Quotient:
        text = ast.unparse(tree)
        self.letters[text] = tree
        return Quotient({((text, 1),): Fraction(1)})

    def write(self, quotient: Quotient, one_first: bool = False) -> ast.expr:
        """The number first, then single numbers, then the rest; `one_first`: −(1 − A) rather than A − 1."""
        if not quotient.above:
            return ast.Constant(0)
        number, monomial, rest = factored(quotient.above)
        if one_first and len(rest) == 2 and rest.get((), 1) < 0:
            number, rest = -number, {each: -value for each, value in rest.items()}
        plain = Counter({each[0][0][0][0]: n for each, n in quotient.below.items() if _is_letter(each)})
        front = [letter for letter in plain if self.numbers(letter)]
        over = [self._power(letter, power) for letter, power in plain.items() if letter not in front]
        over += [_raised(self._sum(dict(each)), n) for each, n in quotient.below.items() if not _is_letter(each)]
        size = abs(number)
        head: list[ast.expr] = [self._power(letter, plain[letter]) for letter in front]
        lead: list[ast.expr] = []
        if head:
            lead = [ast.BinOp(_number(size), ast.Div(), _chained(head))]
        elif size != 1:
            lead = [_number(size)]
        factors = [self._power(letter, power) for letter, power in self._as_met(monomial)]
        if rest != ONE:
            factors.append(self._sum(rest))
        body: ast.expr | None = _chained(factors) if factors else None
        if over:
            body = ast.BinOp(body or ast.Constant(1), ast.Div(), _chained(over))
        found = _chained([*lead, *([body] if body is not None else [])] or [ast.Constant(1)])
        return ast.UnaryOp(ast.USub(), found) if number < 0 else found

    def _as_met(self, monomial: Monomial) -> Monomial:
        order = list(self.letters)
        return tuple(sorted(monomial, key=lambda item: order.index(item[0])))

    def _power(self, letter: str, power: int) -> ast.expr:
        return _raised(self.letters[letter], power)

    def _sum(self, polynomial: Polynomial) -> ast.expr:
        """What is added before what is subtracted, and 1 first."""
        found: ast.expr | None = None
        ordered = sorted(polynomial.items(), key=lambda item: (item[1] < 0, len(item[0])))
        for monomial, number in ordered:
            size = abs(number)
            factors = [self._power(letter, power) for letter, power in self._as_met(monomial)]
            if size != 1 or not factors:
                factors.insert(0, _number(size))
            term = _chained(factors)
            if found is None:
                found = term if number > 0 else ast.UnaryOp(ast.USub(), term)
            else:
                found = ast.BinOp(found, ast.Add() if number > 0 else ast.Sub(), term)
        assert found is not None
        return found


def _number(size: Fraction) -> ast.expr:
    """A whole number, a small fraction such as 1/3, or a decimal."""
    if size.denominator == 1:
        return ast.Constant(size.numerator)
    if size.denominator <= LARGEST_DENOMINATOR:
        return ast.BinOp(ast.Constant(size.numerator), ast.Div(), ast.Constant(size.denominator))
    return ast.Constant(float(size))


def _is_letter(factor: Factor) -> bool:
    return len(factor) == 1 and len(factor[0][0]) == 1 and factor[0][0][0][1] == 1 and factor[0][1] == 1


def _raised(tree: ast.expr, power: int) -> ast.expr:
    return tree if power == 1 else ast.BinOp(tree, ast.Pow(), ast.Constant(power))


def _chained(factors: list[ast.expr]) -> ast.expr:
    return reduce(lambda left, right: ast.BinOp(left, ast.Mult(), right), factors)
