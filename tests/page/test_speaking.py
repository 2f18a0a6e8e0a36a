"""Formula, graph and program light each other."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_explained

# ∂loss/∂W1ᵀ = A0ᵀ ∂loss/∂(A0 W1ᵀ) in the step before the last.
STEP = "#lesson=25_two_layer_bce&step=36"


def lit(page: Page, node: str) -> Locator:
    return page.locator(f"[data-node={node}].lit")


def test_what_is_pointed_at_in_a_formula_lights_its_card_and_its_line(open_page: Open) -> None:
    """q = x + y, so that ∂f/∂y = ∂f/∂q."""
    page = open_page("#lesson=05_add_mul&step=9")
    expect_explained(page)
    formula = page.locator("#inspector .formula").first
    formula.locator(".mfrac").first.hover()
    expect(lit(page, "n1")).to_be_visible()
    expect(page.locator(".line-lit")).to_contain_text(re.compile("^y = "))
    formula.locator(".mfrac").last.hover()
    expect(lit(page, "n3")).to_be_visible()
    expect(lit(page, "n1")).to_have_count(0)
    page.mouse.move(2, 2)
    expect(page.locator(".card.lit")).to_have_count(0)


def test_what_is_pointed_at_in_the_graph_lights_in_the_formula(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=9")
    expect_explained(page)
    spoken = page.locator("#inspector .formula .mfrac").locator("xpath=ancestor-or-self::*[contains(@class, 'spoken')]")
    page.locator("[data-node=n3]").hover()
    expect(spoken.first).to_be_attached()
    expect(page.locator(".factor.spoken figcaption")).to_have_text("upstream")
    page.locator("[data-node=n1]").hover()
    expect(page.locator(".factor.spoken figcaption")).to_have_text("downstream")


def test_upstream_lights_the_card_that_sends_it(open_page: Open) -> None:
    page = open_page(STEP)
    expect_explained(page)
    page.locator(".factor", has_text="upstream").hover(position={"x": 3, "y": 3})
    expect(page.locator(".card.lit")).to_have_count(1)
    node = page.locator(".card.lit").get_attribute("data-node")
    assert node == page.evaluate("document.querySelector('.factor.gradient').dataset.speaks")


def test_local_lights_the_gate_that_has_this_derivative(open_page: Open) -> None:
    """∂loss/∂A2 += ∂loss/∂log(A2) ⊙ 1/A2: the gate is that of log(A2)."""
    page = open_page(STEP)
    expect_explained(page)
    gate = page.locator(".card.gate-lit")
    page.locator(".factor.local figcaption").hover()
    expect(gate).to_have_attribute("aria-label", re.compile(r"^log\(A2\)"))
    expect(page.locator(".card.lit")).to_have_count(0)
    expect(page.locator("#inspector .formula [data-role=local].spoken").first).to_be_attached()
    page.mouse.move(2, 2)
    expect(gate).to_have_count(0)
    expect(page.locator("#inspector .spoken")).to_have_count(0)
    page.locator("#inspector .formula [data-role=local].mord").first.hover(force=True)
    expect(gate).to_have_count(1)


def test_the_gate_at_work_lights_the_local_derivative(open_page: Open) -> None:
    page = open_page(STEP)
    expect_explained(page)
    page.locator(".card.working .gate").hover()
    expect(page.locator(".factor.local.spoken")).to_have_count(1)
    page.locator(".card.active:not(.working) .gate").first.hover()
    expect(page.locator(".factor.local.spoken")).to_have_count(0)


def test_a_name_in_the_program_lights_its_card_by_mouse_and_by_caret(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=4")
    line = page.locator(".cm-line", has_text="f = q * z")
    # The caret stands behind z: x, y and q stay dark.
    line.click(position={"x": 5, "y": 5})
    page.keyboard.press("End")
    expect(lit(page, "n2")).to_be_visible()
    expect(page.locator(".card.lit")).to_have_count(1)
    page.keyboard.press("Home")
    expect(lit(page, "n4")).to_be_visible()
