"""What a worker process may still do once it takes programs: compute, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from engine.language import CLASS
from engine.lessons import lessons
from server.frames import pack
from server.worker_process import COMMAND, ENVIRONMENT

# A worker that reports on its standard error what Python's audit hooks hear while programs run.
AUDITED = """
import sys
sys.path.insert(0, sys.argv[1])
from server import worker_main
perform, running, heard = worker_main.perform, False, set()

def listen(event, arguments):
    if running:
        heard.add((event, str(arguments[0])[:100], str(arguments[1])[:100] if arguments[1:] else ""))

def audited(job):
    global running
    running = True
    try:
        return perform(job)
    finally:
        running = False

sys.addaudithook(listen)
worker_main.perform = audited
worker_main.main(400 * 1024**2)
for event, *arguments in sorted(heard):
    if event == "builtins.id":
        continue
    # Reading the text of a program into a syntax tree. To execute one would be heard as "exec".
    if event == "compile":
        continue
    # How the functions that programs may call take their arguments.
    if event == "object.__getattr__" and arguments[1] in ("__code__", "__defaults__", "__kwdefaults__"):
        continue
    # CPython looks for the faulty line of a text that came from no file.
    if event == "open" and arguments[0] == "<unknown>":
        continue
    print(event, *arguments, file=sys.stderr)
"""

HOSTILE = [
    "import os",
    "import os.path as torch",
    "from subprocess import run",
    "open('/etc/passwd')",
    "__import__('os').system('id')",
    "eval('1')",
    "exec('x = 1')",
    "compile('1', '', 'eval')",
    "().__class__.__base__.__subclasses__()",
    "'{0.__class__}'.format(1)",
    "f'{print.__self__}'",
    "import numpy\nnumpy.save('/tmp/x', numpy.ones(3))",
    "import numpy\nnumpy.ones(3).tofile('/tmp/x')",
    "import numpy\nnumpy.ctypeslib.load_library('libc', '/')",
    "import torch\ntorch.save(1, '/tmp/x')",
    "import torch\ntorch.hub.load('a/b', 'c')",
    "import random\nrandom.SystemRandom().random()",
    "while True:\n    pass",
    "x = 9 ** 9 ** 9 ** 9",
    "x = (",
    "def f():\n    f()\nf()",
    "raise SystemExit",
    "x = 1.0\ny = x / 0",
]


def frames(*sources: str) -> bytes:
    parts = (("run", ()), ("graph", ()), ("steps", (0, 50)), ("explanations", (0, 50)), ("node", (0,)))
    return b"".join(
        pack(
            {"limits": vars(CLASS), "version": "version", "part": part, "arguments": arguments},
            json.dumps({"source": source}).encode(),
        )
        for source in sources
        for part, arguments in parts
    )


def worker(script: str, requests: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-c", script, COMMAND[4]]
    return subprocess.run(command, input=requests, capture_output=True, env=ENVIRONMENT, cwd="/", timeout=300)


def test_no_program_makes_a_worker_open_import_execute_or_connect_to_anything():
    ended = worker(AUDITED, frames(*HOSTILE, *(lesson.source for lesson in lessons())))
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stderr.decode() == ""
    assert ended.stdout.count(b'"verdict":"ok"') >= 5 * len(lessons())


ATTEMPTS = {
    "a file written": ("open(sys.argv[2], 'wb', 0).write(b'x')", "File too large"),
    "many files": ("[open('/dev/null') for _ in range(20)]", "Too many open files"),
    "much memory": ("bytearray(200 * 1024**2)", "MemoryError"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the bounds of Linux")
@pytest.mark.parametrize(("attempt", "refusal"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_confined_process_is_refused(tmp_path, attempt, refusal):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from server.confinement import confine; confine(100 * 1024**2);"
    )
    command = [sys.executable, "-I", "-c", script + attempt, COMMAND[4], str(tmp_path / "file")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    assert refusal in ended.stderr
