"""A line of the program explained: several steps at once."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.explanations import Formula
from server.payload.graph import NodeId
from server.payload.tensor import Tensor


class LineResult(Document):
    """What the line makes: name = expression, over what it reads."""

    node: NodeId
    formula: Formula
    numbers: Formula | None
    """name = expression = value, where all of it are single numbers."""


class Factor(Document):
    """The upstream gradient of the line's result, or a local derivative."""

    role: Literal["upstream", "local"]
    formula: Formula | None
    tensor: Tensor


class Product(Document):
    """From left to right; ⊙ and · bind before @ and ⊗."""

    factors: list[Factor]
    signs: list[Literal["⊙", "·", "@", "⊗"]]
    """One between every two factors."""
    summed: bool
    """The product is added up over the copies that broadcasting made of the input."""


class LineInput(Document):
    """What an input receives from the line in reverse."""

    node: NodeId
    result: NodeId | None
    """The node whose gradient is upstream; null where there are several."""
    steps: list[int]
    """Those in which the contributions arrive."""
    chain: list[int]
    """The steps on the way from the result to the input, those among them."""
    contribution: Tensor
    """The sum of the contributions: that of `products`, and without any what the steps of `chain` come to."""
    products: list[Product]
    formula: Formula | None
    numbers: Formula | None
    """The formula with numbers, where all of it are single numbers."""


class LineDocument(Document):
    run: str
    first: int = Field(alias="from")
    to: int
    """One past the last step explained."""
    sentence: str
    results: list[LineResult]
    """Of a line forward."""
    inputs: list[LineInput]
    """Of a line in reverse."""
