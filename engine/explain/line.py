"""Several steps explained as one: what a line of the program makes, and in reverse what it hands on."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from engine.errors import ArgumentError
from engine.explain.composition import UnwrittenError, formula_over, nodes_in, readable, with_nodes
from engine.explain.entry_formula import equation, related, settled
from engine.explain.explanation import Formula, LineExplanation, LineResult, formula_of
from engine.explain.reverse import LONGEST, MOST_OPERATIONS, Reverse
from engine.explain.wording import counted, made_from, prose, term
from engine.notation import Term, number_term, operation_terms, printed, render
from engine.recording import ContributeStep, Node, Run

# Equations of what a line makes on the way.
MOST_EQUATIONS = 12


def explain_line(run: Run, first: int, to: int) -> LineExplanation:
    """Raises ArgumentError for steps of more than one phase or pass, and for none."""
    steps = run.steps[first:to]
    if not steps:
        raise ArgumentError("these steps are none of the run's")
    if len({(step.phase, step.pass_index) for step in steps}) > 1:
        raise ArgumentError("the steps of a line are of one phase and one pass")
    made = [run.graph.nodes[step.node] for step in steps if step.kind == "compute"]
    if made:
        return _forward(run, first, to, made)
    sent = [step for step in steps if isinstance(step, ContributeStep) and step.edge is not None]
    if sent:
        return Reverse(run, steps, sent).explanation(first, to)
    return LineExplanation(first, to, "These steps compute nothing and hand nothing on.")


def _forward(run: Run, first: int, to: int, made: Sequence[Node]) -> LineExplanation:
    inside = {node.index for node in made}
    used = {edge.source for edge in run.graph.edges if edge.source in inside and edge.target not in inside}
    shown = [node for node in made if node.names or node.index in used or node is made[-1]]
    results = tuple(_result(run, node, inside) for node in shown)
    names = ", ".join(prose(node) for node in shown)
    return LineExplanation(first, to, f"{counted(len(made), 'operation')}: {names}.", results[-MOST_EQUATIONS:])


def _result(run: Run, node: Node, inside: set[int]) -> LineResult:
    name = term(run, node)
    expression = _expanded(run, node, inside)
    made = None
    if expression is not None:
        made = printed(expression, {f"n{i}": term(run, run.graph.nodes[i]) for i in nodes_in(expression)})
    if made is None or len(made.text) > LONGEST:
        expression, made = None, made_from(run, node)
    formula = equation(name, made) if name.text != made.text else formula_of(made)
    return LineResult(node.index, formula, _numbers(run, node, inside), expression)


def _expanded(run: Run, node: Node, inside: set[int]) -> ast.expr | None:
    """The formula of a node over what has a name, or lies outside. None where an operation is told in words."""
    needed = {node.index}
    for index in sorted(inside, reverse=True):
        each = run.graph.nodes[index]
        if index in needed:
            needed.update(i for i in each.inputs if i in inside and not run.graph.nodes[i].names)
    known: dict[int, ast.expr] = {}
    try:
        for index in sorted(needed):
            each = run.graph.nodes[index]
            if len(needed) <= MOST_OPERATIONS:
                known[index] = readable(with_nodes(formula_over(run, each), known))
    except UnwrittenError:
        return None
    return known.get(node.index)


def _numbers(run: Run, node: Node, inside: set[int]) -> Formula | None:
    """name = expression = value, over single numbers."""

    def body(digits: int) -> Term:
        return over_numbers(node, digits)

    def over_numbers(of: Node, digits: int) -> Term:
        if of is not node and (of.names or of.index not in inside):
            return number_term(of.value.item(), digits).marked("value")
        operation = of.operation
        assert operation is not None
        inputs = [run.graph.nodes[i] for i in of.inputs]
        written = operation.written([x.value for x in inputs], of.attributes, ())
        terms = [over_numbers(x, digits) for x in inputs]
        return render(
            written.formula, operation_terms(operation, terms, of.attributes, written.numbers, digits), digits
        )

    needed, found = [node], {node.index}
    while needed:
        each = needed.pop()
        if each.shape:
            return None
        for i in each.inputs if each is node or (not each.names and each.index in inside) else ():
            if i not in found:
                found.add(i)
                needed.append(run.graph.nodes[i])
    made = settled(body, node.value.item())
    if made is None:
        return None
    result = number_term(node.value.item()).marked("value")
    return formula_of(related(related(term(run, node), "=" if made[0].exact else "≈", made[0]), made[1], result))
