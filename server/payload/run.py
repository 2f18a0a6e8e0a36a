"""A run as a whole, and what it is asked for with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import Edge, Line, Node, NodeId, Statement
from server.payload.steps import Step, StepOutline
from server.payload.tensor import Numbers, Tensor


class Usage(Document):
    used: int | float
    limit: int | float
    unit: str


class Variable(Document):
    """A tensor of the program by its name, as it is at the end."""

    node: NodeId
    grad: Tensor | None
    """What `.grad` holds: all passes since it was last cleared, where the `gradient` of a node is that of its last."""


class Portable(Document):
    torch: bool
    """The program imports torch alone, and everything it uses is PyTorch's."""
    reason: str | None
    """What first is not PyTorch's, and in which line."""


class RunDocument(Document):
    """A program's run: its graph, its values, and every step of the forward and backward passes in order."""

    schema_: Literal["gradwalk.run/1"] = Field(alias="schema")
    id: str
    engine: str
    source: str
    target: NodeId | None
    """Where the last backward pass started; without one, the result, or null where nothing requires a gradient."""
    targets: list[NodeId]
    """Where each backward pass started."""
    calls: list[Literal["backward", "grad"]]
    """What started each pass: backward(), which adds to `.grad`, or autograd.grad, which changes none."""
    printed: str
    passes: int
    """How many times a gradient was sent backward."""
    notes: list[str]
    """What the program's author may want to know about the run, in words."""
    unfold: list[str]
    """The operations that stand in the graph as what they are made of, each in a namespace of its name."""
    titles: dict[str, str]
    """What to call a group whose part of a namespace is only a count: "epoch 28" for "iteration.113"."""
    statements: list[Statement]
    """The statements that made nodes."""
    lines: list[Line]
    """Their executions, in order; each comes after its caller."""
    variables: dict[str, Variable]
    """The tensors that names at the top of the program stand for at its end."""
    portable: Portable
    """Whether the program runs unchanged in PyTorch."""
    nodes: list[Node]
    edges: list[Edge]
    steps: list[Step]
    outline: list[StepOutline] | None = None
    """All steps in brief, where fewer were asked for than there are: `steps` are then the first."""
    limits: dict[str, Usage]


class RunRequest(Document):
    source: str
    """The program."""
    leaves: dict[str, Numbers] | None = None
    """Values in place of those of named leaves, of the same shape."""
    target: str | None = None
    """The variable from which the backward pass starts, in place of the program's own choice."""
    unfold: list[str] | None = None
    """Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div."""
