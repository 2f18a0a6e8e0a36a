"""A run as a whole, and what it is asked for with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.charts import Chart
from server.payload.document import Document
from server.payload.graph import Edge, Line, Node, NodeId, Span, Statement
from server.payload.steps import Step, StepOutline
from server.payload.tensor import Numbers
from server.payload.variables import Held


class Usage(Document):
    used: int | float
    limit: int | float
    unit: str


class Portable(Document):
    torch: bool
    """The program imports torch alone, and everything it uses is PyTorch's."""
    reason: str | None
    """What first is not PyTorch's, and in which line."""


class DefaultType(Document):
    """The element type of fractions for which the program names none."""

    dtype: Literal["float64", "float32"]
    """float32, PyTorch's own, in a program that names float32; else float64, unless the program chooses it."""
    source: Span | None
    """The place in the program that made it so; null where nothing did."""


class ScalarEngine(Document):
    """A class of the program's own whose objects are the nodes: the attributes of their numbers and gradients."""

    name: str
    data: str
    gradient: str


class Check(Document):
    """What a program says of a gradient, compared with what it is."""

    kind: Literal["function", "gradient"]
    """function: the backward of a torch.autograd.Function, compared with central differences of its forward.
    gradient: an array that the program calls a gradient, such as dW1, compared with the true one."""
    name: str
    """The function or the array that says it."""
    line: int
    verdict: Literal["right", "differs", "unknown"]
    message: str
    """The first entry that differs, with both numbers, and the slip that explains all entries, or why nothing could be
    compared; of what is right, a remark or nothing."""
    node: NodeId | None
    """The array itself; null for what is no node."""
    step: int | None
    """The step after which the array is there."""
    variable: NodeId | None
    """The node whose gradient it is."""
    loss: NodeId | None
    """The number whose gradient it is."""
    index: list[int] | None
    """The first entry that differs."""
    given: int | float | None
    """The number that the program has there."""
    true: int | float | None
    """The number that is right there."""
    slip: str | None
    """The kind of the slip that explains all entries: 1/N, slope, transpose, axis, overwritten, sign, update, factor,
    penalty, or follows where it is computed from what is wrong."""
    times: int
    """How many arrays bound in this line were compared."""


class Turn(Document):
    """A turn of a loop that trains, by its steps."""

    pass_: int = Field(alias="pass")
    """Of its backward pass, as the steps say it."""
    first: int
    seed: int
    """The step with which the backward pass starts."""
    last: int
    """The last step of what the program does to leaves and gradients before it computes anew."""


class PassShown(Document):
    """The pass that the document is about, of a loop too long to be kept whole. `nodes`, `edges` and `steps` are those
    from outside of the loop and of this pass, and the leaves that the loop changes hold what the pass read."""

    index: int | None
    """Its number among the passes of the loop, counted from 0; null where none is at its end."""
    total: int
    """How many passes the loop had up to here: all, or, where a pass was asked for, those up to it."""


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
    loop: list[Turn]
    """The turns of the loop that trains: one that calls backward() on what the same statement computes in each."""
    network: bool
    """Whether there is a dense layer behind what the last backward pass starts from: /runs/{id}/network has them."""
    notes: list[str]
    """What the program's author may want to know about the run, in words."""
    checks: list[Check]
    """Gradients that the program computes by itself, compared with the true ones."""
    charts: list[Chart]
    """What the program draws with matplotlib, as far as /limits says."""
    engines: list[ScalarEngine]
    """The scalar engines that the program brings along."""
    unfold: list[str]
    """The operations that stand in the graph as what they are made of, each in a namespace of its name, and the scalar
    engines that are taken for plain classes."""
    titles: dict[str, str]
    """What to call a group whose part of a namespace is only a count: "epoch 28" for "iteration.113"."""
    statements: list[Statement]
    """The statements that made nodes."""
    lines: list[Line]
    """Their executions, in order; each comes after its caller."""
    variables: dict[str, Held]
    """What names at the top of the program stand for at its end, without functions, classes, modules and names that
    begin with _, as far as /limits says."""
    portable: Portable
    """Whether the program runs unchanged in PyTorch."""
    default_dtype: DefaultType
    nodes: list[Node]
    edges: list[Edge]
    steps: list[Step]
    outline: list[StepOutline] | None = None
    """All steps in brief, where fewer were asked for than there are: `steps` are then the first."""
    limits: dict[str, Usage]
    """Of a loop of which one pass is kept, `nodes`, `events` and `document` are counted for what is kept."""
    pass_shown: PassShown | None = None
    """Left out where all of the run is there."""


class RunRequest(Document):
    source: str
    """The program."""
    leaves: dict[str, Numbers] | None = None
    """Values in place of those of named leaves, of the same shape."""
    target: str | None = None
    """The variable from which the backward pass starts, in place of the program's own choice."""
    unfold: list[str] | None = None
    """Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div; and
    scalar engines of the program's own, by the name of the class, which is then a plain one."""
    files: dict[str, str] | None = None
    """Small texts that the program reads, by name: open("names.txt") finds "names.txt"."""
    pass_shown: int | None = Field(default=None, ge=0)
    """The pass to show of a loop too long to be kept whole, counted from 0, in place of the last: the program is run up
    to it. A run that is kept whole has all of its passes in any case."""
