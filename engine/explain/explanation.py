"""What an explanation of one step holds."""

from __future__ import annotations

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
