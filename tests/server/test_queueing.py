"""Whose program is next: short ones, cheap clients, those that still wait; and who is asked to come again."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

import pytest

from engine.language import CLASS
from server.documents.problems import Problem
from server.fairness.caller import Caller
from server.service import RunService
from server.worker.jobs import Job, perform
from tests.server.one_worker import (
    ENDLESS,
    LOOP,
    QUICK,
    SOMEBODY,
    code,
    create,
    processes,
    serve,
    working,
)


def test_a_program_that_nobody_waits_for_any_more_gives_way():
    async def scenario(service: RunService) -> None:
        abandoned = [create(service, LOOP) for _ in range(3)]
        first = await working(service)
        for task in abandoned:
            task.cancel()
        while first.usable or not service.pool.replaced:
            await asyncio.sleep(0.001)
        assert all(task.cancelled() for task in abandoned)
        # The two that waited went with their clients.
        assert (service.pool.waiting, service.pool.replaced) == (0, {"abandoned": 1})

    serve(scenario, ENDLESS)


def test_a_client_that_leaves_a_quick_program_costs_no_worker():
    """Otherwise opening and closing connections would keep all workers from starting."""

    async def scenario(service: RunService) -> None:
        task = create(service, QUICK)
        while not service.pool.quick.working:
            await asyncio.sleep(0.001)
        before = {process.pid for process in processes(service)}
        task.cancel()
        await asyncio.wait([task])
        while service.pool.working:
            await asyncio.sleep(0.001)
        assert {process.pid for process in processes(service)} == before
        assert not service.pool.replaced

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
    monkeypatch.setattr("server.pool.lane.QUEUE", 1)

    async def scenario(service: RunService) -> None:
        running = create(service, LOOP)
        await working(service)
        waiting = create(service, LOOP)
        while not service.pool.long.queue:
            await asyncio.sleep(0)
        with pytest.raises(Problem) as refused:
            await create(service, LOOP)
        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"] == "2"
        running.cancel()
        waiting.cancel()
        await asyncio.wait([running, waiting])

    serve(scenario, ENDLESS)


def test_a_program_that_waits_too_long_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr("server.pool.lane.PATIENCE", 0.01)

    async def scenario(service: RunService) -> None:
        running = create(service, LOOP)
        await working(service)
        with pytest.raises(Problem) as refused:
            await service.pool.long.execute(Job(QUICK, CLASS, "version"), 60.0, 0.0, lambda seconds: None)
        assert refused.value.code == "service/busy"
        assert not service.pool.waiting
        running.cancel()
        await asyncio.wait([running])

    serve(scenario, ENDLESS)


def test_no_short_program_waits_for_long_ones_to_end():
    strangers = [Caller(f"stranger-{number}", "192.0.2.9", "0123456789abcdef") for number in range(20)]

    async def scenario(service: RunService) -> None:
        endless = [create(service, LOOP, stranger) for stranger in strangers]
        await working(service)
        assert (await create(service, QUICK)).status == 200
        assert not any(each.done() for each in endless)
        for each in endless:
            each.cancel()
        await asyncio.wait(endless)

    serve(scenario, ENDLESS)


def test_a_run_is_the_same_document_whether_it_was_tried_as_a_short_one_or_not():
    """30 iterations end in the first try, 300 do not: each makes two nodes, and a try may make 250."""

    async def scenario(service: RunService) -> None:
        for iterations in (30, 300):
            source = f"import torch\nx = torch.tensor(1.0)\nfor i in range({iterations}):\n    x = x * 1.01 + 0.5\n"
            body = json.dumps({"source": source}).encode()
            job = Job(body, CLASS, "version")
            assert (await service.pool.execute(job, SOMEBODY)).outcome == perform(job)

    serve(scenario)


def test_a_cheap_client_goes_before_a_costly_one_that_came_first():
    costly, cheap = (Caller(client, "192.0.2.1", "0123456789abcdef") for client in ("costly", "cheap"))

    async def scenario(service: RunService) -> None:
        service.pool.costs.charge(costly, 1.0)
        order: list[str] = []
        running = create(service, LOOP)
        await working(service)
        waiting = []
        for each in (costly, cheap):
            expected = service.pool.costs.expected(each)
            work = service.pool.long.execute(Job(QUICK, CLASS, "version"), 60.0, expected, lambda seconds: None)
            task = asyncio.create_task(work)
            task.add_done_callback(lambda _, client=each.client: order.append(client))
            waiting.append(task)
            service.pool.costs.charge(cheap, 0.001)
        while service.pool.waiting < 2:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(*waiting)
        assert order == ["cheap", "costly"]

    serve(scenario, ENDLESS)


def test_an_address_that_has_used_up_its_allowance_still_runs_short_programs():
    """A whole class may share an address: one who spends all of it takes nothing from the lessons of the others."""

    async def scenario(service: RunService) -> None:
        service.pool.allowance.charge(SOMEBODY.address, 61.0)
        assert (await create(service, QUICK)).status == 200
        with pytest.raises(Problem) as refused:
            await create(service, LOOP)
        assert refused.value.status == 429
        # One CPU second is owed and one must be there; the allowance of 60 a minute gives one each second.
        assert refused.value.headers["Retry-After"] == "2"
        other = replace(SOMEBODY, address="192.0.2.2")
        assert code(await create(service, LOOP, other)) == "budget/steps"

    serve(scenario)


def test_short_programs_use_up_no_allowance():
    async def scenario(service: RunService) -> None:
        await create(service, QUICK)
        assert service.pool.allowance.left(SOMEBODY.address) == 60.0
        await create(service, LOOP)
        assert service.pool.allowance.left(SOMEBODY.address) < 60.0

    serve(scenario)


def test_while_the_service_stops_those_at_work_end_and_those_that_wait_are_sent_away(monkeypatch):
    async def scenario(service: RunService) -> None:
        running = create(service, LOOP)
        await working(service)
        waiting = create(service, LOOP)
        while not service.pool.waiting:
            await asyncio.sleep(0)
        monkeypatch.setattr(service.pool, "_proven", time.monotonic())
        service.pool.retire()
        for task in (waiting, create(service, QUICK)):
            with pytest.raises(Problem) as refused:
                await task
            assert (refused.value.status, refused.value.code) == (503, "service/stopping")
        assert not await service.pool.ready()
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])

    serve(scenario, ENDLESS)
