"""Tensors too large to print: seen whole, read entry by entry, and taken home. The numbers are hand calculations."""

import io
import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

# C = A @ B: row i of A is i + 1 everywhere, column j of B is j − 64, so C[i, j] = 128 (i + 1) (j − 64).
PRODUCT = """\
import torch
A = torch.tensor([[i + 1.0 for j in range(128)] for i in range(128)], requires_grad=True)
B = torch.tensor([[j - 64.0 for j in range(128)] for i in range(128)], requires_grad=True)
C = A @ B
loss = C.mean()
loss.backward()
"""

# X[i, j] = 600 i + j.
LARGE = "import torch\nX = torch.arange(300000.0).reshape(500, 600)\ny = X * 2.0\n"
DEEP = "import torch\nt = torch.arange(240.0).reshape(2, 3, 5, 8)\ny = t * 1.0\n"
STRANGE = "import torch\nx = torch.arange(100.0).reshape(10, 10)\ny = torch.log(x - 1.0)\n"


def show(page: Page, program: str, label: str) -> Locator:
    """The heat map of a node's value, at the last step, once its entries are here."""
    page.evaluate("(program) => gradwalk.load(program)", program)
    page.keyboard.press("End")
    page.locator(f'[data-node][aria-label^="{label}, "]').dispatch_event("click")
    field = page.locator("#inspector section[aria-label=Value] .heat-map-field")
    expect(field).to_have_attribute("aria-busy", "false")
    return field


def readout(page: Page) -> Locator:
    return page.locator("#inspector section[aria-label=Value] .heat-map-readout")


def pixels(canvas: Locator) -> np.ndarray:
    """Red, green, blue and opacity of each entry: (rows, columns, 4)."""
    script = """(canvas) => {
      const { width, height } = canvas;
      return [height, width, [...canvas.getContext("2d").getImageData(0, 0, width, height).data]];
    }"""
    rows, columns, data = canvas.evaluate(script)
    return np.array(data).reshape(rows, columns, 4)


def test_a_product_of_128_by_128_is_shown_to_its_last_entry(open_page: Open) -> None:
    page = open_page()
    field = show(page, PRODUCT, "C")
    seen = pixels(field.locator("canvas"))
    assert seen.shape == (128, 128, 4)
    red, blue, opacity = seen[..., 0], seen[..., 2], seen[..., 3]
    assert (opacity[:, 64] == 0).all()
    assert (red > blue)[64:, :63].all()
    assert (blue > red)[64:, 66:].all()
    # The largest stands at the lower left; at the lower right are 63 / 64 of it, halfway up the half.
    assert opacity[127, 0] == opacity.max()
    assert opacity[127, 127] == pytest.approx(opacity[127, 0] * 63 / 64, abs=1)
    assert opacity[63, 0] == pytest.approx(opacity[127, 0] / 2, abs=1)


def test_an_entry_is_read_by_the_pointer_and_by_the_keys(open_page: Open) -> None:
    page = open_page()
    field = show(page, PRODUCT, "C")
    box = field.bounding_box()
    assert box is not None
    cell = box["width"] / 128
    page.mouse.move(box["x"] + 70.5 * cell, box["y"] + 9.5 * cell)
    # 128 · 10 · (70 − 64)
    expect(readout(page)).to_have_text("[9, 70] = 7680")
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    # 128 · 11 · 5; the keys of the steps stay out of it.
    expect(readout(page)).to_have_text("[10, 69] = 7040")
    expect_step(page, page.evaluate("gradwalk.state().steps - 1"))
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    expect(readout(page)).to_have_text("[26, 127] = 217728")
    lens = page.locator("#inspector section[aria-label=Value] .lens")
    expect(lens.locator("thead th")).to_have_text(["123", "124", "125", "126", "127"])
    expect(lens.locator("td.current")).to_have_text("217728")


def test_a_gradient_is_that_of_the_step(open_page: Open) -> None:
    """mean sends 1/16384 to every entry of C, so every entry of A's gradient is Σ (j − 64) / 16384 = −64 / 16384."""
    page = open_page()
    show(page, PRODUCT, "A")
    gradient = page.locator("#inspector section[aria-label=Gradient]")
    expect(gradient.locator(".heat-map-readout")).to_have_text("[0, 0] = −0.00390625")
    page.keyboard.press("Home")
    expect(gradient).to_contain_text("Not computed yet")


