"""The steps as a table (RFC 4180), with columns named as in the JSON of a run: a row for each number of a step.

The cells of `number` are numbers alone, exact to the last bit; NaN and the infinities are spelled NaN, Infinity and
-Infinity, and truth is 1. `quantity` says what the number is of: the node's value where it becomes known or changes,
upstream, contribution and accumulated on the way back; `index` is where it stands in an array of `shape`. A step that
carries no number has one row without these four. Steps count from 0.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import numpy as np

from engine.operation import Array
from engine.recording import ContributeStep, GradientStep, Run, Step, quantities
from server.exports.formats import Format, text

OF_STEP = ("step", "pass", "phase", "kind", "node", "label", "op", "line")
OF_EDGE = ("slot", "to", "to_label", "received", "expected")
OF_NUMBER = ("quantity", "shape", "index", "number")
# A spreadsheet takes a cell that begins so for a formula; the wide forms count where they are usual to type.
# Source: OWASP, "CSV Injection".
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Of a large array, so many rows are put together before their size is looked at.
ROWS = 1_000


def write(run: Run, steps: range) -> Iterator[str]:
    yield _line([*OF_STEP, *OF_EDGE, *OF_NUMBER])
    for index in steps:
        step = run.steps[index]
        head = _line(_about(run, step)).removesuffix("\r\n")
        rows = _rows(run, step, head)
        while some := list(islice(rows, ROWS)):
            yield "".join(some)


def _about(run: Run, step: Step) -> list[Any]:
    node = run.graph.nodes[step.node]
    span = (step.span if isinstance(step, GradientStep) else None) or node.span
    line = None if span is None else span.line
    sent: list[Any] = [None] * 5
    if isinstance(step, ContributeStep):
        along: list[Any] = [None] * 3
        if step.edge is not None:
            along = [run.graph.edges[step.edge].slot, f"n{step.to}", spreadsheet_text(run.graph.nodes[step.to].label)]
        sent = [*along, step.received, step.expected]
    return [
        *(step.index, step.pass_index, step.phase, step.kind),
        *(f"n{node.index}", spreadsheet_text(node.label), node.op or "leaf", line),
        *sent,
    ]


def _rows(run: Run, step: Step, head: str) -> Iterator[str]:
    empty = True
    for quantity, array in _quantities(run, step):
        shape = _list(array.shape)
        indices = product(*map(range, array.shape))
        for index, number in zip(indices, array.flat, strict=True):
            empty = False
            yield f"{head},{quantity},{shape},{_list(index)},{_number(number.item())}\r\n"
    if empty:
        yield f"{head},,,,\r\n"


def _quantities(run: Run, step: Step) -> Iterator[tuple[str, Array]]:
    if step.phase in ("forward", "update"):
        yield "value", np.asarray(run.graph.nodes[step.node].value)
    for name, carried in quantities(step).items():
        yield name, np.asarray(carried)


def _line(cells: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def spreadsheet_text(text: str) -> str:
    """As a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _list(numbers: tuple[int, ...]) -> str:
    """As JSON, and as a cell."""
    text = f"[{','.join(map(str, numbers))}]"
    return f'"{text}"' if len(numbers) > 1 else text


def _number(number: float) -> str:
    if isinstance(number, float) and not math.isfinite(number):
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    return repr(+number)


FORMAT = Format(
    "csv",
    "CSV",
    "A row for every number of every step, for spreadsheets",
    "text/csv",
    text(lambda run, _, steps: write(run, steps), explains=False),
)
