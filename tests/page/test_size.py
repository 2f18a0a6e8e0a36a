"""What the page keeps in its document: little for each node, nothing more after a long walk, large programs folded."""

import pytest
from playwright.sync_api import Page

from tests.page.conftest import Open
from tests.page.measure.steps import ELEMENTS_A_NODE, FRAME, WALK
from tests.page.programs import CHAIN, fragment


@pytest.mark.parametrize(
    "lesson", ["19_matmul", "20_bias_broadcast", "23_sigmoid_bce", "25_two_layer_bce", "38_batch_norm"]
)
def test_a_node_takes_at_most_15_elements_when_all_numbers_are_there(page: Page, open_page: Open, lesson: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    open_page(f"#lesson={lesson}")
    page.keyboard.press("End")
    page.evaluate(f"() => {FRAME}")
    assert page.evaluate(ELEMENTS_A_NODE) <= 15


def test_a_long_walk_leaves_no_elements_and_no_listeners(page: Page, open_page: Open) -> None:
    open_page("#lesson=07_fan_out")
    session = page.context.new_cdp_session(page)
    end = page.evaluate("gradwalk.state().steps")

    def left_after(steps: int) -> tuple[int, int, int]:
        page.evaluate(WALK, [steps, end])
        page.evaluate("gradwalk.seek(0)")
        page.evaluate(f"() => {FRAME}")
        # What nobody holds any more is gone after the second time at the latest.
        session.send("HeapProfiler.collectGarbage")
        session.send("HeapProfiler.collectGarbage")
        counters = session.send("Memory.getDOMCounters")
        elements = page.evaluate("document.querySelectorAll('*').length")
        return elements, counters["nodes"], counters["jsEventListeners"]

    few, many = left_after(20 * end), left_after(25 * end)
    assert many[0] == few[0]
    # Texts that are set anew come and go one at a time.
    assert many[1] <= few[1] + 50
    assert many[2] <= few[2]


def test_a_program_of_ten_thousand_nodes_opens_folded_and_names_its_parts(page: Page, server_url: str) -> None:
    page.goto(server_url + fragment(CHAIN.format(turns=10_000)))
    # The engine's part of it takes longer than what tests wait for elsewhere where several run at once.
    page.wait_for_selector("#graph-view .card", timeout=120_000)
    assert page.evaluate("gradwalk.state().nodes") == 10_001
    cards = page.locator("#graph-view .card")
    assert 1 <= cards.count() <= 60
    assert all(cards.locator(".label").all_text_contents())
    nodes = page.evaluate(
        """() => [...document.querySelectorAll("#graph-view .card")]
            .reduce((sum, { dataset: { nodes } }) => sum + (nodes?.split(" ").length ?? 1), 0)"""
    )
    assert nodes == 10_001
