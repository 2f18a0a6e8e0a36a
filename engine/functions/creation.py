"""Making tensors: from numbers, filled, ranged.

The default element type is float64, so that a gradient can be checked to its last digits.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError
from engine.functions.table import allocate, function
from engine.mode import mode
from engine.operation import Shape, numpy_value, require_fit
from engine.ops import OPS
from engine.tensors import Tensor, make


def leaf(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A new leaf that owns its values. Raises ArgumentError on ragged or foreign data."""
    if not isinstance(requires_grad, (bool, np.bool_)):
        raise ArgumentError(f"requires_grad is True or False, not {type(requires_grad).__name__}")
    made = Tensor(_values(data, dtype), bool(requires_grad))
    recorder = mode().recorder
    if recorder is not None:
        recorder.leaf(made, constant=False)
    return made


def _values(data: Any, dtype: Any) -> Any:
    if type(data) is float and dtype is None:
        return np.float64(data)
    if isinstance(data, Tensor):
        data = data._seen()
    elif isinstance(data, (list, tuple)) and _holds_tensor(data):
        data = _plain(data)
    try:
        array = np.array(data, dtype=dtype)
    except (ValueError, TypeError) as reason:
        if "inhomogeneous" in str(reason):
            raise ArgumentError("the rows of a tensor must have equal lengths") from None
        raise ArgumentError(f"a tensor is made of numbers: {reason}") from None
    except OverflowError:
        raise ArgumentError("a whole number in a tensor must fit in 64 bits") from None
    if array.dtype.kind == "c":
        raise DtypeError("complex numbers have no place here: tensors hold real numbers")
    if array.dtype.kind == "O" and all(isinstance(entry, int) for entry in array.flat):
        raise ArgumentError("a whole number in a tensor must fit in 64 bits")
    if array.dtype.kind not in "fiub":
        raise ArgumentError("a tensor is made of numbers")
    if array.size == 0 and dtype is None and not isinstance(data, np.ndarray):
        array = array.astype(np.float64)
    return array


def _holds_tensor(data: Sequence[Any]) -> bool:
    return any(isinstance(x, Tensor) or (isinstance(x, (list, tuple)) and _holds_tensor(x)) for x in data)


def _plain(data: Any) -> Any:
    if isinstance(data, Tensor):
        return data.tolist()
    return [_plain(x) for x in data] if isinstance(data, (list, tuple)) else data


@function("torch.tensor numpy.array numpy.asarray")
def tensor(data: Any, dtype: Any = None, requires_grad: bool = False, device: Any = None) -> Tensor:
    """A leaf with a copy of the numbers given: floats become float64, whole numbers int64, truths bool."""
    return leaf(data, dtype, requires_grad)


@function("torch.Tensor torch.DoubleTensor")
def float_tensor(data: Any = ()) -> Tensor:
    """A leaf of floating point numbers."""
    return leaf(data, np.float64)


@function("torch.FloatTensor")
def single_tensor(data: Any = ()) -> Tensor:
    return leaf(data, np.float32)


@function("torch.from_numpy")
def from_numpy(array: Any) -> Tensor:
    """A leaf that shares its numbers with an array: a change of one in place is a change of the other.

    Changes of the array go unnoticed where operations have saved it, as in PyTorch. A single number, and an array that
    is read-only, is copied. Raises ArgumentError or DtypeError on what no tensor holds.
    """
    if not isinstance(array, (Tensor, np.ndarray)):
        raise ArgumentError(f"from_numpy takes an array, not {type(array).__name__}: write torch.tensor(…)")
    return array.detach() if isinstance(array, Tensor) else _sharing(array)


@function("torch.as_tensor")
def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """A tensor as it is and an array as `from_numpy` takes it, unless its element type changes; a copy of the rest."""
    if isinstance(data, Tensor) and (dtype is None or data.dtype == dtype):
        return data if data.requires_grad else data.detach()
    if isinstance(data, Tensor):
        return make(OPS["to"], (data,), {"dtype": np.dtype(dtype)})
    if isinstance(data, np.ndarray) and (dtype is None or data.dtype == dtype):
        return _sharing(data)
    return leaf(data, dtype)


def _sharing(array: Any) -> Tensor:
    if not array.ndim or not array.flags.writeable:
        return leaf(array)
    made = Tensor(numpy_value(array, None))
    made.rare().array = array
    recorder = mode().recorder
    if recorder is not None:
        recorder.leaf(made, constant=False)
    return made


def sizes_of(sizes: tuple[Any, ...], kwargs: dict[str, Any]) -> Shape:
    """The shape that a call asks for: sizes one by one, as one tuple or by name. Raises ArgumentError."""
    named = kwargs.pop("size", kwargs.pop("shape", None))
    if named is not None:
        sizes = (named,)
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = tuple(sizes[0])
    return tuple(_count(n) for n in sizes)


