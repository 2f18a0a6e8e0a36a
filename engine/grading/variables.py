"""The nodes of a run by the names of its program: which of them a claim is about, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.grading.claim import Claim
from engine.grading.truth import tracked
from engine.operation import Array
from engine.recording import Graph, Node

# So many nodes of one name may be the variable that is meant, and so many later versions of one may be used instead.
VERSIONS, NEWER = 6, 2


class Variables:
    def __init__(self, graph: Graph) -> None:
        self._nodes = graph.nodes
        self._next = {node.previous: node.index for node in self._nodes if node.previous is not None}
        self._named: dict[str, list[int]] = {}
        for node in self._nodes:
            for name in node.names:
                for spelled in dict.fromkeys((name, _last(name))):
                    self._named.setdefault(spelled, []).append(node.index)

    def of(self, claim: Claim) -> list[int]:
        """The nodes that may be the variable of a claim, the likeliest first."""
        known = [] if claim.variable is None else self.chain(claim.variable)
        if claim.assigned:
            return known
        named = [index for index in self._named.get(claim.of, ()) if index < claim.made]
        found = list(dict.fromkeys([*known, *reversed(named)]))
        given = np.shape(claim.value)
        fits = [index for index in found if _fits(given, self._nodes[index].shape)]
        return [index for index in fits if index != claim.node][:VERSIONS]

    def chain(self, index: int) -> list[int]:
        """A node and those that it replaced."""
        chain = [index]
        while (previous := self._nodes[chain[-1]].previous) is not None:
            chain.append(previous)
        return chain

    def root(self, index: int) -> int:
        return self.chain(index)[-1]

    def named(self, name: str) -> Sequence[int]:
        return self._named.get(name, ())

    def changed(self, claim: Claim, claims: Sequence[Claim]) -> list[Claim]:
        """What became of the array by changes in place, until its name was bound again."""
        if claim.node is None:
            return []
        until = min((c.made for c in claims if c.name == claim.name and c.made > claim.made), default=None)
        changed: list[Claim] = []
        index = self._next.get(claim.node)
        while index is not None and (until is None or index < until):
            node = self._nodes[index]
            line = claim.line if node.span is None else node.span.line
            changed.append(claim._replace(value=node.value, node=index, line=line, made=index + 1))
            index = self._next.get(index)
        return changed

    def newer(self, index: int, before: int) -> list[tuple[Node, Array]]:
        """The later versions of a node, up to another one, each with its value."""
        node = self._nodes[index]
        op = node.operation
        if op is not None and len(node.inputs) == 1 and not node.names:
            # Such as the transpose of a matrix that has changed.
            later = self.newer(node.inputs[0], before)
            return [(each, np.asarray(op.forward(value, **node.attributes))) for each, value in later]
        found: list[int] = []
        following = self._next.get(index)
        while following is not None:
            found.append(following)
            following = self._next.get(following)
        found += [other for name in node.names for other in self._named[name] if other > index]
        fits = [i for i in dict.fromkeys(found) if i < before and self._nodes[i].shape == node.shape]
        return [(self._nodes[i], self._nodes[i].value) for i in fits[:NEWER]]

    def entry_by_entry(self, index: int) -> list[int]:
        """What a node is made of that has its shape."""
        node = self._nodes[index]
        return [source for _, source in tracked(node) if self._nodes[source].shape == node.shape]

    def leads_to(self, claim: Claim, other: Claim | None) -> bool:
        """Whether another array is computed from this one."""
        if claim.node is None or other is None or other.node is None or other.node <= claim.node:
            return False
        made = {claim.node}
        for node in self._nodes[claim.node : other.node + 1]:
            if not made.isdisjoint(node.inputs):
                made.add(node.index)
        return other.node in made

    def local(self, index: int) -> list[Array]:
        """The slopes of what made a node, and of what uses it, where those are functions of one number."""
        found = []
        users = [node for node in self._nodes if any(source == index for _, source in tracked(node))]
        for node in [self._nodes[index], *users]:
            op = node.operation
            if op is None or op.partials is None or len(node.inputs) != 1 or op.partials[0] is None:
                continue
            inputs = [self._nodes[source].value for source in node.inputs]
            found.append(np.asarray(op.partials[0](node.value, *inputs, **node.attributes)))
        return found

    def is_step(self, claim: Claim, variable: int) -> bool:
        """Whether the variable is changed by adding or subtracting the array as it is."""
        if claim.node is None:
            return False
        of = {*self.chain(variable), *self.named(claim.of)}
        return any(
            len(node.inputs) == 2
            and claim.node in node.inputs
            and not of.isdisjoint(node.inputs)
            and (node.previous is not None or claim.of in node.names)
            for node in self._nodes[claim.made :]
        )


def _last(name: str) -> str:
    """W1 of self.W1 and of params["W1"]."""
    return name.rpartition("[")[2].strip("]\"'") if "[" in name else name.rpartition(".")[2]


def _fits(given: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """The same shape, up to axes of length 1 or turned round."""
    without = [tuple(size for size in each if size != 1) for each in (given, shape)]
    return without[0] == without[1] or (len(given) == 2 and given[::-1] == shape)
