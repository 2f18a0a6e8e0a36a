"""What the README shows is what a reader gets."""

import doctest
import json
import re
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_python_example_prints_what_the_readme_shows():
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_the_http_example_answers_what_the_readme_shows(server_url):
    body = re.search(r"-d '(.+)'", README).group(1)
    shown = [json.loads(line) for line in re.findall(r'^    (\[".+\])$', README, re.MULTILINE)]
    run = httpx.post(f"{server_url}/api/v1/runs", json=json.loads(body)).json()
    rows = [[n["label"], n["value"]["data"], n["gradient"]["data"]] for n in run["nodes"] if n["role"] == "parameter"]
    assert rows == shown == [["x", -2.25, -4.5], ["y", 5.5, -4.5], ["z", -4.5, 3.25]]


def test_every_picture_and_folder_the_readme_names_is_there():
    for path in re.findall(r"!\[.*?\]\((.+?)\)", README) + re.findall(r"^\| `(\w+/[\w/]*)`", README, re.MULTILINE):
        assert (ROOT / path).exists(), path
