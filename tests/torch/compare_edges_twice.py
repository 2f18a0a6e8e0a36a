"""Compares forward mode and gradients of gradients with PyTorch at kinks, ties, zeros and infinities.

Run by hand from the top folder, with torch and scipy installed; given names of operations it tries those, and shows
also what differs for a reason:

    python -m tests.torch.compare_edges_twice [name …]

The cases are those of compare_edges. Where PyTorch has no forward rule, or one that differs from its gradient, forward
mode here follows PyTorch's gradient: J t by J, row by row. Prints what differs without a reason, and exits 1 if
anything does. Without names it writes tests/engine/torch_edges.json: for a case of each operation PyTorch's answers at
two fixed sets of such numbers, where the two agree. The suite compares with that file, without torch.
"""

import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch.autograd import forward_ad

from engine import EngineError
from engine.operation.record import OPS
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import moving, upstream_for
from tests.engine.edges import FILLINGS, ORDERS, Answers, filled, placed, samples, twice
from tests.torch.compare_edges import CLOSE, COMPOSED, CRASHES, EXPLAINED, OF_ONE_ENTRY, ORDER
from tests.torch.compare_ops import LEFT_OUT, WITHOUT_GRADIENT, in_torch

FILE = Path(__file__).parents[1] / "engine/torch_edges.json"
DRAWS = 6
REFUSALS = (RuntimeError, IndexError, ValueError, TypeError, EngineError)
Function = Callable[..., torch.Tensor]
# Why numbers may differ in these orders alone, beside the reasons of compare_edges.
REASONS = {
    "second": {
        "PyTorch squares what overflows, and multiplies 0 by it": "asinh atanh erf erfc gelu mish",
        "PyTorch multiplies a chosen 0 by an infinite slope": "atan2 copysign logaddexp logaddexp2 pow_tensor",
        "the length of a vector has no second derivative in PyTorch at 0": "cosine_similarity normalize",
        "a mean weighed by nothing is not a number": "cross_entropy l1_loss",
        "PyTorch takes the other side of 0 here than in the first order": "prelu",
        "PyTorch gives NaN at 0, where the slope of the slope is -π²/3": "sinc",
        "the sign of 0": "binary_cross_entropy",
        "PyTorch has the logarithm of a target of 0": "poisson_nll_loss",
        "PyTorch takes NaN for 0 there": "i0",
        "a matrix of lower rank has no such derivative": "svdvals",
        "PyTorch overflows sooner, or later": "div",
        "the root of a sum that cancels is the root of its rounding": "lp_pool2d",
    },
    "forward": {
        "PyTorch subtracts before it divides by 0, or divides one infinity by another": "div addcdiv atan2",
        "PyTorch multiplies the change of the input by an infinite power": "ldexp",
        "the root of a sum that cancels is the root of its rounding": "lp_pool2d",
        "PyTorch counts NaN by the place where it stands": "mode_along",
        "a matrix of lower rank has no such derivative": "svdvals",
    },
}


