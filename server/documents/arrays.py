"""Arrays of a run in full, to the last bit: which of them, which of their entries, in one binary frame or an npz file.

A frame is 8 bytes of magic, two 32-bit numbers (version, length of the header), the header, and the entries of each
array in row-major order. The header is JSON, padded with spaces; it says of each array whose it is, its shape and
dtype, and where its entries begin, counted from the end of the header. All numbers are little-endian, and header and
arrays begin at multiples of 8, so that a reader can look at them where they lie.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import orjson

from engine.explain import explain
from engine.language import Limits
from engine.operation import Array
from engine.recording import Run, UpdateStep, quantities
from server.documents.problems import Problem
from server.documents.tensors import dtype_name

MAGIC = b"gradwalk"
VERSION = 1
PRELUDE = struct.Struct("<8sII")
ALIGNMENT = 8

OF_NODES = ("value", "gradient")
OF_STEPS = ("upstream", "local", "contribution", "accumulated", "earlier", "gradient")
DTYPES: dict[str, np.dtype[Any]] = {"f32": np.dtype("<f4"), "f64": np.dtype("<f8")}
SLICE = re.compile(r"([0-9]*):([0-9]*)(?::([0-9]+))?")
# Zip files cannot say that a file is older.
SOME_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Query:
    """A TensorsQuery."""

    ids: str | None = None
    steps: str | None = None
    of: str | None = None
    rows: str | None = None
    cols: str | None = None
    at: str | None = None
    dtype: str | None = None
    format: str = "frame"


@dataclass(frozen=True)
class Chosen:
    """Some entries of an array; `shape` is that of the whole."""

    owner: dict[str, str | int]
    quantity: str
    entries: Array
    shape: tuple[int, ...]

    @property
    def name(self) -> str:
        """ "n7.value" or "s18.contribution"."""
        owner = self.owner["node"] if "node" in self.owner else f"s{self.owner['step']}"
        return f"{owner}.{self.quantity}"


def bytes_at_once(limits: Limits) -> int:
    """The most that one answer may hold: two of the largest tensors that a program may make, as float64."""
    return 2 * 8 * limits.tensor


def encode_arrays(run: Run, identifier: str, most: int, asked: str) -> bytes:
    """The arrays that the query part of an address asks for.

    Raises Problem (422) when the run has no such array or an array no such entries, and when they take more than
    `most` bytes.
    """
    chosen = []
    size = 0
    query = Query(**dict(parse_qsl(asked)))
    for each in _chosen(run, query):
        chosen.append(each)
        size += each.entries.nbytes
        if size > most:
            raise Problem(
                422,
                "tensors/size",
                f"The arrays asked for take more than the {most:,} bytes that one answer holds.",
                hint="Ask for fewer of them with ids= or steps=, for a part with rows= and cols=, or for dtype=f32.",
                limit=most,
                used=size,
                unit="bytes",
            )
    return _npz(chosen) if query.format == "npz" else _frame(identifier, chosen)


def _chosen(run: Run, query: Query) -> Iterator[Chosen]:
    dtype = None if query.dtype is None else DTYPES[query.dtype]
    for owner, quantity, value in _arrays(run, query):
        array = np.asarray(value)
        entries = array[_place(query, array.shape)]
        if dtype is not None and array.dtype.kind == "f":
            with np.errstate(over="ignore"):
                entries = entries.astype(dtype)
        yield Chosen(owner, quantity, entries, array.shape)


def _arrays(run: Run, query: Query) -> Iterator[tuple[dict[str, str | int], str, Array]]:
    if query.ids is not None and query.steps is not None:
        raise _misfit("ids= names nodes and steps= names steps; ask for the ones or the others.")
    if query.steps is None:
        quantities = _quantities(query.of or "value", OF_NODES, "a node")
        count = len(run.graph.nodes)
        everything = query.ids is None
        indices = range(count) if query.ids is None else [int(id[1:]) for id in query.ids.split(",")]
        for index in indices:
            if index >= count:
                raise _misfit(f"The run has no node n{index}: its nodes end with n{count - 1}.")
            for quantity in quantities:
                value = run.graph.nodes[index].value if quantity == "value" else run.gradients.get(index)
                if value is not None:
                    yield {"node": f"n{index}"}, quantity, value
                elif not everything:
                    state = run.gradient_states[index]
                    raise _misfit(f"n{index} has no gradient ({state}): leave it out, or ask for of=value.")
        return
    quantities = _quantities(query.of or "contribution", OF_STEPS, "a step")
    for index in map(int, query.steps.split(",")):
        if index >= len(run.steps):
            raise _misfit(f"The run has no step {index}: its steps end with {len(run.steps) - 1}.")
        for quantity in quantities:
            value = _of_step(run, index, quantity)
            if value is None:
                raise _misfit(f"Step {index} ({run.steps[index].kind}) has no array named {quantity}: leave it out.")
            yield {"step": index}, quantity, value


def _quantities(of: str, known: tuple[str, ...], owner: str) -> list[str]:
    asked = of.split(",")
    if not set(asked) <= set(known):
        raise _misfit(f"of= names arrays of {owner}: {', '.join(known)}.")
    return asked


def _of_step(run: Run, index: int, quantity: str) -> Array:
    if quantity == "local":
        local = explain(run, index).local
        return None if local is None else local.value
    step = run.steps[index]
    if quantity == "gradient":
        return step.update.gradient if isinstance(step, UpdateStep) and step.update is not None else None
    return quantities(step).get(quantity)


def _place(query: Query, shape: tuple[int, ...]) -> tuple[int | slice, ...]:
    """Where in an array of `shape` the entries stand. A vector is one row, and a scalar one row of one column."""
    leading, last_two = shape[:-2], shape[-2:]
    rows, cols = (1,) * (2 - len(last_two)) + last_two
    slices = (_slice("rows", query.rows, rows, shape), _slice("cols", query.cols, cols, shape))
    place: tuple[int | slice, ...] = (slice(None),) * len(leading)
    if query.at is not None:
        indices = [int(index) for index in query.at.split(",")]
        if len(indices) != len(leading) or any(index >= size for index, size in zip(indices, leading, strict=True)):
            what = f"has the leading axes {list(leading)}" if leading else "has no axes before its rows and columns"
            raise _misfit(f"at={query.at} does not fit: an array of shape {list(shape)} {what}.")
        place = tuple(indices)
    return place + slices[2 - len(last_two) :]


def _slice(name: str, text: str | None, size: int, shape: tuple[int, ...]) -> slice:
    if text is None:
        return slice(None)
    parts = SLICE.fullmatch(text)
    assert parts is not None
    first, to, step = (None if part in (None, "") else int(part) for part in parts.groups())
    if step == 0:
        raise _misfit(f"{name}={text} does not advance: the third number is at least 1.")
    if not (first or 0) <= (size if to is None else to) <= size:
        raise _misfit(f"{name}={text} does not fit: an array of shape {list(shape)} has {name} 0:{size}.")
    return slice(first, to, step)


def _misfit(detail: str) -> Problem:
    return Problem(422, "request/parameter", detail)


def _frame(identifier: str, chosen: list[Chosen]) -> bytes:
    described: list[dict[str, Any]] = []
    bodies = []
    offset = 0
    for each in chosen:
        body = each.entries.astype(each.entries.dtype.newbyteorder("<"), copy=False).tobytes()
        described.append(
            each.owner
            | {
                "of": each.quantity,
                "dtype": dtype_name(each.entries.dtype),
                "shape": each.entries.shape,
                "whole": each.shape,
                "offset": offset,
                "bytes": len(body),
            }
        )
        body += bytes(-len(body) % ALIGNMENT)
        bodies.append(body)
        offset += len(body)
    header = orjson.dumps({"run": identifier, "tensors": described})
    header += b" " * (-len(header) % ALIGNMENT)
    return b"".join([PRELUDE.pack(MAGIC, VERSION, len(header)), header, *bodies])


def _npz(chosen: list[Chosen]) -> bytes:
    """What `numpy.load` reads; unlike what `numpy.savez` writes, it does not depend on the clock."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for each in {each.name: each for each in chosen}.values():
            member = io.BytesIO()
            np.lib.format.write_array(member, each.entries, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{each.name}.npy", SOME_DAY), member.getbuffer())
    return file.getvalue()
