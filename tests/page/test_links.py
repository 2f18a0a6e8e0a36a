"""An address says where the reader is: program, step and view."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, wait_until_ready


def state(page: Page) -> dict[str, object]:
    return dict(page.evaluate("gradwalk.state()"))


def test_a_reload_gives_back_program_step_and_view(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("g = f * 2")
    expect(page.locator(".status")).to_contain_text("7 nodes")
    page.evaluate("gradwalk.seek(8)")
    page.evaluate("gradwalk.select('n3')")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile("step=8&node=n3&direction=down$"))
    before, text = state(page), page.locator(".cm-content").inner_text()
    page.reload()
    wait_until_ready(page)
    assert state(page) == before
    assert page.locator(".cm-content").inner_text() == text
    expect(page.locator("[data-selected=n3]")).to_be_visible()
    expect(page.locator(".lesson-button")).to_contain_text("changed")


def test_stepping_does_not_fill_the_history_and_back_leads_to_the_lesson_before(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    page.keyboard.press("l")
    expect(page.get_by_label("Search the lessons")).to_be_focused()
    page.keyboard.type("add, then")
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-button")).to_contain_text("Add, then multiply")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"step={state(page)['step']}$"))
    page.go_back()
    expect(page.locator(".lesson-button")).to_contain_text("slope of x")
    expect(page.locator(".cm-content")).to_contain_text("x ** 2")
    page.go_forward()
    expect(page.locator(".lesson-button")).to_contain_text("Add, then multiply")


def test_a_broken_link_gives_a_sentence_and_the_first_lesson(open_page: Open) -> None:
    page = open_page("#program=AAAA")
    expect(page.locator(".pill.notice")).to_contain_text("cut off or changed")
    expect(page.locator("[data-node]").first).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".pill.notice")).to_have_count(0)


def test_a_link_past_the_end_stands_at_the_end(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=999")
    assert state(page)["step"] == 9


def test_a_lesson_that_does_not_exist_is_told(open_page: Open, complaints: list[str]) -> None:
    page = open_page("#lesson=99_nothing")
    expect(page.locator(".pill.notice")).to_be_visible()
    expect(page.locator("[data-node]").first).to_be_visible()
    # The 404 is the very answer this link asks for.
    complaints[:] = [one for one in complaints if "404" not in one]


def test_the_link_is_copied(page: Page, open_page: Open) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page("#lesson=05_add_mul&step=7")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert re.search(r"#lesson=05_add_mul&step=7$", page.evaluate("navigator.clipboard.readText()"))
