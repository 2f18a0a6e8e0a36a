"""Worker processes for everything that touches a user's text: bounded in number, in time, and in how many may wait."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from dataclasses import replace

from server.documents import Problem, stopping
from server.fairness import Allowance, Caller, Costs
from server.pool.lane import Lane
from server.pool.worker_process import CPU_TIME, Answer, canary, sings
from server.profile import PROFILES, Profile
from server.worker import LONG, UNFINISHED, Job

# How long the canary counts as proof.
PROOF_SECONDS = 10.0
# For programs that are at work when the service stops.
LAST_SECONDS = 3.0
SELF = Caller(client="readiness", address="readiness", request="readiness")

# The system gives a quick program the core that a long one has, and the server the core of both.
QUICK_NICENESS = 2
LONG_NICENESS = 15

# A quick program that does not leave off by itself, as in one long computation of numpy's or in writing its document,
# is stopped after so many times the seconds it has: that costs a process.
QUICK_STOP = 8
# Verdicts of the quick lane that are none for the program.
UNFINISHED_IN_QUICK = (UNFINISHED.verdict, LONG.verdict, CPU_TIME)

logger = logging.getLogger("gradwalk")


class Pool:
    """Two lanes of workers. Every program starts in the quick one, which stops it where it passes `profile.quick`, or
    has computed for `profile.quick_seconds` all the same; there it is unfinished, and starts again in the long one. So
    nobody's short program waits for a long one to end. A loop that trains for longer than its passes can be kept has
    seconds of its own there.

    Only long programs, and processes that had to be replaced, use up the allowance of their address: a whole class may
    share one. Belongs to one event loop, between `warm` and `close`.
    """

    def __init__(self, profile: Profile = PROFILES["class"]) -> None:
        self.seconds = profile.seconds
        self.long_seconds = profile.long_seconds
        self.quick_seconds = profile.quick_seconds
        self.allowance = Allowance(profile.cpu_seconds_per_minute)
        self.costs = Costs()
        # One more than may be at work, so that the death of one costs nobody a start.
        self.quick = Lane(profile.workers + 1, profile.memory, QUICK_NICENESS)
        self.long = Lane(-(-profile.workers // 2), profile.memory, LONG_NICENESS)
        self.lanes = (self.quick, self.long)
        self._quick_limits = profile.quick
        self._proven = -PROOF_SECONDS
        self._proving = asyncio.Lock()
        self._retired = False

    @property
    def waiting(self) -> int:
        """How many programs wait for a worker."""
        return sum(len(lane.queue) for lane in self.lanes)

    @property
    def working(self) -> int:
        """How many workers are at a program."""
        return sum(len(lane.working) for lane in self.lanes)

    @property
    def replaced(self) -> Counter[str]:
        """How many workers had to be replaced, by reason."""
        return self.quick.replaced + self.long.replaced

    async def warm(self) -> None:
        """Starts all processes. Raises WorkerError when one does not start."""
        started = await asyncio.gather(*(lane.warm() for lane in self.lanes), return_exceptions=True)
        failures = [each for each in started if each is not None]
        if failures:
            await self.close()
            raise failures[0]
        for walls in {worker.walls for lane in self.lanes for worker in lane.processes}:
            logger.info("workers are confined by: %s", ", ".join(walls) or "nothing but their own interpreter")

    def retire(self) -> None:
        """Takes no more programs, turns away those that wait, and gives those at work `LAST_SECONDS` to end."""
        self._retired = True
        for lane in self.lanes:
            lane.turn_away()
            asyncio.get_running_loop().call_later(LAST_SECONDS, lane.stop)

    async def close(self) -> None:
        """Kills all processes, with whatever they are at."""
        await asyncio.gather(*(lane.close() for lane in self.lanes))

    async def execute(self, job: Job, caller: Caller) -> Answer:
        """What `worker.perform(job)` returns, or that its worker was killed or died.

        Raises Problem: 429 when a long program's address has used up its allowance, 503 when too many wait or the pool
        is retired. A call that is cancelled takes its job along.
        """
        if self._retired:
            raise stopping()

        def charge(answer: Answer) -> None:
            self.costs.charge(caller, answer.cpu_seconds + answer.restart_seconds)
            self.allowance.charge(caller.address, answer.restart_seconds)

        def charge_long(answer: Answer) -> None:
            charge(answer)
            self.allowance.charge(caller.address, answer.cpu_seconds)

        expected = self.costs.expected(caller)
        attempt = replace(job, within=self._quick_limits, within_seconds=self.quick_seconds)
        tried = await self.quick.execute(attempt, QUICK_STOP * self.quick_seconds, expected, charge)
        if tried.outcome.verdict not in UNFINISHED_IN_QUICK:
            return tried
        self.allowance.check(caller.address)
        answer = None
        if tried.outcome.verdict != LONG.verdict:
            answer = await self.long.execute(job, self.seconds, self.costs.expected(caller), charge_long)
        tries = [tried] if answer is None else [tried, answer]
        if answer is None or answer.outcome.verdict == LONG.verdict:
            longest = replace(job, long=True)
            tries.append(await self.long.execute(longest, self.long_seconds, self.costs.expected(caller), charge_long))
        return replace(
            tries[-1],
            cpu_seconds=sum(each.cpu_seconds for each in tries),
            waited=sum(each.waited for each in tries),
        )

    async def ready(self) -> bool:
        """Whether programs are taken, and a worker has found the canary's gradient in the last 10 seconds."""
        if self._retired:
            return False
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
