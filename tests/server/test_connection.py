"""A request whose client has gone away."""

from __future__ import annotations

import asyncio

import anyio
import pytest
from starlette.requests import Request

from server.documents.problems import Problem
from server.http.connection import while_connected
from tests.server.event_loop import in_event_loop


def request_that_receives(*messages: str) -> Request:
    """A request that gets these messages, and then nothing for ever."""
    waiting = list(messages)

    async def receive() -> dict[str, str]:
        if not waiting:
            await asyncio.Event().wait()
        return {"type": waiting.pop(0)}

    return Request({"type": "http", "headers": []}, receive)


def test_work_ends_when_its_client_leaves():
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def scenario() -> None:
        with anyio.fail_after(30), pytest.raises(Problem):
            await while_connected(request_that_receives("http.request", "http.disconnect"), work())
        assert ended == [True]

    in_event_loop(scenario)


def test_work_is_answered_while_its_client_waits():
    async def work() -> int:
        await asyncio.sleep(0)
        return 42

    async def scenario() -> None:
        assert await while_connected(request_that_receives("http.request"), work()) == 42

    in_event_loop(scenario)


def test_what_work_raises_arrives_as_it_is():
    async def work() -> None:
        raise Problem(503, "service/busy", "later")

    async def scenario() -> None:
        with pytest.raises(Problem) as raised:
            await while_connected(request_that_receives(), work())
        assert raised.value.status == 503

    in_event_loop(scenario)
