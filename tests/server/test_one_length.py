"""One request in the bytes of one request."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest


@pytest.mark.parametrize("request_line", ["GET /healthz", "GET /", "POST /api/v1/runs"])
def test_a_body_of_two_lengths_is_refused_at_every_address_and_the_connection_closed(server_url, request_line):
    """What follows is the body to one of the two lengths, and to the other a request of its own."""
    address = urlsplit(server_url)
    head = f"{request_line} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    lengths = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall((head + lengths + smuggled).encode())
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code":"request/framing"' in answer
    assert answer.count(b"HTTP/1.1 ") == 1
