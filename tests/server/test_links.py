"""Short links: kept for good, under one address from every server, as text and nothing else.

The tests of the storage run on SQLite and on PostgreSQL; what may happen to a database has a file of its own.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import URL, func, select

from server.app import create_app
from server.documents.problems import Problem as Refusal
from server.fairness.caller import Caller
from server.payload import LinkAddress, LinkDocument, LinkRequest, Problem
from server.storage.database import LEDGER, LINKS, parse_database
from server.storage.links import Links
from tests.server.event_loop import in_event_loop
from tests.server.links_database import SOMEBODY, ask_database, with_links

API = "/api/v1/links"
JSON = {"Content-Type": "application/json"}
SQUARE = {"source": "x = 2.0\ny = x * x\n", "view": {"step": 3}}

HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)> &lt; \" ' `",
    "SQL": "x'); DROP TABLE links; --",
    "control characters": "\x00\x01\x1b[31m\x7f\r\n\t",
    "bidirectional": "\u202ereversed\u2066 \u200b\ufeff",
    "no normal form": "e\u0301 \u212b \U0001d4b8",
    "beyond the first plane": "\U0001f525\U0010ffff",
    "a JSON text": '{"source": "\\ud800"}',
}


@contextmanager
def server(database: URL | Path, *options: str) -> Iterator[httpx.Client]:
    """A server process of its own."""
    told = database.render_as_string(hide_password=False) if isinstance(database, URL) else str(database)
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--no-browser", "--workers", "1", *options]
    with subprocess.Popen([*command, "--database", told], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            with httpx.Client(base_url=process.stdout.readline().split()[-1], timeout=30) as client:
                yield client
        finally:
            process.terminate()


def keep(client: httpx.Client, **keys: Any) -> LinkAddress:
    response = client.post(API, json=keys)
    assert response.status_code in (200, 201), response.text
    return LinkAddress.model_validate_json(response.content)


def problem(response: httpx.Response) -> Problem:
    assert response.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate_json(response.content)
    assert found.status == response.status_code
    return found


def test_a_link_outlives_the_server_and_comes_back_as_it_was_written(database):
    with server(database) as client:
        made = {name: keep(client, source=text, lesson=text, view={text: text}) for name, text in HOSTILE.items()}
    with server(database) as client:
        for name, text in HOSTILE.items():
            link = LinkDocument.model_validate_json(client.get(f"{API}/{made[name].id}").content)
            assert (link.source, link.lesson, link.view) == (text, text, {text: text}), name


def test_two_servers_share_one_database(database):
    """40 links posted to both at once: each is made once, and each server has all of them."""
    programs = [f"x = {number}.0\ny = x * x\n" for number in range(20)]
    with server(database) as one, server(database) as other, ThreadPoolExecutor(8) as threads:
        clients = [one, other] * len(programs)
        answers = list(
            threads.map(lambda client, source: client.post(API, json={"source": source}), clients, sorted(programs * 2))
        )
        assert sorted(answer.status_code for answer in answers) == [200] * 20 + [201] * 20
        ids = {answer.json()["id"] for answer in answers}
        assert len(ids) == 20
        for client in (one, other):
            assert {client.get(f"{API}/{id}").json()["source"] for id in ids} == set(programs)
    # What all links have together is counted in one place, however many servers add to it.
    size = ask_database(database, select(func.sum(func.length(LINKS.c.document))))
    assert ask_database(database, select(LEDGER.c.bytes)) == size


def test_an_address_is_the_digest_of_what_it_leads_to(client):
    r"""printf %s '{"schema":"gradwalk.link/1","source":"x = 2.0\ny = x * x\n","view":{"step":3}}' |
    sha256sum | xxd -r -p | base32 | tr A-Z a-z | cut -c1-12
    """
    first = client.post(API, json=SQUARE)
    assert first.status_code == 201
    assert first.json() == {
        "id": "5z2yt65cy653",
        "path": "/p/5z2yt65cy653",
        "url": f"{client.base_url}/p/5z2yt65cy653",
    }
    assert first.headers["location"] == f"{API}/5z2yt65cy653"
    spelled_otherwise = (
        b'{ "view" : {"step" : 3}, "target": null, "leaves": {}, "source": "x = 2.0\\u000ay = x * x\\n"}'
    )
    again = client.post(API, content=spelled_otherwise, headers=JSON)
    assert (again.status_code, again.json()) == (200, first.json())
    assert client.post(API, json=SQUARE | {"view": {"step": 4}}).json() != first.json()


def test_what_was_kept_is_answered_whole(client):
    link = {
        "source": "w = x",
        "leaves": {"w": [[1, 2.5], ["NaN", -0.0]]},
        "target": "w",
        "lesson": "05_add_mul",
        "view": {"step": 3, "node": "n1", "direction": "down", "scale": 0.1},
    }
    answer = client.get(f"{API}/{keep(client, **link).id}")
    assert answer.json() == link | {"schema": "gradwalk.link/1"}
    assert "immutable" in answer.headers["cache-control"]


def test_the_page_opens_at_a_short_address_under_the_strict_policy(client):
    page = client.get(keep(client, **SQUARE).path)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "require-trusted-types-for 'script'" in page.headers["content-security-policy"]


BODIES = {
    "no JSON": (b"zebra", 400, "request/json"),
    "a key twice": (b'{"source": "", "source": ""}', 400, "request/json"),
    "too many bytes": (b'{"source": "' + b"#" * 1_048_576 + b'"}', 413, "request/body-size"),
    "no source": (b'{"view": {}}', 422, "request/body"),
    "an unknown key": (b'{"source": "", "zebra": 1}', 422, "request/body"),
    "leaves that are no numbers": (b'{"source": "", "leaves": {"x": "zebra"}}', 422, "request/body"),
    "a lesson that is a number": (b'{"source": "", "lesson": 5}', 422, "request/body"),
    "a view that is a list": (b'{"source": "", "view": []}', 422, "request/body"),
    "a view of lists": (b'{"source": "", "view": {"step": [1]}}', 422, "request/body"),
    "a view that is true": (b'{"source": "", "view": {"step": true}}', 422, "request/body"),
    "a view of nothing": (b'{"source": "", "view": {"step": null}}', 422, "request/body"),
    "half a pair in the view": (b'{"source": "", "view": {"step": "\\ud800"}}', 422, "request/body"),
    "half a pair in a name of the view": (b'{"source": "", "view": {"\\ud800": 1}}', 422, "request/body"),
    "half a pair in the lesson": (b'{"source": "", "lesson": "\\ud800"}', 422, "request/body"),
}


@pytest.mark.parametrize(("sent", "status", "code"), BODIES.values(), ids=BODIES)
def test_a_link_that_does_not_fit_is_told_why(client, sent, status, code):
    found = problem(client.post(API, content=sent, headers=JSON))
    assert (found.status, found.code) == (status, code)
    assert "zebra" not in found.detail
    if status == 422:
        with pytest.raises(ValidationError):
            LinkRequest.model_validate_json(sent)


def test_a_body_that_is_not_declared_as_json_and_a_host_that_is_none_are_refused(client):
    found = problem(client.post(API, content=b"{}", headers={"Content-Type": "text/plain"}))
    assert (found.status, found.code) == (415, "request/media-type")
    for host in ("", "zebra/path", "[::1", "a b"):
        found = problem(client.post(API, json=SQUARE, headers={"Host": host}))
        assert (found.status, found.code) == (400, "request/host")


@pytest.mark.parametrize("id", ["aaaaaaaaaaaa", "zebra", "5Z2YT65CY653", "%00aaaaaaaaaaa", "a" * 5_000, "'%20or%201=1"])
def test_a_link_that_was_never_made_is_told_with_the_way_out(client, id):
    found = problem(client.get(f"{API}/{id}"))
    assert (found.status, found.code) == (404, "link/unknown")
    assert "ask for the link again" in found.detail


def test_two_documents_whose_digests_begin_alike_get_different_addresses(database, monkeypatch):
    """The SHA-256 of "link 31" and of "link 38" begin with ry in base32, and go on with moaj and fp7o."""
    monkeypatch.setattr("server.storage.links.LENGTHS", (2, 6))
    monkeypatch.setattr("server.storage.links.ID", re.compile("[a-z2-7]{2,6}"))

    async def scenario(links: Links) -> None:
        assert await links.keep(b"link 31", SOMEBODY) == ("ry", True)
        assert await links.keep(b"link 38", SOMEBODY) == ("ryfp7o", True)
        assert await links.keep(b"link 38", SOMEBODY) == ("ryfp7o", False)
        assert [await links.find(id) for id in ("ry", "ryfp7o", "rymoaj")] == [b"link 31", b"link 38", None]

    with_links(database, scenario)


def test_when_all_bytes_are_used_up_new_links_are_refused_and_old_ones_stay(database):
    """Two documents of 40 bytes fit into 100, a third does not."""

    async def scenario(links: Links) -> None:
        ids = [(await links.keep(letter * 40, SOMEBODY))[0] for letter in (b"a", b"b")]
        with pytest.raises(Refusal) as refused:
            await links.keep(b"c" * 40, SOMEBODY)
        assert (refused.value.status, refused.value.code) == (503, "link/full")
        assert await links.keep(b"a" * 40, SOMEBODY) == (ids[0], False)
        assert (await links.keep(b"d" * 20, SOMEBODY))[1]
        assert [await links.find(id) for id in ids] == [b"a" * 40, b"b" * 40]
        # PostgreSQL would not take it for a text.
        assert await links.find("a\0" * 6) is None

    with_links(database, scenario, capacity=100)
    assert ask_database(database, select(LEDGER.c.bytes)) == 100


def test_many_at_once_make_each_link_once(database):
    async def scenario(links: Links) -> None:
        callers = [Caller(f"client {number}", "192.0.2.1", "request") for number in range(8)]
        answers = await asyncio.gather(*(links.keep(b"the same", caller) for caller in callers))
        assert sorted(new for _, new in answers) == [False] * 7 + [True]
        assert len({id for id, _ in answers}) == 1

    with_links(database, scenario)
    assert ask_database(database, select(LEDGER.c.bytes)) == len(b"the same")


def test_a_client_makes_30_links_a_minute_and_known_ones_do_not_count(database):
    async def scenario(links: Links) -> None:
        for number in range(30):
            links.check(SOMEBODY)
            for _ in range(2):
                await links.keep(b"link %d" % number, SOMEBODY)
        with pytest.raises(Refusal) as refused:
            links.check(SOMEBODY)
        assert (refused.value.status, refused.value.code) == (429, "link/allowance")
        assert int(refused.value.headers["Retry-After"]) <= 2
        links.check(Caller("another tab", SOMEBODY.address, "request"))

    with_links(database, scenario, clock=lambda: 0.0)


def test_an_address_makes_600_links_a_minute_whatever_its_clients_are_called(database):
    async def scenario(links: Links) -> None:
        for number in range(600):
            await links.keep(b"link %d" % number, Caller(f"client {number}", SOMEBODY.address, "request"))
        with pytest.raises(Refusal):
            links.check(Caller("client 600", SOMEBODY.address, "request"))
        links.check(Caller("client 600", "192.0.2.2", "request"))

    with_links(database, scenario, clock=lambda: 0.0)


def test_a_client_makes_a_mebibyte_of_links_an_hour_and_an_address_16_a_day(database):
    """Of 125 kB each: the ninth is more than a mebibyte, and after half an hour half of that may be added again."""
    now = 0.0

    async def scenario(links: Links) -> None:
        async def make(number: int, caller: Caller) -> None:
            links.check(caller)
            await links.keep(b"%09d" % number + bytes(125_000 - 9), caller)

        nonlocal now
        for number in range(9):
            await make(number, SOMEBODY)
        with pytest.raises(Refusal, match="bytes of links it may in an hour") as refused:
            links.check(SOMEBODY)
        assert (refused.value.status, refused.value.code) == (429, "link/allowance")
        # 9 · 125,000 bytes are 76,424 above the mebibyte, which comes back in 262.4 s.
        assert refused.value.headers["Retry-After"] == "263"
        now = 263.0
        links.check(SOMEBODY)
        for number in range(9, 135):
            await make(number, Caller(f"client {number}", SOMEBODY.address, "request"))
        with pytest.raises(Refusal, match="bytes of links they may in a day"):
            links.check(Caller("another client", SOMEBODY.address, "request"))
        links.check(Caller("another client", "192.0.2.2", "request"))

    with_links(database, scenario, clock=lambda: now)


def test_an_operator_is_told_once_that_links_are_nearly_full(database, caplog):
    async def scenario(links: Links) -> None:
        for letter in b"abcde":
            await links.keep(bytes([letter]) * 20, SOMEBODY)
        assert links.size == 100
        (told,) = [record.getMessage() for record in caplog.records]
        assert "the links have 80 of at most 100 bytes" in told
        assert "gradwalk links prune" in told

    with_links(database, scenario, capacity=100)


def test_a_server_without_a_folder_for_links_serves_everything_else(tmp_path):
    obstacle = tmp_path / "data"
    obstacle.write_text("")
    with server(obstacle / "links.sqlite") as client:
        found = problem(client.post(API, json=SQUARE))
        assert (found.status, found.code) == (503, "link/database")
        assert client.post("/api/v1/runs", json={"source": SQUARE["source"]}).status_code == 200


def test_a_password_does_not_stand_in_the_log(caplog):
    """Nothing listens at port 1."""

    async def scenario(links: Links) -> None:
        with pytest.raises(Refusal):
            await links.find("a" * 12)

    pytest.importorskip("psycopg")
    with_links(parse_database("postgresql://somebody:zebra@127.0.0.1:1/links"), scenario)
    assert "127.0.0.1" in caplog.text
    assert "zebra" not in caplog.text


def test_a_server_that_keeps_no_links_says_so():
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(f"{API}/aaaaaaaaaaaa")

    found = problem(in_event_loop(send))
    assert (found.status, found.code) == (503, "link/off")
