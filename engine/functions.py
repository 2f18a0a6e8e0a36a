"""The functions a program calls, made from the table of operations, and the methods of Tensor.

`FUNCTIONS` maps where a name stands ("torch.exp", "Tensor.exp", "numpy.exp", "functional.relu") to what it calls. The
engine's own module namespace, numpy's protocols and the language all read it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from engine.errors import ArgumentError, EngineError
from engine.op import OPS, Op, bind
from engine.ops.reduction import axes_of
from engine.tensor import Tensor, apply, make

FUNCTIONS: dict[str, Callable[..., Any]] = {}


def call(op: Op, *args: Any, **kwargs: Any) -> Tensor:
    """Calls an operation with a program's arguments, positional or named as PyTorch or numpy names them."""
    inputs, attributes = bind(op, args, kwargs)
    return apply(op, *inputs, **attributes)


def caller(op: Op) -> Callable[..., Tensor]:
    """The public function of an operation."""
    if len(op.inputs) == 1 and not op.attributes and not op.variadic:

        def unary(input: Any = None, /, **kwargs: Any) -> Tensor:
            if type(input) is Tensor and not kwargs:
                return make(op, (input,))
            return call(op, *(() if input is None else (input,)), **kwargs)

        function: Callable[..., Tensor] = unary
    else:

        def general(*args: Any, **kwargs: Any) -> Tensor:
            return call(op, *args, **kwargs)

        function = general
    function.__name__ = op.name
    function.__qualname__ = op.name
    function.__doc__ = f"{op.formula}. {op.words[:1].upper()}{op.words[1:]}."
    return function


