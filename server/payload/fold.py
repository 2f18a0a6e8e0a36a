"""Several operations as one."""

from __future__ import annotations

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import Tensor


class FoldInput(Document):
    node: NodeId
    shape: list[int]
    """Of the Jacobian: entries of the result, entries of the input."""
    matrix: Tensor | None
    """null where no gradient passes, and above 16,384 entries."""


class FoldDocument(Document):
    """What goes into some operations, the one result that comes out, and its Jacobian in each input."""

    run: str
    nodes: list[NodeId]
    output: NodeId
    inputs: list[FoldInput]
    sentence: str
