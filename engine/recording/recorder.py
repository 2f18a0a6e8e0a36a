"""Recording a program as a run.

The recorder is installed while a program runs (`engine.mode.recording`). It sees every tensor that is made, every
change in place and every edge of every backward sweep, and turns them into steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal

import numpy as np

from engine.differentiate import Event, Hooked
from engine.mode import Recorder, mode
from engine.operation import Array, Op
from engine.recording.drafts import Draft
from engine.recording.graph import Edge, Graph, Span, edges_of
from engine.recording.labels import labels
from engine.recording.lines import Execution, Statement, numbered
from engine.recording.notes import GradientSet, Note, PassBegan, Receiver
from engine.recording.outside import Outside, Source
from engine.recording.run import Run, Usage
from engine.recording.short_names import short_names
from engine.recording.steps import ContributeStep, ForwardStep, GradientStep, HookStep, SeedStep, Step, UpdateStep
from engine.tensors import NO_ATTRIBUTES, Tensor, Update

# Among so many nodes is the one that an update made; what is older has been used in between.
NEWEST = 64

# A named tuple's own constructor takes three times as long, and every node and edge makes a step.
_new = tuple.__new__

Admit = Callable[[Op, tuple[Tensor, ...], Mapping[str, Any]], None]


class TraceRecorder(Recorder):
    """Turns what the engine does into a Run. `admit` may refuse an operation before it allocates anything.

    While a program runs it is only noted down what happened; nodes and steps are made of the notes when they are asked
    for, so that a traced run takes little longer than a plain one. `span` is the place in the program that the nodes
    made from now on come from, `line` the execution of a statement.
    """

    def __init__(self, admit: Admit | None = None) -> None:
        if admit is not None:
            self.admit = admit  # type: ignore[assignment, method-assign]
        self.span: Span | None = None
        self.line: Execution | None = None
        # The line that the latest note is about, and that of the latest node.
        self._noted: Execution | None = None
        self._line: Execution | None = None
        self._namespace = ""
        self._groups: dict[str, int] = {}
        self._titles: dict[str, str] = {}
        self._notes: list[Note] = []
        self._drafts: list[Draft] = []
        self._index: dict[Tensor, int] = {}
        self._steps: list[Step] = []
        self._edge_starts: list[int] = []
        self._edges = 0
        self._gradients: dict[int, Array] = {}
        # Those of passes that asked for gradients, in place of adding them to `.grad`.
        self._asked: dict[int, Array] = {}
        self._calls: list[str] = []
        # What `.grad` of each leaf holds by the steps so far, and the leaf that each tensor in a `.grad` belongs to.
        self._held: dict[Tensor, Array] = {}
        self._outside = Outside()
        self._holders: dict[Tensor, Tensor] = {}
        # Leaves whose `.grad` may be a tensor that is not among them yet.
        self._reached: set[Tensor] = set()
        self._targets: list[int] = []
        self._began: PassBegan | None = None
        self._sweeping: PassBegan | None = None
        # The nodes whose numbers the program has looked at; None once numbers went a way that no node shows.
        self._looked_at: set[int] | None = set()

    def __len__(self) -> int:
        self._settle()
        return len(self._drafts)

    @property
    def steps_so_far(self) -> int:
        self._settle()
        return len(self._steps)

    @property
    def last_target(self) -> int | None:
        """The node from which the latest pass of backward() started, or else the latest of any."""
        self._settle()
        named = [target for target, call in zip(self._targets, self._calls, strict=True) if call == "backward"]
        return next(reversed(named or self._targets), None)

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Nodes made inside belong to the namespace `name`, within the one around it."""
        around = self._namespace
        self._namespace = f"{around}/{name}" if around else name
        try:
            yield
        finally:
            self._namespace = around

    def group(self, name: str, title: str | None = None) -> AbstractContextManager[None]:
        """A namespace of its own: the second group of a name is name.2. `title`: what to call it, where not that."""
        count = self._groups.get(name, 0) + 1
        self._groups[name] = count
        part = name if count == 1 else f"{name}.{count}"
        if title is not None:
            self._titles[part] = title
        return self.inside(part)

    def named(self, tensor: Tensor, name: str, first: bool = False) -> None:
        """A variable was bound to a tensor. `first`: the name comes before those that it has."""
        self._settle()
        names = self._drafts[self._known(tensor, self.span, self._namespace)].names
        if name not in names:
            names.insert(0 if first else len(names), name)
        if tensor.name is None:
            tensor.name = name

    def note_line(self) -> None:
        """What is noted from now on belongs to `line`."""
        if self.line is not self._noted and self.line is not None:
            self._noted = self.line
            self._notes.append(self.line)

    def index_of(self, tensor: Tensor) -> int | None:
        self._settle()
        return self._index.get(tensor)

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        # Only where differentiation is on do results require gradients.
        if tensor.requires_grad or mode().grad_enabled:
            self._notes.append((tensor, op, inputs, attributes, tensor._data, False, self.span, self._namespace))
        else:
            self._looked_at = None
            self._outside.note(tensor, op, inputs, attributes)

    def worked_out(self, made: Tensor, update: Update) -> None:
        self._outside.rule(made, update)

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        if mode().grad_enabled:
            self._notes.append((tensor, None, (), NO_ATTRIBUTES, tensor._data, constant, self.span, self._namespace))

    def looked_at(self, tensor: Tensor) -> None:
        node = None if self._sweeping is not None else self.index_of(tensor)
        if node is None:
            self._looked_at = None
        elif self._looked_at is not None:
            self._looked_at.add(node)

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        self._looked_at = None
        leaf = self._holder(tensor)
        if leaf is not None:
            self._notes.append(GradientSet(leaf, tensor._data, self.span, self._namespace))
            if self._sweeping is not None and tensor not in self._index:
                return
        self._settle()
        old = self._index.pop(tensor, None)
        if old is None and made not in self._index:
            return
        if old is not None:
            self._index[before] = old
            self._drafts[old].tensor = before
        new = self._index.pop(made, None)
        if new is None:
            inputs = () if old is None or tensor._op is None else (old,)
            op = tensor._op if inputs else None
            new = self._add(
                tensor, op, inputs, NO_ATTRIBUTES, tensor._data, False, self.span, self._namespace, "update"
            )
        self._index[tensor] = new
        draft = self._drafts[new]
        draft.tensor = tensor
        draft.previous = old
        last = self._steps[-1]
        if old is not None and last.node == new and isinstance(last, UpdateStep):
            update = self._outside.update(tensor, before._data, tensor._data, self._source)
            self._steps[-1] = last._replace(update=update)
        if old is not None:
            draft.inputs = tuple(self._index.get(before, i) if i == new else i for i in draft.inputs)
            draft.names = list(self._drafts[old].names)

    def _source(self, array: Array, tensor: Tensor | None) -> Source | None:
        """Where an array in the graph comes from; of one without a tensor, if it is new."""
        index = None if tensor is None else self._index.get(tensor)
        newest = self._drafts[-1 - NEWEST : -1] if index is None else self._drafts[index : index + 1]
        draft = next((each for each in reversed(newest) if each.value is array), None)
        if draft is None:
            return None
        sources = [self._drafts[i] for i in draft.inputs]
        name = draft.names[0] if draft.names else None
        return Source(draft.op, [(each.value, each.tensor) for each in sources], draft.attributes, name)

    @contextmanager
    def keeping_gradients(self) -> Iterator[None]:
        """What `.grad` of tensors holds is afterwards what it was before: a pass inside is not the program's."""
        self._settle()
        held = [(draft.tensor, draft.tensor.grad) for draft in self._drafts if draft.tensor.requires_grad]
        try:
            yield
        finally:
            for tensor, gradient in held:
                tensor._grad = gradient

    def set_gradient(self, tensor: Tensor, before: Tensor | None) -> None:
        self._looked_at = None
        gradient = tensor.grad
        if before is not None:
            self._holders.pop(before, None)
        if gradient is not None:
            self._holders[gradient] = tensor
        after = None if gradient is None else gradient._current()
        self._notes.append(GradientSet(tensor, after, self.span, self._namespace))

    def _holder(self, tensor: Tensor) -> Tensor | None:
        """The leaf of which a tensor is the `.grad`."""
        if self._reached and self._sweeping is None:
            self._holders.update({leaf.grad: leaf for leaf in self._reached if leaf.grad is not None})
            self._reached.clear()
        leaf = self._holders.get(tensor)
        return leaf if leaf is not None and leaf.grad is tensor else None

    def swept(self, roots: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        self._drain(PassBegan(roots, {}, {}, {}, {}, {}, self.span, self._namespace), events)

    def asked(self, roots: tuple[Tensor, ...], wanted: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        self._drain(PassBegan(roots, {}, {}, {}, {}, {}, self.span, self._namespace, wanted), events)

    def _drain(self, began: PassBegan, events: Iterator[Event | Hooked]) -> None:
        # So that what is done to a `.grad` meanwhile finds all that the program did before.
        self._settle()
        self._sweeping = began
        note = self._notes.append
        note(began)
        try:
            # One by one, as a rule that is itself recorded makes notes of its own in between.
            for event in events:
                receiver = event.tensor if isinstance(event, Hooked) else event.receiver
                if receiver._op is None and began.wanted is None:
                    self._reached.add(receiver)
                    if receiver.grad is not None and receiver not in began.held:
                        began.held[receiver] = receiver.grad._data
                        self._holders[receiver.grad] = receiver
                note(event)
        except BaseException:
            began.count_uses(self._place)
            raise
        finally:
            self._sweeping = None

    def finish(
        self,
        source: str,
        printed: str,
        usage: Mapping[str, Usage],
        notes: tuple[str, ...] = (),
        target: int | None = None,
        described: Callable[[Any], Statement] = lambda statement: statement,
    ) -> Run:
        """The run so far. `target` names the node a program without a backward pass is about; `described` tells of the
        statements of executions.
        """
        self._settle()
        inputs = [draft.inputs for draft in self._drafts]
        drafts = self._drafts
        ops, attributes = [draft.op for draft in drafts], [draft.attributes for draft in drafts]
        shapes, spans = [np.shape(draft.value) for draft in drafts], [draft.span for draft in drafts]
        texts = labels(
            [tuple(draft.names) for draft in drafts],
            ops,
            inputs,
            attributes,
            [draft.plain_number() for draft in drafts],
            shapes,
            [None if span is None else span.line for span in spans],
        )
        short = short_names(texts, ops, inputs, attributes, shapes, spans, source)
        executed = numbered((draft.line for draft in drafts), described)
        nodes = tuple(
            draft.node(index, texts[index], short[index], executed.number(draft.line))
            for index, draft in enumerate(drafts)
        )
        gradients = self._asked | self._gradients
        states = tuple(
            "not_required" if not node.requires_grad else "computed" if node.index in gradients else "unreachable"
            for node in nodes
        )
        edges: tuple[Edge, ...] = edges_of(inputs)
        parts = dict.fromkeys(part for node in nodes for part in node.namespace.split("/"))
        return Run(
            source=source,
            graph=Graph(nodes, edges),
            steps=tuple(self._steps),
            target=self.last_target if target is None else target,
            targets=tuple(self._targets),
            calls=tuple(self._calls),
            printed=printed,
            gradients=dict(sorted(gradients.items())),
            gradient_states=states,
            usage=usage,
            notes=notes,
            titles={part: self._titles[part] for part in parts if part in self._titles},
            statements=executed.statements,
            lines=executed.lines,
            looked_at=None if self._looked_at is None else frozenset(self._looked_at),
        )

    def _settle(self) -> None:
        """Makes nodes and steps of the notes. Whatever changes which node a tensor stands for comes after it."""
        if not self._notes:
            return
        notes = self._notes[:]
        self._notes.clear()
        if self._sweeping is not None:
            self._sweeping.count_uses(self._place)
        self._count(notes)
        known = self._index
        for note in notes:
            if isinstance(note, Event):
                self._sent(note)
            elif isinstance(note, Execution):
                self._line = note
            elif isinstance(note, Hooked):
                self._hooked(note)
            elif isinstance(note, GradientSet):
                self._was_set(note)
            elif isinstance(note, PassBegan):
                self._began = note
                self._targets.append(self._known(note.roots[-1], note.span, note.namespace))
                self._calls.append("backward" if note.wanted is None else "grad")
            else:
                tensor, op, inputs, attributes, value, constant, span, namespace = note
                sources = tuple([known[x] if x in known else self._known(x, span, namespace) for x in inputs])
                kind = "leaf" if op is None else "compute"
                self._add(tensor, op, sources, attributes, value, constant, span, namespace, kind)

    def _count(self, notes: list[Note]) -> None:
        """Tells the backward passes that ran to their end how many contributions each tensor received."""
        expected: dict[Receiver, int] | None = None
        for note in notes:
            if type(note) is PassBegan:
                expected = None if note.expected else note.expected
            elif expected is not None and type(note) is Event:
                place = self._place(note.node, note.slot, note.receiver)
                expected[place] = expected.get(place, 0) + 1

    def _place(self, node: Tensor, slot: int, receiver: Tensor) -> Receiver:
        """A leaf that was changed outside the graph is one tensor and several nodes."""
        source = self._index.get(node)
        inputs = () if source is None else self._drafts[source].inputs
        return inputs[slot] if inputs and slot >= 0 else receiver

    def _sent(self, event: Event) -> None:
        node, slot, receiver, upstream, contribution, accumulated = event
        began = self._began
        assert began is not None
        number = len(self._targets) - 1
        if slot < 0:
            to = self._known(receiver, began.span, began.namespace)
            earlier, accumulated = self._received(began, receiver, to, accumulated)
            step: Step = SeedStep(*(len(self._steps), number, "backward", "seed", to), upstream, accumulated, earlier)
        else:
            source = self._known(node, began.span, began.namespace)
            place = self._place(node, slot, receiver)
            # An operation from before the recording stands in it as a leaf, which no edge leads to.
            edge = self._edge_starts[source] + slot if self._drafts[source].inputs else None
            to = place if isinstance(place, int) else self._known(receiver, began.span, began.namespace)
            began.received[place] = received = began.received.get(place, 0) + 1
            earlier, accumulated = self._received(began, receiver, to, accumulated, received == 1)
            taken = (len(self._steps), number, "backward", "contribute", source, edge, to)
            sent = (upstream, contribution, accumulated, received, began.expected[place], earlier)
            step = _new(ContributeStep, (*taken, *sent))
        self._steps.append(step)

    def _received(
        self, began: PassBegan, receiver: Tensor, to: int, total: Array, first: bool = False
    ) -> tuple[Array, Array]:
        """(what was there before, that and what came to this node in this pass): what the receiver holds now.

        Before are earlier passes and what has come, over the edges of younger nodes, to later versions of a leaf.
        """
        held = self._asked if began.wanted is not None else self._gradients
        now = self._index.get(receiver, to)
        earlier = began.held.get(receiver)
        accumulated = total if earlier is None else earlier + total
        if now != to:
            if first and receiver in began.totals:
                began.others[to] = began.totals[receiver]
            earlier = began.others.get(to, earlier)
            held[now] = accumulated
        held[to] = accumulated
        if receiver._op is None:
            began.totals[receiver] = accumulated
            if began.wanted is None:
                self._held[receiver] = accumulated
        return earlier if earlier is not None and np.any(earlier) else None, accumulated

    def _hooked(self, event: Hooked) -> None:
        began = self._began
        assert began is not None
        node = self._known(event.tensor, began.span, began.namespace)
        earlier, accumulated = self._received(began, event.tensor, node, event.after)
        place = (len(self._steps), len(self._targets) - 1)
        gradients = (event.before, event.after, accumulated, earlier)
        self._steps.append(HookStep(*place, "backward", "hook", node, *gradients))

    def _was_set(self, note: GradientSet) -> None:
        leaf, after, span, _ = note
        node, before = self._index.get(leaf), self._held.get(leaf)
        same = before is after if before is None or after is None else np.array_equal(before, after, equal_nan=True)
        self._held[leaf] = after
        if same or node is None:
            return
        kind: Literal["clear", "assign"] = "clear" if after is None or not np.any(after) else "assign"
        if kind == "assign":
            self._gradients[node] = after
        self._steps.append(
            GradientStep(len(self._steps), len(self._targets), "gradient", kind, node, after, before, span)
        )

    def _known(self, tensor: Tensor, span: Span | None, namespace: str) -> int:
        """The node of a tensor; one made outside the recorded stretch joins as a leaf."""
        index = self._index.get(tensor)
        if index is None:
            index = self._add(tensor, None, (), NO_ATTRIBUTES, tensor._data, False, span, namespace, "leaf")
        return index

    def _add(
        self,
        tensor: Tensor,
        op: Op | None,
        inputs: tuple[int, ...],
        attributes: Mapping[str, Any],
        value: Array,
        constant: bool,
        span: Span | None,
        namespace: str,
        kind: str,
    ) -> int:
        index = len(self._drafts)
        self._drafts.append(Draft(tensor, op, inputs, attributes, value, constant, span, namespace, line=self._line))
        self._index[tensor] = index
        self._edge_starts.append(self._edges)
        self._edges += len(inputs)
        place = (len(self._steps), len(self._targets))
        if kind == "update":
            self._steps.append(UpdateStep(*place, "update", "update", index))
        else:
            self._steps.append(_new(ForwardStep, (*place, "forward", kind, index)))
        return index
