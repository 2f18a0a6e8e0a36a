"""What a worker process may still do once it takes programs: compute, and nothing else."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys

import pytest

from engine.language import CLASS, Limits
from engine.lessons import lessons
from server.one_thread import ONE_THREAD
from server.pool.worker_process import COMMAND
from server.worker import landlock, seccomp
from server.worker.jobs import Job, perform
from server.worker.messages import pack_job, read_message
from tests.engine.cases import CASES
from tests.fuzz.check import BRIEF
from tests.fuzz.vocabulary import CALLABLES, plain_call
from tests.hostile.programs import PROGRAMS

# A worker that reports on its standard error what Python's audit hooks hear while programs run.
AUDITED = """
import sys
sys.path.insert(0, sys.argv[1])
from server.worker import main as worker_main
perform, running, heard = worker_main.perform, False, set()

def listen(event, arguments):
    if running:
        heard.add((event, str(arguments[0])[:100], str(arguments[1])[:100] if arguments[1:] else ""))

def audited(job, trial=None):
    global running
    running = True
    try:
        return perform(job, trial)
    finally:
        running = False

sys.addaudithook(listen)
worker_main.perform = audited
worker_main.main(400 * 1024**2, 0)
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


def frames(*sources: str, limits: Limits = CLASS) -> bytes:
    return b"".join(
        pack_job(Job(json.dumps({"source": source}).encode(), limits, "version", part, arguments), 60.0)
        for source in sources
        for part, arguments in (("run", ()), ("explanations", (0, 50)))
    )


def worker(script: str, requests: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", "-c", script, COMMAND[4], *arguments]
    return subprocess.run(command, input=requests, capture_output=True, env=ONE_THREAD, cwd="/", timeout=300)


def test_no_program_makes_a_worker_open_import_execute_or_connect_to_anything():
    """All lessons, all hostile programs, and a call of every function that there is."""
    hostile = [
        hostile.source for hostile in PROGRAMS if not any("\ud800" <= sign <= "\udfff" for sign in hostile.source)
    ]
    calls = [f"import torch\n{plain_call(called)}" for called in CALLABLES]
    asked = frames(*(lesson.source for lesson in lessons())) + frames(*hostile, *calls, limits=BRIEF)
    ended = worker(AUDITED, asked)
    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stderr.decode() == ""
    # Of the calls with arguments taken from the signature alone, about half make sense.
    assert ended.stdout.count(b'"verdict":"ok"') >= 2 * len(lessons()) + len(calls) // 2


def test_every_lesson_is_the_same_document_behind_the_walls():
    """What a library would only load when it is first needed would be missing here."""
    jobs = [
        Job(json.dumps({"source": lesson.source}).encode(), CLASS, "version", part, arguments)
        for lesson in lessons()
        for part, arguments in (("run", ()), ("explanations", (0, 50)))
    ]
    asked = b"".join(pack_job(job, 60.0) for job in jobs)
    ended = worker(COMMAND[3], asked, str(400 * 1024**2), "0")
    answers = io.BytesIO(ended.stdout)
    assert read_message(answers) is not None
    for job in jobs:
        answered = read_message(answers)
        assert answered is not None, ended.stderr.decode()
        assert answered[1] == perform(job).body


EVERY_OPERATION = """
from engine import Tensor, grad
from engine.operation.record import OPS
from engine.tensors.tensor import apply
from tests.engine.cases import CASES
from tests.engine.derivatives import leaves_of
from server.worker import confinement
from server.worker import jobs as worker
worker.warm_up()
confinement.confine(400 * 1024**2)
for case in CASES:
    leaves = leaves_of(case)
    y = apply(OPS[case.op], *(case.prepare(*leaves) if case.prepare else leaves), **case.attributes)
    free = [leaf for leaf in leaves if leaf.requires_grad]
    if free and y.requires_grad:
        grad(y, free, Tensor(y._data * 0 + 1), allow_unused=True)
print(len(CASES))
"""


def test_every_operation_works_behind_the_walls():
    ended = walled(EVERY_OPERATION)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) == len(CASES)


