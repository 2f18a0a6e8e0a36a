"""Tensor: a value, and the operation that made it.

A tensor points only at its inputs, so a graph has no cycles and is freed the moment its last tensor goes.
Zero-dimensional values are kept as numpy scalars, on which arithmetic is five times faster than on 0-d arrays.

A change in place gives the tensor a new version and leaves the old one behind as a tensor of its own. `_order`, the
creation number, tells which version an operation read: the newest one older than the operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self, TypeVar

import numpy as np

from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.mode import mode
from engine.operation import Array, Op, float64, numpy_value, shape_text
from engine.ops import OPS
from engine.tensors.indexing import Template, forward_only, parted
from engine.tensors.promotion import promoted
from engine.tensors.state import NO_ATTRIBUTES, next_order
from engine.tensors.tracking import tracked
from engine.tensors.values import TensorValues
from engine.tensors.versions import new_version
from engine.tensors.views import check_changeable, place_numbers, renew, share_numbers, write_to_bases

_ndarray = np.ndarray
_new = object.__new__
_MATMUL, _NEG, _POW, _POW_TENSOR = OPS["matmul"], OPS["neg"], OPS["pow"], OPS["pow_tensor"]
# What numpy raises for arguments that do not fit.
NUMPY_ERRORS = (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError)
# What an operator takes beside a tensor; a complex number is refused by name.
NOT_TENSORS = (int, float, np.ndarray, np.generic, complex)

Operator = Callable[["Tensor", Any], "Tensor"]
Method = TypeVar("Method", bound=Callable[..., Any])


def _operator(name: str) -> Operator:
    """tensor ∘ other, for an operation of two inputs."""
    op = OPS[name]

    def operator(self: Tensor, other: Any) -> Tensor:
        return make(op, (self, other)) if type(other) is Tensor else _binary(op, self, other)

    return operator


def _reflected(name: str) -> Operator:
    """other ∘ tensor."""
    op = OPS[name]

    def reflected(self: Tensor, other: Any) -> Tensor:
        if not isinstance(other, NOT_TENSORS):
            return NotImplemented  # type: ignore[no-any-return]
        return make(op, (constant(other, self), self))

    return reflected


def _operator_in_place(name: str) -> Operator:
    op = OPS[name]
    return lambda self, other: self._in_place(op, other)


class Tensor(TensorValues):
    """`tensor(...)` is the public way to make one."""

    __slots__ = ()
    __array_priority__ = 1000

    # What stands above tensors brings this and other methods: see `method`.
    backward: Callable[..., None]

    @classmethod
    def __operation__(cls, op: Op, *inputs: Any, **attributes: Any) -> Tensor:
        return apply(op, *inputs, **attributes)

    @property
    def T(self) -> Tensor:
        """All axes in reverse order."""
        return make(OPS["t"], (self,))

    @property
    def mT(self) -> Tensor:
        """The last two axes swapped."""
        return make(OPS["transpose"], (self,), {"dim0": -2, "dim1": -1})

    @property
    def data(self) -> Tensor:
        """The same values as a tensor outside the graph, through which they can be changed."""
        made = Tensor(self._current())
        share_numbers(made, self, OPS["detach"], NO_ATTRIBUTES, hidden=True)
        return made

    @data.setter
    def data(self, value: Any) -> None:
        source = value._current() if isinstance(value, Tensor) else np.asarray(value, dtype=self.dtype)
        self._view = self._rare_fields().array = None
        new_version(self, Tensor(source), self.requires_grad, changes=False)

    def detach(self) -> Tensor:
        return make(OPS["detach"], (self,))

    def _set_version(self, made: Tensor, *, requires_grad: bool | None = None) -> Self:
        """A new version of this tensor, and of all that share its storage: what `made` holds.

        Raises GradientError or ArgumentError where it is a view that cannot be changed.
        """
        check_changeable(self)
        new_version(self, made, requires_grad)
        write_to_bases(self)
        return self

    def _in_place(self, op: Op, *inputs: Any, **attributes: Any) -> Self:
        """Changes this tensor in place to the result of `op(self, *inputs)`."""
        self._require_changeable()
        return self._assign(apply(op, self, *inputs, **attributes))

    def _assign(self, made: Tensor) -> Self:
        """Changes this tensor in place to `made`, in its own element type. Raises GradientError on a leaf in use."""
        self._require_changeable()
        if made is self:
            return self
        if made.shape != self.shape:
            raise ShapeError(
                f"a change in place keeps the shape {shape_text(self.shape)}, the result has {shape_text(made.shape)}: "
                "write x = x + y, which makes a new tensor"
            )
        if made.dtype != self.dtype:
            if "biuf".index(made.dtype.kind) > "biuf".index(self.dtype.kind):
                raise DtypeError(
                    f"the change in place would turn {self.dtype} into {made.dtype}: turn the tensor with .to(…) first"
                )
            made = make(OPS["to"], (made,), {"dtype": self.dtype})
        return self._set_version(
            made, requires_grad=made.requires_grad or (self.requires_grad and not mode().grad_enabled)
        )

    def _require_changeable(self) -> None:
        """Raises GradientError on a leaf that requires a gradient, in the graph."""
        self._current()
        if mode().grad_enabled and self.requires_grad and self._op is None:
            raise GradientError(
                f"{self.name or 'a leaf'} requires a gradient and cannot be changed in place: "
                "do it inside `with torch.no_grad():`"
            )

    __add__, __radd__ = _operator("add"), _reflected("add")
    __sub__, __rsub__ = _operator("sub"), _reflected("sub")
    __mul__, __rmul__ = _operator("mul"), _reflected("mul")
    __truediv__, __rtruediv__ = _operator("div"), _reflected("div")
    __mod__, __rmod__ = _operator("remainder"), _reflected("remainder")
    __floordiv__, __rfloordiv__ = _operator("floor_divide"), _reflected("floor_divide")
    __and__, __rand__ = _operator("bitwise_and"), _reflected("bitwise_and")
    __or__, __ror__ = _operator("bitwise_or"), _reflected("bitwise_or")
    __xor__, __rxor__ = _operator("bitwise_xor"), _reflected("bitwise_xor")
    __lshift__, __rlshift__ = _operator("bitwise_left_shift"), _reflected("bitwise_left_shift")
    __rshift__, __rrshift__ = _operator("bitwise_right_shift"), _reflected("bitwise_right_shift")
    # Python turns a comparison round by itself: 1 < x is x > 1.
    __lt__, __ge__ = _operator("lt"), _operator("ge")
    __gt__, __le__ = _operator("gt"), _operator("le")
    __eq__ = _operator("eq")  # type: ignore[assignment]
    __ne__ = _operator("ne")  # type: ignore[assignment]
    # By identity, as two tensors of equal values are two nodes; object's own is the fast one.
    __hash__ = object.__hash__

    __iadd__ = _operator_in_place("add")
    __isub__ = _operator_in_place("sub")
    __imul__ = _operator_in_place("mul")
    __itruediv__ = _operator_in_place("div")

    __rmatmul__ = _reflected("matmul")

    def __matmul__(self, other: Any) -> Tensor:
        if type(other) is not Tensor:
            return _binary(_MATMUL, self, other)
        if other._data.dtype != self._data.dtype:
            raise DtypeError(
                f"@ takes tensors of one element type, these are {self.dtype} and {other.dtype}: turn one with .to(…)"
            )
        return make(_MATMUL, (self, other))

    __rpow__ = _reflected("pow_tensor")

    def __pow__(self, exponent: Any) -> Tensor:
        if isinstance(exponent, (int, float, np.number)):
            return make(_POW, (self,), {"exponent": exponent})
        return _binary(_POW_TENSOR, self, exponent)

    def __neg__(self) -> Tensor:
        return make(_NEG, (self,))

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return make(OPS["abs"], (self,))

    def __invert__(self) -> Tensor:
        return make(OPS["bitwise_not"], (self,))

    def __getitem__(self, index: Any) -> Tensor:
        forward_only(index)
        return read_backwards(self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        forward_only(index)
        template, tensors = split_index(index)
        self._in_place(OPS["index_put"], value, *tensors, index=template)

    def __iter__(self) -> Iterator[Tensor]:
        if self.ndim == 0:
            raise ArgumentError("a tensor without dimensions cannot be iterated over")
        return (self[i] for i in range(self.shape[0]))


def method(function: Method) -> Method:
    """Makes a function a method of tensors, which need not know it."""
    setattr(Tensor, function.__name__, function)
    return function


def make(op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any] = NO_ATTRIBUTES) -> Tensor:
    """The tensor that `op` makes of `inputs`. Raises EngineError when they do not fit."""
    number = len(inputs)
    values: tuple[Array, ...]
    # One and two inputs without attributes are most calls, and unpacking is a good part of what a small one costs.
    if number == 2:
        a, b = inputs
        if a._rare is not None or b._rare is not None:
            renew(a)
            renew(b)
        x, y = a._data, b._data
        # The type of a numpy scalar is its element type, and quicker to ask for.
        kind, other = type(x), type(y)
        if (x.dtype is not y.dtype) if kind is _ndarray or other is _ndarray else (kind is not other):
            inputs = a, b = promoted(op, inputs)
            x, y = a._data, b._data
        requires_grad = a.requires_grad or b.requires_grad
    elif number == 1:
        (a,) = inputs
        if a._rare is not None:
            renew(a)
        x = a._data
        requires_grad = a.requires_grad
    else:
        inputs = promoted(op, inputs)
        values = tuple([tensor._current() for tensor in inputs])
        requires_grad = any(tensor.requires_grad for tensor in inputs)
    recorder, grad_enabled, default, _ = mode()
    requires_grad = requires_grad and grad_enabled and (op.always_tracked or tracked(op, inputs, attributes))
    if recorder is not None:
        instead: Tensor | None = recorder.admit(op, inputs, attributes)
        if instead is not None:
            return instead
    try:
        if number == 2:
            data = op.forward(x, y, **attributes) if attributes else op.forward(x, y)
        elif number == 1:
            data = op.forward(x, **attributes) if attributes else op.forward(x)
        else:
            data = op.forward(*values, **attributes)
    except NUMPY_ERRORS as reason:
        raise refusal(op, inputs, attributes, reason) from None
    if type(data) is _ndarray and data.ndim == 0:
        data = data[()]
    out = _new(Tensor)
    out._data = data if requires_grad or data.dtype is default else in_default(data, op, inputs, attributes)
    out._order = next_order()
    out._rare = None
    if requires_grad:
        out.requires_grad = True
        out._op = op
        out._inputs = inputs
        out._saved = () if not op.reads_inputs else (x, y) if number == 2 else (x,) if number == 1 else values
        out._attributes = attributes
    else:
        out.requires_grad = False
        out._op = None
        out._inputs = ()
        out._saved = ()
        out._attributes = NO_ATTRIBUTES
    if number == 1 and (op.shares or a._rare is not None):
        place_numbers(out, a, op, attributes)
    if recorder is not None:
        recorder.made(out, op, inputs, attributes)
    return out


def in_default(data: Array, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> Array:
    """`data`, which op made of the inputs; fractions made of whole numbers or booleans in the default element type.

    numpy has types of its own for these, narrow ones for narrow numbers. Of its arrays they are float64.
    """
    made_of = [tensor._data.dtype for tensor in inputs]
    if data.dtype.kind != "f" or "dtype" in attributes or any(dtype.kind == "f" for dtype in made_of):
        return data
    recorder, _, default, _ = mode()
    if data.dtype is not float64:
        values = [tensor._data for tensor in inputs]
        data = op.forward(*[v.astype(float64) if v.dtype.itemsize < 4 else v for v in values], **attributes)[()]
    wanted = float64 if recorder is not None and recorder.mixes_as_numpy(*inputs) else default
    return data if data.dtype is wanted else data.astype(wanted)


def refusal(op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any], reason: Exception) -> EngineError:
    """Why an operation cannot be performed, for `reason`, which numpy gave: the words of its shape rule, or numpy's."""
    try:
        op.shape(*[tensor.shape for tensor in inputs], **attributes)
    except EngineError as better:
        return better
    except NUMPY_ERRORS:
        pass  # What does not fit the rule of shapes either is told by what numpy said.
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
    dtype = None if like is None else like._data.dtype
    recorder, _, default, _ = mode()
    if type(value) is float and (dtype is None or dtype.kind != "f"):
        of_numpy = recorder is not None and like is not None and recorder.mixes_as_numpy(like)
        dtype = float64 if of_numpy else default
    made = Tensor(np.float64(value) if type(value) is float and dtype is float64 else numpy_value(value, dtype))
    if recorder is not None:
        recorder.leaf(made, constant=True)
    return made


def split_index(index: Any) -> tuple[Template, tuple[Tensor, ...]]:
    """Parts an index into a template of plain values and the tensors it names, in order. Raises ArgumentError."""
    template, arrays = parted(index)
    return template, tuple([each if isinstance(each, Tensor) else constant(each) for each in arrays])


def read_backwards(x: Tensor, index: Any) -> Tensor:
    """x[index] as numpy has it: a slice may count down."""
    template, tensors = split_index(index)
    return make(OPS["index"], (x, *tensors), {"index": template})


def _binary(op: Op, a: Tensor, b: Any) -> Tensor:
    if type(b) is not Tensor:
        if not isinstance(b, NOT_TENSORS):
            return NotImplemented  # type: ignore[no-any-return]
        b = constant(b, a)
    return make(op, (a, b))
