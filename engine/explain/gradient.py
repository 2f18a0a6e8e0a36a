"""What a step says of the `.grad` of a leaf: what earlier passes left in it, and what the program does to it."""

from __future__ import annotations

import numpy as np

from engine.explain.entry_formula import related, settled
from engine.explain.explanation import Explanation, Formula, formula_of
from engine.explain.wording import left_by, prose
from engine.notation import Term, name_tex, number_term, number_text, plus
from engine.operation import Array
from engine.recording import ContributeStep, GradientStep, HookStep, Node, Run, isolated


def in_grad(node: Node) -> str:
    """The node's `.grad` inside a sentence."""
    return isolated(f"{node.names[0]}.grad") if node.names else f"the .grad of {prose(node)}"


def grad_term(node: Node) -> Term:
    """The node's `.grad` inside a formula."""
    return Term(in_grad(node), name_tex(in_grad(node)))


def earlier_sentence(run: Run, step: ContributeStep | HookStep, receiver: Node) -> str:
    """What a contribution is added to, where the receiver's `.grad` held something before."""
    if step.earlier is None:
        return ""
    name = in_grad(receiver)
    who = left_by(run, step)
    who = who[:1].upper() + who[1:]
    if np.ndim(step.accumulated):
        return f" {who} left a gradient in {name}, and this pass adds to it."
    sent, total = (np.asarray(value).item() for value in (step.contribution, step.accumulated))
    held = (np.asarray(step.accumulated) - np.asarray(step.contribution)).item()
    left = " and this one" if isinstance(step, ContributeStep) and step.received > 1 else ""
    worked = settled(lambda digits: plus(number_term(held, digits), number_term(sent, digits)), total)
    sum_of = "" if worked is None else f" {worked[1]} {worked[0].text}"
    return f" {who}{left} left {number_text(held)} in {name}: it is now {number_text(total)}{sum_of}."


def explain_hook(run: Run, step: HookStep, node: Node) -> Explanation:
    """A function of the program that is called with the complete gradient of a node, and may replace it."""
    name = prose(node)
    before, made = (_number(value) if np.ndim(value) == 0 else None for value in (step.upstream, step.contribution))
    complete = f"The gradient of {name} is complete" + ("" if before is None else f": {before.text}")
    if np.array_equal(step.upstream, step.contribution, equal_nan=True):
        sentence = f"{complete}. The hook that the program has set on {name} is called with it and leaves it as it is."
    elif made is None:
        sentence = f"{complete}. The hook that the program has set on {name} gives other numbers, and these go on."
    else:
        sentence = f"{complete}. The hook that the program has set on {name} makes {made.text} of it, which goes on."
    sentence += earlier_sentence(run, step, node)
    formula = (
        None
        if before is None or made is None
        else formula_of(related(before.marked("gradient"), "→", made.marked("gradient")))
    )
    return Explanation(step.index, f"A hook is called with the gradient of {name}", sentence, numbers=formula)


def explain_clear(step: GradientStep, node: Node) -> Explanation:
    """`w.grad = None`, `zero_()`, `zero_grad()`."""
    held = f" {_number(step.earlier).text}" if np.ndim(step.earlier) == 0 else ""
    forgotten = f"The gradient{held} that the passes so far have added up in {in_grad(node)} is forgotten: "
    if step.accumulated is None:
        sentence = forgotten + "the next backward pass starts from nothing."
    else:
        sentence = forgotten + "it is 0 from now on, and the next backward pass adds to that."
    return Explanation(step.index, f"{in_grad(node)} is cleared", sentence, formula=_becomes(node, step.accumulated))


def explain_assign(step: GradientStep, node: Node) -> Explanation:
    """`w.grad = …`, and a change of `.grad` in place."""
    held = ""
    if step.earlier is not None and np.ndim(step.earlier) == 0:
        held = f" instead of {_number(step.earlier).text}"
    sentence = (
        f"The program itself gives {in_grad(node)} new numbers{held}, outside of a backward pass: what reads it next, "
        "such as an optimizer, finds these."
    )
    formula = _becomes(node, step.accumulated) if np.ndim(step.accumulated) == 0 else None
    return Explanation(step.index, f"{in_grad(node)} is set", sentence, formula=formula)


def _becomes(node: Node, after: Array) -> Formula:
    left = grad_term(node)
    if after is None:
        return formula_of(related(left, "←", Term("None", r"\text{None}")))
    value = _number(after) if np.ndim(after) == 0 else number_term(0)
    return formula_of(related(left, "←", value.marked("gradient")))


def _number(value: Array) -> Term:
    return number_term(np.asarray(value).item())
