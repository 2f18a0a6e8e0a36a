"""Hooks: functions of a program that are called with a gradient, and may replace it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.mode import enable_grad, no_grad
from engine.operation import Array, shape_text

if TYPE_CHECKING:
    from engine.tensors.tensor import Tensor

Hooks = dict[int, Callable[["Tensor"], Any]]


class Hooked(NamedTuple):
    """One hook of `tensor` was called in a backward sweep: `before` is the gradient it got, `after` what it made of it.

    It stands where it happened: after the last contribution to the tensor, before the gradient is handed on or, at a
    leaf, accumulated. Without a change, `after` equals `before`.
    """

    tensor: Tensor
    before: Array
    after: Array


class Handle:
    """What registering a hook returns: `remove()` takes the hook away again."""

    __slots__ = ("_hooks", "_key")

    def __init__(self, hooks: Hooks, hook: Callable[[Tensor], Any]) -> None:
        self._hooks = hooks
        self._key = max(hooks, default=-1) + 1
        hooks[self._key] = hook

    def remove(self) -> None:
        """Does nothing where the hook is removed already."""
        self._hooks.pop(self._key, None)


def through_hooks(
    tensor: Tensor, hooks: Mapping[int, Callable[[Tensor], Any]], gradient: Array, create_graph: bool
) -> Iterator[tuple[Hooked, Array]]:
    """Calls the hooks one after the other, as registered: what happened, and the gradient after it.

    What a hook computes is recorded with `create_graph` only. Raises ArgumentError, DtypeError or ShapeError for a
    hook that returns anything but a tensor like the gradient, or None.
    """
    for hook in list(hooks.values()):
        given = gradient if create_graph else type(tensor)(gradient)
        before = given._current()
        with enable_grad() if create_graph else no_grad():
            replaced = hook(given)
        made = given if replaced is None else replaced
        if not isinstance(made, type(tensor)):
            raise ArgumentError(f"a hook returns a tensor or None, not {type(made).__name__}")
        after = made._current()
        if after.shape != before.shape:
            raise ShapeError(
                f"the gradient has shape {shape_text(before.shape)}, the hook returns {shape_text(after.shape)}: "
                "a hook may change the numbers of a gradient, not its shape"
            )
        if after.dtype != before.dtype:
            raise DtypeError(
                f"the gradient is {before.dtype}, the hook returns {after.dtype}: turn it back with .to({before.dtype})"
            )
        gradient = made if create_graph else after
        yield Hooked(tensor, before, after), gradient
