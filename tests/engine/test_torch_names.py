"""What PyTorch calls the step back through an operation, for every operation of the table."""

import pytest

from engine import tensor
from engine.operation.record import OPS
from engine.operation.torch_names import NAMES


def test_every_operation_with_a_derivative_has_pytorchs_name():
    owners = ("torch.", "Tensor.", "functional.")
    in_torch = [op for op in OPS.values() if any(name.startswith(owners) for name in op.names)]
    assert sorted({op.name for op in in_torch if op.differentiable} - set(NAMES)) == []


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda x: x * 2, "MulBackward0"),
        (lambda x: 1 - x, "RsubBackward1"),
        (lambda x: x - 1, "SubBackward0"),
        (lambda x: x.sum(), "SumBackward0"),
        (lambda x: x.sum(dim=0), "SumBackward1"),
        (lambda x: x @ x, "MmBackward0"),
        (lambda x: x @ x[0], "MvBackward0"),
        (lambda x: x[0], "SelectBackward0"),
        (lambda x: x[:1], "SliceBackward0"),
        (lambda x: x[[0]], "IndexBackward0"),
        (lambda x: x.relu(), "ReluBackward0"),
        (lambda x: x.T, "PermuteBackward0"),
    ],
)
def test_the_text_of_a_result_names_the_step_back_as_pytorch_does(made, name: str):
    x = tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    assert made(x)._backward_name == name
    assert f"grad_fn=<{name}>" in repr(made(x))
