"""A run: what a program computed, one step after the other, forward and backward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from engine.operation import Array
from engine.recording.charts import Chart
from engine.recording.graph import Graph, Node, Span
from engine.recording.lines import Line, Statement
from engine.recording.shown import Shown
from engine.recording.steps import Step
from engine.recording.variables import Held


class Portable(NamedTuple):
    """Whether the program runs unchanged in PyTorch; if not, `reason` says what first is not PyTorch's, and where."""

    torch: bool
    reason: str | None


class DefaultType(NamedTuple):
    """The element type of fractions for which the program names none, at its end, and the place that made it so.

    Without a place it is the float64 of every program that says nothing about it.
    """

    dtype: np.dtype[Any]
    span: Span | None


@dataclass(frozen=True, slots=True)
class Usage:
    used: float
    limit: float
    unit: str


class ScalarEngine(NamedTuple):
    """A class of the program's own whose objects carry a number and a gradient, under these attributes."""

    name: str
    data: str
    gradient: str


class Check(NamedTuple):
    """What a program says of a gradient, compared with what it is.

    `name` is that of the function whose backward it is, or of the array that holds it, `line` where that stands.
    `message` tells the first entry that differs; `verdict` is "right", "differs" or, with the reason as message,
    "unknown". Of an array `node` and `step` are its own and that by which it was finished, `variable` and `loss` the
    nodes whose gradient and of which it is, `index`, `given` and `true` the first entry that differs, `slip` one word
    for the slip that explains all entries, and `times` how many arrays bound in this line were compared.
    """

    kind: str
    name: str
    line: int
    verdict: str
    message: str = ""
    node: int | None = None
    step: int | None = None
    variable: int | None = None
    loss: int | None = None
    index: tuple[int, ...] | None = None  # type: ignore[assignment]  # (a tuple's own method)
    given: float | None = None
    true: float | None = None
    slip: str | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run. `gradients` are the totals of the last pass that reached a node, by node index.

    `targets[p]` is the node from which pass p started, and `calls[p]` the call that did: "backward", which adds to
    `.grad`, or "grad", which gives its gradients back and changes none. `target` is the last of those of backward, or
    else of all, or the result of a run without.
    `gradient_states[i]` is "computed", "unreachable" (requires a gradient, but no pass reached it) or "not_required".
    `unfold` names the operations that are recorded as what they are made of, and the scalar engines of the program's
    own that are taken for plain classes; `engines` are the others. `titles` say what to call the groups
    whose part of a namespace is only a count: "epoch 28" for "iteration.113". `lines` are the executions of
    `statements` that made nodes, in their order, and those that called the functions in which they did. `variables` are
    what the names at the top of the program stand for at its end; `look(step)` tells what they do after a step, for
    which the program is walked again. `looked_at` are the nodes whose numbers were taken out of the graph while the
    program ran, as by item() or a branch; None where numbers went a way that no node shows, as in a change in place.
    `shown`: the pass that is kept of a loop too long to be kept whole; None where all of a run is there.
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
    checks: tuple[Check, ...] = ()
    engines: tuple[ScalarEngine, ...] = ()
    charts: tuple[Chart, ...] = ()
    calls: tuple[str, ...] = ()
    unfold: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    portable: Portable = Portable(False, None)
    default_type: DefaultType = DefaultType(np.dtype(np.float64), None)
    variables: Mapping[str, Held] = field(default_factory=dict)
    look: Callable[[int], Mapping[str, Held]] | None = None
    statements: tuple[Statement, ...] = ()
    lines: tuple[Line, ...] = ()
    looked_at: frozenset[int] | None = None
    shown: Shown | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.graph.nodes

    @property
    def passes(self) -> int:
        return len(self.targets)
