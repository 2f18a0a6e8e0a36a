"""An event loop beside the one that the browser tests keep running in the main thread."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio.from_thread import start_blocking_portal

Answer = TypeVar("Answer")


def in_event_loop(scenario: Callable[[], Awaitable[Answer]]) -> Answer:
    with start_blocking_portal() as portal:
        return portal.call(scenario)
