"""A program looked at after one of its steps: it is walked again up to there, as it goes the same way each time.

What it has done before its next step counts, so that a name has its new value once all steps of its statement are done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from engine.differentiate import Event, Hooked
from engine.language.machine.recorder import ProgramRecorder
from engine.language.machine.state import Machine
from engine.language.machine.top_names import Moment, with_gradient
from engine.operation import Array, Op
from engine.recording import Variable
from engine.tensors import Tensor


class Stopped(Exception):
    """The program has come to the step that follows the one to look at."""


class _Then(NamedTuple):
    """The nodes made up to the step, what `.grad` holds after it by the first node of a tensor, and the first node of
    the tensor of each.
    """

    made: set[int]
    gradients: dict[int, Array]
    first: list[int]


class WatchingRecorder(ProgramRecorder):
    """Raises Stopped when more than the steps up to `step` have been made: of a loop whose turns are forgotten, in that
    with the backward pass number `pass_shown`.
    """

    pass_shown: int | None = None

    def __init__(self, *arguments: Any, step: int) -> None:
        super().__init__(*arguments)
        self.step = step

    def _look(self) -> None:
        self._settle()
        if len(self._steps) > self.step + 1 and (self.series is None or len(self.series.turns) == self.pass_shown):
            raise Stopped

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        super().made(tensor, op, inputs, attributes)
        self._look()

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        super().leaf(tensor, constant)
        self._look()

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        super().changed(tensor, before, made)
        self._look()

    def set_gradient(self, tensor: Tensor, before: Tensor | None) -> None:
        super().set_gradient(tensor, before)
        self._look()

    def named(self, tensor: Tensor, name: str, first: bool = False) -> None:
        super().named(tensor, name, first)
        self._look()

    def _paid(self, events: Iterator[Event | Hooked]) -> Iterator[Event | Hooked]:
        for event in super()._paid(events):
            yield event
            self._look()

    def node_then(self, tensor: Tensor) -> int | None:
        """The node that stood for a tensor after the step: a later one has taken the place of an earlier one."""
        self._settle()
        node = self._index.get(tensor)
        while node is not None and node not in self._then.made:
            node = self._drafts[node].previous
        return node

    def held_then(self, node: int) -> tuple[Array, Array]:
        """(the value of a node, what the `.grad` of its tensor held after the step)."""
        return self._drafts[node].value, self._then.gradients.get(self._then.first[node])

    @cached_property
    def _then(self) -> _Then:
        """Asked for once the program has stopped."""
        first: list[int] = []
        for node, draft in enumerate(self._drafts):
            first.append(node if draft.previous is None else first[draft.previous])
        made: set[int] = set()
        gradients: dict[int, Array] = {}
        for step in self._steps[: self.step + 1]:
            if step.phase == "gradient" or (step.phase == "backward" and self._calls[step.pass_index] == "backward"):
                gradients[first[step.receiver]] = step.accumulated
            elif step.phase != "backward":
                made.add(step.node)
        return _Then(made, gradients, first)


class After(Moment):
    """After a step of a recorder that watches for it."""

    def tensor(self, machine: Machine, tensor: Tensor) -> Variable:
        recorder = machine.recorder
        assert isinstance(recorder, WatchingRecorder)
        node = recorder.node_then(tensor)
        if node is None:
            return super().tensor(machine, tensor)._replace(node=None)
        value, gradient = recorder.held_then(node)
        kept = tensor._op is None or tensor._rare_fields().retains_grad
        return with_gradient(machine, tensor, Variable(node, value, gradient if kept else None))
