"""The backward sweep: one walk over the recorded graph from results to leaves.

It is a generator: every edge of the graph is one event. Nodes are visited by falling creation number, which is a valid
order: a result is always younger than its inputs, so when it is the youngest that has received a gradient, all that use
it have paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence, Set
from functools import partial
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import numpy as np

from engine.differentiate.hooks import Hooked, through_hooks
from engine.errors import GradientError
from engine.operation import Array, unbroadcast
from engine.tensors import (
    FREED,
    LATEST,
    Tensor,
    as_read,
    refuse_gradient,
    require_saved,
    values_now,
    version_read,
)


class Event(NamedTuple):
    """One edge of the backward sweep, or the seed of a root (slot -1, receiver = node).

    `contribution` flows to `receiver`, which then holds `accumulated`, the sum of all that it has received. All three
    gradients are plain arrays, also where the sweep itself is recorded.
    """

    node: Tensor
    slot: int
    receiver: Tensor
    upstream: Array
    contribution: Array
    accumulated: Array


def read_by(node: Tensor) -> Iterator[tuple[int, Tensor]]:
    """The slots of `node` to which it hands on a gradient, each with the version of the input that it read there."""
    for slot, tensor in enumerate(node._inputs):
        if tensor.requires_grad and node._op is not None and node._op.tracks(slot):
            version = version_read(node, slot)
            if version.requires_grad:
                yield slot, version


def edges_from(roots: Sequence[Tensor], within: Set[Tensor] | None = None) -> Iterator[tuple[Tensor, int, Tensor]]:
    """Each edge that a backward sweep from `roots` is to take, even if it fails: node, slot, receiver."""
    met = set(roots)
    stack = list(met)
    while stack:
        node = stack.pop()
        for slot, version in read_by(node):
            if within is not None and version not in within:
                continue
            if version not in met:
                met.add(version)
                stack.append(version)
            yield node, slot, version


def _born(tensor: Tensor) -> int:
    """The number of the oldest node that may have read this tensor."""
    rare = tensor._rare
    return tensor._order if rare is None or rare.born is None or tensor._op is not None else rare.born


def leading_to(roots: Sequence[Tensor], ends: Set[Tensor]) -> set[Tensor]:
    """The tensors through which gradients of `roots` reach one of the `ends`, those included."""
    oldest = min(map(_born, ends), default=0)
    sources: dict[Tensor, list[Tensor]] = {}
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in sources:
            # What is older than all ends was not made of them.
            sources[node] = [version for _, version in read_by(node) if version._order >= oldest]
            stack += sources[node]
    # A leaf that was changed outside the graph is younger than what has read it before.
    found = {tensor for tensor in ends if tensor in sources}
    for node in sorted(sources, key=lambda tensor: tensor._order):
        if not found.isdisjoint(sources[node]):
            found.add(node)
    return found


def _plain(gradient: Array) -> Array:
    return gradient._current() if isinstance(gradient, Tensor) else gradient


def _of_tensors(fields: tuple[Any, ...]) -> Event:
    node, slot, receiver, *gradients = fields
    return Event(node, slot, receiver, *map(_plain, gradients))


# A named tuple's own constructor takes three times as long, and every edge makes an event.
_of_arrays: Callable[[tuple[Any, ...]], Event] = partial(tuple.__new__, Event)


class _Hooked:
    """The leaves with hooks, which are called as soon as all that a leaf waits for has come."""

    def __init__(self, roots: Sequence[Tensor], within: Set[Tensor] | None) -> None:
        self._sweep = roots, within
        # How many contributions each leaf waits for; counted when the first one with hooks gets its first.
        self._left: Counter[Tensor] | None = None

    def complete(self, receiver: Tensor) -> bool:
        """Whether what a tensor has just received is the last that it waits for, as a leaf with hooks."""
        if receiver._op is not None or receiver._rare is None or not receiver._rare.hooked:
            return False
        if self._left is None:
            self._left = Counter(each for _, _, each in edges_from(*self._sweep) if each._op is None)
        self._left[receiver] -= 1
        return not self._left[receiver]


def sweep(
    seeds: Sequence[tuple[Tensor, Array]],
    finish: Callable[[Tensor, Array], None],
    told: Set[Tensor] = frozenset(),
    create_graph: bool = False,
    within: Set[Tensor] | None = None,
    silent: bool = False,
    frees: bool = False,
    revives: bool = False,
) -> Iterator[Event | Hooked]:
    """The events of a backward sweep from the seeds, each a root and its gradient; `within` limits it to some tensors.

    `finish(tensor, gradient)` is told the complete gradient, after the hooks, of each leaf, of each tensor that retains
    its gradient, and of those in `told`. With `create_graph` gradients are Tensors and the rules record what they
    compute. A `silent` sweep tells no edges: it is drained for what `finish` is told alone, and does not pay for them.
    One that `frees` leaves nothing of what operations have saved; one that `revives` takes it from the inputs anew.

    Raises SavedError where the gradient needs what was freed or changed in place, GradientError where there is none or
    an operation on the way refuses it.
    """
    held: dict[Tensor, Array] = {}
    event = _of_tensors if create_graph else _of_arrays
    for root, seed in _as_held(seeds, create_graph):
        held[root] = held[root] + seed if root in held else seed
        if not silent:
            yield event((root, -1, root, seed, seed, held[root]))
    # What is to be visited, by its number, and those numbers as a heap, negative as the greatest comes first.
    waiting = {root._order: root for root in held if root._op is not None}
    numbers = [-number for number in waiting]
    heapify(numbers)
    hooked = _Hooked([root for root, _ in seeds], within)
    while numbers:
        number = -heappop(numbers)
        node = waiting.pop(number)
        g = held.pop(node)
        if node._rare is not None or (told and node in told):
            g = yield from _complete(node, g, finish, told, create_graph)
        op = node._op
        assert op is not None
        inputs = node._inputs
        attributes = node._attributes
        count = len(inputs)
        pulls = op.pulls[count]
        freed = node._saved is FREED
        # Something was freed, or changed in place somewhere: every value is looked at.
        checked = freed or LATEST.change >= number
        y = node if create_graph else node._data
        saved = op.reads_inputs and not checked and not create_graph
        values = node._saved if saved else _values(node, checked, create_graph)
        # A call that unpacks its arguments takes a third longer.
        plain = 0 if attributes or op.variadic else count
        for slot, receiver in enumerate(inputs):
            if not receiver.requires_grad:
                continue
            pull = pulls[slot]
            if checked or within is not None or pull is None:
                read = _receiver(node, slot, within, not checked or (freed and revives))
                if read is None or pull is None:
                    continue
                receiver = read
            try:
                if plain == 2:
                    contribution = pull(g, y, values[0], values[1])
                elif plain == 1:
                    contribution = pull(g, y, values[0])
                else:
                    contribution = pull(g, y, *values, **attributes)
            except np.linalg.LinAlgError as reason:
                raise GradientError(f"{op.name} has no gradient here: {reason}") from None
            # A single input has nothing to be broadcast against.
            if count > 1 and contribution.shape != receiver._data.shape:
                contribution = unbroadcast(contribution, receiver._data.shape)
            elif contribution is g and receiver._op is None and not create_graph:
                # Handed on as it came; what a leaf keeps is its own.
                contribution = g.copy()
            if receiver in held:
                total = held[receiver] = held[receiver] + contribution
            else:
                total = held[receiver] = contribution
                if receiver._op is not None:
                    waiting[receiver._order] = receiver
                    heappush(numbers, -receiver._order)
            if not silent:
                yield event((node, slot, receiver, g, contribution, total))
            if receiver._rare is not None and hooked.complete(receiver):
                yield from _complete(receiver, held.pop(receiver), finish, told, create_graph)
        if frees:
            node._saved = FREED
    for leaf, g in held.items():
        yield from _complete(leaf, g, finish, told, create_graph)


def events_from(seeds: Sequence[tuple[Tensor, Array]]) -> Iterator[Event | Hooked]:
    """The events of a backward sweep from the seeds, for whoever wants nothing else of it. Raises as `sweep` does."""
    return sweep(seeds, lambda tensor, gradient: None)


def _as_held(seeds: Sequence[tuple[Tensor, Array]], create_graph: bool) -> Iterator[tuple[Tensor, Array]]:
    """The seeds as the sweep holds gradients: as arrays, or as Tensors where a graph of it is made."""
    for root, seed in seeds:
        if create_graph:
            yield root, seed if isinstance(seed, Tensor) else Tensor(seed)
        else:
            yield root, _plain(seed)


def _values(node: Tensor, checked: bool, create_graph: bool) -> Sequence[Array]:
    """What the rules of a node are given for its inputs, where that is not simply what it has saved."""
    if create_graph:
        return as_read(node)
    if checked:
        return values_now(node)
    # The rules read their shapes alone.
    inputs = node._inputs
    return (inputs[0]._data, inputs[1]._data) if len(inputs) == 2 else [tensor._data for tensor in inputs]


def _receiver(node: Tensor, slot: int, within: Set[Tensor] | None, kept: bool) -> Tensor | None:
    """The version of an input that `node` has read; None where no gradient is to go there.

    Raises GradientError where the operation refuses it, SavedError where it needs what is not `kept` for sure and is
    gone.
    """
    version = version_read(node, slot)
    if not version.requires_grad or (within is not None and version not in within):
        return None
    assert node._op is not None
    if node._op.vjp(slot) is None:
        refuse_gradient(node)
    elif not kept:
        require_saved(node, slot)
    return version


def _complete(
    tensor: Tensor, gradient: Array, finish: Callable[[Tensor, Array], None], told: Set[Tensor], create_graph: bool
) -> Generator[Hooked, None, Array]:
    """A tensor has its complete gradient, which its hooks may replace: returns what they make of it."""
    rare = tensor._rare
    if rare is not None and rare.hooks:
        gradient = yield from through_hooks(tensor, gradient, create_graph)
    if tensor._op is None or tensor in told or (rare is not None and rare.retains_grad):
        finish(tensor, gradient)
    return gradient
