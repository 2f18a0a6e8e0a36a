"""A short walk in browsers that are no Chromium: Firefox and WebKitGTK, where the machine has them.

f = x² has the gradient 2x: 6 at x = 3, and 14 once the reader has made x a 7.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests import browsers

PATIENCE = 25.0
GRADIENT = "document.querySelector('[data-node=n0] .block.gradient .entries')?.textContent.trim() ?? ''"
READY = "document.documentElement.dataset.ready === ''"
# Where the 3 of 3.0 ends, in pixels.
CARET = """(() => {
  const number = [...document.querySelectorAll(".cm-line span")].find(({ textContent }) => textContent === "3.0");
  const letter = document.createRange();
  letter.setStart(number.firstChild, 0);
  letter.setEnd(number.firstChild, 1);
  const { right, top, height } = letter.getBoundingClientRect();
  return [Math.round(right), Math.round(top + height / 2)];
})()"""
TEXT = "[...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join(' ')"
PLACE = """{
  ...gradwalk.state(),
  text: [...document.querySelectorAll(".cm-line")].map((line) => line.textContent),
  gradient: document.querySelector("[data-node=n0] .block.gradient .entries")?.textContent.trim(),
  address: location.hash.includes(`step=${gradwalk.state().step}`),
}"""


def awaited(browser: Any, expression: str, wanted: Callable[[Any], bool] = bool) -> Any:
    end = time.monotonic() + PATIENCE
    while True:
        value = browser.ask(expression)
        if wanted(value):
            return value
        assert time.monotonic() < end, f"{expression} stays {value!r}"
        time.sleep(0.05)


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_open_step_to_the_end_and_back_edit_a_value_and_reload(name: str, server_url: str) -> None:
    packages = browsers.missing(name)
    if packages:
        assert not os.environ.get("GRADWALK_TEST_BROWSERS"), f"install {' and '.join(packages)}"
        pytest.skip(f"there is no {' and no '.join(packages)} on this machine: python -m tests.browsers installs it")
    if name == "firefox":
        pytest.importorskip("websockets")
    start, _ = browsers.BROWSERS[name]
    with start() as browser:
        browser.open(f"{server_url}/#lesson=01_square&step=0")
        awaited(browser, READY)
        last = browser.ask("gradwalk.state().steps") - 1
        # Every step by its key; each flows until it has landed, and the next key lands it, too.
        for step in range(1, last + 1):
            browsers.press(browser, "ArrowRight")
            awaited(browser, "gradwalk.state().step", lambda at, step=step: at == step)
        awaited(browser, GRADIENT, lambda text: text == "6")
        for step in reversed(range(last)):
            browsers.press(browser, "ArrowLeft")
            awaited(browser, "gradwalk.state().step", lambda at, step=step: at == step)
        awaited(browser, GRADIENT, lambda text: text == "")

        browsers.click(browser, *browser.ask(CARET))
        browsers.press(browser, "Backspace", "7")
        browser.ask("document.activeElement.blur()")
        awaited(browser, TEXT, lambda text: "torch.tensor(7.0" in text)
        browsers.press(browser, "End")
        awaited(browser, GRADIENT, lambda text: text == "14")

        before = awaited(browser, PLACE, lambda place: place["address"])
        browser.reload()
        awaited(browser, READY)
        awaited(browser, GRADIENT, lambda text: text == "14")
        assert browser.ask(PLACE) == before
