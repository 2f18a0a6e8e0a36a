"""A good client beside many that send or read hardly anything, and how soon those are cut off."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import time
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.client import Client, Group
from tests.benchmarks.hostile_clients import LESSON, PAUSE

PATIENCE = 30.0
BODY = (
    b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
)
# An answer of some megabytes, which the system's own buffers do not take.
LARGE = "import torch\nx = torch.ones(1, requires_grad=True)\nfor i in range(2400):\n    x = x + 1.0\nx.backward()"


async def measure(url: str, seconds: float, slow: int) -> list[Group]:
    """The rows of slow clients say how long their connections lived."""
    groups = []
    numbers = itertools.count()
    kinds: dict[str, Callable[[str, int], Coroutine[Any, Any, None]]] = {
        "heads": _slow_head,
        "bodies": _slow_body,
        "readers": _slow_reader,
    }
    maker = Client(url, "large-answer")
    await maker.post(LARGE, Group("large"))
    maker.close()
    for kind, connect in kinds.items():
        cut = Group(f"{slow} slow {kind}, closed after")
        good = Group(f"good, beside slow {kind}")

        async def linger(
            number: int, connect: Callable[[str, int], Coroutine[Any, Any, None]] = connect, cut: Group = cut
        ) -> None:
            began = time.perf_counter()
            verdict = "closed"
            try:
                async with asyncio.timeout(PATIENCE):
                    with contextlib.suppress(ConnectionError):
                        await connect(url, number)
            except TimeoutError:
                verdict = "still open"
            cut.note(began, verdict)

        lingering = [asyncio.create_task(linger(number)) for number in range(slow)]
        client = Client(url, "good-client")
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await client.post(f"# {next(numbers)} {kind}\n{LESSON}", good)
            await asyncio.sleep(PAUSE)
        client.close()
        await asyncio.gather(*lingering)
        groups += [good, cut]
    return groups


async def _slow_head(url: str, number: int) -> None:
    await _trickle(url, b"GET / HTTP/1.1\r\nX: ")


async def _slow_body(url: str, number: int) -> None:
    await _trickle(url, BODY)


async def _trickle(url: str, start: bytes) -> None:
    """A byte a second after the start, until the connection is closed."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(start)
    try:
        while not reader.at_eof():
            writer.write(b"x")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    while await reader.read(65_536):
                        pass
    finally:
        writer.close()


async def _slow_reader(url: str, number: int) -> None:
    """Asks for the large answer and reads a byte a second."""
    loop = asyncio.get_running_loop()
    host = urlsplit(url)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.setblocking(False)
        await loop.sock_connect(connection, (host.hostname, host.port))
        body = json.dumps({"source": LARGE}).encode()
        head = BODY.replace(b"1000", b"%d" % len(body))
        await loop.sock_sendall(connection, head + body)
        while await loop.sock_recv(connection, 1):
            await asyncio.sleep(0.5)
            # What came before a connection was cut off can still be read, for an hour at this pace.
            if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return
