"""One derivative in several ways → the DerivativesDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.derivatives import Symbolic, Ways, ways
from engine.errors import GradientError
from engine.explain import formula_of
from engine.recording import Run
from server.documents.encode import formula_json
from server.documents.problems import Problem, sentence_of
from server.documents.tape import known_leaf, leaf_json
from server.documents.tensors import Json, attribute_json


def encode_derivatives(run: Run, identifier: str, leaf: str) -> bytes:
    """Raises Problem (404) where there is no such leaf, or no backward pass that reaches it."""
    by = known_leaf(run, leaf)
    try:
        found = ways(run, by)
    except GradientError as reason:
        raise Problem(404, "derivatives/none", sentence_of(reason)) from None
    return orjson.dumps(
        {
            "run": identifier,
            "leaf": leaf_json(by),
            "roots": [f"n{root}" for root in found.roots],
            "parameters": found.parameters,
            "ways": [
                {**each._asdict(), "value": None if each.value is None else attribute_json(each.value)}
                for each in found.ways
            ],
            "widths": _widths(found),
            "formulas": _formulas(found.formulas),
        }
    )


def _formulas(found: Symbolic | None) -> Json:
    if found is None:
        return None
    shown = {"result": found.formula, "raw": found.raw, "simplified": found.simplified}
    return {
        **{name: None if term is None else formula_json(formula_of(term)) for name, term in shown.items()},
        "result_operations": found.formula_operations,
        "raw_operations": found.raw_operations,
        "simplified_operations": found.simplified_operations,
        "shared_operations": found.shared_operations,
    }


def _widths(found: Ways) -> list[Json]:
    true = found.ways[0].value
    assert true is not None
    return [
        {
            "h": each.h,
            **{name: attribute_json(getattr(each, name)) for name in ("central", "right", "left")},
            "error": attribute_json(abs(each.central - true)),
            "right_error": attribute_json(abs(each.right - true)),
            "branch": _branch(place, found.best),
        }
        for place, each in enumerate(found.widths)
    ]


def _branch(place: int, best: int | None) -> str | None:
    if best is None:
        return None
    return "best" if place == best else "truncation" if place < best else "rounding"
