"""For everyone, on every screen: the rules of axe-core, narrow screens, both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_explained, expect_step, wait_until_ready
from tests.page.screenshots import PICTURES, Picture

LESSON = "#lesson=25_two_layer_bce&step=36"


def violations(page: Page, part: str | None = None) -> list[str]:
    """`part`: a selector; None looks at all of the page."""
    found = Axe().run(page, part).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(page: Page, open_page: Open, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page(LESSON)
    expect_explained(page)
    assert violations(page) == []
    page.evaluate("gradwalk.select('n7')")
    expect(page.locator(".node-card")).to_be_visible()
    assert violations(page, "#inspector") == []
    dialog = page.locator("dialog")
    for key, title in (("l", "Lessons"), ("s", "Download"), ("?", "How to read and steer")):
        page.keyboard.press(key)
        expect(dialog).to_have_attribute("aria-label", title)
        expect(dialog).to_be_visible()
        assert violations(page, "dialog") == []
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.name for picture in PICTURES])
def test_axe_finds_nothing_in_the_states_of_the_documentation(page: Page, open_page: Open, picture: Picture) -> None:
    page.emulate_media(color_scheme=picture.scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    open_page(picture.fragment)
    picture.act(page)
    expect(page.locator("#graph-view .card").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_documentation_of_the_service(page: Page, server_url: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server_url}/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    assert violations(page) == []
    page.locator(".opblock-summary-control").first.click()
    expect(page.locator(".opblock-body")).to_be_visible()
    assert violations(page) == []


def test_the_help_leads_to_the_documentation_of_the_service(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("?")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="documentation of the service").click()
    expect(opened.value.get_by_role("heading", name="What can be asked")).to_be_visible()


def test_axe_finds_nothing_among_closed_groups(open_page: Open) -> None:
    page = open_page()
    lines = "import torch\nx = torch.ones(2, requires_grad=True)\nfor turn in range(200):\n    x = torch.sin(x) / 2\n"
    page.evaluate("(source) => gradwalk.load(source)", lines + "x.sum().backward()")
    expect(page.locator(".card.group").first).to_be_visible()
    expect(page.locator(".stage-trail")).to_be_visible()
    assert violations(page, "#graph") == []


SHAPES = "import torch\nx = torch.ones(2, 3)\ny = x @ x\n"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_beside_mistakes_edits_and_drafts(page: Page, open_page: Open, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page(LESSON)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("z = (A2 + 1)\n")
    expect(page.locator(".status")).to_contain_text("28 nodes")
    assert violations(page, "#program") == []
    page.keyboard.insert_text("oops(")
    expect(page.locator(".status.error")).to_be_visible()
    assert violations(page) == []
    open_page(LESSON)
    expect(page.locator(".draft-offer")).to_be_visible()
    assert violations(page, "#program") == []
    page.evaluate("(source) => gradwalk.load(source)", SHAPES)
    expect(page.locator(".card.failed")).to_be_visible()
    expect(page.get_by_label("Name of your program")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("l")
    expect(page.locator(".own-row")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".own-deleted")).to_be_visible()
    assert violations(page, "dialog") == []


def test_play_is_at_most_ten_tab_stops_from_the_top(open_page: Open) -> None:
    page = open_page(LESSON)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel") == "Play":
            break
    assert page.evaluate("document.activeElement.ariaLabel") == "Play"
    # Passing through the editor by Tab changes nothing.
    written = page.locator(".cm-content").inner_text()
    for _ in range(20):
        page.keyboard.press("Tab")
    assert page.locator(".cm-content").inner_text() == written


def test_no_screen_scrolls_sideways(page: Page, open_page: Open) -> None:
    open_page(LESSON)
    expect_explained(page)
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        for part in ("html", "#header", "#transport"):
            overflow = page.locator(part).evaluate("(part) => part.scrollWidth - part.clientWidth")
            assert overflow <= 0, (width, part)


def test_at_double_size_every_panel_keeps_its_room_and_the_page_scrolls(page: Page, open_page: Open) -> None:
    """1366 × 768 at 200 % leaves 683 × 384 for the page."""
    page.set_viewport_size({"width": 683, "height": 384})
    open_page(LESSON)
    expect_explained(page)
    heights = [page.locator(part).evaluate("(part) => part.offsetHeight") for part in ("#graph", "#inspector")]
    assert min(heights) >= 200
    page.locator("#inspector .sentence").scroll_into_view_if_needed()
    expect(page.locator("#inspector .sentence")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Play")).to_be_in_viewport()


def test_on_a_phone_graph_panel_and_transport_are_all_in_sight(page: Page, open_page: Open) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(LESSON)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in ("#graph", "#inspector", "#transport"):
        expect(page.locator(part)).to_be_in_viewport(ratio=0.99)
    page.get_by_role("button", name="Program", exact=True).click()
    expect(page.locator(".cm-content")).to_be_in_viewport()
    expect(page.locator("#inspector")).to_be_hidden()
    assert page.get_by_role("button", name="Play").evaluate("(button) => button.offsetHeight") >= 44


def test_the_theme_follows_the_system_until_it_is_chosen_and_the_choice_stays(page: Page, open_page: Open) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(LESSON)
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Theme: as the system").click()
    expect(root).to_have_attribute("data-theme", "light")
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert root.get_attribute("data-theme") == "light"


def test_the_whole_page_works_by_keyboard(open_page: Open) -> None:
    page = open_page(LESSON)
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent.trim().slice(0, 20)")
        )
    for control in ("Skip to the graph", "Copy link", "Program", "Width of the program", "Zoom in", "Play", "Speed"):
        assert control in reached, sorted(reached)


def test_a_panel_is_resized_by_keyboard_and_remembers(open_page: Open) -> None:
    page = open_page(LESSON)
    width = "document.getElementById('program').offsetWidth"
    before = page.evaluate(width)
    page.get_by_role("separator", name="Width of the program").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect_step(page, 36)
    assert page.evaluate(width) == before + 3 * 16
    page.reload()
    wait_until_ready(page)
    assert page.evaluate(width) == before + 3 * 16
