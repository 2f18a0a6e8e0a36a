"""Slips of the pen in a text that Python cannot read: what mathematics or another language would write, and what Python
writes instead. A hint is given only where what it says means the same, a replacement only where no other is possible.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from typing import NamedTuple

Hint = str | Callable[[re.Match[str]], str | None]


class Replacement(NamedTuple):
    """What stands in a line from column `start` up to `end`, both from 0, is to be `text`."""

    start: int
    end: int
    text: str


class Slip(NamedTuple):
    """What is wrong in a line, from column `start` up to `end`, both from 0."""

    message: str
    hint: str | None
    start: int
    end: int
    replacement: Replacement | None = None


NAME = r"[^\W\d]\w*"
QUOTE = "a typographic quote stands where a plain one belongs"
# Before one of these a product needs brackets to stay one: 1 / 2x is not 1 / 2 * x.
BINDS_TIGHTER = re.compile(r"(/|\*\*|%|\^|@)\s*$")

EXPECTED_COLON = "expected ':'"
# The head of a block, without its colon.
BLOCK = re.compile(r"\s*(?:if|elif|for|while|with|def|class)\b(?!\s*=)[^:]*$")

# What each sign is called, what to write, and what stands in its place where that is sure.
SIGNS: dict[str, tuple[str, str, str | None]] = {
    **dict.fromkeys("−–—‐‑", ("the sign {} is not Python's minus", "Write -.", "-")),
    **dict.fromkeys("×⋅·∙✕", ("the sign {} is not Python's product", "Write *.", "*")),
    **dict.fromkeys("÷∕", ("the sign {} is not Python's quotient", "Write /.", "/")),
    **dict.fromkeys("“”„‘’′", (QUOTE, "Replace “ ” by \" and ‘ ’ by '.", None)),
    "≤": ("the sign {} is not Python's", "Write <=.", "<="),
    "≥": ("the sign {} is not Python's", "Write >=.", ">="),
    "≠": ("the sign {} is not Python's", "Write !=.", "!="),
    "≈": ("the sign {} is not Python's", "Write torch.isclose(a, b).", None),
    "∧": ("the sign {} is not Python's", "Write and.", " and "),
    "∨": ("the sign {} is not Python's", "Write or.", " or "),
    "¬": ("the sign {} is not Python's", "Write not.", "not "),
    "²": ("a raised 2 is not Python's power", "Write ** 2.", "**2"),
    "³": ("a raised 3 is not Python's power", "Write ** 3.", "**3"),
    "√": ("the sign {} is not Python's root", "Write torch.sqrt(x), or x ** 0.5 for a plain number.", None),
    "∑": ("the sign {} is not Python's sum", "Write x.sum().", None),
    "∞": ("the sign {} is not Python's infinity", "Write float('inf').", "float('inf')"),
    "，": ("a wide comma stands where a plain one belongs", "Write ,.", ", "),
    "（": ("a wide bracket stands where a plain one belongs", "Write (.", "("),
    "）": ("a wide bracket stands where a plain one belongs", "Write ).", ")"),
    "：": ("a wide colon stands where a plain one belongs", "Write :.", ":"),
    "；": ("a wide semicolon stands where a plain one belongs", "Start a new line.", ";"),
}
PLAIN_QUOTES = str.maketrans("“”„‘’", '"""\'\'')


def _product(found: re.Match[str]) -> str | None:
    number, name = found["number"], found["name"]
    if keyword.iskeyword(name):
        return None
    rest = found.string[found.end() :]
    product = f"{number} * {name}" + ("(...)" if rest.lstrip().startswith("(") else "")
    tight = BINDS_TIGHTER.search(found.string[: found.start()]) is not None
    return f"Write ({product})." if tight else f"Write {product}."


