"""Composite operations as what they are made of: softmax as exp, sum and div.

with unfolding("softmax"):
    y = x.softmax(1)         # recorded as amax, detach, sub, exp, sum and div, in a namespace "softmax"

The values and the gradients are those of the one operation, to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.autodiff import Event
from engine.errors import ArgumentError, EngineError
from engine.mode import Recorder, mode, recording
from engine.op import OPS, REQUIRED, Op
from engine.tensor import NUMPY_ERRORS, Tensor, make, refusal

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

    def looked_at(self, tensor: Tensor) -> None:
        self._recorder.looked_at(tensor)

    def swept(self, root: Tensor, events: Iterator[Event]) -> None:
        self._recorder.swept(root, events)

    def group(self, name: str) -> AbstractContextManager[None]:
        return self._recorder.group(name)


def _as_given(op: Op, slot: int, tensor: Tensor) -> Tensor:
    """The input; outside the graph where the operation itself sends it no gradient."""
    return tensor.detach() if tensor.requires_grad and op.vjp(slot) is None else tensor


# Values for attributes that have no default, with which an operation takes small samples of its inputs.
SAMPLES: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("kernel_size", "num_groups", "size", "upscale_factor", "downscale_factor", "dim"), 1),
        **dict.fromkeys(("p", "norm_type", "maxnorm", "threshold", "value"), 0.5),
        **dict.fromkeys(("input_lengths", "target_lengths"), (2, 2)),
        "normalized_shape": (2,),
        "n": -2,
        "upper": True,
    }
)
MOST_AXES = 5


@cache
def parts(name: str) -> tuple[str, ...]:
    """The operations that a composite unfolds into with its defaults, in the order of their first use."""
    op = OPS[name]
    if op.unfolded is None:
        return ()
    attributes = {key: SAMPLES[key] for key, default in op.attributes.items() if default is REQUIRED}
    count = len(op.inputs) - op.optional
    alike = [(axes,) * count for axes in range(1, MOST_AXES + 1)]
    for axes in (*alike, *product((1, 2, 3), repeat=count)):
        for whole in (False, True):
            used = _used(op, axes, whole, attributes)
            if used is not None:
                return used
    raise ArgumentError(f"no sample of the inputs of {name} is known, and so not what it unfolds into")


class _Names(Recorder):
    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        self.names[op.name] = None


def _used(op: Op, axes: tuple[int, ...], whole: bool, attributes: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What is used for inputs of 2 entries along each axis, the last one `whole`; None if they do not fit."""
    inputs = [Tensor(np.linspace(0.1, 0.8, 2**n).reshape((2,) * n)) for n in axes]
    if whole:
        inputs[-1] = Tensor(np.ones((2,) * axes[-1], np.int64))
    recorder = _Names()
    try:
        op.shape(*[tensor.shape for tensor in inputs], **attributes)
        with recording(_Unfolding(recorder, (op.name,))):
            make(op, tuple(inputs), attributes)
    except EngineError:
        return None
    return tuple(recorder.names)
