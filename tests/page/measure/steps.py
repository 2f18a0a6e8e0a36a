"""What steps and pans cost in script, how many elements a node takes, and what a long walk leaves behind."""

from collections.abc import Callable, Iterator
from statistics import median

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.page.programs import CHAIN, WAVES, fragment

ROW, TURNS = 20, 26
# Each turn of the loop by its name in an address, so that all cards are there.
WAVES_OPEN = ",".join(["-1", "-2", "iteration", *(f"iteration.{turn}" for turn in range(2, TURNS + 1))])
# Large enough for all of these cards.
CANVAS = {"width": 5600, "height": 4000}
STEPS = 120
LONG_WALK = 10_000

FRAME = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
WALK = """async ([steps, end]) => {
  const start = gradwalk.state().step;
  for (let walked = 0; walked < steps; walked++) {
    gradwalk.seek((start + walked) % end);
    // What was put off until later has its turn now and then, and so has a frame.
    if (walked % 7 === 0) await new Promise((resolve) => setTimeout(resolve));
    if (walked % 50 === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}"""
PAN = """(by) => document.querySelector(".graph-surface").dispatchEvent(
    new WheelEvent("wheel", { deltaX: by, deltaY: by / 2, cancelable: true, bubbles: true }))"""
ELEMENTS_A_NODE = """() => document.querySelectorAll("#graph-view .sheet > * *").length /
    document.querySelectorAll("#graph-view .card").length"""


def opened(browser: Browser, address: str, viewport: dict[str, int]) -> tuple[BrowserContext, Page, CDPSession]:
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    session = context.new_cdp_session(page)
    # Time of the page's own thread, so that what else runs on the machine does not count.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_selector("html[data-ready]", timeout=120_000)
    page.wait_for_selector("#graph-view .card", timeout=120_000)
    page.wait_for_load_state("networkidle")
    page.evaluate(f"() => {FRAME}")
    return context, page, session


def script(session: CDPSession) -> float:
    """Milliseconds of JavaScript so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(1000 * one["value"] for one in metrics if one["name"] == "ScriptDuration")


def costs(session: CDPSession, acts: list[Callable[[], None]], page: Page) -> list[float]:
    """Milliseconds of script that each act takes with the two frames after it, without what the asking takes."""

    def cost(act: Callable[[], None]) -> float:
        before = script(session)
        act()
        page.evaluate(f"() => {FRAME}")
        return script(session) - before

    asking = median(cost(lambda: None) for _ in range(20))
    return sorted(max(0.0, cost(act) - asking) for act in acts)


def seeking(page: Page, step: int) -> Callable[[], None]:
    return lambda: page.evaluate("(step) => gradwalk.seek(step)", step)


def panning(page: Page, way: int) -> Callable[[], None]:
    return lambda: page.evaluate(PAN, 30 * way)


def quantiles(sorted_costs: list[float]) -> str:
    p95 = sorted_costs[int(0.95 * len(sorted_costs))]
    return f"median {median(sorted_costs):.1f}, p95 {p95:.1f}, most {sorted_costs[-1]:.1f} ms"


def a_step_with_many_cards(browser: Browser, address: str) -> Iterator[tuple[str, str, str]]:
    where = address + fragment(WAVES.format(row=ROW, turns=TURNS)) + f"&by=operations&open={WAVES_OPEN}"
    context, page, session = opened(browser, where, CANVAS)
    page.evaluate("gradwalk.seek(Math.floor(gradwalk.state().steps / 2))")
    page.wait_for_function("() => document.querySelectorAll('#graph-view .card').length >= 500")
    cards = page.locator("#graph-view .card:not(.rider)").count()
    step = page.evaluate("gradwalk.state().step")
    # The first steps make what later ones find: the words of a page of steps, compiled code.
    costs(session, [seeking(page, step - number) for number in range(20)], page)
    took = costs(session, [seeking(page, step + number) for number in range(STEPS)], page)
    yield f"script of a step, {cards} cards in sight", quantiles(took), "≤ 8 ms"
    yield f"elements a node, {cards} cards in sight", f"{page.evaluate(ELEMENTS_A_NODE):.1f}", "≤ 15"
    context.close()


def ten_thousand_nodes(browser: Browser, address: str) -> Iterator[tuple[str, str, str]]:
    context, page, session = opened(
        browser, address + fragment(CHAIN.format(turns=10_000)), {"width": 1440, "height": 900}
    )
    state = page.evaluate("gradwalk.state()")
    cards = page.locator("#graph-view .card").count()
    yield f"a program of {state['nodes']:,} nodes opens", f"{cards} cards", "folded"
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    pans = [panning(page, way) for way in (1, 1, 1, -1, -1, -1) * 10]
    yield "script of a frame of panning there", quantiles(costs(session, pans, page)), "≤ 33 ms"
    end = state["steps"] // 2
    costs(session, [seeking(page, end - number) for number in range(20)], page)
    took = costs(session, [seeking(page, end + number) for number in range(STEPS)], page)
    yield "script of a step there", quantiles(took), "≤ 33 ms"
    context.close()


def elements_a_node(browser: Browser, address: str) -> Iterator[tuple[str, str, str]]:
    for lesson in ("07_fan_out", "23_sigmoid_bce", "25_two_layer_bce"):
        context, page, _ = opened(browser, f"{address}#lesson={lesson}", {"width": 1440, "height": 900})
        page.keyboard.press("End")
        page.evaluate(f"() => {FRAME}")
        yield f"elements a node, lesson {lesson}", f"{page.evaluate(ELEMENTS_A_NODE):.1f}", "≤ 15"
        context.close()


def growth(browser: Browser, address: str) -> Iterator[tuple[str, str, str]]:
    """What is there after a short walk, and after one of many times its length."""
    context, page, session = opened(browser, f"{address}#lesson=07_fan_out", {"width": 1440, "height": 900})
    end = page.evaluate("gradwalk.state().steps")
    counts = []
    for steps in (20 * end, LONG_WALK):
        page.evaluate("gradwalk.seek(0)")
        page.evaluate(WALK, [steps, end])
        page.evaluate("gradwalk.seek(0)")
        page.evaluate(f"() => {FRAME}")
        session.send("HeapProfiler.collectGarbage")
        counters = session.send("Memory.getDOMCounters")
        heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        counts.append(
            {"nodes of the document": counters["nodes"], "listeners": counters["jsEventListeners"], "heap MB": heap}
        )
    for what, before in counts[0].items():
        after = counts[1][what]
        yield f"{what} before and after {LONG_WALK:,} steps", f"{before:,.1f} → {after:,.1f}", "no growth"
    context.close()
