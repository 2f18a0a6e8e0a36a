"""Search among the nodes by the key /: typing narrows, Enter goes there."""

from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.test_access import violations

LESSON = "#lesson=25_two_layer_bce&step=20"


def test_a_node_is_found_by_operation_and_shape_and_the_keyboard_is_at_its_card(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search the nodes")
    expect(field).to_be_focused()
    field.fill("sigmoid 2x3")
    rows = page.locator("[data-found]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("A2")
    assert violations(page, "dialog") == []
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    node = page.locator("#graph [data-card]", has_text="A2").and_(page.locator(":focus"))
    expect(node).to_have_count(1)
    expect(page.locator(".node-card h2")).to_have_text("A2")


def test_what_is_not_there_is_said(open_page: Open) -> None:
    page = open_page(LESSON)
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search the nodes").fill("nowhere")
    expect(page.get_by_role("status").filter(has_text="No node is called")).to_be_visible()
