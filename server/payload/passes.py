"""A loop that trains, pass by pass."""

from __future__ import annotations

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import Entry


class TrainedParameter(Document):
    """A leaf that the loop changes. Each list of it has an item for each pass of the document."""

    name: str
    shape: list[int]
    nodes: list[NodeId]
    """The version that the pass read."""
    after: list[NodeId]
    """The version that it left; the same where it changed nothing."""
    entries: list[int]
    """Places in row-major order of the entries in `values`: all, or 32 spread evenly through them."""
    values: list[list[Entry]]
    """What the pass read."""
    value: list[Entry]
    """Euclidean norm of all entries of what it read, as of `gradient` and `change`."""
    gradient: list[Entry | None]
    """Norm of ∂loss/∂parameter as this pass alone computed it; null where nothing arrived."""
    change: list[Entry]
    """Norm of what the pass added to the parameter."""


class PassesDocument(Document):
    """The loop that trains: one that calls backward() on what the same statement computes in each turn.

    A pass is a turn: forward, backward, and what the program then does to leaves and gradients. Without such a loop
    `total` is 0. Of a loop of which the run shows one pass (`pass_shown`) all passes are here, each with the nodes
    and steps of the run that shows it. Each list has an item for each pass of the document.
    """

    run: str
    first: int = Field(alias="from")
    to: int
    """One past the last pass given, counted within the loop."""
    total: int
    """How many passes the loop has."""
    next: int | None
    """The `from` of the passes after these; null where none follow."""
    name: str | None
    """What the first pass starts from backward, the loss; null without a loop."""
    passes: list[int]
    """The `pass` of the steps."""
    targets: list[NodeId]
    first_step: list[int]
    seed: list[int]
    """The step with which the backward pass starts."""
    last_step: list[int]
    loss: list[Entry | None]
    """Null where the target is no single number."""
    promised: list[Entry | None]
    """How far the loss would go if it were as straight as its tangent: the sum over all parameters of gradient times
    change; for plain descent −η‖∂‖²."""
    got: list[Entry | None]
    """The loss of the next pass minus that of this one; null for the last."""
    parameters: list[TrainedParameter]
