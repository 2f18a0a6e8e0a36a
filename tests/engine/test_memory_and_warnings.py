"""What an operation leaves alone: the memory of others, and the warnings of other code."""

import subprocess
import sys

import numpy as np
import pytest

from engine import Tensor
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import function_of, leaves_of, moving, upstream_for

FLOWING = [case for case in CASES if moving(case)]


@pytest.mark.parametrize("case", FLOWING, ids=lambda case: case.name)
def test_no_two_gradients_share_memory_nor_with_any_value(case: Case):
    leaves = leaves_of(case)
    y = function_of(case)(*leaves)
    seed = Tensor(upstream_for(y.shape))
    y.backward(seed)
    gradients = [leaf.grad._data for leaf in leaves if leaf.grad is not None]
    arrays = [*gradients, y._data, seed._data, *(leaf._data for leaf in leaves)]
    for k, gradient in enumerate(gradients):
        assert not any(np.shares_memory(gradient, other) for other in arrays[k + 1 :])


PROGRAM = """
import numpy as np
from engine import tensor
x = tensor([0.0, 1e308], requires_grad=True)
assert (1 / x).tolist()[0] == float("inf")
assert (x * 10).sum().item() == float("inf")
assert x.log().tolist()[0] == float("-inf")
assert np.isnan(tensor([]).mean().item())
assert x.std().item() == float("inf")
try:
    np.array([1.0]) / 0
except RuntimeWarning:
    print("kept")
"""


def test_the_engine_does_not_warn_of_infinities_and_other_code_keeps_its_warnings():
    """PyTorch computes them in silence. Every warning is an error here; only numpy used directly may raise one."""
    found = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr) == ("kept\n", "")
