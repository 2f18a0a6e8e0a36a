"""Element types that meet in one operation. The expected types are those of torch.result_type."""

import math

import numpy as np
import pytest

import engine
from engine import Tensor, tensor
from engine.nn import functional as F
from engine.ops import OPS
from engine.tensors.tensor import apply

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


def test_single_precision_adds_many_numbers_up_to_its_rounding():
    """100,000 times the single-precision number nearest to 0.1 is 10000.000149; adding one by one gives 9998.557."""
    x = engine.full((100_000, 2), 0.1, dtype=np.float32)
    bias = engine.zeros(2, dtype=np.float32, requires_grad=True)
    (x * (bias + 1)).sum().backward()
    for total in (x.sum(0), x.cumsum(0)[-1], bias.grad, x.mean(0) * 100_000):
        assert total.dtype == np.float32
        assert total.tolist() == pytest.approx([10000.000149] * 2, rel=1.2e-7)
    assert x.var(0).tolist() == pytest.approx([0, 0], abs=1e-12)


def test_whatever_adds_in_single_precision_adds_up_to_its_rounding():
    """The sums of 100,000 times 0.1 as above, and of 99,999 widths of 1 between such heights: 9999.9001."""
    x = engine.full((100_000, 2), 0.1, dtype=np.float32)
    single = np.dtype("float32").type(0.1).item()
    sums = {
        "einsum": (engine.einsum("ij->j", x), 100_000 * single),
        "einsum of two": (engine.einsum("ij,jk->k", x, engine.eye(2, dtype=np.float32)), 100_000 * single),
        "trapezoid": (engine.trapezoid(x, dim=0), 99_999 * single),
        "cosine_similarity": (F.cosine_similarity(x, x, dim=0), 1.0),
        "softmax": (F.softmax(x, 0).sum(0), 1.0),
        "log_softmax": (F.log_softmax(x, 0)[0], -math.log(100_000)),
        "logcumsumexp": (engine.logcumsumexp(x, 0)[-1], math.log(100_000) + single),
        "cumprod": (engine.cumprod(x + 0.9001, 0)[-1], float(np.float32(1.0001)) ** 100_000),
        "logsumexp": (engine.logsumexp(x, 0), math.log(100_000) + single),
        "adaptive_avg_pool1d": (F.adaptive_avg_pool1d(x.mT[None], 1).flatten(), single),
    }
    for name, (found, expected) in sums.items():
        assert found.dtype == np.float32, name
        assert found.tolist() == pytest.approx([expected] * 2, rel=2.4e-7), name


@pytest.mark.parametrize(
    "made",
    [
        lambda b: b.repeat(100_000, 1),
        lambda b: b.repeat_interleave(100_000),
        lambda b: F.conv1d(engine.zeros(1, 1, 100_000, dtype=np.float32), engine.zeros(2, 1, 1, dtype=np.float32), b),
        lambda b: F.prelu(-engine.ones(100_000, 2, dtype=np.float32), -b),
        lambda b: F.batch_norm(engine.rand(100_000, 2).float(), None, None, None, b, True),
    ],
    ids=["repeat", "repeat_interleave", "conv1d", "prelu", "batch_norm"],
)
def test_what_reaches_a_parameter_in_100_000_places_is_added_up_to_single_precision(made):
    b = engine.ones(2, dtype=np.float32, requires_grad=True)
    (made(b) * 0.1).sum().backward()
    assert b.grad.dtype == np.float32
    assert b.grad.tolist() == pytest.approx([10000.000149] * 2, rel=1.2e-7)


def test_a_power_of_two_scales_what_it_could_not_multiply():
    """1e-300 · 2**1100 = 10**(−300 + 1100 log₁₀ 2) = 1.3583e31, while 2**1100 is beyond all numbers."""
    assert engine.ldexp(tensor([1e-300]), tensor([1100])).item() == pytest.approx(1.3582985290493859e31, rel=1e-12)
    assert engine.ldexp(tensor([1.5], dtype=np.float32), tensor([3])).dtype == np.float32
    assert engine.ldexp(tensor([3]), tensor([2])).tolist() == [12.0]
