"""Worker processes for everything that touches a user's text: bounded in number, in time, and in how many may wait."""

from __future__ import annotations

import asyncio
import os

from anyio import BrokenWorkerProcess, CapacityLimiter, fail_after, get_cancelled_exc_class, to_process

from server.problems import Problem, too_much
from server.worker import Job, Outcome, perform, unkept, warm_up

QUEUE = 200


class Pool:
    """`workers` processes at work and one that waits to take the place of a killed one. Belongs to one event loop."""

    def __init__(self, workers: int | None = None, seconds: float = 3.0) -> None:
        self.workers = workers or max(1, (os.cpu_count() or 1) - 1)
        self.seconds = seconds
        self._turns = CapacityLimiter(self.workers)
        self._processes = CapacityLimiter(self.workers + 1)
        self._starting: set[asyncio.Task[None]] = set()
        # Read by the workers' numpy: small matrices are slower on many threads, and sums must not depend on how many.
        os.environ["OPENBLAS_NUM_THREADS"] = "1"

    async def warm(self) -> None:
        """Starts all processes, each with the engine loaded."""
        await asyncio.gather(*(self._warm_one() for _ in range(self.workers + 1)))

    async def close(self) -> None:
        """Waits for processes that are starting; the event loop ends all of them when it ends itself."""
        await asyncio.gather(*self._starting)

    async def _warm_one(self) -> None:
        await to_process.run_sync(warm_up, limiter=self._processes)

    async def execute(self, job: Job) -> Outcome:
        """What `perform(job)` returns, or that its worker was killed. Raises Problem (503) when too many wait.

        Cancelling the call kills the worker too.
        """
        if self._turns.statistics().tasks_waiting >= QUEUE:
            detail = "Too many programs are waiting; try again in a moment."
            raise Problem(503, "service/busy", detail, headers={"Retry-After": "2"})
        async with self._turns:
            try:
                with fail_after(self.seconds):
                    return await to_process.run_sync(perform, job, cancellable=True, limiter=self._processes)
            except TimeoutError:
                detail = f"The program was stopped after {self.seconds:g} seconds."
                verdict = too_much("budget/wall-time", detail, limit=self.seconds, unit="seconds")
            except BrokenWorkerProcess:
                verdict = too_much("budget/memory", "The program ended the process it ran in.")
            except get_cancelled_exc_class():
                self._replace()
                raise
        self._replace()
        return unkept(verdict)

    def _replace(self) -> None:
        task = asyncio.create_task(self.warm())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
