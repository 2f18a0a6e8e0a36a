"""The derivation of every lesson, as it was read line by line against the mathematics.

After a change of words or formulas, `python -m tests.server.test_derivations` makes the files anew: read what has
changed in them before it is committed.
"""

from pathlib import Path

import pytest

from engine.language import run
from engine.lessons import Lesson, lessons
from server.exports import md, tex

FOLDER = Path(__file__).parent / "derivations"
FORMATS = {"md": md.write, "tex": tex.write}
# What TeX does otherwise shows in these: names, matrices, sums, a whole network, a mask of infinities.
IN_TEX = {3, 7, 24, 25, 26, 43}
# A loop that trains says the same of each pass: that of a statement and that of an optimizer are read.
LOOPS = {45, 52}
READ = [each for each in lessons() if not each.series or each.number in LOOPS]
FILES = [(each, "md") for each in READ] + [(each, "tex") for each in READ if each.number in IN_TEX]


def derivation(lesson: Lesson, format: str) -> str:
    made = run(lesson.source)
    return "".join(FORMATS[format](made, range(len(made.steps))))


def place(lesson: Lesson, format: str) -> Path:
    return FOLDER / f"{lesson.id}.{format}"


@pytest.mark.parametrize(("lesson", "format"), FILES, ids=[place(*each).name for each in FILES])
def test_the_derivation_of_a_lesson_reads_as_it_was_read(lesson, format):
    expected = place(lesson, format).read_bytes()
    assert derivation(lesson, format).encode() == expected, (
        "python -m tests.server.test_derivations makes the files anew; read the difference before it is committed"
    )


def test_every_file_belongs_to_a_lesson():
    assert {path.name for path in FOLDER.iterdir()} == {place(*each).name for each in FILES}


if __name__ == "__main__":
    for each in FILES:
        place(*each).write_bytes(derivation(*each).encode())
