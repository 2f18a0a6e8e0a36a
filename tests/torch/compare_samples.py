"""Calls every function that PyTorch and the engine both have with PyTorch's own samples, and compares all there is.

Run by hand from the top folder, with torch, scipy and expecttest installed:

    python -m tests.torch.compare_samples [float64 | float32 | int64 | bool] [names]

The samples are those of PyTorch's own tests: empty axes, single numbers, broadcasting, every option by position and by
name. Compared are the values, shapes and element types of all outputs, whether they require a gradient, and the
gradients of all inputs. Prints what differs, by function, and exits 1 if something does that has no reason in EXPECTED.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

import engine
from engine import EngineError, Tensor
from engine.functions import FUNCTIONS
from tests.engine.derivatives import upstream_for

MOST = 400
RANDOM = "draws other random numbers"
SWAPPED = "PyTorch's samples hand the arguments over in another order"
SIGNS = "a vector stands for a direction only, and the solvers of the two find other signs"
EXPECTED = {
    **dict.fromkeys(("randn", "randn_like", "rand_like", "randint", "bernoulli", "normal", "multinomial"), RANDOM),
    **dict.fromkeys(("empty", "empty_like", "new_empty"), RANDOM),
    **dict.fromkeys(
        (
            *("dropout", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "rrelu"),
            "scaled_dot_product_attention",
        ),
        RANDOM,
    ),
    **dict.fromkeys(("where", "embedding", "polygamma", "special.polygamma", "einsum", "linalg.pinv"), SWAPPED),
    **dict.fromkeys(("linalg.eigh", "svd", "linalg.svd"), SIGNS),
    "cholesky_inverse": "the triangle that is not read receives 0 here",
    "cholesky_solve": "the triangle that is not read receives 0 here",
    "cov": "float32 weights of float64 numbers: PyTorch keeps the weights in float32",
    "linalg.lstsq": "PyTorch's drivers leave out different parts of the answer",
    "linalg.slogdet": "a sign carries no gradient here, where PyTorch's carries 0",
    "linalg.matrix_rank": "a tolerance is a number here",
    "tensordot": "PyTorch copies dims of size 1 that are summed over",
    "zero_": "PyTorch's samples change a leaf under no_grad",
    "linspace": "the ends are numbers here",
    "cdist": "there is one way to compute distances here",
    "embedding_bag": SWAPPED,
    "batch_norm": "an input without channels is refused here",
    "unfold": "a single number has no windows here",
    **dict.fromkeys(("bool", "double", "float", "int", "long"), "the layout of memory cannot be asked for"),
}
TIES = "among equal entries PyTorch promises no position"
# Of whole numbers and booleans alone.
EXPECTED_WITHOUT_FRACTIONS = {
    **dict.fromkeys(("kthvalue", "topk", "mode", "sort", "argsort"), TIES),
    **dict.fromkeys(("addmv", "addbmm", "baddbmm"), "PyTorch drops the decimals of alpha and beta beforehand"),
    **dict.fromkeys(("index_reduce", "scatter_reduce"), "PyTorch rounds a mean of whole numbers down, not towards 0"),
    "prod": "PyTorch keeps the product of a single boolean one",
    "square": "squares of booleans stay booleans here",
    "local_response_norm": "PyTorch rounds the mean over the channels to a whole number on the way",
    "sum_to_size": "PyTorch's sum_to_size sums booleans into whole numbers also where there is nothing to sum",
}


CANCELLED = "what is left of a difference of large numbers, in single precision"
EXPECTED_OF: dict[torch.dtype, dict[str, str]] = {
    torch.float64: {},
    torch.float32: dict.fromkeys(("layer_norm", "logcumsumexp"), CANCELLED),
}
# Relative and absolute; both libraries round single precision in an order of their own.
TOLERANCES = {np.dtype(np.float32): (1e-3, 1e-5)}


class Differs(Exception):
    pass


def ours_for(name: str) -> Any:
    short = name.removeprefix("nn.functional.")
    places = (f"functional.{short}",) if short != name else (f"torch.{name}", f"Tensor.{name}")
    return next((FUNCTIONS[place] for place in places if place in FUNCTIONS), None)


class Translation:
    """PyTorch's arguments as the engine's: the same tensor becomes the same tensor."""

    def __init__(self) -> None:
        self.pairs: dict[int, tuple[torch.Tensor, Tensor]] = {}

    def __call__(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            made = Tensor(value.detach().numpy().copy(), value.requires_grad)
            return self.pairs.setdefault(id(value), (value, made))[1]
        if isinstance(value, torch.Size):
            return tuple(value)
        if isinstance(value, (list, tuple)):
            return type(value)(map(self, value))
        if isinstance(value, dict):
            return {key: self(entry) for key, entry in value.items()}
        return np.dtype(str(value).removeprefix("torch.")) if isinstance(value, torch.dtype) else value


def flat(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for entry in value:
            yield from flat(entry)
    elif isinstance(value, (torch.Tensor, Tensor, bool, int, float)):
        yield value


def numbers(value: Any) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        return value.detach().numpy(force=True)
    return np.asarray(value._data if isinstance(value, Tensor) else value)


def same(theirs: np.ndarray, ours: np.ndarray, what: str) -> None:
    for name in ("shape", "dtype"):
        if getattr(theirs, name) != getattr(ours, name):
            raise Differs(f"{what}: {name} {getattr(theirs, name)}, here {getattr(ours, name)}")
    rtol, atol = TOLERANCES.get(theirs.dtype, (1e-7, 1e-9))
    if theirs.dtype == np.float32:
        # Sums of numbers of both signs lose digits that were large on the way.
        atol *= float(np.abs(theirs[np.isfinite(theirs)]).max(initial=1.0))
    if not np.allclose(theirs, ours, rtol=rtol, atol=atol, equal_nan=True):
        raise Differs(f"{what}: {theirs.reshape(-1)[:3]}, here {ours.reshape(-1)[:3]}")


def compare_gradients(translation: Translation, theirs: torch.Tensor, ours: Tensor) -> None:
    if theirs.requires_grad != ours.requires_grad:
        raise Differs(f"requires_grad is {theirs.requires_grad}, here {ours.requires_grad}")
    if not theirs.requires_grad:
        return
    leaves = [(a, b) for a, b in translation.pairs.values() if a.requires_grad]
    upstream = upstream_for(tuple(theirs.shape)).astype(numbers(theirs).dtype)
    try:
        expected = torch.autograd.grad(
            theirs, [a for a, _ in leaves], torch.tensor(upstream), allow_unused=True, retain_graph=True
        )
    except RuntimeError:
        return
    try:
        found = engine.grad(ours, [b for _, b in leaves], upstream, allow_unused=True, retain_graph=True)
    except EngineError as refusal:
        raise Differs(f"no gradient here: {refusal}") from None
    for (leaf, _), a, b in zip(leaves, expected, found, strict=True):
        zeros = np.zeros(tuple(leaf.shape), numbers(leaf).dtype)
        same(zeros if a is None else numbers(a), zeros if b is None else numbers(b), "gradient")


def compare(function: Any, info: Any, sample: Any) -> None:
    """Raises Differs, or whatever the engine should not raise."""
    translation = Translation()
    torch.manual_seed(0)
    try:
        theirs = list(flat(info.op(sample.input, *sample.args, **sample.kwargs)))
    except (RuntimeError, ValueError, IndexError, TypeError):
        return
    if any(isinstance(part, torch.Tensor) and part.is_complex() for part in theirs):
        return
    try:
        ours = list(flat(function(*map(translation, (sample.input, *sample.args)), **translation(sample.kwargs))))
    except EngineError as refusal:
        raise Differs(f"refused here: {refusal}") from None
    if len(theirs) != len(ours):
        raise Differs(f"{len(theirs)} outputs, here {len(ours)}")
    for a, b in zip(theirs, ours, strict=True):
        same(numbers(a), numbers(b), "value")
        if isinstance(a, torch.Tensor) and isinstance(b, Tensor):
            compare_gradients(translation, a, b)


def main(dtype: torch.dtype, names: set[str]) -> int:
    torch.set_default_dtype(torch.float64)
    samples = functions = unexpected = 0
    for info in op_db:
        function = ours_for(info.name)
        if function is None or dtype not in info.dtypes or (names and info.name not in names):
            continue
        functions += 1
        differences: Counter[str] = Counter()
        with_grad = dtype.is_floating_point and info.supports_autograd
        for sample, _ in zip(info.sample_inputs("cpu", dtype, requires_grad=with_grad), range(MOST), strict=False):
            samples += 1
            try:
                compare(function, info, sample)
            except Exception as difference:
                differences[f"{type(difference).__name__}: {difference}"[:160]] += 1
        if differences:
            expected = EXPECTED | EXPECTED_OF.get(dtype, EXPECTED_WITHOUT_FRACTIONS)
            reason = expected.get(info.name.removeprefix("nn.functional."))
            unexpected += 0 if reason else differences.total()
            print(f"{info.name}: {differences.total()} differ" + (f" ({reason})" if reason else ""))
            if not reason:
                print(*(f"    {count} × {text}" for text, count in differences.most_common(5)), sep="\n")
    print(f"{functions} functions, {samples} samples compared, {unexpected} differ without a reason")
    return 1 if unexpected else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    chosen = [argument for argument in sys.argv[1:] if argument in ("float64", "float32", "int64", "bool")]
    sys.exit(main(getattr(torch, (chosen or ["float64"])[0]), set(sys.argv[1:]) - set(chosen)))
