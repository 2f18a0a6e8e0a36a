"""Loops that train over HTTP, pass by pass, beside what PyTorch computes in float64."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from server.payload import PassesDocument

PROGRAMS = sorted((Path(__file__).parent / "passes").glob("*.py"))

DESCENT = """import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
for turn in range(3):
    loss = (x * x).sum()
    loss.backward()
    with torch.no_grad():
        x -= 0.25 * x.grad
    x.grad = None
"""


def _passes(client: Any, source: str, query: str = "") -> PassesDocument:
    made = client.post("/api/v1/runs", json={"source": source})
    assert made.status_code == 200, made.text
    answer = client.get(f"/api/v1/runs/{made.json()['id']}/passes{query}")
    assert answer.status_code == 200, answer.text
    return PassesDocument.model_validate_json(answer.content)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_every_pass_is_that_of_pytorch(client: Any, program: Path) -> None:
    kept = json.loads(program.with_suffix(".json").read_text())
    found = _passes(client, program.read_text())
    assert found.total == len(kept)
    np.testing.assert_allclose(found.loss, [each["loss"] for each in kept], rtol=1e-9, atol=1e-12)
    names = list(kept[0]["parameters"])
    assert [each.name for each in found.parameters] == names
    for name, parameter in zip(names, found.parameters, strict=True):
        told = [each["parameters"][name] for each in kept]
        values = [np.ravel(each["value"])[parameter.entries] for each in told]
        np.testing.assert_allclose(parameter.values, values, rtol=1e-9, atol=1e-12)
        norms = [np.linalg.norm(np.ravel(each["gradient"])) for each in told]
        np.testing.assert_allclose(parameter.gradient, norms, rtol=1e-9, atol=1e-12)


def test_plain_descent_is_promised_minus_the_rate_times_the_gradient_squared(client: Any) -> None:
    """x² at (1, 2): the gradient is 2x, so −¼ ‖2x‖² = −5; x becomes ½x, so the loss falls from 5 by 3.75."""
    found = _passes(client, DESCENT)
    assert found.name == "loss"
    assert found.loss == [5, 1.25, 0.3125]
    assert found.promised == [-5, -1.25, -0.3125]
    assert found.got == [-3.75, -0.9375, None]
    [x] = found.parameters
    assert x.values == [[1, 2], [0.5, 1], [0.25, 0.5]]
    assert x.change == pytest.approx([5**0.5 / 2, 5**0.5 / 4, 5**0.5 / 8])


def test_a_pass_holds_the_steps_from_its_first_value_to_what_is_done_to_its_gradients(client: Any) -> None:
    made = client.post("/api/v1/runs", json={"source": DESCENT}).json()
    found = _passes(client, DESCENT)
    ranges = zip(found.first_step, found.last_step, strict=True)
    phases = [[step["phase"] for step in made["steps"][first : last + 1]] for first, last in ranges]
    assert [list(dict.fromkeys(each)) for each in phases] == [["forward", "backward", "update", "gradient"]] * 3
    assert found.first_step[1:] == [last + 1 for last in found.last_step[:-1]]
    assert [made["steps"][seed]["kind"] for seed in found.seed] == ["seed"] * 3


def test_passes_come_in_parts(client: Any) -> None:
    part = _passes(client, DESCENT, "?from=1&to=2")
    assert (part.first, part.to, part.total, part.next) == (1, 2, 3, 2)
    assert (part.loss, part.got, part.passes) == ([1.25], [-0.9375], [1])
    assert _passes(client, DESCENT, "?from=9").loss == []


def test_a_program_without_a_loop_has_no_pass(client: Any) -> None:
    twice = "import torch\nx = torch.tensor(2.0, requires_grad=True)\n" + "(x * x).backward()\n" * 2
    assert _passes(client, twice).total == 0


def test_of_a_large_parameter_entries_from_end_to_end_are_followed(client: Any) -> None:
    wide = DESCENT.replace("torch.tensor([1.0, 2.0], requires_grad=True)", "torch.ones(500, requires_grad=True)")
    [x] = _passes(client, wide).parameters
    assert (len(x.entries), x.entries[0], x.entries[-1]) == (32, 0, 499)
    assert x.value[0] == pytest.approx(500**0.5)


def test_too_many_passes_at_once_are_refused(client: Any) -> None:
    made = client.post("/api/v1/runs", json={"source": DESCENT}).json()["id"]
    refused = client.get(f"/api/v1/runs/{made}/passes?from=0&to=1001")
    assert (refused.status_code, refused.json()["code"]) == (422, "request/parameter")
    assert refused.json()["detail"] == "The passes asked for must run from `from` up to `to`, at most 1,000 of them."
