"""A run as a file: what the program computed, for other programs to read, and nothing that a name could make of it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from markdown_it import MarkdownIt

from engine.language import CLASS, LOCAL, run
from engine.lessons import lesson, lessons
from server.documents.problems import Problem
from server.exports import EXPLAINED_STEPS, FORMATS, encode_export
from server.worker.jobs import Job, perform
from tests.hostile.labels import LABELS, program

CIRCUIT = "x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n"
LESSON = lesson("25_two_layer_bce").source
SQUARE = "x = 3.0\ny = x * x\n"
MOST = 10**7

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝")
NUMBERS = {"step", "pass", "line", "slot", "shape", "index", "number"}
ISOLATES = str.maketrans("", "", "\u2068\u2069")
PARAMETERS = re.compile(r"Step \d+\. (.*?) is a parameter\.")


def export(source: str, format: str, identifier: str = "") -> bytes:
    return encode_export(run(source, limits=LOCAL), identifier, MOST, format)


def rows(source: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(source, "csv").decode(), newline="")))


def read_csv(content: bytes) -> list[str]:
    read = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    for row in read:
        assert not [cell for column, cell in row.items() if column not in NUMBERS and cell.startswith(FORMULA_SIGNS)]
    labels = [row["label"] for row in read if row["kind"] == "leaf" and row["index"] in ("", "[]", "[0]", "[0,0]")]
    return [label[1:] if label[0] == "'" and label[1:].startswith(FORMULA_SIGNS) else label for label in labels]


DOT_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(->|[{}\[\]=,;])|([A-Za-z_]\w*))\s*', re.DOTALL)
DOT_ATTRIBUTES = {"shape", "label", "headlabel", "style", "rankdir"}


@dataclass
class Drawing:
    """A graph or cluster in Graphviz's language, as far as that is used here. Labels are still escaped."""

    attributes: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    clusters: list[Drawing] = field(default_factory=list)

    def all_nodes(self) -> dict[str, dict[str, str]]:
        return self.nodes | {id: node for cluster in self.clusters for id, node in cluster.all_nodes().items()}


def drawing(content: bytes) -> Drawing:
    text = content.decode()
    tokens = [(found[1] or found[3], found[2]) for found in DOT_TOKEN.finditer(text)]
    assert DOT_TOKEN.sub("", text) == ""
    assert tokens[0][0] == "digraph"
    return statements(iter(tokens[2:]))


def statements(tokens: Iterator[tuple[str, str]]) -> Drawing:
    """Up to the brace that closes what the last token opened."""
    found = Drawing()
    assert next(tokens)[1] == "{"
    for name, sign in tokens:
        if sign == "}":
            return found
        if name == "subgraph":
            assert next(tokens)[0].startswith("cluster_")
            found.clusters.append(statements(tokens))
            continue
        _, sign = next(tokens)
        if sign == "=":
            found.attributes[name] = next(tokens)[0]
            assert next(tokens)[1] == ";"
            continue
        target = None
        if sign == "->":
            target = next(tokens)[0]
            _, sign = next(tokens)
        assert sign == "["
        attributes = attribute_list(tokens)
        assert attributes.keys() <= DOT_ATTRIBUTES
        if target is None:
            found.nodes[name] = attributes
        else:
            found.edges.append((name, target, attributes))
    raise AssertionError("a brace is not closed")


def attribute_list(tokens: Iterator[tuple[str, str]]) -> dict[str, str]:
    attributes = {}
    sign = ","
    while sign == ",":
        name, equals, value = next(tokens)[0], next(tokens)[1], next(tokens)[0]
        assert equals == "="
        attributes[name] = value
        sign = next(tokens)[1]
    assert (sign, next(tokens)[1]) == ("]", ";")
    return attributes


def shown(text: str) -> str:
    """What Graphviz draws for a quoted label: escapes first, then entities."""
    meant = {"n": "\n", "\\": "\\", '"': '"'}
    return html.unescape(re.sub(r"\\(.)", lambda found: meant[found[1]], text))


def read_dot(content: bytes) -> list[str]:
    nodes = drawing(content).all_nodes()
    assert all(re.fullmatch(r"n\d+", id) for id in nodes)
    lines = [shown(node["label"]).split("\n") for node in nodes.values()]
    return [label for label, operation, *_ in lines if operation in ("parameter", "input", "constant")]


