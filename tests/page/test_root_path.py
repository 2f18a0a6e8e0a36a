"""Gradwalk as https://school.edu/gradwalk/: on a site whose other addresses are not its own."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import wait_until_ready
from tests.page.test_replicas import proxied, replica

PREFIX = "/gradwalk"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with replica(tmp_path / "links.sqlite", "--root-path", PREFIX) as server:
        yield server


def test_the_page_its_links_and_the_reference_work_below_a_path(page: Page, server: str) -> None:
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status == 404 else None)
    page.on("pageerror", lambda error: missing.append(str(error)))
    with proxied([server], PREFIX) as proxy:
        site = f"http://127.0.0.1:{proxy.server_port}"
        page.goto(f"{site}{PREFIX}/#lesson=05_add_mul&step=7")
        wait_until_ready(page)
        expect(page.locator("#inspector")).to_contain_text("upstream")
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(f"{site}{PREFIX}/#lesson=05_add_mul&step=8")
        page.get_by_role("button", name="Copy link").click()
        expect(page).to_have_url(re.compile(f"^{site}{PREFIX}/p/[a-z2-7]+$"))
        page.reload()
        wait_until_ready(page)
        assert page.evaluate("gradwalk.state().step") == 8
        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile(f"^{site}{PREFIX}/#.*step=7$"))
        page.goto(site + str(page.locator(".reference-link").get_attribute("href")))
        page.locator("article .facts a").first.click()
        wait_until_ready(page)
        expect(page).to_have_url(re.compile(f"^{site}{PREFIX}/#lesson="))
        page.goto(f"{site}{PREFIX}/docs")
        expect(page.locator("#docs")).to_contain_text("Run a program")
    assert missing == []


def test_the_service_names_its_own_addresses_in_full_and_bears_proxies_of_both_kinds(server: str) -> None:
    """A request may come with the path taken off, as nginx can be told to, or as the browser sent it."""
    program = {"source": "x = 2.0\ny = x * x\n"}
    for path in ("", PREFIX):
        assert f'src="{PREFIX}/static/' in httpx.get(f"{server}{path}/").text
        run = httpx.post(f"{server}{path}/api/v1/runs", json=program)
        assert run.headers["content-location"] == f"{PREFIX}/api/v1/runs/{run.json()['id']}"
        assert httpx.get(server + run.headers["content-location"]).content == run.content
        link = httpx.post(f"{server}{path}/api/v1/links", json=program)
        assert link.json()["path"] == f"{PREFIX}/p/{link.json()['id']}"
        assert link.json()["url"] == server + link.json()["path"]
        assert httpx.get(server + link.headers["location"]).json()["source"] == program["source"]
        assert httpx.get(f"{server}{path}/openapi.json").json()["servers"] == [{"url": PREFIX}]
    assert httpx.get(f"{server}{PREFIX}").status_code == 200
