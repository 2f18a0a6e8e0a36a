"""A saved page: one file that steps, explains and takes pictures where there is neither a server nor a network."""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import decompress

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.explain.step import explain
from engine.language import LOCAL, run
from engine.lessons import lesson, lessons
from server.exports import encode_export
from tests.hostile.labels import LABELS, program
from tests.page.conftest import Open, expect_step, expect_words, wait_until_ready
from tests.page.programs import fragment
from tests.page.test_pictures import drawing, nodes_in
from tests.page.test_stepping import LESSON, W1_GRADIENT

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
NETWORK = lesson("25_two_layer_bce").source
MOST = 10**8
# design bar: a mail, a learning platform and a repository take a file of this size without a second thought.
MOST_BYTES = 300_000

# All that a reader is shown but the formulas, which KaTeX sets on the one page and the browser on the other, and the
# pictures of a local Jacobian and of a curve, which take a server.
SHOWN = """() => {
  const drawing = ".local-jacobian, section.lens";
  const found = (selector) => [...document.querySelectorAll(selector)].filter((one) => !one.closest(drawing));
  const words = (selector) => found(selector).map((one) => one.textContent);
  const drawn = [...document.querySelectorAll(".graph-surface :is([data-card], [data-edge])")];
  return {
    step: document.querySelector("main").dataset.step,
    counter: words(".counter"),
    step_words: words("#inspector :is(.where, h2, h3, .sentence, .rule, .remark, .shapes)"),
    tensors: words("#inspector :is(table, .scalar, .factor-text, figcaption)"),
    ledger: words("#inspector .ledger li"),
    formulas: [...document.querySelectorAll("#inspector .formula")].map((one) => "set" in one.dataset),
    segments: [...document.querySelectorAll(".track-bar > *")].map((one) => one.className),
    graph: drawn.map((one) => [
      one.dataset.card ?? one.dataset.edge, one.getAttribute("class"), one.getAttribute("aria-label"), one.textContent,
    ]).sort(),
    ghosts: words("#editor .ghost").map((text) => text.replace(/\\s/g, "")),
  };
}"""

OpenSaved = Callable[..., Page]


def saved_page(source: str) -> bytes:
    return encode_export(run(source, limits=LOCAL), "f" * 32, MOST, "html")


@pytest.fixture
def open_saved(browser: Browser, tmp_path: Path) -> Iterator[OpenSaved]:
    """Opens a saved page from its file with the network off; at the end it has asked and complained of nothing."""
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 810}, reduced_motion="reduce")
    found: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: found.append(message.text))
        page.on("pageerror", lambda error: found.append(str(error)))
        page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
        page.on(
            "request", lambda asked: found.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None
        )

    def open_saved(content: bytes, fragment: str = "") -> Page:
        file = tmp_path / "saved.html"
        file.write_bytes(content)
        page = context.new_page()
        watch(page)
        page.goto(f"{file.as_uri()}{fragment}")
        wait_until_ready(page)
        return page

    yield open_saved
    context.close()
    assert found == []


def test_saved_pages_are_made_of_the_page_as_it_is() -> None:
    """`node frontend/bundle.mjs` makes them so; whoever runs tests has it done first."""
    assert subprocess.run(["node", "bundle.mjs", "--check"], cwd=FRONTEND).returncode == 0


# Presses keys one after the other; what is shown after each of them, once its words have come and formulas are set.
WALK = f"""async (keys) => {{
  const show = {SHOWN};
  const coming = "#inspector :is(.sentence.pending, .formula:not([data-set]))";
  const walk = [];
  for (const key of keys) {{
    document.body.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true, cancelable: true }}));
    do await new Promise((resolve) => setTimeout(resolve)); while (document.querySelector(coming));
    walk.push(show());
  }}
  return walk;
}}"""


def test_every_step_forward_and_back_shows_what_the_served_page_shows(
    page: Page, open_page: Open, open_saved: OpenSaved
) -> None:
    page.set_viewport_size({"width": 1440, "height": 810})
    page.emulate_media(reduced_motion="reduce")
    served = open_page(LESSON)
    served.keyboard.press("s")
    with served.expect_download() as download:
        served.get_by_role("button", name="Save Page", exact=True).click()
    assert re.fullmatch(r"gradwalk-[0-9a-f]{32}\.html", download.value.suggested_filename)
    served.keyboard.press("Escape")
    expect(served.locator("dialog")).to_have_count(0)
    saved = open_saved(Path(download.value.path()).read_bytes())
    steps = int(served.evaluate("gradwalk.state().steps"))
    # The six leaves are passed at once.
    stops = [0, *range(5, steps)]
    keys = ["Home"] + ["ArrowRight"] * (len(stops) - 1) + ["ArrowLeft"] * (len(stops) - 1)
    walk = saved.evaluate(WALK, keys)
    assert [int(each["step"]) for each in walk] == [*stops, *reversed(stops[:-1])]
    for ours, theirs in zip(walk, served.evaluate(WALK, keys), strict=True):
        assert ours == theirs


