"""What the README shows is what a reader gets."""

import doctest
import re
from pathlib import Path

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


def test_every_picture_and_folder_the_readme_names_is_there():
    for path in re.findall(r"!\[.*?\]\((.+?)\)", README) + re.findall(r"^\| `(\w+/[\w/]*)`", README, re.MULTILINE):
        assert (ROOT / path).exists(), path
