"""The run as a Wengert list: a row a node."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import Entry, Tensor


class TapeSeed(Document):
    """The entry of a leaf that moves: its own tangent is 1, and the tangent of a node is its derivative by it."""

    node: NodeId
    entry: int
    """Its place in row-major order."""
    name: str
    """As in a formula: "W1[0, 2]"."""


class TapeAgreement(Document):
    """Forward mode beside reverse mode."""

    tangent: Entry | None
    """Of what the last backward pass that reaches the leaf starts from; null where none reaches it."""
    gradient: Entry | None
    """What this pass brings to the entry."""
    agrees: bool | None
    sentence: str


class TapeRow(Document):
    index: int
    """Its place on the tape: 7 for v7."""
    node: NodeId
    name: str
    operation: str
    """The name of an operation, or the role of a leaf."""
    inputs: list[int]
    """By their places on the tape."""
    line: int | None
    """Of the program."""
    value: Tensor | None
    """null before the step that makes it."""
    tangent: Tensor | None
    """null before that, too, without a seed, and for what is no fraction."""
    adjoint: Tensor | None
    """The gradient that has arrived up to the step; null where none has."""
    standing: Literal["now", "kept", "past"] | None
    """Of which pass the adjoint is: of the last that has begun, kept in `.grad` from before, or of an earlier one."""


class TapeDocument(Document):
    """The nodes of a run in the order in which they were made, with what is known of them at a step."""

    run: str
    step: int | None
    """null of a run without any."""
    seed: TapeSeed | None
    agreement: TapeAgreement | None
    """null without a seed."""
    first: int = Field(alias="from")
    to: int
    """One past the last row."""
    total: int
    next: int | None
    """The `from` of the rows after these; null where none follow."""
    rows: list[TapeRow]
