"""Which known name a mistyped one was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST_COMPARED = 40
MOST_COMPARED = 1_000
ALIKE = 0.8
SHORTEST_SURE = 3


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like a mistyped one. Names that differ in their digits, or in the _ of what works in place,
    are told apart on purpose. Comparing very long ones, or very many, is left out: it takes long.
    """
    if len(name) > LONGEST_COMPARED:
        return None
    names = sorted(other for other in set(known) if len(other) <= LONGEST_COMPARED and _comparable(name, other))
    exact = next((other for other in names if other.lower() == name.lower() and len(name) > 1), None)
    return exact or next(iter(difflib.get_close_matches(name, names[:MOST_COMPARED], n=1, cutoff=ALIKE)), None)


def meant(name: str, known: Iterable[str]) -> str | None:
    """The only known name that is one slip of the pen away: another case, or one letter."""
    if not SHORTEST_SURE <= len(name) <= LONGEST_COMPARED:
        return None
    near = {other for other in set(known) if _comparable(name, other) and _one_slip(name, other)}
    return near.pop() if len(near) == 1 else None


def _comparable(name: str, other: str) -> bool:
    return other != name and _digits(name) == _digits(other) and other.rstrip("_") != name and name.rstrip("_") != other


def _digits(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit())


def _one_slip(name: str, other: str) -> bool:
    if name.lower() == other.lower():
        return True
    if abs(len(name) - len(other)) > 1 or len(other) < SHORTEST_SURE:
        return False
    start = next((i for i, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))
    a, b = name[start:], other[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
