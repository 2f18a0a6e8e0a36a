"""Lines explained → the LineDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.errors import ArgumentError
from engine.explain import Factors, LineInput, LineResult, explain_line
from engine.recording import Run
from server.documents.encode import formula_json
from server.documents.problems import Problem, sentence_of
from server.documents.tensors import Json, Tensors


def encode_line(run: Run, identifier: str, first: int, to: int) -> bytes:
    """The LineDocument. Raises Problem (422) for steps of more than one phase or pass, and for none."""
    to = min(to, len(run.steps))
    tensors = Tensors()
    try:
        line = explain_line(run, first, to)
    except ArgumentError as reason:
        raise Problem(422, "request/parameter", sentence_of(reason)) from None
    return orjson.dumps(
        {
            "run": identifier,
            "from": first,
            "to": to,
            "sentence": line.sentence,
            "results": [_result(result) for result in line.results],
            "inputs": [_input(each, tensors) for each in line.inputs],
        }
    )


def _result(result: LineResult) -> dict[str, Json]:
    return {
        "node": f"n{result.node}",
        "formula": formula_json(result.formula),
        "numbers": formula_json(result.numbers),
    }


def _input(found: LineInput, tensors: Tensors) -> dict[str, Json]:
    return {
        "node": f"n{found.node}",
        "result": None if found.result is None else f"n{found.result}",
        "steps": found.arrivals,
        "chain": found.chain,
        "contribution": tensors(found.contribution),
        "products": [_product(product, tensors) for product in found.products],
        "formula": formula_json(found.formula),
        "numbers": formula_json(found.numbers),
    }


def _product(product: Factors, tensors: Tensors) -> dict[str, Json]:
    return {
        "factors": [
            {"role": each.role, "formula": formula_json(each.formula), "tensor": tensors(each.value)}
            for each in product.factors
        ],
        "signs": product.signs,
        "summed": product.summed,
    }
