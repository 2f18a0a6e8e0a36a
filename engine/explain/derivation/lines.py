"""The gradients of a whole pass on paper: a line for each that several others share, and one for each leaf.

A gradient has a name, δ, exactly when it feeds two or more others, or would be too long to read inside one; whatever
else is on the way stands inside the lines. What cancels is gone, with the forms in between to fold out. Every line is
worked out again from what is written in it, and compared with what the run computed.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.explain.composition import UnwrittenError, product
from engine.explain.derivation.cancelling import Cancelled, Cancelling
from engine.explain.derivation.columns import Columns, turned_nodes, turned_value
from engine.explain.derivation.gradients import COUNT, Draft, Gradient, Gradients, same
from engine.explain.derivation.layers import layer_terms
from engine.explain.derivation.trees import filled, names_of, value_of_tree
from engine.networks import network
from engine.notation import Term
from engine.operation import Array
from engine.recording import Run

# A pass with more steps is one to step through, and none to write down.
MOST_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line. `tree` is its right side, `stages` are the forms on the way to it, `ones` the sums of the data that are 1
    in it, all over the names of `trees.py`.

    `parameter` counts the leaves from 1 in the order of the program; None for a shared gradient, of which `uses` counts
    how often the lines take it up. `arrivals` are the steps that bring something to the node, and `step` is the one
    after which its gradient is complete. `value` is what the run has for it, times N where 1/N stands outside, and
    `difference` how far the line's own numbers are from it at most.
    """

    number: int
    node: int
    reason: str
    tree: ast.expr
    stages: tuple[ast.expr, ...]
    ones: tuple[ast.expr, ...]
    parameter: int | None
    uses: int
    arrivals: int
    value: Array
    checked: bool
    difference: float
    steps: tuple[int, ...]
    nodes: tuple[int, ...]
    step: int
    times_count: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """The lines of a pass. `outside`: 1/N stands before the lines of the leaves alone; `movable`: it could. `columns`
    turn the lines where examples are columns in them, `turnable`: they could be. `values` are those of all names.
    `named` are the nodes that are called W^[l] and the like, `layered`: some could be.
    """

    run: Run
    pass_index: int
    gradients: Gradients
    lines: tuple[PaperLine, ...]
    outside: bool
    movable: bool
    values: Mapping[str, Any]
    columns: Columns | None
    turnable: bool
    named: Mapping[int, Term]
    layered: bool


def derive(run: Run, pass_index: int, outside: bool = False, columns: bool = False, layers: bool = False) -> Paper:
    """The gradients of a backward pass on paper. `outside`: with 1/N before the leaves alone; `columns`: with examples
    as columns; `layers`: in the names that lecture notes give to what a network computes; each as far as the run
    allows it. Raises ArgumentError for a pass of more than `MOST_STEPS` steps.
    """
    many = sum(step.phase == "backward" and step.pass_index == pass_index for step in run.steps)
    if many > MOST_STEPS:
        raise ArgumentError(f"a pass of {many:,} steps is too long to be written down: at most {MOST_STEPS:,} can be")
    gradients = Gradients(run, pass_index, outside)
    outside = gradients.left_out is not None
    drafts, forms = _shortened(gradients)
    lines = tuple(_lines(gradients, _in_order(drafts), forms, outside))
    found = network(run, pass_index)
    turned, terms = turned_nodes(run, found), layer_terms(run, found)
    named = terms if layers else {}
    values, movable = gradients.values, gradients.movable
    paper = Paper(run, pass_index, gradients, lines, outside, movable, values, None, False, named, bool(terms))
    if not turned:
        return paper
    other = _in_columns(paper, Columns(run, turned, values, named))
    # A line that no rule turns would be another one.
    turnable = all(one.checked or not before.checked for one, before in zip(other.lines, lines, strict=True))
    return replace(other if columns and turnable else paper, turnable=turnable)


def _in_columns(paper: Paper, columns: Columns) -> Paper:
    """The same lines over the transposed arrays, each compared anew."""

    def turned(line: PaperLine) -> PaperLine:
        node = paper.run.graph.nodes[line.node]
        tree = columns.line(node, line.tree)
        value = turned_value(line.value) if line.node in columns.nodes else line.value
        checked, difference = _compared(tree, columns.values, value)
        stages = tuple(columns.line(node, each) for each in line.stages)
        return replace(line, tree=tree, stages=stages, value=value, checked=checked, difference=difference)

    return replace(paper, lines=tuple(map(turned, paper.lines)), values=columns.values, columns=columns)


