"""The reference of operations, as a reader meets it."""

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import Open, wait_until_ready
from tests.page.test_access import violations


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_to_complain_about(page: Page, open_page: Open, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    open_page("#softmax", path="/reference")
    expect(page.locator("#softmax .katex").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_address_leads_to_its_operation(open_page: Open) -> None:
    page = open_page("#matmul", path="/reference")
    expect(page.locator("#matmul")).to_be_in_viewport()
    expect(page.locator("#matmul .equation[data-set]")).to_have_count(5)


def test_the_search_finds_by_name_alias_and_family(open_page: Open) -> None:
    page = open_page(path="/reference")
    shown = page.locator(".op:visible")
    search = page.get_by_label("Find an operation")
    search.fill("softmin")
    expect(shown).to_have_count(1)
    expect(shown).to_have_id("softmin")
    expect(page.locator("#count")).to_contain_text("1 of ")
    search.fill("numpy.vdot")
    expect(shown).to_have_id("matmul")
    search.fill("running totals prod")
    expect(shown).to_have_id("cumprod")
    search.fill("no such operation")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator(".family:visible")).to_have_count(0)


def test_an_address_wins_over_a_search_that_hides_it(open_page: Open) -> None:
    page = open_page(path="/reference")
    page.get_by_label("Find an operation").fill("softmin")
    page.evaluate("location.hash = 'exp'")
    expect(page.locator("#exp")).to_be_in_viewport()
    expect(page.get_by_label("Find an operation")).to_have_value("")


def test_the_reference_and_the_inspector_lead_to_each_other(open_page: Open) -> None:
    page = open_page("#softmax", path="/reference")
    page.locator("#softmax").get_by_role("link", name="One causal attention head").click()
    page.wait_for_url("**/#lesson=43_attention&*")
    wait_until_ready(page)
    expect(page.locator(".node-card")).to_be_visible()
    # In a tab of its own: the graph, the program and the step stay as they are.
    with page.expect_popup() as popup:
        page.locator(".node-card .facts").get_by_role("link", name="softmax", exact=True).click()
    reference = popup.value
    reference.wait_for_url("**/reference#softmax")
    wait_until_ready(reference)
    expect(reference.locator("#softmax")).to_be_in_viewport()
    expect(page.locator(".node-card")).to_be_visible()


def test_all_formulas_are_there_before_any_script(page: Page, server_url: str) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(f"{server_url}/reference")
    expect(plain.locator("#sigmoid")).to_contain_text("∂y/∂x = y · (1 − y)")
    plain.close()
