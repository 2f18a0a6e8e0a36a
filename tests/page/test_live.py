"""Numbers in the reader's hand: dragged, typed and stepped, with all that follows from them, and written on release."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.page.conftest import Open
from tests.page.programs import fragment

RANDOM = "import torch\nw = torch.randn(2, requires_grad=True)\nloss = (w * w).sum()\nloss.backward()\n"


def card(page: Page, label: str) -> Locator:
    return page.locator("[data-node]").filter(has=page.locator("text.label", has_text=re.compile(f"^{label}$")))


def number_of(page: Page, label: str) -> tuple[float, float]:
    box = card(page, label).locator(".block.value").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def opened(open_page: Open, lesson: str = "07_fan_out") -> Page:
    page = open_page(f"#lesson={lesson}")
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("End")
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 6"))
    return page


def expect_written(page: Page, text: str) -> None:
    expect(page.locator(".cm-content")).to_contain_text(text)


def test_a_number_is_dragged_on_its_card_and_the_text_has_it_on_release(open_page: Open) -> None:
    """e = (a + b)(b + 1) and ∂e/∂a = b + 1 = 2. Twenty pixels are two steps of 0.1: a = 2.2, e = 3.2 · 2 = 6.4."""
    page = opened(open_page)
    x, y = number_of(page, "a")
    page.mouse.move(x, y)
    expect(page.locator("#graph-view")).to_have_attribute("title", re.compile("Drag sideways"))
    page.mouse.down()
    page.mouse.move(x + 10, y)
    page.mouse.move(x + 20, y)
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile(r"value 6\.4"))
    expect(page.locator(".hold h2")).to_have_text("a moves from 2 to 2.2")
    # The gradient promises 2 · 0.2, and e is linear in a: it keeps its word.
    expect(page.locator(".promise b")).to_have_text(["+0.4", "+0.4"])
    expect(card(page, "e").locator(".ghost-number")).to_have_text("6 Δ +0.4")
    expect_written(page, "a = torch.tensor(2.0")
    page.mouse.up()
    expect_written(page, "a = torch.tensor(2.2")
    expect(page).to_have_url(re.compile("program="))
    # Nothing was selected, and nothing panned.
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('node')") is None
    page.locator(".cm-content").click()
    page.keyboard.press("Control+z")
    expect_written(page, "a = torch.tensor(2.0")
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 6,"))


def test_escape_puts_the_number_back_and_a_click_selects(open_page: Open) -> None:
    page = opened(open_page)
    x, y = number_of(page, "a")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y)
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile(r"value 5\.4"))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 6,"))
    expect_written(page, "a = torch.tensor(2.0")
    page.mouse.click(x, y)
    expect(page.locator(".node-card")).to_have_attribute("data-selected", "n0")


def test_keys_step_a_number_on_its_card_and_in_the_inspector(open_page: Open) -> None:
    """Shift goes ten times as far, Alt a tenth; b = 1 starts with steps of 0.1."""
    page = opened(open_page)
    card(page, "b").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect_written(page, "b = torch.tensor(2.1")
    expect(page.locator(".hold")).to_contain_text("the program has the number")
    card(page, "b").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("spinbutton", name="b")
    field.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".hold h2")).to_have_text("b moves from 2.1 to 2.09")
    page.keyboard.press("Enter")
    expect_written(page, "b = torch.tensor(2.09")
    field.fill("3")
    # (2 + 3)(3 + 1)
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 20"))
    page.keyboard.press("Enter")
    expect_written(page, "b = torch.tensor(3.0")


def test_an_entry_that_the_text_does_not_hold_stands_in_the_link(open_page: Open) -> None:
    page = open_page(fragment(RANDOM))
    page.keyboard.press("End")
    page.locator("[data-node=n0]").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("spinbutton", name="w[1]")
    field.fill("3")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("leaves="))
    expect(page.locator("[data-node=n0]")).to_have_attribute("aria-label", re.compile(r"3"))
    assert page.evaluate("JSON.parse(new URLSearchParams(location.hash.slice(1)).get('leaves')).w[1]") == 3


@pytest.mark.parametrize("way", [1, -1])
def test_a_finger_drags_a_number(open_page: Open, way: int) -> None:
    page = opened(open_page)
    x, y = number_of(page, "a")
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        found = [{"x": left, "y": top} for left, top in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})

    touch("touchStart", (x, y))
    touch("touchMove", (x + 15 * way, y))
    touch("touchMove", (x + 30 * way, y))
    expect(page.locator(".hold h2")).to_have_text(f"a moves from 2 to {2 + 0.3 * way:.1f}")
    touch("touchEnd")
    expect_written(page, f"a = torch.tensor({2 + 0.3 * way:.1f}")


def test_a_nudge_inside_moves_what_follows_and_springs_back(open_page: Open) -> None:
    """c = a + b = 3 and e = c (b + 1) = 2 c: half more of c is 1 more of e, as its gradient 2 promises."""
    page = opened(open_page)
    card(page, "c").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Nudge it").click()
    field = page.get_by_role("spinbutton", name="c")
    field.fill("3.5")
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 7,"))
    expect(page.locator(".promise b")).to_have_text(["+1", "+1"])
    expect(card(page, "a")).to_have_attribute("aria-label", re.compile("value 2, gradient 2"))
    page.keyboard.press("Enter")
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 6,"))
    expect(page.locator(".hold")).to_have_count(0)


def test_what_is_typed_while_the_number_before_is_on_its_way_comes_after_it(open_page: Open) -> None:
    """(2 + 3)(3 + 1) is 20. The program gets 1.5 only once 3 is typed."""
    page = opened(open_page)
    card(page, "b").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("spinbutton", name="b")
    field.fill("1.5")
    expect(page.locator(".hold h2")).to_have_text("b moves from 1 to 1.5")
    on_their_way: list[Route] = []
    runs = re.compile(r"/api/v1/runs(\?|$)")
    page.route(runs, lambda route: on_their_way.append(route))
    with page.expect_request(runs):
        page.keyboard.press("Enter")
    field.fill("3")
    for route in on_their_way:
        route.continue_()
    page.unroute(runs)
    expect(card(page, "e")).to_have_attribute("aria-label", re.compile("value 20"))
    page.keyboard.press("Enter")
    expect_written(page, "b = torch.tensor(3.0")