def _shortened(gradients: Gradients) -> tuple[list[Draft], dict[int, Cancelled]]:
    """The lines with what cancels gone, without those that nothing takes up any more."""
    named = {draft.node: draft.gradient.tree for draft in gradients.drafts}
    cancelling = Cancelling(gradients, named)
    forms: dict[int, Cancelled] = {}
    drafts: list[Draft] = []
    for draft in gradients.drafts:
        found = forms[draft.node] = cancelling.of(draft.gradient.tree, draft.gradient.value)
        drafts.append(replace(draft, gradient=_with(gradients, draft, found.tree)))
    taken: Counter[str] = Counter()
    takers: dict[str, int] = {}
    kept: dict[int, Draft] = {}
    for draft in reversed(drafts):
        name = f"d{draft.node}"
        if draft.reason == "leaf" or taken[name] > 1 or (taken[name] == 1 and draft.reason == "long"):
            kept[draft.node] = draft
        elif taken[name] == 1:
            taker = kept[takers[name]]
            tree = filled(taker.gradient.tree, {name: draft.gradient.tree}, gradients.is_number)
            kept[taker.node] = replace(taker, gradient=_joined(taker.gradient, draft.gradient, tree))
        else:
            continue
        into = draft.node if draft.node in kept else takers[name]
        counted = _count(draft.gradient.tree)
        taken.update(counted)
        takers |= dict.fromkeys(counted, into)
    return list(reversed(kept.values())), forms


def _count(tree: ast.expr) -> Counter[str]:
    return Counter(each.id for each in ast.walk(tree) if isinstance(each, ast.Name))


def _with(gradients: Gradients, draft: Draft, tree: ast.expr) -> Gradient:
    """The line in another form: what it no longer takes up by name, it covers itself."""
    own = draft.gradient
    found = replace(own, tree=tree)
    before = {each.node: each.gradient for each in gradients.drafts}
    for name in names_of(own.tree) - names_of(tree):
        if name[0] == "d" and name[1:].isdigit():
            inner = before[int(name[1:])]
            found = _joined(found, inner, tree)
    return found


def _joined(one: Gradient, other: Gradient, tree: ast.expr) -> Gradient:
    return replace(one, tree=tree, steps=one.steps | other.steps, nodes=one.nodes | other.nodes)


def _in_order(drafts: list[Draft]) -> list[Draft]:
    """Each shared gradient, and after it the leaves that need no later one, in the order of the program."""
    shared = {f"d{draft.node}": place for place, draft in enumerate(d for d in drafts if d.reason != "leaf")}

    def order(draft: Draft) -> tuple[int, int, int]:
        if draft.reason != "leaf":
            return shared[f"d{draft.node}"], 0, 0
        needed = [shared[name] for name in names_of(draft.gradient.tree) if name in shared]
        return max(needed, default=-1), 1, draft.node

    return sorted(drafts, key=order)


def _lines(
    gradients: Gradients, drafts: list[Draft], forms: dict[int, Cancelled], outside: bool
) -> Iterator[PaperLine]:
    leaves = sorted(draft.node for draft in drafts if draft.reason == "leaf")
    uses: Counter[str] = Counter()
    for draft in drafts:
        uses.update(_count(draft.gradient.tree))
    for number, draft in enumerate(drafts, start=1):
        leaf = draft.reason == "leaf"
        tree, form = draft.gradient.tree, forms[draft.node]
        on_the_way = list(form.stages)
        if outside and leaf:
            fraction = ast.BinOp(ast.Constant(1), ast.Div(), COUNT)
            tree, *on_the_way = (product(fraction, each) for each in (tree, *on_the_way))
        value = _of_the_run(gradients, draft.node) * (gradients.count if outside and not leaf else 1)
        checked, difference = _compared(tree, gradients.values, value)
        yield PaperLine(
            number,
            draft.node,
            draft.reason,
            tree,
            tuple(on_the_way),
            form.ones,
            leaves.index(draft.node) + 1 if leaf else None,
            0 if leaf else uses[f"d{draft.node}"],
            sum(step.kind == "contribute" and step.to == draft.node for step in gradients.steps),
            value,
            checked,
            difference,
            tuple(sorted(draft.gradient.steps)),
            tuple(sorted(draft.gradient.nodes)),
            draft.gradient.step,
            outside and not leaf,
        )


def _of_the_run(gradients: Gradients, node: int) -> Array:
    """The sum of what the pass brought to the node, by the steps themselves."""
    found: Array = None
    for step in gradients.steps:
        if step.kind == "hook" and step.node == node:
            found = np.asarray(step.contribution)
        elif step.kind == "seed" and step.node == node:
            found = np.asarray(step.upstream)
        elif step.kind == "contribute" and step.to == node:
            found = np.asarray(step.contribution) if found is None else found + step.contribution
    return found


def _compared(tree: ast.expr, values: Mapping[str, Any], value: Array) -> tuple[bool, float]:
    try:
        made = np.broadcast_to(value_of_tree(tree, values), np.shape(value))
    except (UnwrittenError, ValueError):
        return False, np.inf
    with np.errstate(all="ignore"):
        apart = np.abs(made - value)
    return same(made, value), float(np.max(apart[np.isfinite(apart)], initial=0.0))
