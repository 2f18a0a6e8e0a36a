"""Reverse mode: gradients of results, added to the `.grad` of leaves or given back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.differentiate.sweep import leading_to, sweep
from engine.errors import ArgumentError, GradientError
from engine.mode import enable_grad, mode, no_grad, recording
from engine.operation import OPS, Array, shape_text
from engine.tensors import Tensor, make


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


def _seeds(roots: Tensor | Sequence[Tensor], gradients: Any) -> list[tuple[Tensor, Array]]:
    """Each root with its upstream gradient. Raises ArgumentError or GradientError."""
    if isinstance(roots, Tensor):
        if isinstance(gradients, (tuple, list)) and len(gradients) == 1 and isinstance(gradients[0], Tensor | None):
            (gradients,) = gradients
        return [(roots, seed_for(roots, gradients))]
    if not roots:
        raise ArgumentError("there is no tensor to start from: give one or more")
    if gradients is None:
        gradients = [None] * len(roots)
    elif isinstance(gradients, Tensor):
        gradients = [gradients]
    if len(gradients) != len(roots):
        raise ArgumentError(f"{len(roots)} tensors to start from need as many gradients, not {len(gradients)}")
    return [(root, seed_for(root, gradient)) for root, gradient in zip(roots, gradients, strict=True)]


def _wanted(tensors: Tensor | Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Raises ArgumentError for none, GradientError for one that gets no gradient."""
    wanted = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    if not wanted:
        raise ArgumentError("inputs is empty: name the tensors to differentiate by, or leave it out")
    for position, tensor in enumerate(wanted):
        tensor._current()
        if not tensor.requires_grad:
            raise GradientError(
                f"{tensor.name or f'number {position} of the tensors to differentiate by'} requires no gradient: "
                "make it with requires_grad=True before it is used"
            )
    return wanted


def own(gradient: Array, always: bool) -> Array:
    """The gradient in memory that nothing else shares; a sweep leaves a leaf either that or a view."""
    if type(gradient) is np.ndarray and (always or gradient.base is not None):
        return gradient.copy()
    return gradient


def backward(
    roots: Tensor | Sequence[Tensor],
    gradients: Any = None,
    create_graph: bool = False,
    retain_graph: bool | None = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
    revives: bool = False,
) -> None:
    """Adds d root / d leaf to `.grad` of every leaf (and of results that retain it), or of `inputs` alone.

    Several roots have their gradients added up. What operations have saved is freed, unless `retain_graph`, or by
    default `create_graph`, keeps it; with `revives` the sweep goes also through what is freed already.

    Raises GradientError, or ArgumentError for arguments that do not fit.
    """
    seeds = _seeds(roots, gradients)
    if create_graph:
        seeds = [(root, seed if isinstance(seed, Tensor) else Tensor(seed)) for root, seed in seeds]
    starts = tuple([root for root, _ in seeds])
    wanted = frozenset() if inputs is None else frozenset(_wanted(inputs))
    within = leading_to(starts, wanted) if wanted else None
    handed: set[Array] = {seed for _, seed in seeds} if create_graph else set()
    seeded = set(starts)

    def finish(tensor: Tensor, g: Array) -> None:
        if wanted and tensor not in wanted and tensor._op is None:
            return
        _accumulate(tensor, g, create_graph, tensor in seeded, handed)
        if tensor._rare is not None and tensor._rare.after:
            with enable_grad() if create_graph else no_grad():
                for hook in list(tensor._rare.after.values()):
                    if hook(tensor) is not None:
                        raise ArgumentError("a hook after accumulation returns None: it may change .grad in place")

    recorder = mode().recorder
    frees = not (create_graph if retain_graph is None else retain_graph)
    events = sweep(seeds, finish, wanted, create_graph, within, recorder is None, frees, revives)
    with np.errstate(all="ignore"):
        if recorder is None:
            deque(events, maxlen=0)
        else:
            recorder.swept(starts, events)


def _accumulate(tensor: Tensor, g: Array, create_graph: bool, seeded: bool, handed: set[Array]) -> None:
    """Adds to `.grad`; `handed` are the recorded gradients that something holds already."""
    earlier = tensor.grad
    if create_graph:
        # Two tensors whose gradients are equal get one each, as either may be changed in place.
        g = make(OPS["clone"], (g,)) if g in handed else g
        g._view = None
        handed.add(g)
        tensor._grad = g if earlier is None else earlier + g
    elif earlier is None:
        g = own(g, seeded or tensor._op is not None)
        dtype = tensor._data.dtype
        tensor._grad = Tensor(g if g.dtype is dtype else g.astype(dtype, copy=False))
    elif earlier.requires_grad:
        tensor._grad = Tensor(earlier._current() + g)
    else:
        earlier._set_version(Tensor(earlier._current() + g))


def grad(
    ys: Tensor | Sequence[Tensor],
    xs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    create_graph: bool = False,
    allow_unused: bool = False,
    materialize_grads: bool = False,
    retain_graph: bool | None = None,
) -> Any:
    """dy/dx for each x, without touching any `.grad`; with `create_graph` the results can be differentiated again.

    One tensor in gives one tensor out; a sequence gives a tuple. Of several ys the gradients are added up. An x that
    they do not depend on raises GradientError, or gives None with `allow_unused`, zeros with `materialize_grads`.
    What operations on the way have saved is freed, as by `backward`.
    """
    wanted = _wanted(xs)
    seeds = _seeds(ys, grad_outputs)
    starts = tuple([root for root, _ in seeds])
    found: dict[Tensor, Array] = {}
    asked = set(wanted)

    def finish(tensor: Tensor, g: Array) -> None:
        if tensor in asked:
            found[tensor] = g
        if tensor._rare is not None and tensor._rare.retains_grad and tensor._op is not None:
            _accumulate(tensor, g, create_graph, True, set())

    recorder = mode().recorder
    frees = not (create_graph if retain_graph is None else retain_graph)
    events = sweep(seeds, finish, asked, create_graph, leading_to(starts, asked), recorder is None, frees)
    with np.errstate(all="ignore"):
        if recorder is None:
            deque(events, maxlen=0)
        else:
            recorder.asked(starts, wanted, events)
    results: list[Tensor | None] = []
    for x in wanted:
        g = found.get(x)
        if g is None and materialize_grads:
            g = np.zeros(x.shape, x.dtype)
        elif g is None and not allow_unused:
            raise GradientError(
                f"the result does not depend on {x.name or 'one of the tensors asked for'}: "
                "with allow_unused=True it gets None"
            )
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

    def finish(tensor: Tensor, g: Array) -> None:
        if tensor is point:
            found.append(g)

    with recording(mode().recorder if recorded else None), enable_grad():
        y = f(*held, **attributes)
        if y.requires_grad:
            within = leading_to((y,), {point})
            deque(sweep([(y, upstream)], finish, {point}, recorded, within, silent=True), maxlen=0)
        if found:
            return found[0]
        none = np.zeros(point.shape, point.dtype)
        return Tensor(none) if recorded else none
