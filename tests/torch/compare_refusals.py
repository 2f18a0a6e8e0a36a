"""Lists the calls that PyTorch refuses and the engine performs: a program with one runs here and not there.

Run by hand from the top folder, with torch, scipy and expecttest installed:

    python -m tests.torch.compare_refusals [names]

Asked are PyTorch's own error inputs, and its samples with their element types turned into those that an operation does
not take. Prints each function that takes more here, and exits 1 if one does that has no reason in ALLOWED.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

from engine import EngineError
from tests.torch.compare_samples import Translation, ours_for

MOST = 60
ERRORS = (RuntimeError, ValueError, IndexError, TypeError)
ALLOWED: dict[str, str] = {}


def samples(info: Any) -> Iterator[tuple[str, Any]]:
    if info.error_inputs_func is not None:
        for error in info.error_inputs("cpu"):
            yield "error input", error.sample_input
    known = next((dtype for dtype in (torch.float64, torch.int64, torch.bool) if dtype in info.dtypes), None)
    for dtype in (torch.int64, torch.bool, torch.float64):
        if known is not None and dtype not in info.dtypes:
            for sample, _ in zip(info.sample_inputs("cpu", known), range(MOST), strict=False):
                turned = sample.transform(lambda x, to=dtype: x.to(to) if isinstance(x, torch.Tensor) else x)
                yield str(dtype), turned


def translated(sample: Any) -> Any:
    translation = Translation()
    return [*map(translation, (sample.input, *sample.args))], translation(sample.kwargs)


def complex_or_half(sample: Any) -> bool:
    found: list[bool] = []

    def look(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            found.append(x.is_complex() or x.dtype in (torch.float16, torch.bfloat16))
        return x

    sample.transform(look)
    return any(found)


def taken_here(info: Any, function: Any) -> Counter[str]:
    taken: Counter[str] = Counter()
    for what, sample in samples(info):
        if complex_or_half(sample):
            continue
        try:
            info.op(sample.input, *sample.args, **sample.kwargs)
            continue
        except ERRORS as reason:
            words = str(reason).splitlines()[0] if str(reason) else type(reason).__name__
        try:
            inputs, options = translated(sample)
            function(*inputs, **options)
        except EngineError:
            continue
        except Exception as error:
            words = f"not refused in words: {type(error).__name__}: {error} / {words}"
        taken[f"{what}: {words}"[:150]] += 1
    return taken


def main(names: set[str]) -> int:
    functions = unexpected = 0
    for info in op_db:
        function = ours_for(info.name)
        if function is None or (names and info.name not in names):
            continue
        functions += 1
        taken = taken_here(info, function)
        reason = ALLOWED.get(info.name.removeprefix("nn.functional."))
        if taken:
            unexpected += 0 if reason else taken.total()
            print(f"{info.name}: takes {taken.total()} more" + (f" ({reason})" if reason else ""))
            if not reason:
                print(*(f"    {count} × {text}" for text, count in taken.most_common(6)), sep="\n")
    print(f"{functions} functions asked, {unexpected} refusals of PyTorch's are missing")
    return 1 if unexpected else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    torch.set_default_dtype(torch.float64)
    sys.exit(main(set(sys.argv[1:])))
