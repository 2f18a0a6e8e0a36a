"""An answer that is lost comes by itself, and the page says meanwhile what is missing: words, matrices, numbers."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.conftest import Open, expect_words
from tests.page.programs import fragment

MATRIX = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.softmax(x, 0)
(y * y).sum().backward()
"""
PRODUCT = """\
import torch
A = torch.linspace(0.0, 1.0, 16384).reshape(128, 128).requires_grad_()
C = A * 2
C.sum().backward()
"""
LOOP = """\
import torch
w = torch.tensor(2.0, requires_grad=True)
for turn in range(300):
    (w * w * w).backward()
    w.grad = None
"""


Lose = Callable[..., list[str]]


@pytest.fixture
def lose(page: Page, open_page: Open, complaints: list[str]) -> Iterator[Lose]:
    """Loses the first requests of a path, and notes the addresses of all."""

    def lose(path: str, times: int = 1) -> list[str]:
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            if len(asked) <= times:
                route.abort()
            else:
                route.continue_()

        page.route(re.compile(path), answer)
        return asked

    yield lose
    complaints[:] = [each for each in complaints if "ERR_FAILED" not in each]


def test_the_words_of_a_step_come_by_themselves(lose: Lose, open_page: Open) -> None:
    asked = lose(r"/explanations\?", times=2)
    page = open_page("#lesson=01_square&step=4")
    expect(page.locator("#inspector .failed")).to_contain_text("The words of this step are not here. No answer from")
    expect_words(page)
    expect(page.locator("#inspector .failed")).to_have_count(0)
    assert len(asked) == 3


def test_refused_words_come_when_they_are_asked_for_again(page: Page, open_page: Open) -> None:
    """The same question would be refused again: the page leaves it to the reader."""
    refusal = {"type": "about:blank", "title": "", "status": 422, "code": "request/parameter", "detail": "Not today."}
    answer = {"status": 422, "content_type": "application/problem+json", "json": refusal}
    page.route(re.compile(r"/explanations\?"), lambda route: route.fulfill(**answer), times=1)
    open_page("#lesson=01_square&step=4")
    expect(page.locator("#inspector .failed")).to_contain_text("The words of this step are not here. Not today.")
    page.locator("#inspector").get_by_role("button", name="Try again").click()
    expect_words(page)


def test_a_local_jacobian_comes_by_itself(lose: Lose, open_page: Open) -> None:
    lose(r"/local-jacobian\?")
    page = open_page(fragment(MATRIX))
    page.evaluate("gradwalk.select('n1')")
    section = page.get_by_role("region", name="Local Jacobian of y in x", exact=True)
    expect(section).to_contain_text("The matrix is not here. No answer from")
    expect(section.locator(".structure")).to_have_text("dense")
    expect(section.locator(".failed")).to_have_count(0)


def test_the_arrays_of_large_tensors_come_by_themselves(page: Page, lose: Lose, open_page: Open) -> None:
    """Cards and panel ask for several excerpts, of which each is lost until the page has said so."""
    lose(r"/tensors\?", times=1_000)
    open_page(fragment(PRODUCT))
    page.keyboard.press("End")
    page.locator('[data-node][aria-label^="C, "]').dispatch_event("click")
    expect(page.locator("#inspector .heat-map .failed").first).to_contain_text("Only the first entries are here.")
    page.unroute_all()
    expect(page.locator("#inspector .heat-map .failed")).to_have_count(0)
    expect(page.locator(".heat-map-field[aria-busy=true]")).to_have_count(0)


def test_the_steps_of_a_long_run_come_by_themselves(lose: Lose, open_page: Open) -> None:
    """The gradient of w³ at 2 is 12; of the three edges into w the last brings 4."""
    lose(r"/steps\?")
    page = open_page(fragment(LOOP))
    page.keyboard.press("End")
    expect(page.locator(".track-coming")).to_contain_text("Numbers are missing. No answer from")
    expect(page.locator("#inspector .chain, #inspector .result").first).to_be_visible()
    expect(page.locator(".track-coming")).to_have_text("")
