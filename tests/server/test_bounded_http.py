"""Connections that open and say nothing, or too little, or do not read what they asked for; and too many of them."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import resource
import socket
import time
from urllib.parse import urlsplit

import pytest
import uvicorn

from server.http import bounded_http
from server.http.bounded_http import BoundedHttp, room_for_connections
from server.http.portions import PORTION, Portions
from tests.server.event_loop import in_event_loop

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
# More than the system's own buffers of both sides take.
LONG = 32 * 1024 * 1024


async def answer_later(scope, receive, send):
    await asyncio.sleep(3 * bounded_http.HEAD_SECONDS)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@Portions
async def answer_at_length(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LONG)]})
    await send({"type": "http.response.body", "body": bytes(LONG)})


async def closed(reader):
    """Waits until the server has closed the connection. It is reset when the client is still sending."""
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""


def connected(scenario, app=answer_later, protocol=BoundedHttp):
    """Runs a scenario with a connection to a server that takes longer to answer than a head may take to arrive."""

    async def main():
        config = uvicorn.Config(app, http=protocol, lifespan="off", log_level="critical")
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
    """Long enough for a head that is on its way while the machine does something else."""
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.5)


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
            writer.write(GET)
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")

    connected(scenario)


def test_the_second_head_of_a_connection_has_a_deadline_too():
    async def scenario(reader, writer):
        writer.write(GET)
        await reader.readuntil(b"ok")
        writer.write(b"GET / HT")
        await closed(reader)

    connected(scenario)


def test_a_body_that_nobody_reads_and_that_arrives_byte_by_byte_is_closed():
    async def scenario(reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")

        async def trickle():
            while True:
                writer.write(b"x")
                await asyncio.sleep(0.01)

        trickling = asyncio.create_task(trickle())
        await closed(reader)
        trickling.cancel()

    connected(scenario)


def test_a_client_that_does_not_read_its_answer_is_cut_off(monkeypatch):
    monkeypatch.setattr(bounded_http, "READ_SECONDS", 0.1)

    async def scenario(reader, writer):
        writer.transport.pause_reading()
        writer.write(GET)
        connection = writer.get_extra_info("socket")
        # Not closed: what was written last would go on waiting in the system's own buffer.
        while connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != errno.ECONNRESET:
            await asyncio.sleep(0.01)

    connected(scenario, answer_at_length)


def test_the_first_byte_that_the_system_does_not_take_counts_as_unread(monkeypatch):
    """Else one who reads all but the last 64 KiB of an answer could keep them waiting for ever."""
    unread = []

    class Watched(BoundedHttp):
        def pause_writing(self):
            unread.append(self.transport.get_write_buffer_size())
            super().pause_writing()

    async def scenario(reader, writer):
        writer.transport.pause_reading()
        writer.write(GET)
        while not unread:
            await asyncio.sleep(0.01)
        assert 0 < unread[0] <= PORTION

    connected(scenario, answer_at_length, Watched)


def test_a_client_that_reads_slowly_but_steadily_gets_all_of_its_answer(monkeypatch):
    """For longer than a portion of the answer may take."""
    monkeypatch.setattr(bounded_http, "READ_SECONDS", 1.0)

    async def scenario(reader, writer):
        writer.write(GET)
        head = await reader.readuntil(b"\r\n\r\n")
        began = time.monotonic()
        received = 0
        while received < LONG:
            received += len(await reader.read(LONG // 20))
            await asyncio.sleep(0.01)
        assert (head[:12], received) == (b"HTTP/1.1 200", LONG)
        assert time.monotonic() - began > 1.0

    connected(scenario, answer_at_length)


def test_one_connection_too_many_is_told_so_and_closed(monkeypatch):
    monkeypatch.setattr(BoundedHttp, "most", 1)

    async def scenario(reader, writer):
        second_reader, second = await asyncio.open_connection(*writer.get_extra_info("peername"))
        second.write(GET)
        refusal = await second_reader.read()
        second.close()
        assert refusal.startswith(b"HTTP/1.1 503")
        assert b'"code":"service/connections"' in refusal
        assert b"retry-after: 2" in refusal
        writer.write(GET)
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")

    connected(scenario)


def test_there_are_as_many_connections_as_the_open_files_leave_room_for(monkeypatch):
    """256 files are kept for other things than connections."""
    limits = {"now": (1_024, 2_000)}
    monkeypatch.setattr(resource, "getrlimit", lambda which: limits["now"])
    monkeypatch.setattr(resource, "setrlimit", lambda which, asked: limits.update(now=asked))
    assert room_for_connections() == 1_744
    assert limits["now"] == (2_000, 2_000)


def test_the_service_closes_a_connection_whose_head_does_not_arrive_within_five_seconds(server_url):
    address = urlsplit(server_url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        began = time.monotonic()
        connection.sendall(b"GET / HT")
        assert connection.recv(1) == b""
        # uvicorn alone would wait for ever.
        assert time.monotonic() - began >= 4.9


def test_the_service_answers_a_body_that_trickles_in_after_five_seconds_and_closes(server_url):
    """One byte a second: each arrives in time, all of them do not."""
    address = urlsplit(server_url)
    head = (
        b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=1) as connection:
        began = time.monotonic()
        connection.sendall(head)
        answer = b""
        while not answer:
            connection.sendall(b" ")
            with contextlib.suppress(TimeoutError):
                answer = connection.recv(4_096)
        assert time.monotonic() - began >= 4.9
        assert answer.startswith(b"HTTP/1.1 408")
        connection.settimeout(30)
        # A byte of ours that crosses the answer meets a closed connection, which TCP tells by a reset.
        with contextlib.suppress(ConnectionResetError):
            while answer:
                answer = connection.recv(4_096)


@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_a_client_that_closes_its_side_after_its_request_gets_its_answer(version):
    async def scenario(reader, writer):
        writer.write(GET.replace(b"1.1", version))
        writer.write_eof()
        answer = await reader.read()
        assert answer.endswith(b"ok")
        # What comes before the answer, if anything, is what HTTP/1.1 has for that.
        before = answer.partition(b"HTTP/1.1 200")[0]
        assert before == (b"HTTP/1.1 100 Continue\r\n\r\n" if version == b"1.1" else b"")

    connected(scenario)


def test_a_client_that_closes_its_side_after_several_requests_gets_all_answers():
    async def scenario(reader, writer):
        writer.write(GET * 3)
        writer.write_eof()
        assert (await reader.read()).count(b"HTTP/1.1 200") == 3

    connected(scenario)


def test_a_client_that_closes_its_side_in_the_middle_of_a_request_gets_none():
    async def scenario(reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab")
        writer.write_eof()
        await closed(reader)

    connected(scenario)


def test_the_work_for_a_client_that_has_gone_is_given_up():
    """It closes both sides: the system answers whatever is sent to it with a reset."""
    left = asyncio.Event()

    async def wait_for_ever(scope, receive, send):
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    async def scenario(reader, writer):
        writer.write(GET)
        await asyncio.sleep(0)
        writer.close()
        await left.wait()

    connected(scenario, wait_for_ever)
