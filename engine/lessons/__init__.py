"""The gallery: small programs in teaching order, each with its words and the numbers it must give.

A lesson is a file `NN_name.py` beside this one. Up to the first blank line it holds `# key: value` lines:

    title      shown in the menu
    level      1 to 9, a key of LEVEL_TITLES
    core       yes for the main path, no for a detour
    lectures   the lecture notes it goes with: 001, 004
    summary    one sentence for the menu
    teaches    what to take away; a long text is several such lines
    ask        question || answer; one line each
    picture    name rows×columns: how each row of the tensor is looked at
    reading    the tab of the stage that shows it best, where that is not the graph
    value      name [shape] = number or nested lists: what the forward pass gives
    grad       the same for the gradient, or `name = none` where the name does not lead to the target
    series     of a loop that trains: what a name holds when each of its passes calls backward(), stacked

Below the blank line stands the program. Lesson files are read as text and never imported, so torch is not needed. The
program runs unchanged under PyTorch in float64: the numbers come from there (tests/torch/check_lessons.py).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.lessons.note_slips import NOTE_SLIPS, NoteSlip, slips_avoided_by

__all__ = [
    "LEVEL_TITLES",
    "NOTE_SLIPS",
    "Lesson",
    "NoteSlip",
    "Question",
    "UnknownLessonError",
    "lesson",
    "lessons",
    "read_lesson",
    "slips_avoided_by",
]

LEVEL_TITLES = {
    1: "One variable",
    2: "Gates",
    3: "Fitting",
    4: "Vectors and shapes",
    5: "Losses and networks",
    6: "Troubles",
    7: "Architectures",
    8: "Beyond",
    9: "Training",
}


class UnknownLessonError(EngineError):
    """No lesson has the id that was asked for."""


@dataclass(frozen=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True)
class Lesson:
    """One program of the gallery.

    `values` and `gradients` hold float64 arrays of the shape the program gives them, by variable name; for a name bound
    several times it is the last binding's. They are written with 10 significant digits: compare with rtol 1e-8.
    A gradient of None belongs to a tensor that does not lead to the target. The first axis of an array of `series`
    counts the passes of the loop.
    """

    id: str
    number: int
    title: str
    level: int
    core: bool
    lectures: tuple[str, ...]
    summary: str
    teaches: str
    questions: tuple[Question, ...]
    pictures: Mapping[str, tuple[int, int]]
    """Rows and columns of the picture that each row of a named tensor is."""
    reading: str | None
    source: str
    values: Mapping[str, NDArray[np.float64]]
    gradients: Mapping[str, NDArray[np.float64] | None]
    series: Mapping[str, NDArray[np.float64]]

    @property
    def level_title(self) -> str:
        return LEVEL_TITLES[self.level]


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in teaching order."""
    return tuple(read_lesson(path) for path in sorted(Path(__file__).parent.glob("[0-9][0-9]_*.py")))


def lesson(id: str) -> Lesson:
    """Raises UnknownLessonError for an id that no lesson has."""
    for candidate in lessons():
        if candidate.id == id:
            return candidate
    first, last = lessons()[0].id, lessons()[-1].id
    raise UnknownLessonError(f"there is no lesson {id!r}; the lessons run from {first!r} to {last!r}")


def read_lesson(path: Path) -> Lesson:
    """Raises ValueError, naming the file and the line, where the text is not in the form described above."""
    header, _, source = path.read_text(encoding="utf-8").partition("\n\n")
    entries: dict[str, list[Any]] = {key: [] for key in _PARSERS}
    for number, line in enumerate(header.splitlines(), start=1):
        match = _HEADER_LINE.fullmatch(line)
        if match is None or match["key"] not in _PARSERS:
            raise ValueError(f"{path.name}, line {number}: {line!r} is not '# key: text' with one of {[*_PARSERS]}")
        try:
            entries[match["key"]].append(_PARSERS[match["key"]](match["text"]))
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    for key in ("title", "level", "core", "lectures", "summary"):
        if len(entries[key]) != 1:
            raise ValueError(f"{path.name}: the header needs one line '# {key}: …', found {len(entries[key])}")
    if len(entries["reading"]) > 1:
        raise ValueError(f"{path.name}: the header takes one line '# reading: …', found {len(entries['reading'])}")
    return Lesson(
        id=path.stem,
        number=int(path.stem[:2]),
        title=entries["title"][0],
        level=entries["level"][0],
        core=entries["core"][0],
        lectures=entries["lectures"][0],
        summary=entries["summary"][0],
        teaches=" ".join(entries["teaches"]),
        questions=tuple(entries["ask"]),
        pictures=MappingProxyType(dict(entries["picture"])),
        reading=next(iter(entries["reading"]), None),
        source=source,
        values=MappingProxyType(dict(entries["value"])),
        gradients=MappingProxyType(dict(entries["grad"])),
        series=MappingProxyType(dict(entries["series"])),
    )


def _level(text: str) -> int:
    if text not in map(str, LEVEL_TITLES):
        raise ValueError(f"there is no level {text!r}; levels are 1 to {max(LEVEL_TITLES)}")
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"expected yes or no, got {text!r}")
    return text == "yes"


def _lectures(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


def _question(text: str) -> Question:
    question, bar, answer = text.partition(" || ")
    if not bar:
        raise ValueError("a question and its answer are parted by ' || '")
    return Question(question, answer)


def _value(text: str) -> tuple[str, NDArray[np.float64]]:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        raise ValueError(f"expected 'name [shape] = numbers', got {text!r}")
    # JSON has no infinities; Python's reader takes them by these names.
    data = match["data"].replace("inf", "Infinity").replace("nan", "NaN")
    array = np.array(json.loads(data), dtype=np.float64)
    shape = tuple(json.loads(f"[{match['shape']}]"))
    if array.shape != shape:
        raise ValueError(f"{match['name']} is said to have shape {shape}, its numbers have {array.shape}")
    array.flags.writeable = False
    return match["name"], array


def _gradient(text: str) -> tuple[str, NDArray[np.float64] | None]:
    name, _, data = text.partition(" = ")
    return (name, None) if data == "none" else _value(text)


def _picture(text: str) -> tuple[str, tuple[int, int]]:
    match = _PICTURE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not of the form 'name rows×columns'")
    return match["name"], (int(match["rows"]), int(match["columns"]))


_PARSERS: dict[str, Callable[[str], Any]] = {
    "title": str,
    "level": _level,
    "core": _yes_or_no,
    "lectures": _lectures,
    "summary": str,
    "teaches": str,
    "ask": _question,
    "picture": _picture,
    "reading": str,
    "value": _value,
    "grad": _gradient,
    "series": _value,
}
_HEADER_LINE = re.compile(r"# (?P<key>\w+): (?P<text>.*\S)")
_PICTURE = re.compile(r"(?P<name>\w+) (?P<rows>\d+)×(?P<columns>\d+)")
_NUMBERS = re.compile(r"(?P<name>\w+) \[(?P<shape>[\d, ]*)\] = (?P<data>.+)")
