"""GET /runs/{id}/comparison: a run beside another one."""

from __future__ import annotations

import pytest

from engine.lessons import lesson
from server.payload import ComparisonDocument

TANH = """\
import torch
x = torch.tensor(0.5, requires_grad=True)
h = torch.tanh(3 * x)
print(h.item())
y = h ** 2
y.backward()
"""
RELU = TANH.replace("tanh", "relu")
MISTAKE = TANH.replace("y = h ** 2", "y = h @ x")


@pytest.fixture
def compare(client, post):
    def compare(a: str, b: str, **window):
        ones, others = post(a).json(), post(b).json()
        ids = [each.get("id") or each["partial"]["id"] for each in (ones, others)]
        return client.get(f"/api/v1/runs/{ids[1]}/comparison", params={"with": ids[0], **window})

    return compare


def rows(answer):
    found = ComparisonDocument.model_validate_json(answer.content)
    return found, {(row.b or row.a).label: row for row in found.rows}


def test_both_numbers_stand_beside_each_other(compare):
    """PyTorch: tanh(1.5)² = 0.81929, gradient 6 tanh(1.5)(1 − tanh²(1.5)) = 0.98140; relu: 2.25 and 9."""
    found, by_label = rows(compare(TANH, RELU))
    y, x, h = by_label["y"], by_label["x"], by_label["h"]
    assert (y.value.a, y.value.b) == (pytest.approx(0.8192933610763516, rel=1e-12), 2.25)
    assert y.value.difference == pytest.approx(2.25 - 0.8192933610763516, rel=1e-12)
    assert (x.gradient.a, x.gradient.b) == (pytest.approx(0.9813977918626439, rel=1e-12), 9.0)
    assert x.gradient.ratio == pytest.approx(9 / 0.9813977918626439, rel=1e-12)
    assert (h.a.op, h.b.op, h.by, h.same) == ("tanh", "relu", "name", False)
    assert by_label["x"].value.same
    assert found.apart.what == "operation"
    assert (found.apart.a, found.apart.b) == (h.a.id, h.b.id)
    assert found.targets.value.b == 2.25
    assert found.printed_a.startswith("0.90514825364486")
    assert found.printed_b == "1.5\n"
    assert found.differing == sum(not row.same for row in found.rows)


def test_a_run_beside_itself_differs_nowhere(compare):
    source = lesson("25_two_layer_bce").source
    found, _ = rows(compare(source, source))
    assert found.run == found.with_
    assert (found.differing, found.apart, found.gradient_apart, found.next) == (0, None, None, None)
    assert all(row.same and row.a == row.b for row in found.rows)


def test_rows_come_window_by_window(compare):
    whole = compare(TANH, RELU).json()
    part = compare(TANH, RELU, **{"from": 1, "to": 3}).json()
    assert part["rows"] == whole["rows"][1:3]
    assert (part["next"], part["total"], part["differing"]) == (3, whole["total"], whole["differing"])


def test_of_a_program_with_a_mistake_what_ran_is_compared(compare):
    found, by_label = rows(compare(TANH, MISTAKE))
    assert by_label["h"].same is False
    assert by_label["h"].value.same
    assert by_label["y"].b is None
    assert found.targets is None or found.targets.b != found.targets.a


def test_numbers_that_are_none_have_their_names(compare):
    infinite = "import torch\nx = torch.tensor({}, requires_grad=True)\ny = torch.log(x)\ny.backward()\n"
    _, by_label = rows(compare(infinite.format("0.0"), infinite.format("-1.0")))
    assert (by_label["y"].value.a, by_label["y"].value.b) == ("-Infinity", "NaN")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 422, "request/parameter"),
        ({"with": "0" * 32}, 404, "run/unknown"),
        ({"with": "\n\u202e../" * 9}, 404, "run/unknown"),
        ({"with": "x" * 101}, 422, "request/parameter"),
        ({"with": "self", "from": 5, "to": 4}, 422, "request/parameter"),
        ({"with": "self", "from": 0, "to": 1_001}, 422, "request/parameter"),
        ({"with": "self", "from": -1}, 422, "request/parameter"),
    ],
)
def test_what_cannot_be_is_refused(client, post, query, status, code):
    run = post(TANH).json()["id"]
    params = {key: run if value == "self" else value for key, value in query.items()}
    answer = client.get(f"/api/v1/runs/{run}/comparison", params=params)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
