"""An operation over one entry of one input → the CurveDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.errors import GradientError
from engine.jacobians import curve
from engine.operation import size
from engine.recording import Run
from server.documents.encode import known
from server.documents.problems import Problem, sentence_of
from server.documents.tensors import attribute_json


def encode_curve(run: Run, identifier: str, index: int, slot: int, entry: int) -> bytes:
    """The CurveDocument. Raises Problem (404) where there is none."""
    node = known(run, index)
    if node.operation is None or slot >= len(node.inputs):
        raise Problem(404, "curve/none", "No operation made this node from such an input, so it has no curve.")
    inputs = [run.graph.nodes[i].value for i in node.inputs]
    total = size(inputs[slot].shape)
    if entry >= total:
        raise Problem(404, "curve/no-entry", f"The input has {total} entries, counted from 0.")
    try:
        found = curve(node.operation, slot, node.value, inputs, node.attributes, entry)
    except GradientError as reason:
        raise Problem(404, "curve/none", sentence_of(reason)) from None
    return orjson.dumps(
        {
            "run": identifier,
            "node": f"n{index}",
            "slot": slot,
            "entry": entry,
            "x": attribute_json(found.x),
            "y": attribute_json(found.y),
            "slope": attribute_json(found.slope),
            "best": found.best,
            "points": [
                {
                    "entry": each.entry,
                    "x": attribute_json(each.x),
                    "y": attribute_json(each.y),
                    "slope": attribute_json(each.slope),
                }
                for each in found.points
            ],
        }
    )
