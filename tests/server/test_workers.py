"""Workers: killed when they take too long, replaced, and never a reason for a wrong answer."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from engine.language import CLASS
from engine.lessons import lesson
from server.documents.problems import Problem
from server.pool.pool import Pool
from server.pool.worker_process import COMMAND, WorkerError, WorkerProcess, canary
from server.service import RunService
from server.worker.jobs import Job, perform
from server.worker.messages import pack
from tests.server.event_loop import in_event_loop
from tests.server.one_worker import (
    ENDLESS,
    LOOP,
    QUICK,
    SMALL,
    SOMEBODY,
    code,
    create,
    processes,
    serve,
    working,
)
from tests.server.outcomes import document


@pytest.mark.skipif(sys.platform == "win32", reason="no timer of computing")
def test_a_program_that_computes_too_long_is_stopped_and_the_next_one_runs():
    async def scenario(service: RunService) -> None:
        service.pool.seconds = 0.2
        stopped = await create(service, LOOP)
        assert (stopped.status, code(stopped)) == (422, "budget/cpu-time")
        assert (document(stopped)["limit"], document(stopped)["unit"]) == (0.2, "CPU seconds")
        # How long a program took says nothing about the next time.
        assert service.store.find_posted(LOOP) is None
        service.pool.seconds = 60.0
        assert (await create(service, QUICK)).status == 200
        assert service.pool.replaced == {"cpu-time": 1}

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_that_neither_computes_nor_answers_is_replaced_and_another_one_asked():
    async def scenario(service: RunService) -> None:
        # Stands still for half a second, ten times what it may compute.
        service.pool.seconds = 0.05
        asked = create(service, LOOP)
        os.kill((await working(service)).pid, signal.SIGSTOP)
        # The other one computes as long as it may.
        assert code(await asked) == "budget/cpu-time"
        while service.pool.long.replaced.total() < 2:
            await asyncio.sleep(0.001)
        assert service.pool.long.replaced == {"wall-time": 1, "cpu-time": 1}

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_a_worker_that_dies_costs_nobody_an_answer(name):
    """The program of 12,000 turns is run again by another worker; that is charged once."""
    long = b'{"source": "for i in range(12000):\\n    pass\\nx = 3.0\\ny = x * x\\n"}'

    async def scenario(service: RunService) -> None:
        asked = create(service, long)
        os.kill((await working(service)).pid, signal.Signals[name])
        answer = await asked
        # d(x²)/dx = 2x at x = 3.
        assert (answer.status, document(answer)["nodes"][0]["gradient"]["data"]) == (200, 6)
        while not service.pool.long.replaced:
            await asyncio.sleep(0.001)
        assert service.pool.long.replaced == {"died": 1}
        start = next(iter(service.pool.quick.processes)).start_seconds
        assert service.pool.allowance.left(SOMEBODY.address) > 60.0 - 0.5 * start

    serve(scenario)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_program_whose_workers_die_twice_is_asked_to_come_again_and_is_charged_for_both():
    """Its own memory may be why, or the machine's: nothing says that the program has a mistake."""

    async def scenario(service: RunService) -> None:
        asked = create(service, LOOP)
        first = await working(service)
        os.kill(first.pid, signal.SIGKILL)
        while (second := await working(service)).pid == first.pid:
            await asyncio.sleep(0.001)
        os.kill(second.pid, signal.SIGKILL)
        with pytest.raises(Problem) as refused:
            await asked
        assert (refused.value.status, refused.value.code) == (503, "service/worker")
        assert refused.value.headers["Retry-After"] == "2"
        assert service.store.find_posted(LOOP) is None
        start = first.start_seconds + second.start_seconds
        # It fills again meanwhile, by one second each second.
        assert service.pool.allowance.left(SOMEBODY.address) <= 60.0
        assert service.pool.costs.expected(SOMEBODY) > 0.02 + 0.25 * 0.4 * start
        # Nobody waits for a process to start.
        ready = {process.pid for process in processes(service)}
        answer = await service.pool.execute(Job(QUICK, ENDLESS, "version"), SOMEBODY)
        assert answer.worker in ready

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="no timer of computing")
def test_a_program_that_computes_long_in_few_steps_leaves_the_quick_lane_and_its_worker_alive():
    """Nothing that is counted tells it from a quick one."""

    async def scenario(service: RunService) -> None:
        service.pool._quick_limits = ENDLESS
        service.pool.quick_seconds = 0.05
        before = {process.pid for process in service.pool.quick.processes}
        asked = create(service, LOOP)
        await working(service)
        assert {process.pid for process in service.pool.quick.processes} == before
        asked.cancel()
        await asyncio.wait([asked])

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="no timer of computing")
def test_who_costs_the_quick_lane_a_process_pays_for_the_next_one(monkeypatch):
    """The limit is so short that the process is stopped before it looks at it."""
    monkeypatch.setattr("server.pool.pool.QUICK_STOP", 1)

    async def scenario(service: RunService) -> None:
        service.pool._quick_limits = ENDLESS
        service.pool.quick_seconds = 0.02
        asked = create(service, LOOP)
        await working(service)
        while not service.pool.quick.replaced:
            await asyncio.sleep(0.001)
        assert service.pool.quick.replaced == {"cpu-time": 1}
        # A process takes more than a tenth of a second to start: that is 5 times what a lesson costs.
        assert service.pool.costs.expected(SOMEBODY) > 0.02 + 0.25 * 0.1
        assert service.pool.allowance.left(SOMEBODY.address) < 60.0
        asked.cancel()
        await asyncio.wait([asked])

    serve(scenario, ENDLESS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_workers_that_died_while_they_waited_cost_no_program_its_answer():
    async def scenario(service: RunService) -> None:
        for process in processes(service):
            os.kill(process.pid, signal.SIGKILL)
        while any(process.usable for process in processes(service)):
            await asyncio.sleep(0.001)
        assert (await create(service, QUICK)).status == 200

    serve(scenario)


def test_a_mistake_of_ours_is_a_verdict_and_its_traceback_is_in_the_log(caplog):
    async def scenario(service: RunService) -> None:
        with pytest.raises(Problem) as refused:
            await service.pool.execute(Job(QUICK, CLASS, "version", part="zebra"), SOMEBODY)
        assert refused.value.code == "service/worker"
        while not caplog.records:
            await asyncio.sleep(0.001)
        assert "KeyError: 'zebra'" in caplog.text
        assert (await create(service, QUICK)).status == 200

    serve(scenario)


def test_a_job_that_cannot_be_sent_costs_no_worker():
    """JSON, in which jobs travel, has whole numbers of 64 bits here."""

    async def scenario(service: RunService) -> None:
        before = {process.pid for process in processes(service)}
        with pytest.raises(TypeError):
            await service.pool.execute(Job(QUICK, CLASS, "version", "steps", (2**64, 2**64)), SOMEBODY)
        assert (await create(service, QUICK)).status == 200
        assert {process.pid for process in processes(service)} == before
        assert not service.pool.replaced

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
        assert (await service.pool.execute(Job(QUICK, roomy, "version"), SOMEBODY)).outcome.status == 200
        while answer.worker in [process.pid for process in processes(service)]:
            await asyncio.sleep(0.001)

    serve(scenario, roomy, memory=200 * 1024**2)


# Answers every job as the canary: a worker that starts at once.
CANARY_ALONE = """
import struct, sys
hello, answer = bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3])
sys.stdout.buffer.write(hello)
sys.stdout.flush()
while lengths := sys.stdin.buffer.read(8):
    sys.stdin.buffer.read(sum(struct.unpack(">II", lengths)))
    sys.stdout.buffer.write(answer)
    sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts what /proc shows")
def test_two_hundred_killed_workers_leave_no_process_and_no_open_file(monkeypatch):
    outcome = perform(canary())
    head = {"status": 200, "run": outcome.run, "verdict": "ok", "steps": 1, "cpu_seconds": 0.0, "worn": False}
    answer = pack({**head, "gzipped": False}, outcome.body)
    words = (CANARY_ALONE, "", pack({"walls": [], "cpu_seconds": 0.0}, b"").hex(), answer.hex())
    monkeypatch.setattr("server.pool.worker_process.COMMAND", (sys.executable, "-I", "-S", "-c", *words))

    async def scenario(service: RunService) -> None:
        lane = service.pool.quick
        files = len(os.listdir("/proc/self/fd"))
        pids = set()
        for number in range(1, 201):
            [victim, *_] = lane.processes
            pids.add(victim.pid)
            os.kill(victim.pid, signal.SIGKILL)
            while lane.replaced.total() < number or len(lane.processes) < lane.size:
                await service.pool.execute(canary(), SOMEBODY)
        assert len(pids) == 200
        assert not [pid for pid in pids if os.path.exists(f"/proc/{pid}")]
        assert len(os.listdir("/proc/self/fd")) == files

    serve(scenario)


GARBAGE = {
    "no frame": b"x" * 64,
    "an endless frame": b"\xff" * 64,
    "no JSON": pack({}, b"")[:8] + b"{]",
    "no object": (2).to_bytes(4, "big") + (0).to_bytes(4, "big") + b"[]",
    "a status that is none": pack({"status": "200"}, b""),
    "another's address": pack(
        {
            "status": 200,
            "run": "../etc",
            "verdict": "ok",
            "steps": 1,
            "cpu_seconds": 0.0,
            "worn": False,
            "gzipped": False,
        },
        b"{}",
    ),
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_a_worker_that_answers_with_garbage_is_one_verdict(garbage, monkeypatch):
    """A process that says hello, finds the canary's gradient, and writes garbage after that."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import server.worker.main as process; perform = process.perform\n"
        "def garble(job, trial):\n"
        "    if b'canary' not in job.version.encode():\n"
        f"        import os; os.write(4, {garbage!r}); os.close(4)\n"
        "    return perform(job, trial)\n"
        "process.perform = garble; process.main(*map(int, sys.argv[2:]))"
    )
    monkeypatch.setattr("server.pool.worker_process.COMMAND", (*COMMAND[:3], script, *COMMAND[4:]))
    monkeypatch.setattr("server.pool.worker_process.fingerprint", lambda: "canary")

    async def scenario() -> None:
        worker = await WorkerProcess.start(SMALL.memory, niceness=0)
        answer = await worker.perform(Job(QUICK, CLASS, "version"), 60.0)
        assert answer.lost
        assert not worker.usable
        await worker.end()

    in_event_loop(scenario)


