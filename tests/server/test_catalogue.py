"""Lessons, operations and limits as the service tells them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest

from engine.explain.entry_formula import equation
from engine.functions import FUNCTIONS
from engine.functions.catalogue import catalogue, functions
from engine.lessons import lessons
from engine.notation.expressions import render
from engine.notation.term import name_term
from engine.operation.record import OPS
from server.app import create_app
from server.payload import Lesson, LessonGraphsDocument, LessonsDocument, LimitsDocument, OpsDocument
from server.profile import PROFILES


def test_the_lessons_come_in_teaching_order_without_their_programs(client):
    answer = client.get("/api/v1/lessons")
    document = LessonsDocument.model_validate_json(answer.content)
    assert [lesson.number for lesson in document.lessons] == list(range(1, 57))
    assert document.lessons[24].id == "25_two_layer_bce"
    assert document.lessons[24].level_title == "Losses and networks"


def test_a_lesson_comes_with_a_program_that_can_be_posted(client, post):
    document = Lesson.model_validate_json(client.get("/api/v1/lessons/25_two_layer_bce").content)
    assert document.source.startswith("import torch\n")
    assert document.questions[0].question.endswith("?")
    assert post(document.source).status_code == 200


def test_every_lesson_is_served(client):
    for record in lessons():
        assert client.get(f"/api/v1/lessons/{record.id}").json()["source"] == record.source


def test_every_operation_of_the_engine_is_in_the_catalogue(client):
    document = OpsDocument.model_validate_json(client.get("/api/v1/ops").content)
    assert [op.name for op in document.ops] == sorted(OPS)


def test_the_catalogue_is_the_engine_s_own(client):
    """The service adds nothing to an entry and leaves nothing out."""
    served = client.get("/api/v1/ops").json()["ops"]
    assert json.loads(json.dumps(catalogue())) == served


def test_the_sigmoid_is_described_with_its_derivative(client):
    sigmoid = client.get("/api/v1/ops/sigmoid").json()
    assert sigmoid["elementwise"]
    assert "torch.sigmoid" in sigmoid["functions"]
    assert "sigmoid" in sigmoid["methods"]
    assert [each["differentiable"] for each in sigmoid["inputs"]] == [True]
    # σ' = σ (1 − σ), in terms of the output.
    assert sigmoid["inputs"][0]["local"].replace(" ", "") == "y*(1-y)"


def test_an_operation_made_of_others_is_composite(client):
    """softmax is exp, sum and div; exp is made of nothing else."""
    assert {"exp", "sum", "div"} <= set(client.get("/api/v1/ops/softmax").json()["unfolds_into"])
    assert client.get("/api/v1/ops/softmax").json()["composite"]
    assert not client.get("/api/v1/ops/exp").json()["composite"]


def test_a_matrix_product_hands_on_transposes(client):
    matmul = client.get("/api/v1/ops/matmul").json()
    assert [each["name"] for each in matmul["inputs"]] == ["a", "b"]
    assert all(each["downstream"] for each in matmul["inputs"])


def test_an_attribute_has_its_default(client):
    """PyTorch's own: a standard deviation divides by n - 1; softmax has to be told its axis."""
    correction = {"name": "correction", "required": False, "default": 1}
    assert correction in client.get("/api/v1/ops/std").json()["attributes"]
    axis = {"name": "dim", "required": True, "default": None}
    assert axis in client.get("/api/v1/ops/softmax").json()["attributes"]


def test_an_operation_has_all_the_names_it_answers_to(client):
    matmul = client.get("/api/v1/ops/matmul").json()
    assert {"mm", "bmm", "dot"} <= set(matmul["aliases"])
    assert "matmul" not in matmul["aliases"]
    assert {"torch.mm", "numpy.matmul"} <= set(matmul["functions"])
    assert "torch.nn.functional.sigmoid" in client.get("/api/v1/ops/sigmoid").json()["functions"]


@pytest.mark.parametrize(("profile", "steps"), [("class", 75_000), ("local", 1_200_000)])
def test_the_limits_are_those_of_the_running_service(profile, steps):
    assert create_app(PROFILES[profile]).state.service.limits.steps == steps


def test_the_limits_are_published(client):
    document = LimitsDocument.model_validate_json(client.get("/api/v1/limits").content)
    assert document.request["body"].limit == 1_048_576
    assert document.program["steps"].unit == "steps"
    assert all(limit.reason for limit in document.program.values())


