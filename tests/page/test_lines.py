"""The program as the unit: a line is a card, and a step. Lesson 25 has eleven lines that make something."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step

LESSON = "#lesson=25_two_layer_bce"


def step_by_line(page: Page) -> None:
    page.get_by_role("group", name="Step size").get_by_role("button", name="line").click()


def test_by_line_the_track_has_a_stop_a_line_and_a_step_passes_the_line_at_once(open_page: Open) -> None:
    """Forward six leaves, Z1, A1, Z2, A2, loss; the seed; and five lines in reverse: 17 stops instead of 48 steps."""
    page = open_page(LESSON)
    page.keyboard.press("Home")
    step_by_line(page)
    expect(page.locator(".track-bar .segment")).to_have_count(17)
    expect(page.locator(".counter")).to_have_text("1 / 17")
    for _ in range(6):
        page.get_by_role("button", name="Forward (→)").click()
    # W1ᵀ, A0 W1ᵀ and the sum with b1 are one step.
    expect_step(page, 8)
    expect(page.locator(".counter")).to_have_text("7 / 17")
    expect(page.locator("#inspector h2")).to_have_text("Line 14: Z1 is computed")
    page.keyboard.press("j")
    expect(page.locator("#inspector h2")).to_have_text("Line 15: A1 is computed")
    page.keyboard.press("k")
    expect(page.locator("#inspector h2")).to_have_text("Line 14: Z1 is computed")


def test_the_address_says_whether_lines_or_operations_are_cards_and_which_are_otherwise(open_page: Open) -> None:
    page = open_page(f"{LESSON}&by=lines")
    line, operation = page.locator('[data-card="-line14"]'), page.locator('[data-node="n7"]')
    line.locator(".unfold").click()
    expect(operation).to_have_count(1)
    expect(page).to_have_url(re.compile("by=lines&open=-line14"))
    page.reload()
    expect(operation).to_have_count(1)
    expect(line).to_have_count(0)
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile("by=operations"))
    expect(operation).to_have_count(1)
    page.keyboard.press("b")
    expect(line).to_have_count(1)
    expect(operation).to_have_count(0)


def test_a_line_of_the_text_lights_the_card_that_it_is_closed_to(open_page: Open) -> None:
    page = open_page(f"{LESSON}&by=lines")
    # Its names light what they stand for.
    page.locator(".cm-line", has_text="A0 @ W1.T").locator("span", has_text="@").first.hover()
    expect(page.locator('[data-card="-line14"]')).to_have_class(re.compile("lit"))


def test_a_line_in_reverse_shows_upstream_times_local_for_each_input(open_page: Open) -> None:
    """Line 14, Z1 = A0 @ W1.T + b1: upstreamᵀ A0 for W1 and the sum of the rows for b1, with PyTorch's numbers."""
    page = open_page(LESSON)
    step_by_line(page)
    page.keyboard.press("End")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("#inspector h2")).to_have_text("Line 14 in reverse: Z1 hands its gradient on to b1 and W1")
    weights = page.get_by_role("region", name="to W1")
    expect(weights.locator(".factor figcaption")).to_have_text(["upstreamᵀ2×2", "local2×3", "downstream2×3"])
    expect(weights.locator(".factor.strong td")).to_have_text(
        ["−0.00947", "0.08", "0.0694", "−0.0569", "−0.31", "−0.176"]
    )
    expect(weights.locator(".formula")).to_have_attribute("title", "∂loss/∂W1 = (∂loss/∂Z1)ᵀ A0")
    expect(page.get_by_role("region", name="to b1").locator(".formula")).to_have_attribute(
        "title", "∂loss/∂b1 = Σ ∂loss/∂Z1"
    )
