"""The server's side of a worker: its process, started, proven, given one job at a time, and killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.language import CLASS
from server.documents import MEMORY, Problem, stopping, too_much
from server.one_thread import ONE_THREAD
from server.version import fingerprint
from server.worker import Job, Outcome, pack_job, receive_message, unkept

START_SECONDS = 60.0
# A process that neither computes nor answers is killed after so many times the CPU seconds it may use.
STALLED = 10
# On Windows, whose processes have no such timer, a process is killed for the time that passes alone.
KILL = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
OVERTIME = None if sys.platform == "win32" else -signal.SIGPROF
# -I: neither the variables nor the folder of whoever starts the server decide what a worker imports.
COMMAND = (
    sys.executable,
    "-I",
    "-c",
    "import sys; sys.path.insert(0, sys.argv[1]); from server.worker.main import main; main(*map(int, sys.argv[2:]))",
    str(Path(__file__).resolve().parents[2]),
)
CPU_TIME = "budget/cpu-time"

CANARY = b'{"source": "x = 3.0\\ny = x * x + x\\n"}'
# d(x² + x)/dx = 2x + 1.
CANARY_GRADIENT = 7.0


class WorkerError(Exception):
    """A worker process did not start, or computes wrongly."""


@dataclass(frozen=True)
class Answer:
    """An outcome, and what it took. `worker` is the process's id, `waited` the seconds before it had one.

    `restart_seconds` of computing are what takes the place of a process that the program made useless; 0 otherwise.
    `lost`: the process ended or stood still, for whatever reason, and the outcome only says so.
    """

    outcome: Outcome
    cpu_seconds: float
    worker: int
    waited: float = 0.0
    restart_seconds: float = 0.0
    lost: bool = False


class _Head(BaseModel):
    """What stands before the body of an answer. The process may be a program's by now: nothing is taken on trust."""

    model_config = ConfigDict(strict=True, extra="forbid")

    status: Annotated[int, Field(ge=0, le=599)]
    run: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None
    verdict: Annotated[str, Field(max_length=64)]
    steps: int
    gzipped: bool
    cpu_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    worn: bool


class _Hello(BaseModel):
    """What a process says once it has loaded all it needs."""

    model_config = ConfigDict(extra="forbid")

    walls: tuple[str, ...]
    cpu_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]


def canary() -> Job:
    """A job whose outcome `sings` knows."""
    return Job(CANARY, CLASS, fingerprint())


def sings(outcome: Outcome) -> bool:
    if outcome.status != 200:
        return False
    x = orjson.loads(outcome.body)["nodes"][0]
    return bool(x["gradient"]["data"] == CANARY_GRADIENT)


def lost() -> Problem:
    """What is said where a process gave no answer, and another one neither."""
    detail = "The process that ran the program ended without an answer; try again in a moment."
    hint = "If that does not help, the program may need more memory than there is: use smaller sizes."
    return Problem(503, "service/worker", detail, headers={"Retry-After": "2"}, hint=hint)


class WorkerProcess:
    """One process. Use `start`; whoever has a worker must `end` it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.pid = process.pid
        self.walls: tuple[str, ...] = ()
        self.start_seconds = 0.0
        """Of computing, which it took to start."""
        self.ending = "died"
        """Why it has to be replaced: "died", "worn", "cpu-time", "wall-time", "abandoned" or "stopping"."""
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout
        self._in_step = True
        self._end: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, memory: int, niceness: int) -> WorkerProcess:
        """A worker that has run the canary. Raises WorkerError with what the process wrote to its standard error."""
        # Windows starts no process without it.
        system = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            str(memory),
            str(niceness),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=ONE_THREAD | system,
            cwd=os.path.abspath(os.sep),
            # Ctrl+C in a terminal is for the server alone.
            start_new_session=True,
        )
        worker = cls(process)
        proven = False
        try:
            async with asyncio.timeout(START_SECONDS):
                head, _ = await receive_message(worker._answers)
            hello = _Hello.model_validate(head)
            worker.walls, worker.start_seconds = hello.walls, hello.cpu_seconds
            answer = await worker.perform(canary(), START_SECONDS)
            proven = sings(answer.outcome)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, ValidationError):
            # What it said instead is in its words.
            pass
        finally:
            words = "" if proven else await worker.end()
        if not proven:
            raise WorkerError(f"a worker process did not start or computes wrongly\n{words}".rstrip())
        return worker

    @property
    def usable(self) -> bool:
        """Whether it may get a job: alive, not worn, and not in the middle of another."""
        return self._in_step and self._process.returncode is None

    async def perform(self, job: Job, seconds: float) -> Answer:
        """What `worker.perform(job)` gives, or the verdict that it took more CPU seconds; or the answer is lost."""
        began = time.monotonic()
        # What cannot be sent leaves the process as it is.
        message = pack_job(job, seconds)
        self._in_step = False
        try:
            async with asyncio.timeout(STALLED * seconds):
                head, outcome = await self._exchange(message)
            self._in_step = not head.worn
            self.ending = "worn" if head.worn else "died"
            restart = self.start_seconds if head.verdict == MEMORY else 0.0
            return Answer(outcome, head.cpu_seconds, self.pid, restart_seconds=restart)
        except TimeoutError:
            self.ending = "wall-time"
        except (asyncio.IncompleteReadError, ConnectionError, ValidationError):
            pass
        finally:
            if self._end is not None:
                self._end.cancel()
        self.kill()
        if await self._process.wait() == OVERTIME:
            self.ending = "cpu-time"
        took = min(time.monotonic() - began, seconds)
        lost = self.ending in ("died", "wall-time")
        restart = 0.0 if self.ending == "stopping" else self.start_seconds
        return Answer(unkept(self._verdict(seconds)), took, self.pid, restart_seconds=restart, lost=lost)

    async def _exchange(self, message: bytes) -> tuple[_Head, Outcome]:
        self._requests.write(message)
        await self._requests.drain()
        answer, body = await receive_message(self._answers)
        head = _Head.model_validate(answer)
        return head, Outcome(head.status, body, head.run, head.verdict, head.steps, head.gzipped)

    def _verdict(self, seconds: float) -> Problem:
        match self.ending:
            case "cpu-time":
                detail = f"The program was stopped after {seconds:g} seconds of computing."
                return too_much(CPU_TIME, detail, limit=seconds, unit="CPU seconds")
            case "stopping":
                return stopping()
            case _:
                return lost()

    def give_up(self, seconds: float, ending: str) -> None:
        """Kills the process unless the job it has is done within `seconds`."""
        if self._end is not None:
            self._end.cancel()
        self._end = asyncio.get_running_loop().call_later(seconds, self._give_up, ending)

    def _give_up(self, ending: str) -> None:
        self.ending = ending
        self.kill()

    def kill(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                # Popen.kill would first ask whether the process has ended, and take the answer from asyncio.
                os.kill(self.pid, KILL)

    async def exit(self) -> None:
        """Waits until the process has ended."""
        await self._process.wait()

    async def end(self) -> str:
        """Kills the process and gives what it wrote to its standard error."""
        self.kill()
        self._requests.close()
        _, words = await self._process.communicate()
        return words.decode("utf-8", "replace")
