"""The chain rule along one path, as a product of Jacobians."""

from __future__ import annotations

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import EdgeId, NodeId
from server.payload.tensor import Tensor


class JacobianFactor(Document):
    """∂node/∂input, with a row for each entry of the node and a column for each of the input."""

    edge: EdgeId
    node: NodeId
    input: NodeId
    structure: str | None
    """As a LocalJacobianDocument says it; null of one that is too large to be looked at."""
    shape: list[int]
    matrix: Tensor | None
    """null above 1,024 entries."""


class Bracketing(Document):
    """An order of the products. `order`: of the factors that are left each time, the place of the left one of two."""

    order: list[int]
    multiplications: int
    """p·q·r of each product of p×q and q×r."""
    text: str


class PartialProduct(Document):
    """What two neighbours come to: the factors `first` up to `to`, counted from 0, the latter left out."""

    first: int
    to: int
    shape: list[int]
    multiplications: int
    matrix: Tensor | None


class JacobianProductDocument(Document):
    """∂to/∂from along one path: the factors from the later node back to the earlier one."""

    run: str
    from_: NodeId = Field(alias="from")
    to: NodeId
    path: int
    """Of the paths that /paths lists, counted from 0."""
    paths: int
    """How many of them there are to choose from."""
    sentence: str
    factors: list[JacobianFactor]
    left_out: list[NodeId]
    """Nodes whose Jacobian is the identity, which no product needs."""
    chosen: Bracketing
    """The order that was asked for, as far as it goes; from the left where none was."""
    products: list[PartialProduct]
    """What arises in that order."""
    reverse: Bracketing
    """From the left, as reverse mode goes."""
    forward: Bracketing
    """From the right, as forward mode goes."""
    cheapest: Bracketing
    result: Tensor | None
    """The whole product in Jacobian form: a row for each entry of `to`."""
    gradient: Tensor | None
    """The same numbers in the shape of `from`, where `to` is a single number."""
    built: int
    """Bytes that the Jacobians would take, written out."""
    sent: int
    """Bytes of the gradients that a backward pass sends in place of them."""
