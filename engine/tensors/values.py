"""How the values of a tensor are read: as numbers, arrays, truths and text."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.mode import mode
from engine.operation import Array, shape_text
from engine.tensors.state import TensorState
from engine.tensors.text import USUAL, PrintOptions, tensor_text
from engine.tensors.views import lend_numbers, renew


class TensorValues(TensorState):
    """A tensor that can be read."""

    __slots__ = ()

    def _current(self) -> Array:
        """The values, also after a change of what this tensor is a view of."""
        if self._rare is not None:
            renew(self)
        return self._data

    def _seen(self) -> Array:
        """The values, for something other than an operation that a recorder is told of."""
        recorder = mode().recorder
        if recorder is not None:
            recorder.looked_at(self)
        return self._current()

    def numpy(self) -> Array:
        """The values as an array that shares them: a change of one in place is a change of the other.

        What has been computed keeps the numbers it was computed with; a change of the array afterwards goes unnoticed
        where later operations have saved it, as in PyTorch. A single number is a copy. Raises GradientError on a tensor
        that requires a gradient.
        """
        if self.requires_grad:
            raise GradientError("numpy() leaves the graph: call detach() first, as in t.detach().numpy()")
        self._seen()
        lend_numbers(self)
        return self._data if type(self._data) is np.ndarray else np.array(self._data)

    def item(self) -> float | int | bool:
        if self._data.size != 1:
            raise ArgumentError(f"item() needs a tensor with one element, this one has shape {shape_text(self.shape)}")
        return self._seen().item()  # type: ignore[no-any-return]

    def tolist(self) -> Any:
        return self._seen().tolist()

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
        return bool(np.any(self._seen() == (value._seen() if isinstance(value, TensorValues) else value)))

    def __repr__(self) -> str:
        return self._text(USUAL)

    def _text(self, options: PrintOptions) -> str:
        """As PyTorch prints the tensor: `tensor([2., 4.], grad_fn=<MulBackward0>)`."""
        notes: list[str] = []
        if self.requires_grad:
            notes.append("requires_grad=True" if self._op is None else f"grad_fn=<{self._backward_name}>")
        return tensor_text(self._seen(), notes, options)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        if self.requires_grad:
            raise GradientError("a tensor that requires a gradient becomes an array by detach().numpy() only")
        return np.array(self._seen(), dtype=dtype)
