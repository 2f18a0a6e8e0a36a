"""A node in the making, as long as the program may still name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.operation import Array, Op
from engine.recording.graph import Node, Span
from engine.recording.lines import Execution
from engine.tensors import Tensor

# A named tuple's own constructor takes three times as long, and a long run has many nodes.
_new = tuple.__new__


@dataclass(slots=True)
class Draft:
    """A node in the making: names are still to come."""

    tensor: Tensor
    op: Op | None
    inputs: tuple[int, ...]
    attributes: Mapping[str, Any]
    value: Array
    constant: bool
    span: Span | None
    namespace: str
    names: list[str] = field(default_factory=list)
    previous: int | None = None
    line: Execution | None = None

    def plain_number(self) -> float | None:
        """The number that a leaf stands for by itself: one of the program's text, or one that nothing asks about."""
        if self.op is not None or np.ndim(self.value):
            return None
        plain = self.constant or not (self.names or self.tensor.requires_grad)
        return self.value.item() if plain else None

    def node(self, index: int, label: str, short: str | None, line: int | None) -> Node:
        tensor = self.tensor
        if self.constant:
            role = "constant"
        elif tensor.requires_grad and tensor._op is None:
            role = "parameter"
        elif self.op is None:
            role = "input"
        else:
            role = "operation"
        name = None if self.op is None else self.op.name
        place = (index, name, role, tuple(self.names), label, self.namespace, self.attributes, self.inputs)
        return _new(Node, (*place, self.value, tensor.requires_grad, self.span, self.previous, line, short))
