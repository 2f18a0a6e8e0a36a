"""A layer of neurons, as places of numbers in the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from engine.operation import Array


class Numbers(NamedTuple):
    """Where numbers stand that make an array of this `shape`.

    Of one node: entry `offset` + Σ index · stride of its values in row-major order. Of several: `nodes` and `entries`
    have an item for each number, in row-major order; a node is None where there is no number.
    """

    nodes: tuple[int | None, ...]
    shape: tuple[int, ...]
    offset: int = 0
    strides: tuple[int, ...] = ()
    entries: tuple[int, ...] | None = None

    def at(self, *index: int) -> tuple[int, int] | None:
        """The node of a number and its entry there; None where there is no number."""
        if self.entries is None:
            node = self.nodes[0]
            entry = self.offset + sum(place * stride for place, stride in zip(index, self.strides, strict=True))
            return None if node is None else (node, entry)
        place = int(np.ravel_multi_index(index, self.shape)) if self.shape else 0
        node = self.nodes[place]
        return None if node is None else (node, self.entries[place])

    def taken(self, values: Mapping[int, Array] | Sequence[Array]) -> Array:
        """The numbers out of the arrays of their nodes, as float64; NaN where there is none."""
        found = np.full(self.shape, np.nan)
        for index in np.ndindex(*self.shape):
            place = self.at(*index)
            if place is not None and (not isinstance(values, Mapping) or place[0] in values):
                found[index] = np.ravel(values[place[0]])[place[1]]
        return found


def of_node(node: int, indices: Array) -> Numbers | None:
    """Entries of one node, given as an array of their places; None where these are not evenly spaced."""
    offset = int(indices.flat[0])
    strides = tuple(
        int(indices[tuple(int(other == axis) for other in range(indices.ndim))]) - offset if length > 1 else 0
        for axis, length in enumerate(indices.shape)
    )
    evenly = offset + sum(
        stride * np.arange(length).reshape([-1 if other == axis else 1 for other in range(indices.ndim)])
        for axis, (stride, length) in enumerate(zip(strides, indices.shape, strict=True))
    )
    return Numbers((node,), indices.shape, offset, strides) if np.array_equal(indices, evenly) else None


def of_places(places: Sequence[tuple[int, int] | None], shape: tuple[int, ...]) -> Numbers:
    """Numbers each of a node of its own, in row-major order."""
    nodes = tuple(None if place is None else place[0] for place in places)
    return Numbers(nodes, shape, entries=tuple(0 if place is None else place[1] for place in places))


# How the examples lie in the values: in rows, a Wᵀ + b; in columns, W a + b; "one": a vector; "calls": each is a call
# of its own, in single numbers.
Examples = Literal["rows", "columns", "one", "calls"]


@dataclass(frozen=True, slots=True)
class DenseLayer:
    """z = Σ w·x + b of every neuron and example, and a = σ(z).

    Axes: `weight` (neuron, input), `bias` (neuron), `input` (example, input), `z` and `activation` (example, neuron).
    `activation` is None of a linear layer, `bias` where none is added. `function` is the operation of the activation,
    or None of one that the program puts together itself. `after` is the layer, by its place, whose neurons are the
    inputs, as they are where it is `direct`, or by way of other operations. `nodes` are those that it is made of.
    """

    weight: Numbers
    bias: Numbers | None
    input: Numbers
    z: Numbers
    activation: Numbers | None
    function: str | None
    examples: Examples
    nodes: tuple[int, ...]
    name: str = ""
    after: int | None = None
    direct: bool = False

    @property
    def output(self) -> Numbers:
        return self.z if self.activation is None else self.activation

    @property
    def sizes(self) -> tuple[int, int]:
        """Inputs and neurons."""
        return self.weight.shape[1], self.weight.shape[0]

    @property
    def count(self) -> int:
        """Examples."""
        return self.z.shape[0]
