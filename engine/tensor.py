"""Tensor: a value, and the operation that made it.

A tensor points only at its inputs, so a graph has no cycles and is freed the moment its last tensor goes.
Zero-dimensional values are kept as numpy scalars, on which arithmetic is five times faster than on 0-d arrays.

A change in place gives the tensor a new version and leaves the old one behind as a tensor of its own. `order`, the
creation number, tells which version an operation read: the newest one older than the operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, Self

import numpy as np

from engine.errors import ArgumentError, DtypeError, EngineError, GradientError
from engine.mode import mode
from engine.op import OPS, Array, Op, Shape, shape_text

_next_order = count().__next__
_ndarray = np.ndarray
_new = object.__new__
NO_ATTRIBUTES: Mapping[str, Any] = {}
float64 = np.dtype(np.float64)
float32 = np.dtype(np.float32)
float16 = np.dtype(np.float16)
int64 = np.dtype(np.int64)
boolean = np.dtype(np.bool_)
# What numpy raises for arguments that do not fit.
NUMPY_ERRORS = (ValueError, TypeError, IndexError, np.linalg.LinAlgError)

Hook = Callable[["Tensor"], "Tensor | None"]


class Rare:
    """What few tensors have, kept out of the others."""

    __slots__ = ("hooks", "name", "previous", "retains_grad")

    def __init__(self) -> None:
        self.hooks: dict[int, Hook] = {}
        self.name: str | None = None
        self.previous: Tensor | None = None
        self.retains_grad = False


class Tensor:
    __slots__ = ("__weakref__", "_data", "_grad", "_rare", "attributes", "inputs", "op", "order", "requires_grad")
    __array_priority__ = 1000

    _data: Array
    op: Op | None
    inputs: tuple[Tensor, ...]
    attributes: Mapping[str, Any]
    order: int
    requires_grad: bool
    _grad: Tensor | None
    _rare: Rare | None

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        """A leaf that holds `data`, an array or numpy scalar, as it is; `tensor(...)` is the public way to make one."""
        self._data = data[()] if type(data) is _ndarray and data.ndim == 0 else data
        self.op = None
        self.inputs = ()
        self.attributes = NO_ATTRIBUTES
        self.order = _next_order()
        self._grad = None
        self._rare = None
        self.requires_grad = requires_grad
        if requires_grad and self._data.dtype.kind != "f":
            self.requires_grad_(True)

    @property
    def shape(self) -> Shape:
        return self._data.shape  # type: ignore[no-any-return]

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._data.dtype  # type: ignore[no-any-return]

    @property
    def ndim(self) -> int:
        return self._data.ndim  # type: ignore[no-any-return]

    @property
    def T(self) -> Tensor:
        """All axes in reverse order."""
        return make(OPS["t"], (self,))

    @property
    def mT(self) -> Tensor:
        """The last two axes swapped."""
        return make(OPS["transpose"], (self,), {"dim0": -2, "dim1": -1})

    @property
    def is_leaf(self) -> bool:
        return self.op is None

    @property
    def name(self) -> str | None:
        return self._rare.name if self._rare else None

    @name.setter
    def name(self, name: str | None) -> None:
        self.rare().name = name

    def _seen(self) -> Array:
        """The values, for something other than an operation."""
        recorder = mode().recorder
        if recorder is not None:
            recorder.looked_at(self)
        return self._data

    def rare(self) -> Rare:
        if self._rare is None:
            self._rare = Rare()
        return self._rare

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward passes have added up so far; None before the first."""
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None and value.shape != self.shape:
            raise GradientError(
                f"a gradient has the shape of its tensor, {shape_text(self.shape)}, not {shape_text(value.shape)}"
            )
        self._grad = value

    @property
    def data(self) -> Tensor:
        """The same values as a tensor outside the graph."""
        return Tensor(self._data)

    @data.setter
    def data(self, value: Any) -> None:
        source = value._data if isinstance(value, Tensor) else np.asarray(value, dtype=self.dtype)
        with_grad = self.requires_grad and self.op is None
        self.become(Tensor(source), requires_grad=with_grad)

    def numpy(self) -> Array:
        """The values as an array of their own. Raises GradientError on a tensor that requires a gradient."""
        if self.requires_grad:
            raise GradientError("numpy() leaves the graph: call detach() first, as in t.detach().numpy()")
        return np.array(self._seen())

    def item(self) -> float | int | bool:
        if self._data.size != 1:
            raise ArgumentError(f"item() needs a tensor with one element, this one has shape {shape_text(self.shape)}")
        return self._seen().item()  # type: ignore[no-any-return]

    def tolist(self) -> Any:
        return self._seen().tolist()

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        if requires_grad and self._data.dtype.kind != "f":
            raise DtypeError(
                f"only floating point tensors can require gradients, this one is {self.dtype}: "
                "write its numbers with a decimal point"
            )
        if not requires_grad and self.op is not None:
            raise GradientError("requires_grad can be switched off on leaves only: use detach()")
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        """Keeps the gradient of a result in `.grad`, as leaves do."""
        if not self.requires_grad:
            raise GradientError("retain_grad() needs a tensor that requires a gradient")
        self.rare().retains_grad = True

    def register_hook(self, hook: Hook) -> Callable[[], None]:
        """Calls `hook(gradient)` when this tensor's gradient is complete; what it returns replaces the gradient.

        Returns a function that removes the hook.
        """
        if not self.requires_grad:
            raise GradientError("a hook needs a tensor that requires a gradient")
        hooks = self.rare().hooks
        key = max(hooks, default=-1) + 1
        hooks[key] = hook

        def remove() -> None:
            hooks.pop(key, None)

        return remove

    def detach(self) -> Tensor:
        return make(OPS["detach"], (self,))

    def backward(self, gradient: Any = None, retain_graph: bool = True, create_graph: bool = False) -> None:
        """Adds the gradient of this tensor with respect to every leaf to the leaf's `.grad`.

        `gradient` is the seed and has this tensor's shape; a scalar is seeded with 1. Raises GradientError.
        A graph is never used up, so `retain_graph` changes nothing.
        """
        from engine.autodiff import backward

        backward(self, gradient, create_graph=create_graph)

    def become(self, made: Tensor, *, requires_grad: bool | None = None) -> Self:
        """Takes over what `made` holds; the version held so far lives on as a tensor of its own."""
        before = Tensor.__new__(Tensor)
        for slot in ("_data", "op", "inputs", "attributes", "order", "requires_grad"):
            object.__setattr__(before, slot, getattr(self, slot))
        before._grad = None
        before._rare = None
        if self._rare is not None and self._rare.previous is not None:
            before.rare().previous = self._rare.previous
        self._data = made._data
        self.op = made.op
        self.inputs = tuple(before if tensor is self else tensor for tensor in made.inputs)
        self.attributes = made.attributes
        self.order = made.order
        self.requires_grad = made.requires_grad if requires_grad is None else requires_grad
        self.rare().previous = before
        recorder = mode().recorder
        if recorder is not None:
            recorder.changed(self, before, made)
        return self

    def write(self, op: Op, *inputs: Any, **attributes: Any) -> Self:
        """Changes this tensor in place to the result of `op(self, *inputs)`. Raises GradientError on a leaf in use."""
        if mode().grad_enabled and self.requires_grad and self.op is None:
            raise GradientError(
                f"{self.name or 'a leaf'} requires a gradient and cannot be changed in place: "
                "do it inside `with torch.no_grad():`"
            )
        made = apply(op, self, *inputs, **attributes)
        if made.dtype.kind == "f" and self.dtype.kind != "f":
            raise DtypeError(
                f"{op.name} in place would turn {self.dtype} into {made.dtype}: make the tensor float first"
            )
        return self.become(made, requires_grad=made.requires_grad or (self.requires_grad and not mode().grad_enabled))

    def __add__(self, other: Any) -> Tensor:
        return make(_ADD, (self, other)) if type(other) is Tensor else _binary(_ADD, self, other)

    def __radd__(self, other: Any) -> Tensor:
        return _reflected(_ADD, self, other)

    def __sub__(self, other: Any) -> Tensor:
        return make(_SUB, (self, other)) if type(other) is Tensor else _binary(_SUB, self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return _reflected(_SUB, self, other)

    def __mul__(self, other: Any) -> Tensor:
        return make(_MUL, (self, other)) if type(other) is Tensor else _binary(_MUL, self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return _reflected(_MUL, self, other)

    def __truediv__(self, other: Any) -> Tensor:
        return _binary(_DIV, self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return _reflected(_DIV, self, other)

    def __matmul__(self, other: Any) -> Tensor:
        if type(other) is not Tensor:
            return _binary(_MATMUL, self, other)
        if other._data.dtype != self._data.dtype:
            raise DtypeError(
                f"@ takes tensors of one element type, these are {self.dtype} and {other.dtype}: turn one with .to(…)"
            )
        return make(_MATMUL, (self, other))

    def __rmatmul__(self, other: Any) -> Tensor:
        return _reflected(_MATMUL, self, other)

    def __mod__(self, other: Any) -> Tensor:
        return _binary(_REMAINDER, self, other)

    def __rmod__(self, other: Any) -> Tensor:
        return _reflected(_REMAINDER, self, other)

    def __floordiv__(self, other: Any) -> Tensor:
        return _binary(_FLOOR_DIVIDE, self, other)

    def __rfloordiv__(self, other: Any) -> Tensor:
        return _reflected(_FLOOR_DIVIDE, self, other)

    def __pow__(self, exponent: Any) -> Tensor:
        if isinstance(exponent, (int, float, np.number)):
            return make(_POW, (self,), {"exponent": exponent})
        return _binary(_POW_TENSOR, self, exponent)

    def __rpow__(self, base: Any) -> Tensor:
        return _reflected(_POW_TENSOR, self, base)

    def __neg__(self) -> Tensor:
        return make(_NEG, (self,))

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return make(OPS["abs"], (self,))

    def __invert__(self) -> Tensor:
        return make(OPS["bitwise_not"], (self,))

    def __and__(self, other: Any) -> Tensor:
        return _binary(OPS["bitwise_and"], self, other)

    def __rand__(self, other: Any) -> Tensor:
        return _reflected(OPS["bitwise_and"], self, other)

    def __or__(self, other: Any) -> Tensor:
        return _binary(OPS["bitwise_or"], self, other)

    def __ror__(self, other: Any) -> Tensor:
        return _reflected(OPS["bitwise_or"], self, other)

    def __xor__(self, other: Any) -> Tensor:
        return _binary(OPS["bitwise_xor"], self, other)

    def __rxor__(self, other: Any) -> Tensor:
        return _reflected(OPS["bitwise_xor"], self, other)

    def __lshift__(self, other: Any) -> Tensor:
        return _binary(OPS["bitwise_left_shift"], self, other)

    def __rlshift__(self, other: Any) -> Tensor:
        return _reflected(OPS["bitwise_left_shift"], self, other)

    def __rshift__(self, other: Any) -> Tensor:
        return _binary(OPS["bitwise_right_shift"], self, other)

    def __rrshift__(self, other: Any) -> Tensor:
        return _reflected(OPS["bitwise_right_shift"], self, other)

    def __lt__(self, other: Any) -> Tensor:
        return _binary(OPS["lt"], self, other)

    def __le__(self, other: Any) -> Tensor:
        return _binary(OPS["le"], self, other)

    def __gt__(self, other: Any) -> Tensor:
        return _binary(OPS["gt"], self, other)

    def __ge__(self, other: Any) -> Tensor:
        return _binary(OPS["ge"], self, other)

    def __eq__(self, other: Any) -> Tensor:  # type: ignore[override]
        return _binary(OPS["eq"], self, other)

    def __ne__(self, other: Any) -> Tensor:  # type: ignore[override]
        return _binary(OPS["ne"], self, other)

    # By identity, as two tensors of equal values are two nodes; object's own is the fast one.
    __hash__ = object.__hash__

    def __iadd__(self, other: Any) -> Self:
        return self.write(_ADD, other)

    def __isub__(self, other: Any) -> Self:
        return self.write(_SUB, other)

    def __imul__(self, other: Any) -> Self:
        return self.write(_MUL, other)

    def __itruediv__(self, other: Any) -> Self:
        return self.write(_DIV, other)

    def __getitem__(self, index: Any) -> Tensor:
        from engine.indexing import forward_only, split_index

        forward_only(index)
        template, tensors = split_index(index)
        return make(OPS["index"], (self, *tensors), {"index": template})

    def __setitem__(self, index: Any, value: Any) -> None:
        from engine.indexing import forward_only, split_index

        forward_only(index)
        template, tensors = split_index(index)
        self.write(OPS["index_put"], value, *tensors, index=template)

    def __iter__(self) -> Iterator[Tensor]:
        if self.ndim == 0:
            raise ArgumentError("a tensor without dimensions cannot be iterated over")
        return (self[i] for i in range(self.shape[0]))

    def __len__(self) -> int:
        if self.ndim == 0:
            raise ArgumentError("a tensor without dimensions has no length")
        return self.shape[0]

    def __bool__(self) -> bool:
        if self._data.size != 1:
            raise ArgumentError(
                f"the truth of a tensor of shape {shape_text(self.shape)} is ambiguous: use .all() or .any()"
            )
        return bool(self._seen())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self._data.size != 1 or self._data.dtype.kind not in "iu":
            raise ArgumentError("only an integer tensor with one element can be used as an index")
        return int(self._seen())

    def __contains__(self, value: Any) -> bool:
        return bool(np.any(self._seen() == (value._data if isinstance(value, Tensor) else value)))

    def __repr__(self) -> str:
        body = np.array2string(np.asarray(self._data), precision=4, separator=", ", prefix="tensor(")
        dtype = "" if self.dtype in (float64, int64, boolean) else f", dtype={self.dtype}"
        tail = ", requires_grad=True" if self.requires_grad and self.op is None else ""
        made = f", op={self.op.name}" if self.op is not None and self.requires_grad else ""
        return f"tensor({body}{dtype}{tail}{made})"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        if self.requires_grad:
            raise GradientError("a tensor that requires a gradient becomes an array by detach().numpy() only")
        return np.array(self._seen(), dtype=dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        from engine.functions.table import from_numpy

        if method != "__call__" or options:
            return NotImplemented
        return from_numpy(ufunc)(*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from engine.functions.table import from_numpy

        return from_numpy(function)(*args, **kwargs)


def make(op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any] = NO_ATTRIBUTES) -> Tensor:
    """The tensor that `op` makes of `inputs`. Raises EngineError when they do not fit."""
    recorder, grad_enabled = mode()
    if recorder is not None:
        instead = recorder.admit(op, inputs, attributes)
        if instead is not None:
            return instead
    # One and two inputs without attributes are most calls, and unpacking is a good part of what a small one costs.
    count = 0 if attributes else len(inputs)
    try:
        if count == 2:
            a, b = inputs
            data = op.forward(a._data, b._data)
        elif count == 1:
            data = op.forward(inputs[0]._data)
        else:
            data = op.forward(*[tensor._data for tensor in inputs], **attributes)
    except EngineError:
        raise
    except NUMPY_ERRORS as reason:
        raise refusal(op, inputs, attributes, reason) from None
    if type(data) is _ndarray and data.ndim == 0:
        data = data[()]
    out = _new(Tensor)
    out._data = data
    out.order = _next_order()
    out._grad = None
    out._rare = None
    for tensor in inputs:
        if tensor.requires_grad and grad_enabled and op.differentiable:
            out.requires_grad = True
            out.op = op
            out.inputs = inputs
            out.attributes = attributes
            break
    else:
        if data.dtype is float16 or (data.dtype is float32 and all(x._data.dtype is boolean for x in inputs)):
            # numpy and scipy compute functions of booleans in half and in single precision.
            wide = [x._data.astype(float64) if x._data.dtype is boolean else x._data for x in inputs]
            out._data = op.forward(*wide, **attributes)[()]
        out.requires_grad = False
        out.op = None
        out.inputs = ()
        out.attributes = NO_ATTRIBUTES
    if recorder is not None:
        recorder.made(out, op, inputs, attributes)
    return out


def refusal(op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any], reason: Exception) -> EngineError:
    """Why an operation cannot be performed, for `reason`, which numpy gave: the words of its shape rule, or numpy's."""
    try:
        op.shape(*[tensor.shape for tensor in inputs], **attributes)
    except EngineError as better:
        return better
    shapes = ", ".join(f"{shape_text(t.shape)} {t.dtype}" for t in inputs)
    return ArgumentError(f"{op.name} cannot take {shapes}: {reason}")


def apply(op: Op, *inputs: Any, **attributes: Any) -> Tensor:
    """`make`, with plain numbers and arrays among the inputs wrapped as constants, and tensors that stand where plain
    numbers are meant, as p in norm(x, p), unwrapped.
    """
    for name, value in attributes.items():
        attributes[name] = _plain(value)
    tensors_given = [value for value in inputs if isinstance(value, Tensor)]
    like = next((value for value in tensors_given if value._data.dtype.kind == "f"), next(iter(tensors_given), None))
    tensors = tuple(value if isinstance(value, Tensor) else constant(value, like) for value in inputs)
    return make(op, tensors, attributes)


def _plain(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.tolist()
    return type(value)(map(_plain, value)) if type(value) in (tuple, list) else value


def constant(value: Any, like: Tensor | None = None) -> Tensor:
    """Wraps a number or array; a plain number takes the dtype of `like`, which it never promotes."""
    data: Array
    if type(value) is float and like is not None and like._data.dtype is float64:
        data = np.float64(value)
    elif type(value) in (bool, int, float):
        kind = "b" if like is None else like._data.dtype.kind
        if like is not None and kind == "f":
            data = like._data.dtype.type(value)
        elif type(value) is float:
            data = np.float64(value)
        elif type(value) is int:
            try:
                data = np.int64(value)
            except OverflowError:
                raise ArgumentError("a whole number in a tensor must fit in 64 bits") from None
        else:
            data = np.bool_(value)
    elif isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind not in "fiub":
            raise DtypeError(f"tensors hold real numbers and booleans, not {value.dtype}")
        data = value
    elif isinstance(value, complex):
        raise DtypeError("complex numbers have no place here: tensors hold real numbers")
    else:
        raise ArgumentError(f"expected a tensor or a number, got {type(value).__name__}")
    made = Tensor(data)
    recorder = mode().recorder
    if recorder is not None:
        recorder.leaf(made, constant=True)
    return made


def _binary(op: Op, a: Tensor, b: Any) -> Tensor:
    if type(b) is not Tensor:
        if not isinstance(b, (int, float, np.ndarray, np.generic, complex)):
            return NotImplemented  # type: ignore[no-any-return]
        b = constant(b, a)
    return make(op, (a, b))


def _reflected(op: Op, b: Tensor, a: Any) -> Tensor:
    if not isinstance(a, (int, float, np.ndarray, np.generic, complex)):
        return NotImplemented  # type: ignore[no-any-return]
    return make(op, (constant(a, b), b))


from engine import ops as _ops  # noqa: E402  (the operators below are entries of the table)

assert _ops
_ADD, _SUB, _MUL, _DIV = OPS["add"], OPS["sub"], OPS["mul"], OPS["div"]
_MATMUL, _NEG, _POW, _POW_TENSOR = OPS["matmul"], OPS["neg"], OPS["pow"], OPS["pow_tensor"]
_REMAINDER, _FLOOR_DIVIDE = OPS["remainder"], OPS["floor_divide"]
