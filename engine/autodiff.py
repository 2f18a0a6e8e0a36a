"""Reverse mode over the recorded graph.

The backward sweep is a generator: every edge of the graph is one event. `backward` and `grad` drain it, a trace keeps
it. Nodes are visited by falling creation number, which is a valid order: a result is always younger than its inputs,
so when it is the youngest that has received a gradient, all that use it have paid.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np

from engine.errors import GradientError
from engine.mode import enable_grad, mode, recording
from engine.op import OPS, Array, shape_text, unbroadcast
from engine.tensor import Tensor, make
from engine.versions import as_read, version_read

# A named tuple's own constructor takes three times as long, and every edge makes an event.
_new = tuple.__new__


class Event(NamedTuple):
    """One edge of the backward sweep, or the seed (slot -1, receiver = node).

    `contribution` flows to `receiver`, which then holds `accumulated`, the sum of all that it has received.
    """

    node: Tensor
    slot: int
    receiver: Tensor
    upstream: Array
    contribution: Array
    accumulated: Array


def uses(root: Tensor) -> dict[Tensor, int]:
    """How many contributions each tensor is to receive in a backward sweep from `root`, even if that fails."""
    counts = {root: 0}
    stack = [root]
    while stack:
        node = stack.pop()
        for slot, tensor in enumerate(node.inputs):
            if not tensor.requires_grad or node.op is None or node.op.vjp(slot) is None:
                continue
            with suppress(GradientError):
                version = version_read(node, slot)
                if version not in counts:
                    counts[version] = 0
                    stack.append(version)
                counts[version] += 1
    return counts


def seed_for(root: Tensor, gradient: Any) -> Array:
    """The upstream gradient a sweep starts with. Raises GradientError where there is none to take."""
    root._current()
    if not root.requires_grad:
        raise GradientError(
            "this tensor does not depend on a tensor that requires a gradient: "
            "make a leaf with requires_grad=True, and do not compute under no_grad"
        )
    if gradient is None:
        if root._data.size != 1:
            raise GradientError(
                f"backward() starts from a single number, this tensor has shape {shape_text(root.shape)}: "
                "reduce it with .sum() or .mean(), or pass a gradient of that shape"
            )
        return np.ones(root.shape, root.dtype)[()] if root.ndim == 0 else np.ones(root.shape, root.dtype)
    if not isinstance(gradient, Tensor):
        gradient = Tensor(np.asarray(gradient, dtype=root.dtype))
    if gradient.shape != root.shape:
        raise GradientError(
            f"the seed has shape {shape_text(gradient.shape)}, the tensor {shape_text(root.shape)}: they must be equal"
        )
    return gradient


def sweep(
    root: Tensor,
    seed: Array,
    finish: Callable[[Tensor, Array], Array] | None = None,
    told: Set[Tensor] = frozenset(),
    create_graph: bool = False,
    ends: Set[Tensor] = frozenset(),
    silent: bool = False,
) -> Iterator[Event]:
    """The events of a backward sweep from `root`, which goes no further than the tensors in `ends`.

    `finish(tensor, gradient)` is told the complete gradient of each tensor with hooks or the like, and of those in
    `told`, just before it is handed on, and returns the one to use; and at the end that of each leaf. With
    `create_graph` gradients are Tensors and the rules record what they compute. A `silent` sweep has no events: it is
    drained for what `finish` is told alone, and does not pay for them.
    """
    if create_graph:
        seed = seed if isinstance(seed, Tensor) else Tensor(seed)
    elif isinstance(seed, Tensor):
        seed = seed._current()
    held: dict[Tensor, Array] = {root: seed}
    # What is to be visited, by its number, and those numbers as a heap, negative as the greatest comes first.
    waiting: dict[int, Tensor] = {}
    numbers: list[int] = []
    if root.op is not None and root not in ends:
        waiting[root.order] = root
        numbers.append(-root.order)
    if not silent:
        yield Event(root, -1, root, seed, seed, seed)
    while numbers:
        number = -heappop(numbers)
        node = waiting.pop(number)
        g = held.pop(node)
        op = node.op
        assert op is not None
        if finish is not None and (node._rare is not None or (told and node in told)):
            g = finish(node, g)
        inputs = node.inputs
        attributes = node.attributes
        count = len(inputs)
        rules = op.vjps
        if len(rules) != count:
            rules = op.vjps_of(count)
        y: Array
        values: Sequence[Array]
        if create_graph:
            y, values = node, as_read(node)
        elif op.reads_inputs:
            y, values = node._data, node.saved
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
            if rule is None or not tensor.requires_grad:
                continue
            order = tensor.order
            if order > number:
                tensor = version_read(node, slot)
                if not tensor.requires_grad:
                    continue
                order = tensor.order
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
                if tensor.op is not None and not (ends and tensor in ends):
                    waiting[order] = tensor
                    heappush(numbers, -order)
            if not silent:
                yield _new(Event, (node, slot, tensor, g, contribution, total))
    if finish is not None:
        for tensor, g in held.items():
            finish(tensor, g)


def own(gradient: Array, always: bool) -> Array:
    """The gradient in memory that nothing else shares; a sweep leaves a leaf either that or a view."""
    if type(gradient) is np.ndarray and (always or gradient.base is not None):
        return gradient.copy()
    return gradient


def backward(root: Tensor, gradient: Any = None, create_graph: bool = False) -> None:
    """Adds d root / d leaf to `.grad` of every leaf (and of results that retain it). Raises GradientError."""
    seed = seed_for(root, gradient)
    if create_graph and not isinstance(seed, Tensor):
        seed = Tensor(seed)
    complete: dict[Tensor, Array] = {}

    def finish(tensor: Tensor, g: Array) -> Array:
        rare = tensor._rare
        if rare is not None:
            for hook in list((rare.hooks or {}).values()):
                replaced = hook(g if create_graph else Tensor(g))
                if replaced is not None:
                    g = replaced if create_graph else replaced._data
        if tensor.op is None or (rare is not None and rare.retains_grad):
            complete[tensor] = g
        return g

    recorder = mode().recorder
    events = sweep(root, seed, finish, create_graph=create_graph, silent=recorder is None)
    with np.errstate(all="ignore"):
        if recorder is None:
            deque(events, maxlen=0)
        else:
            recorder.swept(root, events)
        handed: set[Array] = {seed} if create_graph else set()
        for tensor, g in complete.items():
            earlier = tensor.grad
            if create_graph:
                # Two tensors whose gradients are equal get one each, as either may be changed in place.
                g = make(OPS["clone"], (g,)) if g in handed else g
                g.share = None
                handed.add(g)
                tensor._grad = g if earlier is None else earlier + g
            elif earlier is None:
                g = own(g, tensor is root or tensor.op is not None)
                dtype = tensor._data.dtype
                tensor._grad = Tensor(g if g.dtype is dtype else g.astype(dtype, copy=False))
            elif earlier.requires_grad:
                tensor._grad = Tensor(earlier._current() + g)
            else:
                earlier.become(Tensor(earlier._current() + g))


def grad(
    y: Tensor,
    xs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> Any:
    """dy/dx for each x, without touching any `.grad`; with `create_graph` the results can be differentiated again.

    One tensor in gives one tensor out; a sequence gives a tuple. An x that y does not depend on raises GradientError,
    or gives None with `allow_unused`.
    """
    wanted = (xs,) if isinstance(xs, Tensor) else tuple(xs)
    seed = seed_for(y, grad_outputs)
    found: dict[Tensor, Array] = {}
    asked = set(wanted)

    def finish(tensor: Tensor, g: Array) -> Array:
        if tensor in asked:
            found[tensor] = g
        return g

    with np.errstate(all="ignore"):
        deque(sweep(y, seed, finish, asked, create_graph, silent=True), maxlen=0)
    results = []
    for x in wanted:
        if x not in found and not allow_unused:
            raise GradientError(f"the result does not depend on {x.name or 'one of the tensors asked for'}")
        g = found.get(x)
        results.append(g if g is None or isinstance(g, Tensor) else Tensor(own(g, True)))
    return results[0] if isinstance(xs, Tensor) else tuple(results)


def vjp_through(
    f: Callable[..., Tensor], slot: int, upstream: Array, inputs: Sequence[Array], attributes: Mapping[str, Any]
) -> Array:
    """The downstream gradient of one input of a function made of operations; a Tensor when any value given is one."""
    recorded = isinstance(upstream, Tensor) or any(isinstance(value, Tensor) for value in inputs)
    held = [value if isinstance(value, Tensor) else Tensor(value) for value in inputs]
    # A copy of the input, so that the sweep ends there even when the other inputs depend on it.
    point = make(OPS["clone"], (held[slot],)) if recorded else Tensor(held[slot]._data)
    point.requires_grad = True
    held[slot] = point
    found: list[Array] = []

    def finish(tensor: Tensor, g: Array) -> Array:
        if tensor is point:
            found.append(g)
        return g

    with recording(mode().recorder if recorded else None), enable_grad():
        y = f(*held, **attributes)
        if y.requires_grad:
            deque(sweep(y, upstream, finish, {point}, recorded, set(held), silent=True), maxlen=0)
        return found[0] if found else 0.0 * (point if recorded else point._data)
