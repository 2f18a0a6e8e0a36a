"""The graph of a run: nodes and edges, each with its id."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from server.payload.document import Document
from server.payload.tensor import Tensor

NodeId = Annotated[str, Field(pattern=r"^n[0-9]+$")]
EdgeId = Annotated[str, Field(pattern=r"^e[0-9]+$")]


class Span(Document):
    """A place in the program: lines and columns count from 1, the end column is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Node(Document):
    """One value of the run and the operation that made it."""

    id: NodeId
    op: str
    """The name of an operation in /ops, or "leaf"."""
    role: Literal["operation", "parameter", "input", "constant"]
    symbol: str
    composite: bool
    """Made of other operations, into which `unfold` of POST /runs takes it apart."""
    entrywise: bool
    """The operation works entry by entry: the slopes of an entry are numbers."""
    name: str | None
    """The first variable bound to the node; `names` has all of them in order."""
    names: list[str]
    label: str
    """Tells a variable bound twice apart ("h", "h.2") and names unnamed nodes by their formula, or by their line."""
    short: str | None
    """What to print in place of a label that says no more than an operation and its line: "(1 − Y) ⊙ log(1 − A2)"; null
    where the label is to be printed. No two nodes of a run are called the same, plain numbers aside."""
    namespace: str
    attributes: dict[str, JsonValue]
    inputs: list[NodeId]
    """In slot order; a value used twice stands there twice."""
    shape: list[int]
    dtype: str
    requires_grad: bool
    source: Span | None
    line: int | None
    """The line of the run that made it, by its place in `lines` of the run."""
    previous: NodeId | None
    """The version of the same leaf before an update in place."""
    value: Tensor
    gradient: Tensor | None
    """The total at the end of the last backward pass; null in a run with an outline, too."""
    gradient_state: Literal["computed", "unreachable", "not_required"]


class Statement(Document):
    """A statement of the program that made nodes; of one with a block, its head."""

    source: Span
    names: list[str]
    """The variables it ends in."""
    expression: str
    """What it computes, as the program spells it: the right side of an assignment."""


class Line(Document):
    """One execution of a statement: what it made, and what the functions made that it called, belongs together."""

    statement: int
    """Its place in `statements`."""
    namespace: str
    """Where the statement stands: the function or the turn of a loop."""
    caller: int | None
    """The line that called the function in which the statement stands, by its place in `lines`."""


class Edge(Document):
    """One use of a value, in the direction of the data: from an input to the operation that reads it."""

    id: EdgeId
    source: NodeId = Field(alias="from")
    to: NodeId
    slot: int


class GraphDocument(Document):
    run: str
    nodes: list[Node]
    edges: list[Edge]
