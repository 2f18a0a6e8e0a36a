"""A step in words and formulas, with the run's own numbers in them.

Everything said here is computed from the same record and the same arrays that made the run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.explain.derivative import LocalValue, at_choice, local_value
from engine.explain.entry_formula import (
    contribution_entry,
    equation,
    forward_entry,
    forward_numbers,
    product_entry,
    scalar_numbers,
)
from engine.explain.explanation import Explanation, Formula, Local, formula_of
from engine.explain.gradient import earlier_sentence, explain_assign, explain_clear, explain_hook
from engine.explain.update import explain_update
from engine.explain.why_zero import why_zero
from engine.explain.wording import all_zero, counted, made_from, partial_term, prose, shape_words, term, word
from engine.notation import MULTIPLY, Term, composed, negated, number_term, operation_terms, render, times
from engine.operation import Shape, Written
from engine.recording import (
    ContributeStep,
    ForwardStep,
    GradientStep,
    HookStep,
    Node,
    Run,
    SeedStep,
    Step,
    UpdateStep,
)


def explain(run: Run, index: int) -> Explanation:
    """Explains step `index`. Raises IndexError when the run has no such step."""
    if not 0 <= index < len(run.steps):
        raise IndexError(f"the run has steps 0 to {len(run.steps) - 1}, not {index}")
    with np.errstate(all="ignore"):
        return _explained(run, run.steps[index])


def _explained(run: Run, step: Step) -> Explanation:
    node = run.graph.nodes[step.node]
    match step:
        case ForwardStep(kind="leaf"):
            return _leaf(run, step, node)
        case ForwardStep():
            return _compute(run, step, node)
        case UpdateStep():
            return explain_update(run, step, node)
        case HookStep():
            return explain_hook(run, step, node)
        case GradientStep(kind="clear"):
            return explain_clear(step, node)
        case GradientStep():
            return explain_assign(step, node)
        case SeedStep():
            return _seed(run, step, node)
        case ContributeStep():
            return _contribute(run, step, node)


def _value(node: Node) -> Term | None:
    """A scalar node as its number; an array has none."""
    if np.ndim(node.value):
        return None
    return number_term(node.value.item()).marked("value")


def _target_name(run: Run, leaf: int) -> str | None:
    """What the first backward pass starts from that reaches a leaf; None where none does."""
    nodes = run.graph.nodes
    for target in run.targets:
        reached, open_nodes = {target}, [target]
        while open_nodes:
            for each in nodes[open_nodes.pop()].inputs:
                if each >= leaf and each not in reached:
                    reached.add(each)
                    open_nodes.append(each)
        if leaf in reached:
            return prose(nodes[target])
    return None


def _leaf(run: Run, step: ForwardStep, node: Node) -> Explanation:
    name = prose(node)
    described = _described(node.shape)
    if node.role == "parameter":
        title = f"{name} is a parameter"
        target, moved = _target_name(run, step.node), "each of its entries" if node.shape else "it"
        sentence = f"{name} is {described}, given by the program. It requires a gradient" + (
            ", but no backward pass starts from anything that depends on it."
            if target is None
            else f": the backward pass will find how {target} changes with {moved}."
        )
    elif node.role == "constant":
        title = f"{name} is a constant"
        sentence = f"{name} is a plain number in the program. Nothing can change it, so it has no gradient."
    else:
        title = f"{name} is an input"
        sentence = f"{name} is {described}, given by the program. It does not require a gradient."
    value = _value(node)
    # A number without a name is called by its value.
    shown = None if value is None or value.text == name else equation(term(run, node), value)
    return Explanation(step.index, title, sentence, formula=shown)


def _described(shape: Shape) -> str:
    size = shape_words(shape)
    match len(shape):
        case 0:
            return size
        case 1:
            return "a vector with 1 entry" if shape == (1,) else f"a vector with {size} entries"
        case 2:
            return f"a matrix of {size}"
    return f"an array of {size}"


def _compute(run: Run, step: ForwardStep, node: Node) -> Explanation:
    operation = node.operation
    assert operation is not None
    inputs = [run.graph.nodes[i] for i in node.inputs]
    name = term(run, node)
    made = made_from(run, node)
    formula = equation(name, made) if name.text != made.text else formula_of(made)
    title = f"{prose(node)} is computed"
    sentence = _what_happens(node, inputs)
    written = operation.written([x.value for x in inputs], node.attributes, ())
    sentence += written.told(written.formula) + _copies(operation.elementwise, inputs, node)
    sentence += _first_nonfinite(run, node)
    numbers = entry = None
    if all(np.ndim(x.value) == 0 for x in (*inputs, node)):
        numbers = forward_numbers(node, inputs)
    elif operation.elementwise and node.value.size:
        entry = forward_entry(run, node, inputs)
    elif operation.matrix == "product" and np.ndim(node.value) <= 2 and node.value.size:
        entry = product_entry(run, node, inputs)
    return Explanation(step.index, title, sentence, formula=formula, numbers=numbers, entry=entry)


def _what_happens(node: Node, inputs: list[Node]) -> str:
    """What the operation does to its inputs, by its family."""
    operation = node.operation
    assert operation is not None
    called = word(operation)
    called = called[:1].upper() + called[1:]
    listed = _listed([prose(x) for x in inputs])
    shape = f"shape {shape_words(node.shape)}"
    result = f"a result of {shape}" if node.shape else "a single number"
    if all(np.ndim(x.value) == 0 for x in (*inputs, node)):
        value = number_term(node.value.item())
        return f"{called} takes {listed} and gives {value.text if value.exact else f'about {value.text}'}."
    match operation.family:
        case "elementwise" | "comparison" | "bitwise":
            arrays = _listed([prose(x) for x in inputs if x.shape])
            alone = [prose(x) for x in inputs if not x.shape]
            rest = f" and from {_listed(alone)}" if alone else ""
            return (
                f"{called} acts entry by entry: each entry of the result comes from {arrays} at the same place{rest}."
            )
        case "reduction":
            entries, made = np.size(inputs[0].value), np.size(node.value)
            if not node.shape or not made or entries % made or entries == made:
                all_of = "the only entry" if entries == 1 else f"the {entries} entries"
                return f"{called} combines {all_of} of {listed} into {result}."
            return (
                f"{called} combines the entries of {listed}, {entries // made} for each entry of the result: "
                f"it has {shape}."
            )
        case "shape":
            return f"{called} arranges the entries of {listed} in {shape if node.shape else result}; no number changes."
        case "linalg" if operation.matrix == "product":
            return _product_sentence(inputs[0], inputs[1], f"has {shape}" if node.shape else f"is {result}")
        case "loss":
            return f"{called} compares {listed} and gives {result}: the smaller, the better."
    return f"{called} takes {listed} and gives {result}."


def _product_sentence(left: Node, right: Node, result: str) -> str:
    """A matrix product: a vector is its own row or column."""
    row = prose(left) if len(left.shape) == 1 else f"a row of {prose(left)}"
    column = prose(right) if len(right.shape) == 1 else f"a column of {prose(right)}"
    if len(left.shape) == len(right.shape) == 1:
        return f"The entries of {row} and {column} are multiplied place by place and added up: the result {result}."
    return f"Each entry is {row} times {column}, place by place, added up: the result {result}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else "nothing"


def _copies(elementwise: bool, inputs: list[Node], node: Node) -> str:
    """Says which inputs were stretched by broadcasting."""
    stretched = [x for x in inputs if x.shape and x.shape != node.shape]
    if not elementwise or not stretched:
        return ""
    x = stretched[0]
    return f" {prose(x)} has shape {shape_words(x.shape)} and is copied to {shape_words(node.shape)} to match."


def _first_nonfinite(run: Run, node: Node) -> str:
    """Says so when this node is the first with a NaN or an infinity that its inputs did not have."""
    if np.all(np.isfinite(node.value)):
        return ""
    inputs = [run.graph.nodes[i].value for i in node.inputs]
    nan = bool(np.any(np.isnan(node.value)))
    if nan and not any(np.any(np.isnan(x)) for x in inputs):
        return " This is where the first NaN is made: none of its inputs has one."
    if not nan and all(np.all(np.isfinite(x)) for x in inputs):
        return " This is where the first infinity is made: all of its inputs are finite."
    return ""


def _seed(run: Run, step: SeedStep, node: Node) -> Explanation:
    name = prose(node)
    own = partial_term(term(run, node), term(run, node))
    if np.size(step.upstream) == 1 and float(np.reshape(step.upstream, ())) == 1:
        sentence = f"A change of {name} changes {name} by just as much, so its gradient is 1."
        formula: Formula | None = equation(own, number_term(1))
    else:
        sentence = f"The backward pass starts at {name} with the gradient the program hands to backward()."
        formula = None
    return Explanation(step.index, f"The backward pass starts at {name}", sentence, formula=formula)


def _contribute(run: Run, step: ContributeStep, node: Node) -> Explanation:
    operation = node.operation
    assert operation is not None
    assert step.edge is not None
    receiver = run.graph.nodes[step.to]
    slot = run.graph.edges[step.edge].slot
    target = run.graph.nodes[run.targets[step.pass_index]]
    loss = term(run, target)
    inputs = [term(run, run.graph.nodes[i]) for i in node.inputs]
    upstream = partial_term(loss, term(run, node))
    downstream = partial_term(loss, term(run, receiver))
    sign = "=" if step.expected == 1 and step.earlier is None else "+="

    found = local_value(run, node, slot)
    written = operation.written([run.graph.nodes[i].value for i in node.inputs], node.attributes, (slot,))
    terms = operation_terms(operation, inputs, node.attributes, written.numbers) | {"y": term(run, node)}
    local = render(written.local[slot], terms).marked("local")
    product = _product(run, node, slot, written, terms | {"g": upstream}, upstream, local, found)
    formula = equation(downstream, product, sign)

    numbers = entry = None
    everything = (step.upstream, step.contribution, *(run.graph.nodes[i].value for i in node.inputs))
    if all(np.ndim(value) == 0 for value in everything):
        numbers = scalar_numbers(run, step, node, slot, found)
    elif np.size(step.contribution):
        entry = contribution_entry(run, step, node, slot, downstream)
    choice = operation.choice if at_choice(run, node, slot, step.upstream) else None
    return Explanation(
        step.index,
        _contribution_title(step, receiver),
        _contribution_sentence(step, node, receiver) + earlier_sentence(run, step, receiver),
        rule=operation.words[:1].upper() + operation.words[1:] + "." + written.told(written.downstream[slot]),
        note=choice,
        zero=why_zero(run, step),
        formula=formula,
        numbers=numbers,
        local=Local(
            local.tex,
            local.text,
            () if found.value is None else tuple(np.shape(found.value)),
            found.value,
            found.relation,
        ),
        entry=entry,
        shapes=_shapes(step, receiver, found),
    )


def _product(
    run: Run,
    node: Node,
    slot: int,
    written: Written,
    terms: dict[str, Term],
    upstream: Term,
    local: Term,
    found: LocalValue,
) -> Term:
    operation = node.operation
    assert operation is not None
    if not operation.elementwise:
        return render(written.downstream[slot], terms)
    text = written.local[slot]
    if text == "1":
        product = upstream
    elif text == "-1":
        product = negated(upstream)
    else:
        shaped = replace(local, shape=tuple(np.shape(found.value))) if found.value is not None else local
        product = times(upstream, shaped if local.shape is None else local)
    if tuple(np.shape(run.graph.nodes[node.inputs[slot]].value)) == node.shape:
        return product
    inner = product.after_sign(MULTIPLY)
    return composed(f"Σ {inner.text}", r"\sum_{\text{copies}} ", inner, binding=MULTIPLY, shape=None)


def _contribution_title(step: ContributeStep, receiver: Node) -> str:
    name = prose(receiver)
    if step.expected == 1:
        return f"{name} receives its gradient"
    return f"{name} receives contribution {step.received} of {step.expected}"


def _contribution_sentence(step: ContributeStep, node: Node, receiver: Node) -> str:
    operation = node.operation
    assert operation is not None
    name = prose(receiver)
    sentence = (
        f"The upstream gradient of {prose(node)}, times the local derivative of {word(operation)}, goes to {name}."
    )
    if operation.elementwise and receiver.shape != node.shape:
        sentence += f" {name} was copied in the forward pass, so the gradients of its copies are added up."
    if step.expected > 1:
        if step.received == step.expected:
            sentence += f" It was the last of {counted(step.expected, 'use')}: the gradient of {name} is complete."
        else:
            open_uses = step.expected - step.received
            sentence += f" {name} is used {step.expected} times: {counted(open_uses, 'contribution')} still to come."
    if not np.all(np.isfinite(step.contribution)) and np.all(np.isfinite(step.upstream)):
        sentence += " Here the gradient stops being finite."
    elif all_zero(step.contribution):
        sentence += " What arrives is exactly 0."
    return sentence


def _shapes(step: ContributeStep, receiver: Node, found: LocalValue) -> str | None:
    """The shape equation of a product, or of a sum over copies."""

    def bracket(shape: Shape) -> str:
        return f"({'×'.join(map(str, shape))})" if shape else "()"

    upstream, down = tuple(np.shape(step.upstream)), receiver.shape
    if found.relation == "right" and found.value is not None:
        return f"{bracket(down)} = {bracket(upstream)} {bracket(tuple(np.shape(found.value)))}"
    if found.relation == "left" and found.value is not None:
        return f"{bracket(down)} = {bracket(tuple(np.shape(found.value)))} {bracket(upstream)}"
    if found.relation == "outer" and found.value is not None:
        return f"{bracket(down)} = {bracket(upstream)} ⊗ {bracket(tuple(np.shape(found.value)))}"
    if not upstream and found.relation == "elementwise" and down:
        return f"{bracket(down)} = {bracket(upstream)} · {bracket(down)}"
    if upstream != down and found.relation == "elementwise":
        return f"{bracket(upstream)} summed to {bracket(down)}"
    return None
