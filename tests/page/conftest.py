from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

Open = Callable[..., Page]

# How long the page takes says more about the machine than about the page: what is awaited may take as long as a click
# may by Playwright's own default.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser_profile(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One for all tests: the files of the page are fetched and compiled once, as in the browser of a reader who comes
    again."""
    with browser.new_context(**browser_context_args) as profile:
        yield profile


@pytest.fixture
def context(browser_profile: BrowserContext, server_url: str) -> Iterator[BrowserContext]:
    """The profile, which remembers nothing of other tests but files."""
    yield browser_profile
    browser_profile.clear_permissions()
    for page in browser_profile.pages:
        session = browser_profile.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": server_url, "storageTypes": "local_storage"})
        page.close()


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
        # From another fragment of the same address the page would only move, and say that it is ready all the while.
        page.goto("about:blank")
        page.goto(f"{server_url}{path}{fragment}")
        wait_until_ready(page)
        return page

    yield open_page
    assert complaints == []


def wait_until_ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")


def expect_step(page: Page, step: int) -> None:
    expect(page.locator("#main")).to_have_attribute("data-step", str(step))


def expect_words(page: Page) -> None:
    """The words of the step have come."""
    expect(page.locator("#inspector .sentence:not(.pending)")).to_be_visible()


def expect_explained(page: Page) -> None:
    """The words of the step have come, and all of its formulas are set."""
    expect_words(page)
    expect(page.locator("#inspector .formula:not([data-set])")).to_have_count(0)
