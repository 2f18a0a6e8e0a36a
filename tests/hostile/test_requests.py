"""Every hostile request, byte by byte over a socket: a problem document, and never a word of it back."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import h11
import httpx
import pytest

from server.payload import Problem
from tests.hostile.requests import MARK, REQUESTS, Request, get, post

SECONDS = 60


def send(server: str, sent: bytes) -> bytes:
    """All that the server answers until it closes the connection."""
    address = urlsplit(server)
    received = bytearray()
    with socket.create_connection((address.hostname, address.port), timeout=SECONDS) as connection:
        try:
            connection.sendall(sent)
            while part := connection.recv(65_536):
                received += part
        except ConnectionError:
            # It is closed while more is being sent than the server wants to have.
            pass
    return bytes(received)


def responses(received: bytes, *methods: str) -> list[tuple[h11.Response, bytes]]:
    """The answers to requests of these methods, with their bodies."""
    client = h11.Connection(h11.CLIENT)
    client.receive_data(received)
    client.receive_data(b"")
    found = []
    for method in methods:
        client.send(h11.Request(method=method, target="/", headers=[("Host", "localhost")]))
        client.send(h11.EndOfMessage())
        body = bytearray()
        while not isinstance(event := client.next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                body += event.data
        found.append((response, bytes(body)))
        if client.our_state is h11.DONE and client.their_state is h11.DONE:
            client.start_next_cycle()
    return found


@pytest.mark.parametrize("hostile", REQUESTS.values(), ids=REQUESTS)
def test_a_hostile_request_gets_a_problem_and_nothing_of_it_comes_back(class_server: str, hostile: Request):
    received = send(class_server, hostile.sent)
    ((response, body),) = responses(received, "GET")
    assert response.status_code == hostile.status
    assert MARK.encode() not in received
    if hostile.code is not None:
        assert dict(response.headers)[b"content-type"] == b"application/problem+json"
        problem = Problem.model_validate_json(body)
        assert (problem.status, problem.code) == (hostile.status, hostile.code)


def test_the_corpus_is_as_large_as_it_says():
    assert len(REQUESTS) >= 80


def test_requests_in_one_packet_are_answered_one_after_the_other(class_server: str):
    kept = get("/api/v1/zebra").replace(b"Connection: close\r\n", b"")
    received = send(class_server, kept + kept + get("/healthz"))
    assert [response.status_code for response, _ in responses(received, "GET", "GET", "GET")] == [404, 404, 200]


def test_what_follows_a_body_is_no_second_request(class_server: str):
    received = send(class_server, post(b"{}") + get("/healthz"))
    ((response, _),) = responses(received, "POST")
    assert response.status_code == 422
    assert received.count(b"HTTP/1.1 ") == 1


ADDRESSES = ("/", "/docs", "/openapi.json", "/healthz", "/readyz", "/api/v1/limits", "/api/v1/lessons", "/api/v1/ops")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "ZEBRA"])
def test_an_address_that_is_read_refuses_every_other_method_and_names_those_it_answers(
    class_server: str, address: str, method: str
):
    answer = httpx.request(method, class_server + address, timeout=SECONDS)
    assert (answer.status_code, answer.json()["code"]) == (405, "request/method")
    assert "GET" in answer.headers["Allow"]
    assert "Access-Control-Allow-Origin" not in answer.headers
