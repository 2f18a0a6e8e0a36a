"""What a tensor holds: values, where they come from, a gradient, what waits for it, what it shares its numbers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Generic, Self, TypeVar
from weakref import ref

import numpy as np

from engine.errors import DtypeError, GradientError
from engine.mode import mode
from engine.operation import Array, Op, Recorded, Shape, backward_name, shape_text
from engine.tensors.hooks import Handle, Hooks

NO_ATTRIBUTES: Mapping[str, Any] = {}
next_order = count().__next__

T = TypeVar("T", bound="TensorState")


class Storage:
    """What a base and all views of it have in common. Its `version` counts the changes of any of them.

    `changed_at` is the creation number of the latest of these changes that is noticed where values are saved.
    """

    __slots__ = ("changed_at", "version")

    def __init__(self) -> None:
        self.changed_at = -1
        self.version = 0


class View(Generic[T]):
    """The part of one tensor in a storage, of which it has the numbers of a `version`.

    A view has a `base` of which `op` makes it, recorded as in the grad mode it was made in. One outside the graph does
    not keep alive what it was taken from, which may be the end of a large graph. Changes through a `hidden` one, which
    is `x.data`, go unnoticed where values of x are saved.
    """

    __slots__ = ("_base", "attributes", "hidden", "op", "records", "storage", "version")

    def __init__(
        self,
        storage: Storage,
        base: T | None = None,
        op: Op | None = None,
        attributes: Mapping[str, Any] | None = None,
        records: bool = False,
        hidden: bool = False,
    ) -> None:
        self.storage = storage
        self.hidden = hidden
        self.version = storage.version
        self.op = op
        self._base = ref(base) if base is not None and self.outside else base
        self.attributes = attributes or {}
        self.records = records

    @property
    def outside(self) -> bool:
        """Whether it was made to stand outside of the graph."""
        return self.op is not None and not self.op.differentiable

    @property
    def base(self) -> T | None:
        """None where there is none, or where it got other numbers since."""
        base: T | None = self._base() if isinstance(self._base, ref) else self._base
        return base if base is not None and base._view is not None and base._view.storage is self.storage else None


class Rare(Generic[T]):
    """What few tensors have, kept out of the others. `after` holds the hooks that wait for `.grad` of a leaf.
    `changed` is the creation number of its latest change in place, or of that which ended this version; `born` that of
    the first numbers of a leaf which was changed outside the graph since. An `array` is shared with numpy: changes in
    place are written into it.
    """

    __slots__ = ("after", "array", "born", "changed", "hooks", "name", "previous", "retains_grad", "view")

    def __init__(self) -> None:
        self.hooks: Hooks | None = None
        self.after: Hooks | None = None
        self.array: Array = None
        self.born: int | None = None
        self.changed = -1
        self.view: View[T] | None = None
        self.name: str | None = None
        self.previous: T | None = None
        self.retains_grad = False

    @property
    def hooked(self) -> bool:
        return bool(self.hooks or self.after)


class TensorState(Recorded):
    """All of a tensor that needs no operation. `_order` is its creation number, `_saved` the values that `_op` read of
    the inputs, which may have been changed in place since; empty where it reads none.

    What PyTorch's tensors do not have begins with an underscore: the rooms of the engine read it, its users do not.
    """

    __slots__ = (
        "__weakref__",
        "_attributes",
        "_data",
        "_grad",
        "_inputs",
        "_op",
        "_order",
        "_rare",
        "_saved",
        "requires_grad",
    )

    _data: Array
    _op: Op | None
    _inputs: tuple[Self, ...]
    _saved: tuple[Array, ...]
    _attributes: Mapping[str, Any]
    _order: int
    requires_grad: bool
    # Not there before the first gradient, as most tensors never get one.
    _grad: Self | None
    _rare: Rare[Self] | None

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        """A leaf that holds `data`, an array or numpy scalar, as it is; `tensor(...)` is the public way to make one."""
        self._data = data[()] if type(data) is np.ndarray and data.ndim == 0 else data
        self._op = None
        self._inputs = ()
        self._saved = ()
        self._attributes = NO_ATTRIBUTES
        self._order = next_order()
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
        return self._op is None

    @property
    def name(self) -> str | None:
        return self._rare.name if self._rare else None

    @name.setter
    def name(self, name: str | None) -> None:
        self._rare_fields().name = name

    @property
    def _view(self) -> View[Self] | None:
        """What it shares its numbers with, as or through a view."""
        return self._rare.view if self._rare else None

    @_view.setter
    def _view(self, view: View[Self] | None) -> None:
        self._rare_fields().view = view

    def _rare_fields(self) -> Rare[Self]:
        if self._rare is None:
            self._rare = Rare()
        return self._rare

    @property
    def grad(self) -> Self | None:
        """The gradient that backward passes have added up so far; None before the first."""
        return getattr(self, "_grad", None)

    @grad.setter
    def grad(self, value: Self | None) -> None:
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
            recorder.set_gradient(self, before)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        if requires_grad and self._data.dtype.kind != "f":
            raise DtypeError(
                f"only floating point tensors can require gradients, this one is {self.dtype}: "
                "write its numbers with a decimal point"
            )
        if not requires_grad and self._op is not None:
            raise GradientError("requires_grad can be switched off on leaves only: use detach()")
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        """Keeps the gradient of a result in `.grad`, as leaves do."""
        if not self.requires_grad:
            raise GradientError("retain_grad() needs a tensor that requires a gradient")
        self._rare_fields().retains_grad = True

    def register_hook(self, hook: Callable[[Self], Self | None]) -> Handle:
        """Calls `hook(gradient)` when this tensor's gradient is complete; what it returns replaces the gradient.

        The hook stays with what the tensor holds now: after a change in place it is called for the gradient of that.
        `remove()` of what is returned takes the hook away. Raises GradientError on a tensor without a gradient.
        """
        if not self.requires_grad:
            raise GradientError(
                "a hook waits for a gradient, and this tensor requires none: make it with requires_grad=True"
            )
        rare = self._rare_fields()
        rare.hooks = {} if rare.hooks is None else rare.hooks
        return Handle(rare.hooks, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Self], None]) -> Handle:
        """Calls `hook(leaf)` when a backward pass has added to `.grad` of this leaf; it returns None.

        Raises GradientError on what is no such leaf.
        """
        if not self.requires_grad or self._op is not None:
            raise GradientError(
                "a hook after accumulation waits for the .grad of a leaf with requires_grad=True, and this is none: "
                "use register_hook(…)"
            )
        rare = self._rare_fields()
        rare.after = {} if rare.after is None else rare.after
        return Handle(rare.after, hook)

    @property
    def _backward_name(self) -> str | None:
        """What PyTorch calls the step back through the operation that made the tensor; None for a leaf."""
        if self._op is None:
            return None
        dims = ["number" if each._is_plain_number() else str(each.ndim) for each in self._inputs]
        return backward_name(self._op, dims, self._attributes)

    def _is_plain_number(self) -> bool:
        return self.ndim == 0 and self._op is None and self.name is None and not self.requires_grad
