"""The derivation as a LaTeX document that needs nothing but article and amsmath, with any engine.

What a program says is never TeX: each of its characters is written so that it stands for itself, in text and in
formulas. Characters that a plain LaTeX has no glyph for are spelled out, \\u05e9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from engine.explain import Formula
from engine.recording import END_ISOLATE, ISOLATE, Run, spelled_out
from server.exports.derivation import derivation, extent, program_lines
from server.exports.formats import Format, text

HEAD = r"""\documentclass{article}
\usepackage{amsmath}
\allowdisplaybreaks
\begin{document}
\section*{Program}
"""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{letter: "\\" + letter for letter in "{}$%#&_"},
}
# In place of these, fonts of TeX's own encoding show something else, as they do for two hyphens.
UNLIKE = {
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
}
HYPHENS = re.compile("-(?=-)")
SPACES = re.compile(" (?= )|^ ")
SIGNS = {
    **{"−": "-", "·": r"\cdot", "×": r"\times", "÷": r"\div", "⊙": r"\odot", "⊗": r"\otimes", "√": r"\surd"},
    **{"∂": r"\partial", "∞": r"\infty", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "→": r"\to"},
    **{"‖": r"\Vert", "…": r"\dots", "ᵀ": r"{}^{\top}", "ⁿ": "{}^{n}", "ᵇ": "{}^{b}", "⁺": "{}^{+}", "⁻": "{}^{-}"},
    **{digit: f"{{}}^{{{value}}}" for value, digit in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{"α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon"},
    **{"ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa"},
    **{"λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi"},
    **{"ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\phi"},
    **{"χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta"},
    **{"Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma"},
    **{"Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega"},
}
# By the combining character of Unicode.
ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"'}

WRITTEN = SPECIAL | UNLIKE
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
ODD = re.compile(f"[{re.escape(''.join(WRITTEN))}]|{BEYOND_ASCII.pattern}")
# The text inside a formula: characters that stand for themselves, and those of SPECIAL.
TEXT_IN_FORMULA = re.compile(r"\\text\{(?:[^{}\\]|\\[{}$%#&_]|\\[a-z]+\{\})*\}")


def write(run: Run, steps: range) -> Iterator[str]:
    yield HEAD + "\\begin{flushleft}\\ttfamily\n"
    # The empty box keeps the spaces at the beginning of a line, and brackets from being read as options.
    yield "\\\\\n".join(rf"\mbox{{}}{escaped(line)}" for line in program_lines(run))
    yield "\n\\end{flushleft}\n"
    if words := extent(run, steps):
        yield f"\n\\noindent {words}\n"
    for section, paragraphs in groupby(derivation(run, steps), key=lambda paragraph: paragraph.section):
        yield f"\n\\section*{{{section}}}\n"
        for paragraph in paragraphs:
            yield f"\n\\noindent\\textbf{{Step {paragraph.step + 1}.}} {escaped(paragraph.words)}\n"
            if paragraph.formulas:
                rows = " \\\\\n".join(map(set_formula, paragraph.formulas))
                yield f"\\begin{{gather*}}\n{rows}\n\\end{{gather*}}\n"
    yield "\\end{document}\n"


def escaped(text: str) -> str:
    """The text as LaTeX that shows it, character by character; of several spaces, none is lost."""
    return SPACES.sub("~", HYPHENS.sub("-{}", ODD.sub(_written, text)))


def _written(found: re.Match[str]) -> str:
    """One character, for text and formulas alike."""
    letter = found[0]
    if letter in WRITTEN:
        return WRITTEN[letter]
    if letter in SIGNS:
        return rf"\ensuremath{{{SIGNS[letter]}}}"
    if letter in (ISOLATE, END_ISOLATE):
        return ""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if base.isascii() and len(marks) == 1 and marks[0] in ACCENTS:
        return rf"\{ACCENTS[marks[0]]}{{{base}}}"
    return rf"\text{{\textbackslash{{}}{spelled_out(letter)[1:]}}}"


def set_formula(formula: Formula) -> str:
    """A formula as a file of this format holds it."""
    tex = TEXT_IN_FORMULA.sub(_text, formula.tex)
    return BEYOND_ASCII.sub(_written, tex)


def _text(found: re.Match[str]) -> str:
    return HYPHENS.sub("-{}", "".join(UNLIKE.get(letter, letter) for letter in found[0]))


FORMAT = Format(
    "tex",
    "LaTeX",
    "The derivation on paper: every step in words, formulas and numbers",
    "application/x-tex",
    text(lambda run, _, steps: write(run, steps), explains=True),
)
