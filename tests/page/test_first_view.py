"""The whole graph at first view: every node in one card with a readable name, and nothing over anything else."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine.language import CLASS, run
from engine.lessons import lessons
from tests.page.conftest import Open
from tests.page.measure import SCALARS, TRAINING, fragment

LOOK = Path(__file__).with_name("first-view.js").read_text(encoding="utf-8")
SIZES = [(1280, 720), (1440, 900), (768, 1024), (390, 844)]
# A program of up to so many nodes has a card of its own for each of them, with its numbers.
UNFOLDED = {(1280, 720): 28, (1440, 900): 40}
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
                held.add(step.node if step.to is None else step.to)
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
        opening, end = found[lesson]["opening"], found[lesson]["end"]
        faults[lesson] = [*opening["complaints"], *(f"at the end: {words}" for words in end["complaints"])]
        for seen in (opening, end):
            nodes = nodes_of(seen)
            if len(nodes) != len(set(nodes)) or len(nodes) != count:
                faults[lesson].append(f"{len(nodes)} nodes on cards, {len(set(nodes))} different ones, of {count}")
        if count <= UNFOLDED.get(size, 0):
            faults[lesson] += [f"{node} without its value" for node in sorted(numberless(end, "value"))]
            faults[lesson] += [f"{node} without its gradient" for node in sorted(numberless(end, "gradient") & held)]
    assert {lesson: words for lesson, words in faults.items() if words} == {}
