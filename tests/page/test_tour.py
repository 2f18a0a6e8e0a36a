"""The tour of the page: a minute, by mouse or keyboard, left at any time; then the reader is where they were."""

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations
from tests.page.test_stage import box_of, inside

WORDS_A_MINUTE = 200
"""What a reader takes in of short technical sentences."""


def test_the_tour_leads_through_the_page_by_mouse_and_takes_a_minute(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="A tour of the page").click()
    tour = page.get_by_role("dialog", name="Tour of the page")
    titles, words = [], 0
    while tour.count() > 0:
        titles.append(tour.locator("h2").inner_text())
        words += len(tour.locator("[aria-live]").inner_text().split())
        assert inside(box_of(tour), {"x": 0, "y": 0, "width": 1280, "height": 720})
        assert box_of(page.locator(".tour-light"))["width"] > 100
        tour.get_by_role("button", name="Done" if len(titles) == 7 else "Go on").click()
    assert len(titles) == len(set(titles)) == 7
    assert words <= WORDS_A_MINUTE
    expect(page.locator(".welcome")).to_be_visible()
    expect_step(page, 0)


def test_the_tour_is_found_again_in_help_and_left_by_escape_where_the_reader_was(open_page: Open) -> None:
    page = open_page("#lesson=25_two_layer_bce&step=20&node=n3")
    page.keyboard.press("?")
    page.get_by_role("button", name="A tour of the page, in a minute").click()
    tour = page.get_by_role("dialog", name="Tour of the page")
    expect(tour).to_contain_text("1 of 7")
    expect(tour.get_by_role("button", name="Go on")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(tour).to_contain_text("4 of 7")
    # Step 27 of 48 is the seed; the step after it sends the first contribution.
    expect_step(page, 27)
    page.keyboard.press("ArrowLeft")
    expect(tour).to_contain_text("3 of 7")
    page.keyboard.press("Escape")
    expect(tour).to_have_count(0)
    expect_step(page, 20)
    expect(page.locator(".node-card[data-selected=n3]")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tour_fits_a_phone_and_axe_finds_nothing_in_it(page: Page, open_page: Open, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    open_page("")
    page.evaluate("document.querySelector('.way').click()")
    tour = page.get_by_role("dialog", name="Tour of the page")
    for place in range(1, 8):
        expect(tour).to_contain_text(f"{place} of 7")
        assert inside(box_of(tour), {"x": 0, "y": 0, "width": 390, "height": 844})
        if place == 3:
            assert violations(page, ".tour") == []
        page.keyboard.press("ArrowRight")
    expect(tour).to_have_count(0)


def test_the_help_tells_where_back_propagation_comes_from(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    page.keyboard.press("?")
    page.get_by_text("Where back-propagation comes from").click()
    expect(page.locator(".history dt")).to_have_text(["1969", "1970", "1974", "1986"])
    expect(page.locator(".history")).to_contain_text("Paul Werbos")
