"""Making tensors: from numbers, filled, ranged.

Fractions for which no element type is named get the default one, those of numpy's functions float64, as there. The
default is float64, so that a gradient can be checked to its last digits, until it is chosen otherwise.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError
from engine.functions.table import allocate, function
from engine.mode import get_default_dtype, mode
from engine.operation import Shape, boolean, float64, int64, numpy_value, require_fit
from engine.ops import OPS
from engine.tensors import Tensor, apply, make, widest


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


def _named_or_usual(data: Any, dtype: Any) -> Any:
    """The element type that PyTorch's functions give to `data`, for which `dtype` may be named."""
    if dtype is not None:
        return dtype
    if type(data) is float:
        return mode().default
    return None if isinstance(data, (Tensor, np.ndarray, np.generic)) else widest(_types(data))


def _types(data: Any) -> set[np.dtype[Any]]:
    """The element types of what stands in nested lists; the default one where there is nothing."""
    if isinstance(data, (list, tuple)):
        return set().union(*map(_types, data)) if data else {mode().default}
    if isinstance(data, (Tensor, np.ndarray, np.generic)):
        return {data.dtype}
    return {mode().default} if isinstance(data, float) else {boolean} if isinstance(data, bool) else {int64}


def _holds_tensor(data: Sequence[Any]) -> bool:
    return any(isinstance(x, Tensor) or (isinstance(x, (list, tuple)) and _holds_tensor(x)) for x in data)


def _plain(data: Any) -> Any:
    if isinstance(data, Tensor):
        return data.tolist()
    return [_plain(x) for x in data] if isinstance(data, (list, tuple)) else data


@function("torch.tensor")
def tensor(data: Any, dtype: Any = None, requires_grad: bool = False, device: Any = None) -> Tensor:
    """A leaf with a copy of the numbers given.

    Floats get the default element type, whole numbers int64, truths bool; arrays and tensors keep theirs.
    """
    return leaf(data, _named_or_usual(data, dtype), requires_grad)


@function("numpy.array numpy.asarray")
def array(data: Any, dtype: Any = None) -> Tensor:
    """As `tensor`, with float64 for floats. What is differentiated stays so where it becomes an entry."""
    if not _is_tracked(data):
        return leaf(data, dtype)
    made = _stacked(data)
    return made if dtype is None else apply(OPS["to"], made, dtype=np.dtype(dtype))


def _is_tracked(data: Any) -> bool:
    """Do lists hold a tensor that requires a gradient?"""
    if isinstance(data, Tensor):
        return data.requires_grad
    return isinstance(data, (list, tuple)) and any(map(_is_tracked, data))


def _stacked(data: Any) -> Tensor:
    if isinstance(data, (list, tuple)):
        return apply(OPS["stack"], *map(_stacked, data), dim=0)
    return data if isinstance(data, Tensor) else leaf(data)


@function("torch.Tensor")
def float_tensor(*data: Any) -> Tensor:
    """A leaf of floating point numbers in the default element type: made of numbers, or zeros of sizes one by one."""
    return _numbers_or_sizes(data, mode().default)


def _numbers_or_sizes(given: tuple[Any, ...], dtype: Any) -> Tensor:
    if given and all(isinstance(size, int) and not isinstance(size, bool) for size in given):
        shape = sizes_of(given, {})
        allocate(shape)
        return leaf(np.zeros(shape), dtype)
    if len(given) > 1:
        raise ArgumentError("a tensor is made of one list of numbers, or of sizes that are whole numbers")
    return leaf(given[0] if given else (), dtype)


def _of_type(dtype: Any, name: str) -> Callable[..., Tensor]:
    def make_tensor(*data: Any) -> Tensor:
        return _numbers_or_sizes(data, dtype)

    return function(name)(make_tensor)


double_tensor = _of_type(np.float64, "torch.DoubleTensor")
single_tensor = _of_type(np.float32, "torch.FloatTensor")
long_tensor = _of_type(np.int64, "torch.LongTensor")
int_tensor = _of_type(np.int32, "torch.IntTensor")
bool_tensor = _of_type(np.bool_, "torch.BoolTensor")


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
    return leaf(data, _named_or_usual(data, dtype))


def _sharing(array: Any) -> Tensor:
    if not array.ndim or not array.flags.writeable:
        return leaf(array)
    made = Tensor(numpy_value(array, None))
    made._rare_fields().array = array
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


def options(kwargs: dict[str, Any], default: Any) -> tuple[Any, bool]:
    """The element type that a call names, else `default`, and whether it asks for a gradient. Raises ArgumentError."""
    kwargs.pop("device", None)
    dtype, requires_grad = kwargs.pop("dtype", None), kwargs.pop("requires_grad", False)
    if kwargs:
        raise ArgumentError(f"there is no argument {next(iter(kwargs))} here")
    return dtype or default, requires_grad


