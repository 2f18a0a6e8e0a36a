"""The trace of a program: nodes know the expressions they come from, and everything is paid for before it is made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableSet
from typing import Any

import numpy as np

from engine.differentiate import Event, Hooked
from engine.errors import EngineError
from engine.language.errors import Failed, ProgramError
from engine.language.limits import Budget
from engine.mode import mode
from engine.operation import Op, Shape, shape_text, size
from engine.recording import ForgetfulRecorder, Span
from engine.tensors import Tensor, Update


class ProgramRecorder(ForgetfulRecorder):
    """`where` tells the place of the expression being evaluated, `number_name` the variable that a plain number of it
    comes from; `leaves` replaces the values of named leaves.

    `scalars` are micrograd's Values: what is made of one is one. `arrays` are numpy's: what is made of them and of
    plain numbers alone is one.
    """

    def __init__(
        self,
        budget: Budget,
        where: Callable[[], Span],
        number_name: Callable[[Tensor], str | None],
        leaves: Mapping[str, Any],
    ) -> None:
        super().__init__(self._pay)
        self._budget = budget
        self._where = where
        self._number_name = number_name
        self._leaves = dict(leaves)
        # What is added to the values of nodes, by index, when they are made.
        self.nudges: dict[int, Any] = {}
        self.scalars: MutableSet[Tensor] = set()
        self.arrays: MutableSet[Tensor] = set()
        # How many backward passes the program has begun.
        self.sweeps = 0
        # Whether gradients that are asked for are a pass of the program's, and not a part of how a function is made.
        self.shows_asked = False
        self._refused: tuple[Op, tuple[Tensor, ...], Mapping[str, Any]] | None = None
        # Where in the program tensors were changed in place, by the creation numbers of the changes.
        self.changes: dict[int | None, Span] = {}
        self._newest: Tensor | None = None
        self._newest_differentiable: Tensor | None = None

    @property
    def namespace(self) -> str:
        """What new nodes are put into. A generator puts its own in while it is at work."""
        return self._namespace

    @namespace.setter
    def namespace(self, namespace: str) -> None:
        self._namespace = namespace

    @property
    def unused_leaves(self) -> list[str]:
        return list(self._leaves)

    def _pay(self, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        shapes = [tensor.shape for tensor in inputs]
        try:
            shape = op.shape(*shapes, **attributes)
        except EngineError:
            self._refused = op, inputs, attributes
            raise
        self._budget.allocate(shape)
        self._budget.spend("cost", _cost(op, shape, shapes, attributes))

    def pay(self, units: float) -> None:
        self._budget.spend("cost", units)

    def mixes_as_numpy(self, *tensors: Tensor) -> bool:
        """Arrays beside arrays and single numbers; what is mixed with a tensor is PyTorch's."""
        arrays = self.arrays
        return (
            bool(arrays)
            and any(tensor in arrays for tensor in tensors)
            and all(tensor in arrays or not tensor.ndim for tensor in tensors)
        )

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        if self.scalars and any(source in self.scalars for source in inputs):
            self.scalars.add(tensor)
            if tensor.requires_grad:
                # A Value of micrograd keeps its gradient, also in the middle of a calculation.
                tensor.retain_grad()
        if self.mixes_as_numpy(*inputs):
            self.arrays.add(tensor)
        if not mode().grad_enabled:
            super().made(tensor, op, inputs, attributes)
            return
        self._locate()
        self._join(inputs)
        self._pay_node(tensor, len(inputs))
        self._newest = tensor
        if tensor.requires_grad:
            self._newest_differentiable = tensor
        super().made(tensor, op, inputs, attributes)
        self._nudge(tensor)

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        self._budget.allocate(tensor.shape)
        if not mode().grad_enabled:
            return
        self._pay_node(tensor)
        self._locate()
        super().leaf(tensor, constant)
        self._nudge(tensor)
        name = self._number_name(tensor) if constant and tensor.ndim == 0 else None
        if name is not None:
            super().named(tensor, name)

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        self._pay_node(tensor)
        # With what the gradient was, beside what it is by now.
        self._budget.describe_step(tensor.shape)
        if made is self._newest_differentiable:
            self._newest_differentiable = tensor
        self.changes[made._order] = self._locate()
        super().changed(tensor, before, made)

    def worked_out(self, made: Tensor, update: Update) -> None:
        for state in update.state:
            self._budget.describe_step(np.shape(state.before), np.shape(state.after))
        super().worked_out(made, update)

    def set_gradient(self, tensor: Tensor, before: Tensor | None) -> None:
        self._budget.spend("events", 1)
        self._budget.describe_step(tensor.shape)
        self._locate()
        super().set_gradient(tensor, before)

    def named(self, tensor: Tensor, name: str, first: bool = False) -> None:
        """A tensor that no recorded operation has met yet keeps its name until one does."""
        index = self.index_of(tensor)
        if index is None:
            tensor.name = tensor.name or name
            return
        if name in self._leaves:
            self._replace(index, tensor, name)
        super().named(tensor, name, first)

    def failed(self) -> Failed | None:
        """The operation that has just refused the shapes of its inputs, which become nodes. It is told once."""
        if self._refused is None:
            return None
        (op, inputs, attributes), self._refused = self._refused, None
        self._settle()
        nodes = (self._known(tensor, self._where(), self._namespace) for tensor in inputs)
        return Failed(op, tuple(nodes), attributes)

    def is_array(self, node: int) -> bool:
        """Whether the program has the node as an array of numpy's."""
        return self._drafts[node].tensor in self.arrays

    def shape_of(self, node: int) -> Shape:
        return self._drafts[node].tensor.shape

    def leaf_names(self) -> list[str]:
        """The names that `leaves` may use."""
        return list(
            dict.fromkeys(
                name for draft in self._drafts if draft.op is None and not draft.constant for name in draft.names
            )
        )

    def last_result(self) -> Tensor | None:
        """The last tensor made that requires a gradient; without such a one, the last tensor made."""
        return self._newest if self._newest_differentiable is None else self._newest_differentiable

    def swept(self, roots: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        self.sweeps += 1
        self._locate()
        self._join(roots)
        super().swept(roots, self._paid(events))

    def asked(self, roots: tuple[Tensor, ...], wanted: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        paid = self._paid(events)
        if not self.shows_asked:
            deque(paid, maxlen=0)
            return
        self._locate()
        self._join(roots)
        super().asked(roots, wanted, paid)

    def _paid(self, events: Iterator[Event | Hooked]) -> Iterator[Event | Hooked]:
        for event in events:
            self._budget.spend("events", 1)
            if isinstance(event, Hooked):
                self._budget.spend("elements", np.size(event.after))
                self._budget.describe_step(np.shape(event.before), np.shape(event.after))
                yield event
                continue
            receiver = event.receiver
            # A sum is an array of its own; that with an earlier `.grad` is made for the step and for `.grad`.
            sums = int(event.accumulated is not event.contribution)
            if receiver._op is None and receiver.grad is not None:
                sums += 2
            self._budget.spend("elements", (1 + sums) * np.size(event.contribution))
            received = np.shape(event.contribution)
            self._budget.describe_step(np.shape(event.upstream), received, received)
            if event.slot >= 0 and event.node._op is not None:
                shapes = [tensor.shape for tensor in event.node._inputs]
                self._budget.spend("cost", _cost(event.node._op, event.node.shape, shapes, event.node._attributes))
            yield event

    def _locate(self) -> Span:
        """Nodes made from now on come from the expression being evaluated."""
        self.span = span = self._where()
        line = self.line
        while line is not None and not line.paid:
            self._budget.describe_line(line.namespace)
            line.paid = True
            line = line.caller
        self.note_line()
        return span

    def _pay_node(self, tensor: Tensor, inputs: int = 0) -> None:
        self._budget.spend("nodes", 1)
        self._budget.describe_node(tensor.shape, inputs, self._namespace, tensor.requires_grad)

    def _join(self, tensors: tuple[Tensor, ...]) -> None:
        for tensor in tensors:
            if self.index_of(tensor) is None:
                self._pay_node(tensor)
                if tensor.name is not None:
                    super().named(tensor, tensor.name)

    def _nudge(self, tensor: Tensor) -> None:
        index = self.index_of(tensor) if self.nudges else None
        if index not in self.nudges:
            return
        draft = self._drafts[index]
        by = np.asarray(self.nudges.pop(index), dtype=np.float64)
        if by.shape not in ((), tensor.shape):
            raise ProgramError(
                "nudge",
                f"n{index} has shape {shape_text(tensor.shape)}, what is added to it {shape_text(by.shape)}",
                hint="Give one number for all of its entries, or as many as it has, in its shape.",
            )
        tensor._data = draft.value = (draft.value + by).astype(tensor.dtype)[()]

    def _replace(self, index: int, tensor: Tensor, name: str) -> None:
        draft = self._drafts[index]
        if draft.op is not None:
            raise ProgramError(
                "leaf",
                f"{name} is computed from other values and cannot be replaced",
                hint=f"Leaves are the values a program starts from; change one that {name} is computed from.",
            )
        value = leaf_value(name, self._leaves.pop(name), tensor)
        tensor._data = draft.value = value


def _cost(op: Op, shape: Shape, shapes: list[Shape], attributes: Mapping[str, Any]) -> float:
    # The shape of the output stands first; an attribute of that name asks for the same shape once more.
    others = {name: value for name, value in attributes.items() if name != "shape"}
    return op.cost(shape, *shapes, **others)


def leaf_value(name: str, given: Any, tensor: Tensor) -> Any:
    """The numbers given for a leaf, in the leaf's own element type. Raises ProgramError (leaf)."""
    try:
        array = np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ProgramError(
            "leaf",
            f"the values given for {name} are not numbers in rows of equal lengths",
            hint="Write [[1, 2], [3, 4]].",
        ) from None
    if array.shape != tensor.shape:
        raise ProgramError(
            "leaf",
            f"{name} has shape {shape_text(tensor.shape)}, the values given for it {shape_text(array.shape)}",
            hint=f"Give {size(tensor.shape)} numbers in the shape of {name}.",
        )
    return array.astype(tensor.dtype)[()]
