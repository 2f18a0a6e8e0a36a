"""A run as a file for other programs and for paper: one module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.recording import Run
from server.documents import Problem, encode_arrays
from server.exports import csv, dot, html, md, tex
from server.exports.series import write_series
from server.exports.size import check_size, joined
from server.exports.tape import encode_tape_table

# Explaining so many takes a worker about a second.
EXPLAINED_STEPS = 1_000


@dataclass(frozen=True)
class Format:
    """`encode` makes the file of a run with an address and of some of its steps, in at most so many bytes."""

    media_type: str
    encode: Callable[[Run, str, int, range], bytes]


def encode_export(run: Run, identifier: str, most: int, format: str, first: int = 0, to: int | None = None) -> bytes:
    """The file of a run in one of FORMATS, about the steps `first` up to `to`, the latter left out, or up to the end.

    Raises Problem (422) when the file takes more than `most` bytes, explains more than EXPLAINED_STEPS, or is about
    the graph and the arrays, which have no steps.
    """
    count = len(run.steps)
    steps = range(first, count if to is None else min(to, count))
    if not steps and count:
        detail = f"The run has the steps 0 to {count - 1:,}: none of them is from {first:,} up to {to or count:,}."
        raise Problem(422, "request/parameter", detail)
    return FORMATS[format].encode(run, identifier, most, steps)


def _text(write: Callable[[Run, range], Iterator[str]], explains: bool) -> Callable[[Run, str, int, range], bytes]:
    def encode(run: Run, identifier: str, most: int, steps: range) -> bytes:
        if explains and len(steps) > EXPLAINED_STEPS:
            raise Problem(
                422,
                "export/steps",
                f"{len(steps):,} steps are too many for one file that explains them: it holds {EXPLAINED_STEPS:,}. "
                f"The run has {len(run.steps):,}.",
                hint=f"Ask for some of them: the part from=0&to={EXPLAINED_STEPS} of the address, or --steps "
                f"0:{EXPLAINED_STEPS} on the command line. A csv file holds them all, without words.",
                limit=EXPLAINED_STEPS,
                used=len(steps),
                unit="steps",
            )
        return joined(write(run, steps), most)

    return encode


def _dot(run: Run, identifier: str, most: int, steps: range) -> bytes:
    _check_whole(run, steps, "dot")
    return _text(lambda each, _: dot.write(each), explains=False)(run, identifier, most, steps)


def _html(run: Run, identifier: str, most: int, steps: range) -> bytes:
    return _text(lambda each, some: html.write(each, identifier, some), explains=True)(run, identifier, most, steps)


def _npz(run: Run, identifier: str, most: int, steps: range) -> bytes:
    _check_whole(run, steps, "npz")
    arrays = [node.value for node in run.graph.nodes] + list(run.gradients.values())
    check_size(sum(array.nbytes for array in arrays), most)
    return encode_arrays(run, identifier, most, "of=value,gradient&format=npz")


def _check_whole(run: Run, steps: range, format: str) -> None:
    if len(steps) < len(run.steps):
        raise Problem(422, "request/parameter", f"A {format} file is about the whole run: leave the steps out.")


FORMATS = {
    "dot": Format("text/vnd.graphviz", _dot),
    "csv": Format("text/csv", _text(csv.write, explains=False)),
    "tex": Format("application/x-tex", _text(tex.write, explains=True)),
    "md": Format("text/markdown", _text(md.write, explains=True)),
    "html": Format("text/html", _html),
    "npz": Format("application/zip", _npz),
}

__all__ = ["EXPLAINED_STEPS", "FORMATS", "Format", "encode_export", "encode_tape_table", "write_series"]
