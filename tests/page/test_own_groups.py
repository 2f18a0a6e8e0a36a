"""Operations that a reader makes one card of, with its own Jacobian."""

import re

from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.test_access import violations


def test_picked_operations_become_one_card_with_its_jacobian(open_page: Open) -> None:
    """h = relu(W x + b) with one unit shut: ∂h/∂x = [[1, 2, −1], [0, 0, 0]]."""
    page = open_page("#lesson=18_shape_convention&step=15&by=operations")
    for node in ("n4", "n5"):
        page.locator(f"[data-card={node}]").click(modifiers=["Shift"])
    expect(page.locator(".card.picked")).to_have_count(2)
    page.locator("[data-card=n6]").focus()
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="Fold into one").click()
    group = page.locator("[data-card='own.n6']")
    expect(group).to_have_attribute("data-nodes", "n4 n5 n6")
    expect(page).to_have_url(re.compile("fold=n4,n5,n6"))
    page.get_by_role("button", name="Its Jacobian").click()
    row = page.locator(".fold-matrices figure").filter(has_text="∂h/∂x").locator("tbody tr").first
    expect(row.locator("td")).to_have_text(["1", "2", "−1"])
    assert violations(page, "#graph-overlay") == []
    page.reload()
    expect(group).to_be_visible()
    page.get_by_role("button", name="Unfold", exact=True).click()
    expect(group).to_have_count(0)
    expect(page.locator("[data-card=n5]")).to_be_visible()