def test_the_last_step_shows_the_gradient_that_pytorch_gives(open_saved: OpenSaved) -> None:
    page = open_saved(saved_page(NETWORK), "#step=47")
    page.get_by_role("button", name=re.compile("^W1, ")).dispatch_event("click")
    expect(page.locator("#inspector section[aria-label=Gradient] td")).to_have_text(W1_GRADIENT)


def test_the_page_of_the_two_layer_network_stays_small(open_saved: OpenSaved) -> None:
    size = len(saved_page(NETWORK))
    print(f"the saved page of lesson 25: {size:,} bytes of at most {MOST_BYTES:,}")
    assert size <= MOST_BYTES


def test_a_saved_page_plays(open_saved: OpenSaved) -> None:
    page = open_saved(saved_page(NETWORK))
    expect_step(page, 6)
    page.keyboard.press("Space")
    # The seventh or a later one: playing does not wait for the test to look.
    expect(page.locator("#main")).to_have_attribute("data-step", re.compile("^([89]|[1-4][0-9])$"))


def test_a_saved_page_opens_where_its_reader_stood_and_names_what_the_program_does_not_say(
    open_page: Open, open_saved: OpenSaved
) -> None:
    """y = w² and z = 2 y at w = 0.5 in place of 3: the gradient of w from y is 1."""
    source = "import torch\nw = torch.tensor(3.0, requires_grad=True)\ny = w * w\nz = 2.0 * y\nz.backward()\n"
    served = open_page(f"{fragment(source)}&leaves=%7B%22w%22:0.5%7D&target=y&step=5&node=n0")
    served.keyboard.press("s")
    with served.expect_download() as download:
        served.get_by_role("button", name="Save Page", exact=True).click()
    content = Path(download.value.path()).read_bytes()
    saved = open_saved(content)
    expect_step(saved, 5)
    expect(saved.locator(".node-card h2")).to_have_text("w")
    expect(saved.locator("#inspector section[aria-label=Gradient]")).to_contain_text("0.5")
    changed = saved.get_by_role("group", name="Not as the program says")
    expect(changed).to_contain_text("w = 0.5")
    expect(changed).to_contain_text("Another target than the program says: y")
    expect(changed.get_by_role("button")).to_have_count(0)
    # An address that says where to look is followed, and the run stays what it is.
    elsewhere = open_saved(content, "#step=6")
    expect_step(elsewhere, 6)
    expect(elsewhere.locator(".ledger-sum .amount")).to_have_text("1")
    expect(elsewhere.get_by_role("group", name="Not as the program says")).to_contain_text("w = 0.5")
    broken = open_saved(content, "#step=-1")
    expect(broken.locator(".stage-notice")).to_contain_text("cannot be read")
    expect_step(broken, 5)


def test_what_needs_a_server_is_not_there(open_saved: OpenSaved) -> None:
    """`softmax` can be taken apart where there is a server, and the array of 300,000 entries be fetched."""
    source = "import torch\nX = torch.arange(300000.0).reshape(500, 600)\ny = torch.softmax(X, dim=1)\n"
    page = open_saved(saved_page(source))
    page.keyboard.press("End")
    for node in ("X", "y"):
        page.get_by_role("button", name=re.compile(f"^{node}, ")).dispatch_event("click")
        expect(page.locator(".node-card h2")).to_have_text(node)
        expect(page.locator("#inspector")).to_contain_text("Only the first entries are here.")
        needing = "a, [contenteditable], input, .node-card button:text-matches('fold|numpy|npz|Try|Every')"
        expect(page.locator(needing)).to_have_count(0)
    # Where a dialog had opened, the next key would not open another.
    page.keyboard.press("l")
    page.keyboard.press("s")
    expect(page.locator("dialog")).to_have_attribute("aria-label", "Download")
    expect(page.get_by_role("button", name=re.compile("^Save "))).to_have_text(["Save", "Save"])
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("The keys")
    expect(page.locator("dialog a")).to_have_count(0)
    expect(page.locator("#program")).to_contain_text("A run saved from Gradwalk")
    expect(page.locator(".program-text")).to_contain_text(source.splitlines()[1])


def test_a_saved_page_takes_pictures(open_saved: OpenSaved) -> None:
    assert len(nodes_in(drawing(open_saved(saved_page(NETWORK))))) == 26


def test_a_graph_too_large_for_one_turn_is_laid_out_without_a_worker(open_saved: OpenSaved) -> None:
    turns = "".join(f"x = x * {turn}.5\n" for turn in range(200))
    page = open_saved(saved_page(f"x = 1.0\n{turns}"))
    expect(page.locator(".graph-surface [data-card]")).not_to_have_count(0)
    expect(page.locator(".status")).to_contain_text("401 nodes")


