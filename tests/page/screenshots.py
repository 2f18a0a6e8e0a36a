"""Takes the pictures of the documentation anew: `python -m tests.page.screenshots [folder]`, into docs/images."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import chromium

DEFAULT = Path(__file__).resolve().parents[2] / "docs" / "images"
LESSON = "#lesson=25_two_layer_bce"


def nothing(page: Page) -> None:
    """The picture is the page as it opens."""


def make_a_mistake(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("z = A3 + 1")
    page.wait_for_selector(".status.error")


@dataclass(frozen=True)
class Picture:
    name: str
    fragment: str
    width: int = 1440
    height: int = 810
    scheme: str = "light"
    act: Callable[[Page], None] = nothing


PICTURES = (
    Picture("opening", LESSON),
    Picture("backward-light", f"{LESSON}&step=41"),
    Picture("backward-dark", f"{LESSON}&step=41", scheme="dark"),
    Picture("fork", "#lesson=07_fan_out&step=9", width=1200, height=675),
    Picture("mistake", LESSON, width=1200, height=675, act=make_a_mistake),
    Picture("phone", f"{LESSON}&step=41", width=390, height=844),
)


def take(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--no-browser", "--database", "none"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        browser = playwright.chromium.launch(**chromium.launch_options())
        for picture in PICTURES:
            size = {"width": picture.width, "height": picture.height}
            # Without motion the picture is the same every time.
            page = browser.new_page(
                viewport=size, color_scheme=picture.scheme, reduced_motion="reduce", device_scale_factor=1.5
            )
            page.goto(address + picture.fragment)
            page.wait_for_selector("html[data-ready]")
            picture.act(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{picture.name}.png")
            page.close()
        browser.close()
        server.terminate()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
