"""An address says where the reader is: program, step and view."""

import re

import httpx
from playwright.sync_api import Page, Route, expect

from tests.page.conftest import Open, expect_step, wait_until_ready
from tests.page.programs import fragment


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
    page.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"step=8&node=n3&look=\d+,\d+,1\.25$"))
    before, text = state(page), page.locator(".cm-content").inner_text()
    page.reload()
    wait_until_ready(page)
    assert state(page) == before
    expect(page.locator(".cm-content")).to_have_text(text, use_inner_text=True)
    expect(page.locator("[data-selected=n3]")).to_be_visible()
    expect(page.get_by_label("Zoom", exact=True)).to_have_text("125 %")
    expect(page.locator(".lesson-button")).to_contain_text("edited")


def test_stepping_does_not_fill_the_history_and_back_leads_to_the_lesson_before(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    page.keyboard.press("l")
    expect(page.get_by_label("Search the lessons")).to_be_focused()
    page.keyboard.type("add, then")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("lesson=05_add_mul&step=3$"))
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("lesson=05_add_mul&step=7$"))
    page.go_back()
    expect(page.locator(".lesson-button")).to_contain_text("slope of x")
    expect(page.locator(".cm-content")).to_contain_text("x ** 2")
    page.go_forward()
    expect(page.locator(".lesson-button")).to_contain_text("Add, then multiply")


def test_a_link_says_how_far_a_step_goes_and_what_is_a_card(open_page: Open) -> None:
    page = open_page("#lesson=25_two_layer_bce")
    page.locator(".transport").get_by_role("button", name="line").click()
    page.get_by_role("button", name="lines", exact=True).click()
    expect(page).to_have_url(re.compile("size=line&by=lines"))
    page.reload()
    wait_until_ready(page)
    for name in ("line", "lines"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-pressed", "true")


def test_a_broken_link_gives_a_sentence_and_the_first_lesson(open_page: Open) -> None:
    page = open_page("#program=AAAA")
    expect(page.locator(".stage-notice")).to_contain_text("cut off or changed")
    expect(page.locator("[data-node]").first).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".stage-notice")).to_have_count(0)


def test_a_link_past_the_end_stands_at_the_end(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=999")
    expect_step(page, 9)


def test_a_lesson_that_does_not_exist_is_told(open_page: Open, complaints: list[str]) -> None:
    page = open_page("#lesson=99_nothing")
    expect(page.locator(".stage-notice")).to_be_visible()
    expect(page.locator("[data-node]").first).to_be_visible()
    # The 404 is the very answer this link asks for.
    complaints[:] = [one for one in complaints if "404" not in one]


def copy_link(page: Page) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Enter")
    copied = """async () => {
      for (;;) {
        const text = await navigator.clipboard.readText();
        if (text !== "") return text;
        await new Promise(requestAnimationFrame);
      }
    }"""
    return str(page.evaluate(copied))


def test_a_short_link_opens_program_step_and_view(open_page: Open, server_url: str) -> None:
    page = open_page("#lesson=05_add_mul&step=7&node=n3&by=lines")
    before = state(page)
    link = copy_link(page)
    assert re.fullmatch(rf"{server_url}/p/[a-z2-7]{{12}}", link)
    expect(page).to_have_url(link)
    open_page("#lesson=01_square")
    open_page(path=link.removeprefix(server_url))
    assert state(page) == before
    expect(page.locator("[data-selected=n3]")).to_be_visible()
    expect(page.locator(".lesson-place")).to_have_text(re.compile("^lesson 5 of"))
    page.reload()
    wait_until_ready(page)
    assert state(page) == before
    page.evaluate("gradwalk.seek(8)")
    expect(page).to_have_url(re.compile(f"^{server_url}/#lesson=05_add_mul&step=8&node=n3&by=lines$"))
    page.evaluate("gradwalk.seek(7)")
    expect(page).to_have_url(link)


def test_one_step_from_a_short_link_the_address_is_the_page_s_own(open_page: Open, server_url: str) -> None:
    page = open_page("#lesson=05_add_mul&step=7")
    link = copy_link(page)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    # At once, for it to be one change and one address.
    page.keyboard.insert_text("g = f * 2")
    expect(page).to_have_url(re.compile(f"^{server_url}/#lesson=05_add_mul&program="))
    text = page.locator(".cm-content").inner_text()
    page.reload()
    wait_until_ready(page)
    expect(page.locator(".cm-content")).to_have_text(text, use_inner_text=True)
    open_page(path=link.removeprefix(server_url))
    expect(page.locator(".cm-content")).not_to_contain_text("g = f * 2")


def test_the_long_link_is_copied_where_the_server_keeps_none(open_page: Open, complaints: list[str]) -> None:
    page = open_page("#lesson=05_add_mul&step=7")
    refusal = '{"status": 503, "code": "link/database", "title": "", "type": "", "detail": "away"}'
    page.route(
        "**/api/v1/links",
        lambda route: route.fulfill(status=503, body=refusal, content_type="application/problem+json"),
    )
    assert copy_link(page).endswith("/#lesson=05_add_mul&step=7")
    expect(page.locator(".stage-notice")).to_contain_text("long one")
    # The 503 is the very answer this test gives.
    complaints[:] = [one for one in complaints if "503" not in one]


def test_a_short_link_opens_its_program_when_its_lesson_is_gone(
    open_page: Open, server_url: str, complaints: list[str]
) -> None:
    link = {"source": "a = 2.0\nb = a * a\n", "lesson": "99_gone", "unfold": [], "view": {"step": 2, "node": "n1"}}
    page = open_page(path=httpx.post(f"{server_url}/api/v1/links", json=link).json()["path"])
    expect(page.locator(".cm-content")).to_contain_text("b = a * a")
    expect(page.locator(".lesson-button")).to_contain_text("Your program")
    expect_step(page, 2)
    # The lesson's 404 is the very answer this link asks for.
    complaints[:] = [one for one in complaints if "404" not in one]


def test_a_short_link_that_leads_nowhere_is_told_and_its_address_stays(
    open_page: Open, server_url: str, complaints: list[str]
) -> None:
    """A reload tries it again: the database may only have been away."""
    page = open_page(path="/p/aaaaaaaaaaaa")
    expect(page.locator(".stage-notice")).to_contain_text("ask for the link again")
    expect(page.locator("[data-node]").first).to_be_visible()
    opening = state(page)["step"]
    page.evaluate("gradwalk.seek(4)")
    expect(page).to_have_url(re.compile(f"^{server_url}/#lesson=05_add_mul&step=4$"))
    page.evaluate(f"gradwalk.seek({opening})")
    expect(page).to_have_url(f"{server_url}/p/aaaaaaaaaaaa")
    # The 404 is the very answer this link asks for.
    complaints[:] = [one for one in complaints if "404" not in one]


def test_changed_leaves_and_the_tab_are_in_the_address_and_in_short_links(
    page: Page, open_page: Open, server_url: str
) -> None:
    """y = w² at w = 0.5 in place of 3: dy/dw = 1."""
    page.set_viewport_size({"width": 390, "height": 844})
    program = "import torch\nw = torch.tensor(3.0, requires_grad=True)\ny = w * w\ny.backward()\n"
    asked = {"source": program, "leaves": {"w": 0.5}, "view": {"step": 3, "tab": "program", "node": "n0"}}
    path = httpx.post(f"{server_url}/api/v1/links", json=asked).json()["path"]
    open_page(path=path)

    def expect_changed() -> None:
        expect(page.get_by_role("group", name="Not as the program says")).to_contain_text("w = 0.5")
        page.keyboard.press("End")
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator("#inspector section[aria-label=Gradient] .scalar")).to_have_text("1")
        page.get_by_role("button", name="Program", exact=True).click()

    expect_changed()
    page.evaluate("document.activeElement.blur()")
    expect(page).to_have_url(re.compile("#program=.*leaves=.*tab=program"))
    page.reload()
    wait_until_ready(page)
    expect_changed()
    page.get_by_role("button", name="Run as written").click()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator("#inspector section[aria-label=Gradient] .scalar")).to_have_text("6")
    expect(page).not_to_have_url(re.compile("leaves"))


