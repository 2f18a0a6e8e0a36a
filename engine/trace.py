"""A run: what a program computed, one step after the other, forward and backward.

The recorder is installed while a program runs (`engine.mode.recording`). It sees every tensor that is made, every
change in place and every edge of every backward sweep, and turns them into steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from engine.autodiff import Event
from engine.graph import Edge, Graph, Node, Span, edges_of
from engine.mode import MODE
from engine.naming import labels
from engine.op import Array, Op
from engine.tensor import NO_ATTRIBUTES, Tensor


# Not frozen, though nothing changes it: a frozen one is several times slower to make, and every edge makes a step.
@dataclass(slots=True)
class Step:
    """One thing that happens.

    forward: `leaf` or `compute` makes `node`. update: `node` replaces its `previous`. backward: `seed` gives `node` its
    upstream gradient; `contribute` sends `contribution` from `node` over `edge` to node `to`, which then holds
    `accumulated`, the sum of what `received` of its `expected` uses have paid (a leaf also keeps what earlier passes
    left in its `.grad`). `pass_index` counts backward passes; a forward step belongs to the pass it leads to.
    """

    index: int
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


@dataclass(frozen=True, slots=True)
class Usage:
    used: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run. `gradients` are the totals of the last pass that reached a node, by node index.

    `targets[p]` is the node from which pass p started; `target` is the last of them, or the result of a run without.
    `gradient_states[i]` is "computed", "unreachable" (requires a gradient, but no pass reached it) or "not_required".
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

    @property
    def passes(self) -> int:
        return len(self.targets)


@dataclass(slots=True)
class _Draft:
    """A node in the making: names are still to come."""

    tensor: Tensor
    op: Op | None
    inputs: tuple[int, ...]
    attributes: Mapping[str, Any]
    constant: bool
    span: Span | None
    namespace: str
    value: Array
    names: list[str] = field(default_factory=list)
    previous: int | None = None


Admit = Callable[[Op, tuple[Tensor, ...], Mapping[str, Any]], None]


class TraceRecorder:
    """Turns what the engine does into a Run. `admit` may refuse an operation before it allocates anything."""

    def __init__(self, admit: Admit | None = None) -> None:
        self._admit = admit
        self._drafts: list[_Draft] = []
        self._index: dict[Tensor, int] = {}
        self._steps: list[Step] = []
        self._edge_starts: list[int] = []
        self._edges = 0
        self._pass = -1
        self._gradients: dict[int, Array] = {}
        self._span: Span | None = None
        self._namespace: list[str] = []
        self._targets: list[int] = []

    def __len__(self) -> int:
        return len(self._drafts)

    @property
    def last_target(self) -> int | None:
        """The node from which the latest backward pass started."""
        return self._targets[-1] if self._targets else None

    @contextmanager
    def at(self, span: Span | None) -> Iterator[None]:
        """Nodes made inside come from this place in the program."""
        before = self._span
        self._span = span
        try:
            yield
        finally:
            self._span = before

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Nodes made inside belong to the namespace `name`, within the one around it."""
        self._namespace.append(name)
        try:
            yield
        finally:
            self._namespace.pop()

    def named(self, tensor: Tensor, name: str) -> None:
        """A variable was bound to a tensor."""
        index = self._known(tensor)
        names = self._drafts[index].names
        if name not in names:
            names.append(name)
        if tensor.name is None:
            tensor.name = name

    def index_of(self, tensor: Tensor) -> int | None:
        return self._index.get(tensor)

    def admit(self, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        if self._admit is not None:
            self._admit(op, inputs, attributes)

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        if MODE.grad_enabled:
            self._add(tensor, op, tuple(self._known(x) for x in inputs), attributes)

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        if MODE.grad_enabled:
            self._add(tensor, None, (), NO_ATTRIBUTES, constant)

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        old = self._index.pop(tensor, None)
        if old is None and made not in self._index:
            return
        if old is not None:
            self._index[before] = old
            self._drafts[old].tensor = before
        new = self._index.pop(made, None)
        if new is None:
            new = self._add(tensor, None, (), NO_ATTRIBUTES, kind="update")
        self._index[tensor] = new
        draft = self._drafts[new]
        draft.tensor = tensor
        draft.previous = old
        if old is not None:
            draft.inputs = tuple(self._index.get(before, i) if i == new else i for i in draft.inputs)
            draft.names = list(self._drafts[old].names)

    def swept(self, root: Tensor, events: Iterator[Event]) -> Iterator[Event]:
        self._pass += 1
        target = self._known(root)
        self._targets.append(target)
        for event in events:
            to = self._known(event.receiver)
            accumulated = event.accumulated
            earlier = event.receiver.grad if event.receiver.op is None else None
            if earlier is not None:
                accumulated = earlier._data + accumulated
            self._gradients[to] = accumulated
            if event.slot < 0:
                self._step("backward", "seed", target, upstream=event.upstream, accumulated=accumulated)
            else:
                node = self._known(event.node)
                self._step(
                    "backward",
                    "contribute",
                    node,
                    edge=self._edge_starts[node] + event.slot,
                    to=to,
                    upstream=event.upstream,
                    contribution=event.contribution,
                    accumulated=accumulated,
                    received=event.received,
                    expected=event.expected,
                )
            yield event

    def finish(
        self,
        source: str,
        printed: str,
        usage: Mapping[str, Usage],
        notes: tuple[str, ...] = (),
        target: int | None = None,
    ) -> Run:
        """The run so far. `target` names the node a program without a backward pass is about."""
        inputs = [draft.inputs for draft in self._drafts]
        drafts = self._drafts
        texts = labels(
            [tuple(draft.names) for draft in drafts],
            [draft.op for draft in drafts],
            inputs,
            [draft.attributes for draft in drafts],
            [draft.value for draft in drafts],
        )
        nodes = tuple(self._node(index, draft, texts[index]) for index, draft in enumerate(drafts))
        states = tuple(
            "not_required" if not node.requires_grad else "computed" if node.index in self._gradients else "unreachable"
            for node in nodes
        )
        edges: tuple[Edge, ...] = edges_of(inputs)
        return Run(
            source=source,
            graph=Graph(nodes, edges),
            steps=tuple(self._steps),
            target=self.last_target if target is None else target,
            targets=tuple(self._targets),
            printed=printed,
            gradients=dict(sorted(self._gradients.items())),
            gradient_states=states,
            usage=usage,
            notes=notes,
        )

    def _node(self, index: int, draft: _Draft, label: str) -> Node:
        tensor = draft.tensor
        if draft.constant:
            role = "constant"
        elif tensor.requires_grad and tensor.op is None:
            role = "parameter"
        elif draft.op is None:
            role = "input"
        else:
            role = "operation"
        return Node(
            index=index,
            op=None if draft.op is None else draft.op.name,
            role=role,
            names=tuple(draft.names),
            label=label,
            namespace=draft.namespace,
            attributes=draft.attributes,
            inputs=draft.inputs,
            value=draft.value,
            requires_grad=tensor.requires_grad,
            span=draft.span,
            previous=draft.previous,
        )

    def _known(self, tensor: Tensor) -> int:
        """The node of a tensor; one made outside the recorded stretch joins as a leaf."""
        index = self._index.get(tensor)
        return self._add(tensor, None, (), NO_ATTRIBUTES) if index is None else index

    def _add(
        self,
        tensor: Tensor,
        op: Op | None,
        inputs: tuple[int, ...],
        attributes: Mapping[str, Any],
        constant: bool = False,
        kind: str | None = None,
    ) -> int:
        index = len(self._drafts)
        self._drafts.append(
            _Draft(
                tensor=tensor,
                op=op,
                inputs=inputs,
                attributes=attributes,
                constant=constant,
                span=self._span,
                namespace="/".join(self._namespace),
                value=tensor._data,
            )
        )
        self._index[tensor] = index
        self._edge_starts.append(self._edges)
        self._edges += len(inputs)
        if kind == "update":
            self._step("update", "update", index)
        else:
            self._step("forward", "leaf" if op is None else "compute", index)
        return index

    def _step(self, phase: str, kind: str, node: int, **facts: Any) -> None:
        number = self._pass if phase == "backward" else self._pass + 1
        self._steps.append(Step(len(self._steps), number, phase, kind, node, **facts))
