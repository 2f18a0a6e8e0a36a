"""Where the entries of a node come from and where they go, backward as forward."""

from __future__ import annotations

from pydantic import Field

from server.payload.document import Document
from server.payload.explanations import Formula
from server.payload.graph import EdgeId, NodeId
from server.payload.tensor import Entry


class ReachedEntries(Document):
    """Entries at the other end of an edge."""

    edge: EdgeId
    node: NodeId
    count: int
    """How many there are; `places` are the first 1,024 of them."""
    places: list[int]
    """In row-major order."""
    slopes: list[Entry] | None
    """For each of `places` the derivative of the result's entry by the input's. A slope of 0 takes part, with a factor
    that is 0 here. Null: no gradient passes this edge."""


class EntryArrival(Document):
    """What a step of the backward pass adds to the gradient of the entry."""

    step: int
    edge: EdgeId
    formula: Formula | None
    """The sum of upstream times local with its numbers; null where it cannot be worked out, as with NaN."""


class EntryProvenance(Document):
    entry: int
    """Its place in row-major order."""
    index: list[int]
    name: str
    """As in a formula: "Z1[0, 2]"."""
    formula: Formula | None
    """Its value with the numbers it is computed from; null for a leaf, and where that is no sum and no formula."""
    comes: list[ReachedEntries]
    """Entries of the inputs that it is computed from, an item an edge; its gradient goes on to them."""
    goes: list[ReachedEntries]
    """Entries of results that are computed from it; its gradient arrives from them."""
    arrivals: list[EntryArrival]
    """Of the pass that the document is about."""


class ProvenanceDocument(Document):
    run: str
    node: NodeId
    pass_: int | None = Field(alias="pass")
    """The backward pass of the arrivals; null where none brings this node anything."""
    first: int = Field(alias="from")
    to: int
    """One past the last entry; fewer than asked for where following them takes long."""
    total: int
    """How many entries the node has."""
    next: int | None
    """The `from` of the entries after these; null where none follow."""
    entries: list[EntryProvenance]
