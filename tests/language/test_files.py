"""Small texts that come with a program, read as Python and numpy read files of the same content."""

import contextlib
import io
import os
import warnings
from pathlib import Path

import pytest

from engine.language import ProgramError, run

FILES = {
    "names.txt": "ada\ngrace\n\nedith",
    "points.csv": 'x,y,name\n1,2.5,"a, b"\n3,-4,c\n',
    "grid.txt": "# made by hand\n1 2 3\n4 5 6\n",
    "empty.txt": "",
}
PROGRAMS = {
    "read": "print(open('names.txt').read().splitlines(), len(open('names.txt', 'r').read()))",
    "lines": "print(open('names.txt').readlines(), [line.strip() for line in open('names.txt')])",
    "line by line": "f = open('names.txt')\nprint(repr(f.readline()), repr(next(f)), f.readlines(), f.read())",
    "behind the end": "f = open('names.txt')\nf.read()\nprint(repr(f.readline()), f.readlines(), list(f))",
    "back to the start": "f = open('names.txt')\nf.read()\nf.seek(0)\nprint(f.readline(), f.tell())",
    "with": "with open('names.txt', encoding='utf-8') as f:\n    n = len(f.readlines())\nprint(n, f.closed, f.name)",
    "enumerated": "for i, line in enumerate(open('names.txt'), 1):\n    print(i, line, end='')",
    "nothing": "print(repr(open('empty.txt').read()), list(open('empty.txt')))",
    "rows": "import csv\nwith open('points.csv', newline='') as f:\n    print(list(csv.reader(f)))",
    "rows by name": "import csv\nr = csv.DictReader(open('points.csv'))\nprint(r.fieldnames, [dict(row) for row in r])",
    "rows of lines": "import csv\nprint(list(csv.reader(['a;b', 'c;d'], delimiter=';')))",
    "short rows by name": "import csv\nprint([dict(r) for r in csv.DictReader(['a,b', '1', '1,2,3'])])",
    "numbers": "import numpy as np\na = np.loadtxt('grid.txt')\nprint(a, a.dtype, a.shape)",
    "numbers of a kind": "import numpy as np\nprint(np.loadtxt('grid.txt', dtype=int, usecols=(0, 2)))",
    "numbers turned": "import numpy as np\nx, y, z = np.loadtxt('grid.txt', unpack=True)\nprint(x, y, z)",
    "numbers of a file": "import numpy as np\nwith open('grid.txt') as f:\n    x = np.loadtxt(f)\nprint(x)",
    "numbers of lines": "import numpy as np\nprint(np.loadtxt(['1,2', '3,4'], delimiter=','))",
    "numbers with gaps": (
        "import numpy as np\nprint(np.genfromtxt('points.csv', delimiter=',', skip_header=1, usecols=(0, 1)))\n"
        "print(np.genfromtxt(['1,', ',2'], delimiter=','))"
    ),
    "a missing one caught": "try:\n    open('other.txt')\nexcept FileNotFoundError:\n    print('none')",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_reads_what_python_reads(name: str, tmp_path: Path):
    for file, content in FILES.items():
        (tmp_path / file).write_text(content)
    written = io.StringIO()
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        with contextlib.redirect_stdout(written), warnings.catch_warnings():
            # Files that programs leave open.
            warnings.simplefilter("ignore")
            exec(compile(PROGRAMS[name], "<program>", "exec"), {"__name__": "__main__"})
    finally:
        os.chdir(before)
    assert run(PROGRAMS[name], files=FILES).printed == written.getvalue()


def test_a_text_as_long_as_a_file_may_be_handled_as_a_whole():
    """makemore's way: all characters of all names, each once."""
    text = "\n".join(["emma", "olivia", "ava"] * 1000)
    program = "text = open('names.txt').read()\nwords = text.lower().splitlines()\nprint(len(text), len(words))\n"
    program += "print(sorted(list(set(''.join(words)))))"
    made = run(program, files={"names.txt": text})
    assert made.printed == f"{len(text)} 3000\n['a', 'e', 'i', 'l', 'm', 'o', 'v']\n"


@pytest.mark.parametrize(
    ("program", "code", "message", "hint"),
    [
        ("open('nmes.txt')", "file", "attached: empty.txt, grid.txt, names.txt, points.csv", "'names.txt'"),
        ("open('data/names.txt')", "file", "no file 'data/names.txt' is attached", "'names.txt'"),
        ("open('/etc/passwd')", "file", "no file '/etc/passwd' is attached", "--file"),
        ("open('../other\\0')", "file", "is attached", "Attach a text"),
        ("open('out.txt', 'w')", "unsupported", "writes no files", "exports"),
        ("open('names.txt').write('x')", "unsupported", "writes no files", "exports"),
        ("open('names.txt', 'rb')", "unsupported", "are texts", "without 'rb'"),
        ("open('names.txt', mode=3)", "unsupported", "writes no files", None),
        ("f = open('names.txt')\nf.close()\nf.read()", "value", "names.txt is closed", "open it again"),
        ("import numpy as np\nnp.loadtxt('names.txt')", "value", "loadtxt cannot read this", None),
        ("import numpy as np\nnp.loadtxt('grid.txt', delimiter='ab')", "value", "delimiter is one character", None),
    ],
)
def test_what_is_not_there_and_what_is_no_reading_is_told_with_the_way_out(program, code, message, hint):
    with pytest.raises(ProgramError) as refused:
        run(program, files=FILES)
    assert refused.value.code == code
    assert message in refused.value.message
    assert hint is None or hint in refused.value.hint


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "/etc/passwd", "a\0", "a\nb", "x" * 101])
def test_an_attached_file_has_a_plain_name(name: str):
    with pytest.raises(ProgramError) as refused:
        run("x = 1", files={name: "text"})
    assert (refused.value.code, refused.value.line) == ("file", 1)
