"""The tape as a table (RFC 4180): the rows of a TapeDocument, with arrays as JSON in a cell."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from engine.recording import Run
from server.documents import attribute_json, tape_of
from server.exports.csv import spreadsheet_text
from server.exports.size import joined

COLUMNS = ("index", "name", "operation", "inputs", "line", "shape", "value", "tangent", "adjoint", "standing")


def encode_tape_table(
    run: Run, identifier: str, most: int, first: int, to: int | None, step: int | None, seed: str | None
) -> bytes:
    """The rows `first` up to `to`, in at most so many bytes. Raises Problem as `tape_of` does, and for more."""
    found = tape_of(run, first, to, step, seed)

    def rows() -> Iterator[str]:
        yield _line(COLUMNS)
        for each in found.rows:
            node, adjoint = each.node, each.adjoint
            inputs = ", ".join(f"v{place}" for place in node.inputs)
            shape = "×".join(map(str, node.shape))
            numbers = [each.value, each.tangent, None if adjoint is None else adjoint.value]
            standing = None if adjoint is None else adjoint.standing
            place = [f"v{node.index}", spreadsheet_text(node.label), each.operation, inputs, each.line, shape]
            yield _line([*place, *map(_cell, numbers), standing])

    return joined(rows(), most)


def _cell(array: Any) -> str | None:
    if array is None:
        return None
    entries = attribute_json(array)
    if isinstance(entries, float) and math.isfinite(entries):
        return repr(entries)
    return entries if isinstance(entries, str) else orjson.dumps(entries).decode()


def _line(cells: Sequence[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
