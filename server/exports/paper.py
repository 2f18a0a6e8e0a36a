"""The lines of a derivation as a file: LaTeX with amsmath, and Markdown with formulas in dollars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.explain import Formula
from engine.recording import Run
from server.documents import Switches, derivation_of
from server.exports import md, tex
from server.exports.size import joined

HEAD = r"""\documentclass{article}
\usepackage{amsmath}
\allowdisplaybreaks
\begin{document}
"""


def encode_paper(run: Run, identifier: str, most: int, format: str, pass_index: int | None, *switches: Any) -> bytes:
    """The lines in one of both formats, in at most so many bytes. Raises Problem as `derivation_of` does, and for more.

    Behind each line stand its shapes, its number as a leaf, and whether its numbers come to those of the run.
    """
    writing = derivation_of(run, pass_index, Switches(*switches))
    lines = [(line.formula, _words(line), line.stages) for line in writing.lines()]
    definitions = [line.definition for line in writing.lines() if line.definition is not None]
    write = _tex if format == "tex" else _md
    return joined(write(lines, definitions[::-1]), most)


Lines = list[tuple[Formula, str, tuple[Formula, ...]]]


def _words(written: Any) -> str:
    line = written.line
    leaf = "" if line.parameter is None else f"Leaf {line.parameter}."
    checked = "Checked against the run." if line.checked else "Not checked."
    shapes = f"Shapes: {written.shapes}." if written.shapes else ""
    return " ".join(filter(None, (leaf, shapes, checked)))


def _tex(lines: Lines, definitions: list[Formula]) -> Iterator[str]:
    yield HEAD
    if definitions:
        yield _gathered(definitions)
    for number, (formula, words, stages) in enumerate(lines, start=1):
        yield f"\n\\noindent\\textbf{{{number}.}} {tex.escaped(words)}\n"
        yield _gathered([*stages, formula])
    yield "\\end{document}\n"


def _gathered(formulas: list[Formula]) -> str:
    rows = " \\\\\n".join(map(tex.set_formula, formulas))
    return f"\\begin{{gather*}}\n{rows}\n\\end{{gather*}}\n"


def _md(lines: Lines, definitions: list[Formula]) -> Iterator[str]:
    for definition in definitions:
        yield md.set_formula(definition) + "\n"
    for number, (formula, words, stages) in enumerate(lines, start=1):
        yield f"**{number}.** {md.escaped(words)}\n"
        for each in (*stages, formula):
            yield "\n" + md.set_formula(each)
        yield "\n"
