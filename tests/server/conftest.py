from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import URL, create_engine

from engine.lessons import lesson
from server.storage.database import TABLES, parse_database
from tests.server.postgres import Cluster, cluster

Post = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def post(client: httpx.Client) -> Post:
    """Posts a program, with other keys of the request as keywords."""

    def post(source: str, **keys: Any) -> httpx.Response:
        return client.post("/api/v1/runs", json={"source": source, **keys})

    return post


@pytest.fixture(scope="session")
def run_lesson(post: Post) -> Callable[[str], dict[str, Any]]:
    """The run document of a lesson."""

    def run_lesson(id: str) -> dict[str, Any]:
        response = post(lesson(id).source)
        assert response.status_code == 200, response.text
        return response.json()

    return run_lesson


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL that runs; a test that stops it starts it again."""
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """One without tables."""
    if request.param == "sqlite":
        return parse_database(str(tmp_path / "data" / "links.sqlite"))
    url: URL = request.getfixturevalue("postgres").url
    engine = create_engine(url)
    TABLES.drop_all(engine)
    engine.dispose()
    return url
