"""What a recorder notes down while a program runs: as little as is needed to make nodes and steps of it later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.differentiate import Event, Hooked, edges_from, leading_to
from engine.operation import Array, Op
from engine.recording.graph import Span
from engine.recording.lines import Execution
from engine.tensors import Tensor

# A tensor came into being, by an operation or as a leaf: tensor, op, inputs, attributes, value, whether it is a
# constant, span, namespace. A plain tuple, as it is the one thing that every node of a traced program pays for.
Made = tuple[Tensor, Op | None, tuple[Tensor, ...], Mapping[str, Any], Array, bool, Span | None, str]

# What a contribution goes to: the node at the start of its edge, or the tensor itself where it has none yet.
Receiver = int | Tensor


class GradientSet(NamedTuple):
    """The `.grad` of a leaf has other numbers, or none. Where the steps so far say so as well, it is nothing new."""

    leaf: Tensor
    after: Array
    span: Span | None
    namespace: str


class PassBegan(NamedTuple):
    """A backward pass started at `roots`. `held` is what the leaves it reached had in `.grad` before it, `expected` how
    many contributions each receiver is to get, `received` how many it has. `totals` is what the leaves hold by now,
    `others` how much of that, by node, had come to a later version of the leaf before.
    """

    roots: tuple[Tensor, ...]
    held: dict[Tensor, Array]
    expected: dict[Receiver, int]
    received: dict[Receiver, int]
    totals: dict[Tensor, Array]
    others: dict[int, Array]
    span: Span | None
    namespace: str
    # The tensors whose gradients were asked for; None where they are added to `.grad` instead.
    wanted: tuple[Tensor, ...] | None = None

    def count_uses(self, place: Callable[[Tensor, int, Tensor], Receiver]) -> None:
        """Fills `expected` beforehand, for a pass that is not known to run to its end."""
        if self.expected:
            return
        within = None if self.wanted is None else leading_to(self.roots, frozenset(self.wanted))
        self.expected.update(Counter(place(*edge) for edge in edges_from(self.roots, within)))


# The execution of a statement is one for the notes behind it.
Note = Made | PassBegan | GradientSet | Event | Hooked | Execution
