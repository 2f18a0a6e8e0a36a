"""Two runs beside each other, node by node."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import Entry


class NodeOfRun(Document):
    """What tells a node of one of the two runs apart."""

    id: NodeId
    label: str
    short: str | None
    """As in the run's document."""
    op: str
    """"leaf" for one."""
    line: int | None
    """Of the program that it is a node of."""
    shape: list[int]


class Compared(Document):
    """Two values or two gradients. Of single numbers `a` and `b` are they, of several entries their Euclidean norms."""

    a: Entry | None
    """null where the run has none, as is `b`."""
    b: Entry | None
    difference: Entry | None
    """b − a; of several entries of one shape the largest |b − a|. null where a side is missing or shapes differ."""
    ratio: Entry | None
    """b / a; of several entries that of the norms. null where a side is missing or `a` is 0."""
    same: bool
    """To the last bit, in shape and dtype."""


class ComparedNodes(Document):
    """A node of both runs, or one that only one of them has."""

    a: NodeOfRun | None
    b: NodeOfRun | None
    by: Literal["name", "target", "leaf", "inputs", "use", "line"] | None
    """What the two were found by: their names, being the targets, being leaves of one line or of the same numbers, what
    is put into them, what uses them, or line and operation. null where one stands alone."""
    same: bool
    """Operation, shape, value and gradient are."""
    value: Compared
    gradient: Compared | None
    """null where neither has one."""


class PartingPlace(Document):
    """Where two runs part: the node of each that is there."""

    a: NodeId | None
    b: NodeId | None
    what: Literal["operation", "shape", "number", "gradient", "only_a", "only_b"]


class ComparedTargets(Document):
    a: NodeId
    b: NodeId
    value: Compared


class ComparisonDocument(Document):
    """The run A, with which is compared, beside the run B, whose address it is.

    Nodes are paired by name, then by line and operation; an inserted line moves no other. The same runs always give the
    same pairs, and a run beside itself is paired node by node.
    """

    run: str
    """B."""
    with_: str = Field(alias="with")
    """A."""
    first: int = Field(alias="from")
    to: int
    total: int
    """How many rows there are."""
    next: int | None
    """The `from` of the rows after these; null where none follow."""
    rows: list[ComparedNodes]
    """In the order of B; a node that only A has stands behind the one that is paired before it."""
    differing: int
    """Of all rows those that are not the same."""
    apart: PartingPlace | None
    """On the way forward, where they first part; null where they never do."""
    gradient_apart: PartingPlace | None
    """On the way back, the first pair whose gradients differ."""
    targets: ComparedTargets | None
    """What the backward passes start from, whether they are a pair or not; null where a run has none."""
    printed_a: str
    printed_b: str
