"""What a tensor holds, and how it is read: values, where they come from, a gradient and what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from engine.errors import ArgumentError, DtypeError, GradientError
from engine.mode import mode
from engine.operation import Array, Op, Shape, backward_name, shape_text
from engine.tensors.hooks import Handle, Hooks
from engine.tensors.text import USUAL, PrintOptions, tensor_text
from engine.tensors.views import Share, lend_numbers, renew

if TYPE_CHECKING:
    from engine.tensors.tensor import Tensor

NO_ATTRIBUTES: Mapping[str, Any] = {}
next_order = count().__next__


class Rare:
    """What few tensors have, kept out of the others. `after` holds the hooks that wait for `.grad` of a leaf.
    `changed` is the creation number of its latest change in place, or of that which ended this version; `born` that of
    the first numbers of a leaf which was changed outside the graph since. An `array` is shared with numpy: changes in
    place are written into it.
    """

    __slots__ = ("after", "array", "born", "changed", "hooks", "name", "previous", "retains_grad", "share")

    def __init__(self) -> None:
        self.hooks: Hooks | None = None
        self.after: Hooks | None = None
        self.array: Array = None
        self.born: int | None = None
        self.changed = -1
        self.share: Share | None = None
        self.name: str | None = None
        self.previous: Tensor | None = None
        self.retains_grad = False

    @property
    def hooked(self) -> bool:
        return bool(self.hooks or self.after)


class TensorState:
    """All of a tensor that needs no operation. `order` is its creation number, `saved` the values that `op` read of the
    inputs, which may have been changed in place since; empty where it reads none.
    """

    __slots__ = (
        "__weakref__",
        "_data",
        "_grad",
        "_rare",
        "attributes",
        "inputs",
        "op",
        "order",
        "requires_grad",
        "saved",
    )

    _data: Array
    op: Op | None
    inputs: tuple[Tensor, ...]
    saved: tuple[Array, ...]
    attributes: Mapping[str, Any]
    order: int
    requires_grad: bool
    # Not there before the first gradient, as most tensors never get one.
    _grad: Tensor | None
    _rare: Rare | None

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        """A leaf that holds `data`, an array or numpy scalar, as it is; `tensor(...)` is the public way to make one."""
        self._data = data[()] if type(data) is np.ndarray and data.ndim == 0 else data
        self.op = None
        self.inputs = ()
        self.saved = ()
        self.attributes = NO_ATTRIBUTES
        self.order = next_order()
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
    def is_leaf(self) -> bool:
        return self.op is None

    @property
    def name(self) -> str | None:
        return self._rare.name if self._rare else None

    @name.setter
    def name(self, name: str | None) -> None:
        self.rare().name = name

    def _current(self) -> Array:
        """The values, also after a change of what this tensor is a view of."""
        if self._rare is not None:
            renew(self)  # type: ignore[arg-type]
        return self._data

    def _seen(self) -> Array:
        """The values, for something other than an operation that a recorder is told of."""
        recorder = mode().recorder
        if recorder is not None:
            recorder.looked_at(self)  # type: ignore[arg-type]
        return self._current()

    @property
    def share(self) -> Share | None:
        """What it shares its numbers with, as or through a view."""
        return self._rare.share if self._rare else None

    @share.setter
    def share(self, share: Share | None) -> None:
        self.rare().share = share

    def rare(self) -> Rare:
        if self._rare is None:
            self._rare = Rare()
        return self._rare

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward passes have added up so far; None before the first."""
        return getattr(self, "_grad", None)

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None and value.shape != self.shape:
            raise GradientError(
                f"a gradient has the shape of its tensor, {shape_text(self.shape)}, not {shape_text(value.shape)}"
            )
        if value is not None and value.dtype != self.dtype:
            raise DtypeError(f"a gradient has the element type of its tensor, {self.dtype}: turn it with .to(…) first")
        before = self.grad
        self._grad = value
        recorder = mode().recorder
        if recorder is not None and value is not before:
            recorder.set_gradient(self, before)  # type: ignore[arg-type]

    def numpy(self) -> Array:
        """The values as an array that shares them: a change of one in place is a change of the other.

        What has been computed keeps the numbers it was computed with; a change of the array afterwards goes unnoticed
        where later operations have saved it, as in PyTorch. A single number is a copy. Raises GradientError on a tensor
        that requires a gradient.
        """
        if self.requires_grad:
            raise GradientError("numpy() leaves the graph: call detach() first, as in t.detach().numpy()")
        self._seen()
        lend_numbers(self)  # type: ignore[arg-type]
        return self._data if type(self._data) is np.ndarray else np.array(self._data)

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

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Handle:
        """Calls `hook(gradient)` when this tensor's gradient is complete; what it returns replaces the gradient.

        The hook stays with what the tensor holds now: after a change in place it is called for the gradient of that.
        `remove()` of what is returned takes the hook away. Raises GradientError on a tensor without a gradient.
        """
        if not self.requires_grad:
            raise GradientError(
                "a hook waits for a gradient, and this tensor requires none: make it with requires_grad=True"
            )
        rare = self.rare()
        rare.hooks = {} if rare.hooks is None else rare.hooks
        return Handle(rare.hooks, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> Handle:
        """Calls `hook(leaf)` when a backward pass has added to `.grad` of this leaf. Raises GradientError on others."""
        if not self.requires_grad or self.op is not None:
            raise GradientError(
                "a hook after accumulation waits for the .grad of a leaf with requires_grad=True, and this is none: "
                "use register_hook(…)"
            )
        rare = self.rare()
        rare.after = {} if rare.after is None else rare.after
        return Handle(rare.after, hook)

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
        return bool(np.any(self._seen() == (value._seen() if isinstance(value, TensorState) else value)))

    def __repr__(self) -> str:
        return self.text(USUAL)

    def text(self, options: PrintOptions) -> str:
        """As PyTorch prints the tensor: `tensor([2., 4.], grad_fn=<MulBackward0>)`."""
        notes: list[str] = []
        if self.requires_grad:
            notes.append("requires_grad=True" if self.op is None else f"grad_fn=<{self.backward_name}>")
        return tensor_text(self._current(), notes, options)

    @property
    def backward_name(self) -> str | None:
        """What PyTorch calls the step back through the operation that made the tensor; None for a leaf."""
        if self.op is None:
            return None
        dims = ["number" if each._is_plain_number() else str(each.ndim) for each in self.inputs]
        return backward_name(self.op, dims, self.attributes)

    def _is_plain_number(self) -> bool:
        return self.ndim == 0 and self.op is None and self.name is None and not self.requires_grad

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        if self.requires_grad:
            raise GradientError("a tensor that requires a gradient becomes an array by detach().numpy() only")
        return np.array(self._seen(), dtype=dtype)
