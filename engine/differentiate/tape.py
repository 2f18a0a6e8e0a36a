"""The operations of a function in the order in which it performed them: what forward mode and replays walk along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.mode import Recorder
from engine.operation import Op
from engine.tensors import Tensor


class TapeEntry(NamedTuple):
    """`tensor` = `op`(`inputs`, `attributes`), each at the version that the operation made or read."""

    tensor: Tensor
    op: Op
    inputs: tuple[Tensor, ...]
    attributes: Mapping[str, Any]


class Tape(Recorder):
    """Records what is performed while it is installed with `recording`, whether or not it can be differentiated."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, Op, tuple[int, ...], Mapping[str, Any]]] = []
        self._versions: list[Tensor] = []
        self._index: dict[Tensor, int] = {}

    @property
    def entries(self) -> list[TapeEntry]:
        versions = self._versions
        return [
            TapeEntry(versions[made], op, tuple([versions[source] for source in sources]), attributes)
            for made, op, sources, attributes in self._entries
        ]

    def made(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        sources = tuple([self._place(source) for source in inputs])
        self._entries.append((self._place(tensor), op, sources, attributes))

    def changed(self, tensor: Tensor, before: Tensor, made: Tensor) -> None:
        """The place of a tensor on the tape passes on to what holds its values now."""
        for version, holder in ((tensor, before), (made, tensor)):
            place = self._index.pop(version, None)
            if place is not None:
                self._index[holder] = place
                self._versions[place] = holder

    def _place(self, tensor: Tensor) -> int:
        place = self._index.setdefault(tensor, len(self._versions))
        if place == len(self._versions):
            self._versions.append(tensor)
        return place
