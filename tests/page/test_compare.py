"""Two runs beside each other: one is pinned as A, the program is changed, and what differs is marked and listed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Open, wait_until_ready
from tests.page.programs import fragment
from tests.page.test_access import violations

TANH = """\
import torch
x = torch.tensor(0.5, requires_grad=True)
h = torch.tanh(3 * x)
y = h ** 2
y.backward()
"""
RELU = TANH.replace("tanh", "relu")
LOOP = """\
import torch
w = torch.tensor(2.0, requires_grad=True)
lr = 0.1
for i in range(3):
    loss = (w - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None
"""


# Resolves once the picture is of another run.
OTHER_RUN = """(before) => new Promise((resolve) => {
  const look = () => (gradwalk.state().run === before ? requestAnimationFrame(look) : resolve());
  look();
})"""


def write(page: Page, source: str) -> None:
    before = page.evaluate("gradwalk.state().run")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    page.evaluate(OTHER_RUN, before)
    page.evaluate("document.activeElement.blur()")


def compared(open_page: Open, a: str, b: str) -> Page:
    """A is pinned by its key, B is typed, and the reading of both is open."""
    page = open_page(fragment(a))
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("a")
    expect(page.locator(".pin-button")).to_have_attribute("aria-pressed", "true")
    write(page, b)
    page.locator("#tab-compare").click()
    expect(page.locator("[data-comparison=here]")).to_be_visible()
    return page


def row(page: Page, name: str) -> list[str]:
    """The numbers of a node: A, B and Δ of its value, A, B, Δ and B : A of its gradient."""
    named = page.get_by_role("button", name=name, exact=True)
    return page.locator(".compare-table tbody tr").filter(has=named).locator("td").all_inner_texts()


def test_the_table_has_the_numbers_of_both_runs(open_page: Open) -> None:
    """PyTorch: tanh(1.5) = 0.90515, y = 0.81929, ∂y/∂x = 0.98140; with relu 1.5, 2.25 and 9."""
    page = compared(open_page, TANH, RELU)
    assert row(page, "x") == ["0.5", "0.5", "0", "0.9814", "9", "+8.02", "9.17"]
    assert row(page, "h") == ["0.9051", "1.5", "+0.595", "1.81", "3", "+1.19", "1.66"]
    assert row(page, "y") == ["0.8193", "2.25", "+1.43", "1", "1", "0", "1"]
    expect(page.locator(".compare-target output")).to_have_text(["0.8193", "2.25"])
    expect(page.locator(".compare-summary")).to_contain_text(re.compile("first part at h, tanh in A, relu in B"))


def test_cards_are_marked_with_the_number_of_a(open_page: Open) -> None:
    page = compared(open_page, TANH, RELU)
    page.locator("#tab-graph").click()
    page.keyboard.press("End")
    ghosts = page.locator(".ghost-number.pinned")
    expect(ghosts.filter(has_text="0.8193")).to_have_text("0.8193 Δ +1.431")
    # The value of x is the same, and its gradient is not.
    expect(page.locator("[data-node=n0] .ghost-number")).to_have_text("0.9814 ∂ Δ +8.019")
    page.keyboard.press("a")
    expect(ghosts).to_have_count(0)


def test_a_stands_in_the_address_and_comes_back(open_page: Open) -> None:
    page = compared(open_page, TANH, RELU)
    expect(page).to_have_url(re.compile("against=.*reading=compare"))
    page.reload()
    wait_until_ready(page)
    expect(page.locator("[data-comparison=here]")).to_be_visible()
    assert row(page, "y")[:2] == ["0.8193", "2.25"]


def test_a_lesson_as_a_goes_by_its_name(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out&against=06_three_gates&reading=compare")
    expect(page.locator("[data-comparison=here]")).to_be_visible()
    title = page.evaluate(
        "fetch('/api/v1/lessons/06_three_gates').then((answer) => answer.json()).then((it) => it.title)"
    )
    expect(page.locator(".compare-head dd").first).to_have_text(title)
    expect(page).to_have_url(re.compile("against=06_three_gates"))


def test_an_address_that_compares_with_nothing_says_so(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out&against=~AAAA")
    expect(page.locator("#graph-overlay")).to_contain_text("ask for the link again")


def test_a_and_b_change_places(open_page: Open) -> None:
    page = compared(open_page, TANH, RELU)
    page.get_by_role("button", name="Swap A and B").click()
    expect(page.locator(".compare-target output")).to_have_text(["2.25", "0.8193"])
    expect(page.locator(".cm-content")).to_contain_text("tanh")


def test_unpinned_the_reading_is_gone_and_the_focus_is_not(open_page: Open) -> None:
    page = compared(open_page, TANH, RELU)
    page.get_by_role("button", name="Unpin A").press("Enter")
    expect(page.locator("#tab-compare")).to_have_count(0)
    expect(page.locator("#tab-graph")).to_be_focused()
    expect(page).not_to_have_url(re.compile("against="))


def test_rows_are_sorted_and_chosen_by_keys(open_page: Open) -> None:
    """∂ of x differs by 8.02, of h by 1.19."""
    page = compared(open_page, TANH, RELU)
    heads = page.locator(".compare-table thead button")
    heads.nth(2).press("Enter")
    expect(page.locator(".compare-table th[aria-sort=descending]")).to_have_count(1)
    sorted_by_gradient = page.locator(".compare-table tbody th bdi").all_inner_texts()
    assert sorted_by_gradient.index("x") < sorted_by_gradient.index("h")
    page.locator(".compare-table").get_by_role("button", name="h", exact=True).press("Enter")
    expect(page.locator(".node-card")).to_be_visible()
    expect(page.locator(".compare-table tr.selected")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^all ")).press("Enter")
    expect(page.locator(".compare-table tr.same")).not_to_have_count(0)


def test_runs_of_another_structure_are_compared_by_name(open_page: Open) -> None:
    page = compared(open_page, TANH, TANH.replace("y = h", "k = h + x\ny = k"))
    assert row(page, "h")[:3] == ["0.9051", "0.9051", "0"]
    expect(page.locator(".compare-table tbody tr").filter(has_text="only in B")).to_contain_text("k")


def test_losses_of_both_lie_over_one_another(open_page: Open) -> None:
    """(w − 1)² after each step of −2η(w − 1): at η = 0.1 it falls to 0.64², at η = 0.4 to 0.04²; in the third pass."""
    page = compared(open_page, LOOP, LOOP.replace("0.1", "0.4"))
    page.keyboard.press("End")
    expect(page.locator(".compare-losses output")).to_have_text("pass 3 · A 0.4096 · B 0.0016")
    expect(page.locator(".compare-losses canvas")).to_be_visible()
    box = page.locator(".compare-losses .u-over").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 1, box["y"] + 40)
    expect(page.locator(".compare-losses output")).to_have_text("pass 1 · A 1 · B 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_reading_keeps_to_the_rules_of_accessibility(open_page: Open, scheme: str) -> None:
    page = compared(open_page, TANH, RELU)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert violations(page) == []
