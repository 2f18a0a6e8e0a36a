"""Forward mode and second derivatives at kinks, ties, zeros and infinities: PyTorch's answers where the two agree.

`tests/torch/compare_edges_twice.py` wrote them down, and says where they may differ.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import ArgumentError, Tensor, cat, grad, jvp, stack, tensor
from engine.functions import FUNCTIONS
from engine.nn import functional as F
from tests.engine.cases import CASES
from tests.engine.derivatives import moving
from tests.engine.edges import ORDERS, samples

WRITTEN = json.loads(Path(__file__).with_name("torch_edges.json").read_text("utf-8"))
det, svdvals, matrix_rank = (FUNCTIONS[f"torch.linalg.{name}"] for name in ("det", "svdvals", "matrix_rank"))
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("key", sorted(WRITTEN))
def test_derivatives_at_edges_are_those_of_pytorch(key: str):
    name, order, filling, number = key.split()
    case = BY_NAME[name]
    with np.errstate(all="ignore"):
        found = ORDERS[order](case, samples(case, filling)[int(number)], moving(case))
    assert len(found) == len(WRITTEN[key])
    for ours, theirs in zip(found.values(), WRITTEN[key], strict=True):
        # 7 digits are written down.
        np.testing.assert_allclose(np.ravel(ours), theirs, rtol=1e-6, atol=1e-7, equal_nan=True)


def test_nearly_every_operation_is_asked_at_edges():
    assert len({key.split("-")[0] for key in WRITTEN}) > 240


def curvature(f: Callable[[Tensor], Tensor], x: float) -> float:
    """f''(x)."""
    point = tensor(x, requires_grad=True)
    return grad(grad(f(point), point, create_graph=True), point, allow_unused=True).item()


@pytest.mark.parametrize(
    ("f", "x", "expected"),
    [
        # sin(πx) / (πx) = 1 - (πx)²/6 + …
        (lambda x: x.sinc(), 0.0, -(np.pi**2) / 3),
        # x (x + 3) / 6, whose slope is 0 at -1.5.
        (F.hardswish, -1.5, 1 / 3),
        (F.elu, 0.0, 0.0),
        (F.selu, 0.0, 0.0),
        (lambda x: F.huber_loss(x, tensor(0.0)), 1.0, 0.0),
        (lambda x: F.smooth_l1_loss(x, tensor(0.0)), 0.5, 1.0),
    ],
)
def test_the_slope_of_a_slope_that_is_0_or_jumps(f, x, expected):
    assert curvature(f, x) == pytest.approx(expected)


def test_the_slope_of_sinc_next_to_0_is_that_of_its_series():
    """(cos πx − sinc x) / x by sympy, in 20 digits; at 0 and −0 it is 0, not −0."""
    x = tensor([0.0, -0.0, 1e-9, 1e-5, 9.99e-4, 1.001e-3, -0.3], requires_grad=True)
    x.sinc().sum().backward()
    exact = [0, 0, -3.28986813369645e-9, -3.28986813337176e-5, -0.00328657502832537, -0.00329315474511095]
    assert x.grad.tolist() == pytest.approx([*exact, 0.902028130138889], rel=1e-10)
    assert not np.signbit(x.grad._data[:2]).any()


def test_forward_mode_of_what_is_joined_or_stored_takes_no_part_of_an_infinity_beside_it():
    ended = tensor([np.inf, np.nan])
    x, t = tensor([2.0]), tensor([3.0])
    assert jvp(lambda x: cat([x, ended]), x, t)[1].tolist() == [3.0, 0.0, 0.0]
    assert jvp(lambda x: stack([ended[0], x[0]]), x, t)[1].tolist() == [0.0, 3.0]

    def stored(x):
        held = ended.clone()
        held[0] = x[0]
        return held

    assert jvp(stored, x, t)[1].tolist() == [3.0, 0.0]


def test_a_determinant_of_what_is_not_finite_has_the_gradient_of_its_inverse():
    """PyTorch's numbers."""
    x = tensor([[np.nan, 1.0], [2.0, 3.0]], requires_grad=True)
    det(x).backward()
    assert np.isnan(x.grad._data).all()
    x = tensor([[np.inf, 1.0], [2.0, 3.0]], requires_grad=True)
    det(x).backward()
    np.testing.assert_array_equal(x.grad._data, [[np.nan, np.nan], [np.nan, np.inf]])


def test_a_matrix_with_nan_has_no_singular_values_and_one_with_an_infinity_has_nan(capfd):
    matrices = tensor([[[np.inf, 1.0], [2.0, 3.0]], [[3.0, 0.0], [0.0, -4.0]]])
    np.testing.assert_allclose(svdvals(matrices)._data, [[np.nan, np.nan], [4.0, 3.0]])
    assert matrix_rank(matrices).tolist() == [0, 2]
    for function in (svdvals, matrix_rank):
        with pytest.raises(ArgumentError, match="NaN"):
            function(tensor([[np.nan, 1.0], [2.0, 3.0]]))
    assert capfd.readouterr().err == ""
