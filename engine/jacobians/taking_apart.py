"""Composite operations as what they are made of: softmax as exp, sum and div.

with unfolding("softmax"):
    y = x.softmax(1)         # recorded as amax, detach, sub, exp, sum and div, in a namespace "softmax"

The values and the gradients are those of the one operation, to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

from engine.differentiate import Event, Hooked
from engine.errors import ArgumentError, EngineError
from engine.mode import Recorder, mode, recording
from engine.operation import OPS, Op, attributes_of, inputs_of
from engine.tensors import NUMPY_ERRORS, Tensor, Update, make, refusal

COMPOSITES = tuple(name for name, op in OPS.items() if op.unfolded is not None)


@contextmanager
def unfolding(*names: str) -> Iterator[None]:
    """Operations of these names are recorded as others; without names all that can be, down to the primitives.

    What an unfolded operation is made of stays as it is, unless it is named too. Raises ArgumentError for a name that
    is no composite's.
    """
    current = mode().recorder
    recorder = Recorder() if current is None else current
    with recording(_Unfolding(recorder, composites(names) if names else COMPOSITES)):
        yield


def composites(names: Iterable[str]) -> tuple[str, ...]:
    """The names in alphabetical order, each once. Raises ArgumentError for a name that is no composite's."""
    asked = tuple(sorted(set(names)))
    for name in asked:
        if name not in OPS:
            raise ArgumentError(f"there is no operation {name} to unfold")
        if name not in COMPOSITES:
            raise ArgumentError(f"{name} cannot be unfolded: it is not made of other operations")
    return asked


class _Unfolding(Recorder):
    """Stands before a recorder and hands everything on but the operations it unfolds."""

    def __init__(self, recorder: Recorder, names: Iterable[str]) -> None:
        self._recorder = recorder
        self._names = frozenset(names)

    def admit(self, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> Tensor | None:
        if op.unfolded is None or op.name not in self._names:
            return self._recorder.admit(op, inputs, attributes)
        # Inputs that do not fit are refused in the operation's own words.
        op.shape(*[tensor.shape for tensor in inputs], **attributes)
        with self.group(op.name):
            given = [_as_given(op, slot, tensor) for slot, tensor in enumerate(inputs)]
            try:
                made: Tensor = op.unfolded(*given, **attributes)
            except NUMPY_ERRORS as reason:
                raise refusal(op, inputs, attributes, reason) from None
            # A result is a tensor of its own: it may be changed in place.
            return make(OPS["clone"], (made,)) if any(made is tensor for tensor in given) else made

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        self._recorder.made(tensor, op, inputs, attributes)

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        self._recorder.leaf(tensor, constant)

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        self._recorder.changed(tensor, before, made)

    def set_gradient(self, tensor: Tensor, before: Tensor | None) -> None:
        self._recorder.set_gradient(tensor, before)

    def worked_out(self, made: Tensor, update: Update) -> None:
        self._recorder.worked_out(made, update)

    def mixes_as_numpy(self, *tensors: Tensor) -> bool:
        return self._recorder.mixes_as_numpy(*tensors)

    def looked_at(self, tensor: Tensor) -> None:
        self._recorder.looked_at(tensor)

    def swept(self, roots: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        self._recorder.swept(roots, events)

    def asked(self, roots: tuple[Tensor, ...], wanted: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        self._recorder.asked(roots, wanted, events)

    def group(self, name: str) -> AbstractContextManager[None]:
        return self._recorder.group(name)


def _as_given(op: Op, slot: int, tensor: Tensor) -> Tensor:
    """The input; outside the graph where the operation itself sends it no gradient."""
    return tensor.detach() if tensor.requires_grad and op.vjp(slot) is None else tensor


@cache
def parts(name: str) -> tuple[str, ...]:
    """The operations that a composite unfolds into with its defaults, in the order of their first use."""
    op = OPS[name]
    if op.unfolded is None:
        return ()
    for inputs in inputs_of(op, len(op.inputs) - op.optional):
        used = _used(op, tuple(map(Tensor, inputs)), attributes_of(op))
        if used is not None:
            return used
    raise ArgumentError(f"no sample of the inputs of {name} is known, and so not what it unfolds into")


class _Names(Recorder):
    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        self.names[op.name] = None


def _used(op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What is used for these inputs; None if their numbers do not fit."""
    recorder = _Names()
    try:
        with recording(_Unfolding(recorder, (op.name,))):
            make(op, inputs, attributes)
    except EngineError:
        return None
    return tuple(recorder.names)
