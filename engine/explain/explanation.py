"""What an explanation of one step holds, and of the steps of a line."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from engine.notation import Role, Term
from engine.operation import Array, Shape


@dataclass(frozen=True, slots=True)
class Formula:
    """The same formula as TeX and as plain text. `roles` are stretches of the TeX (see Term)."""

    tex: str
    text: str
    roles: tuple[Role, ...] = ()


def formula_of(term: Term) -> Formula:
    return Formula(term.tex, term.text, term.roles)


@dataclass(frozen=True, slots=True)
class Equation:
    """A formula, and the same with numbers in it; of arrays one entry."""

    formula: Formula
    numbers: Formula | None


@dataclass(frozen=True, slots=True)
class Local:
    """The local derivative of a contribution: its formula, and its values where it is one array (see LocalValue)."""

    tex: str
    text: str
    shape: Shape
    value: Array | None
    relation: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step explained. `numbers` is `formula` with numbers in it, `entry` one entry of an array written out in
    full. `equations` are the lines of a rule of several, of which `formula` is the last.
    """

    index: int
    title: str
    sentence: str
    rule: str | None = None
    note: str | None = None
    zero: str | None = None
    formula: Formula | None = None
    numbers: Formula | None = None
    local: Local | None = None
    entry: Formula | None = None
    shapes: str | None = None
    equations: tuple[Equation, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """What stands in a product: "upstream", the gradient of the line's result, or "local", with its values."""

    role: str
    formula: Formula | None
    value: Array


@dataclass(frozen=True, slots=True)
class Factors:
    """A product from left to right: `signs` stand between its factors. ⊙ and · bind before @. `summed`: over the copies
    that broadcasting made of the input.
    """

    factors: tuple[Factor, ...]
    signs: tuple[str, ...]
    summed: bool


@dataclass(frozen=True, slots=True)
class LineResult:
    """A result of a line: its formula, and that with numbers where all of it are single numbers. `expression` is the
    tree that the formula prints, where it is one (see composition.py).
    """

    node: int
    formula: Formula
    numbers: Formula | None
    expression: ast.expr | None


@dataclass(frozen=True, slots=True)
class LineInput:
    """What an input of a line receives from it: `contribution`, in the steps `arrivals`, is the sum of `products`.

    Without products it is what the steps `chain` hand on one after the other. `expression` is the tree that `formula`
    prints (see composition.py), its upstream gradient that of node `result`.
    """

    node: int
    result: int | None
    arrivals: tuple[int, ...]
    chain: tuple[int, ...]
    contribution: Array
    products: tuple[Factors, ...]
    formula: Formula | None
    numbers: Formula | None
    expression: ast.expr | None
    summed: bool


@dataclass(frozen=True, slots=True)
class LineExplanation:
    """Steps `first` up to `to`, the latter left out. Of a forward line `results`, of one in reverse `inputs`."""

    first: int
    to: int
    sentence: str
    results: tuple[LineResult, ...] = ()
    inputs: tuple[LineInput, ...] = ()
