"""Who takes compressed answers gets them, from the worker; the document is the same bytes either way."""

from __future__ import annotations

import gzip
import json

import pytest
from starlette.responses import StreamingResponse
from starlette.types import Message

from engine.language import CLASS
from engine.lessons import lesson
from server.http.compression import accepts_gzip, gunzipped
from server.worker.jobs import GZIP_FROM, Job, perform
from tests.server.event_loop import in_event_loop

SOURCE = lesson("25_two_layer_bce").source


# RFC 9110, 12.5.3: its own examples first.
@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("compress, gzip", True),
        ("", False),
        ("*", True),
        ("compress;q=0.5, gzip;q=1.0", True),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", True),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("GZip ; Q=0.1", True),
        ("x-gzip", True),
        ("br, *;q=0", False),
        ("*, gzip;q=0", False),
        ("zgzip, gzipped", False),
        ("gzip;q=.", False),
    ],
)
def test_a_client_is_taken_at_its_word(header, accepted):
    assert accepts_gzip(header) is accepted


@pytest.fixture(scope="module")
def address(post):
    return f"/api/v1/runs/{post(SOURCE).json()['id']}"


def raw(client, address, accepted, **headers):
    """The answer with its body as it came over the wire."""
    with client.stream("GET", address, headers={"Accept-Encoding": accepted, **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


def test_both_forms_are_the_same_document(client, address):
    plain, document = raw(client, address, "identity")
    packed, body = raw(client, address, "gzip")
    assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (False, "gzip")
    assert gzip.decompress(body) == document
    assert len(body) < len(document) / 3


@pytest.mark.parametrize("first", ["identity", "gzip"])
def test_a_run_kept_in_one_form_is_given_in_the_other(client, first):
    """The first to post decides how it is kept."""
    body = json.dumps({"source": f"# first {first}\n{SOURCE}"}).encode()
    heads = {"Content-Type": "application/json"}
    made = client.post("/api/v1/runs", content=body, headers=heads | {"Accept-Encoding": first})
    for accepted in ("gzip", "identity"):
        again = client.post("/api/v1/runs", content=body, headers=heads | {"Accept-Encoding": accepted})
        assert again.content == made.content
        assert ("content-encoding" in again.headers) == (accepted == "gzip")


@pytest.mark.parametrize("part", ["", "/graph", "/steps", "/explanations?to=50"])
def test_caches_are_told_what_the_form_depends_on(client, address, part):
    for accepted in ("identity", "gzip"):
        answer, _ = raw(client, address + part, accepted)
        assert answer.headers.get_list("vary") == ["Accept-Encoding"]
        # A strong tag promises the bytes; those of the compressed form are others.
        assert answer.headers["etag"].startswith("W/") == ("content-encoding" in answer.headers)
        again, body = raw(client, address + part, accepted, **{"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, body, again.headers["vary"]) == (304, b"", "Accept-Encoding")


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_head_says_what_get_says_and_sends_nothing(client, address, accepted):
    full, _ = raw(client, address, accepted)
    head = client.head(address, headers={"Accept-Encoding": accepted})
    assert head.content == b""
    for name in ("content-type", "content-length", "content-encoding", "etag", "vary", "cache-control"):
        assert head.headers.get(name) == full.headers.get(name), name


def test_head_of_a_forgotten_run_is_404(client):
    assert client.head(f"/api/v1/runs/{32 * '0'}").status_code == 404


def test_a_problem_with_much_of_a_run_in_it_is_compressed_too(client):
    source = f"{SOURCE}\nA2 + undefined\n"
    answer = client.post("/api/v1/runs", json={"source": source}, headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["content-encoding"]) == (422, "gzip")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["partial"]["nodes"]


@pytest.mark.parametrize("path", ["/api/v1/lessons", "/", "/openapi.json"])
def test_what_the_server_makes_itself_is_compressed_for_those_who_take_it(client, path):
    for accepted, coding in {"gzip": "gzip", "gzip;q=0": None, "identity": None}.items():
        answer, _ = raw(client, path, accepted)
        assert answer.headers.get("content-encoding") == coding


def test_the_worker_compresses_what_is_long_enough():
    long, short = (Job(json.dumps({"source": text}).encode(), CLASS, "version", gzip=True) for text in (SOURCE, "x ="))
    assert perform(long).gzipped
    assert not perform(short).gzipped
    assert len(perform(short).body) < GZIP_FROM


def test_a_small_packet_cannot_unpack_into_more_than_is_allowed():
    packed = gzip.compress(bytes(1_000_000))
    assert len(packed) < 2_000

    async def unpacked() -> list[int]:
        return [len(portion) async for portion in gunzipped(packed, 100_000)]

    assert in_event_loop(unpacked) == [65_536, 34_464]


def test_nothing_more_is_unpacked_for_a_client_that_has_left():
    packed = gzip.compress(bytes(50 * 65_536))

    async def sent() -> int:
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            messages.append(message)

        await StreamingResponse(gunzipped(packed, len(packed) * 1_000))({"type": "http"}, receive, send)
        return sum(len(message.get("body", b"")) for message in messages)

    assert in_event_loop(sent) <= 2 * 65_536
