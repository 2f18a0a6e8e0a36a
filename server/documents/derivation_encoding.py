"""Gradients on paper → the DerivationDocument, as bytes."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from engine.errors import ArgumentError
from engine.explain.derivation import Writing, WrittenLine, derive
from engine.recording import Run
from server.documents.encode import formula_json
from server.documents.problems import Problem, sentence_of
from server.documents.tensors import Json, Tensors, attribute_json

LETTERS = {"script": "ℒ", "ell": "ℓ", "name": None}


class Switches(NamedTuple):
    """How a derivation is written: 1/N `outside`, examples as `columns`, W^[l] for what `layers` have, the loss's
    `letter`. The numbers are 0 and 1.
    """

    outside: int = 0
    columns: int = 0
    layers: int = 0
    letter: str = "L"


def derivation_of(run: Run, pass_index: int | None, switches: Switches) -> Writing:
    """Raises Problem (404) where there is no such pass, and (422) for one that is too long."""
    shown = run.passes - 1 if pass_index is None else pass_index
    if not 0 <= shown < run.passes:
        raise Problem(404, "derivation/no-pass", f"This run has {run.passes} backward passes, counted from 0.")
    outside, columns, layers, letter = switches
    try:
        paper = derive(run, shown, bool(outside), bool(columns), bool(layers))
    except ArgumentError as reason:
        raise Problem(422, "derivation/too-long", sentence_of(reason)) from None
    return Writing(paper, LETTERS.get(letter, letter))


def encode_derivation(run: Run, identifier: str, pass_index: int | None, *switches: Any) -> bytes:
    """The DerivationDocument. Raises Problem as `derivation_of` does."""
    asked = Switches(*switches)
    writing = derivation_of(run, pass_index, asked)
    paper = writing.paper
    tensors = Tensors()
    return orjson.dumps(
        {
            "run": identifier,
            "pass": paper.pass_index,
            "target": f"n{run.targets[paper.pass_index]}",
            "letter": asked.letter,
            "count": attribute_json(paper.gradients.count),
            "movable": paper.movable,
            "outside": paper.outside,
            "turnable": paper.turnable,
            "columns": paper.columns is not None,
            "layered": paper.layered,
            "layers": bool(paper.named),
            "lines": [_line(written, tensors) for written in writing.lines()],
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
