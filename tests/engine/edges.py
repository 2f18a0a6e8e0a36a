"""Numbers at which operations have edges, and derivatives of first and second order at them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import engine
from engine import Tensor
from tests.engine.cases import Case
from tests.engine.derivatives import function_of, upstream_for

KINKS = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 6.0, 20.0, 1e-3)
ENDLESS = (*KINKS, np.inf, -np.inf, np.nan, 1e308, -1e308, 1e-310)
FILLINGS = {"kinks": KINKS, "endless": ENDLESS}
# Derivatives by name, "J t" or that by an input, as arrays.
Answers = dict[str, np.ndarray]


def filled(case: Case, numbers: tuple[float, ...], draw: np.random.Generator) -> list[np.ndarray]:
    """The inputs of a case with other numbers; half of the time few different ones, so that there are ties."""
    few = draw.choice(numbers, 2 if draw.random() < 0.5 else len(numbers))
    return [draw.choice(few, x.shape).astype(x.dtype) if x.dtype.kind == "f" else x.copy() for x in case.inputs]


def placed(arrays: Sequence[Any], slots: Sequence[int], moved: Sequence[Any]) -> list[Any]:
    """The inputs with others in the slots."""
    at = dict(zip(slots, moved, strict=True))
    return [at.get(slot, x) for slot, x in enumerate(arrays)]


def forward(case: Case, arrays: list[np.ndarray], slots: Sequence[int]) -> Answers:
    """What `jvp` gives when all slots move at once."""

    def moving(*moved: Tensor) -> Tensor:
        return function_of(case)(*placed([Tensor(x) for x in arrays], slots, moved))

    points = tuple(Tensor(arrays[slot]) for slot in slots)
    tangents = tuple(Tensor(upstream_for(arrays[slot].shape)) for slot in slots)
    return {"J t": np.asarray(engine.jvp(moving, points, tangents)[1]._data)}


def twice(
    grad: Callable[..., Any], y: Any, leaves: list[Any], seed: Any, tensor: Callable[[np.ndarray], Any]
) -> list[Any]:
    """d (Σ t · d (seed · y) / d leaf) by each leaf and by the seed, in either library; None where there is none."""
    total = None
    for first, leaf in zip(grad(y, leaves, seed, create_graph=True, allow_unused=True), leaves, strict=True):
        if first is not None and first.requires_grad:
            part = (first * tensor(upstream_for(tuple(leaf.shape)))).sum()
            total = part if total is None else total + part
    if total is None:
        return [None] * (len(leaves) + 1)
    return list(grad(total, [*leaves, seed], allow_unused=True))


def second(case: Case, arrays: list[np.ndarray], slots: Sequence[int]) -> Answers:
    """The gradients of a directional derivative, by the inputs and by the upstream gradient."""
    inputs = [Tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    y = function_of(case)(*inputs)
    seed = Tensor(upstream_for(y.shape), requires_grad=True)
    leaves = [inputs[slot] for slot in slots]
    found = twice(engine.grad, y, leaves, seed, Tensor)
    return {
        name: np.zeros(leaf.shape) if g is None else g._data
        for name, leaf, g in zip([*map(str, slots), "upstream"], [*leaves, seed], found, strict=True)
    }


ORDERS = {"forward": forward, "second": second}


def samples(case: Case, filling: str) -> list[list[np.ndarray]]:
    """The inputs at which the written answers of PyTorch were taken: all numbers in turn, and two with many ties."""
    numbers = FILLINGS[filling]
    two = (0.0, 1.0) if filling == "kinks" else (np.inf, 0.0)
    every, ties = [], []
    for slot, x in enumerate(case.inputs):
        places = np.arange(x.size).reshape(x.shape)
        floats = x.dtype.kind == "f"
        every.append(np.take(numbers, (places + 5 * slot) % len(numbers)) if floats else x.copy())
        ties.append(np.take(two, places // (slot + 1) % 2) if floats else x.copy())
    return [every, ties]
