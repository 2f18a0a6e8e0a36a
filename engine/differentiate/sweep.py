"""The backward sweep: one walk over the recorded graph from results to leaves.

It is a generator: every edge of the graph is one event. Nodes are visited by falling creation number, which is a valid
order: a result is always younger than its inputs, so when it is the youngest that has received a gradient, all that use
it have paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from engine.errors import GradientError
from engine.operation import Array, unbroadcast
from engine.tensors import (
    FREED,
    LATEST,
    Hooked,
    Tensor,
    as_read,
    refuse_gradient,
    require_saved,
    through_hooks,
    values_now,
    version_read,
)

# A named tuple's own constructor takes three times as long, and every edge makes an event.
_new = tuple.__new__


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
    for slot, tensor in enumerate(node.inputs):
        if tensor.requires_grad and node.op is not None and node.op.tracks(slot):
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
    return tensor.order if rare is None or rare.born is None or tensor.op is not None else rare.born


def leading_to(roots: Sequence[Tensor], ends: Set[Tensor]) -> set[Tensor]:
    """The tensors through which gradients of `roots` reach one of the `ends`, those included."""
    oldest = min(map(_born, ends), default=0)
    sources: dict[Tensor, list[Tensor]] = {}
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in sources:
            # What is older than all ends was not made of them.
            sources[node] = [version for _, version in read_by(node) if version.order >= oldest]
            stack += sources[node]
    # A leaf that was changed outside the graph is younger than what has read it before.
    found = {tensor for tensor in ends if tensor in sources}
    for node in sorted(sources, key=lambda tensor: tensor.order):
        if not found.isdisjoint(sources[node]):
            found.add(node)
    return found


def _plain(gradient: Array) -> Array:
    return gradient._current() if isinstance(gradient, Tensor) else gradient


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
    compute. A `silent` sweep has no events: it is drained for what `finish` is told alone, and does not pay for them.
    One that `frees` leaves nothing of what operations have saved; one that `revives` takes it from the inputs anew.

    Raises SavedError where the gradient needs what was freed or changed in place, GradientError where there is none or
    an operation on the way refuses it.
    """
    held: dict[Tensor, Array] = {}
    # What is to be visited, by its number, and those numbers as a heap, negative as the greatest comes first.
    waiting: dict[int, Tensor] = {}
    for root, seed in seeds:
        seed = (seed if isinstance(seed, Tensor) else Tensor(seed)) if create_graph else _plain(seed)
        held[root] = held[root] + seed if root in held else seed
        if root.op is not None:
            waiting[root.order] = root
        if not silent:
            yield Event(root, -1, root, _plain(seed), _plain(seed), _plain(held[root]))
    numbers = [-number for number in waiting]
    heapify(numbers)
    # How many contributions leaves with hooks still wait for; counted when the first of them gets its first one.
    missing: dict[Tensor, int] | None = None
    while numbers:
        number = -heappop(numbers)
        node = waiting.pop(number)
        g = held.pop(node)
        op = node.op
        assert op is not None
        rare = node._rare
        if rare is not None:
            if rare.hooks:
                for hooked, made in through_hooks(node, rare.hooks, g, create_graph):
                    g = made
                    if not silent:
                        yield hooked
            if rare.retains_grad or node in told:
                finish(node, g)
        elif told and node in told:
            finish(node, g)
        inputs = node.inputs
        attributes = node.attributes
        count = len(inputs)
        rules = op.vjps
        if len(rules) != count:
            rules = op.vjps_of(count)
        saved = node.saved
        # Something was freed, or changed in place somewhere: every value is looked at.
        checked = saved is FREED or LATEST.change >= number
        y: Array
        values: Sequence[Array]
        if create_graph:
            y, values = node, as_read(node)
        elif checked:
            y, values = node._data, values_now(node)
        elif op.reads_inputs:
            y, values = node._data, saved
        elif count == 2:
            y, values = node._data, (inputs[0]._data, inputs[1]._data)
        elif count == 1:
            y, values = node._data, (inputs[0]._data,)
        else:
            y, values = node._data, [tensor._data for tensor in inputs]
        # A call that unpacks its arguments takes a third longer.
        plain = 0 if attributes or op.variadic else count
        for slot, tensor in enumerate(inputs):
            rule = rules[slot]
            if not tensor.requires_grad:
                continue
            order = tensor.order
            if order > number:
                tensor = version_read(node, slot)
                if not tensor.requires_grad:
                    continue
                order = tensor.order
            if within is not None and tensor not in within:
                continue
            if rule is None:
                refuse_gradient(node)
                continue
            if checked and not (revives and saved is FREED):
                require_saved(node, slot)
            try:
                if plain == 2:
                    contribution = rule(g, y, values[0], values[1])
                elif plain == 1:
                    contribution = rule(g, y, values[0])
                elif op.variadic:
                    contribution = rule(g, y, *values, slot=slot, **attributes)
                else:
                    contribution = rule(g, y, *values, **attributes)
            except np.linalg.LinAlgError as reason:
                raise GradientError(f"{op.name} has no gradient here: {reason}") from None
            # A single input has nothing to be broadcast against.
            if count > 1 and contribution.shape != tensor._data.shape:
                contribution = unbroadcast(contribution, tensor._data.shape)
            elif contribution is g and tensor.op is None and not create_graph:
                # Handed on as it came; what a leaf keeps is its own.
                contribution = g.copy()
            if tensor in held:
                held[tensor] = total = held[tensor] + contribution
            else:
                held[tensor] = total = contribution
                if tensor.op is not None:
                    waiting[order] = tensor
                    heappush(numbers, -order)
                elif missing is None and tensor._rare is not None and tensor._rare.hooked:
                    receivers = Counter(x for _, _, x in edges_from([root for root, _ in seeds], within))
                    missing = {x: left for x, left in receivers.items() if x.op is None and x._rare and x._rare.hooked}
            if not silent:
                if create_graph:
                    yield Event(node, slot, tensor, _plain(g), _plain(contribution), _plain(total))
                else:
                    yield _new(Event, (node, slot, tensor, g, contribution, total))
            if missing is not None and tensor in missing:
                missing[tensor] -= 1
                if not missing[tensor]:
                    yield from _arrived(tensor, held.pop(tensor), finish, create_graph, silent)
        if frees:
            node.saved = FREED
    for leaf, g in held.items():
        yield from _arrived(leaf, g, finish, create_graph, silent)


def _arrived(
    leaf: Tensor, gradient: Array, finish: Callable[[Tensor, Array], None], create_graph: bool, silent: bool
) -> Iterator[Hooked]:
    """A leaf has its complete gradient."""
    rare = leaf._rare
    if rare is not None and rare.hooks:
        for hooked, made in through_hooks(leaf, rare.hooks, gradient, create_graph):
            gradient = made
            if not silent:
                yield hooked
    finish(leaf, gradient)
