"""Every number at /api/v1/limits is where the service stops: just below passes, just above is refused by that name."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import orjson
import pytest

from engine.language import CLASS, LOCAL, BudgetError, run
from engine.language.limits import REPORTED, UNITS
from engine.lessons import lessons
from server.documents.encode import encode_run
from server.profile import PROFILES
from server.worker.jobs import Job, perform

T = "import torch\n"
X = T + "x = torch.ones(1, requires_grad=True)\n"

# Programs that use more of it the larger the number is.
GROWING: dict[str, Callable[[int], str]] = {
    "source": lambda n: "#" * n,
    "syntax": lambda n: "x = 1\n" * n,
    "nesting": lambda n: "-" * n + "1",
    "brackets": lambda n: "(" * n + "1" + ")" * n,
    "steps": lambda n: f"for i in range({n}):\n    pass",
    "frames": lambda n: f"def f(n):\n    return f(n - 1) if n else 0\nf({n})",
    "levels": lambda n: f"def f(n):\n    return {'-' * n}(f(n - 1) if n else 0)\nf(12)",
    "cells": lambda n: f"[0] * {n}",
    "string": lambda n: f"'a' * {n}",
    "nodes": lambda n: T + f"for i in range({n}):\n    torch.ones(99).unbind()",
    "tensor": lambda n: T + f"torch.zeros({n})",
    "rank": lambda n: T + f"torch.zeros({'1,' * n})",
    "elements": lambda n: T + f"for i in range({n}):\n    torch.zeros(4096)",
    "cost": lambda n: T + f"x = torch.ones(256, 256)\nfor i in range({n}):\n    x @ x",
    "events": lambda n: X + f"y = x * x * x * x * x\n[y.backward(retain_graph=True) for i in range({n})]",
    "document": lambda n: (
        T
        + "x = torch.rand(64, requires_grad=True)\ny = x * x * x * x * x\n"
        + f"[y.sum().backward(retain_graph=True) for i in range({n})]"
    ),
    "output": lambda n: f"for i in range({n}):\n    print('0123456')",
}
# A leaf of as many numbers as there are given.
LEAF = T + "x = torch.zeros({})"


def verdict(source: str, **options: object) -> str:
    try:
        run(source, limits=CLASS, **options)
    except BudgetError as error:
        return error.code
    return "ok"


def largest(program: Callable[[int], str], name: str) -> int:
    """The largest n whose program passes, of those that are counted evenly."""
    if name in REPORTED:
        used = [run(program(n), limits=CLASS).usage[name].used for n in (50, 51)]
        each = used[1] - used[0]
        return 50 + int((vars(CLASS)[name] - used[0]) // each)
    low, high = 1, 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if verdict(program(middle)) == "ok" else (low, middle)
    return low


def test_every_limit_of_a_program_is_looked_at():
    assert GROWING.keys() | {"leaves", "files"} == UNITS.keys() == vars(CLASS).keys()


@pytest.mark.parametrize("name", GROWING)
def test_a_program_just_below_a_limit_runs_and_one_just_above_is_refused_by_its_name(name):
    most = largest(GROWING[name], name)
    assert verdict(GROWING[name](most)) == "ok"
    with pytest.raises(BudgetError) as caught:
        run(GROWING[name](most + 1), limits=CLASS)
    error = caught.value
    assert (error.code, error.limit, error.unit) == (f"budget/{name}", vars(CLASS)[name], UNITS[name])
    assert error.used > error.limit


@pytest.mark.parametrize(("profile", "most"), [("class", 8_192), ("local", 32_768)])
def test_as_many_numbers_as_are_said_may_be_given_for_leaves(profile, most):
    limits = PROFILES[profile].limits
    assert limits.leaves == most
    for given, code in ((most, "ok"), (most + 1, "budget/leaves")):
        body = json.dumps({"source": LEAF.format(given), "leaves": {"x": [-1.2345678901234567e-300] * given}}).encode()
        assert len(body) <= 4 * limits.source
        assert perform(Job(body, limits, "version")).verdict == code


@pytest.mark.parametrize("profile", ["class", "local"])
def test_as_many_bytes_as_are_said_may_be_attached(profile):
    limits = PROFILES[profile].limits
    for length, code in ((limits.files, "ok"), (limits.files + 1, "budget/files")):
        files = {"a.txt": "a" * (length - 3), "b.txt": "b\n\n"}
        body = json.dumps({"source": "n = len(open('b.txt').read())", "files": files}).encode()
        assert perform(Job(body, limits, "version")).verdict == code


def test_a_body_of_just_so_many_bytes_is_read(client):
    """The client's server has the limits of one's own machine: four bytes for each of a program's 262,144."""
    most = client.get("/api/v1/limits").json()["request"]["body"]["limit"]
    assert most == 4 * LOCAL.source == 1_048_576
    body = b'{"source": "x = 1.0"}'
    headers = {"Content-Type": "application/json"}
    post = partial(client.post, "/api/v1/runs", headers=headers)
    assert post(content=body.ljust(most)).status_code == 200
    refused = post(content=body.ljust(most + 1))
    assert (refused.status_code, refused.json()["code"]) == (413, "request/body-size")
    assert refused.json()["limit"] == most


def test_the_longest_program_fits_into_a_body(client):
    """Every second character is a line break, which takes two bytes in JSON."""
    source = ("#\n" * LOCAL.source)[: LOCAL.source - 8] + "\nx = 1.0"
    assert client.post("/api/v1/runs", json={"source": source}).status_code == 200
    refused = client.post("/api/v1/runs", json={"source": source + "\n"})
    assert (refused.status_code, refused.json()["code"]) == (422, "budget/source")


def test_steps_and_explanations_come_as_many_at_once_as_are_said(client):
    run_id = client.post("/api/v1/runs", json={"source": "x = 1.0\ny = x * x"}).json()["id"]
    for part, most in (("steps", 5_000), ("explanations", 200)):
        published = client.get("/api/v1/limits").json()["request"][part]
        assert published["limit"] == most
        address = f"/api/v1/runs/{run_id}/{part}"
        assert client.get(address, params={"from": 0, "to": most}).status_code == 200
        assert client.get(address, params={"from": 0, "to": most + 1}).status_code == 422


@pytest.mark.parametrize("id", [lesson.id for lesson in lessons()])
def test_no_document_is_longer_than_what_is_counted_for_it(id):
    """Beside nodes, edges and steps a document has the program, what it printed, and words about it."""
    source = next(lesson.source for lesson in lessons() if lesson.id == id)
    made = run(source, limits=CLASS)
    document = orjson.loads(encode_run(made, "0" * 32))
    described = {key: document[key] for key in ("nodes", "lines", "edges", "steps")}
    assert len(orjson.dumps(described)) <= made.usage["document"].used


def test_a_network_of_the_lecture_on_micrograd_trains_in_a_class():
    """MLP(3, [4, 4, 1]) has 41 parameters; 20 steps on 4 examples, one number a node, end at a loss below 0.1."""
    source = """\
from micrograd.nn import MLP
n = MLP(3, [4, 4, 1])
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
for k in range(20):
    ypred = [n(x) for x in xs]
    loss = sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred))
    n.zero_grad()
    loss.backward()
    for p in n.parameters():
        p.data += -0.1 * p.grad
print(len(n.parameters()))
"""
    made = run(source, limits=CLASS)
    assert made.printed == "41\n"
    assert made.usage["nodes"].used > 5_000
