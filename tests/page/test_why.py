"""Why a gradient is what it is, on the card of its node. The numbers are those that lesson 31's two units come to."""

from playwright.sync_api import Page, expect

from tests.page.conftest import Open, expect_step
from tests.page.test_access import violations

DEAD = "#lesson=31_dead_relu&node=n1&step=36"


def ask(page: Page) -> None:
    page.locator("#inspector .why summary").focus()
    page.keyboard.press("Enter")


def test_a_zero_is_followed_to_the_gate_that_is_shut_and_the_number_behind_it(open_page: Open) -> None:
    """z2[0] = −1 · h1[0] − 2 · h1[1] + b2[0] is below 0 for b2[0] = −5, so relu lets nothing back."""
    page = open_page(DEAD)
    ask(page)
    said = page.locator(".why-sentence")
    expect(said).to_contain_text("∂loss/∂W1[0, 0] is exactly 0. Relu in line 12 is shut for z2[0] = −6.")
    expect(said).to_contain_text("Behind it stands b2[0] = −5 in line 7.")
    expect(page.locator(".why li.origin")).not_to_have_count(0)
    page.get_by_label("Entry of the gradient").select_option("W1[1, 1]")
    expect(said).to_contain_text("∂loss/∂W1[1, 1] is exactly 0.")
    assert violations(page, "#inspector") == []


def test_a_link_of_the_chain_leads_to_its_step(open_page: Open) -> None:
    page = open_page(DEAD)
    ask(page)
    link = page.locator(".why li.origin button").first
    expect(link).to_be_visible()
    step = int((link.text_content() or "").split()[1])
    link.focus()
    page.keyboard.press("Enter")
    expect_step(page, step - 1)


def test_nothing_is_asked_of_the_server_before_a_reader_asks(open_page: Open) -> None:
    page = open_page(DEAD)
    asked: list[str] = []
    # All of the run is looked at in time; a number only when a reader asks about it.
    page.on("request", lambda request: "diagnosis?node" in request.url and asked.append(request.url))
    expect(page.locator("#inspector .why")).to_be_visible()
    assert asked == []
    ask(page)
    expect(page.locator(".why-sentence")).to_be_visible()
    assert len(asked) == 1


def test_a_gradient_that_does_not_come_is_explained_by_where_its_path_is_cut(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "gradwalk.load('import torch\\nx = torch.tensor(3.0, requires_grad=True)\\ny = x * 2\\n"
        "z = y.detach() * x\\nz.backward()\\n')"
    )
    page.get_by_role("button", name="y, ").first.click()
    ask(page)
    expect(page.locator(".why-sentence")).to_contain_text("y has no gradient.")
    expect(page.locator(".why-sentence")).to_contain_text("detach")
