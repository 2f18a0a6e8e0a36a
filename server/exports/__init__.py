"""A run as a file for other programs and for paper: one module a format.

In comes a run; out goes a file. Begin with `formats.py`, what every format says of itself: all that names formats, from
the addresses to the page, reads FORMATS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.recording import Run
from server.documents import Problem
from server.exports import csv, dot, html, md, npz, svg, tex
from server.exports.formats import EXPLAINED_STEPS, Format
from server.exports.paper import encode_paper
from server.exports.series import write_series
from server.exports.tape import encode_tape_table

FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in (tex, md, csv, dot, svg, npz, html)}

# What a request may name, for those who check it. A type checker knows no names that are computed.
if TYPE_CHECKING:
    ExportName = str
else:
    ExportName = Literal[tuple(FORMATS)]


def encode_export(
    run: Run, identifier: str, most: int, format: str, first: int = 0, to: int | None = None, step: int | None = None
) -> bytes:
    """The file of a run in one of FORMATS, about the steps `first` up to `to`, the latter left out, or up to the end.
    A picture shows a single `step`, or the last.

    Raises Problem (422) when the file takes more than `most` bytes, explains more than EXPLAINED_STEPS, or is about
    the graph and the arrays, which have no steps; when a picture is asked for several steps, or another file for one.
    """
    count = len(run.steps)
    if step is not None or FORMATS[format].one_step:
        first, to = _until(step, count, FORMATS[format], (first, to))
    steps = range(first, count if to is None else min(to, count))
    if not steps and count:
        detail = f"The run has the steps 0 to {count - 1:,}: none of them is from {first:,} up to {to or count:,}."
        raise Problem(422, "request/parameter", detail)
    return FORMATS[format].encode(run, identifier, most, steps)


def _until(step: int | None, count: int, format: Format, asked: tuple[int, int | None]) -> tuple[int, int]:
    """The steps up to the one that a picture shows."""
    if not format.one_step:
        pictures = " or ".join(name for name, each in FORMATS.items() if each.one_step)
        detail = f"A {format.name} file is not about a single step: {pictures} is."
        raise Problem(422, "request/parameter", detail, hint="Leave step out, or give from and to.")
    if asked != (0, None):
        detail = f"A {format.name} file shows one step."
        raise Problem(422, "request/parameter", detail, hint="Leave from and to out, and give its step.")
    if step is not None and step >= count:
        raise Problem(422, "request/parameter", f"The run has the steps 0 to {count - 1:,}: none of them is {step:,}.")
    return 0, count if step is None else step + 1


__all__ = [
    "EXPLAINED_STEPS",
    "FORMATS",
    "ExportName",
    "Format",
    "encode_export",
    "encode_paper",
    "encode_tape_table",
    "write_series",
]
