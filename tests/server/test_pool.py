"""Workers: killed when they take too long, replaced, and never a reason for a wrong answer."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from engine.language import CLASS, Limits
from engine.lessons import lesson
from server.pool import Pool
from server.problems import Problem
from server.service import RunService
from server.store import RunStore
from server.worker import Job, Outcome, perform
from tests.server.event_loop import in_event_loop

QUICK = b'{"source": "x = 3.0\\ny = x * x\\n"}'
LOOP = b'{"source": "while True:\\n    pass\\n"}'
# With these, LOOP runs until it is stopped.
ENDLESS = replace(CLASS, steps=10**15)


def serve(scenario: Callable[[RunService], Awaitable[None]], limits: Limits = CLASS, seconds: float = 60.0) -> None:
    """Runs a scenario against one worker."""

    async def main() -> None:
        service = RunService(limits, Pool(workers=1, seconds=seconds), RunStore())
        await service.pool.warm()
        await scenario(service)
        await service.pool.close()

    in_event_loop(main)


def code(outcome: Outcome) -> str:
    return json.loads(outcome.body)["code"]


def test_a_program_that_takes_too_long_is_stopped_and_the_next_one_runs():
    async def scenario(service: RunService) -> None:
        service.pool.seconds = 0.2
        stopped = await service.create(LOOP)
        assert (stopped.status, code(stopped)) == (422, "budget/wall-time")
        assert json.loads(stopped.body)["limit"] == 0.2
        # How long a program took says nothing about the next time.
        assert service.store.find_posted(LOOP) is None
        service.pool.seconds = 60.0
        assert (await service.create(QUICK)).status == 200

    serve(scenario, ENDLESS)


def test_a_worker_that_dies_is_a_verdict_and_is_replaced(monkeypatch):
    async def scenario(service: RunService) -> None:
        monkeypatch.setattr("server.pool.perform", _die)
        died = await service.create(QUICK)
        assert (died.status, code(died)) == (422, "budget/memory")
        monkeypatch.undo()
        assert (await service.create(QUICK)).status == 200

    serve(scenario)


def _die(job: Job) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def test_a_program_that_nobody_waits_for_any_more_is_stopped():
    async def scenario(service: RunService) -> None:
        abandoned = [asyncio.create_task(service.create(LOOP)) for _ in range(3)]
        await asyncio.sleep(0.1)
        for task in abandoned:
            task.cancel()
        assert (await service.create(QUICK)).status == 200
        assert all(task.cancelled() for task in abandoned)

    serve(scenario, ENDLESS)


def test_memory_that_runs_out_is_a_verdict_that_is_not_kept(monkeypatch):
    def run_out(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("server.worker.run", run_out)
    outcome = perform(Job(b'{"source": "z = 1.0"}', CLASS, "version"))
    assert (outcome.status, code(outcome), outcome.run) == (422, "budget/memory", None)


def test_what_was_computed_once_is_not_computed_again(monkeypatch):
    async def scenario(service: RunService) -> None:
        first = await service.create(QUICK)
        refused = await service.create(LOOP)
        assert code(refused) == "budget/steps"
        monkeypatch.setattr(service.pool, "execute", None)
        assert await service.create(QUICK) is first
        assert await service.create(LOOP) is refused

    serve(scenario)


def test_too_many_waiting_programs_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr("server.pool.QUEUE", 1)

    async def scenario(service: RunService) -> None:
        tasks = [asyncio.create_task(service.create(LOOP)) for _ in ("running", "waiting")]
        await asyncio.sleep(0.1)
        with pytest.raises(Problem) as refused:
            await service.create(QUICK)
        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"] == "2"
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    serve(scenario, ENDLESS)


@pytest.mark.parametrize("id", ["25_two_layer_bce", "44_learn_the_rate", "42_embedding"])
def test_the_same_program_gives_the_same_bytes_in_every_process(id):
    script = (
        "import sys; from server.worker import Job, perform; from engine.language import CLASS;"
        "sys.stdout.buffer.write(perform(Job(sys.stdin.buffer.read(), CLASS, 'version')).body)"
    )
    body = json.dumps({"source": lesson(id).source}).encode()
    answers = [
        subprocess.run(
            [sys.executable, "-c", script],
            input=body,
            stdout=subprocess.PIPE,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert answers[0] == answers[1] == perform(Job(body, CLASS, "version")).body
    assert answers[0].startswith(b'{"schema":"gradwalk.run/1"')
