"""What a reader does with time: forward, back, anywhere. The numbers are those of PyTorch 2.13 in float64."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_explained, expect_step
from tests.page.programs import fragment

LESSON = "#lesson=25_two_layer_bce"
W1_GRADIENT = ["−0.009467", "0.07997", "0.06945", "−0.05689", "−0.3103", "−0.1758"]


def select(page: Page, label: str) -> None:
    page.get_by_role("button", name=re.compile(rf"^{label}, ")).dispatch_event("click")


def gradient_of(page: Page, label: str) -> Locator:
    select(page, label)
    return page.locator("#inspector section[aria-label=Gradient] td")


def test_the_last_step_shows_the_gradient_that_pytorch_gives(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("End")
    expect(gradient_of(page, "W1")).to_have_text(W1_GRADIENT)


def test_at_the_start_a_gradient_is_blank_and_not_zero(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("End")
    gradient = gradient_of(page, "W1")
    expect(gradient).to_have_count(6)
    page.keyboard.press("Home")
    expect(page.locator("#inspector section[aria-label=Gradient]")).to_contain_text("Not computed yet")
    expect(gradient).to_have_count(0)


def test_a_gradient_of_0_says_why_it_is_0(open_page: Open) -> None:
    """Both factors of a square are 0: its two contributions, each by a step of its own, and together."""
    page = open_page(fragment("x = 0.0\ns = x * x\ny = s + 1.0\n"))
    why, words = page.locator("#inspector .zero"), "Why exactly 0? The other factor, x, is 0."
    page.keyboard.press("End")
    expect(why).to_have_text([words])
    page.keyboard.press("Shift+ArrowLeft")
    expect_explained(page)
    expect(why).to_have_count(0)
    page.keyboard.press("Shift+ArrowRight")
    expect(why).to_have_text([words, words])


def test_the_page_opens_at_the_first_computation_with_the_inputs_in_place(open_page: Open) -> None:
    """Six leaves stand first in the program; W1ᵀ is the first thing made of them."""
    page = open_page(LESSON)
    expect_step(page, 6)
    expect(page.locator("#inspector h2")).to_contain_text("W1ᵀ")
    expect(page.locator(".next")).to_contain_text("A0 W1ᵀ")


def test_every_step_by_key_shows_what_a_jump_to_it_shows(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out")
    cards = "[...document.querySelectorAll('[data-node]')].map((card) => card.textContent)"
    steps = page.evaluate("gradwalk.state().steps")
    jumped = []
    for step in range(steps):
        page.evaluate("(step) => gradwalk.seek(step)", step)
        jumped.append(page.evaluate(cards))
    page.keyboard.press("Home")
    walked = [page.evaluate(cards)]
    for step in range(1, steps):
        page.keyboard.press("ArrowRight")
        expect_step(page, step)
        # The next key press completes the step on its way, as does a pause.
        page.evaluate("gradwalk.pause()")
        walked.append(page.evaluate(cards))
    assert walked == jumped
    for step in reversed(range(steps - 1)):
        page.keyboard.press("ArrowLeft")
        expect_step(page, step)
        assert page.evaluate(cards) == jumped[step]


def test_a_partial_sum_says_so_and_names_what_it_waits_for(open_page: Open) -> None:
    """e = (a + b)(b + 1) uses b twice."""
    page = open_page("#lesson=07_fan_out")
    page.keyboard.press("End")
    select(page, "b")
    ledger = page.locator(".ledger")
    expect(ledger).to_contain_text("final")
    page.locator(".ledger-row").first.click()
    expect(ledger).to_contain_text("1 of 2")
    expect(ledger).to_contain_text("waiting")
    expect(ledger).to_contain_text("so far")


def test_a_line_of_the_ledger_leads_to_its_step(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out")
    page.keyboard.press("End")
    select(page, "b")
    rows = page.locator(".ledger-row")
    expect(rows).to_have_count(2)
    rows.first.click()
    expect(page.locator(".ledger-row.current")).to_have_count(1)
    first = int(page.evaluate("gradwalk.state().step"))
    rows.last.click()
    expect(page.locator("#main")).not_to_have_attribute("data-step", str(first))
    assert page.evaluate("gradwalk.state().step") > first


def test_the_line_of_the_current_step_is_in_sight(page: Page, open_page: Open) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    open_page(LESSON)
    line = page.locator(".line-current")
    for key, text in (("End", "Z1 ="), ("Home", "A0 ="), ("PageDown", "loss =")):
        page.keyboard.press(key)
        expect(line.first).to_contain_text(text)
        expect(line.first).to_be_in_viewport()


def test_play_reaches_the_end_and_stops(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    page.get_by_label("Speed").select_option("4")
    page.keyboard.press("Home")
    page.evaluate("""
      window.seen = [];
      new MutationObserver(() => seen.push([main.dataset.step, document.querySelector(".play").ariaLabel]))
        .observe(main, { attributeFilter: ["data-step"] });
    """)
    page.get_by_role("button", name="Play").click()
    expect_step(page, page.evaluate("gradwalk.state().steps - 1"))
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate("seen") == [[str(step), "Pause"] for step in range(1, page.evaluate("gradwalk.state().steps"))]


def test_the_timeline_is_a_slider_that_says_where_it_is(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    slider = page.get_by_role("slider", name="Step")
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuenow", "1")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^step 1 of 10: x"))
    box = slider.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] / 2)
    expect(slider).to_have_attribute("aria-valuenow", "6")
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2)
    expect(slider).to_have_attribute("aria-valuenow", "10")
    expect(page.locator("#main")).to_have_attribute("data-step", "9")


def test_phases_and_nodes_are_strides_of_their_own(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    expect_step(page, 4)
    page.keyboard.press("PageDown")
    expect_step(page, 9)
    # f = q · z sends two contributions: one node back from the end of q = x + y is the end of f.
    page.keyboard.press("Shift+ArrowLeft")
    expect_step(page, 7)
    page.keyboard.press("PageUp")
    expect_step(page, 4)


def test_each_step_is_said_once_the_reader_stands_still(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.keyboard.press("Home")
    expect(page.locator("#announcer")).to_contain_text("Step 1 of 10. x is")


def test_with_reduced_motion_nothing_flies_and_the_wire_and_the_gate_of_the_step_are_lit(
    page: Page, open_page: Open
) -> None:
    """In the last step one contribution goes to one of the leaves; nothing of it is ever on its way."""
    page.emulate_media(reduced_motion="reduce")
    open_page(LESSON)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.evaluate("""() => {
        window.flown = 0;
        new MutationObserver(() => (flown += document.querySelectorAll(".token").length))
            .observe(document.querySelector(".tokens"), { childList: true });
    }""")
    page.keyboard.press("ArrowRight")
    expect(gradient_of(page, "W1")).to_have_text(W1_GRADIENT)
    expect(page.locator(".edge.active")).to_have_count(1)
    expect(page.locator(".card.working .gate")).to_have_count(1)
    assert page.evaluate("flown") == 0


def test_leaves_are_passed_in_one_step_and_listed(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect_step(page, 5)
    inspector = page.locator("#inspector")
    expect(inspector.locator("h2")).to_have_text("4 parameters and 2 inputs are given")
    expect(inspector.locator(".leaves li")).to_have_count(6)
    page.keyboard.press("ArrowRight")
    expect_step(page, 6)
    page.keyboard.press("ArrowLeft")
    expect(inspector.locator("h2")).to_have_text("4 parameters and 2 inputs are given")
    page.evaluate("gradwalk.seek(5)")
    expect(inspector.locator("h2")).to_have_text("b2 is a parameter")


def test_a_step_by_node_explains_all_that_the_node_hands_on(open_page: Open) -> None:
    """e = c · d at a = 2, b = 1: c = 3 and d = 2, so c receives 2 and d receives 3."""
    page = open_page("#lesson=07_fan_out&step=6")
    page.keyboard.press("Shift+ArrowRight")
    inspector = page.locator("#inspector")
    expect(inspector.locator("h2")).to_have_text("e hands its gradient on to c and d")
    expect(inspector.locator(".turn-part")).to_have_count(2)
    expect(inspector.locator(".ledger .amount")).to_have_text(["2", "3"])
    expect(page.locator("#announcer")).to_contain_text("c receives 1 · 2 = 2 from e. d receives 1 · 3 = 3 from e.")


def test_not_a_number_is_shown_as_such(open_page: Open) -> None:
    page = open_page("#lesson=35_nan_bce")
    page.keyboard.press("PageDown")
    select(page, "naive")
    expect(page.locator("#inspector section[aria-label=Value]")).to_contain_text("NaN")


def test_every_formula_of_a_lesson_is_set(open_page: Open) -> None:
    page = open_page(LESSON)
    bare = 0
    for step in range(page.evaluate("gradwalk.state().steps")):
        page.evaluate("(step) => gradwalk.seek(step)", step)
        expect_step(page, step)
        expect_explained(page)
        bare += page.locator("#inspector .formula").count() == 0
    # A0, Y, four parameters, and the 1 of 1 − Y and of 1 − A2: leaves are not computed.
    assert bare == 8
