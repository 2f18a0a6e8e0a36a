"""A function recorded once and run again with other values, its graph not built again: a slider, a training step.

step = replay(loss, w, b)                       # performs loss(w, b) and records it
value, (dw, db) = step.gradients(w2, b2)        # the numbers of loss(w2, b2) and of its backward pass
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from engine.differentiate.reverse import own, seed_for
from engine.differentiate.sweep import sweep
from engine.differentiate.tape import Tape, TapeEntry
from engine.errors import ArgumentError, ShapeError
from engine.mode import enable_grad, get_default_dtype, recording
from engine.operation import Array, shape_text
from engine.tensors import NUMPY_ERRORS, Tensor, in_default, refusal


class Replay:
    """A recorded function. Calling it gives the function's value at other values of its leaves.

    Values are tensors, arrays or numbers of the shapes and element types of the leaves it was recorded with. What the
    function computes with besides its leaves is read anew each time; noise it draws, and numbers that it takes out of
    tensors which do not depend on the leaves, stay as they were. Raises ArgumentError when it was recorded from a
    function whose course depends on values, and ShapeError for values of other shapes.
    """

    def __init__(self, f: Callable[..., Tensor], *leaves: Tensor) -> None:
        own_leaves = tuple(Tensor(leaf._current()) for leaf in leaves)
        for leaf, given in zip(own_leaves, leaves, strict=True):
            leaf.requires_grad = given.requires_grad
            leaf.name = given.name
        tape = _WatchedTape(own_leaves)
        with recording(tape), enable_grad():
            self._result = f(*own_leaves)
        # As they were before the function changed them.
        self._leaves = tape.leaves
        if not isinstance(self._result, Tensor):
            raise ArgumentError(f"a replayed function returns one tensor, not {type(self._result).__name__}")
        entries = tape.entries
        tape.check(entries)
        self._entries = _leading_to(self._result, entries)

    def __call__(self, *values: Any) -> Tensor:
        self._run(values)
        return self._value()

    def gradients(self, *values: Any, upstream: Any = None) -> tuple[Tensor, tuple[Tensor | None, ...]]:
        """The value, and its gradient with respect to each leaf; None where a leaf requires or receives none.

        `upstream` is the seed, of the value's shape; a single number is seeded with 1. Raises GradientError.
        """
        self._run(values)
        found: dict[Tensor, Array] = {}

        with np.errstate(all="ignore"):
            seed = seed_for(self._result, upstream)
            deque(sweep([(self._result, seed)], found.__setitem__, silent=True), maxlen=0)
        gradients = tuple(
            Tensor(own(found[leaf], leaf is self._result)) if leaf in found else None for leaf in self._leaves
        )
        return self._value(), gradients

    def _value(self) -> Tensor:
        """The value in memory of its own: a later run may reuse what the graph holds."""
        return Tensor(own(self._result._data, True))

    def _run(self, values: Sequence[Any]) -> None:
        if len(values) != len(self._leaves):
            raise ArgumentError(f"the replay takes {len(self._leaves)} values, one for each leaf, got {len(values)}")
        for position, (leaf, value) in enumerate(zip(self._leaves, values, strict=True)):
            data = value._current() if isinstance(value, Tensor) else np.asarray(value, dtype=leaf.dtype)[()]
            if data.shape != leaf.shape or data.dtype != leaf.dtype:
                raise ShapeError(
                    f"{leaf.name or f'leaf {position}'} was recorded as {shape_text(leaf.shape)} {leaf.dtype}, "
                    f"got {shape_text(data.shape)} {data.dtype}"
                )
            leaf._data = data
        recompute(self._entries)


def recompute(entries: Iterable[TapeEntry]) -> None:
    """Computes the tensor of each entry anew from what its inputs hold now, and saves what its derivative reads.

    Raises EngineError where an operation refuses them.
    """
    default = get_default_dtype()
    with np.errstate(all="ignore"):
        for tensor, op, inputs, attributes in entries:
            values = tuple([source._data for source in inputs])
            try:
                data = op.forward(*values, **attributes)
            except NUMPY_ERRORS as reason:
                raise refusal(op, inputs, attributes, reason) from None
            if data.dtype is not default:
                data = in_default(data, op, inputs, attributes)
            tensor._saved = values if op.reads_inputs else ()
            tensor._data = data[()] if type(data) is np.ndarray and data.ndim == 0 else data


def replay(f: Callable[..., Tensor], *leaves: Tensor) -> Replay:
    """Performs `f(*leaves)` and records it, so that it can be run again with other values of the leaves."""
    return Replay(f, *leaves)


class _WatchedTape(Tape):
    """A tape that knows what did not come through it."""

    def __init__(self, leaves: Sequence[Tensor]) -> None:
        super().__init__()
        for leaf in leaves:
            self._place(leaf)
        self._count = len(leaves)
        self._began = Tensor(np.False_)._order
        self._constants: set[Tensor] = set()
        self._looked_at: set[int] = set()

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        self._constants.add(tensor)

    def looked_at(self, tensor: Tensor) -> None:
        self._looked_at.add(self._place(tensor))

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        super().changed(tensor, before, made)
        if tensor in self._constants:
            self._constants.add(before)

    @property
    def leaves(self) -> tuple[Tensor, ...]:
        """The versions of the leaves that the function was given."""
        return tuple(self._versions[: self._count])

    def check(self, entries: Sequence[TapeEntry]) -> None:
        """Raises ArgumentError when a result may depend on the leaves in a way that no operation shows."""
        moved = set(range(self._count))
        for made, _, sources, _ in self._entries:
            if not moved.isdisjoint(sources):
                moved.add(made)
        if not moved.isdisjoint(self._looked_at):
            raise ArgumentError(
                "the function looks at the numbers of a tensor while it runs, and what it does next may depend on "
                "them: leave out item(), print and branches on values, and look at the result instead"
            )
        known = {*self.leaves, *self._constants}
        for tensor, op, inputs, _ in entries:
            for source in inputs:
                if source not in known and source._order > self._began:
                    raise ArgumentError(
                        f"an input of {op.name} was made outside the graph, by data or by a gradient without "
                        "create_graph, and a replay would not compute it again: use detach() or create_graph=True, "
                        "and tensor(...) for constants"
                    )
            known.add(tensor)


def _leading_to(result: Tensor, entries: Sequence[TapeEntry]) -> list[TapeEntry]:
    needed = {result}
    kept = []
    for entry in reversed(entries):
        if entry.tensor in needed:
            needed.update(entry.inputs)
            kept.append(entry)
    return kept[::-1]