def test_a_tensor_of_more_rows_than_pixels_says_what_it_leaves_out(open_page: Open) -> None:
    page = open_page()
    field = show(page, LARGE, "X")
    note = page.locator("#inspector section[aria-label=Value] .tensor-note")
    expect(note).to_contain_text("every 2nd row and 3rd column")
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(readout(page)).to_have_text("[2, 3] = 1203")
    page.keyboard.press("Enter")
    expect(note).to_contain_text("rows 0 to 255, columns 0 to 255")
    page.keyboard.press("ArrowRight")
    expect(readout(page)).to_have_text("[2, 4] = 1204")
    # To the end of the row, and on beyond the window.
    page.keyboard.press("End")
    expect(note).to_contain_text("columns 344 to 599")
    expect(readout(page)).to_have_text("[2, 599] = 1799")
    page.get_by_role("button", name="All of it").first.click()
    expect(note).to_contain_text("every 2nd row and 3rd column")


def test_a_window_is_dragged_over_the_tensor(open_page: Open) -> None:
    page = open_page()
    field = show(page, LARGE, "X")
    field.focus()
    page.keyboard.press("Enter")
    note = page.locator("#inspector section[aria-label=Value] .tensor-note")
    expect(note).to_contain_text("rows 0 to 255, columns 0 to 255")
    box = field.bounding_box()
    assert box is not None
    cell = box["width"] / 256
    page.mouse.move(box["x"] + 200.5 * cell, box["y"] + 200.5 * cell)
    page.mouse.down()
    page.mouse.move(box["x"] + 150.5 * cell, box["y"] + 180.5 * cell, steps=3)
    page.mouse.up()
    expect(note).to_contain_text("rows 20 to 275, columns 50 to 305")
    # The entry that was taken hold of stays below the pointer: 600 · 200 + 200.
    expect(readout(page)).to_have_text("[200, 200] = 120200")


def test_the_planes_of_a_deeper_tensor_are_turned(open_page: Open) -> None:
    """The first entry of plane [i, j] is 120 i + 40 j."""
    page = open_page()
    show(page, DEEP, "y")
    planes = page.locator("#inspector section[aria-label=Value] .heat-map-planes")
    for _ in range(4):
        planes.get_by_role("button", name="The next plane").click()
    expect(planes).to_contain_text("[1, 1, :, :]")
    expect(readout(page)).to_have_text("[1, 1, 0, 0] = 160")


def test_what_is_not_finite_is_marked_and_counted(open_page: Open) -> None:
    """log(x − 1) is NaN at 0 and −∞ at 1."""
    page = open_page()
    field = show(page, STRANGE, "y")
    expect(page.locator(".heat-map-scale")).to_contain_text("NaN, ±∞: 2")
    seen = pixels(field.locator("canvas"))
    assert (seen[..., 3] == 255).sum() == 2
    assert (seen[0, 0] == seen[0, 1]).all()
    assert (seen[0, 0, :3] != seen[9, 9, :3]).any()
    field.focus()
    expect(readout(page)).to_have_text("[0, 0] = NaN")
    page.keyboard.press("ArrowRight")
    expect(readout(page)).to_have_text("[0, 1] = −∞")


def test_a_card_shows_all_of_a_large_tensor(open_page: Open) -> None:
    page = open_page()
    show(page, PRODUCT, "C")
    image = page.locator('[data-node][aria-label^="C, "] .block.value image')
    script = """async (image) => {
      const picture = new Image();
      picture.src = image.getAttribute("href");
      await picture.decode();
      return [picture.width, picture.height];
    }"""
    # At most 74 × 56 pixels: every 2nd column and every 3rd row of 128.
    expect(image).to_have_attribute("href", re.compile("^data:"))
    assert image.evaluate(script) == [64, 43]
    expect(image.locator("xpath=../*[local-name()='title']")).to_have_text("every 3rd row and 2nd column")


