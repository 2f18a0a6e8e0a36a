"""What the README shows is what a reader gets."""

import doctest
import re
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_examples_print_what_the_readme_shows(server_url):
    """The addresses are those of a server of the tests; each example is a session of its own."""
    parser = doctest.DocTestParser()
    runner = doctest.DocTestRunner()
    for section in README.replace("http://127.0.0.1:8000", server_url).split("\n## "):
        title = section.partition("\n")[0]
        runner.run(parser.get_doctest(section, {}, title, "README.md", 0), clear_globs=False)
    assert runner.tries > 0
    assert runner.failures == 0


def test_the_address_that_the_readme_gives_curl_is_that_of_a_file(server_url):
    id = httpx.post(f"{server_url}/api/v1/runs", json={"source": "x = 3.0\ny = x * x\n"}).json()["id"]
    (address,) = re.findall(r'^ +curl -OJ "http://127.0.0.1:8000(/\S+)"$', README, re.MULTILINE)
    answer = httpx.get(server_url + address.replace("$id", id))
    assert answer.status_code == 200
    assert f'filename="gradwalk-{id}.tex"' in answer.headers["content-disposition"]


def test_every_picture_and_folder_the_readme_names_is_there():
    for path in re.findall(r"!\[.*?\]\((.+?)\)", README) + re.findall(r"^\| `(\w+/[\w/]*)`", README, re.MULTILINE):
        assert (ROOT / path).exists(), path
