"""The cards of small tensors: every number, the sign in the fill, and few elements for all of it."""

import re

from playwright.sync_api import expect

from tests.page.conftest import Open

LESSON = "#lesson=25_two_layer_bce"
MOST_ELEMENTS = 15

# The parameter W1 as the program states it.
W1 = [0.5, -0.5, 0.25, 1.0, 0.0, -1.0]


def test_a_card_prints_the_numbers_of_its_tensor(open_page: Open) -> None:
    page = open_page(LESSON)
    entries = page.locator('[data-node][aria-label^="W1, "] .block.value .entries')
    expect(entries).to_have_text("0.5 −0.5 0.25 1 0 −1")


def test_the_fill_of_a_cell_says_sign_and_magnitude(open_page: Open) -> None:
    page = open_page(LESSON)
    image = page.locator('[data-node][aria-label^="W1, "] .block.value image')
    expect(image).to_have_attribute("href", re.compile("^data:"))
    pixels = image.evaluate("""async (image) => {
      const picture = new Image();
      picture.src = image.getAttribute("href");
      await picture.decode();
      const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
      pen.drawImage(picture, 0, 0);
      const { data } = pen.getImageData(0, 0, picture.width, picture.height);
      return Array.from({ length: data.length / 4 }, (_, index) => [...data.slice(4 * index, 4 * index + 4)]);
    }""")
    assert len(pixels) == len(W1)
    for entry, (red, _, blue, _) in zip(W1, pixels, strict=True):
        if entry != 0.0:
            assert (blue > red) == (entry > 0.0)
    # Opacity: ±1 alike, above ±0.5 alike, above 0.25.
    opacity = [pixel[3] for pixel in pixels]
    assert opacity[3] == opacity[5] > opacity[0] == opacity[1] > opacity[2] > 0


def test_a_small_tensor_takes_few_elements(open_page: Open) -> None:
    """At the last step every value and every gradient is printed."""
    page = open_page(LESSON)
    page.keyboard.press("End")
    expect(page.locator('[data-node][aria-label^="W1, "] .block.gradient .entries')).to_be_attached()
    counts = page.evaluate(
        "[...document.querySelectorAll('.card')].map((card) => card.querySelectorAll('*').length + 1)"
    )
    assert sum(counts) / len(counts) <= MOST_ELEMENTS
