"""A gradient as a product of Jacobians, over HTTP."""

from __future__ import annotations

import pytest

from engine.lessons import lesson
from server.payload import JacobianProductDocument


@pytest.fixture(scope="module")
def run(post):
    return post(lesson("18_shape_convention").source).json()


@pytest.fixture(scope="module")
def ask(client, run):
    nodes = {name: node["id"] for node in run["nodes"] for name in node["names"]}

    def asked(**parameters):
        chosen = {key: nodes.get(value, value) for key, value in parameters.items()}
        return client.get(f"/api/v1/runs/{run['id']}/jacobians", params=chosen)

    return asked


def test_the_score_of_the_lecture_is_a_product_of_three(ask):
    """By hand: s = uᵀ f(Wx + b), so ∂s/∂x = uᵀ diag(f′) W = [1, −1] [[1, 0], [0, 0]] W = [3, 6, −3]."""
    found = JacobianProductDocument.model_validate_json(ask(**{"from": "x"}).content)
    assert [each.shape for each in found.factors] == [[1, 2], [2, 2], [2, 3]]
    assert found.result.data == [[3, 6, -3]]
    assert found.gradient.data == [3, 6, -3]
    assert "(1×2)(2×2)(2×3) = 1×3" in found.sentence
    # 1·2·2 + 1·2·3 from the left, 2·2·3 + 1·2·3 from the right.
    assert (found.reverse.multiplications, found.forward.multiplications) == (10, 18)
    assert found.cheapest.order == found.chosen.order == [0, 0]
    assert [each.matrix.data for each in found.products] == [[[3, 0]], [[3, 6, -3]]]
    # The sum with b hands on what arrives: its Jacobian is the identity.
    assert len(found.left_out) == 1


def test_brackets_stand_where_one_puts_them(ask):
    found = JacobianProductDocument.model_validate_json(ask(**{"from": "x", "order": "1"}).content)
    assert (found.chosen.text, found.chosen.multiplications) == ("J₁ (J₂ J₃)", 12)
    assert found.products[0].shape == [2, 3]
    assert found.products[0].matrix.data[1] == [0, 0, 0]
    assert found.result.data == [[3, 6, -3]]


def test_the_jacobian_of_a_matrix_is_a_row_and_its_gradient_a_matrix(ask):
    found = JacobianProductDocument.model_validate_json(ask(**{"from": "W"}).content)
    assert found.result.data == [[3, -3, 6, 0, 0, 0]]
    assert found.gradient.data == [[3, -3, 6], [0, 0, 0]]


def test_of_a_layer_no_jacobian_is_built(client, post):
    """(64·100) × (784·100) entries for the weights alone, of 8 bytes each: 4.0 GB."""
    made = post(
        "import torch\nX = torch.ones(64, 784)\nW = torch.ones(784, 100, requires_grad=True)\n"
        "loss = torch.relu(X @ W).sum()\nloss.backward()\n"
    ).json()
    weight = next(node["id"] for node in made["nodes"] if node["names"] == ["W"])
    answer = client.get(f"/api/v1/runs/{made['id']}/jacobians", params={"from": weight})
    found = JacobianProductDocument.model_validate_json(answer.content)
    assert found.factors[-1].shape == [6_400, 78_400]
    assert (found.factors[-1].matrix, found.factors[-1].structure, found.result) == (None, None, None)
    assert found.built >= 8 * 6_400 * 78_400
    assert found.sent == 8 * (6_400 + 78_400)
    assert "builds none of them" in found.sentence


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [
        ({"from": "n99"}, 404, "node/unknown"),
        ({"from": "x", "path": 3}, 422, "jacobians/none"),
        ({"from": "x", "order": "5"}, 422, "jacobians/none"),
        ({"from": "x", "order": "0,,1"}, 422, "request/parameter"),
        ({"from": "s"}, 422, "jacobians/none"),
    ],
)
def test_what_there_is_not_is_refused_in_words(ask, parameters, status, code):
    answer = ask(**parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
