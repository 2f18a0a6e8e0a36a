"""The JSON documents of the service as models: the promise to every tool that reads them.

encode.py writes these documents; the models describe them in /openapi.json and as TypeScript (typescript.py), and the
tests hold every answer against them. Keys may be added within v1; none changes its meaning.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from typing_extensions import TypeAliasType

NodeId = Annotated[str, Field(pattern=r"^n[0-9]+$")]
EdgeId = Annotated[str, Field(pattern=r"^e[0-9]+$")]

NonFinite = Literal["NaN", "Infinity", "-Infinity"]
# JSON has no numbers for NaN and the infinities, so they stand as strings in number places.
Entry = TypeAliasType("Entry", int | float | NonFinite)
Numbers = TypeAliasType("Numbers", "Entry | list[Numbers]")
Data = TypeAliasType("Data", "bool | Entry | list[Data]")


class Document(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True, populate_by_name=True
    )


class Summary(Document):
    """What a tensor's entries have in common. NaN and infinities are only counted: the other figures leave them out."""

    min: Entry | None
    """null when no entry is finite, as are max and mean."""
    max: Entry | None
    mean: Entry | None
    norm: Entry
    """Euclidean: the square root of the sum of squares of all finite entries."""
    zeros: int
    nonfinite: int


class Tensor(Document):
    """An array with its entries in row-major nested lists, exact to the last bit of float64."""

    shape: list[int]
    dtype: str
    data: Data | None
    """null above 64 entries; GET /runs/{id}/tensors gives all of them."""
    corner: Data | None = None
    """With data null: the first 8 × 8 entries of the last two axes, at index 0 of the axes before them."""
    summary: Summary


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
    name: str | None
    """The first variable bound to the node; `names` has all of them in order."""
    names: list[str]
    label: str
    """What to print: tells a variable bound twice apart ("h", "h.2") and names unnamed nodes by their formula."""
    namespace: str
    attributes: dict[str, JsonValue]
    inputs: list[NodeId]
    """In slot order; a value used twice stands there twice."""
    shape: list[int]
    dtype: str
    requires_grad: bool
    source: Span | None
    previous: NodeId | None
    """The version of the same leaf before an update in place."""
    value: Tensor
    gradient: Tensor | None
    """The total at the end of the last backward pass; null in a run with an outline, too."""
    gradient_state: Literal["computed", "unreachable", "not_required"]


class Edge(Document):
    """One use of a value, in the direction of the data: from an input to the operation that reads it."""

    id: EdgeId
    source: NodeId = Field(alias="from")
    to: NodeId
    slot: int


class _Step(Document):
    index: int
    pass_: int = Field(alias="pass")
    """The number of the last backward pass that had begun, counted from 0; also 0 before the first."""
    node: NodeId


class ForwardStep(_Step):
    """A value becomes known."""

    phase: Literal["forward"]
    kind: Literal["leaf", "compute"]


class SeedStep(_Step):
    """A backward pass starts: the target receives the derivative of itself by itself."""

    phase: Literal["backward"]
    kind: Literal["seed"]
    upstream: Tensor
    accumulated: Tensor
    received: int | None = None
    expected: int | None = None


class ContributeStep(_Step):
    """One edge of the backward sweep: `node` hands upstream × local on to its input `to`."""

    phase: Literal["backward"]
    kind: Literal["contribute"]
    edge: EdgeId
    to: NodeId
    upstream: Tensor
    contribution: Tensor
    accumulated: Tensor
    """What the receiver holds afterwards; final once `received` equals `expected`."""
    received: int
    expected: int


class UpdateStep(_Step):
    """A leaf changes in place: `node` is its new version."""

    phase: Literal["update"]
    kind: Literal["update"]


_AnyStep = ForwardStep | SeedStep | ContributeStep | UpdateStep
Step = TypeAliasType("Step", Annotated[_AnyStep, Field(discriminator="kind")])