def function(names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a function that is not one operation under the names given."""

    def register(f: Callable[..., Any]) -> Callable[..., Any]:
        for name in names.split():
            FUNCTIONS[name] = f
        return f

    return register


for _op in OPS.values():
    _function = caller(_op)
    for _name in _op.names:
        FUNCTIONS[_name] = _function


class ValuesIndices(NamedTuple):
    """What a reduction along one dim gives: the entries, and where they stood."""

    values: Tensor
    indices: Tensor


def _pick(along: str, over: str, pairwise: str, arg: str) -> Callable[..., Any]:
    def choose(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        dim = kwargs.pop("dim", kwargs.pop("axis", args[0] if args else None))
        keepdim = kwargs.pop("keepdim", kwargs.pop("keepdims", args[1] if len(args) > 1 else False))
        other = kwargs.pop("other", None)
        if kwargs:
            raise ArgumentError(f"{over} has no argument {next(iter(kwargs))}")
        if isinstance(dim, Tensor) or other is not None:
            return apply(OPS[pairwise], input, dim if other is None else other)
        if dim is None:
            return apply(OPS[over], input)
        axes_of(dim, input.ndim)
        values = apply(OPS[along], input, dim=dim, keepdim=keepdim)
        return ValuesIndices(values, apply(OPS[arg], input, dim=dim, keepdim=keepdim))

    return choose


FUNCTIONS["torch.max"] = FUNCTIONS["Tensor.max"] = _pick("max_along", "amax", "maximum", "argmax")
FUNCTIONS["torch.min"] = FUNCTIONS["Tensor.min"] = _pick("min_along", "amin", "minimum", "argmin")
FUNCTIONS["numpy.max"] = FUNCTIONS["numpy.amax"] = FUNCTIONS["torch.amax"]
FUNCTIONS["numpy.min"] = FUNCTIONS["numpy.amin"] = FUNCTIONS["torch.amin"]


@function("torch.pow Tensor.pow numpy.power")
def power(input: Any, exponent: Any) -> Tensor:
    if isinstance(exponent, (int, float)) and isinstance(input, Tensor):
        return make(OPS["pow"], (input,), {"exponent": exponent})
    return apply(OPS["pow_tensor"], input, exponent)


def _spread(name: str, correction_default: float) -> Callable[..., Tensor]:
    def measure(
        input: Any, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, **kwargs: Any
    ) -> Tensor:
        """torch divides by n - 1 unless told otherwise (`unbiased`, `correction`), numpy by n (`ddof`)."""
        dim = kwargs.pop("axis", dim)
        keepdim = kwargs.pop("keepdims", keepdim)
        correction = kwargs.pop("correction", kwargs.pop("ddof", correction_default))
        if kwargs:
            raise ArgumentError(f"{name} has no argument {next(iter(kwargs))}")
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if unbiased is not None:
            correction = 1 if unbiased else 0
        return apply(OPS[name], input, dim=dim, correction=correction, keepdim=keepdim)

    return measure


for _name in ("var", "std"):
    FUNCTIONS[f"torch.{_name}"] = FUNCTIONS[f"Tensor.{_name}"] = _spread(_name, 1)
    FUNCTIONS[f"numpy.{_name}"] = _spread(_name, 0)


@function("numpy.transpose")
def transpose_all(input: Tensor, axes: Any = None) -> Tensor:
    order = tuple(range(input.ndim))[::-1] if axes is None else tuple(axes)
    return make(OPS["permute"], (input,), {"dims": order})


@function("Tensor.reshape_as Tensor.view_as")
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    return make(OPS["reshape"], (input,), {"shape": other.shape})


@function("Tensor.expand_as")
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    return make(OPS["expand"], (input,), {"shape": other.shape})


def _to(input: Tensor, dtype: Any) -> Tensor:
    wanted = np.dtype(dtype)
    return input if wanted == input.dtype else make(OPS["to"], (input,), {"dtype": wanted})


@function("Tensor.double")
def double(input: Tensor) -> Tensor:
    return _to(input, np.float64)


@function("Tensor.float")
def float_(input: Tensor) -> Tensor:
    """float32, as PyTorch's float()."""
    return _to(input, np.float32)


@function("Tensor.long Tensor.int")
def long(input: Tensor) -> Tensor:
    return _to(input, np.int64)


@function("Tensor.bool")
def bool_(input: Tensor) -> Tensor:
    return _to(input, np.bool_)


@function("Tensor.to Tensor.type Tensor.astype")
def to(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Another element type; devices are accepted and mean nothing here."""
    dtype = kwargs.get("dtype", next((a for a in args if isinstance(a, (np.dtype, type))), None))
    return input if dtype is None else _to(input, dtype)


@function("Tensor.cpu Tensor.cuda")
def same(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return input


@function("Tensor.zero_")
def zero_(input: Tensor) -> Tensor:
    return fill_(input, 0.0)


@function("Tensor.fill_")
def fill_(input: Tensor, value: Any) -> Tensor:
    return input.write(OPS["index_put"], value, index=(Ellipsis,))


@function("Tensor.copy_")
def copy_(input: Tensor, source: Any) -> Tensor:
    return input.write(OPS["index_put"], source, index=(Ellipsis,))


def _in_place(name: str) -> Callable[..., Tensor]:
    def change(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
        return input.write(OPS[name], other if alpha == 1 else apply(OPS["mul"], other, alpha))

    return change


for _name in ("add", "sub", "mul", "div"):
    FUNCTIONS[f"Tensor.{_name}_"] = _in_place(_name)


@function("torch.numel Tensor.numel")
def numel(input: Tensor) -> int:
    return int(np.size(input._data))


@function("Tensor.size numpy.shape")
def size(input: Tensor, dim: int | None = None) -> Any:
    return input.shape if dim is None else input.shape[dim]


@function("Tensor.dim numpy.ndim")
def dim(input: Tensor) -> int:
    return input.ndim


def _install_methods() -> None:
    for name, call_ in FUNCTIONS.items():
        owner, method = name.split(".", 1)
        if owner == "Tensor" and not hasattr(Tensor, method):
            setattr(Tensor, method, call_)


_install_methods()


def _numpy_table() -> dict[Any, Callable[..., Any]]:
    table: dict[Any, Callable[..., Any]] = {special.expit: FUNCTIONS["torch.sigmoid"]}
    for name, call_ in FUNCTIONS.items():
        owner, _, path = name.partition(".")
        if owner in ("numpy", "scipy"):
            found: Any = np if owner == "numpy" else special
            for part in path.split("."):
                found = getattr(found, part, None)
            if found is not None:
                table[found] = call_
    return table


_NUMPY = _numpy_table()


def from_numpy(function: Any) -> Callable[..., Any]:
    """What a numpy function does on tensors. Raises EngineError where the table has nothing for it."""
    if function not in _NUMPY:
        raise EngineError(f"numpy's {function.__name__} has no counterpart on tensors: detach().numpy() gives an array")
    return _NUMPY[function]
