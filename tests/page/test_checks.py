"""Gradients by hand on the page: what is right and wrong, in step with the position, and the way to line and card."""

import re

from playwright.sync_api import Page, expect

from tests.language.hand_gradients import TWO_LAYER_BCE
from tests.page.conftest import Open

# The slope of the sigmoid is missing: dZ1 is wrong, and dW1 and db1 follow from it.
PROGRAM = TWO_LAYER_BCE.replace("dA1 * A1 * (1 - A1)", "dA1 * 1")


def loaded(open_page: Open) -> Page:
    page = open_page("#lesson=05_add_mul")
    page.evaluate("(source) => window.gradwalk.load(source)", PROGRAM)
    expect(page.locator(".checks")).to_be_visible()
    page.evaluate("() => window.gradwalk.seek(999)")
    return page


def test_what_is_wrong_is_listed_with_its_slip_and_what_is_right_is_counted(open_page: Open) -> None:
    page = loaded(open_page)
    expect(page.locator(".checks .told")).to_have_text("3 wrong · 4 right")
    wrong = page.locator(".checks li.differs")
    expect(wrong).to_have_count(3)
    expect(wrong.first).to_contain_text("the slope of A1 by Z1 is missing")
    expect(page.locator(".checks .agreed")).to_have_text("✓Right: dZ2, dW2, db2, dA1")
    expect(page.locator("#editor .line-graded.differs")).to_have_count(3)
    expect(page.locator("#editor .line-graded.right")).to_have_count(4)
    expect(page.locator("#graph .card.graded-differs")).to_have_count(3)


def test_verdicts_come_with_the_steps(open_page: Open) -> None:
    page = loaded(open_page)
    page.evaluate("() => window.gradwalk.seek(0)")
    expect(page.locator(".checks .told")).to_have_text("7 to come")
    expect(page.locator("#editor .line-graded")).to_have_count(0)
    expect(page.locator("#graph .card.graded-differs")).to_have_count(0)


def test_a_verdict_leads_by_key_to_its_line_and_card(open_page: Open) -> None:
    page = loaded(open_page)
    page.locator(".checks li.differs button").first.focus()
    page.keyboard.press("Enter")
    words = re.compile("^dZ1, .*as a gradient by hand: wrong$")
    expect(page.locator("#graph .card.selected")).to_have_attribute("aria-label", words)
    expect(page.locator("#editor .cm-content")).to_be_focused()


def test_a_program_without_gradients_by_hand_has_no_such_section(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    expect(page.locator(".status")).to_contain_text("steps")
    expect(page.locator(".checks")).to_have_count(0)
