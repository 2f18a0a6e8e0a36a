"""The interactive documentation: complete, tested, and from this host alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from server.app import create_app
from server.commands import typescript
from server.exports import FORMATS
from server.http.openapi import LINK_EXAMPLES, RUN_EXAMPLES
from server.payload import LinkAddress, Problem, RunDocument
from tests.server.event_loop import in_event_loop

STATUSES = {
    "createRun": {"200", "400", "408", "413", "415", "422", "429", "503"},
    "getRun": {"200", "304", "404", "422", "429", "503"},
    "getGraph": {"200", "304", "404", "422", "429", "503"},
    "getSteps": {"200", "304", "404", "422", "429", "503"},
    "getLocalJacobian": {"200", "304", "404", "422", "429", "503"},
    "getCurve": {"200", "304", "404", "422", "429", "503"},
    "getProvenance": {"200", "304", "404", "422", "429", "503"},
    "getNode": {"200", "304", "404", "422", "429", "503"},
    "exportRun": {"200", "304", "404", "422", "429", "503"},
    "getTensors": {"200", "304", "404", "422", "429", "503"},
    "getExplanations": {"200", "304", "404", "422", "429", "503"},
    "getLine": {"200", "304", "404", "422", "429", "503"},
    "getDerivation": {"200", "304", "404", "422", "429", "503"},
    "getComparison": {"200", "304", "404", "422", "429", "503"},
    "getFold": {"200", "304", "404", "422", "429", "503"},
    "getJacobianProduct": {"200", "304", "404", "422", "429", "503"},
    "getPaths": {"200", "304", "404", "422", "429", "503"},
    "getDiagnosis": {"200", "304", "404", "422", "429", "503"},
    "getPasses": {"200", "304", "404", "422", "429", "503"},
    "getNetwork": {"200", "304", "404", "422", "429", "503"},
    "getDerivatives": {"200", "304", "404", "422", "429", "503"},
    "getTape": {"200", "304", "404", "422", "429", "503"},
    "getVariables": {"200", "304", "404", "422", "429", "503"},
    "getChanges": {"200", "400", "404", "408", "413", "415", "422", "429", "503"},
    "createLink": {"200", "201", "400", "408", "413", "415", "422", "429", "503"},
    "getLink": {"200", "404", "422", "503"},
    "listLessons": {"200"},
    "listLessonGraphs": {"200"},
    "getLesson": {"200", "404", "422"},
    "listOps": {"200"},
    "getOp": {"200", "404", "422"},
    "getLimits": {"200"},
    "getHealth": {"200"},
    "getReadiness": {"200", "503"},
}
# Answers that are no JSON, or not only.
FILES = {
    "getDerivation": {"application/json", "application/x-tex", "text/markdown"},
    "getTape": {"application/json", "text/csv"},
    "getTensors": {"application/octet-stream", "application/zip"},
    "exportRun": {each.media_type for each in FORMATS.values()},
}


@pytest.fixture(scope="module")
def document(client):
    return client.get("/openapi.json").json()


def operations(document):
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_says_what_it_is_and_how_it_may_end(document):
    found = operations(document)
    assert {name: operation["responses"].keys() for name, (_, _, operation) in found.items()} == STATUSES
    for _, _, operation in found.values():
        assert operation["summary"]
        assert operation["tags"]
        for status, response in operation["responses"].items():
            if status == "304":
                assert "content" not in response
                continue
            media_type = "application/json" if status in ("200", "201") else "application/problem+json"
            if status == "200" and operation["operationId"] in FILES:
                assert response["content"].keys() == FILES[operation["operationId"]]
                continue
            assert response["content"].keys() == {media_type}
            assert "$ref" in response["content"][media_type]["schema"], (operation["operationId"], status)


def test_every_reference_leads_to_a_schema(document):
    schemas = document["components"]["schemas"]
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references <= schemas.keys()
    assert {"RunRequest", "RunDocument", "Problem"} <= references


def test_what_is_answered_may_grow_and_what_is_sent_may_not(document):
    """A client that keeps to the document accepts an answer with keys of a later version."""
    schemas = document["components"]["schemas"]
    closed = {name for name, schema in schemas.items() if schema.get("additionalProperties") is False}
    assert closed == {"RunRequest", "LinkRequest", "ChangesRequest"}
    assert {"RunDocument", "Node", "Summary", "Limit", "LinkDocument"} <= schemas.keys()


def test_the_headers_that_a_client_needs_are_described_sent_and_shown_to_other_sites(client, document):
    run = client.post("/api/v1/runs", json=RUN_EXAMPLES["neuron"]["value"])
    link = client.post("/api/v1/links", json=LINK_EXAMPLES["neuron"]["value"])
    base = f"/api/v1/runs/{run.json()['id']}"
    answers = {
        "createRun": run,
        "createLink": link,
        "getLink": client.get(f"/api/v1/links/{link.json()['id']}"),
        "getRun": client.get(base),
        "getGraph": client.get(f"{base}/graph"),
        "getSteps": client.get(f"{base}/steps"),
        "getExplanations": client.get(f"{base}/explanations"),
        "getLine": client.get(f"{base}/line?from=0&to=1"),
        "getDerivation": client.get(f"{base}/derivation?format=md"),
        "getFold": client.get(f"{base}/fold?nodes=n2,n3"),
        "getJacobianProduct": client.get(f"{base}/jacobians?from=n1"),
        "getPaths": client.get(f"{base}/paths?from=n1"),
        "getComparison": client.get(f"{base}/comparison", params={"with": run.json()["id"]}),
        "getDiagnosis": client.get(f"{base}/diagnosis"),
        "getPasses": client.get(f"{base}/passes"),
        "getNetwork": client.get(f"{base}/network"),
        "getVariables": client.get(f"{base}/line?from=0&to=1"),
        "getDerivatives": client.get(f"{base}/derivatives?leaf=w"),
        "getTape": client.get(f"{base}/tape?format=csv"),
        "getNode": client.get(f"{base}/nodes/n0"),
        "getLocalJacobian": client.get(f"{base}/nodes/n2/local-jacobian"),
        "getCurve": client.get(f"{base}/nodes/n3/curve"),
        "getProvenance": client.get(f"{base}/provenance?node=n2"),
        "exportRun": client.get(f"{base}/export?format=csv"),
        "getTensors": client.get(f"{base}/tensors?format=npz"),
    }
    shown = {"Content-Disposition", "Content-Location", "ETag", "Location", "Retry-After"}
    described = operations(document)
    for name, answer in answers.items():
        responses = described[name][2]["responses"]
        headers = responses[str(answer.status_code)]["headers"]
        assert headers.keys() == {header for header in shown | {"Cache-Control"} if header in answer.headers}, name
        if "304" in responses:
            again = client.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304
            assert all(header in again.headers for header in responses["304"]["headers"])
    for _, _, operation in described.values():
        for status in {"429", "503"} & operation["responses"].keys():
            assert "Retry-After" in operation["responses"][status]["headers"]


def test_pages_of_other_sites_see_those_headers():
    async def send():
        transport = httpx.ASGITransport(create_app(cors_origins=["https://course.example"]))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/healthz", headers={"Origin": "https://course.example"})

    seen = set(in_event_loop(send).headers["access-control-expose-headers"].split(", "))
    assert seen == {"Content-Disposition", "Content-Location", "ETag", "Location", "Retry-After"}


@pytest.mark.parametrize("name", LINK_EXAMPLES)
def test_the_examples_of_links_are_kept(client, document, name):
    body = operations(document)["createLink"][2]["requestBody"]["content"]["application/json"]
    answer = client.post("/api/v1/links", json=body["examples"][name]["value"])
    assert answer.status_code in (200, 201), answer.text
    LinkAddress.model_validate_json(answer.content)


@pytest.mark.parametrize("name", RUN_EXAMPLES)
def test_the_examples_of_programs_run(client, document, name):
    body = operations(document)["createRun"][2]["requestBody"]["content"]["application/json"]
    answer = client.post("/api/v1/runs", json=body["examples"][name]["value"])
    assert answer.status_code == 200, answer.text
    RunDocument.model_validate_json(answer.content)


def test_the_examples_of_parameters_are_answered(client, document):
    run = client.post("/api/v1/runs", json=RUN_EXAMPLES["neuron"]["value"]).json()["id"]
    link = client.post("/api/v1/links", json=LINK_EXAMPLES["neuron"]["value"]).json()["id"]
    for method, path, operation in operations(document).values():
        if method != "get":
            continue
        address, query = path, {}
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query" and parameter["required"]:
                name = parameter["name"]
                query[name] = run if name == "with" else parameter["schema"]["examples"][0]
            if parameter["in"] == "path":
                made = {"/api/v1/runs": run, "/api/v1/links": link}.get(path.partition("/{id}")[0])
                value = made if made and parameter["name"] == "id" else parameter["schema"]["examples"][0]
                address = address.replace(f"{{{parameter['name']}}}", value)
        assert client.get(address, params=query).status_code == 200, address


def test_the_examples_of_arrays_are_answered(client, document):
    run = client.post("/api/v1/runs", json=RUN_EXAMPLES["neuron"]["value"]).json()["id"]
    _, path, operation = operations(document)["getTensors"]
    examples = {
        parameter["name"]: parameter["schema"]["examples"]
        for parameter in operation["parameters"]
        if "examples" in parameter["schema"]
    }
    assert examples.keys() == {"ids", "steps", "of", "rows", "cols", "dtype", "format"}
    for name, (example,) in examples.items():
        answer = client.get(path.format(id=run), params={name: example})
        assert answer.status_code == 200, (name, answer.text)
        assert answer.headers["content-type"] in operation["responses"]["200"]["content"]


def test_the_documentation_page_shows_every_operation_and_asks_no_other_host(server_url, page):
    asked, failures = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto("/docs")
    page.locator(".opblock").nth(len(STATUSES) - 1).wait_for()
    page.locator("#operations-runs-createRun .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table .response-col_status").filter(has_text="200").wait_for()
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(server_url).netloc}
    assert failures == []


def test_a_body_accepted_by_the_schema_is_accepted_by_the_service_too(document):
    """The request is decoded by hand (decoding.py); its keys must be those that the model promises."""
    from server.documents.decoding import KEYS, LINK_KEYS

    assert tuple(document["components"]["schemas"]["RunRequest"]["properties"]) == KEYS
    assert tuple(document["components"]["schemas"]["LinkRequest"]["properties"]) == LINK_KEYS


def test_problems_are_described_by_the_model_that_the_tests_check(document):
    assert document["components"]["schemas"]["Problem"]["required"] == [
        name for name, field in Problem.model_fields.items() if field.is_required()
    ]


def test_the_types_of_the_page_are_those_of_the_models():
    assert Path(typescript.TARGET).read_text() == typescript.declarations()