def _multiplied(found: re.Match[str]) -> str | None:
    """Where a call or a power follows, what is to be multiplied goes on behind the name."""
    goes_on = re.match(r"\s*(\(|\*\*|\[|\.)", found.string[found.end() :])
    tight = BINDS_TIGHTER.search(found.string[: found.start()]) is not None
    if tight and goes_on:
        return None
    product = f"{found['number']} * {found['name']}"
    return f"({product})" if tight else product


def _declared(found: re.Match[str]) -> str:
    return f"Write {found['name']} = ..."


def _counted(found: re.Match[str]) -> str:
    return f"{found['name']} {found['sign'][0]}= 1"


def _negated(found: re.Match[str]) -> str | None:
    """In other languages ! binds tighter than a comparison, and not does not."""
    return None if re.search(r"[=<>]", found.string[found.end() :]) else "not "


# What is looked for in the line, what it is called, the way out, and what takes its place where that is sure. The first
# that stands where Python stopped counts.
SLIPS: tuple[tuple[re.Pattern[str], str, Hint | None, Hint | None], ...] = tuple(
    (re.compile(pattern), message, hint, instead)
    for pattern, message, hint, instead in (
        (
            r"&&",
            "&& is not Python's: between truths stands and",
            "Write and; between tensors (x > 0) & (y > 0).",
            "and",
        ),
        (r"\|\|", "|| is not Python's: between truths stands or", "Write or; between tensors (x > 0) | (y > 0).", "or"),
        (r"===", "=== is not Python's", "Write ==.", "=="),
        (r"!==", "!== is not Python's", "Write !=.", "!="),
        (r"<>", "<> is not Python's", "Write !=.", "!="),
        (
            rf"(?P<name>{NAME})\s*(?P<sign>\+\+|--)\s*$",
            "Python does not count with ++ or --",
            lambda found: f"Write {_counted(found)}.",
            _counted,
        ),
        (
            rf"!\s*(?={NAME}|\()",
            "! is not Python's: before a truth stands not",
            "Write not; before a tensor ~.",
            _negated,
        ),
        (r"\belse\s+if\b", "else if is one word in Python", "Write elif.", "elif"),
        (
            rf"\b(?:var|let|const|int|float|double|auto|local)\s+(?P<name>{NAME})\s*=(?!=)",
            "a name needs no word before it to be given a value",
            _declared,
            lambda found: f"{found['name']} =",
        ),
        (
            rf"\bfunction\s+(?P<name>{NAME})",
            "a function begins with def",
            lambda found: f"Write def {found['name']}",
            lambda found: f"def {found['name']}",
        ),
        (r"(?<!\S)//.*$", "a comment begins with #", "Write # in place of //.", lambda found: f"#{found[0][2:]}"),
        (r"/\*.*", "a comment begins with #", "Write # in place of /*, on every line.", None),
        (
            rf"(?P<name>{NAME})\s*:=",
            ":= does not give a name a value on a line of its own",
            lambda found: f"Write {found['name']} = ...",
            lambda found: f"{found['name']} =",
        ),
        (r"\?[^:]*:", "Python writes the condition in the middle", "Write a if x > 0 else b.", None),
        (
            r"\|(?P<of>[\w.]+)\|",
            "the absolute value is a function",
            "Write abs(x).",
            lambda found: f"abs({found['of']})",
        ),
        (r"(?<=[\d\s)])mod\b", "the remainder has a sign of its own", "Write %.", "%"),
        (
            r"(?<![\w.])(?P<number>\d+\.?\d*)\s*(?P<name>(?![eE]\b|[jJ]\b)[^\W\d_]\w*)",
            "a number and a name side by side do not multiply",
            _product,
            _multiplied,
        ),
        (r"\)\s*(?=[\w(])", "a bracket and what follows it do not multiply", "Write * between the two.", None),
        (
            rf"(?P<name>{'|'.join(keyword.kwlist)})\s*=(?!=)",
            "a word that Python has for itself cannot be a name",
            lambda found: f"Call it {found['name']}_.",
            None,
        ),
        (
            rf"(?P<name>{NAME})\s+(?P<value>True|False|None)\b",
            "an = is missing between a name and its value",
            lambda found: None if keyword.iskeyword(found["name"]) else f"Write {found['name']}={found['value']}.",
            lambda found: f"{found['name']}={found['value']}",
        ),
        (r"(?<=[\w)\]])'\s*$", "the text that begins with ' has no end", "A transpose is written x.T.", None),
        (
            r"(=|\+|-|\*|/|%|@|<|>|\b(?:and|or|not|in|if|else|return))\s*$",
            "the line ends where a value is still to come",
            None,
            None,
        ),
        (r"\.\s*$", "the line ends after a dot, where a name is still to come", None, None),
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
    (EXPECTED_COLON, "a colon is missing", "if, for, while, with and def end with : before their block begins."),
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
        sign, way_out, written = SIGNS[invalid[2]]
        replacement = None if written is None else Replacement(column, column + 1, written)
        if sign == QUOTE:
            replacement = Replacement(0, len(line), line.translate(PLAIN_QUOTES))
        return Slip(sign.format(invalid[2]), way_out, column, column + 1, replacement)
    if invalid and invalid[2]:
        return Slip(f"the sign {invalid[2]} has no meaning in Python", None, column, column + 1)
    lacks_a_colon = _lacks_a_colon(message, line, column)
    message = EXPECTED_COLON if lacks_a_colon else message
    for pattern, words, offered, instead in SLIPS if _is_vague(message) and not lacks_a_colon else ():
        for found in pattern.finditer(line):
            if found.start() <= column <= found.end():
                hint = offered(found) if callable(offered) else offered
                if hint or not callable(offered):
                    new = instead(found) if callable(instead) else instead
                    replacement = None if new is None else Replacement(*found.span(), new)
                    return Slip(words, hint, found.start(), max(found.end(), found.start() + 1), replacement)
    if "' was never closed" in message:
        closing = {"(": ")", "[": "]", "{": "}"}.get(message[1], "bracket")
        return Slip(message, f"Write {closing} where it ends.", column, column + 1, _closed(line, column))
    for beginning, said, offer in PYTHON:
        if message.startswith(beginning):
            return Slip(said or message, offer, column, column + 1, _repaired(beginning, line, column))
    return Slip(message.removesuffix(" (<unknown>)"), None, column, column + 1)


def _closed(line: str, column: int) -> Replacement | None:
    """The call that is a whole line by itself ends where the line does."""
    called = re.fullmatch(r"\s*[\w.]+", line[:column])
    end = len(line.rstrip())
    return Replacement(end, end, ")") if called and line[column] == "(" and "#" not in line else None


def _repaired(beginning: str, line: str, column: int) -> Replacement | None:
    if beginning == EXPECTED_COLON:
        end = len(line[:column].rstrip())
        return Replacement(end, end, ":")
    if beginning.startswith("Missing parentheses"):
        printed = re.match(r"print\s+([^#,]|,(?!\s*$))+$", line[column:])
        return printed and Replacement(column, len(line), f"print({line[column + 5 :].strip()})")
    if beginning.startswith("invalid syntax. Maybe you meant '=='"):
        single = re.search(r"(?<![=!<>:])=(?!=)", line[column:])
        return single and Replacement(column + single.start(), column + single.end(), "==")
    return None


def _is_vague(message: str) -> bool:
    """Does Python say no more than that it cannot go on?"""
    vague = ("invalid syntax", "invalid decimal literal", "unterminated string", "expected ")
    return message.startswith(vague) and "expected an indented" not in message


def _lacks_a_colon(message: str, line: str, column: int) -> bool:
    """Does Python stop at a word behind the head of a block? A line that ends a bracket of the one before is none."""
    even = all(line.count(opening) == line.count(closing) for opening, closing in ("()", "[]", "{}"))
    stops_at_a_word = message in ("invalid syntax", EXPECTED_COLON) and re.match(r"\w", line[column:]) is not None
    return stops_at_a_word and even and BLOCK.match(line) is not None
