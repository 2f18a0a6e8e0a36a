"""The steps of a run, a type for each thing that can happen.

Of every step `node` is the node that it is about, and `receiver` the one that has something new after it. `pass_index`
counts backward passes; a step outside of them belongs to the pass it leads to. `earlier` is what the `.grad` of a leaf
held before: from earlier passes, and from the uses of its later versions, as a leaf that was changed outside the graph
is several nodes with one `.grad`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from engine.operation import Array
from engine.recording.graph import Span
from engine.tensors import Update

# The fields of steps that hold gradients, in the order in which they come to be.
QUANTITIES = ("upstream", "contribution", "accumulated", "earlier")


class ForwardStep(NamedTuple):
    """`leaf` or `compute` makes `node`."""

    index: int  # type: ignore[assignment]  # (a tuple's own method, which nobody calls on a step)
    pass_index: int
    phase: Literal["forward"]
    kind: Literal["leaf", "compute"]
    node: int

    @property
    def receiver(self) -> int:
        return self.node


class UpdateStep(NamedTuple):
    """`node` replaces its `previous`, by `update` where the rule is known."""

    index: int  # type: ignore[assignment]
    pass_index: int
    phase: Literal["update"]
    kind: Literal["update"]
    node: int
    update: Update | None = None

    @property
    def receiver(self) -> int:
        return self.node


class SeedStep(NamedTuple):
    """A backward pass starts at `node` with its `upstream` gradient."""

    index: int  # type: ignore[assignment]
    pass_index: int
    phase: Literal["backward"]
    kind: Literal["seed"]
    node: int
    upstream: Array
    accumulated: Array
    earlier: Array

    @property
    def receiver(self) -> int:
        return self.node


class ContributeStep(NamedTuple):
    """`node` sends `contribution` over `edge` to node `to`, which then holds `accumulated`: the sum of what `received`
    of its `expected` uses have paid and of `earlier`. No edge leads from an operation older than the recording.
    """

    index: int  # type: ignore[assignment]
    pass_index: int
    phase: Literal["backward"]
    kind: Literal["contribute"]
    node: int
    edge: int | None
    to: int
    upstream: Array
    contribution: Array
    accumulated: Array
    received: int
    expected: int
    earlier: Array

    @property
    def receiver(self) -> int:
        return self.to


class HookStep(NamedTuple):
    """A hook of `node` is called, which makes `contribution` of its gradient `upstream`."""

    index: int  # type: ignore[assignment]
    pass_index: int
    phase: Literal["backward"]
    kind: Literal["hook"]
    node: int
    upstream: Array
    contribution: Array
    accumulated: Array
    earlier: Array

    @property
    def receiver(self) -> int:
        return self.node


class GradientStep(NamedTuple):
    """The program itself changes the `.grad` of the leaf `node` from `earlier` to `accumulated`: to None or 0 by
    `clear`, to other numbers by `assign`. `span` is the place of the statement that does it.
    """

    index: int  # type: ignore[assignment]
    pass_index: int
    phase: Literal["gradient"]
    kind: Literal["clear", "assign"]
    node: int
    accumulated: Array
    earlier: Array
    span: Span | None

    @property
    def receiver(self) -> int:
        return self.node


Step = ForwardStep | UpdateStep | SeedStep | ContributeStep | HookStep | GradientStep


# Of each type of step, which of its fields these are: asked of every step of every run that is written.
_HELD = {
    kind: tuple((name, kind._fields.index(name)) for name in QUANTITIES if name in kind._fields)
    for kind in (ForwardStep, UpdateStep, SeedStep, ContributeStep, HookStep, GradientStep)
}


def quantities(step: Step) -> Mapping[str, Array]:
    """The gradients that a step holds, by the names of its fields."""
    return {name: step[place] for name, place in _HELD[type(step)] if step[place] is not None}
