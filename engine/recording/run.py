"""A run: what a program computed, one step after the other, forward and backward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.operation import Array
from engine.recording.graph import Graph, Span
from engine.recording.lines import Line, Statement
from engine.tensors import Update


class Step(NamedTuple):
    """One thing that happens.

    forward: `leaf` or `compute` makes `node`. update: `node` replaces its `previous`, by `update` where the rule is
    known. backward: `seed` gives `node` its
    upstream gradient; `contribute` sends `contribution` from `node` over `edge` to node `to`, which then holds
    `accumulated`, the sum of what `received` of its `expected` uses have paid and of `earlier`, which the `.grad` of a
    leaf held before: from earlier passes, and from the uses of its later versions, as a leaf that was changed outside
    the graph is several nodes with one `.grad`; `hook` calls a hook of `node`, which makes
    `contribution` of its gradient `upstream`.
    gradient: the program itself changes the `.grad` of the leaf `node` from `earlier` to
    `accumulated`, to None or 0 by `clear`, to other numbers by `assign`. `pass_index` counts backward passes; a step
    outside of them belongs to the pass it leads to. `span` is the place in the program of a step that is a statement.
    """

    index: int  # type: ignore[assignment]  # (a tuple's own method, which nobody calls on a step)
    pass_index: int
    phase: str
    kind: str
    node: int
    edge: int | None = None
    to: int | None = None
    upstream: Array = None
    contribution: Array = None
    accumulated: Array = None
    received: int | None = None
    expected: int | None = None
    earlier: Array = None
    update: Update | None = None
    span: Span | None = None


class Variable(NamedTuple):
    """What a name at the top of a program stands for at its end: a node, and what its `.grad` holds, if anything."""

    node: int
    grad: Array


class Portable(NamedTuple):
    """Whether the program runs unchanged in PyTorch; if not, `reason` says what first is not PyTorch's, and where."""

    torch: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Usage:
    used: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run. `gradients` are the totals of the last pass that reached a node, by node index.

    `targets[p]` is the node from which pass p started, and `calls[p]` the call that did: "backward", which adds to
    `.grad`, or "grad", which gives its gradients back and changes none. `target` is the last of those of backward, or
    else of all, or the result of a run without.
    `gradient_states[i]` is "computed", "unreachable" (requires a gradient, but no pass reached it) or "not_required".
    `unfold` names the operations that are recorded as what they are made of. `titles` say what to call the groups
    whose part of a namespace is only a count: "epoch 28" for "iteration.113". `lines` are the executions of
    `statements` that made nodes, in their order, and those that called the functions in which they did.
    """

    source: str
    graph: Graph
    steps: tuple[Step, ...]
    target: int | None
    targets: tuple[int, ...]
    printed: str
    gradients: Mapping[int, Array]
    gradient_states: tuple[str, ...]
    usage: Mapping[str, Usage] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    unfold: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    portable: Portable = Portable(False, None)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def passes(self) -> int:
        return len(self.targets)
