"""The engine's own functions are called by PyTorch's signatures, by position and by name."""

import pytest

import engine
from engine import ArgumentError, tensor
from engine.nn import functional as F

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
    with pytest.raises(ArgumentError, match="mse_loss does not offer the argument weight of PyTorch's here"):
        F.mse_loss(V, T, weight=V)
