"""A set of tensors that does not keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSet
from typing import Any
from weakref import ref

from engine.tensors import Tensor


class WeakTensors(MutableSet[Tensor]):
    """By identity: to ask tensors whether they are equal, as weakref.WeakSet does, is an operation on them."""

    def __init__(self, tensors: Iterable[Tensor] = ()) -> None:
        self._kept: dict[int, ref[Tensor]] = {}
        for tensor in tensors:
            self.add(tensor)

    def __contains__(self, tensor: Any) -> bool:
        kept = self._kept.get(id(tensor))
        return kept is not None and kept() is tensor

    def __iter__(self) -> Iterator[Tensor]:
        return iter([tensor for kept in list(self._kept.values()) if (tensor := kept()) is not None])

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, tensor: Tensor) -> None:
        key = id(tensor)

        def gone(kept: ref[Tensor]) -> None:
            if self._kept.get(key) is kept:
                del self._kept[key]

        self._kept[key] = ref(tensor, gone)

    def discard(self, tensor: Tensor) -> None:
        self._kept.pop(id(tensor), None)
