"""The page within another: only the parts that are asked for, at small sizes, answering the sites that may embed it."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.page.conftest import Open, expect_step, expect_words, wait_until_ready
from tests.page.test_frames import ARRANGED
from tests.serving import serving

EMBED = "/?panels=graph,transport,step"
LESSON = "&lesson=05_add_mul&step=6"

ASK = """(message) => new Promise((resolve) => {
    addEventListener("message", ({ data }) => resolve(data), { once: true });
    document.querySelector("iframe").contentWindow.postMessage(message, "*");
    setTimeout(() => resolve("no answer"), 3000);
})"""


@pytest.mark.parametrize("size", [(480, 360), (640, 480), (1000, 600)], ids="{0[0]}x{0[1]}".format)
def test_only_the_parts_that_are_asked_for_are_shown(page: Page, open_page: Open, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page("", EMBED + LESSON)
    expect_words(page)
    expect_step(page, 6)
    for part in ("#header", "#program", "#tabs", ".panel-button"):
        expect(page.locator(part).first).to_be_hidden()
    arranged = page.evaluate(ARRANGED, ("#graph", "#inspector", "#transport"))
    assert arranged["over"] == []
    assert arranged["sideways"] <= 0
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    for part in ("#graph-view", "#inspector h2", "#transport"):
        expect(page.locator(part).first).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("ArrowRight")
    expect_step(page, 7)
    # The address goes on to ask for the same parts.
    expect(page).to_have_url(re.compile(r"\?panels=graph,transport,step.*#lesson=05_add_mul&step=7$"))
    page.reload()
    wait_until_ready(page)
    expect_step(page, 7)


def test_the_download_menu_has_an_embed_code_that_opens_at_the_step(page: Page, open_page: Open) -> None:
    open_page("#lesson=05_add_mul&step=6")
    page.keyboard.press("s")
    code = page.get_by_label("Embed code")
    expect(code).to_have_value(re.compile("lesson=05_add_mul&amp;step=6"))
    address = re.search('src="([^"]*)"', code.input_value())
    assert address is not None
    expect(page.locator(".embed")).to_contain_text("its own site show it, and no others")
    expect(page.locator(".embed")).to_contain_text("gradwalk serve --frame-ancestors")
    page.goto(address[1].replace("&amp;", "&"))
    wait_until_ready(page)
    expect_step(page, 6)
    expect(page.locator("#header")).to_be_hidden()


def test_a_page_around_it_of_the_same_site_loads_seeks_and_asks(page: Page, server_url: str) -> None:
    frame = f'<iframe src="{server_url}{EMBED}{LESSON}" width="640" height="480"></iframe>'
    page.route(f"{server_url}/host", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{server_url}/host")
    inner: FrameLocator = page.frame_locator("iframe")
    expect(inner.locator("html[data-ready]")).to_have_count(1)
    state = page.evaluate(ASK, {"gradwalk": "state"})
    assert (state["gradwalk"], state["step"], state["steps"]) == ("state", 6, 10)
    assert page.evaluate(ASK, {"gradwalk": "seek", "step": 3})["step"] == 3
    assert page.evaluate(ASK, {"gradwalk": "seek", "step": "x"})["gradwalk"] == "error"
    loaded = page.evaluate(ASK, {"gradwalk": "load", "source": "x = 2.0\ny = x * x\ny.backward()"})
    assert loaded["nodes"] == 2
    assert page.evaluate(ASK, {"gradwalk": "play"})["playing"] is True
    assert page.evaluate(ASK, {"gradwalk": "fly"})["gradwalk"] == "error"


class Around(BaseHTTPRequestHandler):
    """A page with a frame: `/?http://…` shows that address."""

    def do_GET(self) -> None:
        frame = f'<iframe src="{self.path.removeprefix("/?")}" width="640" height="480"></iframe>'
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(frame.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest would show it."""


@pytest.fixture
def around() -> Iterator[str]:
    """The address of pages with frames, of another site than the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Around) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_site_that_may_embed_it_is_answered_and_no_other(page: Page, around: str) -> None:
    with serving("--frame-ancestors", around) as url:
        page.goto(f"{around}/?{url}{EMBED}{LESSON}")
        expect(page.frame_locator("iframe").locator("html[data-ready]")).to_have_count(1)
        assert page.evaluate(ASK, {"gradwalk": "state"})["step"] == 6
        # The same pages by another name are of another site.
        page.goto(f"{around.replace('127.0.0.1', 'localhost')}/?{url}{EMBED}{LESSON}")
        assert page.evaluate(ASK, {"gradwalk": "state"}) == "no answer"


def test_a_finger_drawn_sideways_over_the_explanation_steps(page: Page, open_page: Open) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page("#lesson=05_add_mul&step=6")
    expect_words(page)
    swipe = """([from, to]) => {
        const target = document.querySelector("#inspector .sentence");
        const { left, top } = target.getBoundingClientRect();
        for (const [kind, x] of [["pointerdown", from], ["pointerup", to]]) target.dispatchEvent(new PointerEvent(kind,
            { bubbles: true, pointerType: "touch", pointerId: 7, clientX: left + x, clientY: top + 4 }));
    }"""
    page.evaluate(swipe, [200, 100])
    expect_step(page, 7)
    page.evaluate(swipe, [100, 200])
    expect_step(page, 6)
    page.evaluate(swipe, [100, 120])
    expect_step(page, 6)
