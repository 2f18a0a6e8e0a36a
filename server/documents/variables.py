"""What names stand for → JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson

from engine.operation import Array
from engine.recording import Held, HeldText, Listing, Object, Other, Pairs, Run, Variable
from server.documents.problems import Problem
from server.documents.tensors import Json, Tensors, attribute_json


def encode_variables(run: Run, identifier: str, step: int | None = None) -> bytes:
    """The VariablesDocument, after a step or at the end. Raises Problem (404) when the run has no such step."""
    last = len(run.steps) - 1
    if step is not None and step > last:
        raise Problem(404, "step/unknown", f"The steps of this run end with {last}.")
    variables = run.variables if step is None or step == last or run.look is None else run.look(step)
    tensors = Tensors(arrays_of(variables))
    return orjson.dumps({"run": identifier, "step": step, "variables": variables_json(variables, tensors)})


def variables_json(variables: Mapping[str, Held], tensors: Tensors) -> dict[str, Json]:
    return {name: _held(value, tensors) for name, value in variables.items()}


def arrays_of(variables: Mapping[str, Held]) -> Iterator[Array]:
    """Those that `variables_json` writes."""
    waiting: list[Held] = [*variables.values()]
    while waiting:
        match waiting.pop():
            case Variable(_, value, gradient):
                yield from (array for array in (value, gradient) if array is not None)
            case Pairs(pairs, _):
                waiting += [part for pair in pairs for part in pair]
            case Listing(_, entries, _):
                waiting += entries
            case Object(_, parameters, fields, _):
                waiting += [value for _, value in (*parameters, *fields)]


def _held(value: Held, tensors: Tensors) -> Json:
    match value:
        case Variable(node, array, gradient):
            return {
                "node": None if node is None else f"n{node}",
                "value": tensors(array),
                "grad": None if gradient is None else tensors(gradient),
            }
        case HeldText(text, length):
            return {"text": text, "length": length}
        case Pairs(pairs, length):
            both = [[_held(part, tensors) for part in pair] for pair in pairs]
            return {"kind": "dict", "entries": both, "length": length}
        case Listing(kind, entries, length):
            listed = [_held(entry, tensors) for entry in entries]
            return {"kind": kind, "entries": listed, "length": length}
        case Object(kind, parameters, fields, length):
            return {
                "object": kind,
                "parameters": {path: _held(parameter, tensors) for path, parameter in parameters},
                "fields": {name: _held(field, tensors) for name, field in fields},
                "length": length,
            }
        case Other(kind):
            return {"other": kind}
    return attribute_json(value)
