"""Engine objects → the JSON documents of payload, as bytes: the same run gives the same bytes in every process.

Written with plain dicts and orjson, because building the models first would take longer than the run itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import orjson

from engine.errors import GradientError, ShapeError
from engine.explain import Explanation, Formula, explain
from engine.jacobians import structured
from engine.networks import has_network
from engine.operation import Array
from engine.recording import (
    Check,
    ContributeStep,
    Edge,
    GradientStep,
    Line,
    Node,
    Run,
    Span,
    Statement,
    Step,
    Turn,
    UpdateStep,
    quantities,
    turns,
)
from engine.tensors import Update
from server.documents.chart_encoding import chart_json
from server.documents.problems import Problem
from server.documents.tensors import Json, Tensors, attribute_json, dtype_name
from server.documents.variables import arrays_of, variables_json
from server.version import VERSION

SCHEMA = "gradwalk.run/1"
# What of a check is a node.
CHECKED = ("node", "variable", "loss")


def encode_run(run: Run, identifier: str, steps: int | None = None) -> bytes:
    """The RunDocument of `run`, with an outline in place of the steps after the first `steps`."""
    return orjson.dumps(run_document(run, identifier, steps))


def run_document(run: Run, identifier: str, steps: int | None = None) -> dict[str, Json]:
    whole = steps is None or steps >= len(run.steps)
    window = run.steps if whole else run.steps[:steps]
    gradients = run.gradients if whole else {}
    tensors = Tensors([*_values(run), *gradients.values(), *arrays_of_steps(window), *arrays_of(run.variables)])
    document: dict[str, Json] = {
        "schema": SCHEMA,
        "id": identifier,
        "engine": VERSION,
        "source": run.source,
        "target": None if run.target is None else f"n{run.target}",
        "targets": [f"n{target}" for target in run.targets],
        "calls": run.calls,
        "printed": run.printed,
        "passes": run.passes,
        "loop": [_turn(turn) for turn in turns(run)],
        "network": has_network(run),
        "notes": run.notes,
        "checks": [_check(check) for check in run.checks],
        "charts": [chart_json(chart) for chart in run.charts],
        "engines": [engine._asdict() for engine in run.engines],
        "unfold": run.unfold,
        "titles": run.titles,
        "statements": [_statement(statement) for statement in run.statements],
        "lines": [_line(line) for line in run.lines],
        "portable": {"torch": run.portable.torch, "reason": run.portable.reason},
        "default_dtype": {"dtype": dtype_name(run.default_type.dtype), "source": _span(run.default_type.span)},
        "variables": variables_json(run.variables, tensors),
        "nodes": [_node(run, node, gradients, tensors) for node in run.graph.nodes],
        "edges": [_edge(edge) for edge in run.graph.edges],
        "steps": [step_json(step, tensors) for step in window],
        "limits": {
            name: {"used": usage.used, "limit": usage.limit, "unit": usage.unit} for name, usage in run.usage.items()
        },
    }
    if run.shown is not None:
        document["pass_shown"] = {"index": run.shown.number, "total": len(run.shown.series.turns)}
    if not whole:
        document["outline"] = [outline_json(step) for step in run.steps]
    return document


def encode_graph(run: Run, identifier: str) -> bytes:
    tensors = Tensors([*_values(run), *run.gradients.values()])
    return orjson.dumps(
        {
            "run": identifier,
            "nodes": [_node(run, node, run.gradients, tensors) for node in run.graph.nodes],
            "edges": [_edge(edge) for edge in run.graph.edges],
        }
    )


def encode_steps(run: Run, identifier: str, first: int, to: int) -> bytes:
    window = run.steps[first:to]
    tensors = Tensors(arrays_of_steps(window))
    steps = [step_json(step, tensors) for step in window]
    return orjson.dumps(_window(run, identifier, first, len(steps)) | {"steps": steps})


def encode_node(run: Run, identifier: str, index: int) -> bytes:
    """The NodeDocument. Raises Problem (404) when the run has no such node."""
    document = _node(run, known(run, index), run.gradients, Tensors(inline=None))
    return orjson.dumps(
        {
            "run": identifier,
            "node": document,
            "used_by": [f"e{edge.index}" for edge in run.graph.edges if edge.source == index],
            "steps": [step.index for step in run.steps if step.receiver == index],
        }
    )


def encode_local_jacobian(run: Run, identifier: str, index: int, slot: int) -> bytes:
    """The LocalJacobianDocument. Raises Problem (404) where there is none, (422) where it is too large to write."""
    node = known(run, index)
    if node.operation is None:
        raise Problem(404, "local-jacobian/none", "No operation made this node, so it has no local Jacobian.")
    inputs = [run.graph.nodes[i].value for i in node.inputs]
    tensors = Tensors()
    try:
        found = structured(node.operation, slot, node.value, inputs, node.attributes)
        numbers = {name: tensors(array) for name, array in found.numbers().items()}
    except GradientError as reason:
        raise Problem(404, "local-jacobian/none", f"{reason}.") from None
    except ShapeError as reason:
        raise Problem(422, "local-jacobian/too-large", f"{reason}.") from None
    return orjson.dumps(
        {
            "run": identifier,
            "node": f"n{index}",
            "slot": slot,
            "structure": found.structure,
            "shape": found.shape,
            "numbers": numbers,
        }
    )


def encode_explanations(run: Run, identifier: str, first: int, to: int) -> bytes:
    to = min(to, len(run.steps))
    tensors = Tensors()
    explained = [explanation_json(explain(run, index), tensors) for index in range(first, to)]
    return orjson.dumps(_window(run, identifier, first, len(explained)) | {"explanations": explained})


def _window(run: Run, identifier: str, first: int, count: int) -> dict[str, Json]:
    """Which of the steps a document is about, and where the next one goes on."""
    to, total = first + count, len(run.steps)
    return {"run": identifier, "from": first, "to": to, "total": total, "next": to if to < total else None}


def known(run: Run, index: int) -> Node:
    if index >= len(run.graph.nodes):
        raise Problem(404, "node/unknown", f"The nodes of this run end with n{len(run.graph.nodes) - 1}.")
    return run.graph.nodes[index]


def _values(run: Run) -> Iterator[Array]:
    for node in run.graph.nodes:
        yield node.value


def arrays_of_steps(steps: Sequence[Step]) -> Iterator[Array]:
    for step in steps:
        yield from quantities(step).values()
        if isinstance(step, UpdateStep) and step.update is not None:
            remembered = (array for state in step.update.state for array in (state.before, state.after))
            yield from (array for array in (step.update.gradient, *remembered) if array is not None)


def _span(span: Span | None) -> Json:
    if span is None:
        return None
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _statement(statement: Statement) -> dict[str, Json]:
    return {"source": _span(statement.span), "names": statement.names, "expression": statement.expression}


def _line(line: Line) -> dict[str, Json]:
    return {"statement": line.statement, "namespace": line.namespace, "caller": line.caller}


def _node(run: Run, node: Node, gradients: Mapping[int, Array], tensors: Tensors) -> dict[str, Json]:
    gradient, operation = gradients.get(node.index), node.operation
    return {
        "id": f"n{node.index}",
        "op": node.op or "leaf",
        "role": node.role,
        "symbol": "leaf" if operation is None else operation.symbol,
        "composite": operation is not None and operation.unfolded is not None,
        "entrywise": operation is not None and operation.elementwise,
        "name": node.name,
        "names": node.names,
        "label": node.label,
        "short": node.short,
        "namespace": node.namespace,
        "attributes": {
            name: attribute_json(attribute) for name, attribute in node.attributes.items() if name[0] != "_"
        },
        "inputs": [f"n{index}" for index in node.inputs],
        "shape": node.value.shape,
        "dtype": dtype_name(node.value.dtype),
        "requires_grad": node.requires_grad,
        "source": _span(node.span),
        "previous": None if node.previous is None else f"n{node.previous}",
        "line": node.line,
        "value": tensors(node.value),
        "gradient": None if gradient is None else tensors(gradient),
        "gradient_state": run.gradient_states[node.index],
    }


def _turn(turn: Turn) -> dict[str, Json]:
    return {"pass": turn.pass_index, "first": turn.first, "seed": turn.seed, "last": turn.last}


def _check(check: Check) -> dict[str, Json]:
    document: dict[str, Json] = check._asdict()
    for key in CHECKED:
        document[key] = None if document[key] is None else f"n{document[key]}"
    return document


def _edge(edge: Edge) -> dict[str, Json]:
    return {"id": f"e{edge.index}", "from": f"n{edge.source}", "to": f"n{edge.target}", "slot": edge.slot}


def outline_json(step: Step) -> dict[str, Json]:
    document: dict[str, Json] = {
        "index": step.index,
        "pass": step.pass_index,
        "phase": step.phase,
        "kind": step.kind,
        "node": f"n{step.node}",
    }
    match step:
        case ContributeStep():
            if step.edge is not None:
                document["edge"] = f"e{step.edge}"
            document |= {"to": f"n{step.to}", "received": step.received, "expected": step.expected}
        case GradientStep():
            document["set_to_none"] = step.accumulated is None
            if step.span is not None:
                document["source"] = _span(step.span)
    return document


def step_json(step: Step, tensors: Tensors) -> dict[str, Json]:
    document = outline_json(step)
    if isinstance(step, GradientStep):
        document["accumulated"] = None
    document |= {name: tensors(array) for name, array in quantities(step).items()}
    if isinstance(step, UpdateStep) and step.update is not None:
        document |= _update(step.update, tensors)
    return document


def _update(update: Update, tensors: Tensors) -> dict[str, Json]:
    document: dict[str, Json] = {
        "rule": update.rule,
        "state": [
            {"name": name, "before": None if before is None else tensors(before), "after": tensors(after)}
            for name, before, after in update.state
        ],
    }
    if update.gradient is not None:
        document["gradient"] = tensors(update.gradient)
    return document


def explanation_json(explanation: Explanation, tensors: Tensors) -> dict[str, Json]:
    local = explanation.local
    return {
        "index": explanation.index,
        "title": explanation.title,
        "sentence": explanation.sentence,
        "rule": explanation.rule,
        "note": explanation.note,
        "zero": explanation.zero,
        "formula": formula_json(explanation.formula),
        "numbers": formula_json(explanation.numbers),
        "local": None
        if local is None
        else {
            "tex": local.tex,
            "text": local.text,
            "shape": local.shape,
            "tensor": None if local.value is None else tensors(local.value),
            "relation": local.relation,
        },
        "entry": formula_json(explanation.entry),
        "shapes": explanation.shapes,
        "equations": [
            {"formula": formula_json(equation.formula), "numbers": formula_json(equation.numbers)}
            for equation in explanation.equations
        ],
    }


def formula_json(formula: Formula | None) -> Json:
    if formula is None:
        return None
    roles = [_role(*each) for each in formula.roles]
    return {"tex": formula.tex, "text": formula.text, "roles": roles}


def _role(role: str, start: int, end: int) -> Json:
    name, _, line = role.partition(" ")
    return {"role": name, "start": start, "end": end} | ({"line": int(line)} if line else {})
