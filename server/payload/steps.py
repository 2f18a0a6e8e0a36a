"""The steps of a run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from server.payload.document import Document
from server.payload.graph import EdgeId, NodeId, Span
from server.payload.tensor import Tensor


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
    earlier: Tensor | None = None
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
    earlier: Tensor | None = None
    """What earlier passes left in the `.grad` of a receiver that is a leaf; a part of `accumulated`."""
    received: int
    expected: int


class HookStep(_Step):
    """A hook of the program is called with the complete gradient of `node`, and may replace it."""

    phase: Literal["backward"]
    kind: Literal["hook"]
    upstream: Tensor
    """The gradient before."""
    contribution: Tensor
    """What the hook made of it, and what goes on."""
    accumulated: Tensor
    """What the node holds afterwards: `earlier`, too, at a leaf."""
    earlier: Tensor | None = None


class GradientStep(_Step):
    """The program itself gives the `.grad` of a leaf other numbers: None or 0 (`clear`), or any (`assign`)."""

    phase: Literal["gradient"]
    kind: Literal["clear", "assign"]
    source: Span | None = None
    set_to_none: bool
    earlier: Tensor | None = None
    """What `.grad` held before."""
    accumulated: Tensor | None
    """What `.grad` holds afterwards."""


class State(Document):
    """What an optimizer remembers of a leaf from one step to the next, under the name it has in the formulas."""

    name: str
    before: Tensor | None
    after: Tensor


class UpdateStep(_Step):
    """A leaf changes in place: `node` is its new version."""

    phase: Literal["update"]
    kind: Literal["update"]
    rule: str | None = None
    """The optimizer, or "in place" for a formula of the program; null where none is known."""
    gradient: Tensor | None = None
    """What the `.grad` of the leaf held, where the rule reads it."""
    state: list[State] = []


_AnyStep = ForwardStep | SeedStep | ContributeStep | HookStep | GradientStep | UpdateStep
Step = TypeAliasType("Step", Annotated[_AnyStep, Field(discriminator="kind")])


class StepOutline(_Step):
    """A step without its tensors."""

    phase: Literal["forward", "backward", "gradient", "update"]
    kind: Literal["leaf", "compute", "seed", "contribute", "hook", "clear", "assign", "update"]
    source: Span | None = None
    """Where the program says it, of a step that is a statement of its own."""
    set_to_none: bool | None = None
    edge: EdgeId | None = None
    to: NodeId | None = None
    received: int | None = None
    expected: int | None = None


class StepsDocument(Document):
    run: str
    first: int = Field(alias="from")
    to: int
    """One past the last step given."""
    total: int
    """How many steps the run has."""
    next: int | None
    """The `from` of the steps after these; null where none follow."""
    steps: list[Step]
