"""What the routes share: the workers, the answers they gave, and the log of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request

from engine.language import Limits
from server.documents import Problem
from server.fairness import Caller
from server.pool import Answer, Pool
from server.storage import RunStore, StoredRun
from server.version import fingerprint
from server.worker import CHANGES, LINK, Job, Outcome

logger = logging.getLogger("gradwalk.runs")

# So many bytes may a body have for each byte of a program: JSON spells some characters longer, and leaves stand beside.
BODY_FOR_SOURCE = 4


class RunService:
    """`observe` is told the part and the verdict of each job, and the worker's answer where there is one.

    With `log_source` the log of runs has the bodies themselves, not only their digests.
    """

    def __init__(self, limits: Limits, pool: Pool, store: RunStore, *, log_source: bool = False) -> None:
        self.limits = limits
        self.body_limit = BODY_FOR_SOURCE * limits.source
        self.pool = pool
        self.store = store
        self.version = fingerprint()
        self.log_source = log_source
        self.observe: Callable[[str, str, Answer | None], None] = lambda part, verdict, answer: None

    async def create(self, body: bytes, caller: Caller, steps: int | None = None) -> Outcome:
        """The run, or the problem, that the body of a POST /runs leads to; of the run `steps` in full, or all."""
        known = self.store.find_posted(body)
        if known is not None and (known.steps == steps or known.outcome.status != 200):
            return known.outcome
        job = Job(body, self.limits, self.version, arguments=(steps,), gzip=True)
        outcome = await self._execute(job, caller)
        self.store.keep(body, outcome, steps)
        return outcome

    async def link(self, body: bytes, caller: Caller) -> Outcome:
        """The document, or the problem, that the body of a POST /links leads to."""
        return await self._execute(Job(body, self.limits, self.version, part=LINK), caller)

    def find(self, run: str) -> StoredRun:
        """What is kept of a run made before. Raises Problem (404) when it is forgotten."""
        entry = self.store.find(run)
        if entry is None:
            raise Problem(
                404,
                "run/unknown",
                "No run is kept at this address: runs are forgotten after a while. "
                "POST the program to /api/v1/runs again; the same program gets the same address.",
            )
        return entry

    async def part(
        self,
        caller: Caller,
        run: str,
        part: str,
        *arguments: int | str | None,
        gzip: bool = False,
        beside: str | None = None,
    ) -> Outcome:
        """A document about a run made before, or about it and another one `beside` it. Raises Problem (404) when one is
        forgotten.

        Of a program with a mistake it is about what ran before it. It is compressed if `gzip`; the run itself is, as
        far as that is worth it, in any case.
        """
        entry = self.find(run)
        if part == "run" and (entry.outcome.status != 200 or arguments == (entry.steps,)):
            return entry.outcome
        if beside is not None:
            arguments = (self.find(beside).body.decode(), *arguments)
        return await self._execute(Job(entry.body, self.limits, self.version, part, arguments, gzip=gzip), caller)

    async def changes(self, caller: Caller, run: str, body: bytes, *, gzip: bool = False) -> Outcome:
        """What a run made before becomes at the values of the body of a POST /runs/{id}/changes; it is not kept.

        Raises Problem (404) when the run is forgotten.
        """
        of = (self.find(run).body.decode(),)
        return await self._execute(Job(body, self.limits, self.version, CHANGES, of, gzip=gzip), caller)

    async def _execute(self, job: Job, caller: Caller) -> Outcome:
        """Writes one line of JSON to the log. Unless asked for, only a digest of what was posted is in it."""
        line = {"request": caller.request, "body": sha256(job.body).hexdigest()[:16], "part": job.part}
        if self.log_source:
            line["posted"] = job.body.decode("utf-8", "backslashreplace")
        try:
            answer = await self.pool.execute(job, caller)
        except asyncio.CancelledError:
            self.observe(job.part, "abandoned", None)
            _log(line, verdict="abandoned")
            raise
        except Problem as problem:
            self.observe(job.part, problem.code, None)
            _log(line, verdict=problem.code)
            raise
        outcome = answer.outcome
        self.observe(job.part, outcome.verdict, answer)
        cpu = round(1000 * answer.cpu_seconds, 1)
        _log(line, verdict=outcome.verdict, steps=outcome.steps, cpu_ms=cpu, worker=answer.worker)
        return outcome


def _log(line: dict[str, Any], **more: Any) -> None:
    logger.info("%s", orjson.dumps(line | more).decode())


# FastAPI would give each call of a plain function to a thread.
async def _service(request: Request) -> RunService:
    service: RunService = request.app.state.service
    return service


Service = Annotated[RunService, Depends(_service)]
