"""Worker processes for everything that touches a user's text: bounded in number, in time, and in how many may wait."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from server.allowance import Allowance
from server.caller import Caller
from server.fair_queue import FairQueue
from server.problems import Problem
from server.profile import PROFILES, Profile
from server.worker import Job
from server.worker_process import Answer, WorkerError, WorkerProcess, canary, sings

QUEUE = 1_000
# How long a program waits for its turn before its client is asked to come again.
PATIENCE = 30.0
# A program whose client has left may use this to end by itself: most do, sooner than another process starts.
GRACE = 0.25
RETRY_START_SECONDS = 2.0
# How long the canary counts as proof.
PROOF_SECONDS = 10.0
SELF = Caller(client="readiness", address="readiness", request="readiness")

logger = logging.getLogger("gradwalk")


class Pool:
    """`profile.workers` processes at work, and one in reserve that takes the place of another at once.

    When all are at work, the one in reserve runs the programs of clients whose programs have been cheap: they need
    not wait for a costly one to end. Belongs to one event loop, between `warm` and `close`.
    """

    def __init__(self, profile: Profile = PROFILES["class"]) -> None:
        self.workers = profile.workers
        self.seconds = profile.seconds
        self.memory = profile.memory
        self.allowance = Allowance(profile.cpu_seconds_per_minute)
        self.queue: FairQueue[asyncio.Future[WorkerProcess]] = FairQueue()
        self.processes: set[WorkerProcess] = set()
        self.working: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._proven = -PROOF_SECONDS
        self._proving = asyncio.Lock()
        self._closed = False

    async def warm(self) -> None:
        """Starts all processes. Raises WorkerError when one does not start."""
        starts = [WorkerProcess.start(self.memory) for _ in range(self.workers + 1)]
        failures = []
        for started in await asyncio.gather(*starts, return_exceptions=True):
            if isinstance(started, BaseException):
                failures.append(started)
            else:
                self._add(started)
        if failures:
            await self.close()
            raise failures[0]

    async def close(self) -> None:
        """Kills all processes, with whatever they are at."""
        self._closed = True
        self._idle.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self.processes))
        self.processes.clear()

    async def execute(self, job: Job, caller: Caller) -> Answer:
        """What `worker.perform(job)` returns, or that its worker was killed or died.

        Raises Problem: 429 when the caller's address has used up its allowance, 503 when too many wait.
        When the call is cancelled, the job gives way too.
        """
        self.allowance.check(caller.address)
        worker = await self._turn(caller.client)
        performing = self._spawn(self._perform(worker, job, caller))
        try:
            return await asyncio.shield(performing)
        except asyncio.CancelledError:
            if not performing.done():
                worker.give_up(GRACE)
            raise

    async def ready(self) -> bool:
        """Whether a worker has found the canary's gradient in the last 10 seconds."""
        async with self._proving:
            if time.monotonic() - self._proven >= PROOF_SECONDS:
                try:
                    answer = await self.execute(canary(), SELF)
                except Problem:
                    return False
                if not sings(answer.outcome):
                    return False
                self._proven = time.monotonic()
        return True

    async def _turn(self, client: str) -> WorkerProcess:
        """A worker for the caller alone, who must give it back."""
        if len(self.queue) >= QUEUE:
            raise _busy()
        granted: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        self.queue.join(client, granted)
        self._dispatch()
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(granted)
        except TimeoutError:
            self._withdraw(granted)
            raise _busy() from None
        except asyncio.CancelledError:
            self._withdraw(granted)
            raise

    def _withdraw(self, granted: asyncio.Future[WorkerProcess]) -> None:
        if granted.done():
            self._give_back(granted.result())
        else:
            self.queue.leave(granted)

    def _dispatch(self) -> None:
        while self.queue and self._idle:
            # The last one used may still hold the run that a part is asked of.
            worker = self._idle[-1]
            if worker.usable:
                all_work = len(self.working) >= self.workers
                granted = self.queue.take_cheap() if all_work else self.queue.take()
                if granted is None:
                    return
                self.working.add(worker)
                granted.set_result(worker)
            else:
                self._spawn(self._replace(worker))
            self._idle.pop()

    async def _perform(self, worker: WorkerProcess, job: Job, caller: Caller) -> Answer:
        try:
            answer = await worker.perform(job, self.seconds)
            self.queue.charge(caller.client, answer.cpu_seconds)
            self.allowance.charge(caller.address, answer.cpu_seconds)
            return answer
        finally:
            self._give_back(worker)

    def _give_back(self, worker: WorkerProcess) -> None:
        self.working.discard(worker)
        if self._closed:
            return
        if worker.usable:
            self._idle.append(worker)
        else:
            self._spawn(self._replace(worker))
        self._dispatch()

    def _add(self, worker: WorkerProcess) -> None:
        self.processes.add(worker)
        self._idle.append(worker)
        self._dispatch()

    async def _replace(self, worker: WorkerProcess) -> None:
        words = await worker.end()
        self.processes.discard(worker)
        if words:
            logger.error("worker %d ended:\n%s", worker.pid, words.rstrip())
        while True:
            try:
                self._add(await WorkerProcess.start(self.memory))
                return
            except (WorkerError, OSError) as error:
                logger.error("%s", error)
                await asyncio.sleep(RETRY_START_SECONDS)

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _busy() -> Problem:
    detail = "Too many programs are waiting; try again in a moment."
    return Problem(503, "service/busy", detail, headers={"Retry-After": "2"})
