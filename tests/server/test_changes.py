"""POST /runs/{id}/changes: what a run becomes at other values, as short as it can be."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from engine.lessons import lesson
from server.payload import ChangesDocument
from tests.server.conftest import Post

# e = (a + b)(b + 1) at a = 2, b = 1: e = 6, ∂e/∂a = 2, ∂e/∂b = 5.
FAN_OUT = lesson("07_fan_out").source
PICKS = "import torch\nx = torch.tensor(1.0, requires_grad=True)\ny = x * x if x > 0 else -x\ny.backward()\n"


@pytest.fixture
def ask(client: httpx.Client, post: Post):
    def ask(source: str, **changes: Any) -> httpx.Response:
        return client.post(f"/api/v1/runs/{post(source).json()['id']}/changes", json=changes)

    return ask


def applied(run: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The nodes and steps of the run with what changes tells of them."""
    nodes = {node["id"]: node for node in run["nodes"]}
    steps = list(run["steps"])
    for node in changes["nodes"]:
        nodes[node["id"]] = nodes[node["id"]] | node
    for step in changes["steps"]:
        steps[step["index"]] = step
    return {"nodes": list(nodes.values()), "steps": steps, "printed": changes["printed"]}


def test_only_what_differs_is_told(ask):
    answer = ask(FAN_OUT, leaves={"b": 4.0})
    told = ChangesDocument.model_validate_json(answer.content)
    assert told.same_course
    assert told.document is None
    # (2 + 4)(4 + 1) = 30; ∂e/∂a = 4 + 1, ∂e/∂b = 5 + 6; a itself, and ∂e/∂e = 1, are as they were.
    found = {node.id: (node.value and node.value.data, node.gradient and node.gradient.data) for node in told.nodes}
    assert found["n0"] == (None, 5.0)
    assert found["n1"] == (4.0, 11.0)
    assert (30.0, None) in found.values()
    assert all(step.kind == "contribute" for step in told.steps)


def shifted(entries: Any, by: float) -> Any:
    return [shifted(entry, by) for entry in entries] if isinstance(entries, list) else entries + by


@pytest.mark.parametrize(
    ("id", "name"), [("01_square", "x"), ("07_fan_out", "a"), ("25_two_layer_bce", "b2"), ("43_attention", "X")]
)
def test_a_run_with_what_differs_is_the_run_at_the_other_values(client, post, run_lesson, id, name):
    run = run_lesson(id)
    value = next(node for node in run["nodes"] if node["name"] == name)["value"]["data"]
    for by in (0.5, -2.0, 40.0):
        leaves = {name: shifted(value, by)}
        told = client.post(f"/api/v1/runs/{run['id']}/changes", json={"leaves": leaves}).json()
        fresh = post(run["source"], leaves=leaves).json()
        assert told["id"] == fresh["id"]
        if told["same_course"]:
            after = applied(run, told)
            assert all(after[key] == fresh[key] for key in after)
        else:
            assert told["document"] == fresh


def test_another_course_comes_whole_and_says_so(ask, post):
    told = ask(PICKS, leaves={"x": -1.0}).json()
    assert told["same_course"] is False
    assert told["document"] == post(PICKS, leaves={"x": -1.0}).json()


def test_steps_asked_for_are_explained_with_the_other_numbers(client, ask, post):
    told = ask(FAN_OUT, leaves={"b": 4.0}, explain=[4, 6]).json()
    fresh = post(FAN_OUT, leaves={"b": 4.0}).json()["id"]
    asked = client.get(f"/api/v1/runs/{fresh}/explanations", params={"from": 4, "to": 6}).json()
    assert told["explanations"] == asked["explanations"]


def test_a_nudge_inside_moves_what_follows_and_has_an_address_of_its_own(ask, post):
    """c = a + b = 3 becomes 3.5: e = 3.5 · 2 = 7. What c is made of stays, and gradients are not told."""
    run = post(FAN_OUT).json()
    node = next(node["id"] for node in run["nodes"] if node["name"] == "c")
    told = ask(FAN_OUT, nudges={node: 0.5}).json()
    assert {node["id"]: node["value"]["data"] for node in told["nodes"]} == {node: 3.5, run["target"]: 7.0}
    assert told["steps"] == []
    assert all("gradient" not in node for node in told["nodes"])
    assert told["id"] not in (run["id"], ask(FAN_OUT, nudges={node: 0.25}).json()["id"])


def test_nothing_of_it_is_kept(client, ask):
    told = ask(FAN_OUT, leaves={"b": 4.125}).json()
    assert client.get(f"/api/v1/runs/{told['id']}").json()["code"] == "run/unknown"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"leaves": {"q": 1.0}}, "leaf"),
        ({"leaves": {"a": [1.0, 2.0]}}, "leaf"),
        ({"nudges": {"n99": 1.0}}, "nudge"),
        ({"nudges": {"n0": [1.0]}}, "nudge"),
        ({"nudges": {"q": 1.0}}, "request/body"),
        ({"nudges": {"n0": "1"}}, "request/body"),
        ({"explain": [0, 51]}, "request/body"),
        ({"explain": [1, 0]}, "request/body"),
        ({"steps": -1}, "request/body"),
        ({"more": 1}, "request/body"),
        ({"leaves": {"a": [[0.0] * 32_769]}}, "budget/leaves"),
        ({"nudges": {"n0": [0.0] * 32_769}}, "budget/leaves"),
    ],
)
def test_what_cannot_be_is_refused_by_name(ask, changes, code):
    answer = ask(FAN_OUT, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_run_that_is_forgotten_and_a_body_that_is_no_text_are_told_so(client, post):
    unknown = client.post(f"/api/v1/runs/{'0' * 32}/changes", json={})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "run/unknown")
    address = f"/api/v1/runs/{post(FAN_OUT).json()['id']}/changes"
    garbled = client.post(address, content=b'{"leaves": "\xff"}', headers={"Content-Type": "application/json"})
    assert (garbled.status_code, garbled.json()["code"]) == (400, "request/json")
