"""Whatever a program calls its values, the page shows it as text: nothing runs, nothing is fetched, nothing moves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.hostile.labels import LABELS, PLAIN, program
from tests.page.conftest import Open, expect_explained, expect_words

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`));
"""


@pytest.fixture
def watched(page: Page, open_page: Open) -> Iterator[Page]:
    """The page; at the end it must not have refused anything, asked anything or made an element of a label."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCH)
    open_page("#lesson=01_square")
    yield page
    assert dialogs == []
    assert page.evaluate("violations") == []
    # The editor keeps the cursor in place with empty images of its own.
    made = "main :is(script, style, iframe, img:not(.cm-widgetBuffer), foreignObject, a[href^='javascript:'])"
    assert page.locator(made).count() == 0


def load(page: Page, source: str) -> None:
    page.evaluate("(source) => gradwalk.load(source)", source)
    expect(page.locator(".status")).to_contain_text("nodes")


def test_every_label_is_shown_as_it_is_written(watched: Page) -> None:
    watched.set_viewport_size({"width": 2560, "height": 1440})
    load(watched, program([written for written, _ in LABELS]))
    heading = watched.locator(".node-card h2")
    for index, (_, shown) in enumerate(LABELS):
        watched.evaluate("(id) => gradwalk.select(id)", f"n{index}")
        expect(watched.locator(f"[data-selected=n{index}]")).to_be_visible()
        assert heading.evaluate("(heading) => heading.textContent") == shown
    labels = watched.locator(".card.parameter .label").all_text_contents()
    assert labels
    for label in labels:
        assert any(shown.startswith(label.removesuffix("…")) for _, shown in LABELS), label


def test_the_words_of_every_step_hold_the_label_as_text(watched: Page) -> None:
    load(watched, program([written for written, _ in LABELS]))
    for index, (_, shown) in enumerate(LABELS):
        watched.evaluate("(step) => gradwalk.seek(step)", index)
        expect_words(watched)
        title = watched.locator("#inspector h2")
        # Letters from right to left stand between two invisible marks that keep them to themselves.
        words = title.evaluate("(title) => title.textContent.replaceAll(/[\u2068\u2069]/g, '')")
        assert words.startswith(f"{shown} is ")
    watched.evaluate("(step) => gradwalk.seek(step)", 0)
    expect(watched.locator("#announcer")).to_contain_text(LABELS[0][1])


def test_formulas_set_labels_as_text(watched: Page) -> None:
    load(watched, program([written for written, _ in LABELS]))
    steps = watched.evaluate("gradwalk.state().steps")
    for step in range(len(LABELS), steps, 3):
        watched.evaluate("(step) => gradwalk.seek(step)", step)
        expect_explained(watched)
        assert watched.locator(".katex :is(a, img)").count() == 0


def test_what_is_printed_is_shown_line_by_line(watched: Page) -> None:
    load(watched, program(PLAIN))
    printed = watched.locator(".printed").evaluate("(printed) => printed.textContent")
    for label in PLAIN:
        assert label in printed


@pytest.mark.parametrize("label", [PLAIN[1], PLAIN[13], "\x00\u200b=1+1"])
def test_an_error_quotes_a_label_as_text(watched: Page, label: str) -> None:
    load(watched, "x = 2.0\ny = x * x")
    watched.evaluate("(source) => gradwalk.load(source)", f"x = 2.0\ny = x * x\nassert False, {ascii(label)}")
    status = watched.locator(".status.error")
    expect(status).to_be_visible()
    assert label.strip("\x00") in status.evaluate("(status) => status.textContent.replaceAll('\\0', '')")


@pytest.mark.parametrize("name", ["constructor", "toString", "hasOwnProperty", "valueOf", "then", "שלום"])
def test_a_variable_may_be_called_like_what_every_object_has(watched: Page, name: str) -> None:
    load(watched, f"{name} = 3.0\ny = {name} * {name}")
    watched.keyboard.press("End")
    watched.evaluate("gradwalk.select('n0')")
    expect(watched.locator(".node-card h2")).to_have_text(name)
    expect(watched.locator("#inspector section[aria-label=Gradient]")).to_contain_text("6")


def test_letters_from_right_to_left_leave_their_neighbours_in_place(watched: Page) -> None:
    """In a plain line the 1 of the shape would jump to the left of the name."""
    load(watched, "import torch\nשלום = torch.ones(1, 2, requires_grad=True)\nloss = שלום.sum()\nloss.backward()")
    watched.keyboard.press("Home")
    expect_explained(watched)
    name, shape = watched.locator(".result figcaption bdi"), watched.locator(".result figcaption .shape")
    expect(name).to_have_text("שלום")
    end = name.evaluate("(name) => name.getBoundingClientRect().right")
    assert end <= shape.evaluate("(shape) => shape.getBoundingClientRect().left") + 1
    assert "\u2068שלום\u2069" in str(watched.locator("#inspector h2").text_content())
