"""Objects of the engine as the JSON documents that `server.payload` describes, and bodies of requests as programs.

In comes a run or a body; out go bytes, the same for the same run in every process, or a Problem that says what is
wrong. Begin with `encode.py`.
"""

from server.documents.arrays import bytes_at_once, encode_arrays
from server.documents.decode import Program, decode, decode_link
from server.documents.encode import (
    encode_explanations,
    encode_graph,
    encode_local_jacobian,
    encode_node,
    encode_run,
    encode_steps,
    run_document,
)
from server.documents.encode_line import encode_line
from server.documents.gallery import lesson_document, lesson_summary
from server.documents.problems import MEMORY, MISTAKE, TOO_MUCH, Problem, stopping, too_much
from server.documents.summaries import summaries
from server.documents.tensors import Json, attribute_json

__all__ = [
    "Json",
    "MEMORY",
    "MISTAKE",
    "Problem",
    "Program",
    "TOO_MUCH",
    "attribute_json",
    "bytes_at_once",
    "decode",
    "decode_link",
    "encode_arrays",
    "encode_explanations",
    "encode_graph",
    "encode_line",
    "encode_local_jacobian",
    "encode_node",
    "encode_run",
    "encode_steps",
    "lesson_document",
    "lesson_summary",
    "run_document",
    "stopping",
    "summaries",
    "too_much",
]
