"""The recorded computation as immutable data: nodes in creation order, and an edge for every use of a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from engine.functions.own import own_operation
from engine.operation import OPS, Array, Op, Shape

_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of program text; lines and columns count from 1, the end column is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Node(NamedTuple):
    """One value. `op` is None for a leaf; `inputs` are node indices in slot order, repeats kept.

    `names` are all variables bound to the value, in order; `label` tells it apart. `short` is what it is called in
    place of a label that is only a place: the formula that made it, over the names of its inputs. `previous` is the
    node this one replaced when a program changed a tensor in place. `line` is the line that made it, by its index.
    """

    index: int  # type: ignore[assignment]  # (a tuple's own method, which nobody calls on a node)
    op: str | None
    role: str
    names: tuple[str, ...]
    label: str
    namespace: str
    attributes: Mapping[str, Any]
    inputs: tuple[int, ...]
    value: Array
    requires_grad: bool
    span: Span | None
    previous: int | None
    line: int | None = None
    short: str | None = None

    @property
    def called(self) -> str:
        """What a card, a sentence and a table call it."""
        return self.label if self.short is None else self.short

    @property
    def name(self) -> str | None:
        return self.names[0] if self.names else None

    @property
    def shape(self) -> Shape:
        return tuple(np.shape(self.value))

    @property
    def dtype(self) -> str:
        return str(self.value.dtype)

    @property
    def operation(self) -> Op | None:
        return None if self.op is None else OPS.get(self.op) or own_operation(self.op)


class Edge(NamedTuple):
    """A use of the value of `source` by `target`, in its input slot `slot`."""

    index: int  # type: ignore[assignment]  # (a tuple's own method, which nobody calls on an edge)
    source: int
    target: int
    slot: int


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def edges_of(inputs: list[tuple[int, ...]]) -> tuple[Edge, ...]:
    """Every use of a value, ordered by the node that uses it and its slot."""
    uses = [(source, target, slot) for target, sources in enumerate(inputs) for slot, source in enumerate(sources)]
    # A named tuple's own constructor takes three times as long.
    return tuple([_new(Edge, (index, *use)) for index, use in enumerate(uses)])
