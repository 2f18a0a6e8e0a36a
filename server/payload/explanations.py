"""Steps in words and formulas."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.tensor import Tensor


class Role(Document):
    """A stretch of a formula's TeX, a whole expression, that stands for a value, a gradient or a local derivative, or
    for a gradient that has a line of its own in a derivation.

    `start` and `end` count characters of Unicode from 0; `end` is one past the last.
    """

    role: Literal["value", "gradient", "local", "shared"]
    start: int
    end: int
    line: int | None = None
    """Of what is shared: the number of its line."""


class Formula(Document):
    """The same formula as TeX, which needs nothing beyond amsmath, and as plain text."""

    tex: str
    text: str
    roles: list[Role]
    """What a reader may colour, from left to right; none lies inside another."""


class Equation(Document):
    """One line of a rule, and the same with numbers; of arrays one entry."""

    formula: Formula
    numbers: Formula | None


class Local(Document):
    """The local derivative that turns upstream into the contribution."""

    tex: str
    text: str
    shape: list[int]
    tensor: Tensor | None
    relation: Literal["elementwise", "right", "left", "outer", "structural"]
    """upstream × local entry by entry, upstream @ local, local @ upstream, each entry of one with each of the other,
    or a rearrangement of upstream."""


class Explanation(Document):
    """One step in words, as a formula, and with its numbers."""

    index: int
    title: str
    sentence: str
    rule: str | None
    note: str | None
    """What is taken where the derivative is a choice."""
    zero: str | None
    """Why the contribution is exactly 0."""
    formula: Formula | None
    numbers: Formula | None
    """The formula with the values of a scalar step in it."""
    local: Local | None
    entry: Formula | None
    """One entry of a tensor's contribution, written out."""
    shapes: str | None
    equations: list[Equation]
    """The lines of a rule of several, as of an optimizer with a state; `formula` is the last of them."""


class ExplanationsDocument(Document):
    run: str
    first: int = Field(alias="from")
    to: int
    """One past the last step explained."""
    total: int
    """How many steps the run has."""
    next: int | None
    """The `from` of the steps after these; null where none follow."""
    explanations: list[Explanation]
