"""What deserves a second look, and why a number is what it is, over HTTP."""

from __future__ import annotations

import pytest

from engine.lessons import lesson
from server.payload import DiagnosisDocument


@pytest.fixture(scope="module")
def ask(client, post):
    run = post(lesson("31_dead_relu").source).json()
    nodes = {name: node["id"] for node in run["nodes"] for name in node["names"]}

    def asked(**query):
        query = {key: nodes.get(value, value) for key, value in query.items()}
        return client.get(f"/api/v1/runs/{run['id']}/diagnosis", params=query)

    return asked


def test_the_findings_of_a_run_with_the_sizes_of_its_gradients(ask):
    found = DiagnosisDocument.model_validate_json(ask().content)
    assert found.chain is None
    assert found.findings[0].sentence == (
        "2 of 2 units of h2 in line 12 are dead: relu is shut, as z2 is at most −1.5 there."
    )
    assert [(each.name, each.largest) for each in found.gradients if each.largest] == [("b3", 1)]


def test_the_chain_of_one_number(ask):
    found = DiagnosisDocument.model_validate_json(ask(node="W1", entry=3).content)
    assert (found.findings, found.chain.finding, found.chain.at.name) == ([], "zero", "W1[1, 1]")
    assert [link.kind for link in found.chain.links if link.origin] == ["shut", "given"]
    value = DiagnosisDocument.model_validate_json(ask(node="z2", of="value").content).chain
    assert value.sentence.startswith("z2[0] = −6 in line 11 is the sum −1 − 5; b2[0] = −5 weighs most.")


def test_thresholds_can_be_changed(ask):
    found = DiagnosisDocument.model_validate_json(ask(huge=0.5).content)
    assert found.thresholds.huge == 0.5
    assert [each.sentence[:14] for each in found.findings if each.kind == "exploding"] == ["∂loss/∂b3 is h"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"node": "n999"}, 404),
        ({"node": "W1", "entry": 4}, 404),
        ({"node": "x1"}, 422),
        ({"tiny": "nan"}, 422),
        ({"huge": "inf"}, 422),
        ({"saturated": 2}, 422),
        ({"of": "both"}, 422),
        ({"entry": -1}, 422),
    ],
)
def test_what_cannot_be_asked_is_said(ask, query, status):
    answer = ask(**query)
    assert answer.status_code == status, answer.text
