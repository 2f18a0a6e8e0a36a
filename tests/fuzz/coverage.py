"""Texts that atheris grows by what they reach in the code: against everything a worker does with a program.

    pip install -e ".[fuzz]"
    python -m tests.fuzz.coverage -max_total_time=600

It starts from the lessons and the hostile programs. What follows is for libFuzzer; a text that it found is tried again
with `python -m tests.fuzz.coverage FILE`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["engine", "server"]):
    from engine.lessons import lessons
    from tests.fuzz.check import BRIEF, verdict

from tests.hostile.programs import PROGRAMS

LONGEST = 4_096


def seed(folder: Path) -> None:
    sources = [lesson.source for lesson in lessons()] + [hostile.source for hostile in PROGRAMS]
    for number, source in enumerate(sources):
        if len(source) <= LONGEST:
            (folder / f"{number}").write_text(source, errors="surrogatepass")


def test_one(data: bytes) -> None:
    verdict(data.decode("utf-8", "replace"), BRIEF)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        seed(Path(folder))
        arguments = sys.argv if any(Path(name).is_file() for name in sys.argv[1:]) else [*sys.argv, folder]
        atheris.Setup([*arguments, f"-max_len={LONGEST}"], test_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
