"""Judging what is claimed of the gradients of one loss, in the order of the program.

A gradient that is wrong only because an earlier one is, is told apart: it is what follows when the earlier one is taken
as it is. So of all that is wrong the slips themselves stand out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.grading.claim import Claim
from engine.grading.compare import Difference, difference, factor, like, same
from engine.grading.corners import at_corners
from engine.grading.loss import Loss, Losses
from engine.grading.slip import Slip
from engine.grading.slips import found
from engine.grading.truth import Allowance, Doubt, Way
from engine.grading.variables import Variables
from engine.operation import Array, shape_text
from engine.recording import Graph

Gradients = dict[int, Array]
# Finds the slip that explains an array: one search for all passes of a loop.
Search = Callable[[Claim, int, Callable[[], Slip | None]], Slip | None]


@dataclass
class Group:
    """The arrays bound to one name in one pass, and what is found out about them: `judged` is the one meant.

    `variables` are the versions of its variable, `variable` the one that its gradient is of.
    """

    claims: list[Claim]
    variables: list[int]
    verdict: str = ""
    words: str = ""
    slip: str | None = None
    first: Difference | None = None
    variable: int = -1
    judged: Claim | None = None

    @property
    def last(self) -> Claim:
        return self.claims[-1]

    @property
    def versions(self) -> list[Claim]:
        """The last and the first, where they differ."""
        return [self.claims[-1]] if len(self.claims) == 1 else [self.claims[-1], self.claims[0]]

    def decide(self, verdict: str, words: str = "", claim: Claim | None = None) -> None:
        self.verdict, self.words, self.judged = verdict, words, claim or self.last


@dataclass
class Pass:
    """What is claimed of the gradients of one loss."""

    loss: Loss
    groups: dict[tuple[str, int], Group] = field(default_factory=dict)


class Judge:
    """`held` are gradients that others are computed from in place of the true ones, by node: wrong ones, and multiples
    of the true ones by `scales`.
    """

    def __init__(
        self, graph: Graph, about: Pass, variables: Variables, losses: Losses, allowance: Allowance, search: Search
    ) -> None:
        self._nodes, self._about, self._variables, self._losses = graph.nodes, about, variables, losses
        self._groups, self._search = list(about.groups.values()), search
        ends = {end for group in self._groups for v in group.variables for end in (v, *self._behind(v))}
        self._way = Way(graph, about.loss.node, ends, allowance)
        self._true = self._way.gradients()
        self._held: Gradients = {}
        self._scales = [1.0]

    def judge(self) -> list[Group]:
        """The groups with their verdicts; none where it stays open whether this is the loss. Raises Doubt."""
        for group in self._groups:
            if group.last.assigned and self._true.keys().isdisjoint(group.variables):
                self._true[group.variables[0]] = np.zeros(self._nodes[group.variables[0]].shape)
            group.variable = next((v for v in group.variables if v in self._true), -1)
        groups = [group for group in self._groups if group.variable >= 0]
        for group in groups:
            self._compare(group)
        self._allow_multiples(groups)
        for group in [group for group in groups if not group.verdict]:
            try:
                self._explain(group)
            except Doubt as reason:
                group.decide("unknown", f"not compared: {reason}")
        agreed = self._about.loss.sure or any(map(self._supports, groups))
        return [group for group in groups if group.verdict] if agreed else []

    def _supports(self, group: Group) -> bool:
        """Agreement that is no accident: of a gradient that is not 0, and not that of the loss itself."""
        if group.variable == self._about.loss.node or group.judged is None or not np.any(group.judged.value):
            return False
        explained = group.slip is not None and np.size(group.judged.value) > 1
        return group.verdict == "right" or (group.verdict == "differs" and explained)

    def _compare(self, group: Group) -> None:
        """Right where the last array is the gradient of one version of the variable, or an earlier one was."""
        # What is put into an object is a sum that grows: its end counts.
        for claim in [group.last] if group.last.assigned else reversed(group.claims):
            for variable in group.variables:
                true = self._true.get(variable)
                given = None if true is None else like(claim.value, true)
                if true is None or given is None or difference(given, true, self._above(variable)) is not None:
                    continue
                group.variable, words = variable, ""
                if np.shape(claim.value) != np.shape(true):
                    own, other = shape_text(np.shape(claim.value)), shape_text(np.shape(true))
                    words = f"its numbers are right; its shape is {own}, that of {self._label(variable)} {other}"
                elif claim.line != group.last.line:
                    words = f"right here; line {group.last.line} changes it afterwards"
                group.decide("right", words, claim)
                return
        # A sum over the passes of a loop, each of which has a loss of its own.
        true = self._true[group.variable]
        for earlier, later in zip(group.claims, group.claims[1:], strict=False):
            alike = np.shape(earlier.value) == np.shape(later.value)
            if alike and same(np.asarray(later.value) - np.asarray(earlier.value), true):
                group.decide("right", f"line {later.line} adds the gradient to what it held")
                return

    def _above(self, variable: int) -> float:
        """The greatest entry of the gradients that a variable's is computed from."""
        users = [self._true[edge.node] for edge in self._way.users(variable) if edge.node in self._true]
        return max((float(np.max(np.abs(each), initial=0.0)) for each in users), default=0.0)

    def _allow_multiples(self, groups: Sequence[Group]) -> None:
        """A multiple of the gradient on purpose: where what is computed from it is right, the factor comes in later."""
        right = [group for group in groups if group.verdict == "right"]
        for group in groups:
            true = self._true[group.variable]
            given = None if group.verdict else like(group.last.value, true)
            ratio = None if given is None else factor(given, true)
            if ratio is not None and any(self._variables.leads_to(group.last, other.judged) for other in right):
                self._held[group.variable] = ratio * true
                self._scales.append(ratio)
                loss = self._label(self._about.loss.node)
                words = f"{ratio:.6g} times the gradient of {loss}: the factor comes in later, where it is used"
                group.decide("right", words)

    def _explain(self, group: Group) -> None:
        """Wrong, and by which slip; or left open where that is in doubt."""
        variable, claim, true = group.variable, group.last, self._true[group.variable]
        if not (claim.assigned or claim.apart or self._computed(claim)):
            # A number that is written out, such as the step of a grid, need not be a gradient.
            return
        if any(user.node >= claim.made for user in self._way.users(variable)):
            # Nor what is there before the variable is used, such as a difference of two inputs.
            return
        given = like(claim.value, true)
        if given is not None and not (np.all(np.isfinite(given)) and np.all(np.isfinite(true))):
            group.decide("unknown", "not compared: some of the numbers are not finite")
            return
        if given is not None and at_corners(self._way, variable, given) == "one of several":
            group.decide("right", "at a corner of a function this is one of several right gradients")
            return
        above = {node: value for node, value in self._held.items() if node != variable}
        slip, used = self._follows(group, above) or self._shut(group) or self._overwritten(group), claim
        for version in group.versions:
            if slip is None and (version is claim or self._carried_on(group, version)):
                slip, used = self._found(variable, version, above, claim.made), version
        group.first = apart = None if given is None else difference(given, true)
        if apart is None and slip is None:
            # Of another shape, and nothing says why.
            return
        doubt = "" if slip is not None or apart is None or given is None else self._doubt(group, given, apart)
        if doubt:
            group.decide("unknown", f"not compared: {doubt}")
            return
        told = f"it has shape {shape_text(np.shape(claim.value))}" if apart is None else self._entry(apart)
        group.slip = None if slip is None else slip.kind
        group.decide("differs", told if slip is None else f"{told}: {slip.words}")
        handed = like(used.value, true)
        if handed is not None:
            # Versions of one variable that have one gradient are one to whoever writes it by hand.
            alike = [v for v in group.variables if v in self._true and same(self._true[v], true)]
            self._held |= dict.fromkeys((variable, *alike), handed)

    def _found(self, variable: int, version: Claim, above: Gradients, made: int) -> Slip | None:
        def search() -> Slip | None:
            return found(self._way, variable, version.value, above, lambda index: self._variables.newer(index, made))

        return self._search(version, variable, search)

    def _follows(self, group: Group, above: Gradients) -> Slip | None:
        """Nothing is wrong with it but what it is computed from."""
        if not above:
            return None
        forced = self._way.gradients(above)
        targets = [each for each in (group.variable, *self._behind(group.variable)) if each in forced]
        for version in group.versions:
            for target in targets:
                given = like(version.value, forced[target])
                if given is not None and any(same(given * scale, forced[target]) for scale in self._scales):
                    return Slip("follows", "it follows from what is wrong above")
        return None

    def _shut(self, group: Group) -> Slip | None:
        """The variable does not lead to the loss, as behind a relu that is shut."""
        if group.variable in self._way.edges or group.variable == self._about.loss.node:
            return None
        return Slip("shut", f"{self._label(group.variable)} does not reach {self._label(self._about.loss.node)} here")

    def _overwritten(self, group: Group) -> Slip | None:
        """`=` where `+=` is meant: with what it held before, it is the gradient."""
        true, last = self._true[group.variable], group.last
        earlier = [claim for claim in group.claims[:-1] if np.shape(claim.value) == np.shape(last.value)]
        if not earlier or np.shape(last.value) != np.shape(true):
            return None
        lost = [np.asarray(claim.value) for claim in earlier]
        for missing in (*lost, np.asarray(sum(lost))):
            if np.any(missing) and same(missing + np.asarray(last.value), true):
                what = f"{missing.item():.6g}" if missing.ndim == 0 else f"what line {earlier[-1].line} gave it"
                words = f"`=` instead of `+=` in line {last.line}: {last.of} misses {what}"
                return Slip("overwritten", words)
        return None

    def _carried_on(self, group: Group, version: Claim) -> bool:
        """Whether the array ends as the gradient of what the variable is made of, if this one is the variable's."""
        given = like(version.value, self._nodes[group.variable].value)
        if given is None:
            return False
        forced = self._way.gradients({group.variable: given})
        behind = [forced[v] for v in self._behind(group.variable) if v in forced]
        return any((last := like(group.last.value, each)) is not None and same(last, each) for each in behind)

    def _behind(self, variable: int) -> list[int]:
        """What a variable is made of, entry by entry: its gradient is often kept in the array of the variable's own."""
        updated = self._losses.updated(self._nodes[variable])
        return [] if updated else self._variables.entry_by_entry(variable)

    def _doubt(self, group: Group, given: Array, apart: Difference) -> str:
        """Why a difference that no slip explains need not be a mistake."""
        if apart.near:
            return "it is within 1 % of the gradient, as an approximation is"
        if at_corners(self._way, group.variable, given):
            return "at a corner of a function several gradients are right"
        if self._variables.is_step(group.last, group.variable):
            return "it is added to the variable as it is, as the step of an update is"
        if any(same(given, each) for each in self._variables.local(group.variable)):
            return "it is a local derivative, without the gradient that comes from above"
        return ""

    def _computed(self, claim: Claim) -> bool:
        return claim.node is not None and self._nodes[claim.node].operation is not None

    def _entry(self, apart: Difference) -> str:
        where = f"at {list(apart.index)} " if apart.index else ""
        loss = self._label(self._about.loss.node)
        return f"{where}it is {apart.given:.6g}, the gradient of {loss} is {apart.true:.6g}"

    def _label(self, index: int) -> str:
        return self._nodes[index].called
