"""The curve of an operation over one entry, over HTTP."""

from __future__ import annotations

from typing import Any

from server.payload import CurveDocument

SOURCE = """import torch
x = torch.tensor([9.0, 0.0], requires_grad=True)
a = torch.sigmoid(x)
b = torch.softmax(a, dim=0)
b.sum().backward()
"""


def test_a_saturated_sigmoid_stands_far_below_its_best_slope(client: Any) -> None:
    """σ′(9) = 1.234e−4 is 0.05 % of ¼, the best, at 0."""
    run = client.post("/api/v1/runs", json={"source": SOURCE}).json()["id"]
    answer = client.get(f"/api/v1/runs/{run}/nodes/n1/curve?slot=0&entry=0")
    assert answer.status_code == 200
    found = CurveDocument.model_validate_json(answer.content)
    assert [(each.entry, each.x, each.y) for each in found.points][1] == (1, 0, 0.5)
    assert found.best == 0.25
    share = found.points[0].slope / found.best  # type: ignore[operator]
    assert round(100 * share, 3) == 0.049


def test_where_there_is_no_curve_a_sentence_says_so(client: Any) -> None:
    run = client.post("/api/v1/runs", json={"source": SOURCE}).json()["id"]
    refused = client.get(f"/api/v1/runs/{run}/nodes/n2/curve").json()
    assert (refused["status"], refused["code"]) == (404, "curve/none")
    assert refused["detail"] == "Softmax is no function of single entries."
    assert client.get(f"/api/v1/runs/{run}/nodes/n0/curve").json()["code"] == "curve/none"
    assert client.get(f"/api/v1/runs/{run}/nodes/n1/curve?entry=2").json()["code"] == "curve/no-entry"