TEX_TOKEN = re.compile(r"\\([A-Za-z]+)|\\(.)|([{}$&#^_~%])|(.)", re.DOTALL)
TEX_LETTERS = {
    **{"textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~", "textless": "<", "textgreater": ">"},
    **{"textbar": "|", "textquotesingle": "'", "textasciigrave": "`"},
}
TEX_WORDS = re.compile(
    "documentclass|usepackage|allowdisplaybreaks|begin|end|section|ttfamily|mbox|noindent|textbf|text|ensuremath|"
    "frac|partial|cdot|left|right|leftarrow|hat|mathrel|mathrm|operatorname|odot|otimes|top|times|sum|textstyle|sqrt|infty|"
    "cdots|dots|ldots|exp|log|sin|cos|tanh|max|min|le|ge|ne|approx|underbrace|beta|epsilon|eta|gamma|theta|mu|sigma"
)
WITHOUT_GLYPH = re.compile(r"\\text\{\\textbackslash\{\}((?:x\w{2}|u\w{4}|U\w{8}))\}")
SIGN = re.compile(r"\\ensuremath\{(?:-|\\[A-Za-z]+|\{\}\^\{(?:\w|\\top)\})\}")
ACCENT = re.compile(r"\\(['`^~\"])\{(\w)\}")
ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308"}
GATHER = re.compile(r"\\begin\{gather\*\}(.*?)\\end\{gather\*\}", re.DOTALL)


def read_tex(content: bytes) -> list[str]:
    document = content.decode()
    assert document.isascii()
    assert document.count(r"\begin{document}") == document.count(r"\end{document}") == 1
    text = WITHOUT_GLYPH.sub(lambda found: chr(int(found[1][1:], 16)), SIGN.sub("", GATHER.sub("", document)))
    text = ACCENT.sub(lambda found: unicodedata.normalize("NFC", found[2] + ACCENTS[found[1]]), text)
    for formula in GATHER.findall(document):
        tex_text(formula, "{}^_&")
        assert not re.search(r"\\text\{[^}]*(?:[<>|'`]|--)", formula)
    return PARAMETERS.findall(tex_text(text, "{}~"))


def tex_text(tex: str, special: str) -> str:
    """What TeX sets. Only commands of the writer occur, braces match, and other signs of TeX's own are escaped.

    In text, where ~ may stand, so are the signs that TeX's first fonts have other glyphs for.
    """
    letters, depth = [], 0
    assert "~" not in special or not re.search("[<>|'`]|--", tex)
    for word, escape, sign, letter in TEX_TOKEN.findall(re.sub(" +", " ", tex)):
        assert not word or word in TEX_LETTERS or TEX_WORDS.fullmatch(word), word
        assert not sign or sign in special, tex
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
        space = " " if sign == "~" else ""
        letters.append(TEX_LETTERS.get(word, "") + escape + space + letter)
    assert depth == 0
    return "".join(letters)


MARKDOWN_PARTS = {"text", "softbreak", "strong_open", "strong_close", "html_inline"}


def read_md(content: bytes) -> list[str]:
    texts = []
    for block in MarkdownIt("commonmark").parse(content.decode()):
        assert block.type.partition("_")[0] in ("heading", "paragraph", "inline", "fence"), block
        if block.type != "inline":
            continue
        parts = block.children or []
        assert {part.type for part in parts} <= MARKDOWN_PARTS, block.content
        assert {part.content for part in parts if part.type == "html_inline"} <= {"<span>", "</span>"}
        texts.append("".join({"text": part.content, "softbreak": "\n"}.get(part.type, "") for part in parts))
        if block.content.startswith("$$"):
            assert texts[-1] == block.content
            assert texts[-1].count("$") == 4
            assert not re.search(r"\\text\{[^}]*\\", texts[-1])
    return PARAMETERS.findall("\n".join(texts).translate(ISOLATES))


def unpack(saved: str) -> dict[str, Any]:
    """The documents that a saved page holds."""
    return json.loads(zlib.decompress(b64decode(saved)))


