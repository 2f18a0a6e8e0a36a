"""What the routes share: the workers, the answers they gave, and the log of it."""

from __future__ import annotations

import asyncio
import logging
from hashlib import sha256
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request

from engine.language import Limits
from server.caller import Caller
from server.pool import Pool
from server.problems import Problem
from server.store import RunStore
from server.version import fingerprint
from server.worker import Job, Outcome

logger = logging.getLogger("gradwalk.runs")


class RunService:
    def __init__(self, limits: Limits, pool: Pool, store: RunStore) -> None:
        self.limits = limits
        self.pool = pool
        self.store = store
        self.version = fingerprint()

    async def create(self, body: bytes, caller: Caller) -> Outcome:
        """The run, or the problem, that the body of a POST /runs leads to."""
        known = self.store.find_posted(body)
        if known is not None:
            return known.outcome
        outcome = await self._execute(Job(body, self.limits, self.version), caller)
        self.store.keep(body, outcome)
        return outcome

    async def part(self, caller: Caller, run: str, part: str, *arguments: int) -> Outcome:
        """A document about a run made before. Raises Problem (404) when it is forgotten."""
        entry = self.store.find(run)
        if entry is None:
            raise Problem(
                404,
                "run/unknown",
                "No run is kept at this address: runs are forgotten after a while. "
                "POST the program to /api/v1/runs again; the same program gets the same address.",
            )
        if part == "run" or entry.outcome.status != 200:
            return entry.outcome
        return await self._execute(Job(entry.body, self.limits, self.version, part, arguments), caller)

    async def _execute(self, job: Job, caller: Caller) -> Outcome:
        """Writes one line of JSON to the log. The program itself is not in it, only a digest of what was posted."""
        line = {"request": caller.request, "body": sha256(job.body).hexdigest()[:16], "part": job.part}
        try:
            answer = await self.pool.execute(job, caller)
        except asyncio.CancelledError:
            _log(line, verdict="abandoned")
            raise
        except Problem as problem:
            _log(line, verdict=problem.code)
            raise
        outcome = answer.outcome
        cpu = round(1000 * answer.cpu_seconds, 1)
        _log(line, verdict=outcome.verdict, steps=outcome.steps, cpu_ms=cpu, worker=answer.worker)
        return outcome


def _log(line: dict[str, Any], **more: Any) -> None:
    logger.info("%s", orjson.dumps(line | more).decode())


def _service(request: Request) -> RunService:
    service: RunService = request.app.state.service
    return service


Service = Annotated[RunService, Depends(_service)]
