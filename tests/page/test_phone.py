"""A phone, held upright: every control under a thumb, what comes next, and the line at work."""

import re

import pytest
from playwright.sync_api import Page, expect

from engine.lessons import lessons
from tests.page.conftest import Open, expect_words

SIZES = pytest.mark.parametrize("size", [(390, 844), (360, 740)], ids="{0[0]}x{0[1]}".format)
SOURCES = {lesson.id: lesson.source for lesson in lessons()}

# The names of tabs that their own box cuts.
CUT = """() => [...document.querySelectorAll(".stage-tabs button")].filter((tab) => tab.checkVisibility())
    .filter((tab) => tab.scrollWidth > tab.clientWidth).map((tab) => tab.textContent)"""

LOW = """() => [...document.querySelectorAll(
        ".header button, .tabs button, .transport > .button, .transport-buttons button"
    )].filter((button) => button.checkVisibility() && button.getBoundingClientRect().height < 44)
    .map((button) => button.ariaLabel ?? button.textContent)"""


@SIZES
def test_on_a_phone_no_tab_is_cut_and_every_button_is_high_enough_for_a_thumb(
    page: Page, open_page: Open, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    # The one with all readings: it trains, and it is a network.
    open_page("#lesson=53_xor&step=40")
    assert page.evaluate(CUT) == []
    assert page.evaluate(LOW) == []
    page.get_by_role("button", name="More of the controls").click()
    expect(page.get_by_role("button", name="First step")).to_be_visible()
    expect(page.get_by_role("group", name="Step size")).to_be_visible()
    assert page.evaluate(LOW) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    # All that stands below the graph is within the screen.
    for control in page.locator(".stage-foot button:visible, .stage-foot select, .pin-button").all():
        expect(control).to_be_in_viewport(ratio=1)


@SIZES
def test_on_a_phone_a_tab_that_is_chosen_stands_whole_in_sight(
    page: Page, open_page: Open, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page("#lesson=53_xor&step=40")
    page.get_by_role("tab", name="Graph").focus()
    page.keyboard.press("ArrowLeft")
    chosen = page.get_by_role("tab", selected=True)
    expect(chosen).to_have_text("Diagnosis")
    expect(chosen).to_be_in_viewport(ratio=1)
    left, right = page.evaluate("""() => {
        const [tab, strip] = [document.activeElement, document.querySelector(".stage-tabs")];
        const [box, around] = [tab, strip].map((one) => one.getBoundingClientRect());
        return [box.left - around.left, around.right - box.right];
    }""")
    assert left >= 0
    assert right >= 0


@SIZES
def test_on_a_phone_the_button_forward_says_what_comes(page: Page, open_page: Open, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page("#lesson=25_two_layer_bce&step=36")
    expect_words(page)
    forward = page.get_by_role("button", name="Forward")
    for phase in ("backward", "backward", "backward"):
        told = forward.inner_text()
        expect(forward).to_have_class(re.compile(phase))
        forward.click()
        expect(page.locator("#inspector h2").first).to_have_text(told)
    page.evaluate("gradwalk.seek(1e9)")
    expect(forward).to_have_text("")


def test_on_a_phone_the_line_at_work_leads_to_the_program(page: Page, open_page: Open) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page("#lesson=25_two_layer_bce&step=36")
    lines = SOURCES["25_two_layer_bce"].split("\n")
    number = next(index for index, line in enumerate(lines, 1) if "torch.log(A2)" in line)
    way = page.get_by_role("button", name="Program", exact=True)
    expect(way).to_contain_text(f"line {number}")
    expect(way.locator("code")).to_have_text(lines[number - 1].strip())
    way.click()
    expect(page.locator(".cm-line.line-current")).to_contain_text("torch.log(A2)")
    page.keyboard.press("Escape")
    page.evaluate("gradwalk.seek(11)")
    expect(way.locator("code")).to_have_text("Z2 = A1 @ W2.T + b2")
