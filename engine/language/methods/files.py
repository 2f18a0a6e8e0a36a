"""Files that come with a program: small texts, under the names they are attached by. Nothing else can be read.

A file is what Python's is when it reads text: it is gone through line by line, from where the last reading ended.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.limits import Budget
from engine.language.machine import Machine
from engine.language.semantics import dunders, engine_argument, whole
from engine.language.spelling import closest
from engine.language.values import Iterated, Value, describe, method

NAME = re.compile(r"(?!\.\.?$)[\w. +()-]{1,100}")
MOST = 20
READING = frozenset(("r", "rt", "tr"))
ATTACH = "Attach a text of that name: the page has a paper clip for it, a run `files`, the command line --file."
NO_WRITING = "Print it, or take numbers out of the run: the page, its exports and the API have all of them."


class TextFile(Iterated):
    """An attached file that has been opened. `place` is where the next reading begins."""

    def __init__(self, machine: Machine, name: str, text: str) -> None:
        super().__init__(self._lines())
        self.path = name
        self.closed = False
        self.place = 0
        self._machine = machine
        self._text = text

    def read(self, size: int = -1) -> str:
        self._require_open()
        end = len(self._text) if size < 0 else min(len(self._text), self.place + size)
        return self._taken(end)

    def line(self) -> str:
        """The next line with its end; "" behind the last one."""
        self._require_open()
        end = self._text.find("\n", self.place) + 1
        return self._taken(end or len(self._text))

    def seek(self, place: int) -> int:
        self._require_open()
        if place < 0:
            raise ProgramError("value", f"a place in a file is 0 or more, not {place}")
        self.place = min(place, len(self._text))
        return self.place

    def _taken(self, end: int) -> str:
        taken = self._text[self.place : end]
        self.place = end
        self._machine.budget.spend("steps", 1)
        return self._machine.written(taken)

    def _lines(self) -> Iterator[str]:
        while line := self.line():
            yield line

    def _require_open(self) -> None:
        if self.closed:
            raise ProgramError("value", f"{self.path} is closed", hint="Read it inside of the with, or open it again.")


def check_files(files: Mapping[str, str], budget: Budget) -> None:
    """Raises ProgramError (file) for a name that no file here has, and BudgetError (files)."""
    for name in files:
        if not NAME.fullmatch(name):
            raise ProgramError(
                "file",
                f"{name[:40]!r} is no name of an attached file",
                hint="A name has up to 100 letters, digits and . _ - + ( ) or spaces, and no folders: names.txt.",
            )
    if len(files) > MOST:
        raise ProgramError("file", f"{len(files)} files are attached, which is more than {MOST}")
    budget.spend("files", sum(len(text.encode("utf-8", "surrogatepass")) for text in files.values()))


def open_file(
    machine: Machine,
    file: Value,
    mode: Value = "r",
    buffering: Value = -1,
    encoding: Value = None,
    errors: Value = None,
    newline: Value = None,
) -> TextFile:
    """`open(name)`: for reading, as text. Raises ProgramError (file, unsupported, type)."""
    if not isinstance(mode, str) or mode not in READING:
        shown = machine.show(mode)
        if isinstance(mode, str) and mode in ("rb", "br"):
            raise ProgramError("unsupported", "attached files are texts", hint="Write open(name), without 'rb'.")
        raise ProgramError("unsupported", f"a program writes no files here, as mode {shown} would", hint=NO_WRITING)
    name = _name(machine, file)
    machine.budget.spend("cells", 1)
    return TextFile(machine, name, machine.files[name])


def _name(machine: Machine, file: Value) -> str:
    """The attached file that is meant. Raises ProgramError (file, type)."""
    answer = dunders.ask(machine, file, "__fspath__")
    file = file if answer is None else answer[0]
    if not isinstance(file, str):
        raise ProgramError("type", f"a file is named by a text, not by {describe(file)}")
    name = file.removeprefix("./")
    if name in machine.files:
        return name
    there = ", ".join(machine.files) or "none"
    short = re.split(r"[/\\]", name)[-1]
    similar = short if short in machine.files else closest(name, machine.files)
    hint = f"Write {similar!r}." if similar else ATTACH
    raise ProgramError("file", f"no file {file[:60]!r} is attached to this program; attached: {there}", hint=hint)


@method("file")
def read(machine: Machine, file: TextFile, size: Value = -1) -> str:
    return file.read(-1 if size is None else whole(size, "size"))


@method("file")
def readline(machine: Machine, file: TextFile) -> str:
    return file.line()


@method("file")
def readlines(machine: Machine, file: TextFile) -> list[Value]:
    lines = list(machine.items(file))
    machine.budget.spend("cells", len(lines))
    return lines


@method("file")
def seek(machine: Machine, file: TextFile, offset: Value) -> int:
    return file.seek(whole(offset, "offset"))


@method("file")
def tell(machine: Machine, file: TextFile) -> int:
    return file.place


@method("file")
def close(machine: Machine, file: TextFile) -> None:
    file.closed = True


def _refuse_writing(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
    raise ProgramError("unsupported", "a program writes no files here", hint=NO_WRITING)


for _word in ("write", "writelines", "truncate", "flush"):
    method("file", name=_word)(_refuse_writing)


def _rows(
    machine: Machine, csvfile: Value, delimiter: Value, quotechar: Value, skipinitialspace: Value
) -> Iterator[Any]:
    """Each row as a list of texts."""
    for mark, named in ((delimiter, "delimiter"), (quotechar, "quotechar")):
        if not isinstance(mark, str) or len(mark) != 1:
            raise ProgramError("value", f"{named} is one character, not {machine.show(mark)}")
    lines = _texts(machine, csvfile)
    reader = csv.reader(
        lines, delimiter=delimiter, quotechar=quotechar, skipinitialspace=machine.truth(skipinitialspace)
    )
    try:
        for row in reader:
            machine.budget.spend("cells", 1 + len(row))
            yield [machine.text(entry) for entry in row]
    except csv.Error as reason:
        raise ProgramError("value", f"row {reader.line_num} is not comma-separated text: {reason}") from None


def _texts(machine: Machine, lines: Value) -> Iterator[str]:
    for line in machine.items(lines):
        if not isinstance(line, str):
            raise ProgramError("type", f"rows are read from lines of text, not from {describe(line)}")
        yield line


def csv_reader(
    machine: Machine, csvfile: Value, *, delimiter: Value = ",", quotechar: Value = '"', skipinitialspace: Value = False
) -> Iterated:
    return Iterated(_rows(machine, csvfile, delimiter, quotechar, skipinitialspace))


class Table(Iterated):
    """Rows as dicts by the names of their columns, which stand in the first row where none are given."""

    def __init__(self, machine: Machine, rows: Iterator[list[Value]], fieldnames: list[Value] | None) -> None:
        super().__init__(self._named(machine, rows))
        self._rows = rows
        self._names = fieldnames

    @property
    def names(self) -> list[Value] | None:
        if self._names is None:
            self._names = next(self._rows, None)
        return self._names

    def _named(self, machine: Machine, rows: Iterator[list[Value]]) -> Iterator[dict[Value, Value]]:
        names = self.names
        for row in rows:
            if names is None or not row:
                continue
            machine.budget.spend("cells", 2 * len(names))
            found: dict[Value, Value] = dict.fromkeys(names) | dict(zip(names, row, strict=False))
            if len(row) > len(names):
                found[None] = row[len(names) :]
            yield found


def csv_dict_reader(
    machine: Machine,
    f: Value,
    fieldnames: Value = None,
    *,
    delimiter: Value = ",",
    quotechar: Value = '"',
    skipinitialspace: Value = False,
) -> Iterated:
    names = None if fieldnames is None else list(machine.items(fieldnames))
    return Table(machine, _rows(machine, f, delimiter, quotechar, skipinitialspace), names)


def _numbers(machine: Machine, source: Value, read: Any, named: str, **options: Value) -> Value:
    """What numpy reads of lines of text; it opens nothing."""
    if isinstance(source, str):
        source = open_file(machine, source)
    lines = list(_texts(machine, source))
    machine.budget.spend("cells", len(lines))
    given = {name: _plain(machine, name, value) for name, value in options.items() if value is not None}
    # At most as many numbers as characters.
    machine.budget.allocate((sum(map(len, lines)),))
    try:
        with warnings.catch_warnings():
            # Nothing to read is no more than that.
            warnings.simplefilter("ignore")
            found = read(lines, **given)
    except (ValueError, TypeError, IndexError, StopIteration) as reason:
        raise ProgramError("value", f"{named} cannot read this: {reason}") from None
    made = creation.array(found)
    machine.arrays.add(made)
    return made


def _plain(machine: Machine, name: str, value: Value) -> Any:
    if name == "dtype":
        dtype = engine_argument(machine, value)
        if not isinstance(dtype, np.dtype):
            raise ProgramError("type", f"{describe(value)} is no element type", hint="Write dtype=float or dtype=int.")
        return dtype
    if name in ("delimiter", "comments"):
        if not isinstance(value, str) or len(value) != 1:
            raise ProgramError("value", f"{name} is one character, not {machine.show(value)}")
        return value
    if name == "unpack":
        return machine.truth(value)
    if isinstance(value, (list, tuple)):
        return tuple(whole(place, name) for place in value)
    return whole(value, name)


def loadtxt(
    machine: Machine,
    fname: Value,
    dtype: Value = None,
    comments: Value = "#",
    *,
    delimiter: Value = None,
    skiprows: Value = 0,
    usecols: Value = None,
    unpack: Value = False,
    ndmin: Value = 0,
    max_rows: Value = None,
) -> Value:
    options = {"delimiter": delimiter, "skiprows": skiprows, "usecols": usecols, "unpack": unpack, "ndmin": ndmin}
    return _numbers(machine, fname, np.loadtxt, "loadtxt", dtype=dtype, comments=comments, max_rows=max_rows, **options)


def genfromtxt(
    machine: Machine,
    fname: Value,
    dtype: Value = None,
    comments: Value = "#",
    delimiter: Value = None,
    *,
    skip_header: Value = 0,
    skip_footer: Value = 0,
    usecols: Value = None,
    unpack: Value = False,
    max_rows: Value = None,
) -> Value:
    options = {"delimiter": delimiter, "skip_header": skip_header, "skip_footer": skip_footer, "usecols": usecols}
    return _numbers(
        machine,
        fname,
        np.genfromtxt,
        "genfromtxt",
        **{"dtype": dtype, "comments": comments, "unpack": unpack, "max_rows": max_rows, **options},
    )
