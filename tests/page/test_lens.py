"""The function lens: an operation as a curve, and where its entries stand on it."""

from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.test_access import violations

# σ′(9) = 1.234e−4, 0.049 % of ¼; a sum of all entries is no curve of a vector that is no number.
SIGMOID = """import torch
x = torch.tensor([9.0, 0.5, -2.0], requires_grad=True)
a = torch.sigmoid(x)
b = torch.softmax(a, dim=0)
loss = b.max()
loss.backward()
"""


def test_a_saturated_entry_stands_on_the_flat_end_of_its_curve(open_page: Open) -> None:
    page = open_page()
    page.evaluate("(source) => gradwalk.load(source)", SIGMOID)
    page.keyboard.press("End")
    lens = page.locator(".lens")
    expect(lens.locator("p")).to_have_text("At 9 it gives 0.9999, with slope 0.000123: 0.049 % of its best, 0.25.")
    expect(lens.locator("h3")).to_have_text("sigmoid over x[0]")
    # Three entries on the curve, and the slope of the first.
    expect(lens.locator("circle")).to_have_count(4)
    expect(lens.locator("path.tangent")).to_have_count(1)
    assert violations(page, "#inspector") == []
    page.evaluate("gradwalk.select('n2')")
    expect(page.locator(".node-card")).to_contain_text("softmax")
    expect(page.locator(".lens")).to_have_count(0)
