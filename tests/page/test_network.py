"""The network: dense layers as neurons, at the same step as the graph."""

import re

from playwright.sync_api import Page, expect

from engine.lessons import lesson
from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

LESSON = "25_two_layer_bce"
# The last step, and the one before the backward pass begins.
END, FORWARD = 47, 25


def opened(open_page: Open, step: int) -> Page:
    page = open_page(f"#lesson={LESSON}&reading=network&step={step}")
    expect(page.locator(".network-drawing")).to_be_visible()
    expect_step(page, step)
    return page


def said(value: float) -> str:
    """As the page prints it: three digits, a true minus."""
    return f"{value:.3g}".replace("-", "−")


def test_the_neurons_have_the_numbers_of_the_run(open_page: Open) -> None:
    page = opened(open_page, END)
    told = lesson(LESSON)
    for example in (0, 1):
        page.get_by_label("Example").select_option(str(example))
        for k in (1, 2):
            for neuron in range(told.values[f"Z{k}"].shape[1]):
                z, a = told.values[f"Z{k}"][example, neuron], told.values[f"A{k}"][example, neuron]
                gradient = told.gradients[f"Z{k}"]
                assert gradient is not None
                expect(page.locator(f'[data-neuron="{k}:{neuron}"]')).to_have_attribute(
                    "aria-label",
                    f"Neuron {neuron + 1} of layer {k}: z = {said(z)}, a = {said(a)}, "
                    f"δ = {said(gradient[example, neuron])}",
                )


def test_a_neuron_opens_by_key_to_the_terms_of_its_sum(open_page: Open) -> None:
    """0.5·1 − 0.5·0 + 0.25·(−1) + 0 = 0.25; ∂W1[0] = (−0.009467, 0.07997, 0.06945) over both examples."""
    page = opened(open_page, END)
    page.locator('[data-neuron="1:0"]').focus()
    page.keyboard.press("Enter")
    expect_step(page, END)
    rows = page.locator(".neuron tbody tr")
    expect(rows.nth(0).locator("td")).to_have_text(["0.5", "1", "0.5", "−0.02946", "−0.009467"])
    expect(rows.nth(2).locator("td")).to_have_text(["0.25", "−1", "−0.25", "0.02946", "0.06945"])
    expect(rows.nth(3).locator("td")).to_have_text(["0", "", "0", "−0.02946", "0.01053"])
    expect(page.locator("[data-number=z]")).to_have_text("0.25")
    expect(page.locator("[data-number=a]")).to_have_text("0.5622")
    assert violations(page, "#reading-view") == []


def test_example_neuron_and_lines_stand_in_the_address(open_page: Open) -> None:
    page = opened(open_page, END)
    page.get_by_label("Example").select_option("1")
    page.locator('[data-neuron="2:2"]').click()
    line = page.locator('[data-weight="1:0:0"]')
    expect(line).to_have_class("negative")
    page.get_by_role("button", name="weights w").click()
    expect(line).to_have_class("positive")
    expect(page).to_have_url(re.compile(r"network=1%3B2%3A2%3Bweights|network=1;2:2;weights"))
    page.reload()
    expect(page.locator(".neuron h3")).to_have_text("Neuron 3 of layer 2, example 2")
    # −0.5·0.3775 + 2·0.5 + 0.25
    expect(page.locator(".neuron tbody tr").nth(1).locator("td").nth(2)).to_have_text("1")
    expect(page.locator('[data-weight="1:0:0"]')).to_have_class("positive")


def test_what_the_step_has_not_reached_is_blank_and_the_weights_turn_to_their_gradients(open_page: Open) -> None:
    page = opened(open_page, FORWARD)
    one = page.locator('[data-neuron="1:0"]')
    expect(one).to_have_attribute("aria-label", re.compile("z = 0.25, a = 0.562, δ = …"))
    # W1[0, 0] is 0.5, and its gradient −0.0095.
    line = page.locator('[data-weight="1:0:0"]')
    expect(line).to_have_class("positive")
    page.evaluate(f"gradwalk.seek({END})")
    expect(one).to_have_attribute("aria-label", re.compile("δ = −0.0295"))
    expect(line).to_have_class("negative")
    page.evaluate("gradwalk.seek(7)")
    expect(one).to_have_attribute("aria-label", re.compile("z = …, a = …, δ = …"))


def test_the_address_brings_the_reading_back(open_page: Open) -> None:
    page = opened(open_page, 40)
    expect(page).to_have_url(re.compile("reading=network"))
    page.reload()
    expect(page.locator(".network-drawing")).to_be_visible()
    expect_step(page, 40)


def test_a_wide_layer_is_folded(open_page: Open) -> None:
    page = open_page("#lesson=28_one_or_seven&reading=network")
    expect(page.locator(".network-more")).to_have_text("… 5 more")
    expect(page.locator(".network-neuron.input")).to_have_count(10)


def test_a_program_without_a_layer_is_not_offered_the_reading(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    expect(page.get_by_role("tab", name="Network")).to_have_attribute("aria-disabled", "true")
