"""What of a run deserves a second look, on the page. The numbers are those that lesson 31's two units come to: both are
shut, so of all gradients b3's alone, −1, is not 0.
"""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

LAST = "#lesson=31_dead_relu&step=36"
READING = f"{LAST}&reading=diagnosis"


def badge(page: Page, kind: str):
    return page.locator(f'#graph .card .finding[data-finding$="{kind}"]')


def test_a_badge_appears_at_the_step_where_it_shows_and_a_click_opens_the_reason(open_page: Open) -> None:
    page = open_page("#lesson=31_dead_relu&step=11")
    expect(page.locator(".track-findings i")).not_to_have_count(0)
    expect(badge(page, "dead")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect_step(page, 12)
    expect(badge(page, "dead")).to_have_text(
        "dead 2/22 of 2 units of h2 in line 12 are dead: relu is shut, as z2 is at most −1.5 there."
    )
    badge(page, "dead").locator("text").click()
    card = page.locator("#inspector .node-finding")
    expect(card).to_contain_text("2 of 2 units of h2 in line 12 are dead")
    expect(card.locator(".why-sentence")).to_contain_text("h2[0] = 0")


def test_the_reading_lists_what_is_found_and_how_large_the_gradients_are(open_page: Open) -> None:
    page = open_page(READING)
    reading = page.locator(".diagnosis")
    expect(reading.locator('[data-finding="dead"]')).to_have_count(1)
    expect(reading.locator('[data-finding="zero"]')).to_have_count(5)
    rows = reading.locator(".gradient-sizes tbody tr")
    expect(rows).to_have_count(6)
    assert [row.locator("td").last.inner_text() for row in rows.all()] == [*["0 all 0"] * 5, "1"]
    assert violations(page, ".diagnosis") == []


def test_thresholds_change_what_is_told_and_stand_in_the_address(open_page: Open) -> None:
    page = open_page(READING)
    page.get_by_label("exploding above").fill("0.5")
    page.keyboard.press("Enter")
    found = page.locator('.diagnosis [data-finding="exploding"]')
    expect(found).to_contain_text("∂loss/∂b3")
    expect(page).to_have_url(re.compile("thresholds=0.0001,0.5,0.01"))
    again = open_page(page.evaluate("location.hash"))
    expect(again.locator('.diagnosis [data-finding="exploding"]')).to_have_count(1)
    again.get_by_role("button", name="Usual thresholds").click()
    expect(again.locator('.diagnosis [data-finding="dead"]')).to_have_count(1)
    expect(again.locator('.diagnosis [data-finding="exploding"]')).to_have_count(0)


def test_by_keyboard_a_finding_leads_to_its_step_and_its_reason(open_page: Open) -> None:
    page = open_page(READING)
    first = page.locator('.diagnosis [data-finding="dead"]')
    first.get_by_role("button", name="step 13").focus()
    page.keyboard.press("Enter")
    expect_step(page, 12)
    first.get_by_role("button", name="Why?").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .node-finding .why-sentence")).to_be_visible()


def test_the_tape_marks_the_same_rows(open_page: Open) -> None:
    page = open_page(f"{LAST}&reading=tape")
    expect(page.locator(".tape .finding-badge", has_text="dead 2/2")).to_have_count(1)
    expect(page.locator(".tape .finding-badge", has_text="∂ = 0")).to_have_count(5)


def test_the_run_is_looked_at_only_after_the_page_is_ready(open_page: Open, page: Page) -> None:
    asked: list[bool] = []
    page.on(
        "request",
        lambda request: (
            "/diagnosis" in request.url and asked.append(page.evaluate("document.documentElement.dataset.ready") == "")
        ),
    )
    open_page(LAST)
    expect(badge(page, "dead")).to_have_count(1)
    assert asked == [True]


def test_an_experiment_edits_the_program_and_compares_it_with_the_run_before(open_page: Open) -> None:
    """η = 3.1 is beyond 3: the loss grows from 3. At half of it each pass brings the loss down."""
    page = open_page("#lesson=47_rate_too_large&reading=diagnosis")
    page.locator("[data-finding=rate]").get_by_role("button", name="Try: half the rate, 1.55").click()
    expect(page.locator("[data-comparison=here]")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("1.55")
    expect(page.locator(".compare-head")).to_contain_text("changed")
    expect(page).to_have_url(re.compile("reading=compare"))
