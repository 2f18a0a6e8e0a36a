"""The steps as a table (RFC 4180): a row a step, counted from 0, with columns named as in the JSON of a run.

An array of at most 64 entries is written in full, a larger one as its shape and norm; both are JSON, exact to the last
bit, where NaN and the infinities are spelled NaN, Infinity and -Infinity.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson

from engine.explain import explain
from engine.op import Array
from engine.trace import Run, Step
from server.tensors import tensor

COLUMNS = [
    *("step", "pass", "phase", "kind", "node", "label", "op", "line", "shape", "value"),
    *("slot", "to", "to_label", "upstream", "local", "contribution", "accumulated", "received", "expected", "earlier"),
]
# A spreadsheet takes a cell that begins so for a formula; the wide forms count where they are usual to type.
# Source: OWASP, "CSV Injection".
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write(run: Run) -> Iterator[str]:
    yield _line(COLUMNS)
    for step in run.steps:
        yield _line(_row(run, step))


def _line(cells: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _row(run: Run, step: Step) -> list[Any]:
    node = run.graph.nodes[step.node]
    about_node = [
        f"n{node.index}",
        _text(node.label),
        node.op or "leaf",
        None if node.span is None else node.span.line,
        orjson.dumps(node.shape).decode(),
        _numbers(node.value) if step.phase in ("forward", "update") else None,
    ]
    sent: list[Any] = [None, None, None]
    if step.edge is not None and step.to is not None:
        sent = [run.graph.edges[step.edge].slot, f"n{step.to}", _text(run.graph.nodes[step.to].label)]
    local = explain(run, step.index).local if step.kind == "contribute" else None
    return [
        *(step.index, step.pass_index, step.phase, step.kind),
        *about_node,
        *sent,
        _numbers(step.upstream),
        None if local is None else _text(local.text),
        _numbers(step.contribution),
        _numbers(step.accumulated),
        step.received,
        step.expected,
        _numbers(step.earlier),
    ]


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _numbers(array: Array) -> str | None:
    if array is None:
        return None
    document = tensor(array)
    data, summary = document["data"], document["summary"]
    if data is None:
        data = {"shape": document["shape"], "norm": summary["norm"], "nonfinite": summary["nonfinite"]}
    return data if isinstance(data, str) else orjson.dumps(data).decode()
