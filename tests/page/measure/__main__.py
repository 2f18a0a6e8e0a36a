"""python -m tests.page.measure [--netron PYTHON] [WHAT…]

Netron stands beside the page where PYTHON, this one by default, has what tests/benchmarks/requirements.txt names of it.
"""

import argparse
import sys

from playwright.sync_api import sync_playwright

from tests import chromium
from tests.page.measure.first_card import first_cards
from tests.page.measure.first_picture import first_pictures
from tests.page.measure.live import edits
from tests.page.measure.steps import a_step_with_many_cards, elements_a_node, growth, ten_thousand_nodes
from tests.serving import serving

ALL = {
    "first": first_cards,
    "pictures": first_pictures,
    "cards": a_step_with_many_cards,
    "large": ten_thousand_nodes,
    "elements": elements_a_node,
    "growth": growth,
    "live": edits,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="How the page bears large runs, with the bar beside each figure.")
    parser.add_argument("what", nargs="*", choices=[[], *ALL], help="these alone; all when none is named")
    parser.add_argument("--netron", default=sys.executable, help="a Python that has netron and onnx")
    arguments = parser.parse_args()
    with serving("--profile", "local") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        for name, measure in ALL.items():
            if arguments.what and name not in arguments.what:
                continue
            for what, figure, bar in measure(
                browser, address, **({"python": arguments.netron} if name == "pictures" else {})
            ):
                print(f"{what:64} {figure:40} {bar}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
