"""Training: a loop that calls backward(), read over its passes."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

# x² from 2 by 0.25 · 2x: x halves, so the loss is 4, 1, ¼, 1⁄16; steps: x, then pow, seed, contribute, update, clear.
DESCENT = """import torch
x = torch.tensor(2.0, requires_grad=True)
lr = 0.25
for _ in range(4):
    loss = x ** 2
    loss.backward()
    with torch.no_grad():
        x -= lr * x.grad
    x.grad = None
"""


def opened(open_page: Open) -> Page:
    page = open_page()
    page.evaluate("(source) => gradwalk.load(source)", DESCENT)
    page.get_by_role("tab", name="Training").click()
    expect(page.locator(".training")).to_have_attribute("data-passes", "here")
    return page


def test_the_passes_of_a_loop_are_walked_by_a_slider_by_the_curve_and_by_key(open_page: Open) -> None:
    page = opened(open_page)
    page.get_by_label("Pass", exact=True).fill("2")
    expect(page.locator(".training h3 output")).to_have_text("pass 3 of 4 · loss 0.25")
    expect_step(page, 11)
    page.keyboard.press("Shift+N")
    expect_step(page, 6)
    box = page.locator(".training-loss .u-over").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + 40)
    expect(page.locator(".training h3 output")).to_have_text("pass 4 of 4 · loss 0.0625")
    page.get_by_label("Step in the pass").fill("0")
    expect_step(page, 16)
    page.get_by_role("button", name="pass", exact=True).click()
    page.get_by_label("Back (←)").click()
    expect_step(page, 11)
    expect(page).to_have_url(re.compile("size=pass"))
    assert violations(page, "#reading-view") == []


def test_a_pass_tells_what_it_changes_and_what_its_slope_had_promised(open_page: Open) -> None:
    """At x = 1 the slope is 2: it promises −¼ · 2², and x² falls from 1 to ¼."""
    page = opened(open_page)
    page.get_by_label("Pass", exact=True).fill("1")
    expect(page.locator(".training-table tbody td")).to_have_text(["1", "2", "−0.5", "0.5"])
    expect(page.locator(".training-promise dd")).to_have_text(
        ["−1 by the slope alone, Σ ∂ · change", "−0.75 1 → 0.25 in pass 3"]
    )
    expect(page.locator(".training-norms b")).to_have_text(["2"])
    page.get_by_label("Pass", exact=True).fill("3")
    expect(page.locator(".training-promise dd").last).to_have_text("the last pass: no loss follows")


def test_another_learning_rate_is_written_into_the_text(open_page: Open) -> None:
    """By ½ · 2x descent on x² is at 0 after one pass."""
    page = opened(open_page)
    rate = page.get_by_label("learning rate")
    rate.focus()
    for _ in range(6):
        rate.press("ArrowRight")
    expect(page.locator("#editor")).to_contain_text("lr = 0.5")
    expect(rate).to_be_focused()
    page.get_by_label("Pass", exact=True).fill("1")
    expect(page.locator(".training h3 output")).to_have_text("pass 2 of 4 · loss 0")


def test_a_program_without_a_loop_has_no_training_to_read(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out")
    tab = page.get_by_role("tab", name="Training")
    expect(tab).to_have_attribute("aria-disabled", "true")
    expect(tab).to_have_attribute("title", "No loop of this program calls backward()")
    tab.click(force=True)
    expect(page.get_by_role("tab", name="Graph")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="pass", exact=True)).to_have_count(0)


def test_a_lesson_that_trains_opens_in_its_training_when_it_is_chosen(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out")
    page.keyboard.press("l")
    page.locator("[data-lesson='53_xor']").click()
    training = page.get_by_role("tab", name="Training")
    expect(training).to_have_attribute("aria-selected", "true")
    expect(page.locator(".training h3 output")).to_have_text("pass 1 of 8 · loss 1.049")
    expect(page).to_have_url(re.compile("lesson=53_xor.*reading=training"))
    # A lesson without a loop is read as a graph, and so is an address that names no reading.
    page.keyboard.press("l")
    page.locator("[data-lesson='07_fan_out']").click()
    expect(page.get_by_role("tab", name="Graph")).to_have_attribute("aria-selected", "true")
    page.goto(page.url.partition("#")[0] + "#lesson=53_xor")
    expect(page.get_by_role("tab", name="Graph")).to_have_attribute("aria-selected", "true")


# As above, 60 times at once: of 4,000 passes one is kept. In pass 3 the loss is ¼.
LONG_DESCENT = (
    DESCENT.replace("torch.tensor(2.0", "torch.full((60,), 2.0")
    .replace("x ** 2", "(x ** 2).mean()")
    .replace("0.25", "15")
    .replace("range(4)", "range(4000)")
)


def test_of_a_long_loop_any_pass_is_shown_and_its_link_opens_there(open_page: Open) -> None:
    page = open_page()
    page.evaluate("(source) => gradwalk.load(source)", LONG_DESCENT)
    page.get_by_role("tab", name="Training").click()
    expect(page.locator(".training-kept")).to_have_text(
        "Of 4,000 passes the graph shows pass 4000; another one is computed when you ask for it.", timeout=60_000
    )
    page.get_by_label("Pass", exact=True).fill("2")
    expect(page.locator(".training h3 output")).to_have_text("pass 3 of 4000 · loss 0.25", timeout=60_000)
    expect(page.locator(".training-kept")).to_contain_text("shows pass 3", timeout=60_000)
    expect(page).to_have_url(re.compile("pass=2"), timeout=60_000)
    page.reload()
    expect(page.locator(".training h3 output")).to_have_text("pass 3 of 3 · loss 0.25", timeout=60_000)


def test_a_run_that_takes_long_is_stopped_and_run_again(open_page: Open) -> None:
    page = open_page()
    page.evaluate("(source) => { gradwalk.load(source); }", LONG_DESCENT.replace("range(4000)", "range(6000)"))
    page.get_by_role("button", name="Stop", exact=True).click(timeout=60_000)
    status = page.locator("#program-foot .status")
    expect(status).to_contain_text("Stopped before its end")
    page.get_by_role("button", name="Run again").click()
    expect(status).to_contain_text("Running")
    expect(status).not_to_contain_text("Stopped")
