"""Where entries come from and go to, over HTTP."""

from __future__ import annotations

import pytest

from server.payload import ProvenanceDocument

SOURCE = """\
import torch
x = torch.tensor([[1.0, 2.0], [3.0, 0.0]], requires_grad=True)
w = torch.tensor([[5.0, 7.0], [6.0, 8.0]], requires_grad=True)
b = torch.tensor([1.0, -1.0], requires_grad=True)
y = x @ w
z = torch.relu(y + b)
loss = z.sum()
loss.backward()
"""


@pytest.fixture(scope="module")
def run(post):
    return post(SOURCE).json()


@pytest.fixture(scope="module")
def ask(client, run):
    nodes = {name: node["id"] for node in run["nodes"] for name in node["names"]}

    def asked(name, **parameters):
        return client.get(f"/api/v1/runs/{run['id']}/provenance", params={"node": nodes.get(name, name), **parameters})

    return asked


def entry(answer):
    [found] = ProvenanceDocument.model_validate_json(answer.content).entries
    return found


def test_an_entry_of_a_product_is_its_row_times_its_column(ask):
    """y[1, 0] = 3·5 + 0·6 = 15: places 2 and 3 of x, 0 and 2 of w."""
    found = entry(ask("y", entry=2))
    assert (found.entry, found.index, found.name) == (2, [1, 0], "y[1, 0]")
    assert [(each.places, each.slopes) for each in found.comes] == [([2, 3], [5.0, 6.0]), ([0, 2], [3.0, 0.0])]
    assert found.formula.text == "y[1, 0] = 3 · 5 + 0 · 6 = 15"


def test_the_gradient_of_an_entry_is_what_arrives_from_where_it_goes(ask):
    """∂loss/∂w = xᵀ · 1: row 0 is the sum of column 0 of x, 1 + 3."""
    found = entry(ask("w", entry=1))
    assert [each.places for each in found.goes] == [[1, 3]]
    assert [each.formula.text for each in found.arrivals] == ["∂loss/∂w[0, 1] = 1 · 1 + 1 · 3 = 4"]


def test_an_entry_copied_by_broadcasting_collects_from_the_stretched_axis(ask):
    found = entry(ask("b", entry=1))
    assert [(each.places, each.slopes) for each in found.goes] == [([1, 3], [1.0, 1.0])]
    assert [each.formula.text for each in found.arrivals] == ["∂loss/∂b[1] = 1 + 1 = 2"]


def test_a_leaf_comes_from_nowhere(ask):
    found = entry(ask("x", entry=0))
    assert (found.comes, found.formula) == ([], None)


def test_without_an_entry_all_of_a_small_node_are_answered(ask):
    answer = ask("y").json()
    assert (answer["from"], answer["to"], answer["total"], answer["next"]) == (0, 4, 4, None)
    assert [found["name"] for found in answer["entries"]] == ["y[0, 0]", "y[0, 1]", "y[1, 0]", "y[1, 1]"]


def test_the_entries_of_a_large_node_come_in_windows(client, post):
    made = post("import torch\nx = torch.ones(100, requires_grad=True)\ny = (x * 2).sum()\ny.backward()").json()
    node = next(node["id"] for node in made["nodes"] if node["names"] == ["x"])
    address = f"/api/v1/runs/{made['id']}/provenance?node={node}"
    first = client.get(address).json()
    assert (first["to"], first["total"], first["next"]) == (64, 100, 64)
    assert client.get(f"{address}&from=64").json()["next"] is None


def test_entries_that_take_long_to_follow_come_in_fewer_at_once(client, post):
    """A product of 300×300 matrices costs 27 million products and sums: one entry at a time."""
    made = post("import torch\nx = torch.ones(300, 300, requires_grad=True)\n(x @ x).sum().backward()").json()
    node = next(node["id"] for node in made["nodes"] if node["op"] == "matmul")
    found = client.get(f"/api/v1/runs/{made['id']}/provenance?node={node}").json()
    assert (found["to"], found["next"], found["entries"][0]["comes"][0]["count"]) == (1, 1, 300)


def test_arrivals_are_those_of_one_pass(client, post):
    """Two passes over y = 3 x: each brings 3, and the second stands in the answer unless the first is asked for."""
    made = post(
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\nfor i in range(2):\n    y = 3 * x\n    y.backward()\n"
    ).json()
    node = next(node["id"] for node in made["nodes"] if node["names"] == ["x"])
    last, first = (
        client.get(f"/api/v1/runs/{made['id']}/provenance", params={"node": node} | given).json()
        for given in ({}, {"pass": 0})
    )
    assert (last["pass"], first["pass"]) == (1, 0)
    [arrival] = first["entries"][0]["arrivals"]
    assert arrival["step"] < last["entries"][0]["arrivals"][0]["step"]
    assert arrival["formula"]["text"].endswith("= 1 · 3 = 3")


@pytest.mark.parametrize(
    ("name", "parameters", "status", "code"),
    [
        ("y", {"entry": 4}, 404, "provenance/no-entry"),
        ("y", {"pass": 1}, 404, "provenance/no-pass"),
        ("n99", {}, 404, "node/unknown"),
        ("y", {"to": 65}, 422, "request/parameter"),
        ("y", {"from": 3, "to": 3}, 422, "request/parameter"),
        ("y", {"entry": -1}, 422, "request/parameter"),
        ("y[0]", {}, 422, "request/parameter"),
    ],
)
def test_what_is_not_there_is_said(ask, name, parameters, status, code):
    answer = ask(name, **parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
