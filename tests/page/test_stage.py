"""What must not lie on what, and what must be in sight."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_explained
from tests.page.measure import fragment

LESSON = "#lesson=25_two_layer_bce"
SQUARE_OF_A_MATRIX = """\
import torch
A = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
B = A @ A
B.sum().backward()
"""
DESCENT = """\
import torch
w = torch.tensor(0.0, requires_grad=True)
for turn in range(3):
    loss = (w - 3.0) ** 2
    w.grad = None
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
"""

Box = dict[str, float]


def boxes_of(locator: Locator) -> list[Box]:
    """Where the elements are at one moment, in pixels of the window."""
    boxes: list[Box] = locator.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    return boxes


def box_of(locator: Locator) -> Box:
    [box] = boxes_of(locator)
    return box


def overlap(a: Box, b: Box) -> bool:
    apart = (
        a["x"] + a["width"] <= b["x"]
        or b["x"] + b["width"] <= a["x"]
        or a["y"] + a["height"] <= b["y"]
        or b["y"] + b["height"] <= a["y"]
    )
    return not apart


def inside(box: Box, frame: Box) -> bool:
    across = frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    return across and frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]


@pytest.mark.parametrize("direction", ["right", "down"])
def test_both_values_of_a_matrix_times_itself_are_seen_on_their_way(open_page: Open, direction: str) -> None:
    page = open_page(f"{fragment(SQUARE_OF_A_MATRIX)}&step=0&direction={direction}")
    page.keyboard.press("ArrowRight")
    page.evaluate("gradwalk.pause()")
    tokens = page.locator(".token rect")
    expect(tokens).to_have_count(2)
    assert not overlap(*boxes_of(tokens))


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1440, 810)])
def test_on_a_laptop_no_card_lies_below_the_buttons_when_the_page_opens(
    page: Page, open_page: Open, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(LESSON)
    cards = page.locator(".card .box")
    expect(cards).not_to_have_count(0)
    lying = [box_of(page.locator(part)) for part in (".graph-controls", ".graph-minimap", ".graph-legend")]
    assert not any(overlap(one, other) for one in lying for other in lying if one is not other)
    assert not [card for card in boxes_of(cards) if any(overlap(card, part) for part in lying)]


def test_the_inspector_has_the_same_margin_on_both_sides(open_page: Open) -> None:
    page = open_page(LESSON)
    expect_explained(page)
    inspector, content = box_of(page.locator("#inspector")), box_of(page.locator("#inspector .next"))
    left = content["x"] - inspector["x"]
    right = inspector["x"] + inspector["width"] - content["x"] - content["width"]
    # The line at the left edge of the inspector is 1 pixel wide.
    assert abs(left - right) <= 1


def test_on_a_phone_both_ends_of_the_edge_at_work_are_in_sight(page: Page, open_page: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(LESSON)
    stage = box_of(page.locator("#graph-view"))
    # Of every backward step but the seed: where the cards at work are.
    walk = """async () => {
      const walk = {};
      for (let step = 0; step < gradwalk.state().steps; step += 1) {
        gradwalk.seek(step);
        await new Promise((resolve) => setTimeout(resolve));
        if (document.querySelector("#inspector .step").dataset.kind !== "contribute") continue;
        const cards = [...document.querySelectorAll(".card.active .box")];
        walk[step] = cards.map((one) => one.getBoundingClientRect().toJSON());
      }
      return walk;
    }"""
    steps: dict[str, list[Box]] = page.evaluate(walk)
    assert len(steps) > 15
    missed = [
        int(step) for step, boxes in steps.items() if len(boxes) < 2 or not all(inside(box, stage) for box in boxes)
    ]
    # These two edges are wider than the phone at the smallest size that can be read.
    assert missed == [30, 36]


def test_the_inspector_names_the_turn_of_the_loop_as_the_groups_do(open_page: Open) -> None:
    page = open_page(f"{fragment(DESCENT)}&node=n2")
    fact = page.locator("#inspector dt", has_text="in").first.locator("+ dd")
    expect(fact).to_have_text("turn 0")


def test_what_follows_the_last_backward_pass_belongs_to_it(open_page: Open) -> None:
    page = open_page(fragment(DESCENT))
    page.keyboard.press("End")
    expect(page.locator("#inspector h2")).to_contain_text("updated")
    expect(page.locator("#inspector .where")).to_contain_text("pass 3 of 3")
