"""Connections that open and say nothing, or too little."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from urllib.parse import urlsplit

import pytest
import uvicorn

from server import head_deadline
from server.head_deadline import HeadDeadline
from tests.server.event_loop import in_event_loop


async def answer_later(scope, receive, send):
    await asyncio.sleep(0.3)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def closed(reader):
    """Waits until the server has closed the connection. It is reset when the client is still sending."""
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""


def connected(scenario):
    """Runs a scenario with a connection to a server that takes longer to answer than a head may take to arrive."""

    async def main():
        config = uvicorn.Config(answer_later, http=HeadDeadline, lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server._serve([listener]))
            reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
            try:
                async with asyncio.timeout(30):
                    await scenario(reader, writer)
            finally:
                writer.close()
                server.should_exit = True
                await serving

    in_event_loop(main)


@pytest.fixture(autouse=True)
def _short_deadline(monkeypatch):
    monkeypatch.setattr(head_deadline, "HEAD_SECONDS", 0.1)


def test_a_connection_that_says_nothing_is_closed():
    async def scenario(reader, writer):
        await closed(reader)

    connected(scenario)


def test_a_head_that_arrives_byte_by_byte_is_closed():
    async def scenario(reader, writer):
        async def trickle():
            for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + 1_000 * b"x":
                writer.write(bytes([byte]))
                await asyncio.sleep(0.01)

        trickling = asyncio.create_task(trickle())
        await closed(reader)
        assert not trickling.done()
        trickling.cancel()

    connected(scenario)


def test_an_answer_may_take_longer_than_the_head_and_the_connection_is_used_again():
    async def scenario(reader, writer):
        for _ in range(2):
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")

    connected(scenario)


def test_the_second_head_of_a_connection_has_a_deadline_too():
    async def scenario(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"ok")
        writer.write(b"GET / HT")
        await closed(reader)

    connected(scenario)


def test_the_service_closes_a_connection_whose_head_does_not_arrive_within_five_seconds(server_url):
    address = urlsplit(server_url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        began = time.monotonic()
        connection.sendall(b"GET / HT")
        assert connection.recv(1) == b""
        # uvicorn alone would wait for ever.
        assert time.monotonic() - began >= 4.9