def _count(n: Any) -> int:
    """A size or a number of things. Raises ArgumentError."""
    if isinstance(n, (bool, np.bool_)) or not hasattr(n, "__index__"):
        raise ArgumentError(f"a size is a whole number, not {n if isinstance(n, float) else type(n).__name__}")
    count = operator.index(n)
    if count < 0:
        raise ArgumentError("a size cannot be negative")
    return count


def options(kwargs: dict[str, Any], default: Any = np.float64) -> tuple[Any, bool]:
    kwargs.pop("device", None)
    dtype, requires_grad = kwargs.pop("dtype", None), kwargs.pop("requires_grad", False)
    if kwargs:
        raise ArgumentError(f"there is no argument {next(iter(kwargs))} here")
    return dtype or default, requires_grad


def _filled(value: float | None, names: str) -> Callable[..., Tensor]:
    def make_filled(*sizes: Any, **kwargs: Any) -> Tensor:
        shape = sizes_of(sizes, kwargs)
        dtype, requires_grad = options(kwargs)
        allocate(shape)
        return leaf(np.full(shape, 0.0 if value is None else value), dtype, requires_grad)

    return function(names)(make_filled)


zeros = _filled(0.0, "torch.zeros numpy.zeros torch.empty numpy.empty")
ones = _filled(1.0, "torch.ones numpy.ones")


@function("torch.full numpy.full")
def full(size: Any, fill_value: float, **kwargs: Any) -> Tensor:
    shape = sizes_of((size,), {})
    dtype, requires_grad = options(kwargs, None)
    allocate(shape)
    return full_of(shape, fill_value, dtype, requires_grad)


@function("torch.eye numpy.eye")
def eye(n: int, m: int | None = None, **kwargs: Any) -> Tensor:
    dtype, requires_grad = options(kwargs)
    rows = _count(n)
    columns = rows if m is None else _count(m)
    allocate((rows, columns))
    return leaf(np.eye(rows, columns), dtype, requires_grad)


def full_of(shape: Shape, fill_value: Any, dtype: Any, requires_grad: bool) -> Tensor:
    value = np.asarray(_number(fill_value))
    if dtype is not None:
        require_fit(value, np.dtype(dtype))
    return leaf(np.full(shape, value), dtype, requires_grad)


def _number(value: Any) -> Any:
    """numpy would hand a tensor back to the engine."""
    return value.item() if isinstance(value, Tensor) else value


@function("numpy.arange")
def numpy_arange(start: Any = 0, end: Any = None, step: Any = 1, **kwargs: Any) -> Tensor:
    """None at all where the step leads away from the end."""
    dtype, requires_grad = options(kwargs, None)
    first, last = map(_number, (0, start) if end is None else (start, end))
    step = _number(step)
    if step == 0 or not all(map(math.isfinite, (first, last, step))):
        raise ArgumentError(
            f"arange needs bounds that are finite and a step that is not 0, got {first}, {last}, {step}"
        )
    if dtype is not None and np.dtype(dtype).kind in "iu":
        first, last, step = int(first), int(last), int(step)
    allocate((max(0, math.ceil((last - first) / step)),))
    return leaf(np.arange(first, last, step), dtype, requires_grad)


@function("torch.arange")
def arange(start: Any = 0, end: Any = None, step: Any = 1, **kwargs: Any) -> Tensor:
    first, last, by = map(_number, (*((0, start) if end is None else (start, end)), step))
    if (last - first) * by < 0:
        raise ArgumentError(
            f"arange cannot get from {first} to {last} in steps of {by}: turn the step round, "
            "or write torch.arange(…).flip(0) for falling numbers"
        )
    return numpy_arange(first, last, by, **kwargs)


@function("torch.linspace")
def torch_linspace(start: float, end: float, steps: Any = None, **kwargs: Any) -> Tensor:
    if steps is None:
        raise ArgumentError("linspace needs the number of its steps, both ends included: linspace(0, 1, 5)")
    return linspace(start, end, steps, **kwargs)


@function("numpy.linspace")
def linspace(start: float, end: float, steps: int = 50, **kwargs: Any) -> Tensor:
    count = _count(kwargs.pop("num", steps))
    dtype, requires_grad = options(kwargs)
    allocate((count,))
    return leaf(np.linspace(float(start), float(end), count), dtype, requires_grad)


@function("torch.logspace numpy.logspace")
def logspace(start: float, end: float, steps: int = 50, base: float = 10.0, **kwargs: Any) -> Tensor:
    """Powers of `base` whose exponents lie at equal distances."""
    count = _count(kwargs.pop("num", steps))
    dtype, requires_grad = options(kwargs)
    allocate((count,))
    return leaf(np.float64(base) ** np.linspace(float(start), float(end), count), dtype, requires_grad)
