"""What must not lie on what, and what must be in sight."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_explained
from tests.page.programs import fragment

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


def test_both_values_of_a_matrix_times_itself_are_seen_on_their_way(open_page: Open) -> None:
    page = open_page(f"{fragment(SQUARE_OF_A_MATRIX)}&step=0")
    page.evaluate("gradwalk.seek(0.5)")
    tokens = page.locator(".token rect")
    expect(tokens).to_have_count(2)
    assert not overlap(*boxes_of(tokens))


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1440, 810)])
def test_on_a_laptop_nothing_lies_over_the_graph_and_every_card_is_in_it(
    page: Page, open_page: Open, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(LESSON)
    cards = page.locator(".card .box")
    expect(cards).to_have_count(26)
    canvas = box_of(page.locator("#graph-view"))
    assert not [card for card in boxes_of(cards) if not inside(card, canvas)]
    beside = [
        box_of(page.locator(part)) for part in (".stage-head", ".stage-foot", "#program", "#inspector", "#transport")
    ]
    assert not [part for part in beside if overlap(part, canvas)]
    # What a pointer meets at any place of the canvas belongs to the graph.
    strange = """() => {
      const view = document.getElementById("graph-view");
      const { left, top, width, height } = view.getBoundingClientRect();
      const places = Array.from({ length: 400 }, (_, at) => [left + ((at % 20) + 0.5) * width / 20,
        top + (Math.floor(at / 20) + 0.5) * height / 20]);
      return places.filter(([x, y]) => !view.contains(document.elementFromPoint(x, y)));
    }"""
    assert page.evaluate(strange) == []


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
    # Of every step that hands a gradient on: the cards of its two nodes, one where a line has both, and those at work.
    walk = """async () => {
      const { steps } = await (await fetch(`/api/v1/runs/${gradwalk.state().run}`)).json();
      const cardOf = (node) => [...document.querySelectorAll("[data-card]")].find(({ dataset }) =>
        dataset.node === node || dataset.nodes?.split(" ").includes(node)).dataset.card;
      const walk = {};
      for (const { index, kind, node, to } of steps) {
        if (kind !== "contribute") continue;
        gradwalk.seek(index);
        await new Promise((resolve) => setTimeout(resolve));
        const cards = [...document.querySelectorAll("[data-card].active")];
        walk[index] = {
          wanted: [...new Set([cardOf(node), cardOf(to)])].sort(),
          active: cards.map((card) => card.dataset.card).sort(),
          boxes: cards.map((card) => card.querySelector(".box").getBoundingClientRect().toJSON()),
        };
      }
      return walk;
    }"""
    steps = page.evaluate(walk)
    # As many edges lead back to what requires a gradient.
    assert len(steps) == 21
    assert [step for step, seen in steps.items() if seen["active"] != seen["wanted"]] == []
    assert [step for step, seen in steps.items() if not all(inside(box, stage) for box in seen["boxes"])] == []


def test_the_inspector_names_the_turn_of_the_loop_as_the_groups_do(open_page: Open) -> None:
    page = open_page(f"{fragment(DESCENT)}&node=n2")
    fact = page.locator("#inspector dt", has_text="in").first.locator("+ dd")
    expect(fact).to_have_text("turn 0")


def test_what_follows_the_last_backward_pass_belongs_to_it(open_page: Open) -> None:
    page = open_page(fragment(DESCENT))
    page.keyboard.press("End")
    expect(page.locator("#inspector h2")).to_contain_text("updated")
    expect(page.locator("#inspector .where")).to_contain_text("pass 3 of 3")
