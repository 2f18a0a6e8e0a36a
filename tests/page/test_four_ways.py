"""Four ways to one derivative, on the page: the Wengert list, where ∂y/∂x1 = 1/x1 + x2 = 5.5 by every way."""

import re

from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.test_access import violations

READING = "#lesson=09_wengert_list&step=15&reading=ways"


def test_all_four_ways_say_the_same_and_what_they_cost(open_page: Open) -> None:
    page = open_page(READING)
    rows = page.locator(".ways-table tbody tr")
    expect(rows).to_have_count(4)
    assert [row.locator("td").nth(0).inner_text() for row in rows.all()] == ["5.5"] * 4
    passes = [row.locator("td").nth(3) for row in rows.all()]
    assert [each.inner_text() for each in passes] == [
        "1 forward + 1 backward",
        "2 forward",
        "4 forward",
        "none; 2 formulas",
    ]
    page.get_by_label("passes for").fill("1000000")
    expect(passes[2]).to_have_text("2,000,000 forward")
    expect(page.get_by_role("region", name="Symbolic")).to_contain_text(
        "y has 6 operations, this derivative 2 operations."
    )
    expect(page.locator('.ways .formula[title="1 / x1 + x2"]')).to_be_visible()
    expect(page.locator(".ways .chart canvas")).to_be_visible()
    assert violations(page, ".ways") == []


def test_forward_mode_is_a_lane_of_its_own_to_step(open_page: Open) -> None:
    """x1 + 1ε; x2 + 0ε; log(x1) + 0.5ε; x1·x2 + 5ε."""
    page = open_page(READING)
    lane = page.get_by_role("region", name="Forward mode")
    expect(lane.locator("tr.current")).to_contain_text("+ 5.5 ε")
    back = lane.get_by_role("button", name="Step back")
    back.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(lane.locator("tr.current")).to_contain_text("+ 5 ε")
    expect(lane.locator("tr").last).to_contain_text("to come")


def test_another_entry_is_chosen_and_stands_in_the_address(open_page: Open) -> None:
    """∂y/∂x2 = x1 − cos x2 = 1.716."""
    page = open_page(READING)
    page.get_by_label("derivative by: leaf").select_option("x2")
    expect(page.locator('[data-way="symbolic"] .ways-value')).to_have_text("1.716")
    expect(page).to_have_url(re.compile("seed=n1"))
    again = open_page(page.evaluate("location.hash"))
    expect(again.locator('[data-way="reverse"] .ways-value')).to_have_text("1.716")
    expect(again.locator('.ways .formula[title="x1 − cos(x2)"]')).to_be_visible()
