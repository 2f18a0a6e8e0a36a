"""Workers: killed when they take too long, replaced, and never a reason for a wrong answer."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio
import pytest

from engine.language import CLASS, Limits
from engine.lessons import lesson
from server.caller import Caller
from server.pool import Pool
from server.problems import Problem
from server.profile import PROFILES
from server.service import RunService
from server.store import RunStore
from server.worker import Job, Outcome, perform
from server.worker_process import WorkerError, WorkerProcess
from tests.server.event_loop import in_event_loop

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
    return json.loads(outcome.body)["code"]


async def working(service: RunService) -> WorkerProcess:
    """Waits until a worker is at work."""
    while not service.pool.working:
        await asyncio.sleep(0.001)
    return next(iter(service.pool.working))


def test_a_program_that_takes_too_long_is_stopped_and_the_next_one_runs():
    async def scenario(service: RunService) -> None:
        service.pool.seconds = 0.2
        stopped = await create(service, LOOP)
        assert (stopped.status, code(stopped)) == (422, "budget/wall-time")
        assert json.loads(stopped.body)["limit"] == 0.2
        # How long a program took says nothing about the next time.
        assert service.store.find_posted(LOOP) is None
        service.pool.seconds = 60.0
        assert (await create(service, QUICK)).status == 200

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_a_worker_that_dies_is_one_verdict_and_the_next_answer_is_right_within_a_second(name):
    async def scenario(service: RunService) -> None:
        asked = create(service, LOOP)
        os.kill((await working(service)).pid, signal.Signals[name])
        died = await asked
        assert (died.status, code(died)) == (422, "budget/worker-died")
        assert service.store.find_posted(LOOP) is None
        began = time.monotonic()
        answer = await create(service, QUICK)
        assert time.monotonic() - began < 1
        # d(x²)/dx = 2x at x = 3.
        assert json.loads(answer.body)["nodes"][0]["gradient"]["data"] == 6

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_workers_that_died_while_they_waited_cost_no_program_its_answer():
    async def scenario(service: RunService) -> None:
        for process in service.pool.processes:
            os.kill(process.pid, signal.SIGKILL)
        while any(process.usable for process in service.pool.processes):
            await asyncio.sleep(0.001)
        assert (await create(service, QUICK)).status == 200

    serve(scenario)


def test_a_mistake_of_ours_is_a_verdict_and_its_traceback_is_in_the_log(caplog):
    async def scenario(service: RunService) -> None:
        answer = await service.pool.execute(Job(QUICK, CLASS, "version", part="zebra"), SOMEBODY)
        assert code(answer.outcome) == "budget/worker-died"
        while not caplog.records:
            await asyncio.sleep(0.001)
        assert "KeyError: 'zebra'" in caplog.text
        assert (await create(service, QUICK)).status == 200

    serve(scenario)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_memory_that_runs_out_is_a_verdict_that_is_not_kept_and_the_worker_is_replaced():
    """40 million numbers are 320 MB."""
    hungry = json.dumps({"source": "import torch\nx = torch.ones(40, 1000, 1000)\n"}).encode()
    roomy = replace(CLASS, tensor=10**9, elements=10**9, cost=10**12)

    async def scenario(service: RunService) -> None:
        answer = await service.pool.execute(Job(hungry, roomy, "version"), SOMEBODY)
        outcome = answer.outcome
        assert (outcome.status, code(outcome), outcome.run) == (422, "budget/memory", None)
        after = await service.pool.execute(Job(QUICK, roomy, "version"), SOMEBODY)
        assert after.outcome.status == 200
        assert after.worker != answer.worker

    serve(scenario, roomy, memory=200 * 1024**2)


def test_a_program_that_nobody_waits_for_any_more_gives_way():
    async def scenario(service: RunService) -> None:
        abandoned = [create(service, LOOP) for _ in range(3)]
        first = await working(service)
        for task in abandoned:
            task.cancel()
        assert (await create(service, QUICK)).status == 200
        assert all(task.cancelled() for task in abandoned)
        assert not first.usable

    serve(scenario, ENDLESS)


def test_a_client_that_leaves_a_quick_program_costs_no_worker():
    """Otherwise opening and closing connections would keep all workers from starting."""

    async def scenario(service: RunService) -> None:
        task = create(service, QUICK)
        worker = await working(service)
        task.cancel()
        await asyncio.wait([task])
        answer = await service.pool.execute(Job(QUICK, CLASS, "version"), SOMEBODY)
        assert answer.worker == worker.pid

    serve(scenario)


def test_what_was_computed_once_is_not_computed_again(monkeypatch):
    async def scenario(service: RunService) -> None:
        first = await create(service, QUICK)
        refused = await create(service, LOOP)
        assert code(refused) == "budget/steps"
        monkeypatch.setattr(service.pool, "execute", None)
        assert await create(service, QUICK) is first
        assert await create(service, LOOP) is refused

    serve(scenario)


def test_too_many_waiting_programs_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr("server.pool.QUEUE", 1)

    async def scenario(service: RunService) -> None:
        running = create(service, LOOP)
        await working(service)
        waiting = create(service, LOOP)
        while not service.pool.queue:
            await asyncio.sleep(0)
        with pytest.raises(Problem) as refused:
            await create(service, QUICK)
        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"] == "2"
        running.cancel()
        waiting.cancel()
        await asyncio.wait([running, waiting])

    serve(scenario, ENDLESS)


def test_a_program_that_waits_too_long_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr("server.pool.PATIENCE", 0.01)

    async def scenario(service: RunService) -> None:
        running = create(service, LOOP)
        await working(service)
        with pytest.raises(Problem) as refused:
            await create(service, QUICK)
        assert refused.value.code == "service/busy"
        assert not service.pool.queue
        running.cancel()
        await asyncio.wait([running])

    serve(scenario, ENDLESS)


def test_a_client_known_to_be_cheap_does_not_wait_for_a_costly_program_to_end():
    async def scenario(service: RunService) -> None:
        service.pool.queue.charge("cheap", 0.001)
        running = create(service, LOOP)
        await working(service)
        cheap = replace(SOMEBODY, client="cheap")
        assert (await create(service, QUICK, cheap)).status == 200
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])

    serve(scenario, ENDLESS)


def test_a_cheap_client_goes_before_a_costly_one_that_came_first():
    costly, cheap = (Caller(client, "192.0.2.1", "0123456789abcdef") for client in ("costly", "cheap"))

    async def scenario(service: RunService) -> None:
        service.pool.queue.charge("costly", 1.0)
        # Yet not so cheap that it need not wait.
        service.pool.queue.charge("cheap", 0.3)
        order: list[str] = []
        running = create(service, LOOP)
        await working(service)
        waiting = []
        for caller in (costly, cheap):
            task = asyncio.create_task(service.pool.execute(Job(QUICK, CLASS, "version"), caller))
            task.add_done_callback(lambda _, client=caller.client: order.append(client))
            waiting.append(task)
        while len(service.pool.queue) < 2:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(*waiting)
        assert order == ["cheap", "costly"]

    serve(scenario, ENDLESS)


def test_an_address_that_has_used_up_its_allowance_is_asked_to_come_again():
    async def scenario(service: RunService) -> None:
        service.pool.allowance.charge(SOMEBODY.address, 61.0)
        with pytest.raises(Problem) as refused:
            await create(service, QUICK)
        assert refused.value.status == 429
        # One CPU second is owed and one must be there; the allowance of 60 a minute gives one each second.
        assert refused.value.headers["Retry-After"] == "2"
        other = replace(SOMEBODY, address="192.0.2.2")
        assert (await create(service, QUICK, other)).status == 200

    serve(scenario)


def test_a_worker_is_replaced_after_500_programs():
    async def scenario() -> None:
        worker = await WorkerProcess.start(SMALL.memory)
        # The canary was the first.
        for _ in range(498):
            await worker.perform(Job(b"{}", CLASS, "version"), 60.0)
        assert worker.usable
        await worker.perform(Job(b"{}", CLASS, "version"), 60.0)
        assert not worker.usable
        assert await worker.end() == ""

    in_event_loop(scenario)


def test_a_pool_whose_workers_do_not_start_says_what_they_said(monkeypatch):
    monkeypatch.setattr("server.worker_process.COMMAND", (sys.executable, "-I", "-c", "raise SystemExit('no engine')"))

    async def scenario() -> None:
        with pytest.raises(WorkerError, match="no engine"):
            await Pool(SMALL).warm()

    in_event_loop(scenario)


def test_the_service_is_ready_only_while_a_worker_finds_the_known_gradient(monkeypatch):
    async def scenario(service: RunService) -> None:
        assert await service.pool.ready()
        # The proof still counts.
        monkeypatch.setattr("server.worker_process.CANARY_GRADIENT", 8.0)
        assert await service.pool.ready()
        monkeypatch.setattr("server.pool.PROOF_SECONDS", 0.0)
        assert not await service.pool.ready()

    serve(scenario)


def test_each_run_is_one_line_of_the_log_without_the_program(caplog):
    caplog.set_level("INFO", "gradwalk.runs")

    async def scenario(service: RunService) -> None:
        await create(service, QUICK)
        await create(service, LOOP)

    serve(scenario)
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert [line["verdict"] for line in lines] == ["ok", "budget/steps"]
    assert lines[1]["steps"] == 50_001
    assert {line["request"] for line in lines} == {SOMEBODY.request}
    assert all(line.keys() == {"request", "body", "part", "verdict", "steps", "cpu_ms", "worker"} for line in lines)
    assert "pass" not in caplog.text


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
