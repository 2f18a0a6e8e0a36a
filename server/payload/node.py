"""One node of a run by itself."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document
from server.payload.graph import EdgeId, Node, NodeId
from server.payload.tensor import Tensor


class NodeDocument(Document):
    """A node with all entries of its value and gradient, however many."""

    run: str
    node: Node
    used_by: list[EdgeId]
    steps: list[int]
    """The indices of the steps that give the node its value or change its gradient."""


class LocalJacobianDocument(Document):
    """How the entries of a node, y, move with those of one input of its operation, x: a row for each entry of y."""

    run: str
    node: NodeId
    slot: int
    structure: Literal["diagonal", "permutation", "selection", "broadcast", "sum", "outer", "block diagonal", "dense"]
    shape: list[int]
    numbers: dict[str, Tensor]
    """What holds a matrix of this structure. diagonal: values. permutation, selection, broadcast: the entry of x that
    each entry of y is, source (-1 for none), times weights. sum: the entry of y that each entry of x is added to,
    target, times weights. outer and block diagonal: the entries of y and x in each group, rows and columns, with one
    factor for all groups or blocks of their own. dense: matrix."""
