"""The passes of a loop that trains → the PassesDocument, as bytes: a column for each quantity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import orjson

from engine.operation import Array
from engine.recording import FollowedParameter, Pass, PassSeries, Run, Training, followed, training
from server.documents.tensors import Json, attribute_json


def encode_passes(run: Run, identifier: str, first: int, to: int) -> bytes:
    return orjson.dumps(passes_document(run, identifier, first, to))


def passes_document(run: Run, identifier: str, first: int = 0, to: int | None = None) -> dict[str, Json]:
    """The PassesDocument; without a pass where no loop of the program calls backward()."""
    if run.shown is not None:
        return _of_series(run.shown.series, identifier, first, to)
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


def _of_series(series: PassSeries, identifier: str, first: int, to: int | None) -> dict[str, Json]:
    """Of a loop of which the run shows one pass: nodes and steps are those in the run that shows the pass."""
    total = len(series.turns)
    window = range(total)[first:to]
    end = first + len(window)
    turns, losses = series.turns[first:to], series.losses
    got = [
        None if place + 1 == total or None in (pair := losses[place : place + 2]) else pair[1] - pair[0]  # type: ignore[operator]
        for place in window
    ]
    return {
        "run": identifier,
        "from": first,
        "to": end,
        "total": total,
        "next": end if end < total else None,
        "name": series.name if total else None,
        "passes": list(window),
        "targets": [f"n{target}" for target in series.targets[first:to]],
        "first_step": [turn.first for turn in turns],
        "seed": [turn.seed for turn in turns],
        "last_step": [turn.last for turn in turns],
        "loss": attribute_json(losses[first:to]),
        "promised": attribute_json(series.promised[first:to]),
        "got": attribute_json(got),
        "parameters": [_of_parameter(each, slice(first, to)) for each in series.parameters],
    }


def _of_parameter(parameter: FollowedParameter, window: slice) -> dict[str, Json]:
    return {
        "name": parameter.name,
        "shape": parameter.shape,
        "nodes": [f"n{node}" for node in parameter.before[window]],
        "after": [f"n{node}" for node in parameter.after[window]],
        "entries": parameter.entries,
        "values": [attribute_json(entries) for entries in parameter.values[window]],
        "value": attribute_json(parameter.norms[window]),
        "gradient": attribute_json(parameter.gradients[window]),
        "change": attribute_json(parameter.changes[window]),
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
        "name": run.graph.nodes[trained.passes[0].target].called if trained.passes else None,
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
        "name": node.called,
        "shape": np.shape(node.value),
        "nodes": [f"n{each.before}" for each in moved],
        "after": [f"n{each.after}" for each in moved],
        "entries": entries,
        "values": [attribute_json(np.ravel(array)[entries].tolist()) for array in before],
        "value": attribute_json(_norms(before)),
        "gradient": attribute_json(_norms(each.gradient for each in moved)),
        "change": attribute_json(_norms(b - a for a, b in zip(before, after, strict=True))),
    }


def _norms(arrays: Iterable[Array | None]) -> list[float | None]:
    with np.errstate(all="ignore"):
        return [None if array is None else float(np.linalg.norm(np.ravel(array))) for array in arrays]