class StepOutline(_Step):
    """A step without its tensors."""

    phase: Literal["forward", "backward", "update"]
    kind: Literal["leaf", "compute", "seed", "contribute", "update"]
    edge: EdgeId | None = None
    to: NodeId | None = None
    received: int | None = None
    expected: int | None = None


class Usage(Document):
    used: int | float
    limit: int | float
    unit: str


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
    printed: str
    passes: int
    """How many times a gradient was sent backward."""
    notes: list[str]
    """What the program's author may want to know about the run, in words."""
    unfold: list[str]
    """The operations that stand in the graph as what they are made of, each in a namespace of its name."""
    nodes: list[Node]
    edges: list[Edge]
    steps: list[Step]
    outline: list[StepOutline] | None = None
    """All steps in brief, where fewer were asked for than there are: `steps` are then the first."""
    limits: dict[str, Usage]


class GraphDocument(Document):
    run: str
    nodes: list[Node]
    edges: list[Edge]


class StepsDocument(Document):
    run: str
    first: int = Field(alias="from")
    to: int
    """One past the last step given."""
    steps: list[Step]


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


class Formula(Document):
    tex: str
    text: str


class TensorsQuery(Document):
    """Which arrays of a run, and which of their entries. A vector is one row here, and a scalar one of one column."""

    ids: str | None = Field(None, pattern=r"^n[0-9]{1,9}(,n[0-9]{1,9})*$", max_length=2_000, examples=["n0,n1"])
    """Nodes; without them and without steps, all nodes of the run."""
    steps: str | None = Field(None, pattern=r"^[0-9]{1,9}(,[0-9]{1,9})*$", max_length=2_000, examples=["5,6"])
    """Indices of steps, in place of nodes."""
    of: str | None = Field(None, pattern=r"^[a-z]+(,[a-z]+)*$", max_length=100, examples=["value"])
    """Of nodes: value (unless said otherwise), gradient. Of steps: contribution (unless said otherwise), upstream,
    local, accumulated."""
    rows: str | None = Field(None, pattern=r"^[0-9]{0,9}:[0-9]{0,9}(:[0-9]{1,9})?$", examples=["0:1"])
    """A slice of the last axis but one: first, one past the last, and the distance from one to the next."""
    cols: str | None = Field(None, pattern=r"^[0-9]{0,9}:[0-9]{0,9}(:[0-9]{1,9})?$", examples=["::2"])
    """A slice of the last axis."""
    at: str | None = Field(None, pattern=r"^[0-9]{1,9}(,[0-9]{1,9})*$", max_length=100)
    """One index for each axis before the last two, which then are left out; without it, those axes are whole."""
    dtype: Literal["f32", "f64"] | None = Field(None, examples=["f32"])
    """What floating-point numbers are converted to. Without it they come as they are, as all others do."""
    format: Literal["frame", "npz"] = Field("frame", examples=["npz"])


ExportFormat = Literal["dot", "csv", "tex", "md", "html", "npz"]


class TensorHeader(Document):
    node: NodeId | None = None
    step: int | None = None
    """In place of a node."""
    of: Literal["value", "gradient", "upstream", "local", "contribution", "accumulated"]
    dtype: str
    shape: list[int]
    """Of the entries given."""
    whole: list[int]
    """The shape of the array they are taken from."""
    offset: int
    """Where the entries begin, in bytes from the end of the header: a multiple of 8."""
    bytes: int


class TensorsHeader(Document):
    """What stands before the entries in a binary frame of arrays."""

    run: str
    tensors: list[TensorHeader]


class Local(Document):
    """The local derivative that turns upstream into the contribution."""

    tex: str
    text: str
    shape: list[int]
    tensor: Tensor | None
    relation: Literal["elementwise", "right", "left", "outer", "structural"]
    """upstream × local entry by entry, upstream @ local, local @ upstream, each entry of one with each of the other,
    or a rearrangement of upstream."""


