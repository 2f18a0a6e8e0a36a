"""Small windows: half a laptop at 200 %, a phone on its side, the smallest phone, a frame within another page."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.page.conftest import Open, expect_words

LESSON = "#lesson=25_two_layer_bce&step=36"
SIZES = [(640, 360), (844, 390), (360, 640), (700, 420), (768, 1024), (320, 480), (500, 300)]
PANELS = ("#header", "#graph", "#inspector", "#transport")

# Of the parts that are shown: whether two lie over each other, and the size of the graph.
ARRANGED = """(panels) => {
    const boxes = panels.filter((one) => document.querySelector(one).checkVisibility())
        .map((one) => [one, document.querySelector(one).getBoundingClientRect()]);
    const over = boxes.flatMap(([name, a], index) => boxes.slice(index + 1)
        .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1).map(([other]) => `${name} over ${other}`));
    const { width, height } = document.querySelector("#graph-view").getBoundingClientRect();
    return { over, width, height, sideways: document.documentElement.scrollWidth - innerWidth };
}"""


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_a_small_window_shows_graph_explanation_and_transport(
    page: Page, open_page: Open, size: tuple[int, int]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(LESSON)
    expect_words(page)
    arranged = page.evaluate(ARRANGED, PANELS)
    assert arranged["over"] == []
    assert arranged["sideways"] <= 0
    # Enough for a row of cards beside the frame around it, or for the map of all with the pair at work below it.
    assert arranged["width"] >= 250
    assert arranged["height"] >= 100
    for part in ("#graph-view", "#transport"):
        expect(page.locator(part)).to_be_in_viewport(ratio=0.99)
    page.locator("#inspector h2").first.scroll_into_view_if_needed()
    expect(page.locator("#inspector h2").first).to_be_in_viewport(ratio=0.99)
    # Every node is on a card, and every card has its name.
    nodes = page.locator("#graph-view :is([data-node], [data-nodes])").evaluate_all(
        "cards => cards.flatMap(({ dataset: { node, nodes } }) => node ?? nodes.split(' '))"
    )
    assert sorted(nodes) == sorted(f"n{index}" for index in range(26))
    labels = page.locator("#graph-view [data-card]:not(.rider) .label").all_text_contents()
    assert all(label.strip() for label in labels)


def test_the_page_works_within_a_frame(page: Page, server_url: str) -> None:
    """Of the same site; others are let in by the operator."""
    page.set_viewport_size({"width": 900, "height": 600})
    host = f'<iframe src="{server_url}/{LESSON}" width="700" height="420"></iframe>'
    page.route(f"{server_url}/host", lambda route: route.fulfill(body=host, content_type="text/html"))
    page.goto(f"{server_url}/host")
    frame: FrameLocator = page.frame_locator("iframe")
    expect(frame.locator("html[data-ready]")).to_have_count(1)
    expect(frame.locator(".card .label").first).to_be_visible()
    counter = frame.locator(".counter b")
    expect(counter).to_have_text("37")
    frame.get_by_role("button", name="Forward").click()
    expect(counter).to_have_text("38")
