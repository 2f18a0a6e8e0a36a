"""How the page is delivered: little, in few requests, and all of the first picture asked for at once."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.page.conftest import LATER, wait_until_ready
from tests.serving import serving

# The document, its style and scripts, the lesson and its run. Compressed, in bytes.
REQUESTS = 12
WEIGHT = 150_000
# A script of its own, which no module imports.
APART = "/theme-boot.js"
PRELOADED = "[...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.href)"
DRAWN = "() => document.querySelector('#graph [data-node]') !== null"


def test_the_first_picture_takes_few_requests_and_few_bytes(page: Page, server_url: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(server_url, wait_until="commit")
    page.wait_for_function(DRAWN)
    first = [*answers]
    weight = sum(len(gzip.compress(answer.body())) for answer in first)
    print(f"the first picture: {len(first)} requests, {weight:,} bytes")
    assert len(first) <= REQUESTS, [answer.url for answer in first]
    assert weight <= WEIGHT


@pytest.mark.parametrize("options", [(), ("--modules",)], ids=["bundled", "as modules"])
def test_every_module_of_the_first_picture_is_named_in_the_page(page: Page, options: tuple[str, ...]) -> None:
    with serving(*options) as server:
        page.goto(server)
        wait_until_ready(page)
        preloaded = page.evaluate(PRELOADED)
        loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        page.goto("about:blank")
    scripts = {url for url in loaded if url.endswith(".js") and not any(part in url for part in (*LATER, APART))}
    started = {url for url in scripts if url.rpartition("/")[2].startswith("main")}
    assert len(started) == 1
    later = scripts - started - set(preloaded)
    # What is asked for once the picture stands comes in one file.
    assert len(later) == (0 if options else 1)
    assert set(preloaded) <= scripts


def test_the_sources_are_served_as_they_are_to_those_who_ask_for_them(page: Page) -> None:
    with serving("--modules") as server:
        page.goto(f"{server}/#lesson=05_add_mul&step=8")
        wait_until_ready(page)
        assert page.evaluate("gradwalk.state().step") == 8
        assert page.evaluate("document.querySelector('script[type=module]').src").endswith("/main.js")
        page.goto("about:blank")
