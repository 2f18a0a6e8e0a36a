"""The verdicts on all gradients that a program claims.

Nothing is called wrong in doubt: where it is not said which value is the loss, one claim must agree with it first, and
what is near a gradient, or one of several at a corner, is not told to be wrong.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from engine.grading.claim import Claim, Evidence
from engine.grading.judging import Group, Judge, Pass
from engine.grading.loss import Loss, Losses
from engine.grading.slip import Slip
from engine.grading.truth import Allowance, Doubt
from engine.grading.variables import Variables
from engine.recording import Check, Node, Run

# So many passes of a loop are compared.
PASSES = 4
# The arithmetic, in units of an addition, and the steps back that all comparisons of a run may take together.
COST, STEPS = 5e7, 8_000


def grade(run: Run, claims: Sequence[Claim], evidence: Evidence, cost: float = COST) -> tuple[Check, ...]:
    """A verdict for each line that claims a gradient, in the order of the lines; within a cost of arithmetic."""
    if not claims:
        return ()
    # A slip may lead out of the domain of a function, and then it is none.
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return _grade(run, claims, evidence, Allowance(cost, STEPS))


def _grade(run: Run, claims: Sequence[Claim], evidence: Evidence, allowance: Allowance) -> tuple[Check, ...]:
    variables = Variables(run.graph)
    # A name such as dot says nothing where there is no variable ot.
    about = [(claim, meant) for claim in claims if (meant := variables.of(claim))]
    losses = Losses(run.graph, [claim for claim, _ in about], evidence)
    slips: dict[tuple[str, int, int], Slip | None] = {}

    def search(claim: Claim, variable: int, find: Callable[[], Slip | None]) -> Slip | None:
        key = (claim.name, claim.line, variables.root(variable))
        if key not in slips:
            slips[key] = find()
        return slips[key]

    judged: list[tuple[Loss, Group]] = []
    for each in _some(_passes(about, variables, losses)):
        try:
            groups = Judge(run.graph, each, variables, losses, allowance, search).judge()
        except Doubt as reason:
            groups = list(each.groups.values())
            for group in groups:
                group.variable = group.variables[0]
                group.decide("unknown", f"not compared: {reason}")
        judged += [(each.loss, group) for group in groups]
    return _merged(run.graph.nodes, judged)


def _passes(about: Sequence[tuple[Claim, list[int]]], variables: Variables, losses: Losses) -> list[Pass]:
    """The claims by their losses, and by what they are claims of."""
    passes: dict[int, Pass] = {}
    claims = [claim for claim, _ in about]
    for claim, meant in about:
        loss = losses.of(claim, meant)
        if loss is None:
            continue
        reached = losses.of_one_pass([v for v in meant if v in losses.before(loss.node)]) or meant[:1]
        one = passes.setdefault(loss.node, Pass(loss))
        group = one.groups.setdefault((claim.name, variables.root(reached[0])), Group([], reached))
        group.claims += [claim, *variables.changed(claim, claims)]
    return list(passes.values())


def _some(passes: list[Pass]) -> list[Pass]:
    return passes if len(passes) <= PASSES else [*passes[: PASSES - 1], passes[-1]]


def _merged(nodes: Sequence[Node], judged: Iterable[tuple[Loss, Group]]) -> tuple[Check, ...]:
    """One verdict a line and variable: the first that differs, or else the first that is right."""
    order = {"differs": 0, "right": 1, "unknown": 2}
    lines: dict[tuple[int, str, str], list[tuple[Loss, Group]]] = {}
    for loss, group in judged:
        claim = group.judged or group.last
        key = (claim.line, claim.name, nodes[group.variable].label.partition(".")[0])
        lines.setdefault(key, []).append((loss, group))
    checks = []
    for (line, name, _), each in sorted(lines.items(), key=lambda item: item[0]):
        loss, group = min(each, key=lambda pair: order[pair[1].verdict])
        claim, first = group.judged or group.last, group.first if group.verdict == "differs" else None
        checks.append(
            Check(
                *("gradient", name, line, group.verdict, group.words),
                node=claim.node,
                step=claim.steps,
                variable=group.variable,
                loss=loss.node,
                index=None if first is None else first.index,
                given=None if first is None else first.given,
                true=None if first is None else first.true,
                slip=group.slip,
                times=len(each),
            )
        )
    return tuple(checks)
