"""Runs posted, read, forgotten, abandoned, and workers killed, in any order: an answer is right or a clear problem."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from server.documents.problems import Problem
from server.fairness.caller import Caller
from server.pool.pool import Pool
from server.profile import PROFILES
from server.service import RunService
from server.storage.store import RunStore
from server.worker.jobs import Outcome
from tests.server.outcomes import document

# Room for some five of the documents below: they are forgotten all the time.
CAPACITY = 20_000
SECONDS = 60
PROFILE = replace(PROFILES["class"], workers=1, cpu_seconds_per_minute=None, seconds=SECONDS)
SOMEBODY = Caller(client="somebody", address="192.0.2.1", request="0123456789abcdef")
LOST = "service/worker"

numbers = st.integers(0, 9)


def program(number: int) -> bytes:
    return json.dumps({"source": f"x = {number}.0\ny = x * x + x\n"}).encode()


def slope(number: int) -> float:
    """d(x² + x)/dx = 2x + 1."""
    return 2.0 * number + 1


class Lifetimes(RuleBasedStateMachine):
    portal: BlockingPortal
    service: RunService
    # What each address of a run, and each program, was answered once and for all.
    answered: dict[str, bytes]
    addresses: dict[int, str]

    # Workers killed whose death nobody has met so far.
    killed: int

    async def answer(self, body: bytes) -> Outcome:
        """Only two killed workers cost an answer, and that says what happened."""
        with anyio.fail_after(SECONDS):
            while True:
                try:
                    return await self.service.create(body, SOMEBODY)
                except Problem as problem:
                    if problem.code != LOST or self.killed < 2:
                        raise
                    Lifetimes.killed -= 2

    def right(self, number: int, outcome: Outcome) -> None:
        assert outcome.status == 200
        assert document(outcome)["nodes"][0]["gradient"]["data"] == slope(number)
        assert outcome.run is not None
        assert self.answered.setdefault(outcome.run, outcome.body) == outcome.body
        assert self.addresses.setdefault(number, outcome.run) == outcome.run

    @rule(number=numbers)
    def post(self, number: int) -> None:
        self.right(number, self.portal.call(self.answer, program(number)))

    @rule(several=st.lists(numbers, min_size=2, max_size=6))
    def post_at_once(self, several: list[int]) -> None:
        async def post_all() -> list[Outcome]:
            return await asyncio.gather(*(self.answer(program(number)) for number in several))

        for number, outcome in zip(several, self.portal.call(post_all), strict=True):
            self.right(number, outcome)

    @rule(number=numbers)
    def post_a_mistake(self, number: int) -> None:
        outcome = self.portal.call(self.answer, json.dumps({"source": f"\ny = missing{number}"}).encode())
        assert (outcome.status, outcome.verdict, document(outcome)["line"]) == (422, "name", 2)

    @rule(number=numbers, first=st.integers(0, 3))
    def read_steps(self, number: int, first: int) -> None:
        """A run that is forgotten says so, and then only."""
        if number not in self.addresses:
            return
        run = self.addresses[number]
        kept = self.service.store.find(run) is not None

        async def read() -> Outcome:
            with anyio.fail_after(SECONDS):
                return await self.service.part(SOMEBODY, run, "steps", first, first + 2)

        if not kept:
            with pytest.raises(Problem, match="No run is kept") as raised:
                self.portal.call(read)
            assert (raised.value.status, raised.value.code) == (404, "run/unknown")
            return
        outcome = self.portal.call(read)
        assert [step["index"] for step in document(outcome)["steps"]] == [first, first + 1]

    @rule(number=numbers, wait=st.sampled_from([0.0, 0.001, 0.05]))
    def abandon(self, number: int, wait: float) -> None:
        async def leave() -> None:
            body = json.dumps({"source": f"while True:\n    x = {number}"}).encode()
            asking = asyncio.create_task(self.answer(body))
            await asyncio.sleep(wait)
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking

        self.portal.call(leave)

    @rule(number=numbers, which=st.integers(0, 2))
    def kill_a_worker(self, number: int, which: int) -> None:
        async def kill() -> None:
            pids = sorted(worker.pid for lane in self.service.pool.lanes for worker in lane.processes)
            # For a moment there may be none: all were killed, and others are being started.
            if pids:
                # One that was killed before may not have been missed yet.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pids[which % len(pids)], signal.SIGKILL)
                    Lifetimes.killed += 1

        self.portal.call(kill)
        self.post(number)

    @invariant()
    def no_more_is_kept_than_there_is_room_for(self) -> None:
        assert 0 <= self.service.store.size <= CAPACITY


@pytest.fixture(autouse=True, scope="module")
def _service() -> Iterator[None]:
    """One service with real workers for all sequences: they must get along with whatever came before."""
    with start_blocking_portal() as portal:
        pool = Pool(PROFILE)
        portal.call(pool.warm)
        Lifetimes.portal = portal
        Lifetimes.service = RunService(PROFILE.limits, pool, RunStore(CAPACITY))
        Lifetimes.answered, Lifetimes.addresses, Lifetimes.killed = {}, {}, 0
        yield
        portal.call(pool.close)


@pytest.fixture(autouse=True)
def _many_sequences(request: pytest.FixtureRequest) -> None:
    examples, steps = (200, 30) if request.config.getoption("--long") else (8, 15)
    TestLifetimes.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


TestLifetimes = Lifetimes.TestCase
