"""Back-propagation in forty plain lines, and what the sweep makes of the same graphs."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings

from engine import tensor
from engine.differentiate import backprop
from tests.engine.derivatives import function_of, leaves_of, upstream_for
from tests.engine.test_operations import FLOWING
from tests.engine.test_random_programs import play, points, programs


def test_a_value_used_twice_adds_what_comes_back_over_each_use():
    """d(x·x + x)/dx = 2x + 1."""
    x = tensor(3.0, requires_grad=True)
    assert backprop.gradients(x * x + x)[x] == 7.0


def test_a_reader_sees_it_whole():
    code = inspect.getsource(backprop.gradients) + inspect.getsource(backprop.in_order)
    assert len(code.splitlines()) <= 40


@settings(max_examples=200, derandomize=True)
@given(programs, points)
def test_random_graphs_have_the_gradients_of_the_sweep(program: list[tuple[str, int, int]], numbers: list[float]):
    """The same products; where several meet, their sum may be taken in another order."""
    leaves = [tensor(x, requires_grad=True) for x in numbers]
    result = play(program, leaves, 0)
    plain = backprop.gradients(result)
    result.backward()
    for leaf in leaves:
        assert (leaf in plain) == (leaf.grad is not None)
        if leaf.grad is not None:
            np.testing.assert_allclose(leaf.grad.numpy(), plain[leaf], rtol=1e-11, atol=1e-300)


@pytest.mark.parametrize("case", FLOWING, ids=lambda case: case.name)
def test_every_operation_has_the_gradient_of_the_sweep(case):
    leaves = leaves_of(case)
    y = function_of(case)(*leaves)
    result = (y * tensor(upstream_for(y.shape))).sum()
    plain = backprop.gradients(result)
    result.backward()
    for leaf in leaves:
        if leaf.requires_grad and leaf.grad is not None:
            np.testing.assert_allclose(leaf.grad.numpy(), plain[leaf], rtol=1e-11, atol=1e-13)
