"""A loop that trains as a table (RFC 4180): a row for each pass.

Of each parameter there are the Euclidean norms of its gradient and of its change, and its entries as the pass read
them: all, or 32 spread evenly through them. Numbers are exact to the last bit; passes count from 0.
"""

from __future__ import annotations

import csv
import io

import numpy as np

from engine.recording import Run
from server.documents import Json, Problem, passes_document
from server.exports.csv import spreadsheet_text

OF_PASS = ("pass", "loss", "promised", "got")


def write_series(run: Run) -> str:
    """Raises Problem (404) where no loop of the program calls backward()."""
    document = passes_document(run, "")
    if not document["total"]:
        detail = "No loop of this program calls backward(), so there is no series of passes to write."
        raise Problem(
            404, "passes/none", detail, hint="Call backward() in a loop, on the loss that each turn computes."
        )
    table = io.StringIO()
    writer = csv.writer(table)
    parameters = document["parameters"]
    writer.writerow([*OF_PASS, *(column for each in parameters for column in _columns(each))])
    for row, index in enumerate(document["passes"]):
        told = (document[name][row] for name in OF_PASS[1:])
        writer.writerow([index, *told, *(cell for each in parameters for cell in _cells(each, row))])
    return table.getvalue()


def _columns(parameter: Json) -> list[str]:
    name, shape = spreadsheet_text(parameter["name"]), parameter["shape"]
    entries = [
        f"{name}{list(map(int, np.unravel_index(place, shape)))}" if shape else name for place in parameter["entries"]
    ]
    return [f"gradient of {name}", f"change of {name}", *entries]


def _cells(parameter: Json, row: int) -> list[Json]:
    return [parameter["gradient"][row], parameter["change"][row], *parameter["values"][row]]
