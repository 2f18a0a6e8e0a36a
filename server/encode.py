"""Engine objects → the JSON documents of payload.py, as bytes: the same run gives the same bytes in every process.

Written with plain dicts and orjson, because building the models first would take longer than the run itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from engine.explain import explain
from engine.explanation import Explanation, Formula
from engine.graph import Edge, Node, Span
from engine.trace import Run, Step
from server.problems import Problem
from server.tensors import Json, Tensors, attribute_json, dtype_name
from server.version import VERSION

SCHEMA = "gradwalk.run/1"


def encode_run(run: Run, identifier: str) -> bytes:
    """The RunDocument of `run`."""
    return orjson.dumps(run_document(run, identifier))


def run_document(run: Run, identifier: str) -> dict[str, Json]:
    tensors = Tensors()
    return {
        "schema": SCHEMA,
        "id": identifier,
        "engine": VERSION,
        "source": run.source,
        "target": None if run.target is None else f"n{run.target}",
        "targets": [f"n{target}" for target in run.targets],
        "printed": run.printed,
        "passes": run.passes,
        "notes": run.notes,
        "nodes": [_node(run, node, tensors) for node in run.graph.nodes],
        "edges": [_edge(edge) for edge in run.graph.edges],
        "steps": [_step(step, tensors) for step in run.steps],
        "limits": {
            name: {"used": usage.used, "limit": usage.limit, "unit": usage.unit} for name, usage in run.usage.items()
        },
    }


def encode_graph(run: Run, identifier: str) -> bytes:
    tensors = Tensors()
    return orjson.dumps(
        {
            "run": identifier,
            "nodes": [_node(run, node, tensors) for node in run.graph.nodes],
            "edges": [_edge(edge) for edge in run.graph.edges],
        }
    )


def encode_steps(run: Run, identifier: str, first: int, to: int) -> bytes:
    tensors = Tensors()
    steps = [_step(step, tensors) for step in run.steps[first:to]]
    return orjson.dumps({"run": identifier, "from": first, "to": first + len(steps), "steps": steps})


def encode_node(run: Run, identifier: str, index: int) -> bytes:
    """The NodeDocument. Raises Problem (404) when the run has no such node."""
    if index >= len(run.graph.nodes):
        raise Problem(404, "node/unknown", f"The nodes of this run end with n{len(run.graph.nodes) - 1}.")
    document = _node(run, run.graph.nodes[index], Tensors(inline=None))
    return orjson.dumps(
        {
            "run": identifier,
            "node": document,
            "used_by": [f"e{edge.index}" for edge in run.graph.edges if edge.source == index],
            "steps": [step.index for step in run.steps if _receiver(step) == index],
        }
    )


def encode_explanations(run: Run, identifier: str, first: int, to: int) -> bytes:
    to = min(to, len(run.steps))
    tensors = Tensors()
    explained = [_explanation(explain(run, index), tensors) for index in range(first, to)]
    return orjson.dumps({"run": identifier, "from": first, "to": first + len(explained), "explanations": explained})


def _receiver(step: Step) -> int:
    return step.node if step.to is None else step.to


def _span(span: Span | None) -> Json:
    if span is None:
        return None
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _node(run: Run, node: Node, tensors: Tensors) -> dict[str, Json]:
    gradient = run.gradients.get(node.index)
    return {
        "id": f"n{node.index}",
        "op": node.op or "leaf",
        "role": node.role,
        "symbol": "leaf" if node.operation is None else node.operation.symbol,
        "name": node.name,
        "names": node.names,
        "label": node.label,
        "namespace": node.namespace,
        "attributes": {
            name: attribute_json(attribute) for name, attribute in node.attributes.items() if name[0] != "_"
        },
        "inputs": [f"n{index}" for index in node.inputs],
        "shape": node.shape,
        "dtype": dtype_name(node.value.dtype),
        "requires_grad": node.requires_grad,
        "source": _span(node.span),
        "previous": None if node.previous is None else f"n{node.previous}",
        "value": tensors(node.value),
        "gradient": None if gradient is None else tensors(gradient),
        "gradient_state": run.gradient_states[node.index],
    }


def _edge(edge: Edge) -> dict[str, Json]:
    return {"id": f"e{edge.index}", "from": f"n{edge.source}", "to": f"n{edge.target}", "slot": edge.slot}


def _step(step: Step, tensors: Tensors) -> dict[str, Json]:
    return dict(_step_items(step, tensors))


def _step_items(step: Step, tensors: Tensors) -> Iterator[tuple[str, Json]]:
    yield "index", step.index
    yield "pass", step.pass_index
    yield "phase", step.phase
    yield "kind", step.kind
    yield "node", f"n{step.node}"
    if step.edge is not None:
        yield "edge", f"e{step.edge}"
    if step.to is not None:
        yield "to", f"n{step.to}"
    if step.upstream is not None:
        yield "upstream", tensors(step.upstream)
    if step.contribution is not None:
        yield "contribution", tensors(step.contribution)
    if step.accumulated is not None:
        yield "accumulated", tensors(step.accumulated)
    if step.received is not None:
        yield "received", step.received
        yield "expected", step.expected


def _explanation(explanation: Explanation, tensors: Tensors) -> dict[str, Json]:
    local = explanation.local
    return {
        "index": explanation.index,
        "title": explanation.title,
        "sentence": explanation.sentence,
        "rule": explanation.rule,
        "note": explanation.note,
        "zero": explanation.zero,
        "formula": _formula(explanation.formula),
        "numbers": _formula(explanation.numbers),
        "local": None
        if local is None
        else {
            "tex": local.tex,
            "text": local.text,
            "shape": local.shape,
            "tensor": None if local.value is None else tensors(local.value),
            "relation": local.relation,
        },
        "entry": _formula(explanation.entry),
        "shapes": explanation.shapes,
    }


def _formula(formula: Formula | None) -> Json:
    return None if formula is None else {"tex": formula.tex, "text": formula.text}
