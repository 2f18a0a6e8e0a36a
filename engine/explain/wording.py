"""How the words and formulas of an explanation call the nodes of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.notation import (
    ATOM,
    INFIX,
    POWER,
    Term,
    called,
    composed,
    name_term,
    name_tex,
    number_term,
    operation_terms,
    plain_text,
    render,
)
from engine.operation import Array, Op, Shape
from engine.recording import PLACE, Node, Run, Step, isolated


def shape_words(shape: Shape) -> str:
    return "×".join(map(str, shape)) if len(shape) > 1 else str(shape[0]) if shape else "a single number"


def counted(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


SAID = {"t": "transpose", "pow_tensor": "pow", "max_along": "max", "min_along": "min", "index_put": "index assignment"}
SAID |= {"quantile_at": "quantile", "nanquantile_at": "nanquantile"}
SAID |= dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), "the comparison")


def word(operation: Op) -> str:
    """The operation inside a sentence: its name, as a program or a textbook has it."""
    return SAID.get(operation.name, operation.name)


def prose(node: Node) -> str:
    """The node inside a sentence."""
    return isolated(node.label)


def left_by(run: Run, step: Step) -> str:
    """Where that came from which a gradient is added to: earlier passes, or this one, over a later version."""
    receiver = step.node if step.to is None else step.to
    versions = {receiver}
    for node in run.graph.nodes[receiver:]:
        if node.previous in versions:
            versions.add(node.index)
    before = (each for each in run.steps[: step.index] if each.pass_index == step.pass_index and each.to != receiver)
    return "later versions of it" if any(each.to in versions for each in before) else "earlier passes"


def name_of(node: Node) -> str:
    """What all versions of a leaf are called: in title, words and formulas of an update alike."""
    return node.names[0] if node.names else node.label


def term(run: Run, node: Node) -> Term:
    """The node inside a formula: its label."""
    operation = node.operation
    if node.names or node.label.startswith(PLACE):
        return Term(node.label, name_tex(node.label), shape=node.shape)
    if operation is None:
        return number_term(node.value.item())
    if operation.name in INFIX or operation.name == "index":
        shown = made_from(run, node)
    else:
        shown = called(operation, [term(run, run.graph.nodes[i]) for i in node.inputs])
    return replace(shown, shape=node.shape)


def made_from(run: Run, node: Node) -> Term:
    """The formula that made a node, over the names of its inputs."""
    operation = node.operation
    assert operation is not None
    inputs = [run.graph.nodes[i] for i in node.inputs]
    if operation.name == "index":
        text = plain_text(operation, [x.label for x in inputs], node.attributes)
        return name_term(text, node.shape)
    written = operation.written([x.value for x in inputs], node.attributes)
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
