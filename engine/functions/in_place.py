"""What changes a tensor in place, made of what computes the same anew: PyTorch's names with an underscore behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import GradientError
from engine.functions.binding import changing
from engine.tensors import Tensor, new_version


def storing(name: str, compute: Callable[..., Any]) -> Callable[..., Tensor]:
    """What `compute`, the function of this name, computes, stored in its first argument."""

    def change(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return input._assign(compute(input, *args, **kwargs))

    change.__signature__ = changing(compute)  # type: ignore[attr-defined]
    change.__name__ = change.__qualname__ = f"{name}_"
    change.__doc__ = f"{name}, stored in the tensor itself."
    return change


def rearranging(name: str, compute: Callable[..., Any]) -> Callable[..., Tensor]:
    """The same where the result is the tensor's own numbers in another shape or order."""

    def change(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        input._require_changeable()
        require_alone(input, name, f"x = x.{name}(…)")
        new_version(input, compute(input, *args, **kwargs))
        input._view = None
        return input

    change.__signature__ = changing(compute)  # type: ignore[attr-defined]
    return change


def require_alone(tensor: Tensor, name: str, instead: str) -> None:
    """Raises GradientError for a view, and for what has views."""
    if tensor._view is not None:
        raise GradientError(f"{name}_ would part this tensor from those that share its numbers: write {instead}")