def test_a_worker_is_replaced_after_5000_to_6000_programs():
    async def scenario() -> None:
        worker = await WorkerProcess.start(SMALL.memory, niceness=0)
        # The canary was the first.
        performed = 1
        while worker.usable and performed < 6_000:
            await worker.perform(Job(b"{}", CLASS, "version"), 60.0)
            performed += 1
        assert (worker.usable, worker.ending) == (False, "worn")
        assert performed >= 5_000
        assert await worker.end() == ""

    in_event_loop(scenario)


def test_a_pool_whose_workers_do_not_start_says_what_they_said(monkeypatch):
    monkeypatch.setattr(
        "server.pool.worker_process.COMMAND", (sys.executable, "-I", "-c", "raise SystemExit('no engine')")
    )

    async def scenario() -> None:
        with pytest.raises(WorkerError, match="no engine"):
            await Pool(SMALL).warm()

    in_event_loop(scenario)


def test_a_worker_that_takes_too_long_to_start_is_given_up(monkeypatch):
    monkeypatch.setattr(
        "server.pool.worker_process.COMMAND", (sys.executable, "-I", "-c", "import sys; sys.stdin.read()")
    )
    monkeypatch.setattr("server.pool.worker_process.START_SECONDS", 0.1)

    async def scenario() -> None:
        with pytest.raises(WorkerError):
            await WorkerProcess.start(SMALL.memory, niceness=0)

    in_event_loop(scenario)


