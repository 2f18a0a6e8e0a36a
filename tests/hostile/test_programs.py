"""Every hostile program through the real server: its verdict, and the same one each time.

A program that took too long or too much would be told so by a verdict of its own: no entry expects that one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle

import httpx
import pytest

from tests.hostile.programs import KINDS, Hostile, programs_of

# Two at a time: a worker and the one in reserve.
AT_ONCE = 2
# What an address may compute in a minute does not last for all; Linux has many addresses for one machine.
ADDRESSES = [f"127.0.0.{number}" for number in range(1, 9)] if sys.platform == "linux" else ["127.0.0.1"]
# An answer may take as long as a busy machine needs.
SECONDS = 120
# This many times a program is posted again when that is used up all the same.
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    status: int
    code: str
    line: int | None
    body: bytes


@pytest.fixture(scope="module")
def clients(class_server: str) -> Iterator[list[httpx.Client]]:
    """One for each address."""
    with ExitStack() as opened:
        # The server closes connections that rest; here they would rest while the others have their turn.
        limits = httpx.Limits(max_keepalive_connections=0)
        transports = [httpx.HTTPTransport(local_address=address, limits=limits) for address in ADDRESSES]
        yield [
            opened.enter_context(httpx.Client(base_url=class_server, timeout=SECONDS, transport=transport))
            for transport in transports
        ]


def post(client: httpx.Client, body: bytes) -> Answer:
    headers = {"Content-Type": "application/json"}
    for _ in range(PATIENCE):
        response = client.post("/api/v1/runs", content=body, headers=headers)
        if response.status_code not in (429, 503):
            break
        time.sleep(int(response.headers["Retry-After"]))
    document = response.json()
    ok = response.status_code == 200
    return Answer(response.status_code, "ok" if ok else document["code"], document.get("line"), response.content)


def deviation(client: httpx.Client, hostile: Hostile) -> str | None:
    """What is not as it must be."""
    body = json.dumps({"source": hostile.source}, ensure_ascii=False)
    first = post(client, body.encode())
    # The same bytes are answered from memory; in another spelling the program runs again.
    kept, again = (post(client, (body + blank).encode()) for blank in ("", " "))
    verdict = f"{hostile.name}: {first.status} {first.code}, line {first.line}"
    if first.code != hostile.code or hostile.line not in (None, first.line):
        return f"{verdict}; expected {hostile.code}, line {hostile.line}"
    if first.status != (200 if hostile.code == "ok" else 422):
        return verdict
    if kept.body != first.body or again.body != first.body:
        return f"{verdict}; then {again.status} {again.code}"
    return None


@pytest.mark.parametrize("kind", KINDS, ids=[kind.__name__.rpartition(".")[2] for kind in KINDS])
def test_hostile_programs_get_their_verdict_and_get_it_again(clients: list[httpx.Client], kind):
    with ThreadPoolExecutor(AT_ONCE) as threads:
        deviations = threads.map(deviation, cycle(clients), programs_of(kind))
        assert "\n".join(found for found in deviations if found) == ""


def test_the_corpus_is_as_large_as_it_says_and_names_each_program_once():
    names = [hostile.name for kind in KINDS for hostile in programs_of(kind)]
    assert len(names) == len(set(names)) >= 750
