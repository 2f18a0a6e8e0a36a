"""How long it takes until the picture of a network of single numbers stands, beside Netron."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from tests.page.programs import fragment, network

HERE = Path(__file__).parent
# A window as readers have it, and one in which all operations of a graph are in sight at once.
WINDOW = {"width": 1440, "height": 900}
CANVAS = {"width": 12000, "height": 8600}
LONGEST = 120_000
ROUNDS = 1

# The picture stands in the frame after the one in which everything is in the document.
WHEN_DRAWN = """
const look = () => {
  if (!(%s)) requestAnimationFrame(look);
  else requestAnimationFrame(() => (window.pictureStood = performance.now()));
};
requestAnimationFrame(look);
"""
# A folded graph is drawn when its first card is there: the others come with it.
FOLDED = "document.querySelector('#graph-view .card')"
OPERATIONS = "document.querySelector('#graph-view')?.getElementsByClassName('operation').length === %d"
NETRON = (
    "document.body?.classList.contains('default') && !document.body.classList.contains('spinner')"
    " && document.getElementsByClassName('graph-node').length >= %d"
)


@dataclass(frozen=True)
class Network:
    operations: int
    program: str


NETWORKS = (Network(842, network(6, [7, 11, 1], 3)), Network(2034, network(4, [7, 7, 1], 11)))


def run_of(address: str, program: str) -> dict[str, Any]:
    body = json.dumps({"source": program}).encode()
    request = urllib.request.Request(f"{address}/api/v1/runs", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def all_open(run: dict[str, Any]) -> str:
    """What an address says so that every operation is a card of its own."""
    command = ["node", str(HERE / "groups.mjs")]
    ids = subprocess.run(command, input=json.dumps(run), capture_output=True, text=True, check=True).stdout.strip()
    return f"&by=operations&open={ids}"


@contextmanager
def netron_of(run: dict[str, Any], python: str) -> Iterator[str]:
    """Netron's address for the run as ONNX, in an environment that has it; "" where this one has not."""
    if subprocess.run([python, "-c", "import netron, onnx"], stderr=subprocess.DEVNULL).returncode != 0:
        yield ""
        return
    command = [python, str(HERE / "netron_server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(run))
        server.stdin.close()
        yield next(line.strip() for line in server.stdout if line.startswith("http://"))
        server.terminate()


def stood(browser: Browser, address: str, drawn: str, window: dict[str, int]) -> float:
    """Milliseconds from the request until the picture stands, in a browser that knows nothing of the page yet."""
    with browser.new_context(viewport=window) as context:
        # Netron asks the world where it is before it draws; it has asked already.
        context.add_cookies([{"name": "consent", "value": "1", "url": address.split("#")[0]}])
        page = context.new_page()
        page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
        page.add_init_script(WHEN_DRAWN % drawn)
        # Netron takes `eval` from its page, and with it Playwright's own way of asking.
        session = context.new_cdp_session(page)
        page.goto(address, wait_until="commit")
        ask = {"expression": "window.pictureStood ?? 0", "returnByValue": True}
        for _ in range(LONGEST // 100):
            moment = float(session.send("Runtime.evaluate", ask)["result"]["value"])
            if moment > 0:
                return moment
            page.wait_for_timeout(100)
        raise TimeoutError(f"no picture at {address[:60]}")


def first_pictures(browser: Browser, address: str, python: str) -> Iterator[tuple[str, str, str]]:
    for net in NETWORKS:
        run = run_of(address, net.program)
        operations = sum(node["role"] == "operation" for node in run["nodes"])
        assert operations == net.operations
        at = address + fragment(net.program)
        ways = {
            "folded": (at, FOLDED, WINDOW),
            "every operation a card": (at + all_open(run), OPERATIONS % operations, CANVAS),
        }
        with netron_of(run, python) as netron:
            if netron:
                ways["Netron"] = (netron, NETRON % operations, WINDOW)
            # In turn, so that a busy stretch of time meets all.
            times = {name: [] for name in ways}
            for _ in range(ROUNDS):
                for name, (where, drawn, window) in ways.items():
                    times[name].append(stood(browser, where, drawn, window))
        middle = {name: median(all_of_it) for name, all_of_it in times.items()}
        for name, took in middle.items():
            ratio = f", {took / middle['Netron']:.2f} × Netron" if "Netron" in middle and name != "Netron" else ""
            yield (
                f"first picture, {operations:,} operations, {name}",
                f"{took:,.0f} ms{ratio}",
                "≤ 0.33" if name != "Netron" else "",
            )
