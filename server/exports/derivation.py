"""The derivation that a run is, as one writes it down: each step in words, formulas and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.explain import Explanation, Formula, entry_name, equation, explain, grad_term, left_by, partial_term, term
from engine.notation import Term
from engine.operation import Array
from engine.recording import ContributeStep, ForwardStep, GradientStep, HookStep, Run, SeedStep, Step, visible
from server.exports.figures import figure, fits

# Rows and columns of a matrix that fits on a page.
MOST = 8


SECTIONS = {"update": "Update", "gradient": "Gradients that the program sets"}


class Paragraph(NamedTuple):
    """One step, counted from 0. Its section is a heading that it shares with the steps beside it."""

    step: int
    section: str
    words: str
    formulas: list[Formula]


def program_lines(run: Run) -> list[str]:
    """The program's text, with what would be invisible spelled out."""
    return [visible(line.expandtabs()) for line in re.split(r"\r\n|\r|\n", run.source.rstrip())]


def extent(run: Run, steps: range) -> str | None:
    """Which steps there are, where they are not all. They count from 1 on paper."""
    if len(steps) == len(run.steps):
        return None
    return f"Steps {steps.start + 1:,} to {steps.stop:,} of {len(run.steps):,}."


def derivation(run: Run, steps: range) -> Iterator[Paragraph]:
    """These steps but those of constants, which stand in the formulas as numbers."""
    for step in run.steps[steps.start : steps.stop]:
        node = run.graph.nodes[step.node]
        if step.kind == "leaf" and node.role == "constant" and not node.shape:
            continue
        explanation = explain(run, step.index)
        formulas = list(_formulas(run, step, explanation))
        yield Paragraph(step.index, _section(run, step), _words(explanation), formulas)


def _section(run: Run, step: Step) -> str:
    if step.phase in SECTIONS:
        return SECTIONS[step.phase]
    several = any(each.phase == step.phase and each.pass_index != step.pass_index for each in run.steps)
    return f"{step.phase.capitalize()} pass" + (f" {step.pass_index + 1}" if several else "")


def _words(explanation: Explanation) -> str:
    said = [f"{explanation.title}.", explanation.sentence, explanation.rule, explanation.note, explanation.zero]
    if explanation.shapes is not None:
        said.append(f"Shapes: {explanation.shapes}.")
    return " ".join(sentence for sentence in said if sentence)


def _formulas(run: Run, step: Step, explanation: Explanation) -> Iterator[Formula]:
    yield from _told(run, step, explanation)
    yield from _arrays(run, step, explanation)


def _told(run: Run, step: Step, explanation: Explanation) -> Iterator[Formula]:
    """The formulas of the explanation."""
    node = run.graph.nodes[step.node]
    own = term(run, node)
    for line in explanation.equations[:-1]:
        yield line.formula
        if line.numbers is not None:
            yield line.numbers
    for formula in (explanation.formula, explanation.numbers, explanation.entry):
        if formula is None:
            continue
        # A node without a name is its own formula, and equals its value, which of an array follows below.
        if formula.text != own.text:
            yield formula
        elif explanation.numbers is not None:
            yield _shown(own, node.value)


def _arrays(run: Run, step: Step, explanation: Explanation) -> Iterator[Formula]:
    """The numbers of the step that the explanation does not write out."""
    node = run.graph.nodes[step.node]
    own = term(run, node)
    match step:
        case SeedStep():
            if explanation.formula is None:
                yield _shown(partial_term(own, own), step.upstream)
        case ContributeStep():
            if explanation.numbers is None:
                yield _contribution(run, step)
            # What arrives is all that there is, where nothing came before and nothing is to come.
            if step.expected != 1 or not np.array_equal(step.contribution, step.accumulated, equal_nan=True):
                yield _accumulated(run, step)
        case ForwardStep(kind="leaf") if not node.shape:
            pass
        case GradientStep(kind="assign") if np.ndim(step.accumulated):
            yield _shown(grad_term(node), step.accumulated)
        case HookStep() if np.ndim(step.contribution):
            target = term(run, run.graph.nodes[run.targets[step.pass_index]])
            yield _shown(partial_term(target, own), step.contribution)
        case GradientStep() | HookStep():
            pass
        case _:
            if explanation.numbers is None:
                yield _shown(own, node.value)


def _shown(name: Term, value: Array, sign: str = "=") -> Formula:
    """name = value; of a large array its shape and norm are told, and the matrix alone of one behind axes of size 1."""
    value = np.asarray(value)
    lead = value.ndim - 2
    if lead > 0 and value.shape[:lead] == (1,) * lead:
        name, value = entry_name(name, (0,) * lead), value.reshape(value.shape[lead:])
    found = figure(value, MOST)
    if fits(value, MOST):
        return equation(name, found, sign)
    told = "" if sign == "=" else "contribution to "
    head = rf"\text{{{told}}}" if told else ""
    return Formula(rf"{head}{name.tex}\text{{: }}{found.tex}", f"{told}{name.text}: {found.text}")


def _contribution(run: Run, step: ContributeStep) -> Formula:
    target, receiver = (run.graph.nodes[index] for index in (run.targets[step.pass_index], step.to))
    sign = "=" if step.expected == 1 and step.earlier is None else "+="
    return _shown(partial_term(term(run, target), term(run, receiver)), step.contribution, sign)


def _accumulated(run: Run, step: ContributeStep) -> Formula:
    total = figure(step.accumulated, MOST)
    before = "" if step.earlier is None else f"with {left_by(run, step)}, "
    words = f"accumulated, {before}{step.received} of {step.expected}: "
    return Formula(rf"\text{{{words}}} {total.tex}", words + total.text)
