"""Switches of the current thread: is differentiation on, and who records what is computed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, NamedTuple

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Op

# They stand above the switches, which hand them on and never look into them; recorders say what they are.
Tensor = Any
Update = Any
Event = Any
Hooked = Any


class Recorder:
    """Told of everything that happens while it is installed with `recording`; this one takes note of nothing."""

    def admit(self, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> Tensor | None:
        """Called before an operation allocates anything; raises to refuse it, or returns a tensor in its stead."""
        return None

    def pay(self, units: float) -> None:
        """Called before work that is no operation's, in units of one addition of two numbers; raises to refuse it."""

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        """An operation made a tensor."""

    def leaf(self, tensor: Tensor, constant: bool) -> None:
        """A leaf was made; `constant` marks a plain number that an operation wrapped."""

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        """`tensor` now holds what `made` held; `before` holds the version it had."""

    def set_gradient(self, tensor: Tensor, before: Tensor | None) -> None:
        """The program gave `.grad` of a tensor, which was `before`, another tensor or None."""

    def worked_out(self, made: Tensor, update: Update) -> None:
        """What a leaf is about to become was worked out by a rule, outside of the graph."""

    def mixes_as_numpy(self, *tensors: Tensor) -> bool:
        """Are these arrays of numpy's, whose element types mix by numpy's rules in place of PyTorch's?"""
        return False

    def looked_at(self, tensor: Tensor) -> None:
        """The values of a tensor were taken out of it, as numbers, an array or a truth value."""

    def group(self, name: str) -> AbstractContextManager[None]:
        """Groups what is recorded inside under a name."""
        return nullcontext()

    def inside(self, name: str) -> AbstractContextManager[None]:
        """What is recorded inside stands under a name within the group of now."""
        return nullcontext()

    def swept(self, roots: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        """A backward pass from `roots` to the `.grad` of leaves: drains the events of its sweep."""
        deque(events, maxlen=0)

    def asked(self, roots: tuple[Tensor, ...], wanted: tuple[Tensor, ...], events: Iterator[Event | Hooked]) -> None:
        """The gradients of `roots` for the tensors `wanted` were asked for: drains the events of that sweep."""
        deque(events, maxlen=0)


_FLOAT64: np.dtype[Any] = np.dtype(np.float64)
_FLOAT32: np.dtype[Any] = np.dtype(np.float32)


class Mode(NamedTuple):
    recorder: Recorder | None = None
    grad_enabled: bool = True
    # The floating point type of what names none, and the one in which random numbers are drawn there: they are drawn as
    # PyTorch's own default draws them, and carried in this one.
    default: np.dtype[Any] = _FLOAT64
    drawn: np.dtype[Any] = _FLOAT32


# Read by every operation, and twice as fast to read as an attribute of threading.local.
_MODE: ContextVar[Mode] = ContextVar("mode", default=Mode())  # noqa: B039 (a named tuple of two constants)
mode = _MODE.get


@contextmanager
def _grad_mode(enabled: bool) -> Iterator[None]:
    before = mode().grad_enabled
    _MODE.set(mode()._replace(grad_enabled=enabled))
    try:
        yield
    finally:
        _MODE.set(mode()._replace(grad_enabled=before))


def no_grad() -> Any:
    """Context (or decorator) in which results do not require gradients."""
    return _grad_mode(False)


def enable_grad() -> Any:
    """Context (or decorator) that switches differentiation on again inside `no_grad`."""
    return _grad_mode(True)


@contextmanager
def defaults() -> Iterator[None]:
    """Within it a program may choose its default element type; what was chosen before holds again afterwards."""
    before = mode()
    try:
        yield
    finally:
        _MODE.set(mode()._replace(default=before.default, drawn=before.drawn))


def get_default_dtype() -> np.dtype[Any]:
    """The element type of fractions for which none is named."""
    return mode().default


def set_default_dtype(dtype: Any) -> None:
    """Fractions whose element type no one names have this one from now on, and are drawn in it.

    Raises ArgumentError for what is no element type of floating point numbers.
    """
    chosen = np.dtype(dtype)
    if chosen not in (_FLOAT64, _FLOAT32):
        raise ArgumentError(f"the default is float64 or float32, not {chosen}")
    _MODE.set(mode()._replace(default=chosen, drawn=chosen))


def set_grad_enabled(enabled: bool) -> None:
    """Switches differentiation on or off from now on, to the end of the block around."""
    _MODE.set(mode()._replace(grad_enabled=enabled))


def is_grad_enabled() -> bool:
    return mode().grad_enabled


@contextmanager
def recording(recorder: Recorder | None) -> Iterator[None]:
    """Installs `recorder` for the current thread; with None nothing is recorded."""
    before = mode().recorder
    _MODE.set(mode()._replace(recorder=recorder))
    try:
        yield
    finally:
        _MODE.set(mode()._replace(recorder=before))
