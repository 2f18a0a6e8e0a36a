"""How long another value of a leaf takes from the hand to the picture."""

from collections.abc import Iterator
from functools import partial
from statistics import median

from playwright.sync_api import Browser

from tests.page.measure.steps import costs, opened, quantiles
from tests.page.programs import fragment, network_of_two

EDITS = 60
# Layers of a network, the nodes that its run has, and the bar for the median in milliseconds.
SIZES = (([2, 1], 28, 33), ([3, 4, 2, 1], 108, 50))

# From the input to the frame that shows it: a task that is posted in a frame runs when that frame is painted.
TIMED = """async (values) => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  }));
  const took = [];
  for (const value of values) {
    await new Promise((resolve) => setTimeout(resolve, 20 + 7 * (took.length % 5)));
    const start = performance.now();
    await gradwalk.edit("a", value);
    took.push(performance.now() - start);
  }
  return took;
}"""


def edits(browser: Browser, address: str) -> Iterator[tuple[str, str, str]]:
    for layers, _, bar in SIZES:
        context, page, session = opened(
            browser, address + fragment(network_of_two(layers)), {"width": 1440, "height": 900}
        )
        page.keyboard.press("End")
        nodes = page.evaluate("gradwalk.state().nodes")
        values = [round(0.5 + 0.01 * turn, 2) for turn in range(EDITS + 10)]
        took = sorted(page.evaluate(TIMED, values)[10:])
        yield (
            f"an edit, input to painted, {nodes} nodes",
            f"median {median(took):.1f}, p95 {took[int(0.95 * len(took))]:.1f} ms",
            f"≤ {bar} ms, p95 ≤ {2 * bar} ms",
        )
        acts = [partial(page.evaluate, "(value) => gradwalk.edit('a', value)", value - 1) for value in values[:20]]
        yield f"script of an edit, {nodes} nodes", quantiles(costs(session, acts, page)), "within that"
        context.close()
