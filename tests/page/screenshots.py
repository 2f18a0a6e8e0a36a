"""Takes the pictures of the documentation anew: `python -m tests.page.screenshots [folder]`, into docs/images."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.page.programs import fragment

DEFAULT = Path(__file__).resolve().parents[2] / "docs" / "images"
LESSON = "#lesson=25_two_layer_bce"


def nothing(page: Page) -> None:
    """The picture is the page as it opens."""


def make_a_mistake(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("z = A3 + 1")
    page.wait_for_selector(".status.error")


def come_closer(page: Page) -> None:
    """To 170 %, at a card left of the middle: with the wheel, as a reader does."""
    canvas = page.locator("#graph-view").bounding_box()
    assert canvas is not None
    page.mouse.move(canvas["x"] + 0.3 * canvas["width"], canvas["y"] + 0.5 * canvas["height"])
    zoom = page.get_by_label("Zoom", exact=True)
    page.keyboard.down("Control")
    while int(zoom.inner_text().split()[0]) < 170:
        page.mouse.wheel(0, -10)
    page.keyboard.up("Control")
    page.mouse.move(0, 0)


@dataclass(frozen=True)
class Picture:
    name: str
    fragment: str
    width: int = 1440
    height: int = 900
    scheme: str = "light"
    act: Callable[[Page], None] = nothing


def network(hidden: int) -> str:
    """Two inputs, `hidden` units and one output, every weight a name of its own."""
    units = range(1, hidden + 1)
    names = [f"{name}{unit}{end}" for unit in units for name, end in (("w", 1), ("w", 2), ("b", ""), ("v", ""))]
    return "\n".join(
        [
            "import torch",
            *(f"{name} = torch.tensor({value})" for name, value in (("x1", 1.0), ("x2", 0.5), ("y", 1.0))),
            *(
                f"{name} = torch.tensor({round(0.9 - 0.35 * (place % 6), 2)}, requires_grad=True)"
                for place, name in enumerate([*names, "c"])
            ),
            *(f"h{unit} = torch.tanh(w{unit}1 * x1 + w{unit}2 * x2 + b{unit})" for unit in units),
            f"p = torch.sigmoid({' + '.join(f'v{unit} * h{unit}' for unit in units)} + c)",
            "loss = (p - y) ** 2",
            "loss.backward()",
        ]
    )


PICTURES = (
    Picture("first-visit", "#lesson=05_add_mul&step=0"),
    Picture("whole-compact", f"{LESSON}&step=6"),
    Picture("whole-compact-dark", f"{LESSON}&step=6", scheme="dark"),
    Picture("whole-1280", f"{LESSON}&step=40", width=1280, height=720),
    Picture("whole-lines", f"{LESSON}&by=lines&step=36"),
    Picture("step-backward", f"{LESSON}&step=36"),
    Picture("step-backward-dark", f"{LESSON}&step=36", scheme="dark"),
    Picture("fan-out", "#lesson=07_fan_out&step=11"),
    Picture("zoomed", f"{LESSON}&step=36", act=come_closer),
    Picture("dots", f"{fragment(network(8))}&by=operations&step=116"),
    Picture("mistake", LESSON, act=make_a_mistake),
    Picture("phone", f"{LESSON}&step=36", width=390, height=844),
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
