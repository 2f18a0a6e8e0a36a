"""How the page is delivered: little, in few requests, and all of the first picture asked for at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response

from tests.page.conftest import wait_until_ready
from tests.serving import serving

# The document, its style and scripts, the lesson and its run. Compressed, in bytes.
REQUESTS = 12
WEIGHT = 150_000
# Scripts of their own, which no module of the page imports.
APART = ("/theme-boot.js", "/layout/worker.js")
PRELOADED = "[...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.href)"
# What was asked for until the first card stood.
WATCH = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector("#graph [data-node]")) return;
  watcher.disconnect();
  window.firstCard = performance.now();
}).observe(document, { childList: true, subtree: true });
"""
SCRIPTS = """() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
    .map(({ name, startTime }) => [name, startTime < firstCard])"""
# As many bytes as the network carried, with the heads.
CARRIED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter(({ startTime }) => startTime < firstCard).reduce((sum, { transferSize }) => sum + transferSize, 0)"""
LATER = """() => performance.getEntriesByType("resource").filter(({ startTime }) => startTime >= firstCard)
    .map(({ name }) => name)"""


def test_the_first_picture_takes_few_requests_and_few_bytes(page: Page, server_url: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(WATCH)
    page.goto(server_url)
    wait_until_ready(page)
    later = page.evaluate(LATER)
    first = [answer for answer in answers if answer.url not in later]
    weight = page.evaluate(CARRIED)
    print(f"the first picture: {len(first)} requests, {weight:,} bytes")
    assert len(first) <= REQUESTS, [answer.url for answer in first]
    assert weight <= WEIGHT


@pytest.mark.parametrize("options", [(), ("--modules",)], ids=["bundled", "as modules"])
def test_every_module_of_the_first_picture_is_named_in_the_page(page: Page, options: tuple[str, ...]) -> None:
    with serving(*options) as server:
        page.add_init_script(WATCH)
        page.goto(server)
        wait_until_ready(page)
        preloaded = page.evaluate(PRELOADED)
        asked = page.evaluate(SCRIPTS)
        page.goto("about:blank")
    scripts = {url: before for url, before in asked if not url.endswith(APART)}
    started = {url for url in scripts if url.rpartition("/")[2].startswith("main")}
    assert len(started) == 1
    assert {url for url, before in scripts.items() if before} == started | set(preloaded)
    ours = [url for url, before in scripts.items() if not before and "/vendor/" not in url]
    # What is asked for once the picture stands comes in one file.
    assert options or len(ours) == 1


def test_the_sources_are_served_as_they_are_to_those_who_ask_for_them(page: Page) -> None:
    with serving("--modules") as server:
        page.goto(f"{server}/#lesson=05_add_mul&step=8")
        wait_until_ready(page)
        assert page.evaluate("gradwalk.state().step") == 8
        assert page.evaluate("document.querySelector('script[type=module]').src").endswith("/main.js")
        page.goto("about:blank")
