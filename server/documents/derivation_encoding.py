"""Gradients on paper → the DerivationDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.errors import ArgumentError
from engine.explain.derivation import Writing, WrittenLine, derive
from engine.recording import Run
from server.documents.encode import formula_json
from server.documents.problems import Problem
from server.documents.tensors import Json, Tensors, attribute_json

LETTERS = {"script": "ℒ", "ell": "ℓ", "name": None}


def encode_derivation(run: Run, identifier: str, pass_index: int | None, outside: int, letter: str) -> bytes:
    """The DerivationDocument. Raises Problem (404) where there is no such pass, and (422) for one that is too long."""
    shown = run.passes - 1 if pass_index is None else pass_index
    if not 0 <= shown < run.passes:
        raise Problem(404, "derivation/no-pass", f"This run has {run.passes} backward passes, counted from 0.")
    try:
        paper = derive(run, shown, bool(outside))
    except ArgumentError as reason:
        detail = f"{str(reason)[:1].upper()}{str(reason)[1:]}."
        raise Problem(422, "derivation/too-long", detail) from None
    tensors = Tensors()
    return orjson.dumps(
        {
            "run": identifier,
            "pass": shown,
            "target": f"n{run.targets[shown]}",
            "letter": letter,
            "count": attribute_json(paper.gradients.count),
            "movable": paper.movable,
            "outside": paper.outside,
            "lines": [_line(written, tensors) for written in Writing(paper, LETTERS.get(letter, letter)).lines()],
        }
    )


def _line(written: WrittenLine, tensors: Tensors) -> dict[str, Json]:
    line = written.line
    return {
        "number": line.number,
        "node": f"n{line.node}",
        "reason": line.reason,
        "parameter": line.parameter,
        "name": formula_json(written.name),
        "sentence": written.sentence,
        "formula": formula_json(written.formula),
        "shapes": written.shapes,
        "factors": [{"formula": formula_json(each.formula), "shape": each.shape} for each in written.factors],
        "stages": [formula_json(each) for each in written.stages],
        "ones": [formula_json(each) for each in written.ones],
        "definition": formula_json(written.definition),
        "uses": line.uses,
        "value": tensors(line.value),
        "checked": line.checked,
        "difference": attribute_json(line.difference),
        "step": line.step,
        "steps": line.steps,
        "nodes": [f"n{node}" for node in line.nodes],
    }
