"""A composite operation is taken apart on the page, and made one node again, without losing one's place."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, wait_until_ready

# A0, Y and the parameters, then Z1 in three operations, then A1: the sigmoid is the tenth node. -x, exp, 1, +, 1, / are
# six nodes in its place.
A1_FOLDED, A1_UNFOLDED = "n9", "n14"
NODES_FOLDED, NODES_UNFOLDED = 26, 36


def test_a_node_is_taken_apart_and_the_reader_stays_at_it(open_page: Open) -> None:
    page = open_page(f"#lesson=25_two_layer_bce&step=9&node={A1_FOLDED}")
    page.get_by_role("button", name="Unfold sigmoid").press("Enter")
    fold = page.locator(".inspector").get_by_role("button", name="Fold sigmoid")
    expect(fold).to_be_focused()
    expect(page.locator(f"[data-selected={A1_UNFOLDED}] h2")).to_have_text("A1")
    expect(page).to_have_url(re.compile(f"step=14&node={A1_UNFOLDED}&unfold=sigmoid$"))
    assert nodes(page) == NODES_UNFOLDED
    page.reload()
    wait_until_ready(page)
    assert nodes(page) == NODES_UNFOLDED
    fold.press("Enter")
    expect(page.locator(f"[data-selected={A1_FOLDED}] h2")).to_have_text("A1")
    expect(page).to_have_url(re.compile(f"step=9&node={A1_FOLDED}$"))
    assert nodes(page) == NODES_FOLDED


def test_a_card_is_taken_apart_by_a_click_on_it_and_by_a_key(open_page: Open) -> None:
    page = open_page(f"#lesson=25_two_layer_bce&step=9&node={A1_FOLDED}&by=operations")
    badge = page.locator(f"[data-card={A1_FOLDED}] .parts-badge")
    expect(badge).to_have_attribute("data-parts", "unfold sigmoid")
    badge.click()
    expect(page).to_have_url(re.compile("unfold=sigmoid"))
    assert nodes(page) == NODES_UNFOLDED
    page.locator(f"[data-card={A1_UNFOLDED}]").focus()
    page.keyboard.press("u")
    expect(page.locator(".status")).to_contain_text(f"{NODES_FOLDED} nodes")


def test_a_dot_product_is_taken_apart_into_single_numbers(open_page: Open) -> None:
    """Of W x: 9 entries, 6 products and 4 sums of two; of u · h: 4 entries, 2 products and a sum; and a stack."""
    page = open_page("#lesson=18_shape_convention&unfold=matmul")
    expect(page.locator(".status")).to_contain_text("33 nodes")
    assert nodes(page) == 8 - 2 + (9 + 6 + 4 + 1) + (4 + 2 + 1)


def test_back_and_forward_lead_through_what_was_unfolded(open_page: Open) -> None:
    page = open_page(f"#lesson=25_two_layer_bce&step=9&node={A1_FOLDED}")
    page.get_by_role("button", name="Unfold sigmoid").click()
    expect(page).to_have_url(re.compile("unfold=sigmoid$"))
    page.go_back()
    expect(page.locator(".status")).to_contain_text(f"{NODES_FOLDED} nodes")
    expect(page.locator(f"[data-selected={A1_FOLDED}]")).to_be_visible()
    page.go_forward()
    expect(page.locator(".status")).to_contain_text(f"{NODES_UNFOLDED} nodes")


def test_what_is_unfolded_is_told_under_the_program_and_ends_with_it(open_page: Open) -> None:
    page = open_page("#lesson=25_two_layer_bce&unfold=mean,sigmoid")
    unfolded = page.get_by_role("group", name="Unfolded operations")
    expect(unfolded.get_by_role("button")).to_have_text([" Fold mean", " Fold sigmoid"])
    unfolded.get_by_role("button", name="Fold mean").click()
    expect(page).to_have_url(re.compile("unfold=sigmoid$"))
    page.evaluate("gradwalk.openLesson('05_add_mul')")
    expect(page.locator(".lesson-button")).to_contain_text("Add, then multiply")
    expect(unfolded).to_have_count(0)


def nodes(page: Page) -> int:
    return int(page.evaluate("gradwalk.state().nodes"))
