"""A gradient as a product of Jacobians, on the page."""

import re

from playwright.sync_api import expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations


def test_a_gradient_is_a_product_of_jacobians_with_any_brackets(open_page: Open) -> None:
    """s = uᵀ relu(W x + b): (1×2)(2×2)(2×3), 10 multiplications from the left and 18 from the right."""
    page = open_page("#lesson=18_shape_convention&step=15&reading=jacobians")
    factors = page.locator(".jacobian-factor")
    expect(factors).to_have_count(3)
    expect(page.locator(".jacobians-words")).to_contain_text("(1×2)(2×2)(2×3) = 1×3")
    expect(page.locator(".jacobians-groups output")).to_have_text("(J₁ J₂) J₃: 10 multiplications")
    # Row times column, for the entry that is pointed at.
    page.locator(".jacobians-products li").last.locator(".gradient td[data-entry='1']").last.hover()
    expect(page.locator(".jacobians-products li").last.locator("output")).to_have_text("3 · 2 + 0 · 1 = 6")
    page.get_by_role("button", name=re.compile("from the right")).click()
    expect(page.locator(".jacobians-groups output")).to_have_text("J₁ (J₂ J₃): 18 multiplications")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".jacobians-products li")).to_have_count(0)
    page.locator(".jacobian-multiply").last.press("Enter")
    expect(page.locator(".jacobians-groups output")).to_have_text("J₁ (J₂ J₃): 12 multiplications so far")
    expect(page).to_have_url(re.compile("product=%3B1%3B|product=;1;"))
    assert violations(page, "#reading-view") == []
    factors.nth(1).click()
    expect_step(page, 11)


def test_a_row_times_a_column_of_rounded_numbers_is_about_its_sum(open_page: Open) -> None:
    """sin 1 · cos 1 = 0.4546487, of 0.8415 · 0.5403 in four digits."""
    page = open_page("#lesson=01_square")
    page.evaluate(
        "gradwalk.load('import torch\\nx = torch.tensor([1.0, 2.0], requires_grad=True)\\n"
        "y = torch.sin(x)\\n(y * y).sum().backward()\\n')"
    )
    expect(page.locator(".status")).to_contain_text("nodes")
    page.get_by_role("tab", name="Jacobians").click()
    products = page.locator(".jacobians-products li")
    products.last.locator(".gradient td[data-entry='0']").last.hover()
    expect(products.last.locator("output")).to_have_text("0.8415 · 0.5403 + 0.9093 · 0 ≈ 0.4546")


def test_the_gradient_of_a_matrix_is_a_row_or_a_matrix(open_page: Open) -> None:
    page = open_page("#lesson=18_shape_convention&step=15&reading=jacobians&seed=n1")
    expect(page.locator(".jacobian-result .shape")).to_have_text("1×6")
    page.get_by_role("button", name="shape convention", exact=True).click()
    expect(page.locator(".jacobian-result .shape")).to_have_text("2×3")
