"""Reading the graph: what a node is, where its gradient comes from, what its wires carry, how large its numbers are."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

POWER = "#lesson=02_power_rule&step=14"


def test_a_selected_node_lists_its_paths_with_what_each_brings(open_page: Open) -> None:
    """f = 3x⁴ + 2x² at x = 2: 12x³ = 96 over a, 4x = 8 over b."""
    page = open_page(POWER + "&node=n0")
    paths = page.locator(".paths")
    expect(page.locator(".node-paths")).to_have_count(0)
    expect(paths.locator("li .paths-way")).to_have_text([re.compile("by way of .*a"), re.compile("by way of .*b")])
    expect(paths.locator("li").first).to_contain_text("96")
    expect(paths.locator("li").last).to_contain_text("8")
    expect(paths.locator(".paths-sum")).to_contain_text("104")
    lit = page.locator(".card.lit")
    paths.locator("li").nth(1).hover()
    expect(lit).to_have_count(4)
    page.mouse.move(0, 0)
    expect(lit).to_have_count(0)
    # By keyboard as well.
    paths.locator("li").first.focus()
    expect(lit).to_have_count(4)
    # Before its gradient is complete they are told by the graph alone.
    page.keyboard.press("Home")
    expect(paths).to_have_count(0)
    expect(page.locator(".node-paths h3")).to_have_text("2 paths to f")
    expect(page.locator(".node-paths li")).to_have_text([re.compile("x → a → .* → f"), re.compile("x → b → .* → f")])


def test_the_steps_of_a_selected_node_are_marked_on_the_timeline(open_page: Open) -> None:
    page = open_page(POWER + "&node=n0")
    marks = page.locator(".track-marks i")
    # Given, read by both powers, and two contributions.
    expect(marks).to_have_count(5)
    page.locator(".track-marks .receives").first.click()
    expect_step(page, 13)
    expect(page.locator(".node-card")).to_be_visible()
    page.get_by_role("region", name="Its steps").get_by_role("button", name="2 is read").press("Enter")
    expect_step(page, 1)
    page.keyboard.press("Escape")
    expect(marks).to_have_count(0)


def test_a_node_tells_its_rule_and_what_it_keeps_for_the_backward_pass(open_page: Open) -> None:
    """A1 W2ᵀ, 2×2 by 2×3: 4 + 6 numbers of 8 bytes are kept, and 2·3·2 products are made."""
    page = open_page("#lesson=25_two_layer_bce&step=20")
    page.evaluate("gradwalk.select('n11')")
    anatomy = page.get_by_role("region", name="Anatomy")
    expect(anatomy).to_contain_text("matmul switches")
    expect(anatomy).to_contain_text("A1, W2ᵀ for the backward pass, 80 bytes")
    expect(anatomy).to_contain_text("6 numbers, 48 bytes; 12 products")


def test_a_click_on_a_wire_goes_to_what_it_brought(open_page: Open) -> None:
    page = open_page(POWER)
    chip = page.locator("[data-wire]").filter(has_text="8").first
    chip.click()
    expect_step(page, 13)
    # And from there to the step that reads its value.
    box = page.locator("[data-node=n2]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] - 20, box["y"] + box["height"] / 2)
    expect_step(page, 2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_are_coloured_by_the_size_of_their_gradients_and_the_link_says_so(
    page: Page, open_page: Open, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page("#lesson=30_vanishing_chain")
    page.keyboard.press("End")
    colour = page.get_by_label("colour")
    colour.select_option("gradient")
    expect(page).to_have_url(re.compile("colour=gradient"))
    shares = [
        float(text.rstrip("%"))
        for text in page.locator("[data-tint=gradient]").evaluate_all(
            "all => all.map((one) => one.style.getPropertyValue('--tint-share'))"
        )
    ]
    # The gradient vanishes on its way back: pale at one end, full at the other.
    assert (min(shares), max(shares)) == (12, 100)
    expect(page.locator(".ramp")).to_have_attribute("aria-label", re.compile("logarithmic"))
    assert violations(page) == []
    page.reload()
    expect(page.locator("[data-tint=gradient]").first).to_be_visible()
    colour.select_option("state")
    expect(page.locator("[data-tint]")).to_have_count(0)


def test_cards_are_numbered_in_a_topological_order(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    switch = page.get_by_role("button", name="1 2 3 in order")
    switch.press("Enter")
    expect(page).to_have_url(re.compile("order=shown"))
    places = {
        name: int(page.locator(f"[data-node={name}] .order").text_content() or "")
        for name in ("n0", "n1", "n2", "n3", "n4")
    }
    assert sorted(places.values()) == [1, 2, 3, 4, 5]
    # q = x + y comes after x and y, f = q z after q and z.
    assert places["n3"] > max(places["n0"], places["n1"])
    assert places["n4"] > max(places["n2"], places["n3"])
    switch.click()
    expect(page.locator(".order")).to_have_count(0)


def test_arrow_keys_with_alt_move_along_the_wires(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.locator("[data-node=n0]").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-node=n3]")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-node=n4]")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("[data-node=n3]")).to_be_focused()


FOOT = """() => [...document.querySelector(".stage-foot").children].map((part) => part.getBoundingClientRect())
    .filter(({ width }) => width > 0).map(({ left, right }) => [Math.round(left), Math.round(right)])"""


@pytest.mark.parametrize("colour", ["state", "gradient"])
def test_nothing_in_the_foot_of_the_stage_stands_over_anything_else(open_page: Open, colour: str) -> None:
    page = open_page(f"#lesson=07_fan_out&step=12&colour={colour}")
    for width in (1440, 1280, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        parts = page.evaluate(FOOT)
        # A phone has no room for the number of cards.
        assert len(parts) >= (3 if width > 390 else 2)
        assert all(right <= left for (_, right), (left, _) in itertools.pairwise(parts)), (width, parts)
