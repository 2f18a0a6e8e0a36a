"""How the words and formulas of an explanation call the nodes of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.notation import (
    ATOM,
    POWER,
    Term,
    called,
    composed,
    counted_term,
    name_term,
    name_tex,
    number_term,
    operation_terms,
    render,
)
from engine.operation import Array, Op, Shape
from engine.recording import UNNAMED, ContributeStep, Node, Run, Step, formula_over, isolated


def shape_words(shape: Shape) -> str:
    return "×".join(map(str, shape)) if len(shape) > 1 else str(shape[0]) if shape else "a single number"


def counted(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def word(operation: Op) -> str:
    """The operation inside a sentence: its name, as a program or a textbook has it."""
    return operation.said or operation.name


def prose(node: Node) -> str:
    """The node inside a sentence."""
    return isolated(node.called)


def left_by(run: Run, step: Step) -> str:
    """Where that came from which a gradient is added to: earlier passes, or this one, over a later version."""
    receiver = step.receiver
    versions = {receiver}
    for node in run.graph.nodes[receiver:]:
        if node.previous in versions:
            versions.add(node.index)
    versions.remove(receiver)
    sent = (each for each in run.steps[: step.index] if isinstance(each, ContributeStep))
    later = any(each.to in versions for each in sent if each.pass_index == step.pass_index)
    return "later versions of it" if later else "earlier passes"


def name_of(node: Node) -> str:
    """What all versions of a leaf are called: in title, words and formulas of an update alike."""
    return node.names[0] if node.names else node.called


def term(run: Run, node: Node) -> Term:
    """The node inside a formula: what it is called."""
    operation = node.operation
    if node.names:
        return Term(node.label, name_tex(node.label), shape=node.shape)
    if UNNAMED.fullmatch(node.label):
        return _short_term(run, node)
    if operation is None:
        return number_term(node.value.item())
    if operation.infix:
        shown = made_from(run, node)
    else:
        shown = called(operation, [term(run, run.graph.nodes[i]) for i in node.inputs])
    return replace(shown, shape=node.shape)


def _short_term(run: Run, node: Node) -> Term:
    """The short name of a node, set as the formula that it is."""
    short, operation = node.called, node.operation
    if node.short is None or operation is None:
        return name_term(short, node.shape)
    inputs = [run.graph.nodes[i] for i in node.inputs]
    own = [None if UNNAMED.fullmatch(x.label) else term(run, x) for x in inputs]
    whole = [
        term(run, x) if named is None and x.short is not None and x.short in short else named
        for x, named in zip(inputs, own, strict=True)
    ]
    number = short.rpartition(".")[2]
    for parts in (whole, own):
        formula = formula_over(operation, parts, node.attributes)
        for each in (
            () if formula is None else (formula, counted_term(formula, int(number) if number.isdecimal() else 0))
        ):
            if each.text == short:
                return replace(each, shape=node.shape)
    return name_term(short, node.shape)


def made_from(run: Run, node: Node) -> Term:
    """The formula that made a node, over the names of its inputs."""
    operation = node.operation
    assert operation is not None
    inputs = [run.graph.nodes[i] for i in node.inputs]
    written = operation.written([x.value for x in inputs], node.attributes, ())
    terms = operation_terms(operation, [term(run, x) for x in inputs], node.attributes, written.numbers)
    return render(written.formula, terms)


def partial_term(of: Term, by: Term, colour: str = "gradient") -> Term:
    """∂of/∂by, marked as a gradient or as a local derivative."""
    of, by = of.within(ATOM), by.within(ATOM)
    pieces = (r"\frac{\partial ", of, r"}{\partial ", by, "}")
    return composed(f"∂{of.text}/∂{by.text}", *pieces, binding=POWER, shape=by.shape).marked(colour)


def entry_name(name: Term, index: tuple[int, ...]) -> Term:
    """One entry, counted from 0 as in the program."""
    if not index:
        return name
    places = ", ".join(map(str, index))
    inner = name.within(POWER)
    return composed(f"{inner.text}[{places}]", inner, rf"\,[{places}]")


def all_zero(value: Array) -> bool:
    """Whether there are numbers, and all of them are 0."""
    return np.size(value) > 0 and not np.any(value)
