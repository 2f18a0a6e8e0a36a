"""Whole runs walked as a reader walks them: by keyboard, by mouse and by touch, to the end and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.language import CLASS, run
from engine.lessons import lessons
from tests.page.conftest import Open, expect_step, expect_words, wait_until_ready
from tests.page.programs import SCALARS

# From a parabola to attention: numbers, matrices, a training loop, an image, a value that is not a number.
WALKED = [
    "01_square",
    "06_three_gates",
    "07_fan_out",
    "13_fit_theta",
    "20_bias_broadcast",
    "25_two_layer_bce",
    "35_nan_bce",
    "40_rnn",
    "41_conv_pool",
    "43_attention",
]
SOURCES = {lesson.id: lesson.source for lesson in lessons()}


def steps_of(lesson: str) -> int:
    return len(run(SOURCES[lesson], limits=CLASS).steps)


@pytest.fixture
def touched(browser: Browser, server_url: str) -> Iterator[Page]:
    """A phone: 390 × 844, fingers and no pointer."""
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto(server_url)
        wait_until_ready(page)
        yield page


def heading(page: Page) -> str:
    expect_words(page)
    return page.locator("#inspector h2").first.inner_text()


@pytest.mark.parametrize("lesson", WALKED)
def test_a_lesson_is_walked_by_keyboard_to_the_end_and_back(open_page: Open, lesson: str) -> None:
    page = open_page(f"#lesson={lesson}")
    page.emulate_media(reduced_motion="reduce")
    last = steps_of(lesson) - 1
    page.keyboard.press("Home")
    expect_step(page, 0)
    headings = [heading(page)]
    while (step := page.evaluate("gradwalk.state().step")) < last:
        page.keyboard.press("ArrowRight")
        # The leaves that are given one after the other are passed at once.
        page.wait_for_function("before => gradwalk.state().step > before", arg=step)
        headings.append(heading(page))
    expect_step(page, last)
    expect_words(page)
    # Every press tells something else than the one before.
    assert all(one != other for one, other in zip(headings, headings[1:], strict=False))
    for told in reversed(headings[:-1]):
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#inspector h2").first).to_have_text(told)


@pytest.mark.parametrize("lesson", WALKED)
def test_a_lesson_is_walked_by_mouse(open_page: Open, lesson: str) -> None:
    page = open_page(f"#lesson={lesson}")
    last = steps_of(lesson) - 1
    forward = page.get_by_role("button", name="Forward")
    for _ in range(3):
        step = page.evaluate("gradwalk.state().step")
        if step < last - 1:
            forward.click()
            page.wait_for_function("before => gradwalk.state().step > before", arg=step)
    page.get_by_role("button", name="Last step").click()
    expect_step(page, last)
    expect_words(page)
    # A card that is clicked tells of itself, and the ground behind leads back to the step.
    card = page.locator(".card[data-node]:not(.rider)").last
    label = card.get_attribute("aria-label")
    assert label is not None
    card.locator(".box").click()
    expect(page.locator(".node-card")).to_contain_text(label.split(",")[0])
    page.keyboard.press("Escape")
    expect(page.locator(".node-card")).to_have_count(0)
    page.get_by_role("button", name="Back (←)").click()
    page.wait_for_function("before => gradwalk.state().step < before", arg=last)


@pytest.mark.parametrize("lesson", WALKED)
def test_a_lesson_is_walked_by_touch(touched: Page, lesson: str) -> None:
    page = touched
    page.evaluate("(id) => gradwalk.openLesson(id)", lesson)
    page.wait_for_function("steps => gradwalk.state().steps === steps", arg=steps_of(lesson))
    page.get_by_role("button", name="More of the controls").tap()
    page.get_by_role("button", name="First step").tap()
    expect_step(page, 0)
    forward = page.get_by_role("button", name="Forward")
    for _ in range(3):
        step = page.evaluate("gradwalk.state().step")
        forward.tap()
        page.wait_for_function("before => gradwalk.state().step > before", arg=step)
    expect_words(page)
    expect(page.locator("#inspector .sentence").first).to_be_in_viewport()
    page.get_by_role("button", name="Program", exact=True).tap()
    expect(page.locator(".cm-content")).to_be_in_viewport()
    page.get_by_role("button", name="Step", exact=True).tap()
    expect(page.locator("#inspector")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_program_of_two_thousand_nodes_is_walked_by_keyboard_and_mouse(open_page: Open) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    program = SCALARS.format(turns=5)
    nodes, steps = len(run(program).graph.nodes), len(run(program).steps)
    assert nodes > 2_000
    page.evaluate("(source) => gradwalk.load(source)", program)
    expect(page.locator(".status")).to_contain_text(f"{nodes} nodes")
    expect(page.locator(".card .label").first).to_be_visible()
    page.keyboard.press("End")
    expect_step(page, steps - 1)
    expect_words(page)
    for _ in range(5):
        step = page.evaluate("gradwalk.state().step")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("before => gradwalk.state().step < before", arg=step)
        expect_words(page)
    # A group opens in place at a click, and its trail says where the reader is.
    shown = page.locator(".card").count()
    page.locator(".card.group .box").first.click()
    expect(page.locator(".card")).not_to_have_count(shown)
    page.keyboard.press("f")
    expect(page.get_by_label("Zoom", exact=True)).to_have_text("100 %")
    page.keyboard.press("Home")
    expect_step(page, 0)
