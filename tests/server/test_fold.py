"""Several operations as one, over HTTP."""

from __future__ import annotations

import pytest

from engine.lessons import lesson
from server.payload import FoldDocument


@pytest.fixture(scope="module")
def run(post):
    return post(lesson("18_shape_convention").source).json()


@pytest.fixture(scope="module")
def ask(client, run):
    nodes = {name: node["id"] for node in run["nodes"] for name in (*node["names"], node["label"])}

    def asked(*names):
        chosen = ",".join(nodes.get(name, name) for name in names)
        return client.get(f"/api/v1/runs/{run['id']}/fold", params={"nodes": chosen})

    return asked


def test_a_layer_in_one_has_the_jacobian_of_the_layer(ask, run):
    """h = relu(Wx + b) with one unit shut: ∂h/∂x = diag(1, 0) W, ∂h/∂b = diag(1, 0)."""
    labels = {node["id"]: node["label"] for node in run["nodes"]}
    found = FoldDocument.model_validate_json(ask("W x", "z", "h").content)
    matrices = {labels[each.node]: each.matrix.data for each in found.inputs}
    assert labels[found.output] == "h"
    assert matrices["x"] == [[1, 2, -1], [0, 0, 0]]
    assert matrices["b"] == [[1, 0], [0, 0]]
    assert matrices["W"][0] == [1, -1, 2, 0, 0, 0]
    assert "3 operations in one (matmul, add, relu)" in found.sentence


@pytest.mark.parametrize(
    ("names", "status", "said"),
    [
        (("z",), 422, "Between 2 and 200 operations"),
        (("W", "z"), 422, "is a leaf"),
        (("W x", "h"), 422, "lies between them"),
        (("z", "n99"), 404, "end with n7"),
        (("z", "x;"), 422, ""),
    ],
)
def test_what_makes_no_single_operation_is_refused_in_words(ask, names, status, said):
    answer = ask(*names)
    assert answer.status_code == status
    assert said in answer.json()["detail"].replace("\u2068", "").replace("\u2069", "")


def test_two_results_are_named(client, post):
    made = post(lesson("07_fan_out").source).json()
    ids = {name: node["id"] for node in made["nodes"] for name in node["names"]}
    answer = client.get(f"/api/v1/runs/{made['id']}/fold", params={"nodes": f"{ids['c']},{ids['d']}"})
    assert answer.status_code == 422
    assert "one result must come out" in answer.json()["detail"].lower()
    whole = client.get(f"/api/v1/runs/{made['id']}/fold", params={"nodes": f"{ids['c']},{ids['d']},{ids['e']}"}).json()
    # e = (a + b)(b + 1) at a = 2, b = 1: 2 by a, and 5 by b over both ways.
    matrices = {each["node"]: each["matrix"] for each in whole["inputs"]}
    assert (matrices[ids["a"]]["data"], matrices[ids["b"]]["data"]) == ([[2]], [[5]])
