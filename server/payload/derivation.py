"""The gradients of a backward pass on paper."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.explanations import Formula
from server.payload.graph import NodeId
from server.payload.tensor import Entry, Tensor

# script and ell are ℒ and ℓ, name is what the program calls the loss.
Letter = Literal["L", "J", "E", "C", "script", "ell", "name"]


class DerivationFactor(Document):
    """A factor of a line, from left to right."""

    formula: Formula
    shape: list[int]


class DerivationLine(Document):
    """A line: the gradient of a leaf, or one that several lines take up under a name, δ."""

    number: int
    """From 1."""
    node: NodeId
    """What the gradient is by."""
    reason: Literal["shared", "long", "leaf"]
    """shared: it feeds two others or more; long: it would be too long to read inside another; leaf: it feeds none."""
    parameter: int | None
    """Which of the leaves it is, from 1 in the order of the program; null for what has a name."""
    name: Formula
    """δ with an index, or ∂L/∂x."""
    sentence: str
    formula: Formula
    """The whole line. What has the role `shared` stands for the line of that number."""
    shapes: str
    """The shapes of the product: 2×2 = (2×3)(3×2) ⊙ 2×2; nothing of a single number."""
    factors: list[DerivationFactor]
    stages: list[Formula]
    """The forms on the way to the line, before what divides was gone."""
    ones: list[Formula]
    """What is 1 in this program, of which the line makes use."""
    definition: Formula | None
    """How the program computes the node of a named gradient."""
    uses: int
    """How often the lines take it up."""
    value: Tensor
    """The gradient as the run computed it; N times that where `outside` says so, transposed where `columns` does."""
    checked: bool
    """Whether what is written in the line, worked out from the numbers of the run, comes to the value."""
    difference: Entry
    """How far from it at most."""
    step: int
    """The step after which the gradient is complete."""
    steps: list[int]
    """The steps that the line stands for."""
    nodes: list[NodeId]
    """The nodes that these steps go through, and the line's own."""


class DerivationDocument(Document):
    """The gradients of a backward pass as one writes them by hand, from the loss to the leaves."""

    run: str
    pass_: int = Field(alias="pass")
    target: NodeId
    """What the gradients are of."""
    letter: Letter
    count: Entry | None
    """N, by which the means of the program divide, where it is the same for all."""
    movable: bool
    """Whether 1/N can stand outside: all gradients come through one mean."""
    outside: bool
    """Whether it does: then a named gradient is N times the true one."""
    turnable: bool
    """Whether examples can be columns: a layer of the program has them in rows."""
    columns: bool
    """Whether they are: then what has an example in each column is transposed, as W A + b, and so are its numbers."""
    layered: bool
    """Whether what the program computes has the names of lecture notes: W^[l], b^[l], Z^[l], A^[l] of layer l."""
    layers: bool
    """Whether these stand in the lines."""
    lines: list[DerivationLine]
