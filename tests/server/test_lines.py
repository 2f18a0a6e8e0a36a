"""Lines over HTTP: which line made a node, and a line explained at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.lessons import lessons
from server.payload import LineDocument

SOURCE = """import torch
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w = torch.tensor([[1.0, -1.0], [2.0, 0.5]], requires_grad=True)
z = x @ w.T + 1
loss = (z * z).sum()
loss.backward()
"""


def _made(client: Any, source: str = SOURCE) -> Any:
    return client.post("/api/v1/runs", json={"source": source}).json()


def test_a_run_tells_of_each_node_the_line_that_made_it(client: Any) -> None:
    made = _made(client)
    statements = [made["statements"][line["statement"]] for line in made["lines"]]
    assert [(each["source"]["line"], each["names"], each["expression"]) for each in statements[2:]] == [
        (4, ["z"], "x @ w.T + 1"),
        (5, ["loss"], "(z * z).sum()"),
    ]
    assert [node["line"] for node in made["nodes"]] == [0, 1, 2, 2, 2, 2, 3, 3]


def test_a_line_in_reverse_has_the_upstream_gradient_and_the_matrix_in_their_order(client: Any) -> None:
    """z = x wᵀ + 1 is [[0, 4], [0, 9]], so upstream is 2 z, and x receives 2 z w."""
    made = _made(client)
    steps = [
        step["index"] for step in made["steps"] if step["kind"] == "contribute" and step["node"] in ("n3", "n5", "n2")
    ]
    address = f"/api/v1/runs/{made['id']}/line?from={steps[0]}&to={steps[-1] + 1}"
    found = client.get(address)
    assert found.status_code == 200
    line = LineDocument.model_validate(found.json())
    by_node = {each.node: each for each in line.inputs}
    assert by_node["n0"].contribution.data == [[16, 4], [36, 9]]
    [product] = by_node["n0"].products
    assert ([factor.role for factor in product.factors], product.signs) == (["upstream", "local"], ["@"])
    assert product.factors[1].tensor.data == [[1, -1], [2, 0.5]]
    assert by_node["n1"].formula is not None
    assert by_node["n1"].formula.text == "∂loss/∂w = (∂loss/∂z)ᵀ x"


def test_steps_of_two_phases_are_refused_as_a_line(client: Any) -> None:
    made = _made(client)
    refused = client.get(f"/api/v1/runs/{made['id']}/line?from=0&to={len(made['steps'])}")
    assert (refused.status_code, refused.json()["code"]) == (422, "request/parameter")
    assert refused.json()["detail"] == "The steps of a line are of one phase and one pass."
    beyond = client.get(f"/api/v1/runs/{made['id']}/line?from=900&to=901")
    assert (beyond.status_code, beyond.json()["detail"]) == (422, "These steps are none of the run's.")


@pytest.mark.parametrize("each", lessons(), ids=lambda lesson: lesson.id)
def test_the_lines_of_every_lesson_are_as_they_are_described(client: Any, each: Any) -> None:
    made = _made(client, each.source)
    nodes = {node["id"]: node for node in made["nodes"]}
    first = 0
    for step, after in zip(made["steps"], [*made["steps"][1:], None], strict=True):
        same = after is not None and all(step[key] == after[key] for key in ("phase", "pass"))
        if same and nodes[step["node"]]["line"] == nodes[after["node"]]["line"]:
            continue
        answer = client.get(f"/api/v1/runs/{made['id']}/line?from={first}&to={step['index'] + 1}")
        line = LineDocument.model_validate(answer.json())
        for found in line.inputs:
            arrived = [made["steps"][index]["contribution"]["data"] for index in found.steps]
            if all(data is not None for data in arrived) and made["steps"][found.steps[0]]["contribution"]["shape"]:
                numbers = [np.array(data, dtype=float) for data in arrived]
                np.testing.assert_allclose(np.array(found.contribution.data, dtype=float), sum(numbers), rtol=1e-9)
        first = step["index"] + 1