def walled(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-I",
        "-c",
        "import sys; sys.path.insert(0, sys.argv[1])\n" + script,
        COMMAND[4],
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, env=ONE_THREAD, cwd="/", timeout=300)


BOUNDS = """
from server.worker import confinement
confinement.close_files = confinement.close_system = lambda: None
confinement.confine(100 * 1024**2)
"""
LANDLOCK = """
import os, socket
from server.worker.landlock import close_files
if close_files() is None: sys.exit("no Landlock")
"""
SECCOMP = """
import ctypes, mmap, os, resource, socket, threading
from server.worker.seccomp import close_system
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*arguments) == -1: raise OSError(ctypes.get_errno(), name)
if close_system() is None: sys.exit("no seccomp")
"""
NOT_PERMITTED, DENIED = "Errno 1]", "Errno 13]"

ATTEMPTS = {
    "a file written": (BOUNDS, "open(sys.argv[2], 'wb', 0).write(b'x')", "File too large"),
    "many files": (BOUNDS, "[open('/dev/null') for _ in range(20)]", "Too many open files"),
    "much memory": (BOUNDS, "bytearray(200 * 1024**2)", "MemoryError"),
    "Landlock: a file read": (LANDLOCK, "open('/etc/passwd')", DENIED),
    "Landlock: a file made": (LANDLOCK, "open(sys.argv[2], 'wb')", DENIED),
    "Landlock: a folder listed": (LANDLOCK, "os.listdir('/')", DENIED),
    "Landlock: a program started": (LANDLOCK, "os.execv('/bin/sh', ['sh'])", DENIED),
    "seccomp: a file read": (SECCOMP, "open('/etc/passwd')", NOT_PERMITTED),
    "seccomp: a program started": (SECCOMP, "os.execv('/bin/sh', ['sh'])", NOT_PERMITTED),
    "seccomp: a process forked": (SECCOMP, "os.fork()", NOT_PERMITTED),
    "seccomp: a thread started": (SECCOMP, "threading.Thread(target=print).start()", "can't start new thread"),
    "seccomp: a socket": (SECCOMP, "socket.socket()", NOT_PERMITTED),
    "seccomp: another process killed": (SECCOMP, "os.kill(os.getppid(), 0)", NOT_PERMITTED),
    "seccomp: another process traced": (SECCOMP, "call('ptrace', 16, os.getppid(), 0, 0)", NOT_PERMITTED),
    "seccomp: new code in memory": (SECCOMP, "mmap.mmap(-1, 4096, prot=mmap.PROT_EXEC)", NOT_PERMITTED),
    "seccomp: a bound moved": (SECCOMP, "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))", "not allowed"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the walls of Linux")
@pytest.mark.parametrize(("wall", "attempt", "refusal"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_confined_process_is_refused(tmp_path, wall, attempt, refusal):
    ended = walled(wall + attempt, str(tmp_path / "file"))
    if ended.stderr.startswith(("no Landlock", "no seccomp")):
        pytest.skip(ended.stderr)
    assert ended.returncode != 0
    assert refusal in ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the walls of Linux")
def test_landlock_lets_no_connection_out():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = walled(f"{LANDLOCK}print(close_files())\nsocket.create_connection({listener.getsockname()})")
    known = ended.stdout.split()[-1:]
    if not known or int(known[0]) < 4:
        pytest.skip("a Landlock that knows TCP is of Linux 6.7")
    assert DENIED in ended.stderr


def test_a_system_that_refuses_the_walls_is_worked_without_them(monkeypatch):
    class Refusing:
        """A C library whose every call fails."""

        def __init__(self, *arguments: object, **options: object) -> None:
            self.syscall = self.prctl = lambda *arguments: -1

    monkeypatch.setattr("ctypes.CDLL", Refusing)
    assert (landlock.close_files(), seccomp.close_system()) == (None, None)


def test_a_machine_whose_system_calls_are_not_known_has_no_filter(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert seccomp.close_system() is None
