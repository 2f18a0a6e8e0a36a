"""All paths between two nodes, over HTTP."""

from __future__ import annotations

import pytest

from engine.lessons import lesson
from server.payload import PathsDocument


@pytest.fixture(scope="module")
def run(post):
    return post(lesson("07_fan_out").source).json()


@pytest.fixture(scope="module")
def ask(client, run):
    nodes = {name: node["id"] for node in run["nodes"] for name in node["names"]}

    def asked(**names):
        chosen = {key: nodes.get(name, name) for key, name in names.items()}
        return client.get(f"/api/v1/runs/{run['id']}/paths", params=chosen)

    return asked


def test_the_two_ways_of_b_add_up_to_its_gradient(ask):
    """e = (a + b)(b + 1) at a = 2, b = 1: 3 by way of b + 1, and 2 by way of a + b."""
    found = PathsDocument.model_validate_json(ask(**{"from": "b"}).content)
    assert (found.count, found.listed, found.total.data, found.rest.data, found.checked) == (2, 2, 5, 0, True)
    assert [path.formula.text for path in found.paths] == ["3 · 1 = 3", "2 · 1 = 2"]
    assert [path.nodes for path in found.paths] == [["n5", "n4", "n1"], ["n5", "n2", "n1"]]
    assert found.sentence == "2 paths lead from b to e. The sum of their products is the gradient of e, 5."


def test_between_other_nodes_nothing_was_computed_to_compare_with(ask):
    found = PathsDocument.model_validate_json(ask(**{"from": "b", "to": "c"}).content)
    assert (found.count, found.total.data, found.checked) == (1, 1, None)


@pytest.mark.parametrize(("first", "status", "code"), [("n99", 404, "node/unknown"), ("x", 422, "request/parameter")])
def test_where_there_is_no_such_node_the_answer_says_so(ask, first, status, code):
    answer = ask(**{"from": first})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
