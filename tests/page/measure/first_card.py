"""How long it takes until the first card stands over a network as readers have it, and what has come until then."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

WINDOW = {"width": 1440, "height": 900}
ROUNDS = 5
REQUESTS = 12
WEIGHT = 150_000
WHEN_FIRST = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector("#graph [data-node]")) return;
  watcher.disconnect();
  requestAnimationFrame(() => (window.firstCard = performance.now()));
}).observe(document, { childList: true, subtree: true });
"""
# With the document itself. The run's request is a fetch, which has an entry as well.
ARRIVED = """async () => {
  while (!window.firstCard) await new Promise((ready) => setTimeout(ready, 50));
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= firstCard);
  return [firstCard, all.length, all.reduce((sum, { transferSize }) => sum + transferSize, 0)];
}"""


@dataclass(frozen=True)
class Network:
    """`latency` in milliseconds, there and back; `rate` in bits a second; `bar` in milliseconds."""

    name: str
    latency: int
    rate: float
    bar: int


NETWORKS = (Network("60 ms, 10 Mbit/s", 60, 10e6, 900), Network("150 ms, 1.6 Mbit/s", 150, 1.6e6, 2000))


def first_cards(browser: Browser, address: str) -> Iterator[tuple[str, str, str]]:
    """In a browser that knows nothing of the page yet, the median of ROUNDS."""
    requests, weight = 0, 0
    for network in NETWORKS:
        times = []
        for _ in range(ROUNDS):
            with browser.new_context(viewport=WINDOW) as context:
                page = context.new_page()
                session = context.new_cdp_session(page)
                bytes_a_second = network.rate / 8
                session.send("Network.enable")
                session.send(
                    "Network.emulateNetworkConditions",
                    {
                        "offline": False,
                        "latency": network.latency,
                        "downloadThroughput": bytes_a_second,
                        "uploadThroughput": bytes_a_second,
                    },
                )
                page.add_init_script(WHEN_FIRST)
                page.goto(address, wait_until="commit")
                moment, requests, weight = page.evaluate(ARRIVED)
                times.append(moment)
        yield f"first card, {network.name}", f"{median(times):,.0f} ms", f"≤ {network.bar:,} ms"
    yield "requests before the first card", f"{requests}", f"≤ {REQUESTS}"
    yield "bytes before the first card", f"{weight:,.0f}", f"≤ {WEIGHT:,}"
