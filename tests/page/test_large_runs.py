"""A run of thousands of steps: its graph comes first, and the numbers of its steps where the reader stands.

Gradient descent on (w − 3)² from w = 0 at the rate 0.001 multiplies the gradient, −6, by 0.998 in every turn.
"""

import re

from playwright.sync_api import Page, Route, expect

from tests.page.conftest import Open, expect_step
from tests.page.programs import fragment

TURNS = 450
PROGRAM = f"""\
import torch
w = torch.tensor(0.0, requires_grad=True)
for turn in range({TURNS}):
    loss = (w - 3.0) ** 2
    w.grad = None
    loss.backward()
    with torch.no_grad():
        w -= 0.001 * w.grad
"""
STEPS = re.compile(r"/steps\?from=")


def hold(route: Route) -> None:
    """Keeps a request waiting until the page is no longer routed: it then goes on by itself."""


def written(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


def gradient_of_turn(turn: int) -> str:
    return written(-6 * 0.998**turn)


def steps_a_turn(page: Page) -> int:
    steps = int(page.evaluate("gradwalk.state().steps"))
    assert steps > 2_500
    return steps // TURNS


def last_contribution(page: Page, turn: int) -> int:
    """The step in which w receives its gradient in a turn, two before the last of the turn at the end of the run."""
    steps = int(page.evaluate("gradwalk.state().steps"))
    return steps - 2 - (TURNS - 1 - turn) * steps_a_turn(page)


def test_anywhere_in_a_long_run_the_numbers_come(open_page: Open) -> None:
    page = open_page(fragment(PROGRAM))
    result = page.locator(".ledger-row.current .amount")
    for turn in (TURNS - 1, 200, 0, 300):
        page.evaluate("(step) => gradwalk.seek(step)", last_contribution(page, turn))
        expect(page.locator("#inspector h2")).to_contain_text(re.compile(r"^w\S* (has|receives) its gradient"))
        expect(result).to_have_text(gradient_of_turn(turn))
    # Forward and back over the border of two pages, each step says what a jump to it says.
    words = "document.querySelector('#inspector .chain, #inspector .result')?.textContent"
    jumped = {}
    for step in range(1_996, 2_004):
        page.evaluate("(step) => gradwalk.seek(step)", step)
        jumped[step] = page.wait_for_function(f"() => {words}").json_value()
    for step in range(2_002, 1_995, -1):
        page.keyboard.press("ArrowLeft")
        expect_step(page, step)
        page.wait_for_function(f"(wanted) => {words} === wanted", arg=jumped[step])


def test_the_graph_comes_without_the_steps_and_each_page_of_them_once(page: Page, open_page: Open) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/runs" in request.url else None)
    open_page(fragment(PROGRAM))
    assert [url for url in asked if STEPS.search(url)] == []
    for turn in (100, 102, 101, 100):
        page.evaluate("(step) => gradwalk.seek(step)", last_contribution(page, turn))
        expect(page.locator(".ledger-row.current .amount")).to_have_text(gradient_of_turn(turn))
    pages = [url for url in asked if STEPS.search(url)]
    assert len(pages) == len(set(pages)) <= 2


def test_playing_waits_for_the_steps_that_come_late_and_then_goes_on(page: Page, open_page: Open) -> None:
    """The first 1,000 steps come with the run."""
    page.route(STEPS, hold)
    open_page(fragment(PROGRAM))
    page.get_by_label("Speed").select_option("4")
    page.evaluate("gradwalk.seek(998)")
    page.evaluate("gradwalk.play()")
    expect(page.locator(".track-coming")).to_have_text("Waiting for the next steps …")
    expect_step(page, 999)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.unroute(STEPS)
    expect(page.locator("#main")).to_have_attribute("data-step", re.compile(r"^1\d\d\d$"))
    expect(page.locator(".track-coming")).not_to_contain_text("Waiting")


def test_while_numbers_are_on_their_way_the_page_says_so_and_steps_on(page: Page, open_page: Open) -> None:
    page.route(STEPS, hold)
    open_page(fragment(PROGRAM))
    step = last_contribution(page, 300)
    page.evaluate("(step) => gradwalk.seek(step)", step)
    expect(page.locator(".track-coming")).to_have_text("Fetching numbers …")
    expect(page.locator("#inspector h2")).to_contain_text(re.compile(r"^w\S* (has|receives) its gradient"))
    expect(page.locator("#inspector")).to_contain_text("The numbers of this step are on their way")
    page.keyboard.press("ArrowLeft")
    expect_step(page, step - 1)
    page.keyboard.press("ArrowRight")
    page.evaluate("gradwalk.pause()")
    page.unroute(STEPS)
    expect(page.locator(".ledger-row.current .amount")).to_have_text(gradient_of_turn(300))
    expect(page.locator(".track-coming")).to_have_text("")
