"""The cards of small tensors: every number, the sign in the fill, and few elements for all of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.page.conftest import Open

LESSON = "#lesson=25_two_layer_bce"
MOST_ELEMENTS = 15

# The parameter W1 as the program states it.
W1 = [0.5, -0.5, 0.25, 1.0, 0.0, -1.0]


# A screen on which every card is at its full size, and one on which numbers give way to small pictures.
LARGE: ViewportSize = {"width": 2560, "height": 1440}
LAPTOP: ViewportSize = {"width": 1280, "height": 720}
FIRST_CARD = '[data-node][aria-label^="W1, "]'


def pixels_of(image: Locator) -> list[list[int]]:
    """Red, green, blue and opacity of each, from 0 to 255."""
    expect(image).to_have_attribute("href", re.compile("^data:"))
    pixels: list[list[int]] = image.evaluate("""async (image) => {
      const picture = new Image();
      picture.src = image.getAttribute("href");
      await picture.decode();
      const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
      pen.drawImage(picture, 0, 0);
      const { data } = pen.getImageData(0, 0, picture.width, picture.height);
      return Array.from({ length: data.length / 4 }, (_, index) => [...data.slice(4 * index, 4 * index + 4)]);
    }""")
    return pixels


def test_a_card_prints_the_numbers_of_its_tensor(page: Page, open_page: Open) -> None:
    page.set_viewport_size(LARGE)
    open_page(LESSON)
    entries = page.locator(f"{FIRST_CARD} .block.value .entries")
    expect(entries).to_have_text("0.5 −0.5 0.25 1 0 −1")


@pytest.mark.parametrize(("size", "kind"), [(LARGE, "cells"), (LAPTOP, "thumb")])
def test_the_fill_of_a_cell_says_sign_and_magnitude(page: Page, open_page: Open, size: ViewportSize, kind: str) -> None:
    page.set_viewport_size(size)
    open_page(LESSON)
    pixels = pixels_of(page.locator(f"{FIRST_CARD} .block.value.{kind} image"))
    assert len(pixels) == len(W1)
    for entry, (red, _, blue, _) in zip(W1, pixels, strict=True):
        if entry != 0.0:
            assert (blue > red) == (entry > 0.0)
    # Opacity: ±1 alike, above ±0.5 alike, above 0.25.
    opacity = [pixel[3] for pixel in pixels]
    assert opacity[3] == opacity[5] > opacity[0] == opacity[1] > opacity[2] > 0


@pytest.mark.parametrize("size", [LARGE, LAPTOP])
def test_a_small_tensor_takes_few_elements(page: Page, open_page: Open, size: ViewportSize) -> None:
    """At the last step every value and every gradient is shown."""
    page.set_viewport_size(size)
    open_page(LESSON)
    page.keyboard.press("End")
    expect(page.locator(f"{FIRST_CARD} .block.gradient image")).to_be_attached()
    counts = page.evaluate(
        "[...document.querySelectorAll('.card')].map((card) => card.querySelectorAll('*').length + 1)"
    )
    assert len(counts) == 26
    assert sum(counts) / len(counts) <= MOST_ELEMENTS


def test_no_card_goes_by_the_number_of_its_line_alone(open_page: Open) -> None:
    page = open_page("#lesson=25_two_layer_bce")
    names = page.locator("#graph-view .card .label").all_text_contents()
    assert not [name for name in names if re.search(r"\bline \d+$", name)]
    expect(page.locator('[data-node][aria-label^="(1 − Y) ⊙ log(1 − A2), "] .label')).to_contain_text("(1 − Y)")


def test_a_result_without_a_name_is_called_the_same_on_its_card_in_its_step_and_in_all_about_it(
    open_page: Open,
) -> None:
    called = "(1 − Y) ⊙ log(1 − A2)"
    page = open_page(f"{LESSON}&step=21")
    heading = page.locator("#inspector h2")
    expect(heading).to_have_text(f"{called} is computed")
    page.locator(f'[data-node][aria-label^="{called}, "]').click()
    expect(heading).to_have_text(called)
