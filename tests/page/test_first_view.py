"""The whole graph at first view: every node in one card with a readable name, and nothing over anything else."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine.language import CLASS, run
from engine.lessons import lessons
from tests.page.conftest import Open
from tests.page.programs import SCALARS, TRAINING
from tests.page.screenshots import network

LOOK = Path(__file__).with_name("first-view.js").read_text(encoding="utf-8")
SIZES = [(1280, 720), (1440, 900), (768, 1024), (390, 844)]
# A program of up to so many nodes has a card of its own for each of them, with its numbers.
UNFOLDED = {(1280, 720): 28, (1440, 900): 40}
ALL_IN_VIEW = re.compile(r"^(\d+) of \1$")
WITH_NUMBERS = {"full", "compact", "tight"}

Seen = dict[str, Any]


@cache
def gradients() -> dict[str, tuple[int, set[str]]]:
    """Of every lesson, how many nodes it has, and those that hold a gradient at its end."""
    found = {}
    for lesson in lessons():
        recorded = run(lesson.source, limits=CLASS)
        held: set[int] = set()
        for step in recorded.steps:
            if step.kind in ("seed", "contribute"):
                held.add(step.receiver)
            elif step.kind == "clear":
                held.discard(step.node)
        found[lesson.id] = len(recorded.graph.nodes), {f"n{index}" for index in held}
    return found


def look(page: Page) -> Seen:
    seen: Seen = page.evaluate("firstView.viewed()")
    return seen


def nodes_of(seen: Seen) -> list[str]:
    return [node for card in seen["cards"] for node in card["nodes"]]


def numberless(seen: Seen, quantity: str) -> set[str]:
    """The nodes without a card of their own on which their value, or their gradient, stands."""
    own = [card for card in seen["cards"] if not card["folded"] and card["level"] in WITH_NUMBERS and card[quantity]]
    riders = [card for card in seen["cards"] if card["rides"] and quantity == "value"]
    return set(nodes_of(seen)) - {card["id"] for card in own + riders}


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_every_lesson_is_whole_and_readable_at_first_view(page: Page, open_page: Open, size: tuple[int, int]) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.add_init_script(f"({LOOK})()")
    open_page()
    found = page.evaluate("(ids) => firstView.lessons(ids)", list(gradients()))
    faults: dict[str, list[str]] = {}
    for lesson, (count, held) in gradients().items():
        end = found[lesson]["end"]
        faults[lesson] = []
        for moment, seen in found[lesson].items():
            faults[lesson] += [f"{moment}: {words}" for words in seen["complaints"]]
            nodes = nodes_of(seen)
            if len(nodes) != len(set(nodes)) or len(nodes) != count:
                faults[lesson].append(f"{len(nodes)} nodes on cards, {len(set(nodes))} different ones, of {count}")
        if count <= UNFOLDED.get(size, 0):
            faults[lesson] += [f"{node} without its value" for node in sorted(numberless(end, "value"))]
            faults[lesson] += [f"{node} without its gradient" for node in sorted(numberless(end, "gradient") & held)]
    assert {lesson: words for lesson, words in faults.items() if words} == {}


@pytest.fixture
def looking(page: Page, open_page: Open) -> Page:
    """The page at 1280 × 720, able to look."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.add_init_script(f"({LOOK})()")
    return open_page()


# A loop with a backward pass a turn, and a network of single numbers.
LARGE = {"training": TRAINING.format(turns=40), "scalars": SCALARS.format(turns=2)}
LEAST_NODES = {"training": 300, "scalars": 800}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_program_is_whole_at_first_view_by_folding(looking: Page, name: str) -> None:
    page, program = looking, LARGE[name]
    nodes = len(run(program).graph.nodes)
    assert nodes > LEAST_NODES[name]
    page.evaluate("(source) => gradwalk.load(source)", program)
    expect(page.locator(".status")).to_contain_text(f"{nodes} nodes")
    expect(page.get_by_label("Zoom", exact=True)).to_have_text("100 %")
    seen = look(page)
    assert seen["complaints"] == []
    assert len(nodes_of(seen)) == len(set(nodes_of(seen))) == nodes
    # Not so much is folded that the canvas would be a few boxes.
    assert 3 <= len(seen["cards"]) <= 60


