"""The passes of a loop that trains → the PassesDocument, as bytes: a column for each quantity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import orjson

from engine.operation import Array
from engine.recording import Pass, Run, Training, training
from server.documents.tensors import Json, attribute_json

# Of each parameter so many entries are followed.
ENTRIES_FOLLOWED = 32


def encode_passes(run: Run, identifier: str, first: int, to: int) -> bytes:
    return orjson.dumps(passes_document(run, identifier, first, to))


def passes_document(run: Run, identifier: str, first: int = 0, to: int | None = None) -> dict[str, Json]:
    """The PassesDocument; without a pass where no loop of the program calls backward()."""
    trained = training(run) or Training((), ())
    passes, total = trained.passes[first:to], len(trained.passes)
    end = first + len(passes)
    return {
        "run": identifier,
        "from": first,
        "to": end,
        "total": total,
        "next": end if end < total else None,
        **_columns(run, trained, passes),
        "parameters": [_parameter(run, trained, passes, place) for place in range(len(trained.parameters))],
    }


def _columns(run: Run, trained: Training, passes: Sequence[Pass]) -> dict[str, Json]:
    following = {
        one.turn.pass_index: after.loss for one, after in zip(trained.passes, trained.passes[1:], strict=False)
    }
    got = [
        None if (loss := following.get(each.turn.pass_index)) is None or each.loss is None else loss - each.loss
        for each in passes
    ]
    return {
        "name": run.graph.nodes[trained.passes[0].target].label if trained.passes else None,
        "passes": [each.turn.pass_index for each in passes],
        "targets": [f"n{each.target}" for each in passes],
        "first_step": [each.turn.first for each in passes],
        "seed": [each.turn.seed for each in passes],
        "last_step": [each.turn.last for each in passes],
        "loss": attribute_json([each.loss for each in passes]),
        "promised": attribute_json([each.promised for each in passes]),
        "got": attribute_json(got),
    }


def _parameter(run: Run, trained: Training, passes: Sequence[Pass], place: int) -> dict[str, Json]:
    node = run.graph.nodes[trained.parameters[place]]
    entries = followed(int(np.size(node.value)))
    moved = [each.parameters[place] for each in passes]
    before = [np.asarray(run.graph.nodes[each.before].value) for each in moved]
    after = [np.asarray(run.graph.nodes[each.after].value) for each in moved]
    return {
        "name": node.label,
        "shape": np.shape(node.value),
        "nodes": [f"n{each.before}" for each in moved],
        "after": [f"n{each.after}" for each in moved],
        "entries": entries,
        "values": [attribute_json(np.ravel(array)[entries].tolist()) for array in before],
        "value": attribute_json(_norms(before)),
        "gradient": attribute_json(_norms(each.gradient for each in moved)),
        "change": attribute_json(_norms(b - a for a, b in zip(before, after, strict=True))),
    }


def followed(size: int) -> list[int]:
    """Places of entries, evenly through all."""
    return sorted({*np.linspace(0, size - 1, min(size, ENTRIES_FOLLOWED)).round().astype(int).tolist()}) if size else []


def _norms(arrays: Iterable[Array | None]) -> list[float | None]:
    with np.errstate(all="ignore"):
        return [None if array is None else float(np.linalg.norm(np.ravel(array))) for array in arrays]
