"""The derivation as Markdown that GitHub, Jupyter and other readers of CommonMark show alike.

They differ in what Markdown does to a formula in dollars before it is set, so a formula is written so that Markdown
changes nothing in it. One that cannot be, because of a name in it, is given as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from engine.explain import Formula
from engine.recording import Run
from server.exports.derivation import derivation, extent, program_lines
from server.exports.formats import Format, text

# A name with underscores. MathJax takes \_ as it is inside \text, so it goes into a font of formulas.
SNAKE_CASE = re.compile(r"\\text\{((?:[A-Za-z0-9.]|\\_)+)\}")
# A name with an index. After a brace, an underscore would begin emphasis.
INDEXED = re.compile(r"\\mathrm\{(\w+)\}_\{(\d+)\}")
# What else \text cannot hold alike everywhere: an escape, or a sign in the place of which a command would stand.
ODD_TEXT = re.compile(r"\\text\{[^{}\\]*[\\<>]")
LIKE = {
    r"\,": r"\thinspace ",
    r"\;": r"\thickspace ",
    r"\_": r"\underline{\ }",
    r"\\": r"\cr",
    "<": r"\lt ",
    ">": r"\gt ",
}
LIKENESS = re.compile("|".join(map(re.escape, LIKE)))
# What Markdown would touch, and marks upon letters, which KaTeX does not read.
TOUCHED = re.compile(r"[*`<>$~#%@!\"'\n\u0300-\u036f]|\]\(|\}_|\\(?![A-Za-z ])")

# What comes second, many readers make formulas, links and pictures of in spite of a backslash, but not across elements.
SPECIAL = re.compile(r"([`*_\[\]<>&|~])|([\\$@]|:(?=\S)|(?<=www)\.)")


def write(run: Run, steps: range) -> Iterator[str]:
    yield "## Program\n\n" + _fenced(program_lines(run), "python")
    if words := extent(run, steps):
        yield f"\n{words}\n"
    for section, paragraphs in groupby(derivation(run, steps), key=lambda paragraph: paragraph.section):
        yield f"\n## {section}\n"
        for paragraph in paragraphs:
            yield f"\n**Step {paragraph.step + 1}.** {escaped(paragraph.words)}\n"
            for formula in paragraph.formulas:
                yield "\n" + set_formula(formula)


def escaped(text: str) -> str:
    """The text as Markdown that shows it, anywhere but at the beginning of a line."""
    return SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    markup, more = found.groups()
    if markup:
        return f"\\{markup}"
    return "<span>&#92;</span>" if more == "\\" else f"<span>{more}</span>"


def set_formula(formula: Formula) -> str:
    """A formula as a file of this format holds it."""
    tex = INDEXED.sub(r"\\mathrm{\1_{\2}}", SNAKE_CASE.sub(r"\\mathrm{\1}", formula.tex))
    alike = LIKENESS.sub(lambda found: LIKE[found[0]], tex)
    if ODD_TEXT.search(tex) or TOUCHED.search(alike):
        return _fenced([formula.text], "")
    return f"$$\n{alike}\n$$\n"


def _fenced(lines: list[str], language: str) -> str:
    """A block of code. Its fence is longer than any inside."""
    text = "\n".join(lines).rstrip("\n")
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}\n"


FORMAT = Format(
    "md",
    "Markdown",
    "The derivation for a notebook",
    "text/markdown",
    text(lambda run, _, steps: write(run, steps), explains=True),
)
