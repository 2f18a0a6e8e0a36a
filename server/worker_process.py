"""The server's side of a worker: its process, started, proven, given one job at a time, and killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from engine.language import CLASS
from server.frames import pack, receive_frame
from server.problems import too_much
from server.version import fingerprint
from server.worker import Job, Outcome, unkept

START_SECONDS = 60.0
# -I: neither the variables nor the folder of whoever starts the server decide what a worker imports.
COMMAND = (
    sys.executable,
    "-I",
    "-c",
    "import sys; sys.path.insert(0, sys.argv[1]); from server.worker_main import main; main(int(sys.argv[2]))",
    str(Path(__file__).resolve().parent.parent),
)
# Small matrices are slower on many threads, and sums must not depend on how many there are.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

CANARY = b'{"source": "x = 3.0\\ny = x * x + x\\n"}'
# d(x² + x)/dx = 2x + 1.
CANARY_GRADIENT = 7.0


class WorkerError(Exception):
    """A worker process did not start, or computes wrongly."""


@dataclass(frozen=True)
class Answer:
    """An outcome, and what it took. `worker` is the process's id."""

    outcome: Outcome
    cpu_seconds: float
    worker: int


def canary() -> Job:
    """A job whose outcome `sings` knows."""
    return Job(CANARY, CLASS, fingerprint())


def sings(outcome: Outcome) -> bool:
    if outcome.status != 200:
        return False
    x = orjson.loads(outcome.body)["nodes"][0]
    return bool(x["gradient"]["data"] == CANARY_GRADIENT)


class WorkerProcess:
    """One process. Use `start`; whoever has a worker must `end` it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.pid = process.pid
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout
        self._in_step = True
        self._end: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, memory: int) -> WorkerProcess:
        """A worker that has run the canary. Raises WorkerError with what the process wrote to its standard error."""
        # Windows starts no process without it.
        system = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            str(memory),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=ENVIRONMENT | system,
            cwd=os.path.abspath(os.sep),
            # Ctrl+C in a terminal is for the server alone.
            start_new_session=True,
        )
        worker = cls(process)
        proven = False
        try:
            answer = await worker.perform(canary(), START_SECONDS)
            proven = sings(answer.outcome)
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
        """What `worker.perform(job)` gives, or the verdict that it took too long or that the process died."""
        began = time.monotonic()
        self._in_step = False
        try:
            async with asyncio.timeout(seconds):
                head, body = await self._exchange(job)
            answer = Answer(
                Outcome(head["status"], body, head["run"], head["verdict"], head["steps"]),
                head["cpu_seconds"],
                self.pid,
            )
            self._in_step = not head["worn"]
            return answer
        except TimeoutError:
            detail = f"The program was stopped after {seconds:g} seconds."
            verdict = too_much("budget/wall-time", detail, limit=seconds, unit="seconds")
        except (asyncio.IncompleteReadError, ConnectionError, KeyError):
            verdict = too_much("budget/worker-died", "The process that ran the program ended without an answer.")
        finally:
            if self._end is not None:
                self._end.cancel()
        self.kill()
        return Answer(unkept(verdict), time.monotonic() - began, self.pid)

    async def _exchange(self, job: Job) -> tuple[dict[str, Any], bytes]:
        head = {"limits": vars(job.limits), "version": job.version, "part": job.part, "arguments": job.arguments}
        self._requests.write(pack(head, job.body))
        await self._requests.drain()
        return await receive_frame(self._answers)

    def give_up(self, seconds: float) -> None:
        """Kills the process unless the job it has is done within `seconds`."""
        self._end = asyncio.get_running_loop().call_later(seconds, self.kill)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> str:
        """Kills the process and gives what it wrote to its standard error."""
        self.kill()
        self._requests.close()
        _, words = await self._process.communicate()
        return words.decode("utf-8", "replace")