def test_the_arrays_of_a_node_are_downloaded_as_a_file_that_numpy_reads(open_page: Open) -> None:
    page = open_page()
    show(page, PRODUCT, "A")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as .npz").click()
    path = download.value.path()
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
        assert set(file) == {"n0.value", "n0.gradient"}
        np.testing.assert_array_equal(file["n0.value"], np.outer(np.arange(1.0, 129.0), np.ones(128)))
        np.testing.assert_allclose(file["n0.gradient"], -64 / 16384, rtol=1e-12)


def test_a_download_brings_a_forgotten_run_back_or_says_why_not(open_page: Open, complaints: list[str]) -> None:
    page = open_page()
    show(page, PRODUCT, "A")
    button = page.get_by_role("button", name="Download as .npz")
    unknown = {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "run/unknown",
        "detail": "Forgotten.",
    }
    forget = {"status": 404, "content_type": "application/problem+json", "json": unknown}
    page.route("**/tensors?**", lambda route: route.fulfill(**forget), times=1)
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "n0.npz"
    page.route("**/tensors?**", lambda route: route.abort())
    button.click()
    expect(page.locator("#inspector [role=status].failed")).to_contain_text("No answer from")
    complaints.clear()


def test_arrays_that_do_not_come_leave_the_first_entries_and_come_when_the_service_is_back(
    open_page: Open, complaints: list[str]
) -> None:
    page = open_page()
    failing = "**/tensors?**"
    page.route(failing, lambda route: route.abort())
    field = show(page, PRODUCT, "C")
    section = page.locator("#inspector section[aria-label=Value]")
    expect(section).to_contain_text("Only the first entries are here. No answer from")
    expect(readout(page)).to_have_text("[0, 0] = −8192")
    field.focus()
    page.keyboard.press("End")
    expect(readout(page)).to_have_text("[0, 127] = …")
    page.unroute(failing)
    expect(readout(page)).to_have_text("[0, 127] = 8064", timeout=40_000)
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]


def test_arrays_that_the_service_refuses_can_be_asked_for_again(open_page: Open, complaints: list[str]) -> None:
    page = open_page()
    problem = {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "code": "run/forbidden",
        "detail": "Not now.",
    }
    refuse = {"status": 403, "content_type": "application/problem+json", "json": problem}
    failing = "**/tensors?**"
    page.route(failing, lambda route: route.fulfill(**refuse))
    field = show(page, PRODUCT, "C")
    section = page.locator("#inspector section[aria-label=Value]")
    expect(section).to_contain_text("Only the first entries are here. Not now.")
    field.focus()
    page.keyboard.press("End")
    expect(readout(page)).to_have_text("[0, 127] = …")
    page.unroute(failing)
    section.get_by_role("button", name="Try again").click()
    expect(readout(page)).to_have_text("[0, 127] = 8064")
    complaints[:] = [each for each in complaints if "status of 403" not in each]


def test_nobody_waits_for_the_arrays_of_an_older_program(open_page: Open) -> None:
    page = open_page()
    page.evaluate("(program) => gradwalk.load(program)", PRODUCT)
    older = page.evaluate("gradwalk.state().run")
    page.route(f"**/{older}/tensors?**", lambda route: None)
    page.keyboard.press("End")
    page.locator('[data-node][aria-label^="A, "]').dispatch_event("click")
    expect(page.locator(".heat-map-field").first).to_have_attribute("aria-busy", "true")
    with page.expect_event("requestfailed", lambda request: older in request.url) as given_up:
        show(page, STRANGE, "x")
    assert given_up.value.failure == "net::ERR_ABORTED"
    expect(readout(page)).to_have_text("[0, 0] = 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_heat_map(page: Page, open_page: Open, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page()
    show(page, DEEP, "y")
    assert violations(page, "#inspector") == []


def test_a_heat_map_fits_a_phone(page: Page, open_page: Open) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    open_page()
    show(page, LARGE, "X")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert (
        page.evaluate(
            "(() => { const e = document.getElementById('inspector'); return e.scrollWidth - e.clientWidth; })()"
        )
        <= 0
    )
