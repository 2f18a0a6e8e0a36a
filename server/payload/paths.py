"""All paths from one node to another."""

from __future__ import annotations

from pydantic import Field

from server.payload.document import Document
from server.payload.explanations import Formula
from server.payload.graph import NodeId
from server.payload.tensor import Entry, Tensor


class GradientPath(Document):
    """One path, from the later node back to the earlier one. `arrived` and `locals` have an item for each edge."""

    nodes: list[NodeId]
    edges: list[str]
    arrived: list[Entry]
    """Euclidean norm of what this path alone brings over the edge."""
    locals: list[Entry | None]
    """The local derivative between single numbers; null where an array is at one end."""
    brought: Tensor
    """The product of the local derivatives: what arrives at the earlier node along this path alone."""
    formula: Formula | None
    """The product with its numbers; null where one of its factors is no single number."""


class PathsDocument(Document):
    """The gradient of one node by another as the sum over all paths between them."""

    run: str
    from_: NodeId = Field(alias="from")
    to: NodeId
    sentence: str
    count: int | float
    """How many paths there are; above 2⁵³ rounded."""
    listed: int
    """How many of them `paths` has: at most 12."""
    paths: list[GradientPath]
    total: Tensor
    """The sum over all paths: the gradient of `to`, or of the sum of its entries, by `from`."""
    rest: Tensor
    """The sum over the paths that are not listed."""
    checked: bool | None
    """Whether it is what a backward pass of the run brought; null where none began at `to` with ones."""