def test_a_name_is_text_in_a_saved_page(open_saved: OpenSaved) -> None:
    page = open_saved(saved_page(program([written for written, _ in LABELS])), "#step=0")
    page.evaluate("""window.refused = [];
        addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective))""")
    track = page.get_by_role("slider", name="Step")
    steps = int(track.get_attribute("aria-valuemax") or "")
    width, height = track.evaluate("(track) => [track.clientWidth, track.clientHeight]")
    for index, (_, shown) in enumerate(LABELS):
        # The keys pass these leaves in one step.
        track.click(position={"x": (index + 0.5) / steps * width, "y": height / 2})
        expect_step(page, index)
        expect_words(page)
        title = page.locator("#inspector h2")
        words = title.evaluate("(title) => title.textContent.replaceAll(/[\\u2068\\u2069]/g, '')")
        assert words.startswith(f"{shown} is ")
    page.keyboard.press("End")
    expect_words(page)
    assert page.locator("main :is(script, style, iframe, img, foreignObject, a)").count() == 0
    assert page.evaluate("refused") == []


CLOSING = ["</script><script>alert(1)</script>", "<!--<script>", "-->", "</pre></noscript><img src=x onerror=alert(1)>"]


def test_a_program_cannot_end_the_element_that_holds_it(open_saved: OpenSaved) -> None:
    source = "\n".join([*(f"# {each}" for each in CLOSING), f"print({CLOSING[0]!r})", "x = 2.0", "y = x * x", ""])
    page = open_saved(saved_page(source))
    assert page.locator("script").count() == 4
    packed = page.locator("#saved").text_content() or ""
    assert json.loads(decompress(b64decode(packed)))["run"]["source"] == source
    assert page.locator(".program-text .program-line").first.text_content().startswith(f"# {CLOSING[0]}")
    expect(page.locator(".printed pre")).to_have_text(CLOSING[0])


def test_no_script_but_its_own_runs_in_a_saved_page(open_saved: OpenSaved) -> None:
    """The policy is in the file itself. Its refusal is what this asks for, so it is heard in the page alone."""
    page = open_saved(saved_page(NETWORK))
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert {each.split()[0]: each.split()[1:] for each in policy.split("; ")}["default-src"] == ["'none'"]
    assert not re.search(r"unsafe|https?:|\*|self", policy)


def test_without_scripts_a_saved_page_shows_what_it_is_and_the_program(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "saved.html"
    file.write_bytes(saved_page(NETWORK))
    with browser.new_context(java_script_enabled=False, offline=True) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        expect(page.get_by_text("A run saved from Gradwalk")).to_be_visible()
        assert page.locator(".program-text").inner_text().strip() == NETWORK.strip()


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(245, 246, 249)"), ("dark", "rgb(13, 16, 22)")])
def test_a_saved_page_follows_the_theme_of_the_system(open_saved: OpenSaved, scheme: str, ground: str) -> None:
    page = open_saved(saved_page("x = 2.0\ny = x * x\n"))
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("body")).to_have_css("background-color", ground)
    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def formulas() -> list[str]:
    """Every formula of every lesson, as TeX."""
    found = set()
    for each in lessons():
        walk = run(each.source, limits=LOCAL)
        for index in range(len(walk.steps)):
            explained = explain(walk, index)
            parts = (explained.formula, explained.numbers, explained.entry)
            found |= {part.tex for part in parts if part is not None}
    return sorted(found)


def test_formulas_are_set_as_katex_sets_them(open_page: Open) -> None:
    """The letters, and every fraction, root, index and exponent; KaTeX has a sign of its own for a bar."""
    compare = """async (formulas) => {
      const base = document.querySelector("script[src$='/theme-boot.js']").src;
      const katex = (await import("katex")).default;
      const { mathml } = await import(new URL("standalone/mathml.js", base));
      const built = /^(mfrac|msqrt|msub|msup|msubsup|munder|mover|munderover|mtable|mtr|mtd)$/;
      const outline = (element) => [
        element.textContent.replace(/[\\s\\u2061\\u200b]/g, "").replaceAll("∣", "|").replaceAll("∥", "‖"),
        [...element.querySelectorAll("*")].map((one) => one.localName).filter((name) => built.test(name)),
      ];
      const differing = [];
      for (const tex of formulas) {
        const ours = document.createElement("p");
        mathml.render({ tex, text: tex, roles: [] }, ours);
        const theirs = document.createElement("p");
        katex.render(`\\\\displaystyle ${tex}`, theirs, { output: "mathml", trust: false, strict: "ignore" });
        theirs.querySelector("annotation").remove();
        const [one, other] = [outline(ours), outline(theirs)].map((each) => JSON.stringify(each));
        if (one !== other) differing.push([tex, one, other]);
      }
      return differing;
    }"""
    all_formulas = formulas()
    assert len(all_formulas) > 1_000
    assert open_page().evaluate(compare, all_formulas) == []
