"""The graph as a picture for papers and slides: complete, sharp, and readable by any other program."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.hostile.labels import LABELS, program
from tests.page.conftest import Open, expect_step
from tests.page.test_stepping import LESSON

SVG = "{http://www.w3.org/2000/svg}"
# The gradient of W1 in PyTorch 2.13, float64, to three digits.
W1_GRADIENT = ["−0.00947", "0.08", "0.0694", "−0.0569", "−0.31", "−0.176"]
GROUNDS = {"light": "#f5f6f9", "dark": "#0d1016"}

# Twelve products of 120 × 120 entries, all of them 1: their documents have a corner of them only. Those in the middle
# are never in sight: the run opens at the first, and its last step is there again.
WIDE = """\
import torch
A = torch.ones(120, 120, requires_grad=True)
x = A
for turn in range(12):
    x = x * 1.0
loss = x.sum()
loss.backward()
"""


def save(page: Page, kind: str, extent: str = "Whole graph") -> tuple[str, bytes]:
    """The name and the content of the file."""
    page.keyboard.press("s")
    page.get_by_role("button", name=extent, exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {kind}", exact=True).click()
    expect(page.locator(".download-outcome")).to_contain_text("Saved")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def drawing(page: Page, extent: str = "Whole graph") -> ElementTree.Element:
    return ElementTree.fromstring(save(page, "SVG", extent)[1])


def nodes_in(picture: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {group.attrib["data-node"]: group for group in picture.iter(f"{SVG}g") if "data-node" in group.attrib}


def box_of(card: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom on the sheet."""
    x, y, *scaled = (float(number) for number in re.findall(r"-?[\d.]+", card.attrib["transform"]))
    scale = scaled[0] if scaled else 1.0
    widest = max(card.iter(f"{SVG}rect"), key=lambda rect: float(rect.attrib["width"]))
    return x, y, x + scale * float(widest.attrib["width"]), y + scale * float(widest.attrib["height"])


def view_of(picture: ElementTree.Element) -> tuple[float, float, float, float]:
    x, y, width, height = (float(number) for number in picture.attrib["viewBox"].split())
    return x, y, x + width, y + height


def is_inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def texts(element: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def come_closer(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("+")
    expect(page.get_by_label("Zoom", exact=True)).not_to_have_text("100 %")


def test_a_picture_has_every_node_with_the_numbers_of_the_step(page: Page, open_page: Open) -> None:
    """On a large screen, where the cards are written in full."""
    page.set_viewport_size({"width": 2560, "height": 1440})
    open_page(LESSON)
    page.keyboard.press("End")
    picture = drawing(page)
    nodes = nodes_in(picture)
    assert len(nodes) == page.evaluate("gradwalk.state().nodes") == 26
    w1 = next(card for card in nodes.values() if texts(card)[0] == "W1")
    assert texts(w1)[-6:] == W1_GRADIENT
    assert all(is_inside(box_of(card), view_of(picture)) for card in nodes.values())


def test_at_the_first_step_a_picture_shows_no_gradient(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("Home")
    assert not set(W1_GRADIENT) & set(texts(drawing(page)))


def test_a_picture_of_the_view_has_the_cards_in_sight_and_cuts_none(page: Page, open_page: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page(f"{LESSON}&step=33")
    come_closer(page, 6)
    in_sight = """() => {
      const { left, top, right, bottom } = document.querySelector(".graph-surface").getBoundingClientRect();
      return [...document.querySelectorAll(".graph-surface [data-node]")].filter((card) => {
        const box = card.querySelector(".box").getBoundingClientRect();
        return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
      }).map((card) => card.dataset.node);
    }"""
    seen = set(page.evaluate(in_sight))
    picture = drawing(page, "In view")
    nodes = nodes_in(picture)
    assert seen <= set(nodes)
    assert len(nodes) < 26
    assert all(is_inside(box_of(card), view_of(picture)) for card in nodes.values())


@pytest.mark.parametrize("scheme", GROUNDS)
def test_a_picture_needs_no_page_and_no_file_beside_it(open_page: Open, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    name, content = save(open_page(f"{LESSON}&step=41"), "SVG")
    assert re.fullmatch(r"gradwalk-[0-9a-f]{32}-step-42\.svg", name)
    markup = content.decode()
    assert not re.search(r"var\(|color-mix|oklab|class=|<style|<foreignObject|https?://(?!www\.w3\.org/)", markup)
    picture = ElementTree.fromstring(markup)
    drawn = {element.attrib["id"] for element in picture.iter() if "id" in element.attrib}
    assert set(re.findall(r"url\(([^)]*)\)", markup)) == {f"#{id}" for id in drawn}
    linked = [value for element in picture.iter() for key, value in element.attrib.items() if key.endswith("href")]
    assert all(value.startswith("data:image/png;base64,") for value in linked)
    colours = {
        element.attrib[paint] for element in picture.iter() for paint in ("fill", "stroke") if paint in element.attrib
    }
    assert all(re.fullmatch(r"none|#[0-9a-f]{6}", colour) for colour in colours)
    assert picture.find(f"{SVG}rect").attrib["fill"] == GROUNDS[scheme]


def test_every_number_has_a_text_of_its_own(page: Page, open_page: Open) -> None:
    """Some programs read only the first of a list of places. On a large screen the cards are written in full."""
    page.set_viewport_size({"width": 2560, "height": 1440})
    places = [text.attrib["x"] for text in drawing(open_page(LESSON)).iter(f"{SVG}text") if "x" in text.attrib]
    assert len(places) > 100
    assert not [place for place in places if " " in place]


def test_pixels_are_twice_as_many_as_those_of_the_screen(open_page: Open) -> None:
    page = open_page(LESSON)
    _, _, width, height = (int(number) for number in drawing(page).attrib["viewBox"].split())
    name, content = save(page, "PNG")
    assert name.endswith("-step-7.png")
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (2 * width, 2 * height)


def test_a_picture_waits_for_the_entries_that_were_out_of_sight(page: Page, open_page: Open) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page()
    page.evaluate("(source) => gradwalk.load(source)", WIDE)
    page.keyboard.press("End")
    expect_step(page, page.evaluate("gradwalk.state().steps - 1"))
    come_closer(page, 12)
    in_sight = set(
        page.evaluate("[...document.querySelectorAll('.graph-surface [data-node]')].map((card) => card.dataset.node)")
    )
    nodes = nodes_in(drawing(page))
    unseen = [card for id, card in nodes.items() if id not in in_sight and "120×120" in texts(card)]
    assert len(unseen) > 2
    address = next(unseen[len(unseen) // 2].iter(f"{SVG}image")).attrib["href"]
    script = """async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return [...context.getImageData(0, 0, image.width, image.height).data].filter((_, index) => index % 4 === 3);
    }"""
    assert min(page.evaluate(script, address)) > 200


def test_a_name_is_text_in_a_picture(page: Page, open_page: Open) -> None:
    """On a screen that has room for a card for each of them."""
    page.set_viewport_size({"width": 2560, "height": 1440})
    open_page()
    page.evaluate("(source) => gradwalk.load(source)", program([written for written, _ in LABELS]))
    picture = drawing(page)
    nodes = nodes_in(picture)
    for index, (_, shown) in enumerate(LABELS):
        words = [*texts(nodes[f"n{index}"]), *(title.text or "" for title in nodes[f"n{index}"].iter(f"{SVG}title"))]
        assert any(shown in text for text in words), shown
    names = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert names <= {"svg", "title", "defs", "marker", "path", "rect", "g", "text", "circle", "line", "image"}
    assert not [key for element in picture.iter() for key in element.attrib if key.startswith("on")]
