"""The tape: the run as a table, in step with the graph."""

import csv
import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

FAN_OUT = "#lesson=07_fan_out&step=9&reading=tape"


def cells(page: Page, node: str) -> list[str]:
    return [text.strip() for text in page.locator(f"[data-row={node}] [role=cell]").all_inner_texts()]


def test_the_tape_shows_values_and_gradients_at_the_step_of_the_graph(open_page: Open) -> None:
    """e = c d at c = 3, d = 2: c has received 2, d 3, and b so far 3 by way of d."""
    page = open_page(FAN_OUT)
    expect(page.locator(".tape-row[data-row]")).to_have_count(6)
    # Forward mode by a: c = a + b moves as a does.
    expect(page.locator(".tape-modes")).to_contain_text("both modes agree")
    assert cells(page, "n2") == ["v2", "c", "add", "v0, v1", "5", "3", "1", "2"]
    assert cells(page, "n1") == ["v1", "b", "parameter", "", "4", "1", "0", "3"]
    assert cells(page, "n3")[5:] == ["1", "0", "–"]
    expect(page.locator("[aria-current=step]")).to_have_attribute("data-row", "n1")
    page.keyboard.press("End")
    expect_step(page, 11)
    assert cells(page, "n1")[7] == "5"
    # The address leads back to it, and the tab to the graph at the same step.
    expect(page).to_have_url(re.compile("step=11.*reading=tape|reading=tape.*step=11"))
    page.get_by_role("tab", name="Graph").click()
    expect(page.locator(".card.receiving .label")).to_have_text("b")
    expect(page.locator("#reading-view")).to_be_hidden()


def test_the_tape_is_searched_sorted_and_walked_by_keyboard(open_page: Open) -> None:
    page = open_page(FAN_OUT)
    page.get_by_label("Search the tape").fill("add")
    expect(page.locator(".tape-count")).to_have_text("2 of 6 rows")
    page.get_by_label("Search the tape").fill("nowhere")
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="name").click()
    names = page.locator(".tape-name bdi")
    expect(names).to_have_text(["1", "a", "b", "c", "d", "e"])
    page.locator(".tape-body").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tape-row.selected .tape-name")).to_have_text("c")
    expect(page.locator(".node-card")).to_contain_text("c")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.splitlines()[0] == "index,name,operation,inputs,line,shape,value,tangent,adjoint,standing"
    assert len(text.splitlines()) == 7
    assert violations(page, "#graph") == []


def test_the_tape_tells_gradients_of_earlier_passes_apart(open_page: Open) -> None:
    """The first pass gives b its gradient, the second, of c, does not reach it."""
    page = open_page()
    lines = "import torch\na = torch.tensor(2.0, requires_grad=True)\nb = torch.tensor(3.0, requires_grad=True)\n"
    page.evaluate("(source) => gradwalk.load(source)", f"{lines}u = a * b\nu.backward()\nc = a * a\nc.backward()\n")
    expect(page.locator(".status")).to_contain_text("4 nodes")
    page.get_by_role("tab", name="Tape").click()
    page.keyboard.press("End")
    cell = page.locator("[data-row=n1] .tape-gradient")
    expect(cell).to_have_text("2")
    expect(cell).to_have_attribute("title", "kept in .grad")
    expect(page.locator("[data-row=n0] .tape-gradient.earlier")).to_have_count(0)
    expect(page.locator(".tape-head .tape-gradient")).to_have_text("gradient")


def test_a_tape_of_ten_thousand_rows_draws_those_in_sight(open_page: Open) -> None:
    page = open_page()
    lines = "import torch\nx = torch.tensor(0.5, requires_grad=True)\nh = x\nfor turn in range(9999):\n"
    page.evaluate("(source) => gradwalk.load(source)", f"{lines}    h = torch.sin(h)\nh.backward()\n")
    expect(page.locator(".status")).to_contain_text("10000 nodes")
    page.get_by_role("tab", name="Tape").click()
    expect(page.locator(".tape-count")).to_have_text("10000 rows")
    assert page.locator(".tape-row[data-row]").count() < 100
    page.keyboard.press("End")
    # The last step gives x, the first row, its gradient.
    expect(page.locator("[aria-current=step]")).to_have_attribute("data-row", "n0")
    assert page.locator(".tape-row[data-row]").count() < 100


def test_a_column_of_tangents_is_forward_mode_by_the_entry_that_is_chosen(open_page: Open) -> None:
    """y = log x1 + x1 x2 - sin x2 at (2, 5): 5.5 by x1, 2 - cos 5 = 1.716 by x2."""
    page = open_page("#lesson=09_wengert_list&step=16&reading=tape")
    column = page.locator("[data-row] .tape-tangent")
    expect(column).to_have_text(["1", "0", "0.5", "5", "0", "5.5", "5.5"])
    expect(page.locator(".tape-modes")).to_contain_text("both modes agree")
    page.get_by_label("tangent by: leaf").select_option(label="x2")
    expect(column.last).to_have_text("1.72")
    expect(page.locator(".tape-head .tape-tangent")).to_have_text("tangent ∂/∂x2")
    # What is not computed yet has no tangent yet.
    page.evaluate("gradwalk.seek(3)")
    expect(column.nth(3)).to_have_text("2")
    expect(column.nth(4)).to_have_text("")
    assert violations(page, "#graph") == []


def test_the_table_of_the_page_is_that_of_the_service(open_page: Open) -> None:
    page = open_page("#lesson=09_wengert_list&step=10&reading=tape")
    expect(page.locator(".tape-modes")).to_contain_text("both modes agree")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    ours = list(csv.reader(download.value.path().read_text(encoding="utf-8").splitlines()))
    run = page.evaluate("gradwalk.state().run")
    theirs = page.evaluate(
        f"fetch('/api/v1/runs/{run}/tape?seed=x1&step=10&format=csv').then((answer) => answer.text())"
    )
    read = list(csv.reader(theirs.splitlines()))
    assert [[numeral(cell) for cell in row] for row in ours] == [[numeral(cell) for cell in row] for row in read]


def numeral(cell: str) -> str | float:
    try:
        return float(cell)
    except ValueError:
        return cell
