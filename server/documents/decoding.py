"""The body of POST /runs → a program, that of POST /links → the link to keep, and that of
POST /runs/{id}/changes → the other values.

Runs in a worker: the server process only carries the bytes.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import orjson

from server.documents.problems import Problem

KEYS = ("source", "leaves", "target", "unfold", "files", "pass_shown")
LINK_KEYS = (*KEYS, "lesson", "view")
CHANGES_KEYS = ("leaves", "nudges", "explain", "steps")
LINK_SCHEMA = "gradwalk.link/1"
NONFINITE = ("NaN", "Infinity", "-Infinity")
# numpy's own bound on the number of axes.
DEPTH = 64
NODE = re.compile(r"n(\d{1,9})")
EXPLAINED_WITH_CHANGES = 50


@dataclass(frozen=True)
class Program:
    """What a RunRequest asks to run; numbers that stood as strings are floats, `unfold` is in alphabetical order."""

    source: str
    leaves: dict[str, Any] | None = None
    target: str | None = None
    unfold: tuple[str, ...] = ()
    files: dict[str, str] | None = None
    pass_shown: int | None = None


@dataclass(frozen=True)
class Changes:
    """What a ChangesRequest asks for; nodes of `nudges` by their index."""

    leaves: dict[str, Any]
    nudges: dict[int, Any]
    explain: tuple[int, int] | None = None
    steps: int | None = None


def decode(body: bytes) -> Program:
    """Raises Problem: 400 for what is not JSON by the letter of RFC 8259, 422 for JSON that is not a RunRequest."""
    return _program(_document(body, KEYS))


def decode_link(body: bytes) -> bytes:
    """The LinkDocument that the body of POST /links asks to keep: the same bytes in whatever order its keys stand.

    Raises Problem as `decode` does. The program is not run: a link may well lead to one with a mistake.
    """
    document = _document(body, LINK_KEYS)
    _program(document)
    lesson, view = document.get("lesson"), document.get("view")
    if not isinstance(lesson, str | None):
        raise _misfit("lesson is the id of a lesson")
    if not isinstance(view, dict | None) or not all(type(each) in (str, int, float) for each in (view or {}).values()):
        raise _misfit("view is an object of names and their texts or numbers")
    # What says nothing is left out, so that a key of a later version changes no address.
    said = {key: value for key, value in document.items() if value not in (None, [], {})}
    link = {"schema": LINK_SCHEMA, "view": {}} | said
    try:
        return orjson.dumps(link, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raise _half_a_pair() from None


def decode_changes(body: bytes) -> Changes:
    """Raises Problem as `decode` does."""
    document = _document(body, CHANGES_KEYS)
    nudges, explain, steps = (document.get(key) for key in CHANGES_KEYS[1:])
    if not isinstance(nudges, dict | None) or not all(NODE.fullmatch(name) for name in nudges or {}):
        raise _misfit("nudges is an object of nodes, such as n7, and what is added to their values")
    if explain is not None and not _is_window(explain):
        raise _misfit(f"explain is two numbers of steps, the second at most {EXPLAINED_WITH_CHANGES} after the first")
    if steps is not None and not _is_count(steps):
        raise _misfit("steps is a number of steps, at least 0")
    return Changes(
        leaves=_leaves(document.get("leaves")) or {},
        nudges={int(name[1:]): _numbers(value, DEPTH, "nudges") for name, value in (nudges or {}).items()},
        explain=explain and tuple(explain),
        steps=steps,
    )


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_window(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(map(_is_count, value))
        and value[0] <= value[1] <= value[0] + EXPLAINED_WITH_CHANGES
    )


def _document(body: bytes, keys: tuple[str, ...]) -> dict[str, Any]:
    document = _parse(body)
    if not isinstance(document, dict):
        raise _misfit("it must be an object with the key source")
    if document.keys() - set(keys):
        raise _misfit(f"it has an unknown key; it may have {', '.join(keys)}")
    return document


def _program(document: dict[str, Any]) -> Program:
    source, leaves, target, unfold, files, pass_shown = (document.get(key) for key in KEYS)
    if not isinstance(source, str):
        raise _misfit("source must be there, and is the text of the program")
    if not isinstance(target, str | None):
        raise _misfit("target is the name of a variable")
    if not isinstance(unfold, list | None) or not all(isinstance(name, str) for name in unfold or []):
        raise _misfit("unfold is a list of names of operations")
    if not isinstance(files, dict | None) or not all(isinstance(text, str) for text in (files or {}).values()):
        raise _misfit("files is an object of names and the texts under them")
    if pass_shown is not None and not _is_count(pass_shown):
        raise _misfit("pass_shown is the number of a pass, at least 0")
    _check_characters(source, target or "", *(unfold or []), *(part for pair in (files or {}).items() for part in pair))
    return Program(source, _leaves(leaves), target, tuple(sorted(set(unfold or []))), files, pass_shown)


def _leaves(leaves: Any) -> dict[str, Any] | None:
    if leaves is None:
        return None
    if not isinstance(leaves, dict):
        raise _misfit("leaves is an object of names and their values")
    _check_characters(*leaves)
    return {name: _numbers(value, DEPTH, "leaves") for name, value in leaves.items()}


def _check_characters(*texts: str) -> None:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise _half_a_pair() from None


def _half_a_pair() -> Problem:
    return _misfit("it holds half of a surrogate pair, which is no character")


def _misfit(what: str) -> Problem:
    return Problem(422, "request/body", f"The body does not fit: {what}.")


def _numbers(value: Any, depth: int, of: str) -> Any:
    if isinstance(value, list) and depth:
        return [_numbers(part, depth - 1, of) for part in value]
    if type(value) in (int, float):
        return value
    if isinstance(value, str) and value in NONFINITE:
        return float(value)
    raise _misfit(f"each of {of} is a number or nested lists of numbers")


class _NotJson(ValueError):
    pass


def _parse(body: bytes) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
    except _NotJson as error:
        detail = str(error)
    except json.JSONDecodeError as error:
        detail = f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
    except UnicodeDecodeError:
        detail = "The body is not UTF-8."
    except RecursionError:
        detail = "The body's lists or objects are nested too deeply."
    raise Problem(400, "request/json", detail)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _NotJson("An object of the body has the same key twice.")
    return document


def _refuse_constant(token: str) -> Any:
    raise _NotJson(f'{token} is no JSON number; write it as the string "{token}".')


def _finite(token: str) -> float:
    number = float(token)
    if math.isinf(number):
        raise _NotJson('A number of the body is too large for float64; write infinity as the string "Infinity".')
    return number


def _whole(token: str) -> int:
    # The longest 64-bit integer has 19 digits and a sign.
    if len(token) > 20 or not -(2**63) <= (number := int(token)) < 2**63:
        raise _NotJson("A whole number of the body does not fit into 64 bits; write it with a decimal point.")
    return number
