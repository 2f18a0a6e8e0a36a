"""What is found in a run, and why a number is what it is → the DiagnosisDocument, as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson

from engine.diagnosis import Chain, Finding, ParameterGradient, Place, Thresholds, diagnose, why
from engine.experiments import Experiment, experiments
from engine.operation import size
from engine.recording import Run
from server.documents.encode import known
from server.documents.problems import Problem
from server.documents.tensors import Json, attribute_json


def encode_diagnosis(
    run: Run, identifier: str, thresholds: str, index: int | None = None, entry: int = 0, of: str = "gradient"
) -> bytes:
    """The DiagnosisDocument: of the run, or with the chain of one entry of node `index`. `thresholds` are tiny, huge
    and saturated, with colons between them. Raises Problem (404) where there is no such node or entry.
    """
    kept = Thresholds(*map(float, thresholds.split(":")))
    document: dict[str, Json] = {
        "run": identifier,
        "thresholds": {**kept._asdict()},
        "findings": [],
        "left": 0,
        "gradients": [],
        "chain": None,
    }
    if index is not None:
        node = known(run, index)
        total = size(node.shape)
        if entry >= total:
            raise Problem(404, "diagnosis/no-entry", f"n{index} has {total} entries, counted from 0.")
        document["chain"] = _chain(run, why(run, index, entry, of, kept))
        return orjson.dumps(document)
    found = diagnose(run, kept)
    return orjson.dumps(
        document
        | {
            "findings": list(map(_finding, found.findings, experiments(run, found.findings))),
            "left": found.left,
            "gradients": [_layer(run, each) for each in found.layers],
        }
    )


def _finding(finding: Finding, ways: Sequence[Experiment]) -> dict[str, Json]:
    return {
        "kind": finding.kind,
        "node": f"n{finding.node}",
        "step": finding.step,
        "sentence": finding.sentence,
        "entry": finding.entry,
        "count": finding.count,
        "of": finding.of,
        "warning": finding.warning,
        "experiments": [
            {"words": each.words, "edits": [{"range": asdict(edit.span), "text": edit.text} for edit in each.edits]}
            for each in ways
        ],
    }


def _layer(run: Run, layer: ParameterGradient) -> dict[str, Json]:
    node = run.graph.nodes[layer.node]
    return {
        "node": f"n{layer.node}",
        "name": node.called,
        "namespace": node.namespace,
        "norm": attribute_json(layer.norm),
        "largest": attribute_json(layer.largest),
        "zeros": layer.zeros,
        "size": layer.size,
    }


def _place(run: Run, place: Place) -> dict[str, Json]:
    node = run.graph.nodes[place.node]
    index: list[str] = []
    rest = place.entry
    for extent in reversed(node.shape):
        index.insert(0, str(rest % extent if extent else 0))
        rest //= max(1, extent)
    name = f"{node.called}[{', '.join(index)}]" if index else node.called
    return {"node": f"n{place.node}", "entry": place.entry, "name": name}


def _chain(run: Run, chain: Chain) -> dict[str, Json]:
    return {
        "at": _place(run, chain.place),
        "of": chain.of,
        "finding": chain.finding,
        "number": attribute_json(chain.number),
        "sentence": chain.sentence,
        "links": [
            {
                "step": link.step,
                "at": _place(run, link.place),
                "kind": link.kind,
                "sentence": link.sentence,
                "origin": link.origin,
            }
            for link in chain.links
        ],
        "causes": [_place(run, each) for each in chain.causes],
        "roots": [_place(run, each) for each in chain.roots],
    }
