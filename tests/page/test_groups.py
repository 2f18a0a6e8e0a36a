"""A large run opens as a few groups, and the reader opens what is of interest."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step, wait_until_ready

TRAINING = """\
import torch
x = torch.tensor(2.0)
w = torch.tensor(0.5, requires_grad=True)
for i in range(70):
    loss = (w * x - 3.0) ** 2
    w.grad = None
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
"""
NODES = 2 + 70 * 5
CARDS = "[data-card]"


def load(page: Page) -> None:
    page.evaluate("(source) => gradwalk.load(source)", TRAINING)
    expect(page.locator(".status")).to_contain_text(f"{NODES} nodes")


def group(page: Page, name: str) -> str:
    return f'[data-card="{name}"]'


def place_of(page: Page) -> list[int]:
    """Where the sheet with the graph lies in the canvas, in pixels."""
    return [int(number) for number in re.findall(r"-?\d+", page.locator(".sheet").get_attribute("transform") or "")]


def test_a_training_loop_opens_as_its_iterations(open_page: Open) -> None:
    """70 turns make 5 nodes each: w x, 3, the difference, the square, the new w."""
    page = open_page()
    load(page)
    first = page.locator(group(page, "-1"))
    expect(first).to_contain_text("175 nodes")
    expect(first).to_have_attribute("aria-expanded", "false")
    expect(page.locator(CARDS)).to_have_count(4)
    expect(page.locator(".stage-trail")).to_be_visible()


def test_the_track_of_a_long_loop_counts_its_backward_passes(open_page: Open) -> None:
    """210 phases would be stripes; every tenth of the 70 passes is labelled instead."""
    page = open_page()
    load(page)
    labels = page.locator(".track-phases .pass")
    expect(labels).to_have_text(["pass 1", "10", "20", "30", "40", "50", "60", "70"])
    page.keyboard.press("End")
    expect(page.locator("#inspector .where")).to_contain_text("pass 70 of 70")


def test_a_group_counts_what_is_known_in_it(open_page: Open) -> None:
    page = open_page()
    load(page)
    first = page.locator(group(page, "-1"))
    page.keyboard.press("Home")
    expect(first).to_contain_text("0 of 175 values")
    page.keyboard.press("End")
    expect(first).to_contain_text("all 175 values")
    expect(first).to_have_attribute("aria-label", re.compile("^i 0 … 34, a closed group of 175 nodes"))


def test_a_click_opens_a_group_and_the_trail_closes_it(open_page: Open) -> None:
    page = open_page()
    load(page)
    page.locator(group(page, "-1")).dispatch_event("click")
    expect(page.locator(group(page, "iteration.2"))).to_be_visible()
    expect(page.locator(group(page, "-1"))).to_have_count(0)
    page.get_by_role("button", name="Close i 0 … 34").click()
    expect(page.locator(group(page, "-1"))).to_be_visible()


def test_keys_open_the_group_of_the_step_and_close_it_again(open_page: Open) -> None:
    page = open_page()
    load(page)
    page.evaluate("gradwalk.seek(5)")
    expect_step(page, 5)
    page.keyboard.press("o")
    page.keyboard.press("o")
    expect(page.get_by_role("button", name="loss, ")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator(group(page, "iteration"))).to_be_visible()


def test_enter_opens_the_focused_group_and_the_focus_goes_inside(open_page: Open) -> None:
    page = open_page()
    load(page)
    page.locator(group(page, "-1")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(group(page, "iteration"))).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator(group(page, "-1"))).to_be_focused()


def test_a_link_gives_back_the_open_groups_and_the_camera(page: Page, open_page: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page()
    load(page)
    page.evaluate("gradwalk.seek(5)")
    page.keyboard.press("o")
    page.get_by_role("button", name="Zoom in").click()
    zoom = page.get_by_label("Zoom", exact=True)
    expect(zoom).to_have_text("125 %")
    expect(page).to_have_url(re.compile(r"&by=lines&open=-1&look=\d+,\d+,1\.25$"))
    place = place_of(page)
    page.reload()
    wait_until_ready(page)
    expect(page.locator(group(page, "iteration.2"))).to_be_attached()
    expect(zoom).to_have_text("125 %")
    # An address has whole numbers, of which one is 1.25 pixels here.
    assert all(abs(before - after) <= 2 for before, after in zip(place, place_of(page), strict=True))


def test_a_small_program_shows_every_node_and_no_trail(open_page: Open) -> None:
    page = open_page("#lesson=25_two_layer_bce")
    expect(page.locator(".status")).to_contain_text("26 nodes")
    expect(page.locator(".stage-trail")).to_have_count(0)
    expect(page.locator(".card.group")).to_have_count(0)
