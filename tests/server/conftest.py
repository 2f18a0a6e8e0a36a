from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from engine.lessons import lesson

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
