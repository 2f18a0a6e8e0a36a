"""Asking any number: what it is made of and where it goes lights up, by mouse, keyboard and touch."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.conftest import Open, wait_until_ready
from tests.page.programs import fragment
from tests.page.test_access import violations

PROGRAM = """\
import torch
x = torch.tensor([[1.0, 2.0], [3.0, 0.0]], requires_grad=True)
w = torch.tensor([[5.0, 7.0], [6.0, 8.0]], requires_grad=True)
y = x @ w
z = torch.relu(y + x)
loss = z.sum()
loss.backward()
"""
X, W, Y, Z = "n0", "n1", "n2", "n4"


def table(page: Page, name: str) -> Locator:
    """Of the value or the gradient of the selected node."""
    return page.locator(f"#inspector section[aria-label={name}] .tensor")


def lit(page: Page, how: str = "") -> list[str]:
    """The entries that are lit on the cards: "n0 value 2"."""
    return page.evaluate(
        """(how) => [...document.querySelectorAll(`#graph .lit-cell${how && `[data-lit="${how}"]`}`)].map((mark) => {
          const block = mark.closest(".block"), card = mark.closest("[data-node]").dataset.node;
          const [mine, all] = [mark, block.querySelector(".blank, image")].map((one) => one.getBoundingClientRect());
          const [across, down] = [mine, all].map((box) => box.x + box.width / 2).map((x, k) => k ? all.x : x);
          const column = Math.floor((across - all.x) / (all.width / 2));
          const row = Math.floor((mine.y + mine.height / 2 - all.y) / (all.height / 2));
          return `${card} ${block.classList.contains("gradient") ? "gradient" : "value"} ${2 * row + column}`;
        }).sort()""",
        how,
    )


def open_at(open_page: Open, node: str) -> Page:
    page = open_page(f"{fragment(PROGRAM)}&node={node}&step=99")
    expect(page.locator(f"[data-selected={node}]")).to_be_visible()
    return page


def line(page: Page) -> Locator:
    return page.locator(".entry-line p")


def test_a_product_is_a_row_by_a_column_and_the_line_says_the_sum(open_page: Open) -> None:
    """y[1, 0] = 3·5 + 0·6 = 15: entries 2 and 3 of x, 0 and 2 of w; the 0 of x passes its slope all the same."""
    page = open_at(open_page, Y)
    table(page, "Value").locator("td").nth(2).hover()
    expect(line(page)).to_have_text("y[1, 0] = 3 · 5 + 0 · 6 = 15 · from 4, to 1")
    assert lit(page, "asked") == ["n2 value 2"]
    assert lit(page, "from") == ["n0 value 2", "n0 value 3", "n1 value 0"]
    assert lit(page, "from still") == ["n1 value 2"]
    assert lit(page, "to") == ["n3 value 2"]


def test_a_gradient_comes_from_where_the_value_goes(open_page: Open) -> None:
    """∂loss/∂w[1, 1] = 2·1 + 0·1."""
    page = open_at(open_page, W)
    table(page, "Gradient").locator("td").nth(3).hover()
    expect(line(page)).to_have_text("∂loss/∂w[1, 1] = 1 · 2 + 1 · 0 = 2 · from 2")
    assert lit(page, "from") == ["n2 gradient 1"]
    assert lit(page, "from still") == ["n2 gradient 3"]


def test_moving_over_the_cells_of_a_tensor_asks_the_server_once(open_page: Open) -> None:
    page = open_at(open_page, Y)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/provenance" in request.url else None)
    cells = table(page, "Value").locator("td")
    for place, name in enumerate(["y[0, 0]", "y[0, 1]", "y[1, 0]", "y[1, 1]"]):
        cells.nth(place).hover()
        expect(line(page)).to_contain_text(f"{name} = ")
        expect(line(page)).to_contain_text("from 4")
    assert len(asked) == 1


def test_what_has_not_arrived_yet_is_not_in_the_line(open_page: Open) -> None:
    """x is used twice: by y + x, whose contribution of 1 comes first, and by the product."""
    page = open_at(open_page, X)
    steps = page.evaluate("gradwalk.state().steps")
    cell = table(page, "Gradient").locator("td").first
    cell.hover()
    expect(line(page)).to_contain_text("= 12")
    expect(line(page)).to_contain_text("; ")
    first = next(step for step in range(steps) if page.evaluate(f"gradwalk.seek({step}), 0") == 0 and cell.is_visible())
    page.evaluate(f"gradwalk.seek({first})")
    page.locator("#inspector h2").hover()
    cell.hover()
    expect(line(page)).to_have_text(re.compile(r"^∂loss/∂x\[0, 0\] \+= 1 · "))


def test_a_pinned_entry_is_followed_to_the_leaves_and_on_to_the_loss(open_page: Open) -> None:
    page = open_at(open_page, Y)
    table(page, "Value").locator("td").first.click()
    card = page.locator(".entry-card")
    expect(card.get_by_role("heading", level=2)).to_have_text("y[0, 0]")
    expect(page).to_have_url(re.compile("entry=n2.value.0"))
    card.get_by_role("button", name="w[1, 0]").click()
    expect(card.get_by_role("heading", level=2)).to_have_text("w[1, 0]")
    expect(card).to_contain_text("given by the program")
    card.get_by_role("navigation").get_by_role("button", name="y[0, 0]").click()
    for name in ("(y + x)[0, 0]", "z[0, 0]", "loss"):
        card.get_by_role("region", name="Used in").get_by_role("button", name=name).click()
        expect(card.get_by_role("heading", level=2)).to_have_text(name)
    page.mouse.move(2, 300)
    expect(page.locator(".lit-cell[data-lit=from]")).to_have_count(4)
    assert lit(page, "from") == ["n4 value 0", "n4 value 1", "n4 value 2", "n4 value 3"]
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.locator(f"[data-selected={Y}]")).to_be_visible()
    assert lit(page) == []


def test_the_keyboard_goes_from_cell_to_cell_and_pins(open_page: Open) -> None:
    page = open_at(open_page, Y)
    step = page.evaluate("gradwalk.state().step")
    table(page, "Value").locator("td").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(table(page, "Value").locator("td").nth(3)).to_be_focused()
    expect(line(page)).to_contain_text("y[1, 1] = 3 · 7 + 0 · 8 = 21")
    assert page.evaluate("gradwalk.state().step") == step, "the arrow keys do not step meanwhile"
    assert table(page, "Value").locator("td[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    expect(page.locator(".entry-card h2")).to_have_text("y[1, 1]")


def test_a_number_on_a_card_answers_too(open_page: Open) -> None:
    page = open_at(open_page, Y)
    box = page.locator(f"#graph [data-node={Z}] .block.value").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(line(page)).to_contain_text("z[0, 1] = max(")
    page.mouse.move(2, 300)
    expect(line(page)).to_have_text("")


def test_a_link_opens_with_its_entry_pinned(open_page: Open) -> None:
    page = open_page(f"{fragment(PROGRAM)}&entry=n2.gradient.1&step=99")
    expect(page.locator(".entry-card h2")).to_have_text("∂ of y[0, 1]")
    expect(page.locator(".entry-card .formula")).to_contain_text("1")


def test_a_tap_pins_on_a_phone(browser: Browser, server_url: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        page.goto(f"{server_url}/{fragment(PROGRAM)}&node={Y}&step=99")
        wait_until_ready(page)
        table(page, "Value").locator("td").nth(2).tap()
        expect(page.locator(".entry-card h2")).to_have_text("y[1, 0]")
        expect(page.locator(".entry-card .formula")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_pinned_entry_passes_axe(page: Page, open_page: Open, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    open_page(f"{fragment(PROGRAM)}&entry=n2.value.2&step=99")
    expect(page.locator(".entry-card .formula").first).to_be_visible()
    assert violations(page) == []
