"""A client that a generator makes from /openapi.json speaks with the service: what the document promises is enough."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

# What the generator does after it has written the files, such as laying them out, is left away.
CONFIGURATION = {"project_name_override": "generated", "package_name_override": "generated", "post_hooks": []}


@pytest.fixture(scope="module")
def generated(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the client's package, which can be imported."""
    folder = tmp_path_factory.mktemp("client")
    document = folder / "openapi.json"
    document.write_text(httpx.get(f"{server_url}/openapi.json").text)
    configuration = folder / "configuration.json"
    configuration.write_text(json.dumps(CONFIGURATION))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    options = ["--path", document, "--config", configuration, "--output-path", folder / "generated"]
    made = subprocess.run([*command, *options], capture_output=True, text=True, cwd=folder)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def module(name: str) -> ModuleType:
    return importlib.import_module(f"generated.{name}")


@pytest.fixture
def client(generated: Path, server_url: str):
    with module("client").Client(base_url=server_url, timeout=httpx.Timeout(30)) as client:
        yield client


def test_the_client_runs_a_program_and_reads_its_gradient(client):
    """d(x² + x)/dx at 3 is 7."""
    models = module("models")
    create = module("api.runs.create_run").sync
    run = create(client=client, body=models.RunRequest(source="x = 3.0\ny = x * x + x\n"))
    assert isinstance(run, models.RunDocument)
    assert run.nodes[0].gradient.data == 7.0


def test_the_client_reads_the_steps_of_a_run(client):
    models = module("models")
    run = module("api.runs.create_run").sync(client=client, body=models.RunRequest(source="x = 2.0\ny = x * x\n"))
    steps = module("api.runs.get_steps").sync(id=run.id, client=client, from_=0, to=2)
    assert isinstance(steps, models.StepsDocument)
    assert [step.index for step in steps.steps] == [0, 1]


def test_the_client_reads_a_lesson_and_runs_it(client):
    models = module("models")
    lesson = module("api.lessons.get_lesson").sync(id="01_square", client=client)
    run = module("api.runs.create_run").sync(client=client, body=models.RunRequest(source=lesson.source))
    assert isinstance(run, models.RunDocument)


def test_the_client_gets_a_mistake_as_a_problem_with_its_place(client):
    models = module("models")
    body = models.RunRequest(source="x = 1.0\ny = missing\n")
    problem = module("api.runs.create_run").sync(client=client, body=body)
    assert isinstance(problem, models.Problem)
    assert (problem.status, problem.code, problem.line, problem.column) == (422, "name", 2, 5)
