"""A run as a file for other programs and for paper: one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.trace import Run
from server.arrays import encode_arrays
from server.exports import csv, dot, html, md, tex
from server.problems import Problem

# Explaining so many takes a worker about a second.
EXPLAINED_STEPS = 1_000


@dataclass(frozen=True)
class Format:
    """`encode` makes the file of a run with an address, in at most so many bytes."""

    media_type: str
    encode: Callable[[Run, str, int], bytes]


def encode_export(run: Run, identifier: str, most: int, format: str) -> bytes:
    """The file of a run in one of FORMATS.

    Raises Problem (422) when the file takes more than `most` bytes, or explains more than EXPLAINED_STEPS.
    """
    return FORMATS[format].encode(run, identifier, most)


def _text(write: Callable[[Run], Iterator[str]], explains: bool) -> Callable[[Run, str, int], bytes]:
    def encode(run: Run, identifier: str, most: int) -> bytes:
        if explains and len(run.steps) > EXPLAINED_STEPS:
            raise _too_large(
                "export/steps",
                f"The run has {len(run.steps):,} steps; a file that explains them holds at most {EXPLAINED_STEPS:,}.",
                limit=EXPLAINED_STEPS,
                used=len(run.steps),
                unit="steps",
            )
        parts = []
        size = 0
        for part in write(run):
            parts.append(part.encode())
            size += len(parts[-1])
            _check_size(size, most)
        return b"".join(parts)

    return encode


def _html(run: Run, identifier: str, most: int) -> bytes:
    return _text(lambda each: html.write(each, identifier), explains=True)(run, identifier, most)


def _npz(run: Run, identifier: str, most: int) -> bytes:
    arrays = [node.value for node in run.graph.nodes] + list(run.gradients.values())
    _check_size(sum(array.nbytes for array in arrays), most)
    return encode_arrays(run, identifier, most, "of=value,gradient&format=npz")


def _check_size(size: int, most: int) -> None:
    if size > most:
        detail = f"The file takes more than the {most:,} bytes that one may have."
        raise _too_large("export/size", detail, limit=most, used=size, unit="bytes")


def _too_large(code: str, detail: str, *, limit: int, used: int, unit: str) -> Problem:
    hint = (
        "Trace fewer iterations or use smaller sizes. The JSON of the steps comes in pieces (/runs/{id}/steps), as do "
        "the arrays (/runs/{id}/tensors)."
    )
    return Problem(422, code, detail, hint=hint, limit=limit, used=used, unit=unit)


FORMATS = {
    "dot": Format("text/vnd.graphviz", _text(dot.write, explains=False)),
    "csv": Format("text/csv", _text(csv.write, explains=True)),
    "tex": Format("application/x-tex", _text(tex.write, explains=True)),
    "md": Format("text/markdown", _text(md.write, explains=True)),
    "html": Format("text/html", _html),
    "npz": Format("application/zip", _npz),
}
