"""The run as a Wengert list → the TapeDocument, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import orjson

from engine.derivatives import Adjoint, Agreement, LeafEntry, adjoints, agreement, leaf_entry, still, tangents
from engine.errors import ArgumentError, GradientError
from engine.operation import Array
from engine.recording import ForwardStep, Node, Run, UpdateStep
from server.documents.problems import Problem, sentence_of
from server.documents.tensors import Json, Tensors, attribute_json


class Row(NamedTuple):
    node: Node
    value: Array | None
    tangent: Array | None
    adjoint: Adjoint | None

    @property
    def operation(self) -> str:
        return self.node.op or self.node.role

    @property
    def line(self) -> int | None:
        return None if self.node.span is None else self.node.span.line


class Tape(NamedTuple):
    step: int | None
    seed: LeafEntry | None
    agreement: Agreement | None
    rows: list[Row]


def tape_of(run: Run, first: int, to: int | None, step: int | None, seed: str | None) -> Tape:
    """The rows `first` up to `to`, the latter left out. Raises Problem: 404 where there is no such step or leaf, 422
    where an operation refuses tangents.
    """
    last = len(run.steps) - 1
    if step is not None and step > last:
        raise Problem(404, "step/unknown", f"The steps of this run end with {last}.")
    at = last if step is None else step
    by = None if seed is None else known_leaf(run, seed)
    try:
        moved = None if by is None else tangents(run, by)
    except GradientError as reason:
        raise Problem(422, "tape/refused", f"{reason}.") from None
    held = adjoints(run, at)
    made = {each.node for each in run.steps[: at + 1] if isinstance(each, (ForwardStep, UpdateStep))}

    def rows() -> Iterator[Row]:
        for node in run.graph.nodes[first:to]:
            is_made = node.index in made
            tangent = None
            if is_made and moved is not None and node.value.dtype.kind == "f":
                tangent = moved[node.index] if node.index in moved else still(node)
            yield Row(node, node.value if is_made else None, tangent, held.get(node.index))

    agreed = None if by is None or moved is None else agreement(run, by, moved)
    return Tape(at if run.steps else None, by, agreed, list(rows()))


def known_leaf(run: Run, text: str) -> LeafEntry:
    try:
        return leaf_entry(run, text)
    except ArgumentError as reason:
        raise Problem(404, "leaf/unknown", sentence_of(reason)) from None


def encode_tape(run: Run, identifier: str, first: int, to: int, step: int | None, seed: str | None) -> bytes:
    """The TapeDocument."""
    found = tape_of(run, first, to, step, seed)
    tensors = Tensors(array for row in found.rows for array in _arrays(row))
    end, total = first + len(found.rows), len(run.graph.nodes)
    return orjson.dumps(
        {
            "run": identifier,
            "step": found.step,
            "seed": None if found.seed is None else leaf_json(found.seed),
            "agreement": None if found.agreement is None else _agreement(found.agreement),
            "from": first,
            "to": end,
            "total": total,
            "next": end if end < total else None,
            "rows": [_row(row, tensors) for row in found.rows],
        }
    )


def leaf_json(by: LeafEntry) -> dict[str, Json]:
    return {"node": f"n{by.node}", "entry": by.entry, "name": by.name}


def _agreement(found: Agreement) -> dict[str, Json]:
    numbers = {
        name: attribute_json(value) for name, value in (("tangent", found.tangent), ("gradient", found.gradient))
    }
    return {**numbers, "agrees": found.agrees, "sentence": found.sentence}


def _arrays(row: Row) -> Iterator[Array]:
    for array in (row.value, row.tangent, row.adjoint and row.adjoint.value):
        if array is not None:
            yield array


def _row(row: Row, tensors: Tensors) -> dict[str, Json]:
    node, adjoint = row.node, row.adjoint
    return {
        "index": node.index,
        "node": f"n{node.index}",
        "name": node.called,
        "operation": row.operation,
        "inputs": node.inputs,
        "line": row.line,
        "value": None if row.value is None else tensors(row.value),
        "tangent": None if row.tangent is None else tensors(row.tangent),
        "adjoint": None if adjoint is None else tensors(adjoint.value),
        "standing": None if adjoint is None else adjoint.standing,
    }
