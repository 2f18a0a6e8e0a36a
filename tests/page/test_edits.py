"""Values of leaves, written by the page: into the text, as one step to undo, with the numbers of a fresh run."""

import numpy as np
import pytest
from playwright.sync_api import Error, Page, expect

from engine.language import run
from engine.lessons import lessons
from tests.page.conftest import Open, expect_step

SOURCES = {lesson.id: lesson.source for lesson in lessons()}


def source_of(page: Page) -> str:
    source: str = page.evaluate(
        "fetch(`api/v1/runs/${gradwalk.state().run}`).then((it) => it.json()).then((it) => it.source)"
    )
    return source


def test_an_edit_is_painted_when_it_resolves_and_undone_by_one_key(open_page: Open) -> None:
    """e = (a + b)(b + 1): at a = 2 and b = 4, e = 30, ∂e/∂a = 5 and ∂e/∂b = 5 + 6."""
    page = open_page("#lesson=07_fan_out&step=11")
    written = source_of(page)
    page.evaluate("gradwalk.edit('b', 4)")
    cards = page.locator("[data-node]")
    assert "value 30" in (cards.filter(has=page.locator("text.label", has_text="e")).get_attribute("aria-label") or "")
    expect_step(page, 11)
    assert "gradient 11" in (page.locator("[data-node=n1]").get_attribute("aria-label") or "")
    assert source_of(page) == written.replace("b = torch.tensor(1.0", "b = torch.tensor(4.0")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+z")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 7 of 56")
    expect(page.locator("[data-node=n1]")).to_have_attribute("aria-label", "b, parameter, scalar, value 1, gradient 5")


EDITS = {
    "01_square": [("x", ())],
    "07_fan_out": [("a", ()), ("b", ())],
    "19_matmul": [("X", (0, 1)), ("W", (1, 0))],
    "25_two_layer_bce": [("W1", (1, 2)), ("b2", (0,)), ("A0", (0, 0))],
    "43_attention": [("Wq", (0, 1)), ("X", (1, 1))],
}


@pytest.mark.parametrize("lesson", EDITS)
def test_forty_edits_in_a_row_leave_the_numbers_of_a_fresh_run(open_page: Open, lesson: str) -> None:
    page = open_page(f"#lesson={lesson}")
    page.emulate_media(reduced_motion="reduce")
    for turn in range(40):
        label, index = EDITS[lesson][turn % len(EDITS[lesson])]
        page.evaluate(
            "([label, value, index]) => gradwalk.edit(label, value, index)", [label, turn / 8 - 2, list(index)]
        )
    page.keyboard.press("End")
    fresh = run(source_of(page))
    last = len(fresh.steps) - 1
    expect_step(page, last)
    shown = page.evaluate("fetch(`api/v1/runs/${gradwalk.state().run}`).then((it) => it.json()).then((it) => it.nodes)")
    for node, told in zip(fresh.graph.nodes, shown, strict=True):
        assert np.array_equal(np.array(told["value"]["data"], dtype=object).astype(float), node.value)
    # The last edit wrote 39 / 8 − 2.
    label = EDITS[lesson][39 % len(EDITS[lesson])][0]
    assert "2.875" in next(line for line in source_of(page).splitlines() if line.startswith(f"{label} ="))


def test_what_is_not_written_as_a_number_is_refused_by_name(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out")
    with pytest.raises(Error, match="Nothing here is called q. What can be changed: a, b."):
        page.evaluate("gradwalk.edit('q', 1)")
    with pytest.raises(Error, match="c is not written as a number"):
        page.evaluate("gradwalk.edit('c', 1)")