class Articles(HTMLParser):
    """The texts of the reference's articles, by their ids, their equations in TeX, and where their links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.equations: dict[str, list[list[tuple[str, str]]]] = {}
        self.links: dict[str, list[str]] = {}
        self._id: str | None = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "article":
            self._id = given["id"]
            self.texts[self._id], self.equations[self._id], self.links[self._id] = "", [], []
        elif "data-tex" in given:
            tex = given["data-tex"]
            roles = json.loads(given["data-roles"])
            self.equations[self._id].append([(role, tex[start:end]) for role, start, end in roles])
        elif tag == "a" and self._id is not None:
            self.links[self._id].append(given["href"])

    def handle_endtag(self, tag):
        if tag == "article":
            self._id = None

    def handle_data(self, data):
        if self._id is not None:
            self.texts[self._id] += data


@pytest.fixture(scope="module")
def reference(client):
    return Articles(client.get("/reference").text)


def test_the_reference_has_every_operation_with_its_formula_and_names(reference):
    assert reference.texts.keys() == OPS.keys() | {made["name"] for made in functions()}
    for entry in catalogue():
        text = reference.texts[entry["name"]]
        formula = render(entry["formula"], {each["name"]: name_term(each["name"]) for each in entry["inputs"]})
        assert equation(name_term("y"), formula).text in text
        assert entry["signature"] in text
        assert all(name in text for name in entry["functions"])


def test_every_name_that_a_program_can_call_is_in_the_catalogue_and_on_the_reference(client, reference):
    """Also those of several operations, as max, which may give positions too, and those in place."""
    document = OpsDocument.model_validate_json(client.get("/api/v1/ops").content)
    told = {name for op in document.ops for name in (*op.functions, *(f"Tensor.{method}" for method in op.methods))}
    told |= {name for made in document.functions for name in made.names}
    callable_by = {name.removeprefix("builtins.") for name in FUNCTIONS}
    assert told >= {name.replace("functional.", "torch.nn.functional.") for name in callable_by}
    assert "Tensor.masked_fill_" in reference.texts["masked_fill"]
    assert "torch.einsum" in reference.texts["einsum"]
    assert not any(text.isspace() for text in reference.texts.values())


def test_the_reference_gives_derivatives_as_the_lectures_write_them(reference):
    """σ′ = σ (1 − σ); for y = a b: ∂L/∂a = ∂L/∂y bᵀ and ∂L/∂b = aᵀ ∂L/∂y."""
    assert "∂y/∂x = y · (1 − y)" in reference.texts["sigmoid"]
    assert "∂L/∂a = ∂L/∂y bᵀ" in reference.texts["matmul"]
    assert "∂L/∂b = aᵀ ∂L/∂y" in reference.texts["matmul"]


def test_the_reference_tells_local_derivatives_from_gradients_by_their_colours(reference):
    _, local, downstream = reference.equations["sigmoid"]
    assert local == [("local", r"\frac{\partial y}{\partial x}"), ("local", r"y \cdot \left(1 - y\right)")]
    assert downstream == [("gradient", rf"\frac{{\partial L}}{{\partial {name}}}") for name in "xy"]


def test_the_reference_leads_to_the_step_of_a_lesson_that_computes_the_operation(reference, run_lesson):
    (address,) = [link for link in reference.links["softmax"] if link.startswith("./#lesson=")]
    place = parse_qs(address.partition("#")[2])
    run = run_lesson(place["lesson"][0])
    step = run["steps"][int(place["step"][0])]
    assert (step["kind"], step["node"]) == ("compute", place["node"][0])
    assert next(node for node in run["nodes"] if node["id"] == step["node"])["op"] == "softmax"


def test_the_graphs_of_the_lessons_are_those_of_their_runs(client):
    answer = client.get("/api/v1/lesson-graphs")
    graphs = {graph.lesson: graph for graph in LessonGraphsDocument.model_validate_json(answer.content).graphs}
    assert list(graphs) == [record.id for record in lessons()]
    # f = (x + y) z: x, y, z, q, f.
    assert [dot.inputs for dot in graphs["05_add_mul"].dots] == [[], [], [], [0, 1], [3, 2]]
    assert [dot.role for dot in graphs["05_add_mul"].dots] == ["parameter"] * 3 + ["operation"] * 2
    assert [dot.line for dot in graphs["05_add_mul"].dots] == [3, 4, 5, 6, 7]
