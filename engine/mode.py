"""Switches of the current thread: is differentiation on, and who records what is computed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.autodiff import Event
    from engine.op import Op
    from engine.tensor import Tensor


class Recorder:
    """Told of everything that happens while it is installed with `recording`; this one takes note of nothing."""

    def admit(self, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> Tensor | None:
        """Called before an operation allocates anything; raises to refuse it, or returns a tensor in its stead."""
        return None

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        """An operation made a tensor."""

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        """A leaf was made; `constant` marks a plain number that an operation wrapped."""

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        """`tensor` now holds what `made` held; `before` holds the version it had."""

    def looked_at(self, tensor: Tensor) -> None:
        """The values of a tensor were taken out of it, as numbers, an array or a truth value."""

    def group(self, name: str) -> AbstractContextManager[None]:
        """Groups what is recorded inside under a name."""
        return nullcontext()

    def swept(self, root: Tensor, events: Iterator[Event]) -> None:
        """A backward pass: drains the events of its sweep."""
        deque(events, maxlen=0)


class _Mode(threading.local):
    grad_enabled: bool = True
    recorder: Recorder | None = None


MODE = _Mode()


@contextmanager
def _grad_mode(enabled: bool) -> Iterator[None]:
    before = MODE.grad_enabled
    MODE.grad_enabled = enabled
    try:
        yield
    finally:
        MODE.grad_enabled = before


def no_grad() -> Any:
    """Context (or decorator) in which results do not require gradients."""
    return _grad_mode(False)


def enable_grad() -> Any:
    """Context (or decorator) that switches differentiation on again inside `no_grad`."""
    return _grad_mode(True)


def is_grad_enabled() -> bool:
    return MODE.grad_enabled


@contextmanager
def recording(recorder: Recorder | None) -> Iterator[None]:
    """Installs `recorder` for the current thread; with None nothing is recorded."""
    before = MODE.recorder
    MODE.recorder = recorder
    try:
        yield
    finally:
        MODE.recorder = before
