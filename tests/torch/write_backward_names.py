"""Writes engine/operation/torch_backward_names.json: what PyTorch calls the step back through each operation.

Run by hand from the top folder, with torch and scipy installed, when an operation is added:

    python -m tests.torch.write_backward_names
"""

import json
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from engine import Tensor
from engine.operation.record import OPS
from engine.operation.torch_names import told
from tests.engine.cases import CASES, Case
from tests.torch.compare_ops import WITHOUT_GRADIENT, in_torch

FILE = Path(__file__).parents[2] / "engine/operation/torch_backward_names.json"
A, B, V = (torch.ones(*shape, dtype=torch.float64, requires_grad=True) for shape in ((2, 2), (2, 2), (2,)))
# What the cases of the tests leave out: operation, dims of the inputs, attributes, PyTorch's result.
FURTHER: list[tuple[str, str, str, Callable[[], torch.Tensor]]] = [
    ("sub", "number x", "", lambda: 1 - A),
    ("div", "number x", "", lambda: 1 / A),
    ("linear", "2 2", "", lambda: F.linear(A, B)),
    ("linear", "2 2 1", "", lambda: F.linear(A, B, V)),
    ("linear", "1 2 1", "", lambda: F.linear(V, B, V)),
    ("linear", "1 2", "", lambda: F.linear(V, B)),
    ("linear", "3 2 1", "", lambda: F.linear(A[None], B, V)),
    ("linear", "3 2", "", lambda: F.linear(A[None], B)),
    ("pow_tensor", "number x", "", lambda: 2**A),
    ("index_put", "x number", "index", lambda: _put(A)),
    ("clamp_min", "x number", "", lambda: V.clamp_min(0)),
    ("clamp_max", "x number", "", lambda: V.clamp_max(0)),
    ("lerp", "x x number", "", lambda: torch.lerp(A, B, 0.5)),
    ("fmod", "x number", "", lambda: A.fmod(2)),
    ("remainder", "x number", "", lambda: A % 2),
    ("masked_fill", "x x number", "", lambda: A.masked_fill(A > 0, 2)),
    ("t", "2", "", lambda: A.T),
    ("trace", "2", "", lambda: A.trace()),
    ("to", "2", "dtype", lambda: A.float()),
    ("svd_u", "2", "", lambda: torch.linalg.svd(A).U),
    ("svd_vh", "2", "", lambda: torch.linalg.svd(A).Vh),
    ("soft_margin_loss", "1 1", "", lambda: F.soft_margin_loss(V, torch.ones(2))),
    ("cross_entropy", "2 1", "", lambda: F.cross_entropy(A, torch.tensor([0, 1]))),
    ("cross_entropy", "2 1", "label_smoothing", lambda: F.cross_entropy(A, torch.tensor([0, 1]), label_smoothing=0.1)),
    ("cross_entropy", "2 1", "reduction=sum", lambda: F.cross_entropy(A, torch.tensor([0, 1]), reduction="sum")),
    ("cross_entropy", "2 1", "reduction=none", lambda: F.cross_entropy(A, torch.tensor([0, 1]), reduction="none")),
    ("mse_loss", "2 2", "", lambda: F.mse_loss(A, B)),
]


def _put(x: torch.Tensor) -> torch.Tensor:
    y = x.clone()
    y[0] = 1.0
    return y


def name_of(result: Any) -> str | None:
    first = result[0] if isinstance(result, tuple) else result
    return type(first.grad_fn).__name__ if first.grad_fn is not None else None


def of_case(case: Case) -> tuple[str, str, str] | None:
    """(dims of the inputs, attributes, PyTorch's name)."""
    function = in_torch(case)
    prepared = case.prepare(*map(Tensor, case.inputs)) if case.prepare else [Tensor(x) for x in case.inputs]
    arrays = [np.array(x._data) for x in prepared]
    op = OPS[case.op]
    slots = {slot for slot, x in enumerate(arrays) if x.dtype.kind == "f" and op.tracks(slot)} - WITHOUT_GRADIENT.get(
        case.op, WITHOUT_GRADIENT.get(case.name, set())
    )
    if function is None:
        return None
    try:
        theirs = [torch.tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
        name = name_of(function(*theirs, **case.attributes))
    except (RuntimeError, TypeError, NotImplementedError):
        return None
    attributes = " ".join(told(op, {**op.attributes, **case.attributes}))
    return None if name is None else (" ".join(str(x.ndim) for x in arrays), attributes, name)


def sorted_out(found: list[tuple[str, str, str]], further: list[tuple[str, str, str]]) -> tuple[str, dict[str, str]]:
    """By attributes or by dims, whichever tells more of them apart; what is `further` counts more, and comes last."""
    most = [name for name, _ in Counter(name for *_, name in [*found, *further]).most_common()]
    if len(most) == 1:
        return "attributes", {"": most[0]}
    made = {}
    for by, place in (("attributes", 1), ("dims", 0)):
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for each in found + further * 100:
            groups[each[place]][each[2]] += 1
        right = sum(names.most_common(1)[0][1] for names in groups.values())
        made[by] = right, {key: names.most_common(1)[0][0] for key, names in groups.items()}
    best = max(made, key=lambda by: made[by][0])
    names = made[best][1]
    return best, dict(sorted(names.items(), key=lambda pair: (most.index(pair[1]), len(pair[0]))))


def main() -> None:
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for case in CASES:
        told_of = of_case(case)
        if told_of is not None:
            found[case.op].append(told_of)
    further: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for op, dims, attributes, called in FURTHER:
        name = name_of(called())
        assert name is not None
        further[op].append((dims, attributes, name))
    known = sorted({*found, *further})
    lines = [f"{json.dumps(op)}: {json.dumps(sorted_out(found[op], further[op]))}" for op in known]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    without = [op.name for op in OPS.values() if op.differentiable and op.name not in known]
    print(f"{len(known)} operations; PyTorch names no step back through {' '.join(without)}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_default_dtype(torch.float64)
    main()