# a = w² and b = 2 a at w = 3: from b the gradient of w is 12, from a it is 6.
TWO_RESULTS = """\
import torch
w = torch.tensor(3.0, requires_grad=True)
a = w * w
b = 2.0 * a
b.backward()
"""


def test_a_link_names_the_target_and_keeps_it_as_long_as_the_program(open_page: Open, server_url: str) -> None:
    page = open_page(f"{fragment(TWO_RESULTS)}&node=n0&target=a")
    changed = page.get_by_role("group", name="Not as the program says")
    gradient = page.locator("#inspector section[aria-label=Gradient] .scalar")
    page.keyboard.press("End")
    expect(gradient).to_have_text("6")
    expect(changed).to_contain_text("Another target than the program says: a")
    expect(page).to_have_url(re.compile(r"step=\d+&node=n0&target=a$"))
    link = copy_link(page)
    open_page(path=link.removeprefix(server_url))
    expect(gradient).to_have_text("6")
    expect(changed).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("# as it is written")
    expect(page).to_have_url(re.compile("#program="))
    expect(page).not_to_have_url(re.compile("target"))
    expect(changed).to_have_count(0)
    page.locator(".cm-content").blur()
    page.keyboard.press("End")
    expect(gradient).to_have_text("12")


def test_a_target_that_the_program_lacks_is_told_with_the_way_out(open_page: Open) -> None:
    page = open_page(f"{fragment(TWO_RESULTS)}&target=c")
    expect(page.locator(".status.error")).to_contain_text("no tensor named c")
    page.get_by_role("button", name="Run as written").click()
    expect(page.locator(".status")).to_contain_text("4 nodes")
    expect(page).not_to_have_url(re.compile("target"))


def test_a_lesson_that_comes_late_never_replaces_one_that_was_asked_for_after_it(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    held: list[Route] = []
    page.route("**/lessons/07_fan_out", lambda route: held.append(route))
    with page.expect_request("**/lessons/07_fan_out"):
        page.evaluate("() => { window.late = gradwalk.openLesson('07_fan_out'); }")
    page.evaluate("gradwalk.openLesson('05_add_mul')")
    held[0].continue_()
    page.evaluate("late")
    expect(page.locator(".lesson-button")).to_contain_text("Add, then multiply")
    expect(page.locator(".cm-content")).to_contain_text("q = x + y")
