"""Nothing typed is ever lost: it is there after a reload, after going elsewhere, beside links and other tabs."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.page.conftest import Open, wait_until_ready

LESSON = "#lesson=05_add_mul"
TITLE = "Add, then multiply"
OTHER = "07_fan_out"
OWN = "a = 2.0\nb = a * a * a\n"


def text_of(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").evaluate_all(WRITTEN))


# What the run adds at the end of a line is no part of the text.
WRITTEN = """lines => lines.map(line => {
    const copy = line.cloneNode(true);
    copy.querySelectorAll('.ghost, .chip, .chip-learns').forEach(one => one.remove());
    return copy.textContent;
})"""


def write(page: Page, text: str) -> None:
    """At the end of the program, as one change."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def replace_all(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def open_lesson(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile("lesson")).first.click()
    page.get_by_label("Search the lessons").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_change_is_there_after_a_reload_at_once(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    page.reload()
    wait_until_ready(page)
    assert text_of(page).endswith("g = f + 1")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")


def test_a_mistake_is_there_after_a_reload(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = (f + 1")
    expect(page.locator(".status.error")).to_be_visible()
    page.reload()
    wait_until_ready(page)
    assert text_of(page).endswith("g = (f + 1")
    # The statements before it have run: x, y, z, q and f.
    expect(page.locator("#graph-view [data-node]")).to_have_count(5)
    expect(page.locator("#inspector .graph-note")).to_contain_text("The graph shows what ran before the mistake.")


def test_a_change_made_without_the_server_is_there_after_a_reload(
    page: Page, open_page: Open, complaints: list[str]
) -> None:
    open_page(LESSON)
    page.route("**/api/v1/**", lambda route: route.abort())
    write(page, "g = f + 1")
    expect(page.locator(".status.warning")).to_contain_text("does not answer")
    page.reload(wait_until="commit")
    expect(page.locator(".editor-before")).to_contain_text("g = f + 1")
    page.unroute("**/api/v1/**")
    wait_until_ready(page)
    assert text_of(page).endswith("g = f + 1")
    complaints.clear()


def test_a_changed_lesson_is_there_when_one_comes_back_by_the_list_and_by_the_history(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    open_lesson(page, "used twice fan")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 7")
    # The history has its entry once the run has come.
    expect(page).to_have_url(re.compile("lesson=07"))
    page.go_back()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")
    assert text_of(page).endswith("g = f + 1")
    page.go_forward()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 7")
    open_lesson(page, "add, then multiply")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")
    assert text_of(page).endswith("g = f + 1")
    page.get_by_role("button", name="Reset to the lesson").click()
    expect(page.locator(".lesson-button")).not_to_contain_text("edited")
    # The list gives the lesson as it is from then on.
    open_lesson(page, "used twice fan")
    open_lesson(page, "add, then multiply")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5 of")


def test_a_link_shows_what_it_says_and_offers_the_version_of_the_reader(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    page = open_page(LESSON)
    expect(page.locator(".cm-content")).not_to_contain_text("g = f + 1")
    offer = page.locator(".draft-offer")
    expect(offer).to_contain_text("You have a version of your own")
    offer.get_by_role("button", name="Open mine").click()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")
    assert text_of(page).endswith("g = f + 1")
    expect(offer).to_have_count(0)
    page.go_back()
    expect(page.locator(".cm-content")).not_to_contain_text("g = f + 1")


def test_writing_in_a_link_leaves_the_version_of_the_reader_alone(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "mine = f + 1")
    page = open_page(LESSON)
    write(page, "theirs = f + 2")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.locator(".own-row")).to_have_count(2)
    page.locator(".own-open").nth(1).click()
    expect(page.locator(".cm-content")).to_contain_text("mine = f + 1")


def test_undo_reaches_across_a_lesson_that_replaced_the_text(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    open_lesson(page, "used twice fan")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 7")
    # Wherever the focus is by now.
    page.keyboard.press("Control+z")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")
    assert text_of(page).endswith("g = f + 1")
    expect(page.locator(".status")).to_contain_text("7 nodes")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 7")


def test_undo_brings_back_what_a_reset_took(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    page.get_by_role("button", name="Reset to the lesson").click()
    expect(page.locator(".cm-content")).not_to_contain_text("g = f + 1")
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-content")).to_contain_text("g = f + 1")
    page.reload()
    wait_until_ready(page)
    assert text_of(page).endswith("g = f + 1")


def test_a_reset_text_stays_among_the_programs_of_the_reader(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    page.get_by_role("button", name="Reset to the lesson").click()
    page.keyboard.press("l")
    expect(page.locator(".own-row")).to_contain_text("edited, set aside")
    page.locator(".own-open").click()
    expect(page.locator(".cm-content")).to_contain_text("g = f + 1")


def test_a_program_pasted_over_another_replaces_neither_its_draft_nor_undo(open_page: Open) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    replace_all(page, OWN)
    expect(page.locator(".lesson-button")).to_contain_text("Your program")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.locator(".own-row")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")


def test_back_after_a_paste_leads_to_what_was_pasted_over(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    page.keyboard.press("l")
    page.get_by_label("Search the lessons").fill("add, then")
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5")
    expect(page).to_have_url(re.compile("lesson=05_add_mul&step"))
    replace_all(page, OWN)
    expect(page.locator(".lesson-button")).to_contain_text("Your program")
    expect(page).to_have_url(re.compile("#program="))
    page.go_back()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5")
    page.go_back()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 1")
    page.go_forward()
    page.go_forward()
    expect(page.locator(".lesson-button")).to_contain_text("Your program")


def test_an_erased_program_can_be_had_back_after_a_reload(open_page: Open) -> None:
    page = open_page(LESSON)
    page.evaluate("(source) => gradwalk.load('')", OWN)
    write(page, OWN)
    replace_all(page, "")
    page.keyboard.press("Delete")
    page.reload()
    wait_until_ready(page)
    page.keyboard.press("l")
    page.locator(".own-open").click()
    expect(page.locator(".cm-content")).to_contain_text("b = a * a * a")


def test_a_program_of_the_reader_has_a_name_and_is_found_deleted_and_brought_back(open_page: Open) -> None:
    page = open_page(LESSON)
    page.evaluate("gradwalk.load('')")
    write(page, OWN)
    page.get_by_label("Name of your program").fill("The cube")
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-button")).to_contain_text("The cube")
    open_lesson(page, "used twice fan")
    page.keyboard.press("l")
    programs = page.get_by_role("region", name="Your programs")
    expect(programs.locator(".own-row")).to_contain_text("The cube")
    programs.get_by_role("button", name="Delete The cube").click()
    expect(programs.locator(".own-row")).to_have_count(0)
    programs.get_by_role("button", name="Undo").click()
    programs.get_by_role("button", name="The cube").first.click()
    expect(page.locator(".lesson-button")).to_contain_text("The cube")
    expect(page.get_by_label("Name of your program")).to_have_value("The cube")
    assert text_of(page) == OWN
    expect(page).to_have_title("The cube · Gradwalk")


def test_two_tabs_do_not_overwrite_each_other(open_page: Open, context: BrowserContext, server_url: str) -> None:
    page = open_page(LESSON)
    write(page, "g = f + 1")
    second = context.new_page()
    second.goto(f"{server_url}/#lesson={OTHER}")
    wait_until_ready(second)
    open_lesson(second, "add, then multiply")
    expect(second.locator(".lesson-button")).to_contain_text("lesson 5, edited")
    write(second, "\nsecond = 2")
    # What one tab keeps reaches the others a moment later.
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('second = 2'))")
    page.bring_to_front()
    write(page, "\nfirst = 1")
    expect(page.locator(".stage-notice")).to_contain_text("Another tab has changed this program")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.locator(".own-row")).to_have_count(2)
    page.keyboard.press("Escape")
    for tab, words in ((page, "first = 1"), (second, "second = 2")):
        tab.reload()
        wait_until_ready(tab)
        expect(tab.locator(".cm-content")).to_contain_text(words)


REFUSE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
FORBID = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


def test_a_browser_that_keeps_nothing_is_said_and_the_page_asks_before_it_goes(page: Page, open_page: Open) -> None:
    for script in (REFUSE, FORBID):
        page.add_init_script(script)
        open_page(LESSON)
        write(page, "g = f + 1")
        expect(page.locator(".status.warning").first).to_contain_text("keeps nothing of this text")
        expect(page.locator(".status").last).to_contain_text("7 nodes")
        asked: list[str] = []
        answer: Callable = lambda dialog, asked=asked: (asked.append(dialog.type), dialog.accept())  # noqa: E731
        page.once("dialog", answer)
        page.goto("about:blank")
        assert asked == ["beforeunload"]


def test_a_page_that_opens_nowhere_offers_what_one_last_worked_on(open_page: Open) -> None:
    page = open_page(f"#lesson={OTHER}")
    write(page, "g = e + 1")
    page = open_page()
    expect(page.locator(".draft-offer")).to_contain_text("One value, two uses")
    page.get_by_role("button", name="Open mine").click()
    expect(page.locator(".cm-content")).to_contain_text("g = e + 1")
