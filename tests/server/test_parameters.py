"""Parameters of queries and addresses, one after the other as the OpenAPI document lists them: whatever a client writes
there is an answer or a problem, and never an error of the service.
"""

from __future__ import annotations

import httpx
import pytest

from server.http.openapi import LINK_EXAMPLES, RUN_EXAMPLES
from server.payload import Problem

NUMBERS = [
    *("-1", "+1", "1", "999999999", "1000000000", str(2**53), str(2**63 - 1), str(2**63), str(2**64), f"-{2**64}"),
    *("9" * 30, "9" * 4_301, "0" * 4_301, "1.5", "1e400", "NaN", "0x10", "1_000", " 1", "\u0663", "true", ""),
]
WORDS = ["n1", "n999999999", "n1000000000", "n-1", "0:1", "9999999999:", "0:0:0", "," * 99]
# An answer of a run that exists, or the problem that the parameter is.
STATUSES = {200, 404, 422}


@pytest.fixture(scope="module")
def known(client: httpx.Client) -> dict[str, str]:
    """Addresses that exist, for `{id}`."""
    run = client.post("/api/v1/runs", json=RUN_EXAMPLES["neuron"]["value"]).json()["id"]
    link = client.post("/api/v1/links", json=LINK_EXAMPLES["neuron"]["value"]).json()["id"]
    return {"/api/v1/runs": run, "/api/v1/links": link}


def _operations(client: httpx.Client):
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            for parameter in parameters:
                yield method, path, parameters, parameter["name"], parameter["in"]


def _filled(path: str, parameters, known: dict[str, str], name: str, value: str) -> str:
    for parameter in parameters:
        if parameter["in"] == "path":
            example = known.get(path.partition("/{id}")[0]) if parameter["name"] == "id" else None
            usual = example or parameter["schema"]["examples"][0]
            path = path.replace(f"{{{parameter['name']}}}", value if parameter["name"] == name else usual)
    return path


def _asked(client: httpx.Client, method: str, address: str, query) -> httpx.Response:
    if method == "post":
        return client.post(address, params=query, json=RUN_EXAMPLES["neuron"]["value"])
    return client.get(address, params=query)


def test_no_number_or_word_in_a_query_or_an_address_is_an_error_of_the_service(client, known):
    wrong = []
    for method, path, parameters, name, place in _operations(client):
        required = {
            each["name"]: each["schema"]["examples"][0]
            for each in parameters
            if each["in"] == "query" and each["required"]
        }
        for value in (*NUMBERS, *WORDS):
            if place == "path" and not value.strip():
                continue
            address = _filled(path, parameters, known, name, value if place == "path" else "")
            query = required | {name: value} if place == "query" else required
            answer = _asked(client, method, address, query)
            if answer.status_code not in STATUSES:
                wrong.append((method, path, name, value, answer.status_code))
            elif answer.status_code != 200:
                Problem.model_validate_json(answer.content)
    assert not wrong


def test_a_parameter_given_twice_is_answered_too(client, known):
    for method, path, parameters, name, place in _operations(client):
        if place == "query":
            address = _filled(path, parameters, known, "", "")
            query = [(name, "1"), (name, "99999999999999999999")]
            assert _asked(client, method, address, query).status_code in STATUSES, (path, name)


@pytest.mark.parametrize("part", ["steps", "explanations"])
def test_steps_beyond_every_run_are_refused_and_those_beyond_this_one_are_none(client, known, part):
    address = f"/api/v1/runs/{known['/api/v1/runs']}/{part}"
    refused = client.get(address, params={"from": 2**64, "to": 2**64 + 10})
    assert (refused.status_code, refused.json()["code"]) == (422, "request/parameter")
    empty = client.get(address, params={"from": 999_999_990, "to": 999_999_999})
    assert (empty.status_code, empty.json()[part]) == (200, [])
