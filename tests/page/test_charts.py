"""What a program draws stands below what it printed, in the theme's colours, and with its numbers as words."""

from playwright.sync_api import Page, expect

from tests.page.conftest import Open

PROGRAM = """import torch
import matplotlib.pyplot as plt
w = torch.tensor(3.0, requires_grad=True)
losses = []
for step in range(3):
    loss = w ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad = None
    losses.append(loss.item())
plt.plot(losses, label="loss")
plt.title("Training")
plt.legend()
plt.show()
fig, axes = plt.subplots(1, 2)
axes[0].imshow(torch.arange(4.0).reshape(2, 2))
axes[1].bar(["a", "b"], [2, 1])
"""
# Whether anything but the ground was drawn in the middle of a chart.
COLOURS = """(chart) => {
    const canvas = chart.querySelector("canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(pixels.buffer)).size;
}"""


def loaded(open_page: Open) -> Page:
    page = open_page("#lesson=05_add_mul")
    page.evaluate("(source) => window.gradwalk.load(source)", PROGRAM)
    expect(page.locator(".charts .drawn-chart canvas")).to_have_count(3)
    return page


def test_charts_are_drawn_with_titles_legends_and_words(open_page: Open) -> None:
    page = loaded(open_page)
    charts = page.get_by_role("region", name="Charts")
    expect(charts.get_by_role("img")).to_have_count(3)
    # 9, then w halves: a quarter each.
    line = charts.get_by_role("img", name="Chart “Training”: line loss, 3 points, from (0, 9) to (2, 0.563)")
    expect(line).to_be_visible()
    expect(charts.locator(".drawn-legend")).to_have_text("loss")
    expect(charts.locator(".drawn-shades")).to_contain_text("0  3")
    for each in charts.locator(".drawn-chart").all():
        assert each.evaluate(COLOURS) > 3


def test_a_chart_leads_to_the_line_that_draws_it(open_page: Open) -> None:
    page = loaded(open_page)
    page.get_by_role("button", name="line 12").click()
    expect(page.locator("#editor .cm-content")).to_be_focused()
    page.keyboard.press("Shift+End")
    assert page.evaluate("String(getSelection())") == 'plt.plot(losses, label="loss")'


def test_charts_follow_the_theme_and_go_with_the_program(open_page: Open) -> None:
    page = loaded(open_page)
    chart = page.locator(".drawn-chart canvas").first
    before = chart.evaluate("(canvas) => canvas.toDataURL()")
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1300, "height": 800})
    expect(chart).to_be_visible()
    assert chart.evaluate("(canvas) => canvas.toDataURL()") != before
    page.evaluate("(source) => window.gradwalk.load(source)", PROGRAM.split("plt.plot")[0])
    expect(page.locator(".charts")).to_have_count(0)
