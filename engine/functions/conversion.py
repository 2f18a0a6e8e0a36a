"""Element types, changes in place, and questions about a tensor's shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.functions.table import function
from engine.operation import OPS
from engine.tensors import Tensor, make


def _to(input: Tensor, dtype: Any) -> Tensor:
    """No gradient passes to numbers without a fraction."""
    wanted = np.dtype(dtype)
    if wanted == input.dtype:
        return input
    source = input if wanted.kind == "f" or not input.requires_grad else input.detach()
    return make(OPS["to"], (source,), {"dtype": wanted})


@function("Tensor.double")
def double(input: Tensor) -> Tensor:
    return _to(input, np.float64)


@function("Tensor.float")
def float_(input: Tensor) -> Tensor:
    """float32, as PyTorch's float()."""
    return _to(input, np.float32)


@function("Tensor.long")
def long(input: Tensor) -> Tensor:
    return _to(input, np.int64)


@function("Tensor.int")
def int_(input: Tensor) -> Tensor:
    """int32, as PyTorch's int()."""
    return _to(input, np.int32)


@function("Tensor.bool")
def bool_(input: Tensor) -> Tensor:
    return _to(input, np.bool_)


TYPE_NAMES = {
    **{"float16": "Half", "float32": "Float", "float64": "Double", "bool": "Bool", "uint8": "Byte"},
    **{"int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long"},
}


@function("Tensor.type")
def type_(input: Tensor, dtype: Any = None) -> Tensor | str:
    """Another element type, or without one the name of its own."""
    return f"torch.{TYPE_NAMES[str(input.dtype)]}Tensor" if dtype is None else _to(input, dtype)


@function("Tensor.to Tensor.astype")
def to(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Another element type, or that of another tensor; devices are accepted and mean nothing here."""
    if args and isinstance(args[0], Tensor):
        return _to(input, args[0].dtype)
    dtype = kwargs.get("dtype", next((a for a in args if isinstance(a, (np.dtype, type))), None))
    return input if dtype is None else _to(input, dtype)


@function("Tensor.type_as")
def type_as(input: Tensor, other: Tensor) -> Tensor:
    return _to(input, other.dtype)


@function("Tensor.cpu Tensor.cuda")
def same(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return input


@function("Tensor.zero_")
def zero_(input: Tensor) -> Tensor:
    return fill_(input, 0.0)


@function("Tensor.fill_")
def fill_(input: Tensor, value: Any) -> Tensor:
    return input._in_place(OPS["index_put"], value, index=(Ellipsis,))


@function("Tensor.copy_")
def copy_(input: Tensor, source: Any) -> Tensor:
    return input._in_place(OPS["index_put"], source, index=(Ellipsis,))


@function("Tensor.is_floating_point torch.is_floating_point")
def is_floating_point(input: Tensor) -> bool:
    return input.dtype.kind == "f"


@function("Tensor.is_complex torch.is_complex")
def is_complex(input: Tensor) -> bool:
    return False


@function("torch.numel Tensor.numel Tensor.nelement")
def numel(input: Tensor) -> int:
    return int(np.size(input._data))


@function("Tensor.size numpy.shape")
def size(input: Tensor, dim: int | None = None) -> Any:
    return input.shape if dim is None else input.shape[dim]


@function("Tensor.dim Tensor.ndimension numpy.ndim")
def dim(input: Tensor) -> int:
    return input.ndim
