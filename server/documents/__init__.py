"""Objects of the engine as the JSON documents that `server.payload` describes, and bodies of requests as programs.

In comes a run or a body; out go bytes, the same for the same run in every process, or a Problem that says what is
wrong. Begin with `encode.py`.
"""

from server.documents.arrays import bytes_at_once, encode_arrays
from server.documents.changes import encode_changes
from server.documents.comparison_encoding import encode_comparison
from server.documents.curve_encoding import encode_curve
from server.documents.decoding import EXPLAINED_WITH_CHANGES, Changes, Program, decode, decode_changes, decode_link
from server.documents.derivation_encoding import Switches, derivation_of, encode_derivation
from server.documents.derivatives import encode_derivatives
from server.documents.diagnosis_encoding import encode_diagnosis
from server.documents.encode import (
    encode_explanations,
    encode_graph,
    encode_local_jacobian,
    encode_node,
    encode_run,
    encode_steps,
    run_document,
)
from server.documents.fold_encoding import encode_fold
from server.documents.gallery import lesson_document, lesson_summary
from server.documents.gallery_graphs import lesson_graphs
from server.documents.jacobian_product_encoding import encode_jacobian_product
from server.documents.line_encoding import encode_line
from server.documents.network_encoding import encode_network
from server.documents.pass_encoding import encode_passes, passes_document
from server.documents.paths_encoding import encode_paths
from server.documents.problems import MEMORY, MISTAKE, TOO_MUCH, Problem, stopping, too_much
from server.documents.provenance_encoding import encode_provenance
from server.documents.summarizing import summaries
from server.documents.tape import encode_tape, known_leaf, leaf_json, tape_of
from server.documents.tensors import Json, attribute_json
from server.documents.variables import encode_variables

__all__ = [
    "Changes",
    "EXPLAINED_WITH_CHANGES",
    "Json",
    "MEMORY",
    "MISTAKE",
    "Problem",
    "Program",
    "Switches",
    "TOO_MUCH",
    "attribute_json",
    "bytes_at_once",
    "decode",
    "decode_changes",
    "decode_link",
    "encode_arrays",
    "encode_changes",
    "encode_comparison",
    "encode_curve",
    "derivation_of",
    "encode_derivation",
    "encode_derivatives",
    "encode_diagnosis",
    "encode_explanations",
    "encode_graph",
    "encode_fold",
    "encode_jacobian_product",
    "encode_line",
    "encode_variables",
    "encode_local_jacobian",
    "encode_network",
    "encode_node",
    "encode_passes",
    "encode_paths",
    "encode_provenance",
    "encode_run",
    "encode_steps",
    "encode_tape",
    "known_leaf",
    "leaf_json",
    "lesson_document",
    "lesson_graphs",
    "lesson_summary",
    "passes_document",
    "run_document",
    "stopping",
    "summaries",
    "tape_of",
    "too_much",
]
