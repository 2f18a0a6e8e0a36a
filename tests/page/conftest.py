from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

Open = Callable[..., Page]


@pytest.fixture
def complaints(page: Page, server_url: str) -> list[str]:
    """What the browser complains about: errors, refusals of the content policy, missing files, other hosts."""
    found: list[str] = []
    host = urlsplit(server_url).netloc

    def check_console(message: object) -> None:
        # A mistake in a program is answered with 422, and Chromium writes every such answer to its console.
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            found.append(message.text)

    page.on("console", check_console)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "request", lambda request: found.append(request.url) if urlsplit(request.url).netloc not in (host, "") else None
    )
    page.on("response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status == 404 else None)
    return found


@pytest.fixture
def open_page(page: Page, server_url: str, complaints: list[str]) -> Iterator[Open]:
    """Opens the page at a fragment and waits until everything has arrived; at the end nothing may have gone wrong."""

    def open_page(fragment: str = "", path: str = "/") -> Page:
        page.goto(f"{server_url}{path}{fragment}")
        wait_until_ready(page)
        return page

    yield open_page
    assert complaints == []


def wait_until_ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")