class Page(HTMLParser):
    """The names of a page's elements, and what its scripts hold."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1] == "script" and self.cdata_elem:
            self.scripts.append(data)


def read_html(content: bytes) -> list[str]:
    page = Page()
    page.feed(content.decode())
    page.close()
    assert not {"a", "b", "img", "svg", "iframe", "table", "td"} & set(page.elements)
    assert page.elements.count("script") == len(page.scripts) == 4
    nodes = unpack(page.scripts[1])["run"]["nodes"]
    return [node["label"] for node in nodes if node["op"] == "leaf"]


def read_npz(content: bytes) -> None:
    names = np.load(io.BytesIO(content), allow_pickle=False).files
    assert names
    assert all(re.fullmatch(r"n\d+\.(value|gradient)", name) for name in names)


SVG_ELEMENTS = {"svg", "title", "defs", "marker", "path", "g", "rect", "text", "image"}
SVG = "{http://www.w3.org/2000/svg}"


def read_svg(content: bytes) -> list[str]:
    """The names of the leaves in their order: their corners are less round than those of operations. What a card has no
    room for stands in its title.
    """
    drawing = ElementTree.fromstring(content)
    assert {each.tag.removeprefix(SVG) for each in drawing.iter()} <= SVG_ELEMENTS
    cards = sorted(drawing.iter(f"{SVG}g"), key=lambda card: int(card.get("data-node", "n-1")[1:]))
    leaves = [card for card in cards if card.get("aria-label") and card.find(f"{SVG}rect").get("rx") in ("4", "5")]
    for leaf in leaves:
        shown, title = leaf.find(f"{SVG}text").text, leaf.findtext(f"{SVG}title")
        assert leaf.get("aria-label") in (shown, title)
    return [leaf.get("aria-label") for leaf in leaves]


# What the leaves are called, as another program finds it in a file; None where a format has no names.
READERS: dict[str, Callable[[bytes], list[str] | None]] = {
    "csv": read_csv,
    "dot": read_dot,
    "tex": read_tex,
    "md": read_md,
    "html": read_html,
    "svg": read_svg,
    "npz": read_npz,
}


@pytest.mark.parametrize("format", FORMATS)
def test_a_name_is_text_in_every_format(format):
    found = READERS[format](export(program([written for written, _ in LABELS]), format))
    assert found in (None, [shown for _, shown in LABELS])


@pytest.mark.parametrize("format", FORMATS)
def test_every_lesson_can_be_read_in_every_format(format):
    for each in lessons():
        if (each.id, format) == ("55_digits", "csv"):
            # Its 1,797 images of 64 numbers, each a row of the file.
            with pytest.raises(Problem, match="more than the 10,000,000 bytes"):
                export(each.source, format)
            continue
        READERS[format](export(each.source, format))


@pytest.mark.parametrize("format", FORMATS)
def test_what_a_program_says_ends_neither_its_listing_nor_a_formula(format):
    """The quotes of each format, in a comment and in a name with a formula of its own."""
    closing = r"\end{verbatim} \end{flushleft} \end{document} ``````` ~~~~~~~ $$ --- </pre> é שלום"
    found = READERS[format](export(f"# {closing}\n{program([closing])}\n", format))
    assert found in (None, [closing])


def test_the_listing_of_a_program_is_the_program():
    source = 'import torch\nx = torch.tensor(2.0)\nif True:\n    y = x * x  # ``` and ~~~\n\ns = """\n`````\n"""\n'
    blocks = MarkdownIt("commonmark").parse(export(source, "md").decode())
    assert next(block.content for block in blocks if block.type == "fence") == source
    listing = re.search(r"\\ttfamily\n(.*?)\n\\end\{flushleft\}", export(source, "tex").decode(), re.DOTALL)
    assert tex_text(listing[1].replace("\\\\\n", "\n"), "{}~") == source.rstrip("\n")


def test_rows_say_what_a_step_carries():
    """f = (x + y) z at (-2, 5, -4): df/dx = df/dy = z = -4, df/dz = x + y = 3."""
    sent = [row for row in rows(CIRCUIT) if row["kind"] == "contribute"]
    carried = {(row["to_label"], row["quantity"]): float(row["number"]) for row in sent}
    assert carried == {
        **{("q", "upstream"): 1, ("q", "contribution"): -4, ("q", "accumulated"): -4},
        **{("z", "upstream"): 1, ("z", "contribution"): 3, ("z", "accumulated"): 3},
        **{("x", "upstream"): -4, ("x", "contribution"): -4, ("x", "accumulated"): -4},
        **{("y", "upstream"): -4, ("y", "contribution"): -4, ("y", "accumulated"): -4},
    }


def test_rows_tell_the_two_uses_of_a_value_apart():
    """y = x · x at 3: each factor brings 3, together 6."""
    uses = [row for row in rows(SQUARE) if row["to_label"] == "x" and row["quantity"] == "accumulated"]
    assert [(row["slot"], row["number"], row["received"], row["expected"]) for row in uses] == [
        ("0", "3.0", "1", "2"),
        ("1", "6.0", "2", "2"),
    ]


def test_the_rows_hold_every_entry_of_an_array_at_its_place():
    """However many: 0, 1, …, 64 in five rows of 13."""
    source = "import torch\na = torch.arange(65.0).reshape(5, 13)\nb = a.sum()\n"
    entries = [row for row in rows(source) if row["label"] == "a" and row["quantity"] == "value"]
    assert {row["shape"] for row in entries} == {"[5,13]"}
    places = [tuple(json.loads(row["index"])) for row in entries]
    assert [float(row["number"]) for row in entries] == [13 * i + j for i, j in places] == list(range(65))
    (total,) = [row for row in rows(source) if row["label"] == "b"]
    assert (total["shape"], total["index"], float(total["number"])) == ("[]", "[]", 64 * 65 / 2)


def test_the_cells_of_numbers_are_read_as_numbers_by_whoever_reads_numbers():
    """NaN is told from an empty cell: a row with a quantity has a number."""
    source = (
        'import torch\nt = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e-300])\n'
        "k = torch.tensor([True, False])\nn = torch.tensor([7])\nempty = torch.zeros(0)\n"
    )
    found = rows(source)
    cells = [row["number"] for row in found if row["label"] == "t"]
    assert cells == ["NaN", "Infinity", "-Infinity", "-0.0", "1e-300"]
    assert [str(float(cell)) for cell in cells] == ["nan", "inf", "-inf", "-0.0", "1e-300"]
    assert [row["number"] for row in found if row["label"] == "k"] == ["1", "0"]
    assert [row["number"] for row in found if row["label"] == "n"] == ["7"]
    (step,) = [row for row in found if row["label"] == "empty"]
    assert [step[column] for column in ("quantity", "shape", "index", "number")] == [""] * 4
    assert all((row["quantity"] == "") == (row["number"] == "") for row in found)


def test_the_rows_show_how_gradients_of_several_passes_add_up():
    """d(x²)/dx at 3 is 6; a second pass adds 6 to what the first left, and clearing leaves 0."""
    source = (
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\n"
        "(x * x).backward()\n(x * x).backward()\nx.grad.zero_()\n"
    )
    found = [row for row in rows(source) if row["quantity"] == "accumulated" and "x" in (row["to_label"], row["label"])]
    assert [float(row["number"]) for row in found] == [3, 6, 9, 12, 0]
    assert found[-1]["line"] == "5"


def test_what_is_not_finite_is_spelled_in_formulas_and_drawings():
    source = 'import torch\nnan = torch.tensor(float("nan"))\nt = torch.tensor([float("inf"), -float("inf"), -0.0])\n'
    assert r"\begin{pmatrix} \infty & -\infty & 0 \end{pmatrix}" in export(source, "tex").decode()
    assert "value NaN" in export(source, "dot").decode()


def test_the_drawing_has_an_edge_for_each_use_with_its_slot():
    edges = drawing(export(SQUARE, "dot")).edges
    assert edges == [("n0", "n1", {"headlabel": "0"}), ("n0", "n1", {"headlabel": "1"})]


def test_the_drawing_shows_value_and_gradient():
    """d(x²)/dx at 3 is 6."""
    nodes = drawing(export(SQUARE, "dot")).nodes
    assert shown(nodes["n0"]["label"]) == "x\nparameter\nvalue 3\ngradient 6"
    assert shown(nodes["n1"]["label"]) == "y\nmul\nvalue 9\ngradient 1"


NESTED = """\
x = 2.0
def inner(v):
    return v * v
def outer(v):
    return inner(v) + v
y = outer(x)
"""


def test_a_namespace_is_a_cluster_inside_another():
    (outer,) = drawing(export(NESTED, "dot")).clusters
    (inner,) = outer.clusters
    assert (outer.attributes["label"], inner.attributes["label"]) == ("outer", "inner")
    assert [shown(node["label"]).split("\n")[1] for node in inner.nodes.values()] == ["mul"]


@pytest.mark.parametrize("format", ["tex", "md"])
def test_the_derivation_goes_forward_and_backward_with_its_numbers(format):
    """By hand: 3 = -2 + 5, and df/dx = df/dq · 1 = -4 · 1 = -4."""
    text = export(CIRCUIT, format).decode()
    lines = ["q = x + y", "3 = -2 + 5", "-12 = 3 \\cdot \\left(-4\\right)", "1 \\cdot \\left(-4\\right) = -4"]
    places = [text.index(line) for line in [*lines, "-4 \\cdot 1 = -4"]]
    assert places == sorted(places)


@pytest.mark.parametrize("format", ["tex", "md"])
def test_the_derivation_says_how_much_of_a_sum_has_arrived(format):
    text = export(SQUARE, format).decode()
    assert text.index(r"\text{accumulated, 1 of 2: } 3") < text.index(r"\text{accumulated, 2 of 2: } 6")


def test_each_pass_and_update_has_its_heading():
    source = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
for i in range(2):
    loss = w * w
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
        w.grad.zero_()
"""
    headings = re.findall("^## (.*)$", export(source, "md").decode(), re.MULTILINE)
    assert headings[:4] == ["Program", "Forward pass 1", "Backward pass 1", "Update"]
    assert "Backward pass 2" in headings


def test_names_with_underscores_are_set_as_formulas_everywhere():
    """An underlined space is all that TeX, MathJax and KaTeX read alike and Markdown leaves alone."""
    text = export("hidden_size = 3.0\ny = hidden_size * hidden_size\n", "md").decode()
    assert r"y = \mathrm{hidden\underline{\ }size} \cdot \mathrm{hidden\underline{\ }size}" in text


@pytest.fixture(scope="module")
def ask(client, post):
    def ask(source, query, **options):
        return client.get(f"/api/v1/runs/{post(source).json()['id']}/export{query}", **options)

    return ask


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_named_after_its_run_and_kept_by_those_who_have_it(ask, post, format):
    answer = ask(CIRCUIT, f"?format={format}")
    id = post(CIRCUIT).json()["id"]
    assert answer.headers["content-disposition"] == f'attachment; filename="gradwalk-{id}.{format}"'
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[format].media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == export(CIRCUIT, format, id)
    again = ask(CIRCUIT, f"?format={format}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_text_comes_compressed_to_those_who_take_it(ask):
    packed = {
        format: ask(LESSON, f"?format={format}", headers={"Accept-Encoding": "gzip"}).headers.get("content-encoding")
        for format in FORMATS
    }
    assert packed.pop("npz") is None
    assert set(packed.values()) == {"gzip"}


@pytest.mark.parametrize("query", ["", "?format=pdf", "?format=", "?format=../x"])
def test_a_format_that_there_is_not_is_refused(ask, query):
    answer = ask(CIRCUIT, query)
    assert (answer.status_code, answer.json()["code"]) == (422, "request/parameter")


def test_the_export_of_a_forgotten_run_is_not_found(client):
    answer = client.get(f"/api/v1/runs/{32 * '0'}/export?format=dot")
    assert (answer.status_code, answer.json()["code"]) == (404, "run/unknown")


def test_the_formats_are_published_with_words_and_each_is_answered(client, ask):
    published = client.get("/api/v1/limits").json()["exports"]
    assert {each["name"] for each in published} == {"tex", "md", "csv", "dot", "npz", "html", "svg"}
    parameters = client.get("/openapi.json").json()["paths"]["/api/v1/runs/{id}/export"]["get"]
    (format,) = (each for each in parameters["parameters"] if each["name"] == "format")
    assert format["schema"]["enum"] == [each["name"] for each in published]
    for each in published:
        answer = ask(CIRCUIT, f"?format={each['name']}")
        assert answer.headers["content-type"].split(";")[0] == each["media_type"]
        assert f"* `{each['name']}`: {each['words']}." in parameters["description"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_has_a_bound_and_says_how_to_stay_within(format):
    body = json.dumps({"source": CIRCUIT}).encode()
    size = len(perform(Job(body, CLASS, "version", "export", (MOST, format))).body)
    # An npz file is bound by its arrays: five numbers and five gradients of 8 bytes.
    size = 80 if format == "npz" else size
    outcome = perform(Job(body, CLASS, "version", "export", (size - 1, format)))
    problem = json.loads(outcome.body)
    assert (outcome.status, outcome.run, problem["code"]) == (422, None, "export/size")
    assert (problem["limit"], problem["used"], problem["unit"]) == (size - 1, size, "bytes")
    assert "/tensors" in problem["hint"]
    assert perform(Job(body, CLASS, "version", "export", (size, format))).status == 200


# Each turn of the loop takes two steps forward, of a constant and of a product, and one backward: with x and the seed,
# 1,052.
LOOP = """\
import torch
x = torch.tensor(1.0, requires_grad=True)
y = x
for i in range(350):
    y = y * 1.5
y.backward()
"""


def test_a_run_too_long_to_explain_can_still_be_drawn_and_tabled(ask, client):
    answers = {format: ask(LOOP, f"?format={format}") for format in FORMATS}
    assert {format for format, answer in answers.items() if answer.status_code == 200} == {"dot", "csv", "svg", "npz"}
    table = list(csv.DictReader(io.StringIO(answers["csv"].text, newline="")))
    assert {int(row["step"]) for row in table} == set(range(1_052))
    for answer in answers.values():
        if answer.status_code == 422:
            problem = answer.json()
            assert (problem["code"], problem["limit"], problem["used"]) == ("export/steps", EXPLAINED_STEPS, 1_052)
            assert "from=0&to=1000" in problem["hint"]
            assert "--steps 0:1000" in problem["hint"]
    assert client.get("/api/v1/limits").json()["request"]["explained"]["limit"] == EXPLAINED_STEPS


@pytest.mark.parametrize("format", ["tex", "md", "html", "csv"])
def test_a_file_of_some_steps_of_a_long_run_has_these_alone(ask, format):
    answer = ask(LOOP, f"?format={format}&from=1000&to=1010")
    assert answer.status_code == 200
    assert re.search(rf'"gradwalk-\w+-1000-1010\.{format}"$', answer.headers["content-disposition"])
    if format == "csv":
        assert {row["step"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))} == {
            str(step) for step in range(1_000, 1_010)
        }
    elif format == "html":
        saved = unpack(re.search(r'id="saved">(.*?)</script>', answer.text)[1])
        assert len(saved["run"]["steps"]) == len(saved["explanations"]) == 1_052
        assert [each["index"] for each in saved["explanations"]] == list(range(1_052))
        explained = [each["index"] for each in saved["explanations"] if each["formula"]]
        assert explained == list(range(1_000, 1_010))
        assert saved["explanations"][0]["sentence"] == "This file explains the steps 1,001 to 1,010."
    else:
        assert "Steps 1,001 to 1,010 of 1,052." in answer.text
        steps = [int(step) for step in re.findall(r"(?:\*\*|textbf\{)Step (\d+)\.", answer.text)]
        assert steps == list(range(1_001, 1_011))


def test_the_parts_of_a_derivation_are_its_steps_in_order():
    whole = export(CIRCUIT, "md").decode()
    made = run(CIRCUIT, limits=LOCAL)
    parts = [encode_export(made, "", MOST, "md", first, first + 3).decode() for first in range(0, len(made.steps), 3)]
    paragraphs = re.compile(r"\*\*Step.*?(?=\n\*\*Step|\n## |\Z)", re.DOTALL)
    assert [found for part in parts for found in paragraphs.findall(part)] == paragraphs.findall(whole)


@pytest.mark.parametrize("query", ["from=5000", "from=5&to=5", "from=6&to=5"])
def test_steps_that_there_are_none_of_are_told(ask, query):
    problem = ask(LOOP, f"?format=md&{query}").json()
    assert (problem["status"], problem["code"]) == (422, "request/parameter")
    assert "0 to 1,051" in problem["detail"]


@pytest.mark.parametrize("format", ["dot", "npz"])
def test_a_file_about_the_whole_run_takes_no_steps(ask, format):
    problem = ask(LOOP, f"?format={format}&from=5").json()
    assert (problem["status"], problem["code"]) == (422, "request/parameter")
    assert "whole run" in problem["detail"]


def test_a_page_whose_script_was_not_built_is_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr("server.exports.html.SCRIPT", None)
    with pytest.raises(Problem) as refused:
        encode_export(run("x = 2.0"), "id", 10**6, "html")
    assert (refused.value.status, refused.value.code) == (503, "export/unbuilt")
    assert "pip install -e ." in refused.value.document["hint"]
