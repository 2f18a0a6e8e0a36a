"""One entry of a leaf: that by which a derivative is taken."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Shape, shape_text, size
from engine.recording import Node, Run

_INDEXED = re.compile(r"(?P<name>.+)\[(?P<index>[\d,\s]*)\]", re.DOTALL)
# So many names are listed where none of them was meant.
LISTED = 8


class LeafEntry(NamedTuple):
    """`entry` counts through the value of `node` in row-major order; `name` is as in a formula: "W1[0, 2]"."""

    node: int
    entry: int
    name: str

    def unit(self, value: Node) -> np.ndarray[tuple[int, ...], np.dtype[np.floating]]:
        """The direction that moves this entry alone, shaped like the value of the node."""
        made = np.zeros(value.shape, value.value.dtype)
        made.reshape(-1)[self.entry] = 1
        return made


def variable_leaves(run: Run) -> list[Node]:
    """The leaves by whose entries a derivative can be taken: those that require a gradient, in the order of the run."""
    return [node for node in run.graph.nodes if node.requires_grad and not node.inputs and size(node.shape)]


def leaf_entry(run: Run, text: str) -> LeafEntry:
    """The entry that `text` names: "x1", "W1[0, 2]", or by the number of the node "n3[0, 2]"; of a vector or matrix
    without an index its first entry. Of leaves with one name it is the last.

    Raises ArgumentError where there is none.
    """
    found = variable_leaves(run)
    if not found:
        raise ArgumentError("no leaf of this run requires a gradient, so there is nothing to differentiate by")
    node, inside = _node(found, text), None
    indexed = _INDEXED.fullmatch(text)
    if node is None and indexed is not None:
        node, inside = _node(found, indexed["name"]), indexed["index"]
    if node is None:
        names = dict.fromkeys(_called(each) for each in found)
        listed = ", ".join(list(names)[:LISTED]) + (" and others" if len(names) > LISTED else "")
        raise ArgumentError(f"no leaf that requires a gradient has this name; there are {listed}")
    entry = 0 if inside is None else _entry(inside, node)
    return LeafEntry(node.index, entry, leaf_entry_name(node, entry))


def leaf_entry_name(node: Node, entry: int) -> str:
    index = np.unravel_index(entry, node.shape)
    return f"{node.called}[{', '.join(str(int(i)) for i in index)}]" if node.shape else node.called


def _called(node: Node) -> str:
    return node.name or f"n{node.index}"


def _node(found: list[Node], name: str) -> Node | None:
    named = [node for node in found if name in (*node.names, node.label, node.called, f"n{node.index}")]
    return named[-1] if named else None


def _entry(inside: str, node: Node) -> int:
    parts = [part.strip() for part in inside.split(",")] if inside.strip() else []
    if len(parts) != len(node.shape) or not all(
        _fits(part, length) for part, length in zip(parts, node.shape, strict=False)
    ):
        raise ArgumentError(f"{_called(node)} has the shape {shape_text(node.shape)}{_example(node.shape, node)}")
    return int(np.ravel_multi_index([int(part) for part in parts], node.shape)) if parts else 0


def _fits(part: str, length: int) -> bool:
    return part.isdecimal() and len(part) < 10 and int(part) < length


def _example(shape: Shape, node: Node) -> str:
    return f", whose last entry is {leaf_entry_name(node, size(shape) - 1)}" if shape else ": it is one number"
