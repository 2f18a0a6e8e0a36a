"""Slips of the pen in a text that Python cannot read: what mathematics or another language would write, and what Python
writes instead. A hint is given only where what it says means the same."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from typing import NamedTuple

Hint = str | Callable[[re.Match[str]], str | None]


class Slip(NamedTuple):
    """What is wrong in a line, from column `start` up to `end`, both from 0."""

    message: str
    hint: str | None
    start: int
    end: int


NAME = r"[^\W\d]\w*"
# Before one of these a product needs brackets to stay one: 1 / 2x is not 1 / 2 * x.
BINDS_TIGHTER = re.compile(r"(/|\*\*|%|\^|@)\s*$")

SIGNS = {
    **dict.fromkeys("−–—‐‑", ("the sign {} is not Python's minus", "Write -.")),
    **dict.fromkeys("×⋅·∙✕", ("the sign {} is not Python's product", "Write *.")),
    **dict.fromkeys("÷∕", ("the sign {} is not Python's quotient", "Write /.")),
    **dict.fromkeys("“”„", ("a typographic quote stands where a plain one belongs", "Replace “ ” by \" and ‘ ’ by '.")),
    **dict.fromkeys("‘’′", ("a typographic quote stands where a plain one belongs", "Replace “ ” by \" and ‘ ’ by '.")),
    "≤": ("the sign {} is not Python's", "Write <=."),
    "≥": ("the sign {} is not Python's", "Write >=."),
    "≠": ("the sign {} is not Python's", "Write !=."),
    "≈": ("the sign {} is not Python's", "Write torch.isclose(a, b)."),
    "∧": ("the sign {} is not Python's", "Write and."),
    "∨": ("the sign {} is not Python's", "Write or."),
    "¬": ("the sign {} is not Python's", "Write not."),
    "²": ("a raised 2 is not Python's power", "Write ** 2."),
    "³": ("a raised 3 is not Python's power", "Write ** 3."),
    "√": ("the sign {} is not Python's root", "Write torch.sqrt(x), or x ** 0.5 for a plain number."),
    "∑": ("the sign {} is not Python's sum", "Write x.sum()."),
    "∞": ("the sign {} is not Python's infinity", "Write float('inf')."),
    "，": ("a wide comma stands where a plain one belongs", "Write ,."),
    "（": ("a wide bracket stands where a plain one belongs", "Write (."),
    "）": ("a wide bracket stands where a plain one belongs", "Write )."),
    "：": ("a wide colon stands where a plain one belongs", "Write :."),
    "；": ("a wide semicolon stands where a plain one belongs", "Start a new line."),
}


def _product(found: re.Match[str]) -> str | None:
    number, name = found["number"], found["name"]
    if keyword.iskeyword(name):
        return None
    rest = found.string[found.end() :]
    product = f"{number} * {name}" + ("(...)" if rest.lstrip().startswith("(") else "")
    tight = BINDS_TIGHTER.search(found.string[: found.start()]) is not None
    return f"Write ({product})." if tight else f"Write {product}."


def _declared(found: re.Match[str]) -> str:
    return f"Write {found['name']} = ..."


# What is looked for in the line, what it is called and the way out. The first that stands where Python stopped counts.
SLIPS: tuple[tuple[re.Pattern[str], str, Hint | None], ...] = tuple(
    (re.compile(pattern), message, hint)
    for pattern, message, hint in (
        (r"&&", "&& is not Python's: between truths stands and", "Write and; between tensors (x > 0) & (y > 0)."),
        (r"\|\|", "|| is not Python's: between truths stands or", "Write or; between tensors (x > 0) | (y > 0)."),
        (r"===", "=== is not Python's", "Write ==."),
        (r"!==", "!== is not Python's", "Write !=."),
        (r"<>", "<> is not Python's", "Write !=."),
        (
            rf"(?P<name>{NAME})\s*(?P<sign>\+\+|--)\s*$",
            "Python does not count with ++ or --",
            lambda found: f"Write {found['name']} {found['sign'][0]}= 1.",
        ),
        (rf"!\s*(?={NAME}|\()", "! is not Python's: before a truth stands not", "Write not; before a tensor ~."),
        (r"\belse\s+if\b", "else if is one word in Python", "Write elif."),
        (
            rf"\b(?:var|let|const|int|float|double|auto|local)\s+(?P<name>{NAME})\s*=(?!=)",
            "a name needs no word before it to be given a value",
            _declared,
        ),
        (rf"\bfunction\s+(?P<name>{NAME})", "a function begins with def", lambda found: f"Write def {found['name']}"),
        (r"(?<!\S)//.*$", "a comment begins with #", "Write # in place of //."),
        (r"/\*.*", "a comment begins with #", "Write # in place of /*, on every line."),
        (
            rf"(?P<name>{NAME})\s*:=",
            ":= does not give a name a value on a line of its own",
            lambda found: f"Write {found['name']} = ...",
        ),
        (r"\?[^:]*:", "Python writes the condition in the middle", "Write a if x > 0 else b."),
        (r"\|[\w.]+\|", "the absolute value is a function", "Write abs(x)."),
        (r"(?<=[\d\s)])mod\b", "the remainder has a sign of its own", "Write %."),
        (
            r"(?<![\w.])(?P<number>\d+\.?\d*)\s*(?P<name>(?![eE]\b|[jJ]\b)[^\W\d_]\w*)",
            "a number and a name side by side do not multiply",
            _product,
        ),
        (r"\)\s*(?=[\w(])", "a bracket and what follows it do not multiply", "Write * between the two."),
        (
            rf"(?P<name>{'|'.join(keyword.kwlist)})\s*=(?!=)",
            "a word that Python has for itself cannot be a name",
            lambda found: f"Call it {found['name']}_.",
        ),
        (
            rf"(?P<name>{NAME})\s+(?P<value>True|False|None)\b",
            "an = is missing between a name and its value",
            lambda found: f"Write {found['name']}={found['value']}.",
        ),
        (r"(?<=[\w)\]])'\s*$", "the text that begins with ' has no end", "A transpose is written x.T."),
        (
            r"(=|\+|-|\*|/|%|@|<|>|\b(?:and|or|not|in|if|else|return))\s*$",
            "the line ends where a value is still to come",
            None,
        ),
        (r"\.\s*$", "the line ends after a dot, where a name is still to come", None),
    )
)

# How Python begins to say what is wrong, how it is said here, and the way out.
PYTHON: tuple[tuple[str, str | None, str | None], ...] = (
    (
        "Missing parentheses in call to 'print'",
        "print is a function: its arguments stand in brackets",
        "This is Python 2. Write print(...).",
    ),
    ("inconsistent use of tabs", None, "Use spaces only."),
    ("unindent does not match", None, "Lines of one block start in the same column; give each level four spaces."),
    ("unexpected indent", None, "Lines of one block start in the same column; give each level four spaces."),
    ("expected an indented block", None, "Lines of one block start in the same column; give each level four spaces."),
    ("Exceeds the limit", "a whole number must fit in 64 bits", "Write it as a float: 1e30."),
    ("expected ':'", "a colon is missing", "if, for, while, with and def end with : before their block begins."),
    (
        "invalid syntax. Maybe you meant '==' or ':='",
        "= gives a name a value; it does not compare",
        "Write == to compare. Values are given to names on lines of their own.",
    ),
    ("invalid syntax. Perhaps you forgot a comma", "a comma is missing here", "Put commas between the entries."),
    ("cannot assign to function call", "a value cannot be given to a call", "A function is defined by def f(x):"),
    ("cannot assign to literal", "a value cannot be given to a number", "The name stands on the left: x = 3."),
    (
        "cannot assign to expression",
        "a value cannot be given to a calculation",
        "One name stands on the left: y = x + 1.",
    ),
    ("cannot assign to True", "True already has a value", "Choose another name."),
    ("cannot assign to False", "False already has a value", "Choose another name."),
    ("cannot assign to None", "None already has a value", "Choose another name."),
    ("unterminated string literal", "the text in quotes has no end", "End it with the quote it begins with."),
    ("unterminated triple-quoted", "the text in quotes has no end", "End it with the three quotes it begins with."),
    ("leading zeros in decimal", "a whole number does not begin with 0", "Leave the zeros out."),
    ("invalid decimal literal", "the number is not complete", "Numbers are written 3, 2.5 or 1e-3."),
    ("unmatched ", None, "Take it away, or open a bracket before it."),
    ("closing parenthesis", None, "Brackets close in the order opposite to the one they opened in."),
    ("expected 'else' after 'if'", "a choice needs both values", "Write a if x > 0 else b."),
    ("invalid syntax", "Python cannot read the line from here on", None),
)


def slip(message: str, line: str, column: int) -> Slip:
    """What Python calls `message` in a line, where it stopped at `column` (from 0)."""
    invalid = re.match("invalid (character '(.)|non-printable)", message)
    if invalid and invalid[2] in SIGNS:
        sign, instead = SIGNS[invalid[2]]
        return Slip(sign.format(invalid[2]), instead, column, column + 1)
    if invalid and invalid[2]:
        return Slip(f"the sign {invalid[2]} has no meaning in Python", None, column, column + 1)
    for pattern, words, offered in SLIPS if _is_vague(message) else ():
        for found in pattern.finditer(line):
            if found.start() <= column <= found.end():
                hint = offered(found) if callable(offered) else offered
                if hint or not callable(offered):
                    return Slip(words, hint, found.start(), max(found.end(), found.start() + 1))
    if "' was never closed" in message:
        closing = {"(": ")", "[": "]", "{": "}"}.get(message[1], "bracket")
        return Slip(message, f"Write {closing} where it ends.", column, column + 1)
    for beginning, said, way_out in PYTHON:
        if message.startswith(beginning):
            return Slip(said or message, way_out, column, column + 1)
    return Slip(message.removesuffix(" (<unknown>)"), None, column, column + 1)


def _is_vague(message: str) -> bool:
    """Does Python say no more than that it cannot go on?"""
    vague = ("invalid syntax", "invalid decimal literal", "unterminated string", "expected ")
    return message.startswith(vague) and "expected an indented" not in message
