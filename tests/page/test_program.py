"""The program: opened, changed, wrong, put right."""

import re
from itertools import cycle

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.conftest import Open, expect_step, expect_words, wait_until_ready

LESSON = "#lesson=25_two_layer_bce"
STALE = "The graph is that of the text before"


def write_at_end(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_a_change_runs_at_once_and_draws_the_new_graph(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    cards = page.locator("[data-node]")
    expect(cards).to_have_count(5)
    write_at_end(page, "g = f + 1")
    expect(page.locator(".status")).to_contain_text("7 nodes")
    expect(cards).to_have_count(7)
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5, edited")


def test_a_program_that_names_float32_is_told_to_compute_in_it(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    tag = page.locator("#program-head .tag", has_text="float32")
    expect(tag).to_have_count(0)
    page.evaluate("() => window.gradwalk.load('import torch\\nx = torch.ones(2)\\ny = (x > 0).float()')")
    expect(tag).to_contain_text("because line 3 names it")


def test_a_change_keeps_the_step(open_page: Open) -> None:
    page = open_page(LESSON + "&step=30")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("# nothing changes")
    # The address is that of what is shown: the text has been run.
    expect(page).to_have_url(re.compile("&program=.*&step=30$"))
    expect_step(page, 30)


def test_a_mistake_is_told_at_its_place_beside_what_ran_before_it(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=10")
    page.locator(".cm-line", has_text="f = q * z").click()
    page.keyboard.press("End")
    page.keyboard.type(" + nowhere")
    status = page.locator(".status.error")
    expect(status).to_contain_text("Line 7")
    expect(status).to_contain_text("nowhere has no value")
    expect(page.locator(".cm-lintRange-error")).to_have_text("nowhere")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    # x, y, z and q = 3 ran before it, and can be stepped through; the product before the + did, too: 3 · −4.
    expect(page.locator("#graph .card")).to_have_count(5)
    expect_step(page, 4)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect_step(page, 3)
    page.get_by_role("button", name="Line 7").click()
    page.wait_for_function("() => getSelection().toString() === 'nowhere'")


SHAPES = """import torch
x = torch.tensor([[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]])
w = torch.tensor([[0.5, -0.5, 0.25], [1.0, 0.0, -1.0]], requires_grad=True)
h = x * 2
y = h @ w
y.sum().backward()
"""


def test_shapes_that_do_not_fit_are_drawn_in_red_with_the_way_out(open_page: Open) -> None:
    page = open_page(LESSON)
    page.evaluate("(source) => gradwalk.load(source)", SHAPES)
    card = page.locator(".card.failed")
    expect(card).to_be_in_viewport(ratio=1)
    expect(card).to_have_attribute("aria-label", "h @ w: line 5 stops here. h of shape 2×3, w of shape 2×3 do not fit.")
    # Columns of the first against rows of the second.
    expect(card.locator(".size.clash")).to_have_text(["3", "2"])
    expect(page.locator(".edge.failed")).to_have_count(2)
    # What ran: x, w, 2, the product. The network of the lesson before is gone, and so are its words.
    expect(page.locator("#graph .card")).to_have_count(5)
    expect(page.locator(".lesson-button")).to_contain_text("Your program")
    expect(page.locator(".lesson-summary")).to_have_count(0)
    mistake = page.locator("#inspector .step.mistake")
    expect(mistake).to_contain_text("line 5, columns 5–9")
    expect(mistake.locator(".clash-line b")).to_have_text(["3", "2"])
    expect(mistake.locator(".way-out")).to_contain_text("h @ w.T would fit: (2, 3) @ (3, 2).")
    page.locator("#graph").focus()
    page.keyboard.press("ArrowLeft")
    # What ran before is explained as in any other run.
    expect_words(page)
    page.keyboard.press("ArrowRight")
    expect(mistake).to_be_visible()


def test_sizes_that_do_not_broadcast_are_both_in_red(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('import torch\\nx = torch.ones(2, 3)\\ny = torch.ones(2)\\nz = x + y\\n')")
    expect(page.locator(".card.failed .size.clash")).to_have_text(["3", "2"])
    expect(page.locator(".way-out")).to_contain_text("Axis 1 of x has 3 entries, axis 0 of y has 2.")
    # To the letter what PyTorch 2.13 raises there.
    expect(page.locator(".mistake .said")).to_have_text(
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1"
    )


def test_a_text_that_cannot_be_read_leaves_no_other_program_on_stage(open_page: Open) -> None:
    page = open_page(LESSON)
    page.evaluate("gradwalk.load('a = 2.0\\nb = 3a\\n')")
    expect(page.locator(".status.error")).to_contain_text("do not multiply")
    # What the statements before it make is of this program.
    expect(page.locator("#graph .card .label")).to_have_text(["a"])
    expect(page.locator("#inspector .way-out")).to_have_text("Write 3 * a.")
    expect(page.locator(".cm-lintRange-error")).to_have_text("3a")


# Where every card stands on the sheet.
PLACES = """cards => Object.fromEntries(cards.map(card => {
    const { e, f } = card.transform.baseVal[0].matrix;
    return [card.dataset.card, [e, f]];
}))"""


def test_a_line_at_the_end_leaves_most_cards_where_they_are(open_page: Open) -> None:
    page = open_page("#lesson=23_sigmoid_bce")
    page.emulate_media(reduced_motion="reduce")
    cards = page.locator("#graph .card:not(.rider)")
    before = cards.evaluate_all(PLACES)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("more = loss * 2")
    expect(cards).to_have_count(len(before) + 1)
    after = cards.evaluate_all(PLACES)
    # Rows may stand a little closer where one has come.
    moved = {
        card: (place, after[card]) for card, place in before.items() if after[card] != pytest.approx(place, abs=25)
    }
    assert len(moved) <= len(before) / 4, moved


def test_an_open_bracket_leaves_the_graph_dimmed_and_the_mistake_beside_it_with_its_literal_open(
    open_page: Open,
) -> None:
    page = open_page("#lesson=25_two_layer_bce")
    page.emulate_media(reduced_motion="reduce")
    cards = page.locator("#graph .card").count()
    expect(page.locator(".cm-line .chip")).to_have_count(6)
    before = page.locator("#graph .card:not(.rider)").evaluate_all(PLACES)
    # Behind the literal, in whose line the mistake is then.
    page.locator(".cm-line", has_text="A0 = torch").click()
    page.keyboard.press("End")
    page.keyboard.insert_text(" + max(1")
    expect(page.locator(".stage-notice.warning")).to_contain_text("Line 4: '(' was never closed")
    expect(page.locator(".stage-notice.warning")).to_contain_text(STALE)
    expect(page.locator(".graph.stale .card")).to_have_count(cards)
    expect(page.locator("#inspector .mistake h2")).to_contain_text("'(' was never closed")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 25, edited")
    expect(page.locator(".cm-line", has_text="A0 = torch").locator(".chip")).to_have_count(0)
    expect(page.locator(".cm-line .chip")).to_have_count(5)
    # The notice takes from the height of the canvas: the rows stand closer, and nothing moves aside.
    after = page.locator("#graph .card:not(.rider)").evaluate_all(PLACES)
    assert {card: x for card, (x, _) in after.items()} == pytest.approx(
        {card: x for card, (x, _) in before.items()}, abs=1
    )


def test_a_literal_of_several_lines_folds_to_one_and_opens_at_a_click(open_page: Open) -> None:
    page = open_page()
    rows = "".join(f"    [{row}.0, 2.0],\n" for row in range(6))
    page.evaluate("(text) => gradwalk.load(text)", f"import torch\nX = torch.tensor([\n{rows}])\ny = X.sum()\n")
    expect(page.locator(".cm-line .chip")).to_have_count(1)
    expect(page.locator(".cm-line")).to_have_count(4)
    expect(page.get_by_role("img", name="tensor 6×2, folded")).to_be_visible()
    page.locator(".cm-line .chip").click()
    expect(page.locator(".cm-line")).to_have_count(11)


SEVERAL = "import torch\\nx = torch.onse(2)\\ny = x.sum()\\nprint(y.shpe)\\nimport socket\\n"


def test_all_mistakes_are_marked_and_listed_and_put_right_one_by_one_by_key_button_and_enter(open_page: Open) -> None:
    page = open_page()
    page.evaluate(f"gradwalk.load('{SEVERAL}')")
    expect(page.locator(".cm-lintRange-error")).to_have_text(["torch.onse", "y.shpe", "import socket"])
    mistake = page.locator("#inspector .step.mistake")
    expect(mistake.locator("h3").nth(1)).to_have_text("2 more mistakes")
    expect(mistake.locator(".fix code")).to_have_text(["x = torch.ones(2)", "print(y.shape)"])
    page.locator(".cm-line", has_text="y.shpe").click()
    page.keyboard.press("Control+.")
    expect(page.locator(".cm-line", has_text="print(y.shape)")).to_have_count(1)
    expect(mistake.locator(".fix code")).to_have_text(["x = torch.ones(2)"])
    mistake.get_by_role("button", name="Apply the fix in line 2").focus()
    page.keyboard.press("Enter")
    expect(mistake.locator("h2")).to_have_text("The module socket is not offered")
    expect(page.locator(".cm-line", has_text="torch.ones(2)")).to_have_count(1)


def test_a_fix_is_undone_as_one_step(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('import torch\\nx = torch.ones(2)\\ny = 2x\\n')")
    expect(page.locator(".status.error")).to_contain_text("do not multiply")
    page.locator("#graph").focus()
    page.keyboard.press("Control+.")
    expect(page.locator(".status")).to_contain_text("3 nodes")
    expect(page.locator(".cm-line", has_text="y = 2 * x")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-line", has_text="y = 2x")).to_have_count(1)
    expect(page.locator(".status.error")).to_contain_text("do not multiply")


def test_other_numbers_leave_only_words_without_numbers_and_other_lines_none(open_page: Open) -> None:
    page = open_page("#lesson=01_square")
    expect(page.locator(".lesson-summary")).to_contain_text("at x = 3 the slope of x² is 6")
    page.locator(".cm-line .tok-number", has_text="3.0").dblclick()
    page.keyboard.insert_text("5")
    expect(page.locator(".lesson-button")).to_contain_text("lesson 1, edited")
    expect(page.locator("#program-foot")).not_to_contain_text("slope of x² is 6")
    page.locator(".questions summary").first.click()
    expect(page.locator(".questions")).to_contain_text("A gradient is a slope.")
    page.locator(".cm-line", has_text="f = x").click()
    page.keyboard.press("End")
    page.keyboard.insert_text(" + x")
    expect(page.locator(".questions")).to_have_count(0)
    expect(page.locator(".lesson-summary")).to_contain_text("not true of this text")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("w = 2.0\nz = w * w * w\n")
    expect(page.locator(".lesson-button")).to_contain_text("Your program")
    expect(page.locator(".lesson-summary")).to_have_count(0)
    expect(page).to_have_title("Your program · Gradwalk")


def test_the_promise_about_pytorch_is_the_servers(page: Page, open_page: Open) -> None:
    open_page(LESSON)
    reason = "it uses micrograd"
    served: dict[str, object] = {}

    def answer(route: Route) -> None:
        answered = route.fetch()
        document = {key: value for key, value in answered.json().items() if key != "portable"}
        route.fulfill(response=answered, json=document | served)

    page.route("**/api/v1/runs?*", answer)
    for portable, words in (
        (None, None),
        ({"torch": True, "reason": None}, "runs unchanged in PyTorch"),
        ({"torch": False, "reason": reason}, reason),
    ):
        served = {} if portable is None else {"portable": portable}
        page.evaluate("(n) => gradwalk.load(`x = ${n}.0\\ny = x * x\\n`)", 0 if words is None else len(words))
        expect(page.locator(".status")).to_contain_text("2 nodes")
        expect(page.locator(".program-promise")).to_have_count(0 if words is None else 1)
        if words is not None:
            expect(page.locator(".program-promise")).to_contain_text(words)
    page.unroute("**/api/v1/runs?*")


def test_after_a_mistake_the_reader_is_where_they_were(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=8")
    write_at_end(page, "g = f + ")
    expect(page.locator(".status.error")).to_be_visible()
    page.keyboard.type("h")
    expect(page.locator(".status.error")).to_contain_text("h has no value")
    for _ in range(9):
        page.keyboard.press("Backspace")
    expect(page.locator(".status")).to_contain_text("5 nodes")
    expect_step(page, 8)


def test_putting_it_right_clears_the_mark(open_page: Open) -> None:
    page = open_page(LESSON)
    write_at_end(page, "z = A2 +")
    # A text that cannot be read has no run: the last good one of the same program stays.
    expect(page.locator(".stage-notice.warning")).to_contain_text(STALE)
    page.keyboard.type(" A2")
    expect(page.locator(".stage-notice.warning")).to_have_count(0)
    expect(page.locator(".status.error")).to_have_count(0)


def test_a_first_program_with_a_mistake_shows_the_graph_up_to_it(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('')")
    write_at_end(page, "import torch\nx = torch.tensor(2.0)\ny = oops + x")
    expect(page.locator(".status.error")).to_contain_text("oops")


def test_reset_gives_the_lesson_back_and_can_be_undone(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    write_at_end(page, "g = f + 1")
    expect(page.locator(".status")).to_contain_text("7 nodes")
    page.get_by_role("button", name="Reset to the lesson").click()
    expect(page.locator(".status")).to_contain_text("5 nodes")
    expect(page.get_by_role("button", name="Reset to the lesson")).to_have_count(0)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+z")
    expect(page.locator(".status")).to_contain_text("7 nodes")


def test_keys_typed_into_the_program_are_text(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=6")
    write_at_end(page, "# l t f ?")
    page.keyboard.press("Home")
    expect(page.locator(".cm-content")).to_contain_text("# l t f ?")
    expect_step(page, 6)
    expect(page.locator("dialog")).to_have_count(0)


def test_tab_leaves_the_editor_until_the_reader_has_typed_and_esc_gives_it_back(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul&step=6")
    written = page.locator(".cm-content").inner_text()
    page.locator(".cm-content").focus()
    expect(page.locator(".editor-hint")).to_contain_text("Tab goes on")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.activeElement.closest('.cm-editor') === null")
    assert page.locator(".cm-content").inner_text() == written
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("# ")
    page.keyboard.press("Tab")
    # Not a word, whose completions Esc would close first.
    page.keyboard.type("1")
    expect(page.locator(".cm-line").last).to_contain_text("# ")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".editor-hint")).to_contain_text("← → step again")
    page.keyboard.press("ArrowLeft")
    expect_step(page, 5)
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.activeElement.closest('.cm-editor, .editor-hint') === null")


def test_a_line_lights_its_cards_and_a_card_its_line(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.locator(".cm-line", has_text="q = x + y").hover()
    expect(page.locator("[data-node].lit")).to_have_count(1)
    page.locator("[data-node]", has_text="parameter").first.hover()
    expect(page.locator(".cm-line.line-lit")).to_contain_text("requires_grad")


# Whether the program that is shown holds the text.
RUN_HOLDS = """async text => {
    const answer = await fetch(`api/v1/runs/${gradwalk.state().run}`);
    return answer.ok && (await answer.json()).source.includes(text);
}"""


def test_literals_of_tensors_fold_to_a_line_each_and_open_around_the_caret(open_page: Open) -> None:
    page = open_page("#lesson=25_two_layer_bce")
    expect(page.locator(".cm-line .chip")).to_have_count(6)
    heights = page.locator(".cm-line").evaluate_all("lines => lines.map(line => line.getBoundingClientRect().height)")
    assert set(heights) == {22}
    # What is hidden is still the text of the line, for whoever copies, searches or listens.
    b1 = page.locator(".cm-line", has_text="b1 = torch")
    expect(b1).to_contain_text("torch.tensor([0.0, 0.5], requires_grad=True)")
    expect(b1.locator(".folded").first).to_have_css("font-size", "0px")
    b1.locator(".chip").click()
    expect(b1.locator(".chip")).to_have_count(0)
    b1.locator(".tok-number", has_text="0.5").dblclick()
    page.keyboard.insert_text("0.75")
    page.locator(".cm-line", has_text="import torch").click()
    expect(b1.locator(".chip")).to_have_count(1)
    expect(page.locator("[data-node=n3]")).to_contain_text("b1")
    page.wait_for_function(RUN_HOLDS, arg="b1 = torch.tensor([0.0, 0.75], requires_grad=True)")


def test_a_key_that_would_erase_hidden_text_selects_it_first(open_page: Open) -> None:
    page = open_page()
    lines = "import torch\na = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\nc = (a * 2).sum()\nc.backward()\n"
    page.evaluate("(source) => gradwalk.load(source)", lines)
    expect(page.locator(".cm-line .chip")).to_have_count(1)
    page.locator(".cm-line", has_text="c = (a").click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    expect(page.locator(".cm-line .chip")).to_have_count(0)
    expect(page.locator(".cm-line", has_text="a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)")).to_have_count(1)
    page.keyboard.press("Backspace")
    expect(page.locator(".cm-line").nth(1)).to_have_text("a = ")
    page.keyboard.press("Control+z")
    expect(page.locator(".cm-line").nth(1)).to_contain_text("requires_grad=True)")


def test_the_number_of_a_folded_scalar_is_written_over_where_it_stands(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    line = page.locator(".cm-line", has_text="y = torch")
    expect(line.locator(".chip-learns")).to_have_count(1)
    line.locator(".tok-number", has_text="5.0").dblclick()
    page.keyboard.insert_text("7")
    expect(line.locator(".folded").first).to_have_css("font-size", "0px")
    page.wait_for_function(RUN_HOLDS, arg="y = torch.tensor(7, requires_grad=True)")


def test_what_the_program_prints_is_shown(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('x = 3.0\\ny = x * x\\nprint(\"y is\", 9)\\n')")
    expect(page.locator(".printed")).to_contain_text("y is 9")


def test_a_long_printed_line_is_all_in_sight(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('x = 3.0\\ny = x * x\\nprint(list(range(80)), \"" + "m" * 150 + "\")\\n')")
    printed = page.locator(".printed pre")
    expect(printed).to_contain_text("79]")
    assert printed.evaluate("(text) => text.scrollWidth - text.clientWidth") == 0


def test_markup_in_a_program_stays_text(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('x = 3.0\\ny = x * x\\nprint(\"<img src=x onerror=alert(1)><b>bold</b>\")\\n')")
    expect(page.locator(".printed")).to_contain_text("<b>bold</b>")
    assert page.locator(".printed img, .printed b").count() == 0


def test_an_empty_program_invites(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('')")
    page.get_by_role("button", name="One neuron").click()
    expect(page.locator("[data-node]").first).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("torch.sigmoid")


def test_lessons_are_found_by_typing(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("l")
    expect(page.get_by_label("Search the lessons")).to_be_focused()
    page.keyboard.type("causal attention")
    expect(page.get_by_role("listbox", name="Lessons").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".lesson-button")).to_contain_text("attention")
    expect(page.locator(".cm-content")).to_contain_text("softmax")
    expect(page.locator("dialog")).to_have_count(0)


def test_enter_after_a_word_in_full_ends_the_line_although_words_are_offered(open_page: Open) -> None:
    page = open_page()
    page.evaluate("gradwalk.load('')")
    write_at_end(page, "import torch")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    # Offers are taken by Enter only after they have been seen for a moment.
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.keyboard.type("x = 1")
    expect(page.locator(".cm-line")).to_have_text(["import torch", re.compile("^x = 1")])


def test_a_late_answer_never_replaces_a_newer_one(page: Page, open_page: Open) -> None:
    open_page("#lesson=05_add_mul")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "slow" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/runs?*", hold)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    # At once, for it to be one change that is undone.
    page.keyboard.insert_text("slow = f + 1")
    expect(page.locator(".status")).to_contain_text("Running")
    with page.expect_event("requestfailed") as given_up:
        page.keyboard.press("Control+z")
    expect(page.locator(".status")).to_contain_text("5 nodes")
    assert [route.request for route in held] == [given_up.value]
    assert given_up.value.failure == "net::ERR_ABORTED"


def test_without_the_server_the_picture_stays_and_the_page_tries_again(
    page: Page, open_page: Open, complaints: list[str]
) -> None:
    open_page("#lesson=05_add_mul")
    page.route("**/api/v1/runs?*", lambda route: route.abort())
    write_at_end(page, "g = f + 1")
    expect(page.locator(".status.warning")).to_contain_text("does not answer")
    expect(page.locator("[data-node]")).to_have_count(5)
    page.unroute("**/api/v1/runs?*")
    expect(page.locator(".status")).to_contain_text("7 nodes")
    # Chromium reports each refused connection of this test itself.
    complaints.clear()


def test_a_page_that_opens_without_its_server_says_so_and_recovers(
    page: Page, server_url: str, complaints: list[str]
) -> None:
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(server_url)
    expect(page.locator(".status.warning")).to_contain_text("does not answer")
    page.unroute("**/api/v1/**")
    wait_until_ready(page)
    expect(page.locator("[data-node]").first).to_be_visible()
    complaints.clear()


def test_a_busy_server_is_said_and_tried_again_by_itself(open_page: Open, complaints: list[str]) -> None:
    page = open_page(LESSON)
    statuses = cycle([429, 503])

    def refuse(route: Route) -> None:
        headers = {"Content-Type": "application/problem+json", "Retry-After": "1"}
        body = '{"code": "service/busy", "detail": "Come again."}'
        route.fulfill(status=next(statuses), headers=headers, body=body)

    page.route("**/api/v1/runs?*", refuse)
    write_at_end(page, "z = A2 + 1")
    for status in (429, 503):
        page.wait_for_event("response", lambda answer, status=status: answer.status == status)
        expect(page.locator(".status.warning")).to_contain_text("The server is busy. Trying again in 1 second")
    page.unroute("**/api/v1/runs?*")
    expect(page.locator(".status")).to_contain_text("28 nodes")
    complaints[:] = [one for one in complaints if "429" not in one and "503" not in one]


def test_the_list_shows_each_lesson_as_a_small_graph_and_marks_what_is_done(open_page: Open) -> None:
    """e = (a + b)(b + 1) has five nodes: two leaves, two sums and their product."""
    page = open_page("#lesson=07_fan_out&step=10")
    page.keyboard.press("l")
    row = page.locator("[data-lesson='07_fan_out'].lesson-row")
    expect(row.locator("svg.lesson-picture rect")).to_have_count(2)
    expect(row.locator("svg.lesson-picture circle")).to_have_count(3)
    expect(page.locator("svg.lesson-picture")).to_have_count(56)
    expect(page.locator(".lesson-done")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("l")
    expect(row).to_contain_text("done")
    hour = page.get_by_role("button", name="A first hour 1 of 12 done")
    hour.click()
    rows = page.locator(".lesson-row")
    expect(rows).to_have_count(12)
    expect(rows.first).to_contain_text("Add, then multiply")
    # The browser remembers.
    page.reload()
    wait_until_ready(page)
    page.keyboard.press("l")
    expect(page.locator(".lesson-done")).to_have_count(1)


def test_the_end_of_a_lesson_leads_on_along_the_first_hour(open_page: Open) -> None:
    page = open_page("#lesson=03_bracket_chain")
    page.keyboard.press("End")
    page.get_by_role("button", name="Next in the first hour: A neuron with a sigmoid").click()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 10 of 56")


def test_questions_come_before_what_a_lesson_teaches(open_page: Open) -> None:
    page = open_page("#lesson=05_add_mul")
    page.get_by_text("2 questions, and what it teaches").click()
    told = page.get_by_text("Every gate works locally")
    expect(page.get_by_text("What is the gradient on z?")).to_be_visible()
    expect(told).not_to_be_visible()
    page.get_by_text("What it teaches", exact=True).click()
    expect(told).to_be_visible()


def test_the_page_opens_small_with_a_guess_and_one_button(open_page: Open) -> None:
    """f = (x + y) z with z = −4: ∂f/∂x = z, so f shrinks by 4 for each 1 that x grows."""
    page = open_page()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 5 of 56")
    expect(page.locator(".stage-count b")).to_have_text("5 of 5")
    expect_step(page, 0)
    guess = page.locator(".guess")
    expect(guess).to_contain_text("When x grows a little from −2, what does f do?")
    guess.get_by_role("button", name="It grows").click()
    expect(guess.locator(".guess-told")).to_contain_text("No: f shrinks, by 4 for each 1 that x grows.")
    guess.get_by_role("button", name="It shrinks").click()
    expect(guess.locator(".guess-told")).to_contain_text("Yes: f shrinks, by 4 for each 1 that x grows.")
    page.locator(".welcome-step").get_by_role("button", name="Step").click()
    expect_step(page, 2)
    expect(page.locator("#inspector h2")).to_have_text("3 parameters are given")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.get_by_role("button", name="A two-layer network").click()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 25 of 56")
    expect(page.locator(".welcome")).to_have_count(0)


def test_the_end_of_a_lesson_tells_its_gradients_and_leads_to_the_next(open_page: Open) -> None:
    page = open_page("#lesson=07_fan_out&step=10")
    expect(page.locator(".finish")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    # e = (a + b)(b + 1) at a = 2, b = 1: ∂e/∂a = b + 1 = 2, ∂e/∂b = (b + 1) + (a + b) = 5.
    expect(page.locator(".finish")).to_contain_text("Every gradient is known. ∂a = 2, ∂b = 5")
    # A parameter that nothing reads has none.
    write_at_end(page, "w = torch.tensor(1.0, requires_grad=True)")
    expect(page.locator(".status")).to_contain_text("7 nodes")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    expect(page.locator(".finish")).to_be_visible()
    expect(page.locator(".finish")).not_to_contain_text("Every gradient")
    page.get_by_role("button", name="Next lesson: ").click()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 8 of 56")
    page.get_by_role("button", name="Lesson before: ").click()
    expect(page.locator(".lesson-button")).to_contain_text("lesson 7, edited")
