"""A step in three beats, looked at every 50 ms: where what flows is, and when its result appears."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_explained, expect_step

# e = (a + b)(b + 1) at a = 2, b = 1. In step 10 of 12, counted from 1, d sends its gradient 3 times the local 1 to b;
# in step 12 c sends 2 · 1 = 2, which makes 3 + 2 = 5 of it.
FAN_OUT = "#lesson=07_fan_out"

# Every 50 ms of a step: the texts of what flows and the middle of it, what rests on the wire of the step, and what
# the cell of the receiver and the inspector say.
FRAMES = """async (step) => {
  const frames = {};
  const middle = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const card = document.querySelector("[data-node=n1]");
  for (let time = 50; time <= 1100; time += 50) {
    gradwalk.seek(step - 1 + time / 1100);
    await new Promise((resolve) => setTimeout(resolve));
    const token = document.querySelector(".token");
    const result = document.querySelector(".chain-result");
    frames[time] = {
      token: token && [...token.querySelectorAll("text")].map((one) => one.textContent).join(" "),
      at: token && middle(token.querySelector("rect")),
      gradient: card.querySelector(".gradient .entries")?.textContent.trim() ?? "",
      badge: card.querySelector(".badge")?.textContent ?? "",
      chip: document.querySelector(".wire-chip.now")?.textContent ?? "",
      told: result !== null && getComputedStyle(result).visibility === "visible",
    };
  }
  return frames;
}"""
PLACES = """() => Object.fromEntries([["n1", "b"], ["n4", "d"]].map(([id, name]) => {
  const middle = (part) => {
    const { x, y, width, height } = document.querySelector(`[data-node=${id}] ${part}`).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  return [name, { cell: middle(".block.gradient"), box: middle(".box") }];
}))"""


def frames_of(page: Page, step: int) -> dict[int, Any]:
    return {int(time): frame for time, frame in page.evaluate(FRAMES, step).items()}


def distance(one: list[float], other: list[float]) -> float:
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


def test_a_gradient_comes_to_the_gate_becomes_the_product_and_lands_with_its_number(open_page: Open) -> None:
    page = open_page(FAN_OUT)
    page.evaluate("gradwalk.seek(9)")
    expect_explained(page)
    places = page.evaluate(PLACES)
    frames = frames_of(page, 9)
    said = {time: frame["token"] for time, frame in frames.items()}
    assert [said[time] for time in (50, 250, 300, 500, 550, 700, 750, 1000)] == ["3"] * 2 + ["3 × 1"] * 2 + ["3"] * 4
    # It leaves the cell of d, and stands at the gate, between both cards, until it travels.
    assert distance(frames[50]["at"], places["d"]["cell"]) < distance(frames[250]["at"], places["d"]["cell"])
    assert frames[300]["at"] == pytest.approx(frames[500]["at"])
    assert frames[500]["at"] == pytest.approx(frames[700]["at"])
    assert places["b"]["box"][0] < frames[300]["at"][0] < places["d"]["box"][0]
    way = [distance(frames[time]["at"], places["b"]["cell"]) for time in (750, 850, 950, 1000)]
    assert way == sorted(way, reverse=True)
    # The number is in the card, on the wire and in the inspector with the landing, at 1050 ms, and not before.
    landed = {
        time: (frame["gradient"] == "3", frame["chip"] == "× 1→ 3", frame["told"]) for time, frame in frames.items()
    }
    assert landed == {time: (time >= 1050,) * 3 for time in frames}
    assert (said[1050], said[1100]) == (None, None)


def test_what_lands_is_added_to_what_is_there(open_page: Open) -> None:
    page = open_page(FAN_OUT)
    page.evaluate("gradwalk.seek(11)")
    expect_explained(page)
    frames = frames_of(page, 11)
    assert (frames[1000]["gradient"], frames[1000]["badge"]) == ("3", "1 of 2")
    assert (frames[1100]["gradient"], frames[1100]["badge"]) == ("5", "3 + 2 = 5")


def test_the_same_moment_is_the_same_picture_from_either_side(open_page: Open) -> None:
    page = open_page(FAN_OUT)
    page.evaluate("gradwalk.seek(11)")
    expect_explained(page)
    picture = """() => [...document.querySelectorAll(".token, .wire-chip")].map((one) => one.outerHTML).join("")"""
    pictures = []
    for before in (0, 11):
        page.evaluate(f"gradwalk.seek({before})")
        page.evaluate("gradwalk.seek(8.4)")
        expect(page.locator(".token")).to_have_count(1)
        pictures.append(page.evaluate(picture))
    assert pictures[0] == pictures[1] != ""


def test_wires_remember_what_flowed_over_them_and_chips_cover_no_card(page: Page, open_page: Open) -> None:
    """By hand: e sends 1 · 2 and 1 · 3, d and c hand on 3 and 2 times 1."""
    page.emulate_media(reduced_motion="reduce")
    open_page(FAN_OUT)
    chips = page.locator(".wire-chip")
    page.evaluate("gradwalk.seek(5)")
    # Forward: a = 2 and b = 1 to c, b = 1 to d, c = 3 and d = 2 to e.
    expect(chips).to_have_count(5)
    assert sorted(chips.all_text_contents()) == ["1", "1", "2", "2", "3"]
    page.keyboard.press("End")
    expect(page.locator(".wire-chip.backward")).to_have_count(5)
    expect(chips).to_have_count(5)
    assert sorted(chips.all_text_contents()) == ["× 1→ 2", "× 1→ 2", "× 1→ 3", "× 2→ 2", "× 3→ 3"]
    expect(page.locator(".wire-chip.now")).to_have_text("× 1→ 2")
    covered = """() => {
      const boxes = (selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
      const over = (a, b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom;
      const cards = boxes(".card .box, .card .gate");
      return boxes(".wire-chip").filter((chip) => cards.some((card) => over(chip, card))).length;
    }"""
    assert page.evaluate(covered) == 0


def test_playing_stops_at_the_first_fan_out_and_says_why(page: Page, open_page: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page(f"{FAN_OUT}&step=11")
    page.get_by_role("button", name="Stop at what is new").click()
    page.get_by_label("Speed").select_option("4")
    page.keyboard.press("Home")
    page.evaluate("gradwalk.seek(10)")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#inspector .stopped")).to_contain_text("b has several uses")
    expect(page.locator("#announcer")).to_contain_text("The first fan-out")
    assert page.evaluate("gradwalk.state()")["step"] == 11


def test_a_step_of_the_readers_own_brings_both_ends_into_view(page: Page, open_page: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page("#lesson=25_two_layer_bce")
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    stage = page.locator("#graph-view").bounding_box()
    assert stage is not None
    page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + 20, stage["y"] + 20)
    page.mouse.up()
    inside = """() => {
      const stage = document.querySelector("#graph-view").getBoundingClientRect();
      const boxes = [...document.querySelectorAll(".card.active .box")].map((one) => one.getBoundingClientRect());
      return boxes.length > 1 && boxes.every((box) => box.x >= stage.x - 1 && box.right <= stage.right + 1
        && box.y >= stage.y - 1 && box.bottom <= stage.bottom + 1);
    }"""
    page.evaluate("gradwalk.seek(35)")
    page.wait_for_function(inside)
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    page.keyboard.press("ArrowRight")
    expect_step(page, 36)
    page.wait_for_function(inside)
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Forward").click()
    expect_step(page, 37)
    page.wait_for_function(inside)
