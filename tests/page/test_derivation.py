"""The derivation: the gradients on paper, in step with the graph."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

NETWORK = "#lesson=25_two_layer_bce&step=43&reading=derivation"


def formula(page: Page, line: int) -> str:
    return page.locator(f"[data-line='{line}'] .paper-formula .formula").get_attribute("title") or ""


def test_the_lines_stand_as_far_as_the_step_has_come(open_page: Open) -> None:
    """At step 44 of 48, δ2, W2, b2 and δ1 are complete; the numbers of W1 and b1 are still to come."""
    page = open_page(NETWORK)
    expect(page.locator(".paper-line")).to_have_count(6)
    expect(page.locator(".paper-foot")).to_contain_text("4 of 6 lines")
    expect(page.locator("[aria-current=step]")).to_have_attribute("data-line", "4")
    assert formula(page, 4) == "δ_Z1 := ∂L/∂Z1 = δ_Z2 W2 ⊙ A1 ⊙ (1 − A1)"
    expect(page.locator("[data-line='1'] .paper-value td")).to_have_count(6)
    expect(page.locator("[data-line='5'] .paper-value")).to_have_count(0)
    page.locator("[data-line='5'] .paper-ahead").click()
    expect_step(page, 47)
    expect(page.locator(".paper-foot")).to_contain_text("6 of 6 lines")
    expect(page.locator("[data-line='5'] .paper-mark")).to_contain_text("checked")
    expect(page).to_have_url(re.compile("step=47.*reading=derivation|reading=derivation.*step=47"))


def test_1_over_n_moves_out_and_the_loss_gets_another_letter(open_page: Open) -> None:
    page = open_page(NETWORK)
    expect(page.locator(".paper-line")).to_have_count(6)
    page.get_by_role("button", name="1/N outside").click()
    expect(page.locator("[data-line='2'] .formula").first).to_have_attribute("title", "∂L/∂W2 = 1 / N · δ_Z2ᵀ A1")
    page.locator(".paper-bar select").select_option("script")
    expect(page.locator("[data-line='2'] .formula").first).to_have_attribute("title", "∂ℒ/∂W2 = 1 / N · δ_Z2ᵀ A1")
    # What cancels folds out.
    page.locator("[data-line='1'] summary").click()
    expect(page.locator("[data-line='1'] details .formula")).to_have_count(3)
    assert violations(page, "#reading-view") == []


def test_examples_become_columns_in_the_names_of_the_lecture_and_the_address_keeps_it(open_page: Open) -> None:
    page = open_page(NETWORK)
    expect(page.locator(".paper-line")).to_have_count(6)
    page.get_by_role("button", name="columns, W A").click()
    page.get_by_role("button", name="W^[l]").click()
    last = page.locator("[data-line='4'] .paper-formula .formula")
    expect(last).to_have_attribute("title", "δ_Z^[1] := ∂L/∂Z^[1] = W^[2]ᵀ δ_Z^[2] ⊙ A^[1] ⊙ (1 − A^[1])")
    expect(page).to_have_url(re.compile("paper=columns,layers"))
    page.reload()
    expect(last).to_have_attribute("title", "δ_Z^[1] := ∂L/∂Z^[1] = W^[2]ᵀ δ_Z^[2] ⊙ A^[1] ⊙ (1 − A^[1])")
    expect(page.locator(".paper-line .paper-mark", has_text="✓")).to_have_count(4)
    expect(page.get_by_role("button", name="Copy MathML")).to_be_enabled()


def test_a_program_without_a_backward_pass_says_so(open_page: Open) -> None:
    page = open_page("#reading=derivation")
    page.evaluate("(source) => gradwalk.load(source)", "import torch\na = torch.tensor(2.0)\nb = a * a\n")
    expect(page.locator(".paper-none")).to_contain_text("Nothing goes backward")


def test_a_node_tells_its_paths_to_the_loss_and_the_graph_lights_the_one_pointed_at(open_page: Open) -> None:
    """e = (a + b)(b + 1) at a = 2, b = 1: 3 by way of b + 1, 2 by way of a + b, 5 in all."""
    page = open_page("#lesson=07_fan_out&step=11&node=n1")
    paths = page.locator(".paths li")
    expect(paths).to_have_count(2)
    expect(page.locator(".paths-sum")).to_contain_text("5")
    expect(paths.first).to_contain_text("by way of d")
    paths.nth(1).hover()
    expect(page.locator(".card.lit")).to_have_count(3)
    # The factors in the order of the chain rule, each a way to the step that multiplies by it.
    expect(paths.first.locator(".chain-strip b")).to_have_text(["3", "1"])
    paths.first.locator(".chain-strip button").first.click()
    expect_step(page, 8)
    page.keyboard.press("End")
    page.get_by_role("button", name="Show as ribbons").click()
    expect(page).to_have_url(re.compile("ribbons=shown"))
    expect(page.locator(".ribbon")).to_have_count(4)
    widths = page.locator(".ribbon").evaluate_all("all => all.map((each) => Number(each.getAttribute('stroke-width')))")
    assert sorted(widths) == sorted([13.2, 13.2, 8.8, 8.8])
    # Before its gradient is complete there is nothing to add up.
    page.keyboard.press("Home")
    expect(page.locator(".paths")).to_have_count(0)
