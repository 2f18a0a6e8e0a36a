"""What the README shows is what a reader gets."""

import doctest
import re
import subprocess
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


def test_the_lines_that_the_readme_gives_a_shell_bring_a_file(server_url, tmp_path):
    """As they are typed, in one shell."""
    lines = re.findall(r"^    ((?:api=|id=|curl ).*)$", README, re.MULTILINE)
    assert len(lines) == 3
    script = "\n".join(lines).replace("http://127.0.0.1:8000", server_url)
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, check=True, capture_output=True)
    (file,) = tmp_path.iterdir()
    assert re.fullmatch(r"gradwalk-[0-9a-f]{32}\.tex", file.name)
    assert file.read_text().startswith(r"\documentclass{article}")


def test_every_picture_and_folder_the_readme_names_is_there():
    for path in re.findall(r"!\[.*?\]\((.+?)\)", README) + re.findall(r"^\| `(\w+/[\w/]*)`", README, re.MULTILINE):
        assert (ROOT / path).exists(), path
