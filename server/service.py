"""What the routes share: the workers, and the answers they gave."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from engine.language import Limits
from server.pool import Pool
from server.problems import Problem
from server.store import RunStore
from server.version import fingerprint
from server.worker import Job, Outcome


class RunService:
    def __init__(self, limits: Limits, pool: Pool, store: RunStore) -> None:
        self.limits = limits
        self.pool = pool
        self.store = store
        self.version = fingerprint()

    async def create(self, body: bytes) -> Outcome:
        """The run, or the problem, that the body of a POST /runs leads to."""
        known = self.store.find_posted(body)
        if known is not None:
            return known.outcome
        outcome = await self.pool.execute(Job(body, self.limits, self.version))
        self.store.keep(body, outcome)
        return outcome

    async def part(self, run: str, part: str, *arguments: int) -> Outcome:
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
        return await self.pool.execute(Job(entry.body, self.limits, self.version, part, arguments))


def _service(request: Request) -> RunService:
    service: RunService = request.app.state.service
    return service


Service = Annotated[RunService, Depends(_service)]
