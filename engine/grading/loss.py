"""Which value of a run is the loss: the number whose gradients a program computes by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engine.grading.claim import Claim, Evidence
from engine.grading.truth import tracked
from engine.recording import Graph, Node

# From the surest on; of a name in an object, such as self.loss, its last part counts.
NAMES = tuple(
    map(
        re.compile,
        (r"loss", r"(?i)cost|j|l|objective|nll|mse|bce|ce|e_total|total_loss|loss_value", r"(?i).*loss|.*cost", r"E"),
    )
)


# So many numbers, the latest, may be the loss where the program does not say.
CANDIDATES = 12


class Loss(NamedTuple):
    """`sure`: the program says so, by name or by a backward pass of its own."""

    node: int
    sure: bool


def named_rank(node: Node) -> int | None:
    lasts = [name.rpartition(".")[2] for name in node.names]
    ranks = [rank for rank, pattern in enumerate(NAMES) if any(map(pattern.fullmatch, lasts))]
    return min(ranks, default=None)


class Losses:
    """The numbers of a run that may be the loss."""

    def __init__(self, graph: Graph, claims: Sequence[Claim], evidence: Evidence) -> None:
        self._graph = graph
        self._before: dict[int, frozenset[int]] = {}
        self._claimed = {claim.node for claim in claims if claim.node is not None and _made_here(graph, claim)}
        numbers = [node for node in graph.nodes if self._could_be(node)]
        by_name: dict[int, list[int]] = {}
        for node in numbers:
            rank = named_rank(node)
            if rank is not None:
                by_name.setdefault(rank, []).append(node.index)
        self._sure = [list(dict.fromkeys(evidence.roots)), *(by_name[rank] for rank in sorted(by_name))]
        # What is computed from gradients, up to the variables that are changed by them.
        self.from_claims = made = self._made_of(self._claimed, {claim.of for claim in claims})
        shown = [index for index in evidence.shown if self._could_be(graph.nodes[index]) and index not in made]
        self._likely = [sorted(set(shown)), self._widest(node for node in numbers if node.index not in made)]

    def _could_be(self, node: Node) -> bool:
        small = node.operation is not None and np.size(node.value) == 1 and np.asarray(node.value).dtype.kind == "f"
        return small and node.index not in self._claimed

    def _made_of(self, claimed: set[int], variables: set[str]) -> set[int]:
        made = set(claimed)
        for node in self._graph.nodes:
            if variables.isdisjoint(node.names) and any(source in made for _, source in tracked(node)):
                made.add(node.index)
        return made

    def _widest(self, numbers: Iterable[Node]) -> list[int]:
        """Those of the numbers with names that most leaves lead to."""
        candidates = [node.index for node in numbers if node.names][-CANDIDATES:]
        leaves = {index: self._leaves(index) for index in candidates}
        most = max(leaves.values(), default=0)
        return [index for index in candidates if leaves[index] == most]

    def _leaves(self, index: int) -> int:
        nodes = self._graph.nodes
        return sum(nodes[i].operation is None and nodes[i].role != "constant" for i in self.before(index))

    def updated(self, node: Node) -> bool:
        """Whether a node is a variable after a change by its gradient."""
        return not node.inputs and node.previous is not None or not self.from_claims.isdisjoint(node.inputs)

    def of_one_pass(self, variables: Sequence[int]) -> list[int]:
        """The versions of a variable, the latest first, back to the one that an update has made."""
        updates = (place for place, index in enumerate(variables) if self.updated(self._graph.nodes[index]))
        return list(variables[: next(updates, len(variables)) + 1])

    def before(self, index: int) -> frozenset[int]:
        """The nodes that a gradient of this one goes back to, up to the last update of each variable."""
        if index not in self._before:
            found, stack = {index}, [index]
            while stack:
                node = self._graph.nodes[stack.pop()]
                for _, source in () if self.updated(node) else tracked(node):
                    if source not in found:
                        found.add(source)
                        stack.append(source)
            self._before[index] = frozenset(found)
        return self._before[index]

    def of(self, claim: Claim, variables: Sequence[int]) -> Loss | None:
        """The loss that a claim is about: the latest before it of the surest kind, or else the next after it."""
        if claim.over is not None:
            reached = not self.before(claim.over).isdisjoint(variables)
            return Loss(claim.over, True) if reached else None
        if claim.assigned and self._sure[0]:
            # Whatever the program goes back from: what does not lead there has no gradient.
            earlier = [index for index in self._sure[0] if index < claim.made]
            return Loss(max(earlier), True) if earlier else None
        for sure, groups in ((True, self._sure), (False, self._likely)):
            for group in groups:
                for index in _nearest(group, claim.made):
                    before = self.before(index)
                    if not before.isdisjoint(variables) and claim.node not in before:
                        return Loss(index, sure)
        return None


def _made_here(graph: Graph, claim: Claim) -> bool:
    """Whether an array was computed in the line that gives it its name, and is not another variable by a second one."""
    span = None if claim.node is None else graph.nodes[claim.node].span
    return span is None or span.line <= claim.line <= span.end_line


def _nearest(group: Sequence[int], made: int) -> Iterator[int]:
    """A few on each side: a gradient may stand before the line that computes the loss."""
    earlier = [index for index in group if index < made]
    yield from list(reversed(earlier))[:2]
    yield from [index for index in group if index >= made][:2]
