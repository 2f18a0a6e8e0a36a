"""Connections whose clients send or read too slowly are closed, and so many are open at most.

uvicorn itself waits for heads, for bodies that nobody reads, and for readers, for ever.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.documents import Problem
from server.http.handlers import PROBLEM_MEDIA_TYPE, answer
from server.http.headers import DEFAULTS

HEAD_SECONDS = 5.0
# In which a reader must take what was written at once: a portion of an answer (server.http.portions).
READ_SECONDS = 5.0
# Bytes of an answer that the system takes off our hands before they are read. Left alone, it takes megabytes.
SENDING = 131_072
# How often a client that says no more is looked after.
LOOK_SECONDS = 0.05
STILL_HERE = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
CONNECTIONS = 4_000
# Open files besides connections: pipes to workers, the database, and the connections that are told there are too many.
OTHER_FILES = 256


class BoundedHttp(H11Protocol):
    """HTTP/1.1 with deadlines.

    One runs from the first byte of a head, or from the opening of the connection, to its last; the same one for the
    rest of a body that was answered before it arrived. Another for what the client has not read of an answer.

    A client that closes its side once it has asked gets its answer. One that has gone altogether looks the same until
    something is sent to it: then its system says so, and its request is abandoned.
    """

    most = CONNECTIONS
    _deadline: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _looking: asyncio.TimerHandle | None = None
    _says_no_more = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENDING)
        # Whatever the system's own buffer does not take counts as unread.
        transport.set_write_buffer_limits(high=0)
        if len(self.connections) > self.most:
            self.app = _refuse
        self._watch()

    def data_received(self, data: bytes) -> None:
        starts_a_head = self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]
        if starts_a_head:
            self._stop()
        super().data_received(data)
        self._watch()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Whether the connection stays open: while what was asked for is still to be answered."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body:
            return False
        if (
            not self._says_no_more
            and self.conn.our_state is h11.SEND_RESPONSE
            and self.conn.their_http_version == b"1.1"
        ):
            # Clients of HTTP/1.1 read over it (RFC 9110, section 15.2); one that has gone answers with a reset.
            self.transport.write(self.conn.send(STILL_HERE) or b"")
        self._says_no_more = True
        self._look()
        return True

    def _look(self) -> None:
        # Nobody reads from a connection whose other side is closed, so nobody is told of a reset.
        if self.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.transport.abort()
        else:
            self._stop_looking()
            self._looking = self.loop.call_later(LOOK_SECONDS, self._look)

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._says_no_more and self.cycle.response_complete:
            self.transport.close()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self._stop_reading()
        self._stop_looking()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading = self.loop.call_later(READ_SECONDS, self._cut_off)

    def resume_writing(self) -> None:
        self._stop_reading()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets a problem document too; uvicorn's own answer is a line of text."""
        problem = Problem(400, "request/framing", "What arrived is not an HTTP/1.1 request.")
        headers = {"Content-Type": PROBLEM_MEDIA_TYPE, "Connection": "close", **DEFAULTS}
        body = problem.body()
        events = (
            h11.Response(status_code=400, headers=[*headers.items(), ("Content-Length", str(len(body)))]),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        awaits_head = self.conn.their_state is h11.IDLE
        awaits_ignored_body = self.conn.their_state is h11.SEND_BODY and self.conn.our_state is h11.DONE
        if not (awaits_head or awaits_ignored_body):
            self._stop()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut_off(self) -> None:
        # Otherwise the system would go on offering the reader what is in its own buffer.
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    detail = "Too many connections are open; try again in a moment."
    headers = {"Retry-After": "2", "Connection": "close"}
    await answer(Problem(503, "service/connections", detail, headers=headers))(scope, receive, send)


def room_for_connections() -> int:
    """How many connections there may be: as many as the system lets the process have, once it is asked for more."""
    if sys.platform == "win32":
        return CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(CONNECTIONS, soft - OTHER_FILES))
