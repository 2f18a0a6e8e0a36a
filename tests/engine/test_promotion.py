"""Element types that meet in one operation. The expected types are those of torch.result_type."""

import numpy as np
import pytest

from engine import Tensor, tensor
from engine.ops import OPS
from engine.tensor import apply

KEEPS_ITS_OWN = {"masked_fill"}
MIXING = [op for op in OPS.values() if op.elementwise and len(op.inputs) == 2 and op.name not in KEEPS_ITS_OWN]

# Two element types, each of a vector (1) or a single number (0), and the one they are computed in.
TYPES = {
    ("float32", 1, "float64", 1): "float64",
    ("float32", 1, "float64", 0): "float32",
    ("float32", 0, "float64", 1): "float64",
    ("float32", 0, "float64", 0): "float64",
    ("float32", 1, "int64", 1): "float32",
    ("float32", 1, "int64", 0): "float32",
    ("float32", 0, "int64", 1): "float32",
    ("float32", 1, "bool", 1): "float32",
    ("float64", 0, "int64", 1): "float64",
    ("int32", 1, "int64", 0): "int32",
    ("int32", 1, "int64", 1): "int64",
    ("int64", 1, "bool", 0): "int64",
}


def of_ones(dtype: str, ndim: int) -> Tensor:
    return Tensor(np.ones((2,) * ndim, dtype)[()], requires_grad=dtype.startswith("float"))


@pytest.mark.parametrize("types", TYPES, ids=lambda types: "-".join(map(str, types)))
def test_elementwise_operations_compute_in_pytorchs_element_type(types):
    first, first_ndim, second, second_ndim = types
    for op in MIXING:
        a, b = of_ones(first, first_ndim), of_ones(second, second_ndim)
        for one, other in ((a, b), (b, a)):
            made = apply(op, one, other)
            if TYPES[types].startswith("float"):
                assert made.dtype == TYPES[types], op.name
            else:
                # Quotients and the like of whole numbers have a fraction.
                assert made.dtype in (TYPES[types], "float64"), op.name


def test_a_gradient_has_the_element_type_of_its_tensor():
    """y = w · n · s: slopes n s = 6 and 8 in w, and 1 · 3 + 2 · 4 = 11 in s."""
    w = tensor([1.0, 2.0], dtype=np.float32, requires_grad=True)
    s = tensor(2.0, requires_grad=True)
    (w * tensor([3, 4]) * s).sum().backward()
    assert (w.grad.dtype, w.grad.tolist()) == ("float32", [6.0, 8.0])
    assert (s.grad.dtype, s.grad.item()) == ("float64", 11.0)


def test_a_plain_number_takes_the_type_of_whole_numbers_it_fits_into():
    assert (tensor([1, 2]).int() * 3).dtype == "int32"
    assert (tensor([1, 2]) * 0.5).dtype == "float64"