def along(function: Function, arrays: list[np.ndarray], slots: list[int]) -> np.ndarray:
    """PyTorch's J t, row by row in reverse mode, where entries that an input does not reach count as 0."""
    inputs = [torch.tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    y = function(*inputs)
    total = np.zeros(tuple(y.shape))
    for place in np.ndindex(tuple(y.shape)):
        seed = torch.zeros(y.shape, dtype=y.dtype)
        seed[place] = 1.0
        rows = torch.autograd.grad(y, [inputs[k] for k in slots], seed, retain_graph=True, allow_unused=True)
        for slot, row in zip(slots, rows, strict=True):
            if row is not None:
                t = upstream_for(arrays[slot].shape)
                total[place] += np.sum(np.where(row.numpy() == 0, 0.0, row.numpy() * t))
    return total


def forward(function: Function, arrays: list[np.ndarray], slots: list[int], ours: Answers) -> Answers:
    theirs = None
    try:
        with forward_ad.dual_level():
            duals = [
                forward_ad.make_dual(torch.tensor(arrays[k]), torch.tensor(upstream_for(arrays[k].shape)))
                for k in slots
            ]
            value, tangent = forward_ad.unpack_dual(function(*placed([*map(torch.tensor, arrays)], slots, duals)))
            theirs = np.zeros(tuple(value.shape)) if tangent is None else tangent.numpy().copy()
    except (RuntimeError, TypeError):
        pass
    if theirs is None or not close(ours["J t"], theirs).all():
        theirs = along(function, arrays, slots)
    return {"J t": theirs}


def second(function: Function, arrays: list[np.ndarray], slots: list[int], ours: Answers) -> Answers:
    inputs = [torch.tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    y = function(*inputs)
    seed = torch.tensor(upstream_for(tuple(y.shape)), requires_grad=True)
    found = twice(torch.autograd.grad, y, [inputs[slot] for slot in slots], seed, torch.tensor)
    return {
        name: np.zeros(mine.shape) if g is None else g.numpy()
        for (name, mine), g in zip(ours.items(), found, strict=True)
    }


def without(case: Case) -> set[int]:
    """The inputs for which PyTorch has no gradient."""
    return WITHOUT_GRADIENT.get(case.op, WITHOUT_GRADIENT.get(case.name, set()))


THEIRS = {"forward": forward, "second": second}


def close(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.isclose(actual, expected, rtol=CLOSE, atol=CLOSE, equal_nan=True)


def answers(case: Case, arrays: list[np.ndarray], order: str) -> tuple[Answers, Answers] | None:
    """Ours and PyTorch's; None where one of the two refuses the numbers."""
    function = in_torch(case)
    assert function is not None
    slots = [slot for slot in moving(case) if slot not in without(case)]
    try:
        with np.errstate(all="ignore"):
            ours = ORDERS[order](case, arrays, slots)
            return ours, THEIRS[order](lambda *x: function(*x, **case.attributes), arrays, slots, ours)
    except REFUSALS:
        return None


def told(case: Case, arrays: list[np.ndarray], ours: Answers, theirs: Answers) -> str | None:
    """The first difference in words."""
    for name, expected in theirs.items():
        apart = ~close(ours[name], expected)
        if np.any(apart):
            k = tuple(np.argwhere(apart)[0])
            said = f"{name} at {tuple(map(int, k))}: {np.asarray(ours[name])[k]}, in PyTorch {expected[k]}"
            return f"{said}; {[x.tolist() for x in arrays]} {case.attributes}"
    return None


def reason_for(op: str, order: str, filling: str) -> str:
    own = {name: reason for reason, names in REASONS[order].items() for name in names.split()}
    sums = filling == "endless" and (OPS[op].family not in OF_ONE_ENTRY or op in COMPOSED)
    return own.get(op) or EXPLAINED.get(op) or (ORDER if sums else "")


def written(answers: Answers) -> list[list[float]]:
    return [[float(f"{number:.7g}") for number in np.ravel(array).tolist()] for array in answers.values()]


def entries(case: Case) -> int:
    return sum(x.size for x in case.inputs)


def main() -> int:
    torch.set_default_dtype(torch.float64)
    warnings.filterwarnings("ignore")
    draw = np.random.default_rng(0)
    wanted = set(sys.argv[1:])
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    agreed: dict[str, list[list[float]]] = {}
    largest = {case.op: case for case in sorted(CASES, key=entries)}
    compared = unexplained = 0
    for case in CASES:
        if in_torch(case) is None or not OPS[case.op].differentiable or case.op in LEFT_OUT or case.prepare:
            continue
        if wanted and case.op not in wanted:
            continue
        for filling, numbers in FILLINGS.items():
            if filling == "endless" and (OPS[case.op].family == "linalg" or case.op in CRASHES):
                continue
            for order in ORDERS:
                fixed = samples(case, filling)
                for number in range(len(fixed) + DRAWS):
                    arrays = fixed[number] if number < len(fixed) else filled(case, numbers, draw)
                    both = answers(case, arrays, order)
                    compared += 1
                    if both is None:
                        continue
                    difference = told(case, arrays, *both)
                    if difference:
                        found[case.op, order, filling].append(difference)
                    elif number < len(fixed) and case is largest[case.op] and not without(case):
                        agreed[f"{case.name} {order} {filling} {number}"] = written(both[1])
    for (op, order, filling), texts in sorted(found.items()):
        reason = reason_for(op, order, filling)
        unexplained += 0 if reason else len(texts)
        print(f"{op}, {order}, {filling}: {len(texts)} differ ({reason or 'without a reason'})")
        if wanted or not reason:
            print(f"    {min(texts, key=len)[:400]}")
    print(f"{compared} comparisons, {unexplained} differ without a reason")
    if not wanted:
        lines = [f"{json.dumps(name)}: {json.dumps(numbers)}" for name, numbers in agreed.items()]
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
