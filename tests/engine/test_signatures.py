"""The engine's own functions are called by PyTorch's signatures, by position and by name."""

from types import SimpleNamespace

import pytest

import engine
from engine import ArgumentError, DtypeError, ShapeError, tensor
from engine.functions import FUNCTIONS
from engine.nn import functional as F

linalg = SimpleNamespace(
    **{name: FUNCTIONS[f"torch.linalg.{name}"] for name in ("solve", "pinv", "vector_norm", "matrix_norm")}
)
V, T = tensor([1.0, 2.0]), tensor([3.0, 7.0])


# (1 - 3)² + (2 - 7)² = 29.
@pytest.mark.parametrize(
    "call",
    [
        lambda: F.mse_loss(V, T, None, None, "sum"),
        lambda: F.mse_loss(V, T, False),
        lambda: F.mse_loss(input=V, target=T, size_average=None, reduce=None, reduction="sum", weight=None),
        lambda: F.mse_loss(V, T, reduction="sum"),
    ],
)
def test_a_loss_is_called_by_pytorchs_whole_signature(call):
    assert call().item() == 29.0


def test_arguments_stand_in_pytorchs_order():
    assert F.pad(V, (1, 1), "constant", None).tolist() == [0.0, 1.0, 2.0, 0.0]
    assert F.dropout(V, 0.5, False).tolist() == [1.0, 2.0]
    assert F.relu(V - 1.5, True).tolist() == [0.0, 0.5]
    assert engine.std(tensor([[1.0], [3.0]]), 0, False).tolist() == [1.0]
    # torch.batch_norm has its weight and bias before the running statistics: 2 · (1 - 0) + 1 = 3.
    one, two = tensor([1.0]), tensor([2.0])
    made = engine.batch_norm(tensor([[1.0]]), two, one, tensor([0.0]), one, False, 0.1, 0.0, False)
    assert made.tolist() == [[3.0]]


def test_what_is_not_offered_is_refused_by_its_name():
    with pytest.raises(ArgumentError, match="tensordot does not offer the argument out of PyTorch's here"):
        engine.tensordot(V, T, 1, out=V)


# Differences 2 and 5, weights 1 and 3: mse (4 + 75) / 4, l1 (2 + 15) / 4; huber costs 1.5 and 4.5, over 2 entries.
@pytest.mark.parametrize(("loss", "value"), [(F.mse_loss, 19.75), (F.l1_loss, 4.25), (F.huber_loss, 7.5)])
def test_a_mean_of_weighed_errors_divides_by_the_weights_and_one_of_huber_costs_by_their_count(loss, value):
    assert loss(V, T, weight=tensor([1.0, 3.0])).item() == value


def test_a_weight_belongs_to_each_entry():
    with pytest.raises(ShapeError, match=r"a weight for each entry of its input, got \(2,\) for \(1, 2\)"):
        F.mse_loss(V.reshape(1, 2), T.reshape(1, 2), weight=V)


def test_what_is_added_to_slices_may_be_scaled_and_what_is_there_may_stay_out():
    """[1, 2] + 3 · [3, 7] at the places 1 and 0; the largest of [3, 7] at place 0, without the 1 there."""
    assert engine.index_add(V, 0, tensor([1, 0]), T, alpha=3).tolist() == [22.0, 11.0]
    at_first = tensor([0, 0])
    assert engine.scatter_reduce(V * 10, 0, at_first, T, "amax", include_self=False).tolist() == [7.0, 20.0]
    assert engine.scatter_reduce(V * 10, 0, at_first, T, "amax").tolist() == [10.0, 20.0]


def test_equations_are_solved_from_the_other_side():
    """x · diag(2, 4) = (2, 4) for x = (1, 1); a vector alone is no matrix of rows."""
    a = tensor([[2.0, 0.0], [0.0, 4.0]])
    assert linalg.solve(a, tensor([[2.0, 4.0]]), left=False).tolist() == [[1.0, 1.0]]
    with pytest.raises(ShapeError, match="only with left=True"):
        linalg.solve(a, V, left=False)


def test_singular_values_alone_come_with_zeros():
    u, s, v = engine.svd(tensor([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0]]), compute_uv=False)
    assert s.tolist() == pytest.approx([3.0, 2.0])
    assert (u.shape, v.shape) == ((2, 2), (3, 3))
    assert not u.any().item()
    assert not v.any().item()


def test_small_singular_values_count_as_zero_below_either_bound():
    """Of diag(2, 1, 1/4, 1/20) only what is above 0.3, or above 0.3 · 2, is turned round."""
    x = engine.diag(tensor([2.0, 1.0, 0.25, 0.05]))
    assert linalg.pinv(x, atol=0.3).diagonal().tolist() == pytest.approx([0.5, 1.0, 0.0, 0.0])
    assert linalg.pinv(x, atol=0.3, rtol=0.6).diagonal().tolist() == pytest.approx([0.5, 0.0, 0.0, 0.0])


def test_a_norm_is_taken_in_the_type_that_is_asked_for():
    x = tensor([3.0, 4.0]).float()
    assert linalg.vector_norm(x, dtype=engine.float64).dtype == engine.float64
    assert linalg.matrix_norm(x.reshape(1, 2), dtype=engine.float64).item() == 5.0
    with pytest.raises(DtypeError, match="float64 would lose digits in float32"):
        linalg.vector_norm(x.double(), dtype=engine.float32)
