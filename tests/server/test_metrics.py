"""What an operator reads at /metrics, and that nobody reads it unless it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from server.app import create_app
from server.storage.database import parse_database
from tests.server.event_loop import in_event_loop

Samples = dict[tuple[str, ...], float]
SQUARE = {"source": "x = 2.0\ny = x * x\n"}


def samples(text: str) -> Samples:
    """The values by name and labels: ("gradwalk_jobs_total", "run", "ok")."""
    families = text_string_to_metric_families(text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def measured(scenario: Callable[[httpx.AsyncClient], Awaitable[None]], database: Path) -> Samples:
    """What /metrics says after a scenario against an application of its own."""

    async def main() -> Samples:
        app = create_app(metrics=True, database=parse_database(str(database)))
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=30) as client,
        ):
            await scenario(client)
            answer = await client.get("/metrics")
            assert answer.headers["content-type"].startswith("text/plain; version=")
            return samples(answer.text)

    return in_event_loop(main)


def test_runs_are_counted_by_verdict_and_kept_answers_beside_them(tmp_path):
    """Posted: one program three times, one with a mistake, one without end."""

    async def scenario(client: httpx.AsyncClient) -> None:
        for _ in range(3):
            await client.post("/api/v1/runs", json=SQUARE)
        await client.post("/api/v1/runs", json={"source": "y = x"})
        await client.post("/api/v1/runs", json={"source": "while True:\n    pass\n"})

    found = measured(scenario, tmp_path / "links.sqlite")
    assert found["gradwalk_jobs_total", "run", "ok"] == 1
    assert found["gradwalk_jobs_total", "run", "name"] == 1
    assert found["gradwalk_jobs_total", "run", "budget/steps"] == 1
    assert found["gradwalk_cache_lookups_total", "hit"] == 2
    assert found["gradwalk_cache_lookups_total", "miss"] == 3
    assert found["gradwalk_cache_bytes",] > 0
    assert found["gradwalk_cpu_seconds_total", "run"] > 0
    assert found["gradwalk_queue_wait_seconds_count",] == 3
    assert (found["gradwalk_queue_length",], found["gradwalk_workers_at_work",]) == (0, 0)


def test_links_are_counted_by_what_came_of_them(tmp_path):
    async def scenario(client: httpx.AsyncClient) -> None:
        made = [await client.post("/api/v1/links", json=SQUARE) for _ in range(2)]
        await client.get(f"/api/v1/links/{made[0].json()['id']}")
        await client.get("/api/v1/links/aaaaaaaaaaaa")

    found = measured(scenario, tmp_path / "links.sqlite")
    outcomes = ("made", "known", "opened", "unknown", "failed")
    assert [found["gradwalk_links_total", outcome] for outcome in outcomes] == [1, 1, 1, 1, 0]
    document = rb'{"schema":"gradwalk.link/1","source":"x = 2.0\ny = x * x\n","view":{}}'
    assert found["gradwalk_links_bytes",] == len(document)
    assert found["gradwalk_links_capacity_bytes",] == 1024**3


def test_links_that_could_not_be_kept_are_counted(tmp_path):
    (tmp_path / "data").write_text("")

    async def scenario(client: httpx.AsyncClient) -> None:
        await client.post("/api/v1/links", json=SQUARE)

    # Looking at the database at the start and for these figures asks for no link.
    assert measured(scenario, tmp_path / "data" / "links.sqlite")["gradwalk_links_total", "failed"] == 1


def test_an_event_loop_that_is_held_up_is_late(tmp_path, monkeypatch):
    """Work of 150 ms in between makes at least one beat later than 100 ms."""
    monkeypatch.setattr("server.metrics.BEAT_SECONDS", 0.01)

    async def scenario(client: httpx.AsyncClient) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + 0.15
        while loop.time() < until:
            pass
        await asyncio.sleep(0.05)

    found = measured(scenario, tmp_path / "links.sqlite")
    beats = found["gradwalk_event_loop_lag_seconds_count",]
    assert found["gradwalk_event_loop_lag_seconds_bucket", "0.1"] < beats


def test_two_applications_count_for_themselves(tmp_path):
    async def scenario(client: httpx.AsyncClient) -> None:
        await client.post("/api/v1/runs", json=SQUARE)

    for _ in range(2):
        assert measured(scenario, tmp_path / "links.sqlite")["gradwalk_jobs_total", "run", "ok"] == 1


def test_metrics_that_were_not_asked_for_are_not_there(client):
    assert client.get("/metrics").status_code == 404
    assert "/metrics" not in client.get("/openapi.json").json()["paths"]