class Explanation(Document):
    """One step in words, as a formula, and with its numbers."""

    index: int
    title: str
    sentence: str
    rule: str | None
    note: str | None
    """What is taken where the derivative is a choice."""
    zero: str | None
    """Why the contribution is exactly 0."""
    formula: Formula | None
    numbers: Formula | None
    """The formula with the values of a scalar step in it."""
    local: Local | None
    entry: Formula | None
    """One entry of a tensor's contribution, written out."""
    shapes: str | None


class ExplanationsDocument(Document):
    run: str
    first: int = Field(alias="from")
    to: int
    """One past the last step explained."""
    explanations: list[Explanation]


class RunRequest(Document):
    source: str
    """The program."""
    leaves: dict[str, Numbers] | None = None
    """Values in place of those of named leaves, of the same shape."""
    target: str | None = None
    """The variable from which the backward pass starts, in place of the program's own choice."""
    unfold: list[str] | None = None
    """Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div."""


class LinkRequest(RunRequest):
    """A program and where its reader stands."""

    lesson: str | None = None
    """The lesson that the program began as."""
    view: dict[str, str | int | float] | None = None
    """What the page shows of the run, under the names that the page's own address has for it: "step", "node"."""


class LinkDocument(LinkRequest):
    """What a link keeps."""

    schema_: Literal["gradwalk.link/1"] = Field(alias="schema")
    view: dict[str, str | int | float]


class LinkAddress(Document):
    """Where a program and view are kept, for good: the same ones always get the same address."""

    id: str
    path: str
    """The page that opens there."""
    url: str
    """The same with scheme and host, as this request reached them."""


class Problem(Document):
    """An error (RFC 9457). A program's mistake has its place, a budget its figures, and `partial` the graph so far."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    hint: str | None = None
    limit: int | float | None = None
    used: int | float | None = None
    unit: str | None = None
    partial: RunDocument | None = None


class Question(Document):
    question: str
    answer: str


class LessonSummary(Document):
    """A program of the gallery, without its text."""

    id: str
    number: int
    title: str
    level: int
    level_title: str
    core: bool
    """On the main path through the lessons."""
    summary: str
    teaches: str
    lectures: list[str]
    questions: list[Question]


class Lesson(LessonSummary):
    source: str
    """The program, ready for POST /runs."""


class LessonsDocument(Document):
    lessons: list[LessonSummary]


class OpInput(Document):
    name: str
    optional: bool
    differentiable: bool
    local: str | None
    """The local derivative, for elementwise operations."""
    downstream: str | None
    """What flows on to this input, for the upstream gradient g and the output y."""


class OpAttribute(Document):
    name: str
    required: bool
    default: JsonValue


class Op(Document):
    """An operation: what programs call it, and its derivative in Python's notation."""

    name: str
    family: str
    symbol: str
    signature: str
    """How it is called: "softmax(input, dim)"."""
    aliases: list[str]
    """Further bare names of the functions and methods below."""
    functions: list[str]
    """Where a program finds it as a function: "torch.exp"."""
    methods: list[str]
    """Its names as a method of a tensor: "exp"."""
    inputs: list[OpInput]
    variadic: bool
    """The one input stands for any number of tensors in a list."""
    attributes: list[OpAttribute]
    elementwise: bool
    modes: list[Literal["reverse", "forward"]]
    """The ways its derivative can be taken; none where it has none."""
    formula: str
    words: str
    choice: str | None
    """What is taken where the derivative does not exist."""
    saves: str
    """What its backward rule needs from the forward pass."""
    composite: bool
    """Made of other operations, into which `unfold` of POST /runs takes it apart."""
    unfolds_into: list[str]
    """These operations, with its defaults, in the order of first use; none for one that is not composite."""


class OpsDocument(Document):
    ops: list[Op]


class Limit(Document):
    limit: int | float
    unit: str


class LimitsDocument(Document):
    """The most that one program may use, by the keys of `limits` in a run; and what bounds one request."""

    program: dict[str, Limit]
    request: dict[str, Limit]


class Health(Document):
    status: Literal["ok"]
    version: str
