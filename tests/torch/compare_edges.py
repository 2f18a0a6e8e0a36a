"""Compares every operation with PyTorch where a derivative is a matter of choice: at kinks, ties, zeros and infinities.

Run by hand from the top folder, with torch and scipy installed:

    python -m tests.torch.compare_edges

The cases of the tests are filled with numbers at which operations have edges, and upstream gradients hold zeros,
infinities and NaN, too. Prints what differs without a reason, and exits 1 if anything does.
"""

import sys
from collections import defaultdict

import numpy as np
import torch

from engine import EngineError, Tensor
from engine.operation.record import OPS
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import function_of, moving, upstream_for
from tests.engine.edges import ENDLESS, KINKS, filled
from tests.torch.compare_ops import LEFT_OUT, WITHOUT_GRADIENT, in_torch

WAYS = {"kinks": (KINKS, False), "odd upstream": (KINKS, True), "endless": (ENDLESS, False)}
DRAWS = 12
# With infinities PyTorch's process comes to its end there, as it does in LAPACK.
CRASHES = {"grid_sample"}
CLOSE = 1e-8
# Why numbers may differ.
REASONS = {
    "of equal entries PyTorch promises none": "kthvalue topk max_pool2d max_pool3d adaptive_max_pool2d "
    "adaptive_max_pool3d",
    "a matrix of lower rank has no such derivative": "det qr_q qr_r pinv matrix_norm lu_packed",
    "PyTorch rounds at a pole and next to 0": "digamma polygamma lgamma ndtri",
    "where the value is NaN, so may be the gradient": "cross_entropy nll_loss log_ndtr logit",
    "PyTorch shares with equals that take no part": "scatter_reduce",
    "PyTorch overflows sooner, or later": "hardswish soft_margin_loss norm std xlogy lerp gaussian_nll_loss renorm "
    "addcmul",
    "PyTorch counts NaN by the place where it stands": "mode_along",
    "PyTorch differentiates a length below eps as if it were not bounded": "cosine_similarity",
    "the sign of 0": "pow",
    "PyTorch takes NaN for 0 there": "i1 i1e",
}
EXPLAINED = {name: reason for reason, names in REASONS.items() for name in names.split()}
# What multiplies and adds up several entries meets 0 times infinity, and one infinity another, in an order of its own.
ORDER = "sums and products of infinities and NaN depend on their order"
OF_ONE_ENTRY = {"elementwise", "shape", "index", "order"}
COMPOSED = {
    "softsign",
    "tanhshrink",
    "copysign",
    "index_add",
    "embedding",
    "median",
    "prelu",
    "quantile",
    "nanquantile",
}


def upstream(shape: tuple[int, ...], odd: bool, draw: np.random.Generator) -> np.ndarray:
    gradient = np.array(upstream_for(shape))
    if odd:
        places = draw.random(shape) < 0.5
        gradient = np.where(places, draw.choice([0.0, np.inf, -np.inf, np.nan], shape), gradient)
    return gradient


def difference(case: Case, arrays: list[np.ndarray], odd: bool, draw: np.random.Generator) -> str | None:
    """What differs, in words; None where nothing does or one of the two refuses the numbers."""
    function = in_torch(case)
    assert function is not None
    without = WITHOUT_GRADIENT.get(case.op, WITHOUT_GRADIENT.get(case.name, set()))
    slots = [slot for slot in moving(case) if slot not in without]
    theirs = [torch.tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    ours = [Tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    try:
        y = function(*theirs, **case.attributes)
        g = upstream(tuple(y.shape), odd, draw)
        gradients = torch.autograd.grad(y, [theirs[slot] for slot in slots], torch.tensor(g), allow_unused=True)
        found = function_of(Case(case.op, case.number, tuple(arrays), case.attributes))(*ours)
        if found.requires_grad:
            found.backward(Tensor(g))
    except (RuntimeError, IndexError, ValueError, EngineError):
        return None
    pairs = [("value", y.detach().numpy(), found._data)]
    for slot, gradient in zip(slots, gradients, strict=True):
        expected = np.zeros(arrays[slot].shape) if gradient is None else gradient.numpy()
        actual = ours[slot].grad
        pairs.append((f"gradient {slot}", expected, np.zeros(expected.shape) if actual is None else actual._data))
    for name, expected, actual in pairs:
        apart = ~np.isclose(actual, expected, rtol=CLOSE, atol=CLOSE, equal_nan=True)
        if np.any(apart):
            k = tuple(np.argwhere(apart)[0])
            shown = [x.tolist() for x in arrays]
            told = f"{name} at {tuple(map(int, k))}: {np.asarray(actual)[k]}, in PyTorch {expected[k]}"
            return f"{told}; {shown} {case.attributes} {g.tolist()}"
    return None


def main() -> int:
    torch.set_default_dtype(torch.float64)
    draw = np.random.default_rng(0)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    compared = 0
    for case in CASES:
        if in_torch(case) is None or not OPS[case.op].differentiable or case.op in LEFT_OUT or case.prepare:
            continue
        for name, (numbers, odd) in WAYS.items():
            if name == "endless" and (OPS[case.op].family == "linalg" or case.op in CRASHES):
                continue
            for _ in range(DRAWS):
                with np.errstate(all="ignore"):
                    told = difference(case, filled(case, numbers, draw), odd, draw)
                compared += 1
                if told:
                    found[case.op, name].append(told)
    without = 0
    for (op, name), texts in sorted(found.items()):
        sums = name != "kinks" and (OPS[op].family not in OF_ONE_ENTRY or op in COMPOSED)
        reason = EXPLAINED.get(op, ORDER if sums else "")
        without += 0 if reason else len(texts)
        print(f"{op}, {name}: {len(texts)} differ ({reason or 'without a reason'})")
        if not reason:
            print(f"    {min(texts, key=len)[:400]}")
    print(f"{compared} comparisons of {len(WAYS)} kinds, {without} differ without a reason")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
