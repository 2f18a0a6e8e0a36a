"""The run document, held against the numbers that PyTorch gives for the lessons."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from engine.language import run
from engine.lessons import Lesson, lesson, lessons
from server.documents.encode import encode_graph, encode_node, run_document
from server.payload import (
    ExplanationsDocument,
    GraphDocument,
    NodeDocument,
    RunDocument,
    StepsDocument,
)

TWO_LAYERS = "25_two_layer_bce"


def numbers(data):
    """Nested lists with the three strings back as floats."""
    if isinstance(data, list):
        return [numbers(entry) for entry in data]
    return float(data)


def entries(tensor):
    shown = tensor["corner"] if tensor["data"] is None else tensor["data"]
    return np.array(numbers(shown))


def newest(document, name):
    """The node that a variable is bound to at the end of the program."""
    return [node for node in document["nodes"] if name in node["names"]][-1]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_every_lesson_gives_the_values_and_gradients_of_pytorch(run_lesson, lesson: Lesson):
    document = run_lesson(lesson.id)
    for name, expected in lesson.values.items():
        value = newest(document, name)["value"]
        assert value["shape"] == list(expected.shape)
        if value["data"] is not None:
            np.testing.assert_allclose(entries(value), expected, rtol=1e-8, atol=1e-12, err_msg=name)
    for name, expected in lesson.gradients.items():
        node = newest(document, name)
        # The version that the last pass of a loop left has met no backward pass; its .grad is that of the one before.
        gradient = node["gradient"] if node["previous"] is None else document["variables"][name]["grad"]
        if expected is None:
            assert gradient is None, name
        elif gradient["data"] is not None:
            np.testing.assert_allclose(entries(gradient), expected, rtol=1e-8, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_the_document_of_every_lesson_fits_the_models(post, lesson: Lesson):
    RunDocument.model_validate_json(post(lesson.source).content)


def test_the_two_layer_network_has_the_loss_and_the_first_weight_gradient_of_the_lecture(run_lesson):
    document = run_lesson(TWO_LAYERS)
    assert newest(document, "loss")["value"]["data"] == pytest.approx(1.759127674, rel=1e-9)
    assert newest(document, "W1")["gradient"]["data"][0] == pytest.approx(
        [-0.009466880136, 0.07997395306, 0.06944734493], rel=1e-9
    )
    assert document["target"] == newest(document, "loss")["id"]


def test_steps_count_up_and_every_node_has_one_forward_step(run_lesson):
    document = run_lesson(TWO_LAYERS)
    assert [step["index"] for step in document["steps"]] == list(range(len(document["steps"])))
    forward = [step["node"] for step in document["steps"] if step["phase"] == "forward"]
    assert forward == [node["id"] for node in document["nodes"]]


def test_ids_count_from_zero_in_creation_order(run_lesson):
    document = run_lesson(TWO_LAYERS)
    assert [node["id"] for node in document["nodes"]] == [f"n{index}" for index in range(len(document["nodes"]))]
    assert [edge["id"] for edge in document["edges"]] == [f"e{index}" for index in range(len(document["edges"]))]


def test_a_contribution_travels_against_its_edge(run_lesson):
    document = run_lesson(TWO_LAYERS)
    edges = {edge["id"]: edge for edge in document["edges"]}
    contributions = [step for step in document["steps"] if step["kind"] == "contribute"]
    assert contributions
    for step in contributions:
        assert (edges[step["edge"]]["from"], edges[step["edge"]]["to"]) == (step["to"], step["node"])


def test_a_value_used_twice_receives_two_contributions_that_add_up(post):
    """f = x·x at 3: each slot pays 3, the total is 6."""
    document = post("import torch\nx = torch.tensor(3.0, requires_grad=True)\nf = x * x\nf.backward()\n").json()
    payments = [step for step in document["steps"] if step["kind"] == "contribute"]
    assert [step["contribution"]["data"] for step in payments] == [3.0, 3.0]
    assert [step["accumulated"]["data"] for step in payments] == [3.0, 6.0]
    assert [(step["received"], step["expected"]) for step in payments] == [(1, 2), (2, 2)]
    assert [edge["slot"] for edge in document["edges"]] == [0, 1]


def test_nan_and_infinity_are_strings_and_the_document_is_json_by_the_letter(post):
    def refuse(token):
        raise AssertionError(token)

    for id in ("35_nan_bce", "43_attention"):
        json.loads(post(lesson(id).source).content, parse_constant=refuse)
    exploded = post("import torch\nx = torch.tensor([0.0, -1.0])\ny = torch.log(x)\nz = -y\n").json()
    assert newest(exploded, "y")["value"]["data"] == ["-Infinity", "NaN"]
    assert newest(exploded, "z")["value"]["data"][0] == "Infinity"
    assert newest(exploded, "y")["value"]["summary"]["nonfinite"] == 2


def test_leaves_replace_the_values_of_named_leaves(post):
    source = "import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\nf = (w * w).sum()\nf.backward()\n"
    document = post(source, leaves={"w": [3, -4]}).json()
    assert newest(document, "f")["value"]["data"] == 25.0
    assert newest(document, "w")["gradient"]["data"] == [6.0, -8.0]
    assert document["id"] != post(source).json()["id"]


def test_leaves_may_be_infinite_and_keep_their_own_address(post):
    source = "import torch\nw = torch.tensor(1.0, requires_grad=True)\nf = w * 1.0\nf.backward()\n"
    runs = [post(source, leaves={"w": value}).json() for value in ("NaN", "Infinity", "-Infinity")]
    assert [newest(run, "f")["value"]["data"] for run in runs] == ["NaN", "Infinity", "-Infinity"]
    assert len({run["id"] for run in runs}) == 3


def test_target_chooses_where_the_backward_pass_starts(post):
    """With q as the target, dq/dx = 1; with f = q·z it would be z = -4."""
    document = post("x = -2.0; y = 5.0; z = -4.0\nq = x + y\nf = q * z\n", target="q").json()
    assert document["target"] == newest(document, "q")["id"]
    assert newest(document, "x")["gradient"]["data"] == 1.0


def test_unfold_shows_an_operation_as_what_it_is_made_of(post):
    """The sigmoid at 1: 0.7310586 with slope 0.1966119, as one node and as neg, exp, add, div in its namespace."""
    source = "import torch\nx = torch.tensor(1.0, requires_grad=True)\na = torch.sigmoid(x)\na.backward()\n"
    folded, unfolded = post(source).json(), post(source, unfold=["sigmoid"]).json()
    assert (folded["unfold"], unfolded["unfold"]) == ([], ["sigmoid"])
    for document, ops in ((folded, ["sigmoid"]), (unfolded, ["neg", "exp", "add", "div"])):
        assert [node["op"] for node in document["nodes"] if node["op"] != "leaf"] == ops
        assert newest(document, "a")["value"]["data"] == pytest.approx(0.7310585786, rel=1e-9)
        assert newest(document, "x")["gradient"]["data"] == pytest.approx(0.1966119332, rel=1e-9)
    parts = [node for node in unfolded["nodes"] if node["op"] != "leaf"]
    assert {node["namespace"] for node in parts} == {"sigmoid"}
    assert {node["source"]["line"] for node in parts} == {3}


def test_the_order_of_unfold_makes_no_other_run(post):
    source = "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.sigmoid().softmax(0)\n"
    first = post(source, unfold=["softmax", "sigmoid", "softmax"]).json()
    assert first["unfold"] == ["sigmoid", "softmax"]
    assert post(source, unfold=["sigmoid", "softmax"]).json()["id"] == first["id"]
    assert post(source, unfold=["softmax"]).json()["id"] != first["id"]
    assert post(source, unfold=[]).json()["id"] == post(source).json()["id"]


def test_a_run_is_found_again_under_its_address_byte_for_byte(client, post):
    created = post(lesson(TWO_LAYERS).source)
    found = client.get(f"/api/v1/runs/{created.json()['id']}")
    assert found.content == created.content
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert created.headers["content-location"] == f"/api/v1/runs/{created.json()['id']}"


def test_a_browser_that_holds_a_run_is_not_sent_it_again(client, run_lesson):
    address = f"/api/v1/runs/{run_lesson(TWO_LAYERS)['id']}"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{address}/graph", headers={"If-None-Match": tag}).status_code == 200


def test_the_parts_of_a_run_are_what_the_whole_says(client, run_lesson):
    whole = run_lesson(TWO_LAYERS)
    address = f"/api/v1/runs/{whole['id']}"
    graph = client.get(f"{address}/graph")
    GraphDocument.model_validate_json(graph.content)
    assert (graph.json()["nodes"], graph.json()["edges"]) == (whole["nodes"], whole["edges"])
    steps = client.get(f"{address}/steps", params={"from": 20, "to": 30})
    StepsDocument.model_validate_json(steps.content)
    window = {"run": whole["id"], "from": 20, "to": 30, "total": len(whole["steps"]), "next": 30}
    assert steps.json() == window | {"steps": whole["steps"][20:30]}
    assert client.get(f"{address}/steps").json()["steps"] == whole["steps"]


def test_a_run_asked_for_in_part_has_its_first_steps_in_full_and_all_in_outline(client, post):
    program = {"source": lesson(TWO_LAYERS).source + "# in part\n"}
    part = client.post("/api/v1/runs?steps=20", json=program)
    again = client.post("/api/v1/runs?steps=20", json=program)
    address = part.headers["content-location"]
    assert address.endswith("?steps=20")
    assert part.content == again.content == client.get(address).content
    whole = post(**program).json()
    RunDocument.model_validate_json(part.content)
    tensors = {"upstream", "contribution", "accumulated"}
    outline = [{key: value for key, value in step.items() if key not in tensors} for step in whole["steps"]]
    nodes = [node | {"gradient": None} for node in whole["nodes"]]
    assert part.json() == whole | {"nodes": nodes, "steps": whole["steps"][:20], "outline": outline}
    # The address of the run itself has all of it, whatever was posted last.
    client.post("/api/v1/runs?steps=20", json=program)
    assert client.get(f"/api/v1/runs/{whole['id']}").json() == whole
    assert client.get(address).headers["etag"] != client.get(f"/api/v1/runs/{whole['id']}").headers["etag"]


def test_a_run_with_no_more_steps_than_asked_for_comes_whole(client, post):
    whole = post("x = 2.0\ny = x * x\n").json()
    assert client.get(f"/api/v1/runs/{whole['id']}?steps=100").json() == whole


def test_a_window_past_the_end_is_cut_where_the_run_ends(client, run_lesson):
    whole = run_lesson(TWO_LAYERS)
    count = len(whole["steps"])
    window = {"from": count - 1, "to": count + 10}
    steps = client.get(f"/api/v1/runs/{whole['id']}/steps", params=window).json()
    assert (steps["to"], len(steps["steps"])) == (count, 1)
    assert (steps["total"], steps["next"]) == (count, None)
    beyond = {"from": count + 5, "to": count + 10}
    assert client.get(f"/api/v1/runs/{whole['id']}/explanations", params=beyond).json()["explanations"] == []


@pytest.mark.parametrize("part", ["steps", "explanations"])
def test_next_leads_through_all_steps_without_one_left_out_or_twice(client, run_lesson, part):
    whole = run_lesson(TWO_LAYERS)
    seen, first = [], 0
    while first is not None:
        window = client.get(f"/api/v1/runs/{whole['id']}/{part}", params={"from": first, "to": first + 17}).json()
        assert window["total"] == len(whole["steps"])
        seen += [each["index"] for each in window[part]]
        first = window["next"]
    assert seen == list(range(len(whole["steps"])))


def test_what_an_operation_keeps_for_itself_is_in_no_document():
    """Attributes whose names begin with an underscore are no arguments of a call."""
    made = run("x = 2.0\ny = x * x\n")
    x, y = made.graph.nodes
    kept = y._replace(attributes={"_kept": 1, "given": 2})
    made = replace(made, graph=replace(made.graph, nodes=(x, kept)))
    for document in (run_document(made, ""), json.loads(encode_graph(made, ""))):
        assert document["nodes"][1]["attributes"] == {"given": 2}
    assert json.loads(encode_node(made, "", 1))["node"]["attributes"] == {"given": 2}


def test_a_node_comes_with_all_its_entries(client, post):
    whole = post("import torch\nx = torch.arange(100.0).reshape(10, 10)\ny = x * 2.0\nz = y + x\n").json()
    assert newest(whole, "x")["value"]["data"] is None
    assert newest(whole, "x")["value"]["corner"][1] == [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0]
    found = client.get(f"/api/v1/runs/{whole['id']}/nodes/{newest(whole, 'x')['id']}")
    document = NodeDocument.model_validate_json(found.content)
    assert found.json()["node"]["value"]["data"][9] == [90.0 + column for column in range(10)]
    uses = [edge["id"] for edge in whole["edges"] if edge["from"] == newest(whole, "x")["id"]]
    assert document.used_by == uses
    assert len(uses) == 2


def test_every_step_of_every_lesson_is_explained(client, run_lesson):
    for each in lessons():
        whole = run_lesson(each.id)
        to = min(len(whole["steps"]), 200)
        explained = client.get(f"/api/v1/runs/{whole['id']}/explanations", params={"from": 0, "to": to})
        document = ExplanationsDocument.model_validate_json(explained.content)
        assert [explanation.index for explanation in document.explanations] == list(range(to)), each.id


def test_an_explanation_tells_why_a_contribution_is_0_and_says_nothing_where_it_is_not(client, post):
    whole = post("x = -1.0\nr = x.relu()\ny = r * 3\n").json()
    explained = client.get(f"/api/v1/runs/{whole['id']}/explanations").json()["explanations"]
    reasons = [explained[step["index"]]["zero"] for step in whole["steps"] if step["kind"] == "contribute"]
    assert reasons == [None, "The gate is shut: x is not positive."]


def test_the_figures_of_a_run_stay_within_its_limits(run_lesson):
    limits = run_lesson(TWO_LAYERS)["limits"]
    assert {"steps", "nodes", "elements", "cost"} <= limits.keys()
    for usage in limits.values():
        assert 0 <= usage["used"] <= usage["limit"]
        assert math.isfinite(usage["limit"])


def test_all_faults_of_a_program_come_with_their_places_and_the_first_is_that_of_the_document(post):
    source = "import torch\nx = torch.onse(2)\nif False:\n    y = x.sigmiod()\n"
    document = post(source).json()
    first, second = document["faults"]
    for key in ("code", "detail", "line", "column", "end_line", "end_column", "hint"):
        assert first[key] == document[key]
    assert first["fix"] == {"range": {"line": 2, "column": 11, "end_line": 2, "end_column": 15}, "text": "ones"}
    assert (second["line"], second["hint"], second["fix"]["text"]) == (4, "Did you mean sigmoid?", "sigmoid")


def test_what_ran_before_a_mistake_is_explained_and_the_failing_operation_named(post, client):
    source = "import torch\nx = torch.ones(2, 3)\nw = x * 2\ny = w @ x\n"
    answer = post(source)
    problem = answer.json()
    assert answer.status_code == 422
    partial = problem["partial"]
    labels = {node["id"]: node["label"] for node in partial["nodes"]}
    assert problem["failed"]["op"] == "matmul"
    assert [labels[node] for node in problem["failed"]["inputs"]] == ["w", "x"]
    explained = client.get(f"/api/v1/runs/{partial['id']}/explanations?from=0&to=3")
    assert explained.status_code == 200
    assert len(explained.json()["explanations"]) == len(partial["steps"]) == 3
    assert client.get(f"/api/v1/runs/{partial['id']}").status_code == 422
