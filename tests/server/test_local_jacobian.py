"""The local Jacobian of a node over HTTP."""

from __future__ import annotations

import numpy as np
import pytest

from server.payload import LocalJacobianDocument

SOURCE = """\
import torch
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w = torch.tensor([[5.0, 7.0], [6.0, 8.0]], requires_grad=True)
y = x @ w
s = y.T
s.sum().backward()
"""


@pytest.fixture(scope="module")
def address(post):
    run = post(SOURCE).json()
    nodes = {name: node["id"] for node in run["nodes"] for name in node["names"]}
    return lambda name: f"/api/v1/runs/{run['id']}/nodes/{nodes[name]}/local-jacobian"


def test_a_matrix_product_answers_its_two_factors(client, address):
    """∂y/∂x = I ⊗ wᵀ and ∂y/∂w = x ⊗ I."""
    by_x = LocalJacobianDocument.model_validate_json(client.get(address("y")).content)
    by_w = LocalJacobianDocument.model_validate_json(client.get(address("y"), params={"slot": 1}).content)
    assert (by_x.structure, by_x.shape, by_x.numbers["factor"].data) == ("outer", [4, 4], [[5.0, 6.0], [7.0, 8.0]])
    assert (by_w.structure, by_w.shape, by_w.numbers["factor"].data) == ("outer", [4, 4], [[1.0, 2.0], [3.0, 4.0]])


def test_the_numbers_rebuild_the_matrix(client, address):
    """x ⊗ I, by hand."""
    found = client.get(address("y"), params={"slot": 1}).json()
    rows, columns, factor = (np.array(found["numbers"][name]["data"]) for name in ("rows", "columns", "factor"))
    matrix = np.zeros(found["shape"])
    matrix[rows[:, :, None], columns[:, None, :]] = factor
    assert matrix.tolist() == [[1, 0, 2, 0], [0, 1, 0, 2], [3, 0, 4, 0], [0, 3, 0, 4]]


def test_a_transpose_is_a_permutation(client, address):
    found = client.get(address("s")).json()
    assert (found["structure"], found["numbers"]["source"]["data"]) == ("permutation", [0, 2, 1, 3])


@pytest.mark.parametrize(
    ("name", "slot", "words"),
    [
        ("x", 0, "No operation made this node, so it has no local Jacobian."),
        ("y", 2, "matmul has inputs 0 to 1 here, no input 2."),
    ],
)
def test_where_there_is_none_it_says_so(client, address, name, slot, words):
    answer = client.get(address(name), params={"slot": slot})
    assert answer.status_code == 404
    assert (answer.json()["code"], answer.json()["detail"]) == ("local-jacobian/none", words)


def test_one_that_is_too_large_to_write_is_refused(client, post):
    """A softmax of 2,100 entries has 4,410,000 slopes, and 4,194,304 are the most."""
    run = post(
        "import torch\nx = torch.linspace(0, 1, 2100, requires_grad=True)\ny = torch.softmax(x, 0)\ny.sum().backward()"
    ).json()
    node = next(node["id"] for node in run["nodes"] if node["names"] == ["y"])
    answer = client.get(f"/api/v1/runs/{run['id']}/nodes/{node}/local-jacobian")
    assert answer.status_code == 422
    assert answer.json()["code"] == "local-jacobian/too-large"
    assert "(2100, 2100)" in answer.json()["detail"]
