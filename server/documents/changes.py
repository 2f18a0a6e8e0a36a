"""A run at other values beside the run as it was, as a ChangesDocument: short, as it follows a hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from engine.explain import explain
from engine.operation import Array
from engine.recording import Node, Run, Step, quantities
from server.documents.decoding import Changes
from server.documents.encode import arrays_of_steps, explanation_json, outline_json, run_document, step_json
from server.documents.tensors import Json, Tensors, attribute_json


def encode_changes(before: Run, after: Run, run: str, identifier: str, asked: Changes) -> bytes:
    """`before` stands at the address `run`; `after` would stand at `identifier`."""
    same = _same_course(before, after)
    first, to = asked.explain or (0, 0)
    explained = [explain(after, index) for index in range(first, min(to, len(after.steps)))] if same else []
    nodes = list(_changed_nodes(before, after, not asked.nudges)) if same else []
    steps = _changed_steps(before, after, asked.steps) if same and not asked.nudges else []
    arrays = [array for _, changed in nodes for array in changed.values()]
    tensors = Tensors([*arrays, *arrays_of_steps(steps)])
    return orjson.dumps(
        {
            "run": run,
            "id": identifier,
            "same_course": same,
            "document": None if same else run_document(after, identifier, asked.steps),
            "printed": after.printed,
            "nodes": [
                {"id": f"n{index}", **{name: tensors(array) for name, array in changed.items()}}
                for index, changed in nodes
            ],
            "steps": [step_json(step, tensors) for step in steps],
            "explanations": [explanation_json(each, tensors) for each in explained],
        }
    )


def _same_course(before: Run, after: Run) -> bool:
    """Whether all but the numbers is the same: what is drawn of one run can be drawn of the other."""
    if before.graph.edges is after.graph.edges:
        # A replay of the other.
        return True
    return (
        len(before.graph.nodes) == len(after.graph.nodes)
        and len(before.steps) == len(after.steps)
        and before.gradient_states == after.gradient_states
        and before.lines == after.lines
        and before.notes == after.notes
        and before.checks == after.checks
        and before.charts == after.charts
        and all(map(_alike, before.graph.nodes, after.graph.nodes))
        and all(outline_json(one) == outline_json(other) for one, other in zip(before.steps, after.steps, strict=True))
    )


def _alike(one: Node, other: Node) -> bool:
    return (
        one.op == other.op
        and one.inputs == other.inputs
        and one.label == other.label
        and one.value.shape == other.value.shape
        and one.value.dtype == other.value.dtype
        and (one.attributes is other.attributes or _written(one) == _written(other))
    )


def _written(node: Node) -> dict[str, Json]:
    return {name: attribute_json(attribute) for name, attribute in node.attributes.items() if name[0] != "_"}


def _changed_nodes(before: Run, after: Run, gradients: bool) -> Iterator[tuple[int, dict[str, Array]]]:
    for one, other in zip(before.graph.nodes, after.graph.nodes, strict=True):
        changed = {} if _equal(one.value, other.value) else {"value": other.value}
        gradient = after.gradients.get(other.index) if gradients else None
        if gradient is not None and not _equal(before.gradients[one.index], gradient):
            changed["gradient"] = gradient
        if changed:
            yield other.index, changed


def _changed_steps(before: Run, after: Run, most: int | None) -> Sequence[Step]:
    return [
        other
        for one, other in zip(before.steps[:most], after.steps[:most], strict=True)
        if other.phase == "update" or not _same_quantities(one, other)
    ]


def _same_quantities(one: Step, other: Step) -> bool:
    ones, others = quantities(one), quantities(other)
    return ones.keys() == others.keys() and all(_equal(ones[name], others[name]) for name in ones)


def _equal(one: Array, other: Array) -> bool:
    # To the last bit: −0 is another number than 0, and NaN is the same as NaN. A comparison of numpy's takes longer.
    return one is other or one.tobytes() == other.tobytes()
