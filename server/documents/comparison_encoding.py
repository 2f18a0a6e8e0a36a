"""Two runs beside each other → the ComparisonDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.comparison import (
    Compared,
    Parting,
    Row,
    compared,
    differs,
    first_apart,
    first_gradient_apart,
    match,
    rows_of,
)
from engine.recording import Node, Run
from server.documents.tensors import Json, attribute_json


def encode_comparison(a: Run, b: Run, with_: str, run: str, first: int, to: int) -> bytes:
    """`a` stands at the address `with_`, `b` at `run`; of all rows those from `first` up to `to`."""
    rows = rows_of(a, match(a, b))
    shown = rows[first:to]
    end = first + len(shown)
    return orjson.dumps(
        {
            "run": run,
            "with": with_,
            "from": first,
            "to": end,
            "total": len(rows),
            "next": end if end < len(rows) else None,
            "rows": [_row(a, b, row) for row in shown],
            "differing": sum(differs(a, b, row) for row in rows),
            "apart": _place(first_apart(a, b, rows)),
            "gradient_apart": _place(first_gradient_apart(a, b, rows)),
            "targets": _targets(a, b),
            "printed_a": a.printed,
            "printed_b": b.printed,
        }
    )


def _row(a: Run, b: Run, row: Row) -> dict[str, Json]:
    one, other = _of(a, row.a), _of(b, row.b)
    gradients = (None if row.a is None else a.gradients.get(row.a), None if row.b is None else b.gradients.get(row.b))
    return {
        "a": _node(one),
        "b": _node(other),
        "by": row.by,
        "same": not differs(a, b, row),
        "value": _compared(compared(None if one is None else one.value, None if other is None else other.value)),
        "gradient": _compared(compared(*gradients)),
    }


def _of(run: Run, index: int | None) -> Node | None:
    return None if index is None else run.graph.nodes[index]


def _node(node: Node | None) -> Json:
    if node is None:
        return None
    return {
        "id": f"n{node.index}",
        "label": node.label,
        "short": node.short,
        "op": node.op or "leaf",
        "line": None if node.span is None else node.span.line,
        "shape": node.shape,
    }


def _compared(numbers: Compared | None) -> Json:
    return None if numbers is None else {name: attribute_json(number) for name, number in numbers._asdict().items()}


def _place(place: Parting | None) -> Json:
    return place and {"a": _id(place.a), "b": _id(place.b), "what": place.what}


def _id(index: int | None) -> str | None:
    return None if index is None else f"n{index}"


def _targets(a: Run, b: Run) -> Json:
    if a.target is None or b.target is None:
        return None
    values = a.graph.nodes[a.target].value, b.graph.nodes[b.target].value
    return {"a": _id(a.target), "b": _id(b.target), "value": _compared(compared(*values))}
