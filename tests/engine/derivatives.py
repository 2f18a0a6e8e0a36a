"""What the tests of derivatives share: a case made callable, and its derivative by central differences."""

from collections.abc import Callable

import numpy as np

from engine import Tensor
from engine.operation.record import OPS
from engine.tensors.tensor import apply
from tests.engine.cases import Case

# The error of a central difference in float64 is about eps² of the third derivative plus 1e-16 / eps.
STEP = 6e-6


def function_of(case: Case) -> Callable[..., Tensor]:
    def run(*inputs: Tensor) -> Tensor:
        made = case.prepare(*inputs) if case.prepare else inputs
        return apply(OPS[case.op], *made, **case.attributes)

    return run


def flows(case: Case, slot: int) -> bool:
    """Whether the operation sends a gradient to this input, beside these others."""
    op = OPS[case.op]
    return op.vjp(slot) is not None and not op.fixes(slot, case.inputs, case.attributes)


def moving(case: Case) -> list[int]:
    """The slots that have a gradient, and entries to check it at."""
    return [slot for slot, x in enumerate(case.inputs) if x.dtype.kind == "f" and x.size and flows(case, slot)]


def leaves_of(case: Case) -> list[Tensor]:
    slots = moving(case)
    return [Tensor(x.copy(), requires_grad=slot in slots) for slot, x in enumerate(case.inputs)]


def value_at(case: Case, inputs: list[np.ndarray]) -> np.ndarray:
    return np.asarray(function_of(case)(*(Tensor(x) for x in inputs))._data, dtype=float)


def upstream_for(shape: tuple[int, ...]) -> np.ndarray:
    """A gradient with no two entries alike, so that no mix-up of places can hide."""
    return np.cos(np.arange(1.0, np.prod(shape, dtype=int) + 1)).reshape(shape)


def numeric_gradient(case: Case, slot: int, upstream: np.ndarray) -> np.ndarray:
    """d (upstream · y) / d x at every entry of one input, by central differences."""
    x = case.inputs[slot]
    slope = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        sides = []
        for step in (STEP, -STEP):
            moved = [value.copy() for value in case.inputs]
            moved[slot][place] += step
            sides.append(value_at(case, moved))
        slope[place] = np.sum((sides[0] - sides[1]) / (2 * STEP) * upstream)
    return slope