def test_a_network_of_single_numbers_is_whole_by_operations(looking: Page) -> None:
    """At the smallest size a node is a dot with its name, or with the sign of its operation."""
    page = looking
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("(source) => gradwalk.load(source)", network(8))
    page.get_by_role("button", name="operations", exact=True).click()
    expect(page.locator(".stage-count b")).to_have_text("95 of 95")
    seen = look(page)
    assert seen["complaints"] == []
    assert {card["level"] for card in seen["cards"]} == {"dot"}


@pytest.mark.parametrize("name", LARGE)
def test_fit_never_shows_a_card_without_a_name(looking: Page, name: str) -> None:
    """Whatever is open: what there is no room for is closed, and what is left is named."""
    page = looking
    page.evaluate("(source) => gradwalk.load(source)", LARGE[name])
    expect(page.locator(".card").first).to_be_visible()
    for _ in range(3):
        groups = page.locator(".card.group")
        if groups.count() > 0:
            groups.first.dispatch_event("click")
        page.keyboard.press("f")
        expect(page.locator(".stage-count b")).to_have_text(ALL_IN_VIEW)
        assert look(page)["complaints"] == []
    page.get_by_role("button", name="operations", exact=True).click()
    page.keyboard.press("f")
    expect(page.locator(".stage-count b")).to_have_text(ALL_IN_VIEW)
    assert look(page)["complaints"] == []


# The cards of the strip below a map of dots, and whether each lies inside of it and apart from the others.
STRIP = """() => {
    const strip = document.querySelector(".graph-pair").getBoundingClientRect();
    const boxes = [...document.querySelectorAll(".graph-pair .card .box")].map((box) => box.getBoundingClientRect());
    const inside = boxes.every((box) => box.left >= strip.left && box.right <= strip.right && box.top >= strip.top
        && box.bottom <= strip.bottom);
    const apart = boxes.every((one, index) => boxes.slice(index + 1).every((other) =>
        one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top));
    const names = [...document.querySelectorAll(".graph-pair .label")].map((label) => label.textContent);
    return { names, inside, apart };
}"""


@pytest.mark.parametrize("size", [(390, 844), (360, 640)], ids="{0[0]}x{0[1]}".format)
def test_where_cards_are_dots_the_pair_at_work_stands_below_the_map(
    page: Page, open_page: Open, size: tuple[int, int]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    # The gradient of Z2 = A1 W2ᵀ + b2 goes back to A1 W2ᵀ: both lie in one line, which is one dot of the map.
    open_page("#lesson=25_two_layer_bce&step=38")
    expect(page.locator(".graph-pair .label").first).to_be_visible()
    assert page.evaluate(STRIP) == {"names": ["A1 W2ᵀ", "Z2"], "inside": True, "apart": True}
    expect(page.locator(".graph-pair .card.receiving .block.gradient image")).to_have_count(1)
    # Forward, both inputs meet at the gate.
    page.evaluate("gradwalk.seek(11)")
    expect(page.locator(".graph-pair .label")).to_have_text(["A1", "W2ᵀ", "A1 W2ᵀ"])
    assert page.evaluate(STRIP) == {"names": ["A1", "W2ᵀ", "A1 W2ᵀ"], "inside": True, "apart": True}


def test_where_cards_hold_their_numbers_no_strip_takes_room(looking: Page) -> None:
    looking.evaluate("gradwalk.openLesson('25_two_layer_bce')")
    expect(looking.locator(".card")).to_have_count(26)
    expect(looking.locator(".graph-pair")).to_be_hidden()
