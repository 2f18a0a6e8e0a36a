"""Errors: one shape for all, the right status for each, never a word of what was sent."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import ValidationError

from engine.language import CLASS
from server.app import create_app
from server.http import body
from server.payload import Problem, RunDocument, RunRequest
from server.worker.jobs import Job, perform
from tests.server.event_loop import in_event_loop

JSON = {"Content-Type": "application/json"}
RUNS = "/api/v1/runs"
# No answer may contain it.
MARK = "zebra"


def problem(response: httpx.Response) -> Problem:
    assert response.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate_json(response.content)
    assert found.status == response.status_code
    assert found.type == f"urn:gradwalk:problem:{found.code}"
    assert MARK not in response.text
    return found


BODIES = {
    "empty": (b"", 400, "request/json"),
    "no JSON": (b"zebra", 400, "request/json"),
    "a cut-off object": (b'{"source": "zebra"', 400, "request/json"),
    "a NaN token": (b'{"source": "zebra", "leaves": {"w": NaN}}', 400, "request/json"),
    "an Infinity token": (b'{"source": "zebra", "leaves": {"w": -Infinity}}', 400, "request/json"),
    "a number beyond float64": (b'{"source": "zebra", "leaves": {"w": 1e999}}', 400, "request/json"),
    "an integer beyond 64 bits": (b'{"source": "zebra", "leaves": {"w": 9223372036854775808}}', 400, "request/json"),
    "an integer of 5,000 digits": (b'{"leaves": {"w": ' + b"9" * 5_000 + b"}}", 400, "request/json"),
    "a key twice": (b'{"source": "zebra", "source": "zebra"}', 400, "request/json"),
    "a leaf twice": (b'{"source": "zebra", "leaves": {"w": 1, "w": 2}}', 400, "request/json"),
    "100,000 brackets": (b"[" * 100_000, 400, "request/json"),
    "100,000 closed brackets": (b"[" * 60_000 + b"]" * 60_000, 400, "request/json"),
    "no UTF-8": (b'{"source": "\xff"}', 400, "request/json"),
    "UTF-16": ('{"source": "zebra"}'.encode("utf-16"), 400, "request/json"),
    "a list": (b'["zebra"]', 422, "request/body"),
    "a string": (b'"zebra"', 422, "request/body"),
    "null": (b"null", 422, "request/body"),
    "no source": (b"{}", 422, "request/body"),
    "source null": (b'{"source": null}', 422, "request/body"),
    "source a number": (b'{"source": 1}', 422, "request/body"),
    "an unknown key": (b'{"source": "x = 1.0", "zebra": 1}', 422, "request/body"),
    "target a list": (b'{"source": "x = 1.0", "target": ["zebra"]}', 422, "request/body"),
    "leaves a list": (b'{"source": "x = 1.0", "leaves": ["zebra"]}', 422, "request/body"),
    "a leaf that is text": (b'{"source": "x = 1.0", "leaves": {"x": "zebra"}}', 422, "request/body"),
    "a leaf that is true": (b'{"source": "x = 1.0", "leaves": {"x": true}}', 422, "request/body"),
    "a leaf that is null": (b'{"source": "x = 1.0", "leaves": {"x": null}}', 422, "request/body"),
    "a leaf that is an object": (b'{"source": "x = 1.0", "leaves": {"x": {"zebra": 1}}}', 422, "request/body"),
    "a leaf 500 lists deep": (
        b'{"source": "x = 1.0", "leaves": {"x": ' + b"[" * 500 + b"]" * 500 + b"}}",
        422,
        "request/body",
    ),
    "half a surrogate pair": (b'{"source": "zebra \\ud800"}', 422, "request/body"),
    "unfold a name": (b'{"source": "x = 1.0", "unfold": "softmax"}', 422, "request/body"),
    "unfold a number": (b'{"source": "x = 1.0", "unfold": [1]}', 422, "request/body"),
    "half a pair in unfold": (b'{"source": "x = 1.0", "unfold": ["\\udfff"]}', 422, "request/body"),
    "half a pair in the target": (b'{"source": "x = 1.0", "target": "\\udfff"}', 422, "request/body"),
    "half a pair in a key": (b'{"source": "x = 1.0", "\\ud800": 1}', 422, "request/body"),
    "half a pair in a leaf's name": (b'{"source": "x = 1.0", "leaves": {"\\ud800": 1}}', 422, "request/body"),
    "half a pair as a leaf": (b'{"source": "x = 1.0", "leaves": {"x": "\\ud800"}}', 422, "request/body"),
    "too many bytes": (b'{"source": "' + b"#" * 1_048_576 + b'"}', 413, "request/body-size"),
}


@pytest.mark.parametrize(("sent", "status", "code"), BODIES.values(), ids=BODIES)
def test_a_body_that_does_not_fit_is_told_why(client, sent, status, code):
    found = problem(client.post(RUNS, content=sent, headers=JSON))
    assert (found.status, found.code) == (status, code)


MISFITS = {name: sent for name, (sent, status, _) in BODIES.items() if status == 422}


@pytest.mark.parametrize("sent", MISFITS.values(), ids=MISFITS)
def test_what_the_service_refuses_the_published_schema_refuses_too(sent):
    with pytest.raises(ValidationError):
        RunRequest.model_validate_json(sent)


REQUESTS = {
    "a wrong content type": (("POST", RUNS), {"content": "source=zebra"}, 415, "request/media-type"),
    "text": (
        ("POST", RUNS),
        {"content": b'{"source": "zebra"}', "headers": {"Content-Type": "text/plain"}},
        415,
        "request/media-type",
    ),
    "a compressed body": (
        ("POST", RUNS),
        {"content": b"zebra", "headers": JSON | {"Content-Encoding": "gzip"}},
        415,
        "request/content-encoding",
    ),
    "a body without a length": (
        ("POST", RUNS),
        {"content": (b"zebra" * 1_000 for _ in range(300)), "headers": JSON},
        413,
        "request/body-size",
    ),
    "an unknown address": (("GET", "/zebra"), {}, 404, "request/not-found"),
    "a slash too many": (("GET", "/api/v1/lessons/"), {}, 404, "request/not-found"),
    "a path out of the folder": (("GET", "/static/v/%2e%2e/server/app.py"), {}, 404, "request/not-found"),
    "a path with NUL": (("GET", "/static/v/%00.js"), {}, 404, "request/not-found"),
    "a wrong method": (("DELETE", RUNS), {}, 405, "request/method"),
    "a method of one's own": (("ZEBRA", "/"), {}, 405, "request/method"),
    "a forgotten run": (("GET", f"{RUNS}/{'0' * 32}"), {}, 404, "run/unknown"),
    "steps of a forgotten run": (("GET", f"{RUNS}/zebra/steps"), {}, 404, "run/unknown"),
    "a negative step": (("GET", f"{RUNS}/zebra/steps?from=-1"), {}, 422, "request/parameter"),
    "a step that is no number": (("GET", f"{RUNS}/zebra/steps?from=zebra"), {}, 422, "request/parameter"),
    "steps backward": (("GET", f"{RUNS}/zebra/steps?from=5&to=4"), {}, 422, "request/parameter"),
    "too many explanations": (("GET", f"{RUNS}/zebra/explanations?from=0&to=201"), {}, 422, "request/parameter"),
    "a line of too many steps": (("GET", f"{RUNS}/zebra/line?from=0&to=1001"), {}, 422, "request/parameter"),
    "a node's label": (("GET", f"{RUNS}/zebra/nodes/zebra"), {}, 422, "request/parameter"),
    "an unknown operation": (("GET", "/api/v1/ops/zebra"), {}, 404, "op/unknown"),
    "an unknown lesson": (("GET", "/api/v1/lessons/zebra"), {}, 404, "lesson/unknown"),
}


@pytest.mark.parametrize(("request_line", "options", "status", "code"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_that_is_wrong_is_told_why(client, request_line, options, status, code):
    found = problem(client.request(*request_line, **options))
    assert (found.status, found.code) == (status, code)


def test_a_missing_node_of_a_run_names_the_last_one(client, post):
    run = post("x = 1.0\ny = x * x\n").json()
    found = problem(client.get(f"{RUNS}/{run['id']}/nodes/n{len(run['nodes'])}"))
    assert (found.status, found.code) == (404, "node/unknown")
    assert f"n{len(run['nodes']) - 1}" in found.detail


def test_two_lengths_for_one_body_are_refused(server_url):
    address = urlsplit(server_url)
    with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
        head = f"POST {RUNS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
        lengths = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall((head + lengths + "0\r\n\r\n").encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_a_body_that_does_not_arrive_is_given_up(monkeypatch):
    monkeypatch.setattr(body, "BODY_SECONDS", 0.01)

    async def never_ending():
        yield b'{"source": '
        await asyncio.Event().wait()

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(RUNS, content=never_ending(), headers=JSON)

    assert problem(in_event_loop(send)).code == "request/timeout"


def test_a_mistake_of_ours_is_a_problem_without_a_trace(monkeypatch):
    async def fail(*arguments):
        raise RuntimeError(MARK)

    async def send() -> httpx.Response:
        app = create_app()
        monkeypatch.setattr(app.state.service, "create", fail)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(RUNS, json={"source": ""})

    response = in_event_loop(send)
    assert problem(response).code == "service/error"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_mistake_in_a_program_has_its_place_and_the_graph_before_it(post):
    response = post("import torch\na = torch.ones(2, 3)\nb = torch.ones(2, 4)\nc = a + b\n")
    found = problem(response)
    assert (found.status, found.line, found.column, found.end_column) == (422, 4, 5, 10)
    assert "(2, 3)" in found.detail
    assert "(2, 4)" in found.detail
    assert isinstance(found.partial, RunDocument)
    assert [node.name for node in found.partial.nodes] == ["a", "b"]


def test_a_text_that_is_no_program_has_its_place(post):
    found = problem(post("x = 1.0\ny = x +\n"))
    assert (found.status, found.line) == (422, 2)


def test_a_program_beyond_its_budget_is_told_the_figures():
    outcome = perform(Job(b'{"source": "while True:\\n    pass\\n"}', CLASS, "version"))
    found = Problem.model_validate_json(outcome.body)
    assert (found.status, found.code, found.limit, found.unit) == (422, "budget/steps", 75_000, "steps")
    assert found.used == 75_001
    assert found.line in (1, 2)


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "().__class__.__bases__",
        "eval('1')",
        "open('/etc/passwd')",
        "x = [1] * 10**9",
        "9**9**9**9",
        "'{0.__class__}'.format(1)",
        "def f():\n    f()\nf()",
        "x = " + "(" * 500,
        "x = \0",
        "print('\\ud800')",
        "print(f'{1}\\udfff')",
    ],
)
def test_a_hostile_program_is_a_problem_like_any_other(post, source):
    found = problem(post(source))
    assert found.status == 422
    assert found.line is not None


@pytest.mark.parametrize("leaves", [{"w": [1.0, 2.0, 3.0]}, {"w": 1.0}, {"w": [[1.0], [2.0, 3.0]]}, {"missing": 1.0}])
def test_leaves_that_do_not_fit_the_program_are_refused(post, leaves):
    found = problem(
        post("import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\nf = w.sum()\n", leaves=leaves)
    )
    assert found.status == 422
    assert next(iter(leaves)) in found.detail


@pytest.mark.parametrize(
    ("name", "hint"), [("softmx", "Did you mean softmax?"), ("exp", "GET /api/v1/ops says which are composite.")]
)
def test_only_a_composite_operation_can_be_unfolded(post, name: str, hint: str):
    found = problem(post("x = 1.0\ny = x * x\n", unfold=["sigmoid", name]))
    assert (found.status, found.code, found.hint) == (422, "unfold", hint)
    assert name in found.detail


def test_a_target_that_is_no_variable_is_refused(post):
    found = problem(post("x = 1.0\ny = x * x\n", target="loss"))
    assert found.status == 422
    assert "loss" in found.detail
