"""`gradwalk run`: a program from a file to the document of its run, or to one of its exports, without a server."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from engine import language
from engine.language import LOCAL, ProgramError

STEPS = re.compile(r"([0-9]{0,9}):([0-9]{0,9})")


def run(command: argparse.Namespace) -> None:
    from server.documents import Problem, bytes_at_once, encode_run
    from server.exports import encode_export, write_series
    from server.version import run_id

    source = read(command.program)
    try:
        files = attached(command.files)
        result = language.run(source, target=command.target, unfold=command.unfold, files=files, limits=LOCAL)
    except ProgramError as error:
        reports = [located(one, source, command.program) for one in (error, *error.others)]
        raise SystemExit("\n".join(reports)) from error
    identifier = run_id(source, None, command.target, result.unfold, LOCAL, files=files)
    try:
        if command.series is not None:
            content = write_series(result).encode()
        elif command.export is None:
            content = encode_run(result, identifier) + b"\n"
        else:
            first, to = command.steps
            most = bytes_at_once(LOCAL)
            content = encode_export(result, identifier, most, command.export, first, to, command.step)
    except Problem as problem:
        raise SystemExit(f"gradwalk: {problem}\nhint: {problem.document['hint']}") from problem
    write(content, command.output)


def step_range(text: str) -> tuple[int, int | None]:
    """ "0:1000": the first step, and one past the last; either may be missing."""
    found = STEPS.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("steps are given as FROM:TO, such as 0:1000")
    return int(found[1] or 0), int(found[2]) if found[2] else None


def one_step(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError("a step is given by its number, counted from 0")
    return int(text)


def export_format(name: str) -> str:
    from server.exports import FORMATS

    if name not in FORMATS:
        there = ", ".join(f"{each.name} ({each.words})" for each in FORMATS.values())
        raise argparse.ArgumentTypeError(f"there is no format {name}; there are {there}")
    return name


def attached(paths: Sequence[str]) -> dict[str, str]:
    """The texts at the paths, by the last part of each. Exits where two have one name."""
    files: dict[str, str] = {}
    for path in paths:
        name = Path(path).name
        if name in files:
            raise SystemExit(f"gradwalk: two attached files are called {name}")
        files[name] = read(path)
    return files


def read(program: str) -> str:
    try:
        content = sys.stdin.buffer.read() if program == "-" else Path(program).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SystemExit(f"gradwalk: cannot read {program}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SystemExit(f"gradwalk: {program} is not UTF-8 text (byte {error.start})") from error


def write(content: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise SystemExit(f"gradwalk: cannot write {output}: {error.strerror}") from error


def located(error: ProgramError, source: str, program: str) -> str:
    """The mistake as compilers print one, so that editors find the place:

    program.py:2:5: matmul needs (n, d) @ (d, k), got (2, 3) @ (2, 4)
      2 | y = x @ W
        |     ^^^^^
    hint: transpose the second
    """
    line = re.split(r"\r\n|\r|\n", source)[error.line - 1]
    end = error.end_column - 1 if error.end_line == error.line else len(line)
    # A tab stays a tab, so that the marks stand under what they mean at any tab width.
    indent = "".join(character if character == "\t" else " " for character in line[: error.column - 1])
    marks = "^" * max(1, end - error.column + 1)
    number = str(error.line)
    report = [
        f"{'<stdin>' if program == '-' else program}:{error.line}:{error.column}: {error.message}",
        f"  {number} | {line}",
        f"  {' ' * len(number)} | {indent}{marks}",
    ]
    return "\n".join([*report, f"hint: {error.hint}"] if error.hint else report)
