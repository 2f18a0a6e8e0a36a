"""A product of Jacobians → the JacobianProductDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.errors import ArgumentError
from engine.explain import Bracketing, jacobian_product
from engine.recording import Run
from server.documents.paths_encoding import end_of_paths
from server.documents.problems import Problem, sentence_of
from server.documents.tensors import Json, Tensors


def encode_jacobian_product(
    run: Run, identifier: str, first: int, last: int | None, path: int, order: str | None
) -> bytes:
    """The JacobianProductDocument. Raises Problem as `end_of_paths` does, and (422) where there is no such path or
    order.
    """
    last = end_of_paths(run, first, last)
    places = None if order is None else [int(each) for each in order.split(",") if each]
    try:
        found = jacobian_product(run, first, last, path, places)
    except ArgumentError as reason:
        raise Problem(422, "jacobians/none", sentence_of(reason)) from None
    tensors = Tensors(inline=None)
    return orjson.dumps(
        {
            "run": identifier,
            "from": f"n{first}",
            "to": f"n{last}",
            "path": path,
            "paths": found.paths,
            "sentence": found.sentence,
            "factors": [
                {
                    "edge": f"e{each.edge.index}",
                    "node": f"n{each.edge.target}",
                    "input": f"n{each.edge.source}",
                    "structure": each.structure,
                    "shape": each.shape,
                    "matrix": None if each.matrix is None else tensors(each.matrix),
                }
                for each in found.factors
            ],
            "left_out": [f"n{node}" for node in found.left_out],
            "chosen": _bracketing(found.chosen),
            "products": [
                {**each._asdict(), "matrix": None if each.matrix is None else tensors(each.matrix)}
                for each in found.products
            ],
            "reverse": _bracketing(found.reverse),
            "forward": _bracketing(found.forward),
            "cheapest": _bracketing(found.cheapest),
            "result": None if found.result is None else tensors(found.result),
            "gradient": None if found.gradient is None else Tensors()(found.gradient),
            "built": found.built,
            "sent": found.sent,
        }
    )


def _bracketing(found: Bracketing) -> dict[str, Json]:
    return found._asdict()
