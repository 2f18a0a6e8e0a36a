"""The variables below the program: what its names stand for at the step."""

from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import Open, expect_step

# w = 2, y = w² = 4, dy/dw = 4, and the step leads to 2 - 0.25 · 4 = 1.
PROGRAM = (
    "import torch\nlr = 0.25\nw = torch.tensor(2.0, requires_grad=True)\nseen = []\nfor i in range(2):\n"
    "    y = w * w\n    y.backward()\n    with torch.no_grad():\n        w -= lr * w.grad\n"
    "    seen.append(y.item())\n    w.grad = None\n"
)


def loaded(open_page: Open) -> Page:
    page = open_page("#lesson=05_add_mul")
    page.evaluate("(source) => window.gradwalk.load(source)", PROGRAM)
    expect(page.locator(".status")).to_contain_text("13 steps")
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(".variables tbody tr").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_they_open_by_key_follow_the_step_and_are_remembered(open_page: Open) -> None:
    page = loaded(open_page)
    summary = page.locator(".variables summary")
    expect(page.locator(".variables table")).to_have_count(0)
    page.evaluate("() => window.gradwalk.seek(0)")
    summary.focus()
    page.keyboard.press("Enter")
    expect(row(page, "w").locator("td")).to_have_text(["2", "None"])
    expect(row(page, "y")).to_have_count(0)
    page.evaluate("() => window.gradwalk.seek(4)")
    expect(row(page, "w").locator("td")).to_have_text(["2", "4"])
    expect(row(page, "y").locator("td")).to_have_text(["4", "None"])
    page.evaluate("() => window.gradwalk.seek(12)")
    expect(row(page, "w").locator("td")).to_have_text(["0.5", "None"])
    expect(row(page, "seen").locator("td").first).to_have_text("[4, 1]")
    page.reload()
    expect(page.locator(".variables table")).to_be_visible()


def test_a_name_selects_its_node_and_lets_go_of_it(open_page: Open) -> None:
    page = loaded(open_page)
    page.locator(".variables summary").click()
    page.evaluate("() => window.gradwalk.seek(1)")
    expect_step(page, 1)
    button = row(page, "y").get_by_role("button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#graph .card.selected")).to_have_attribute("data-node", "n1")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_without_names_they_say_so(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.evaluate("() => window.gradwalk.load('import torch\\ntorch.ones(2) * 2')")
    page.locator(".variables summary").click()
    expect(page.locator(".variables-words")).to_have_text("No name of the program has a value yet.")
