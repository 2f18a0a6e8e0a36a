"""Random programs: values against Python's own arithmetic, gradients against central differences."""

import math
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import tensor
from engine.functions import FUNCTIONS

# Each builds one more value from two earlier ones; all are smooth and grow slowly, so that differences stay exact.
STEPS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[float, float], float]]] = {
    "add": (lambda a, b: a + b, lambda a, b: a + b),
    "sub": (lambda a, b: a - b, lambda a, b: a - b),
    "mul": (lambda a, b: a * b, lambda a, b: a * b),
    "div": (lambda a, b: a / (b * b + 1.0), lambda a, b: a / (b * b + 1.0)),
    "neg": (lambda a, b: -a, lambda a, b: -a),
    "square": (lambda a, b: a**2, lambda a, b: a**2),
    "tanh": (lambda a, b: FUNCTIONS["torch.tanh"](a), lambda a, b: math.tanh(a)),
    "sin": (lambda a, b: FUNCTIONS["torch.sin"](a), lambda a, b: math.sin(a)),
    "exp": (lambda a, b: FUNCTIONS["torch.exp"](FUNCTIONS["torch.tanh"](b)), lambda a, b: math.exp(math.tanh(b))),
}

programs = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 99), st.integers(0, 99)), max_size=12)
points = st.lists(st.floats(-1.5, 1.5, allow_nan=False), min_size=1, max_size=3)


def play(program: list[tuple[str, int, int]], values: list[Any], which: int) -> Any:
    """Grows the list of values step by step; the last one is squashed, and is the result."""
    values = list(values)
    for name, first, second in program:
        values.append(STEPS[name][which](values[first % len(values)], values[second % len(values)]))
    return STEPS["tanh"][which](values[-1], values[-1])


@settings(max_examples=150, derandomize=True)
@given(programs, points)
def test_a_program_computes_what_python_computes(program: list[tuple[str, int, int]], numbers: list[float]):
    """The same IEEE operations in the same order: only tanh, sin and exp may differ in their last digit."""
    found = play(program, [tensor(x, requires_grad=True) for x in numbers], 0).item()
    assert math.isclose(found, play(program, numbers, 1), rel_tol=1e-9, abs_tol=1e-12)


@settings(max_examples=150, derandomize=True)
@given(programs, points)
def test_its_gradient_is_its_slope(program: list[tuple[str, int, int]], numbers: list[float]):
    leaves = [tensor(x, requires_grad=True) for x in numbers]
    play(program, leaves, 0).backward()
    step = 1e-6
    for k, leaf in enumerate(leaves):
        above, below = (
            play(program, [x + sign * step * (j == k) for j, x in enumerate(numbers)], 1) for sign in (1, -1)
        )
        slope = (above - below) / (2 * step)
        found = 0.0 if leaf.grad is None else leaf.grad.item()
        # Twelve squarings may bend a function so much that a difference quotient keeps four digits.
        assert math.isclose(found, slope, rel_tol=1e-4, abs_tol=1e-6) or abs(slope) > 1e4
