"""All paths between two nodes → the PathsDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.explain import Path, sum_over_paths
from engine.recording import Run
from server.documents.encode import formula_json, known
from server.documents.problems import Problem
from server.documents.tensors import Json, Tensors, attribute_json

# Beyond it, a reader of JSON may round a whole number.
WHOLE = 2**53


def encode_paths(run: Run, identifier: str, first: int, last: int | None) -> bytes:
    """The PathsDocument. Raises Problem as `end_of_paths` does."""
    last = end_of_paths(run, first, last)
    found = sum_over_paths(run, first, last)
    tensors = Tensors()
    return orjson.dumps(
        {
            "run": identifier,
            "from": f"n{first}",
            "to": f"n{last}",
            "sentence": found.sentence,
            "count": found.count if found.count <= WHOLE else float(found.count),
            "listed": len(found.listed),
            "paths": [_path(path, last, tensors) for path in found.listed],
            "total": tensors(found.total),
            "rest": tensors(found.rest),
            "checked": found.checked,
        }
    )


def end_of_paths(run: Run, first: int, last: int | None) -> int:
    """Where paths from `first` end: at `last`, or at the target where it is None.

    Raises Problem (404) where there is no such node, nor a target.
    """
    end = run.target if last is None else last
    if end is None:
        raise Problem(404, "paths/no-target", "This run has no backward pass: say with `to` where the paths end.")
    for index in (first, end):
        known(run, index)
    return end


def _path(path: Path, last: int, tensors: Tensors) -> dict[str, Json]:
    return {
        "nodes": [f"n{last}", *(f"n{edge.source}" for edge in path.edges)],
        "edges": [f"e{edge.index}" for edge in path.edges],
        "arrived": attribute_json(list(path.arrived)),
        "locals": attribute_json(list(path.locals)),
        "brought": tensors(path.brought),
        "formula": formula_json(path.formula),
    }