def _filled(value: float, names: str, default: Callable[[], Any] = get_default_dtype) -> Callable[..., Tensor]:
    def make_filled(*sizes: Any, **kwargs: Any) -> Tensor:
        shape = sizes_of(sizes, kwargs)
        dtype, requires_grad = options(kwargs, default())
        allocate(shape)
        return leaf(np.full(shape, value), dtype, requires_grad)

    return function(names)(make_filled)


def numpys_default() -> np.dtype[Any]:
    return float64


zeros = _filled(0.0, "torch.zeros torch.empty")
ones = _filled(1.0, "torch.ones")


def _numpy_filled(value: float, names: str) -> Callable[..., Tensor]:
    def make_filled(shape: Any, dtype: Any = None, order: Any = "C", **kwargs: Any) -> Tensor:
        sizes = sizes_of((shape,), {})
        allocate(sizes)
        return leaf(np.full(sizes, value), dtype or numpys_default(), **kwargs)

    return function(names)(make_filled)


_numpy_filled(0.0, "numpy.zeros numpy.empty")
_numpy_filled(1.0, "numpy.ones")


@function("torch.full")
def full(size: Any, fill_value: Any, **kwargs: Any) -> Tensor:
    return numpy_full(size, fill_value, **_with_default(kwargs, _number(fill_value)))


@function("numpy.full")
def numpy_full(size: Any, fill_value: Any, dtype: Any = None, **kwargs: Any) -> Tensor:
    shape = sizes_of((size,), {})
    dtype, requires_grad = options({**kwargs, "dtype": dtype}, None)
    allocate(shape)
    return full_of(shape, fill_value, dtype, requires_grad)


def _eye(names: str, default: Callable[[], Any]) -> Callable[..., Tensor]:
    def make_eye(n: int, m: int | None = None, **kwargs: Any) -> Tensor:
        dtype, requires_grad = options(kwargs, default())
        rows = _count(n)
        columns = rows if m is None else _count(m)
        allocate((rows, columns))
        return leaf(np.eye(rows, columns), dtype, requires_grad)

    return function(names)(make_eye)


eye = _eye("torch.eye", get_default_dtype)
_eye("numpy.eye", numpys_default)


def _with_default(kwargs: dict[str, Any], *numbers: Any) -> dict[str, Any]:
    """The options of a call: made of fractions, or of `numbers` with one among them, it has the default element type
    where it names none.
    """
    if kwargs.get("dtype") is None and (not numbers or any(isinstance(number, float) for number in numbers)):
        return {**kwargs, "dtype": mode().default}
    return kwargs


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
    return numpy_arange(first, last, by, **_with_default(kwargs, first, last, by))


@function("torch.linspace")
def torch_linspace(start: float, end: float, steps: Any = None, **kwargs: Any) -> Tensor:
    if steps is None:
        raise ArgumentError("linspace needs the number of its steps, both ends included: linspace(0, 1, 5)")
    return linspace(start, end, steps, **_with_default(kwargs))


@function("numpy.linspace")
def linspace(start: float, end: float, steps: int = 50, **kwargs: Any) -> Tensor:
    count = _count(kwargs.pop("num", steps))
    dtype, requires_grad = options(kwargs, float64)
    allocate((count,))
    return leaf(np.linspace(float(start), float(end), count), dtype, requires_grad)


@function("torch.logspace")
def torch_logspace(start: float, end: float, steps: int = 50, base: float = 10.0, **kwargs: Any) -> Tensor:
    return logspace(start, end, steps, base, **_with_default(kwargs))


@function("numpy.logspace")
def logspace(start: float, end: float, steps: int = 50, base: float = 10.0, **kwargs: Any) -> Tensor:
    """Powers of `base` whose exponents lie at equal distances."""
    count = _count(kwargs.pop("num", steps))
    dtype, requires_grad = options(kwargs, float64)
    allocate((count,))
    return leaf(np.float64(base) ** np.linspace(float(start), float(end), count), dtype, requires_grad)


@function("numpy.geomspace")
def geomspace(start: float, stop: float, num: int = 50) -> Tensor:
    """From start to stop by equal ratios, both included."""
    count = _count(num)
    if not start * stop > 0:
        raise ArgumentError("equal ratios lead from one number to another of its sign, and not to 0")
    allocate((count,))
    return leaf(np.geomspace(float(start), float(stop), count))


@function("numpy.tri")
def tri(N: int, M: int | None = None, k: int = 0) -> Tensor:
    """Ones on and below a diagonal, zeros above."""
    rows, columns = _count(N), _count(N if M is None else M)
    allocate((rows, columns))
    return leaf(np.tri(rows, columns, k))
