"""Values and gradients against PyTorch 2.13, whose numbers `tests/torch/compare_ops.py` wrote down.

Each value and each gradient is one number there: its entries weighed by `upstream_for` and added.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from engine import Tensor
from engine.differentiate.reverse import grad
from engine.operation.record import OPS
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import moving, upstream_for

REFERENCE = json.loads(Path(__file__).with_name("torch_reference.json").read_text("utf-8"))
COMPARED = [case for case in CASES if case.name in REFERENCE]
# PyTorch itself keeps fewer digits there: a constant in single precision, and short series.
LOOSE = {"hardsigmoid": 1e-7, "digamma": 1e-7, "polygamma": 1e-7}


def projected(value: np.ndarray) -> float:
    return float(np.sum(np.asarray(value, dtype=float) * upstream_for(np.shape(value))))


@pytest.mark.parametrize("case", COMPARED, ids=lambda case: case.name)
def test_values_and_gradients_are_those_of_pytorch(case: Case):
    value, *gradients = REFERENCE[case.name]
    made = case.prepare(*map(Tensor, case.inputs)) if case.prepare else [Tensor(x) for x in case.inputs]
    slots = moving(case)[: len(gradients)]
    leaves = [Tensor(x._data, requires_grad=slot in slots) for slot, x in enumerate(made)]
    y = apply(OPS[case.op], *leaves, **case.attributes)
    found = grad(y, [leaves[slot] for slot in slots], upstream_for(y.shape), allow_unused=True)
    # abs: a sum of up to 200 weighed entries of size 10, in float64.
    closeness = {"rel": LOOSE.get(case.op, 1e-9), "abs": LOOSE.get(case.op, 1e-10)}
    assert projected(y._data) == pytest.approx(value, nan_ok=True, **closeness)
    assert [projected(g._data) for g in found] == pytest.approx(gradients, nan_ok=True, **closeness)


def test_most_operations_are_compared_with_pytorch():
    assert len({case.op for case in COMPARED}) > 240
