"""One call of each of PyTorch's functions, for tensors of one element type; what it gives there is kept as data.

tests/torch/write_element_types.py writes torch_element_types.json with PyTorch's answers to the same calls.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

TYPES = ("bool", "int64", "float32", "float64")
SHAPES: Sequence[tuple[int, ...]] = ((3,), (2, 2), (1, 2, 2), (1, 1, 2, 2), (1, 1, 2, 2, 2))
# What stands for the place of a plain number where a tensor would be.
NUMBER = "number"


def numbers(shape: Sequence[int], dtype: str) -> np.ndarray:
    """Small, above 0, and a matrix that has an inverse."""
    last = shape[-1]
    square = len(shape) > 1
    rows = np.broadcast_to(np.eye(last) + 1 if square else np.arange(1, last + 1), shape)
    return (np.broadcast_to(np.eye(last), shape) > 0) if dtype == "bool" and square else (rows % 3).astype(dtype)


def answer(
    called: Callable[..., Any],
    places: Sequence[Any],
    dtypes: Sequence[str],
    make: Callable[[np.ndarray], Any],
    errors: tuple[type[Exception], ...],
) -> str:
    """The element type of the result, "refused", or "other" for what is no tensor."""
    dtype = iter(dtypes)
    arguments = []
    for place in places:
        if isinstance(place, Mapping):
            kind = next(dtype)
            arguments.append(2.0 if kind == NUMBER else make(numbers(place["shape"], kind)))
        else:
            arguments.append(place)
    try:
        result = called(*arguments)
    except errors:
        return "refused"
    first = result[0] if isinstance(result, tuple) and result else result
    return str(first.dtype).removeprefix("torch.") if hasattr(first, "dtype") else "other"


def combinations(count: int, method: bool, default: str = "float64") -> list[tuple[str, ...]]:
    """The element types asked for `count` tensors: one for all, two in turn, a plain number at one of two places.

    A plain number has no methods.
    """
    found = [(dtype,) * count for dtype in TYPES]
    if count > 1:
        found += [("float64", *("float32",) * (count - 1)), ("int64", *(default,) * (count - 1))]
        found += [(default, *("int64",) * (count - 1))]
        found += [(default, NUMBER, *(default,) * (count - 2))]
    if count > 1 and not method:
        found += [(NUMBER, *(default,) * (count - 1))]
    return found