def test_a_system_out_of_open_files_is_asked_again_until_the_worker_is_replaced(monkeypatch, caplog):
    monkeypatch.setattr("server.pool.lane.RETRY_START_SECONDS", 0.01)
    start = WorkerProcess.start
    failures = [OSError(errno.EMFILE, "Too many open files")] * 3

    async def start_at_last(memory: int, niceness: int) -> WorkerProcess:
        if failures:
            raise failures.pop()
        return await start(memory, niceness)

    async def scenario(service: RunService) -> None:
        monkeypatch.setattr(WorkerProcess, "start", start_at_last)
        lane = service.pool.quick
        for victim in lane.processes:
            os.kill(victim.pid, signal.SIGKILL)
        while any(process.usable for process in lane.processes):
            await asyncio.sleep(0.001)
        assert (await create(service, QUICK)).status == 200
        assert caplog.text.count("Too many open files") == 3

    serve(scenario)


def test_the_log_says_which_walls_stand_around_the_workers(caplog):
    caplog.set_level("INFO", "gradwalk")

    async def scenario(service: RunService) -> None:
        [walls] = {process.walls for process in processes(service)}
        assert f"workers are confined by: {', '.join(walls)}" in caplog.text

    serve(scenario)


def test_the_service_is_ready_only_while_a_worker_finds_the_known_gradient(monkeypatch):
    async def scenario(service: RunService) -> None:
        assert await service.pool.ready()
        # The proof still counts.
        monkeypatch.setattr("server.pool.worker_process.CANARY_GRADIENT", 8.0)
        assert await service.pool.ready()
        monkeypatch.setattr("server.pool.pool.PROOF_SECONDS", 0.0)
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
    assert lines[1]["steps"] == CLASS.steps
    assert {line["request"] for line in lines} == {SOMEBODY.request}
    assert all(line.keys() == {"request", "body", "part", "verdict", "steps", "cpu_ms", "worker"} for line in lines)
    assert "pass" not in caplog.text


@pytest.mark.parametrize("id", ["25_two_layer_bce", "44_learn_the_rate", "42_embedding"])
def test_the_same_program_gives_the_same_bytes_in_every_process(id):
    script = (
        "import sys; from server.worker.jobs import Job, perform; from engine.language import CLASS;"
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
