"""What the tests of links share: links in an event loop, and a look into their database."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import URL, create_engine

from server.fairness.caller import Caller
from server.storage.links import Links
from tests.server.event_loop import in_event_loop

SOMEBODY = Caller(client="somebody", address="192.0.2.1", request="0123456789abcdef")


def with_links(database: URL | None, scenario: Callable[[Links], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def main() -> None:
        links = Links(database, **options)
        await links.warm()
        try:
            await scenario(links)
        finally:
            links.close()

    in_event_loop(main)


def ask_database(database: URL, statement: Any) -> Any:
    engine = create_engine(database)
    try:
        with engine.begin() as connection:
            result = connection.execute(statement)
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()
