"""Worker processes for one kind of work: who waits for them, who gets one, and what takes the place of a dead one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from server.documents import Problem, stopping
from server.fairness import FairQueue
from server.pool.worker_process import Answer, WorkerError, WorkerProcess, lost
from server.worker import Job

QUEUE = 1_000
# Seconds that a program waits for its turn before its client is asked to come again.
PATIENCE = 30.0
# A program whose client has left may use this to end by itself: most do, sooner than another process starts.
GRACE = 0.25
RETRY_START_SECONDS = 2.0

logger = logging.getLogger("gradwalk")


class Lane:
    """`size` processes, each with at most one job. Belongs to one event loop, between `warm` and `close`."""

    def __init__(self, size: int, memory: int, niceness: int) -> None:
        self.size = size
        self.memory = memory
        self.niceness = niceness
        self.queue: FairQueue[asyncio.Future[WorkerProcess]] = FairQueue()
        self.processes: set[WorkerProcess] = set()
        self.working: set[WorkerProcess] = set()
        self.replaced: Counter[str] = Counter()
        """How many processes had to be replaced, by WorkerProcess.ending."""
        self._idle: list[WorkerProcess] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopped = False

    async def warm(self) -> None:
        """Starts all processes. Raises WorkerError when one does not start; the others run until `close`."""
        starts = (WorkerProcess.start(self.memory, self.niceness) for _ in range(self.size))
        failures = []
        for started in await asyncio.gather(*starts, return_exceptions=True):
            if isinstance(started, BaseException):
                failures.append(started)
            else:
                self._add(started)
        if failures:
            raise failures[0]

    def turn_away(self) -> None:
        """Answers those who wait with a Problem (503)."""
        while self.queue:
            self.queue.take().set_exception(stopping())

    def stop(self) -> None:
        """Answers those who wait, those at work and whoever comes with a Problem (503)."""
        self._stopped = True
        self.turn_away()
        for worker in self.working:
            worker.give_up(0, "stopping")

    async def close(self) -> None:
        """Kills all processes, with whatever they are at."""
        self._stopped = True
        self._idle.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self.processes))
        self.processes.clear()

    async def execute(self, job: Job, seconds: float, cost: float, charge: Callable[[Answer], None]) -> Answer:
        """What a worker answers; `charge` is told of it, also when nobody waits for the answer any more.

        An answer that is lost is asked of another worker once: where that one does not lose it, the reason was none of
        the program's, and nothing is charged for it. Raises Problem (503) when too many wait, the lane is stopped, or
        the answer is lost again. A call that is cancelled takes its job along.
        """
        first = await self._attempt(job, seconds, cost, charge)
        if not first.lost:
            return first
        try:
            second = await self._attempt(job, seconds, cost, charge)
        except BaseException:
            charge(first)
            raise
        if second.lost:
            charge(first)
            charge(second)
            raise lost()
        return replace(second, waited=first.waited + second.waited)

    async def _attempt(self, job: Job, seconds: float, cost: float, charge: Callable[[Answer], None]) -> Answer:
        began = time.monotonic()
        worker = await self._turn(cost)
        waited = time.monotonic() - began
        performing = self._spawn(self._perform(worker, job, seconds, waited, charge))
        try:
            return await asyncio.shield(performing)
        except asyncio.CancelledError:
            if not performing.done():
                worker.give_up(GRACE, "abandoned")
            raise

    async def _turn(self, cost: float) -> WorkerProcess:
        """A worker for the caller alone, who must give it back."""
        if self._stopped:
            raise stopping()
        if len(self.queue) >= QUEUE:
            raise busy()
        granted: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        self.queue.join(granted, cost)
        self._dispatch()
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(granted)
        except TimeoutError:
            self._withdraw(granted)
            raise busy() from None
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
            worker = self._idle.pop()
            if worker.usable:
                self.working.add(worker)
                self.queue.take().set_result(worker)
            else:
                self._spawn(self._replace(worker))

    async def _perform(
        self, worker: WorkerProcess, job: Job, seconds: float, waited: float, charge: Callable[[Answer], None]
    ) -> Answer:
        try:
            answer = await worker.perform(job, seconds)
            if not answer.lost:
                charge(answer)
            return replace(answer, waited=waited)
        finally:
            self._give_back(worker)

    def _give_back(self, worker: WorkerProcess) -> None:
        self.working.discard(worker)
        if self._stopped:
            return
        if worker.usable:
            self._idle.append(worker)
        else:
            self._spawn(self._replace(worker))
        self._dispatch()

    def _add(self, worker: WorkerProcess) -> None:
        self.processes.add(worker)
        self._idle.append(worker)
        self._spawn(self._watch(worker))
        self._dispatch()

    async def _watch(self, worker: WorkerProcess) -> None:
        """Replaces a worker that dies while it has nothing to do."""
        await worker.exit()
        if worker in self._idle:
            self._idle.remove(worker)
            await self._replace(worker)

    async def _replace(self, worker: WorkerProcess) -> None:
        words = await worker.end()
        self.processes.discard(worker)
        self.replaced[worker.ending] += 1
        if words:
            logger.error("worker %d ended:\n%s", worker.pid, words.rstrip())
        while True:
            try:
                self._add(await WorkerProcess.start(self.memory, self.niceness))
                return
            except (WorkerError, OSError) as error:
                logger.error("%s", error)
                await asyncio.sleep(RETRY_START_SECONDS)

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def busy() -> Problem:
    detail = "Too many programs are waiting; try again in a moment."
    return Problem(503, "service/busy", detail, headers={"Retry-After": "2"})
