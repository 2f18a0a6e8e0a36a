"""Which node of one run is which of another: by name, by line and by operation.

The rule, in the order in which pairs are made; whoever is paired stays so, and of several that fit the k-th of one run
goes with the k-th of the other:

1. Nodes of one name: first those of the same line and operation, then of the same line, then of the same operation,
   then the rest; where lines count, first those of the same turn of a loop and call of a function. Lines are those of
   `text_lines`: one that was inserted moves no other.
2. The two targets, if neither is paired yet.
3. Leaves without a partner: those of the same line, role and shape, then of the same role and the same numbers.
4. What one operation makes of paired inputs, in slot order.
5. What paired nodes use in the same slot: here stand two operations where one program has another than the other.
6. What has the same line and operation; then 4 once more, for what has a pair below it by now.

The time grows with the number of nodes and their inputs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import NamedTuple

import numpy as np

from engine.comparison.text_lines import lines_alike
from engine.recording import Node, Run


class Pair(NamedTuple):
    """Indices of a node of each run; `by` is what they were found by: name, target, leaf, inputs, use or line."""

    a: int
    b: int
    by: str


class Matching(NamedTuple):
    """`pairs` and `only_b` are in the order of the nodes of the second run, `only_a` in that of the first."""

    pairs: tuple[Pair, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]


def match(a: Run, b: Run) -> Matching:
    """The rule is that of this module; the same runs always give the same pairs."""
    matcher = _Matcher(a, b)
    matcher.go()
    pairs = tuple(Pair(matcher.of_b[index], index, matcher.by[index]) for index in sorted(matcher.of_b))
    return Matching(
        pairs,
        tuple(node.index for node in a.graph.nodes if node.index not in matcher.of_a),
        tuple(node.index for node in b.graph.nodes if node.index not in matcher.of_b),
    )


# What a node goes by; of the second run, if told so.
Key = Callable[[Node, bool], Hashable]


class _Matcher:
    def __init__(self, a: Run, b: Run) -> None:
        self.a, self.b = a, b
        self.lines = lines_alike(a.source, b.source)
        self.of_a: dict[int, int] = {}
        self.of_b: dict[int, int] = {}
        self.by: dict[int, str] = {}

    def go(self) -> None:
        line = self._line
        for key in (
            lambda node, second: (node.name, line(node, second), node.op, node.namespace),
            lambda node, second: (node.name, line(node, second), node.op),
            lambda node, second: (node.name, line(node, second), node.namespace),
            lambda node, second: (node.name, line(node, second)),
            lambda node, second: (node.name, node.op),
            lambda node, second: node.name,
        ):
            self._by_key("name", key, lambda node: node.name is not None)
        if self.a.target is not None and self.b.target is not None:
            self._pair(self.a.target, self.b.target, "target")
        for key in (
            lambda node, second: (node.role, node.shape, line(node, second), node.namespace),
            lambda node, second: (node.role, node.shape, line(node, second)),
            lambda node, second: (node.role, node.shape, _numbers(node)),
        ):
            self._by_key("leaf", key, lambda node: node.op is None)
        self._by_inputs()
        self._by_uses()
        self._by_inputs()
        self._by_key("line", lambda node, second: (node.op, line(node, second)), lambda node: node.op is not None)
        self._by_inputs()

    def _pair(self, a: int, b: int, by: str) -> None:
        if a not in self.of_a and b not in self.of_b:
            self.of_a[a], self.of_b[b], self.by[b] = b, a, by

    def _by_key(self, by: str, key: Key, fits: Callable[[Node], bool]) -> None:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for node in reversed(self.a.graph.nodes):
            if node.index not in self.of_a and fits(node):
                waiting[key(node, False)].append(node.index)
        for node in self.b.graph.nodes:
            if node.index not in self.of_b and fits(node) and (partners := waiting.get(key(node, True))):
                self._pair(partners.pop(), node.index, by)

    def _by_inputs(self) -> None:
        """Inputs stand before what is made of them: once through is enough."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for node in reversed(self.a.graph.nodes):
            if node.op is not None and node.index not in self.of_a:
                waiting[node.op, node.inputs].append(node.index)
        for node in self.b.graph.nodes:
            if node.op is None or node.index in self.of_b:
                continue
            if partners := waiting.get((node.op, tuple(self.of_b.get(index) for index in node.inputs))):
                self._pair(partners.pop(), node.index, "inputs")

    def _by_uses(self) -> None:
        """From the last node back, so that a pair made here takes what it uses along."""
        for node in reversed(self.b.graph.nodes):
            partner = self.of_b.get(node.index)
            if partner is None:
                continue
            other = self.a.graph.nodes[partner]
            if len(node.inputs) == len(other.inputs) and node.op == other.op:
                for one, used in zip(other.inputs, node.inputs, strict=True):
                    self._pair(one, used, "use")

    def _line(self, node: Node, second: bool) -> Hashable:
        """The line in the first program; one that only the second has is a line of its own."""
        line = None if node.span is None else node.span.line
        if not second or line is None:
            return line
        return self.lines.get(line, -line)


def _numbers(node: Node) -> Hashable:
    return np.asarray(node.value).tobytes()
