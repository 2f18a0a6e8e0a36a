"""A service with one worker and its spare, for a scenario to act on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio

from engine.language import CLASS, Limits
from server.fairness.caller import Caller
from server.pool.pool import Pool
from server.pool.worker_process import WorkerProcess
from server.profile import PROFILES
from server.service import RunService
from server.storage.store import RunStore
from server.worker.jobs import Outcome
from tests.server.event_loop import in_event_loop
from tests.server.outcomes import document

QUICK = b'{"source": "x = 3.0\\ny = x * x\\n"}'
LOOP = b'{"source": "while True:\\n    pass\\n"}'
# With these, LOOP runs until it is stopped.
ENDLESS = replace(CLASS, steps=10**15)
SMALL = replace(PROFILES["class"], workers=1, seconds=60.0)
Scenario = Callable[[RunService], Awaitable[None]]
SOMEBODY = Caller(client="somebody", address="192.0.2.1", request="0123456789abcdef")


def serve(
    scenario: Callable[[RunService], Awaitable[None]], limits: Limits = CLASS, memory: int = SMALL.memory
) -> None:
    """Runs a scenario against one worker and its spare."""

    async def main() -> None:
        profile = replace(SMALL, limits=limits, memory=memory)
        service = RunService(limits, Pool(profile), RunStore())
        await service.pool.warm()
        try:
            with anyio.fail_after(120):
                await scenario(service)
        finally:
            await service.pool.close()

    in_event_loop(main)


def create(service: RunService, body: bytes, caller: Caller = SOMEBODY) -> asyncio.Task[Outcome]:
    return asyncio.create_task(service.create(body, caller))


def code(outcome: Outcome) -> str:
    return document(outcome)["code"]


async def working(service: RunService) -> WorkerProcess:
    """Waits until a long program is at work."""
    while not service.pool.long.working:
        await asyncio.sleep(0.001)
    return next(iter(service.pool.long.working))


def processes(service: RunService) -> list[WorkerProcess]:
    return [process for lane in service.pool.lanes for process in lane.processes]
