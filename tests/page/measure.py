"""How the page bears large runs: `python -m tests.page.measure`. Figures for people; no test judges them.

A readable picture is the first card in the document: "picture" counts from the request of the page, "received" the
bytes of the run that crossed the wire until then, compressed, and "busy" only what the page's own thread computes until
the editor stands too. Script is what a step costs in JavaScript; a frame adds style, layout and painting. "Heap" is
what JavaScript holds at the end of the walk.
"""

import base64
import subprocess
import sys
import zlib
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests import chromium

TRAINING = """\
import torch
X, y = torch.randn(8, 4), torch.randn(8, 1)
W1 = torch.randn(4, 5, requires_grad=True)
W2 = torch.randn(5, 1, requires_grad=True)
for epoch in range({turns}):
    loss = ((torch.tanh(X @ W1) @ W2 - y) ** 2).mean()
    W1.grad, W2.grad = None, None
    loss.backward()
    with torch.no_grad():
        W1 -= 0.1 * W1.grad
        W2 -= 0.1 * W2.grad
"""
SCALARS = """\
from micrograd.nn import MLP
model = MLP(3, [8, 8, 1])
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]] * {turns}
loss = sum((model(x) - 1.0) ** 2 for x in xs)
loss.backward()
"""
CHAIN = """\
import torch
x = torch.tensor(0.5, requires_grad=True)
h = x
for turn in range({turns}):
    h = torch.sin(h)
h.backward()
"""


WAVES_TURNS = 24
WAVES = f"""\
import torch
xs = [torch.tensor(0.1 * (i + 1), requires_grad=True) for i in range(20)]
for turn in range({WAVES_TURNS}):
    xs = [torch.sin(x) for x in xs]
loss = sum(xs)
loss.backward()
"""


PROGRAMS = {
    "training, 250 turns": TRAINING.format(turns=250),
    "training, 1,250 turns": TRAINING.format(turns=1250),
    "scalar network": SCALARS.format(turns=4),
    "scalar network, 5 times": SCALARS.format(turns=21),
    "chain of 2,000": CHAIN.format(turns=2000),
    "chain of 10,000": CHAIN.format(turns=10_000),
}

FIRST_CARD = """
new MutationObserver((_, observer) => {
  if (!document.querySelector(".card .label")) return;
  window.firstCard = performance.now();
  window.received = performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/runs"))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
STEPS = 40


@dataclass(frozen=True)
class Cost:
    script: float
    task: float


def fragment(program: str) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(program.encode()) + packer.flush()
    return "#program=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def spent(session: CDPSession) -> Cost:
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return Cost(metrics["ScriptDuration"] * 1000, metrics["TaskDuration"] * 1000)


def cost_of_steps(page: Page, session: CDPSession, first: int) -> Cost:
    """Milliseconds a step, in the middle of a walk of STEPS steps with a frame for each."""
    before = spent(session)
    page.evaluate(
        """async ([first, steps]) => {
          for (let step = first; step < first + steps; step++) {
            gradwalk.seek(step);
            await new Promise(requestAnimationFrame);
          }
        }""",
        [first, STEPS],
    )
    after = spent(session)
    return Cost((after.script - before.script) / STEPS, (after.task - before.task) / STEPS)


@dataclass(frozen=True)
class Opened:
    page: Page
    session: CDPSession
    busy: float


def open_page(
    browser: Browser, address: str, program: str, view: str = "", width: int = 1440, height: int = 810
) -> Opened:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.add_init_script(FIRST_CARD)
    session = page.context.new_cdp_session(page)
    # Time of the page's own thread, so that what else runs on the machine does not count.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address + fragment(program) + view)
    page.wait_for_selector(".card .label", state="attached", timeout=60_000)
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return Opened(page, session, spent(session).task)


def measure(browser: Browser, address: str) -> None:
    print(
        f"{'program':26}  nodes  cards  received kB  picture ms  busy ms  a card  script ms  frame ms  heap MB",
        flush=True,
    )
    for name, program in PROGRAMS.items():
        show(name, open_page(browser, address, program))
    # All groups are open and all cards in sight, at a scale at which they are still cards.
    names = ["-1", "-2", "iteration", *(f"iteration.{turn}" for turn in range(2, WAVES_TURNS + 1))]
    opened = open_page(browser, address, WAVES, f"&open={','.join(names)}", 5600, 4000)
    opened.page.keyboard.press("f")
    show("all cards in sight", opened)


def show(name: str, opened: Opened) -> None:
    page = opened.page
    page.wait_for_load_state("networkidle")
    state = page.evaluate("gradwalk.state()")
    cards = page.locator("[data-card]").count()
    elements = page.evaluate("document.querySelectorAll('.cards *, .edges *').length")
    cost = cost_of_steps(page, opened.session, state["steps"] // 2)
    received, picture = page.evaluate("[window.received / 1000, window.firstCard]")
    opened.session.send("HeapProfiler.collectGarbage")
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    print(
        f"{name:26}{state['nodes']:7,}{cards:7}{received:13,.0f}{picture:12,.0f}{opened.busy:9,.0f}"
        f"{elements / max(1, cards):8.1f}{cost.script:11.1f}{cost.task:10.1f}{heap:9.0f}",
        flush=True,
    )
    page.close()


if __name__ == "__main__":
    command = [sys.executable, "-m", "server", "serve", "--profile", "local", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        started = server.stdout.readline().split()[-1]
        chrome = playwright.chromium.launch(**chromium.launch_options())
        measure(chrome, started)
        chrome.close()
        server.terminate()
