"""Lessons, operations and limits as the service tells them."""

from __future__ import annotations

import pytest

from engine.lessons import lessons
from engine.op import OPS
from server.app import create_app
from server.payload import Lesson, LessonsDocument, LimitsDocument, OpsDocument
from server.profile import PROFILES


def test_the_lessons_come_in_teaching_order_without_their_programs(client):
    answer = client.get("/api/v1/lessons")
    document = LessonsDocument.model_validate_json(answer.content)
    assert [lesson.number for lesson in document.lessons] == list(range(1, 45))
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


def test_the_sigmoid_is_described_with_its_derivative(client):
    sigmoid = client.get("/api/v1/ops/sigmoid").json()
    assert sigmoid["elementwise"]
    assert "torch.sigmoid" in sigmoid["functions"]
    assert "sigmoid" in sigmoid["methods"]
    assert [each["differentiable"] for each in sigmoid["inputs"]] == [True]
    # σ' = σ (1 − σ), in terms of the output.
    assert sigmoid["inputs"][0]["local"].replace(" ", "") == "y*(1-y)"


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


@pytest.mark.parametrize(("profile", "steps"), [("class", 50_000), ("local", 1_000_000)])
def test_the_limits_are_those_of_the_running_service(profile, steps):
    assert create_app(PROFILES[profile]).state.service.limits.steps == steps


def test_the_limits_are_published(client):
    document = LimitsDocument.model_validate_json(client.get("/api/v1/limits").content)
    assert document.request["body"].limit == 131_072
    assert document.program["steps"].unit == "steps"
