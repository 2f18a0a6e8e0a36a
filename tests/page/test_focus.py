"""The keyboard stays where the reader works, also when the control that was pressed goes away."""

from playwright.sync_api import Page, expect

from tests.page.conftest import Open

LESSON = "#lesson=07_fan_out"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")


def test_going_back_from_a_node_leaves_the_focus_in_the_inspector(open_page: Open) -> None:
    page = open_page(f"{LESSON}&node=n1")
    press(page, "Back to the step")
    expect(page.locator("#inspector")).to_be_focused()


def test_walking_on_to_the_end_leaves_the_focus_in_the_inspector(open_page: Open) -> None:
    page = open_page(f"{LESSON}&step=10")
    page.locator(".next").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".next")).to_have_count(0)
    expect(page.locator("#inspector")).to_be_focused()


def test_a_button_that_has_nothing_more_to_do_keeps_the_focus(open_page: Open) -> None:
    page = open_page(f"{LESSON}&step=3")
    first = page.get_by_role("button", name="First step (Home)")
    press(page, "First step (Home)")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-disabled", "true")


def test_a_lesson_set_back_leaves_the_focus_at_the_program(open_page: Open) -> None:
    page = open_page(LESSON)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# a note")
    press(page, "Reset to the lesson")
    expect(page.locator("#program")).to_be_focused()
