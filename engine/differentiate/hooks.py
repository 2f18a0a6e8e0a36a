"""Hooks in a backward sweep: functions of a program that are called with a gradient, and may replace it."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.mode import enable_grad, no_grad
from engine.operation import Array, shape_text
from engine.tensors import Tensor


class Hooked(NamedTuple):
    """One hook of `tensor` was called in a backward sweep: `before` is the gradient it got, `after` what it made of it.

    It stands where it happened: after the last contribution to the tensor, before the gradient is handed on or, at a
    leaf, accumulated. Without a change, `after` equals `before`.
    """

    tensor: Tensor
    before: Array
    after: Array


def through_hooks(tensor: Tensor, gradient: Array, create_graph: bool) -> Generator[Hooked, None, Array]:
    """Calls the hooks of a tensor one after the other, as registered, and returns the gradient after them.

    What a hook computes is recorded with `create_graph` only. Raises ArgumentError, DtypeError or ShapeError for a
    hook that returns anything but a tensor like the gradient, or None.
    """
    rare = tensor._rare
    for hook in list(rare.hooks.values()) if rare is not None and rare.hooks else ():
        given = gradient if create_graph else Tensor(gradient)
        before = given._current()
        with enable_grad() if create_graph else no_grad():
            replaced = hook(given)
        made = given if replaced is None else replaced
        if not isinstance(made, Tensor):
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
        yield Hooked(tensor, before, after)
    return gradient
