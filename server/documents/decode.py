"""The body of POST /runs → a program, and that of POST /links → the link to keep.

Runs in a worker: the server process only carries the bytes.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import orjson

from server.documents.problems import Problem

KEYS = ("source", "leaves", "target", "unfold")
LINK_KEYS = (*KEYS, "lesson", "view")
LINK_SCHEMA = "gradwalk.link/1"
NONFINITE = ("NaN", "Infinity", "-Infinity")
# numpy's own bound on the number of axes.
DEPTH = 64


@dataclass(frozen=True)
class Program:
    """What a RunRequest asks to run; numbers that stood as strings are floats, `unfold` is in alphabetical order."""

    source: str
    leaves: dict[str, Any] | None = None
    target: str | None = None
    unfold: tuple[str, ...] = ()


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


def _document(body: bytes, keys: tuple[str, ...]) -> dict[str, Any]:
    document = _parse(body)
    if not isinstance(document, dict):
        raise _misfit("it must be an object with the key source")
    if document.keys() - set(keys):
        raise _misfit(f"it has an unknown key; it may have {', '.join(keys)}")
    return document


def _program(document: dict[str, Any]) -> Program:
    source, leaves, target, unfold = (document.get(key) for key in KEYS)
    if not isinstance(source, str):
        raise _misfit("source must be there, and is the text of the program")
    if not isinstance(target, str | None):
        raise _misfit("target is the name of a variable")
    if not isinstance(leaves, dict | None):
        raise _misfit("leaves is an object of names and their values")
    if not isinstance(unfold, list | None) or not all(isinstance(name, str) for name in unfold or []):
        raise _misfit("unfold is a list of names of operations")
    try:
        "".join([source, target or "", *(leaves or {}), *(unfold or [])]).encode()
    except UnicodeEncodeError:
        raise _half_a_pair() from None
    if leaves is not None:
        leaves = {name: _numbers(value, DEPTH) for name, value in leaves.items()}
    return Program(source, leaves, target, tuple(sorted(set(unfold or []))))


def _half_a_pair() -> Problem:
    return _misfit("it holds half of a surrogate pair, which is no character")


def _misfit(what: str) -> Problem:
    return Problem(422, "request/body", f"The body does not fit: {what}.")


def _numbers(value: Any, depth: int) -> Any:
    if isinstance(value, list) and depth:
        return [_numbers(part, depth - 1) for part in value]
    if type(value) in (int, float):
        return value
    if isinstance(value, str) and value in NONFINITE:
        return float(value)
    raise _misfit("each of leaves is a number or nested lists of numbers")


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
