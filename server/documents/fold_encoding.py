"""Several operations as one → the FoldDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.errors import ArgumentError
from engine.explain import fold_nodes
from engine.recording import Run
from server.documents.encode import known
from server.documents.problems import Problem, sentence_of
from server.documents.tensors import Tensors


def encode_fold(run: Run, identifier: str, nodes: str) -> bytes:
    """The FoldDocument of nodes with commas between. Raises Problem (404) for one that is not there, (422) where they
    make no single operation.
    """
    chosen = [int(each[1:]) for each in nodes.split(",")]
    for index in chosen:
        known(run, index)
    try:
        found = fold_nodes(run, chosen)
    except ArgumentError as reason:
        raise Problem(422, "fold/none", sentence_of(reason)) from None
    tensors = Tensors(inline=None)
    return orjson.dumps(
        {
            "run": identifier,
            "nodes": [f"n{node}" for node in found.nodes],
            "output": f"n{found.output}",
            "inputs": [
                {
                    "node": f"n{each.node}",
                    "shape": each.shape,
                    "matrix": None if each.matrix is None else tensors(each.matrix),
                }
                for each in found.inputs
            ],
            "sentence": found.sentence,
        }
    )
