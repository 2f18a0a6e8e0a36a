"""What a slip is: another step back somewhere between a variable and the loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from engine.grading.truth import Edge, Step, Way
from engine.operation import Array
from engine.recording import Node


class Slip(NamedTuple):
    """`kind` is one word for it; `words` complete "it is 3 where the gradient is 1: …"."""

    kind: str
    words: str


class Variant(NamedTuple):
    """What becomes of the gradients with another step over some edges, or with other gradients of some nodes."""

    slip: Slip
    instead: Mapping[Edge, Step] = {}
    given: Mapping[int, Array] = {}


Variants = Iterator[Variant]


# The later versions of a node, with what is called by the way.
Newer = Callable[[int], list[tuple[Node, Array]]]


class WayEdge(NamedTuple):
    """An edge of the way, with what names it; `newer` gives the versions of a node that came after it, and when."""

    way: Way
    edge: Edge
    source: Node
    node: Node
    usual: Mapping[int, Array]
    newer: Newer
